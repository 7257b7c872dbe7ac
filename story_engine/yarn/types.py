"""Finds the type of every variable, function and enum case from how they are used, as Yarn's compiler does.

It does not know files or statements: `check` tells it what must be equal to what, and names the places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

NUMBER, TEXT, TRUTH, ANY = "number", "string", "bool", "any"
BUILT_IN = {"number": NUMBER, "string": TEXT, "bool": TRUTH, "Number": NUMBER, "String": TEXT, "Bool": TRUTH}
"""Names of types as they may be written behind `as`."""

Term = str | int
"""A type by its name, or a number that stands for a type not yet known."""
Complain = Callable[[], None]
"""What to do when a demand cannot be met."""


_MOST_PASSES = 200
"""Passes over all demands before what flows together is simply taken for the same type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumType:
    """An enum: its cases in order with their raw values, all numbers or all texts."""

    name: str
    raw: str
    cases: dict[str, float | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a function takes and gives; `more` is the type of any further arguments."""

    parameters: tuple[Term, ...]
    result: Term
    more: Term | None = None


@dataclass(frozen=True, slots=True)
class _Becomes:
    """A value of type `source` is put where `target` is wanted."""

    source: Term
    target: Term
    complain: Complain


@dataclass(frozen=True, slots=True)
class _OneOf:
    """The type is one of these."""

    term: Term
    allowed: tuple[str, ...]
    complain: Complain


@dataclass(frozen=True, slots=True)
class _HasCase:
    """The type is an enum with this case."""

    term: Term
    case: str
    complain: Callable[[str], None]
    """Told `none`, `many` or `other` (the type is known and lacks the case)."""


_Demand = _Becomes | _OneOf | _HasCase


class TypeSolver:
    """Collects demands on types and solves them; unknown types are numbers handed out by `unknown`."""

    def __init__(self, enums: dict[str, EnumType]) -> None:
        self.enums = enums
        self._known: list[Term | None] = []
        self._demands: list[_Demand] = []
        self._wide: list[int] = []
        self._holders: dict[str, list[str]] = {}

    def unknown(self, *, wide: bool = False) -> int:
        """A type that nothing is known of yet; a `wide` one (a function's parameter) may take values of many types."""
        self._known.append(None)
        if wide:
            self._wide.append(len(self._known) - 1)
        return len(self._known) - 1

    def of(self, term: Term) -> Term:
        """The name of a type, or a number while it is not known."""
        while isinstance(term, int):
            following = self._known[term]
            if following is None:
                return term
            term = following
        return term

    def name(self, term: Term) -> str:
        """The type in words."""
        found = self.of(term)
        return found if isinstance(found, str) else "a type not yet known"

    def equal(self, one: Term, other: Term) -> bool:
        """Demand that two types are the same; False where they cannot be."""
        one, other = self.of(one), self.of(other)
        if one == other:
            return True
        if isinstance(one, int):
            self._known[one] = other
            return True
        if isinstance(other, int):
            self._known[other] = one
            return True
        return False

    def becomes(self, source: Term, target: Term, complain: Complain) -> None:
        """Demand that a `source` may stand where a `target` is wanted."""
        self._demands.append(_Becomes(source, target, complain))

    def one_of(self, term: Term, allowed: tuple[str, ...], complain: Complain) -> None:
        """Demand one of some types."""
        self._demands.append(_OneOf(term, allowed, complain))

    def has_case(self, term: Term, case: str, complain: Callable[[str], None]) -> None:
        """Demand an enum with a case of that name."""
        self._demands.append(_HasCase(term, case, complain))

    def solve(self) -> None:
        """Meet all demands as far as they can be met, complaining of the rest."""
        self._holders = {}
        for enum in self.enums.values():
            for case in enum.cases:
                self._holders.setdefault(case, []).append(enum.name)
        guesses = 0
        while self._demands:
            before = len(self._demands)
            self._demands = [demand for demand in self._demands if not self._met(demand)]
            if len(self._demands) == before:
                if not self._guess(guesses):
                    break
                guesses += 1
        for demand in self._demands:
            if isinstance(demand, _HasCase):
                demand.complain("many")
        self._demands = []

    def holders(self, case: str) -> list[str]:
        """The enums that have a case of that name (known once `solve` has begun)."""
        return self._holders.get(case, [])

    def wider(self, name: str) -> tuple[str, ...]:
        """The types that a value of type `name` may stand for, the narrowest first."""
        enum = self.enums.get(name)
        if name == ANY:
            return (ANY,)
        return (name, ANY) if enum is None else (name, enum.raw, ANY)

    def _met(self, demand: _Demand) -> bool:
        """True once a demand needs no more attention."""
        if isinstance(demand, _Becomes):
            source, target = self.of(demand.source), self.of(demand.target)
            if source == target:
                return True
            if isinstance(source, str) and isinstance(target, str):
                if target not in self.wider(source):
                    demand.complain()
                return True
            return False
        term = self.of(demand.term)
        if isinstance(demand, _OneOf):
            if isinstance(term, str) and term not in demand.allowed:
                demand.complain()
            return isinstance(term, str)
        if isinstance(term, str):
            enum = self.enums.get(term)
            if enum is None or demand.case not in enum.cases:
                demand.complain("other")
            return True
        holders = self.holders(demand.case)
        if len(holders) == 1:
            self.equal(term, holders[0])
        elif not holders:
            demand.complain("none")
        return len(holders) < 2

    def _guess(self, passes: int) -> bool:
        """Settle what nothing settles outright, the way the demands lean; False where nothing leans.

        Every second pass goes backwards, so that a chain is settled in one pass whichever way it is written.
        """
        flows = [demand for demand in self._demands if isinstance(demand, _Becomes)]
        if passes % 2:
            flows.reverse()
        if passes < _MOST_PASSES:
            if self._guess_targets(flows):
                return True
            back = [flow for flow in flows if self.of(flow.target) != ANY and isinstance(self.of(flow.target), str)]
            for flow in back:
                self.equal(flow.source, flow.target)
            if back:
                return True
        open_flows = [flow for flow in flows if self.of(flow.target) != ANY and self._is_open(flow)]
        for flow in open_flows:
            self.equal(flow.source, flow.target)
        if open_flows:
            return True
        open_choices = [demand for demand in self._demands if isinstance(demand, _OneOf)]
        for choice in open_choices:
            self.equal(choice.term, choice.allowed[0])
        return bool(open_choices)

    def _is_open(self, flow: _Becomes) -> bool:
        return isinstance(self.of(flow.source), int) or isinstance(self.of(flow.target), int)

    def _guess_targets(self, flows: list[_Becomes]) -> bool:
        """Let what is not known become what flows into it: the first type, or for wide ones what all may stand for."""
        wide = set(map(self.of, self._wide))
        into: dict[Term, list[str]] = {}
        for flow in flows:
            source, target = self.of(flow.source), self.of(flow.target)
            if target in wide and isinstance(source, str):
                into.setdefault(target, []).append(source)
        settled = False
        for flow in flows:
            source, target = self.of(flow.source), self.of(flow.target)
            if isinstance(source, str) and isinstance(target, int):
                settled = self.equal(target, self._common(into[target]) if target in into else source)
        return settled

    def _common(self, sources: Iterable[str]) -> str:
        """The narrowest type that all of these may stand for."""
        sources = list(sources)
        for candidate in self.wider(sources[0]):
            if all(candidate in self.wider(source) for source in sources):
                return candidate
        return ANY
