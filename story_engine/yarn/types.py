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
        while self._demands:
            before = len(self._demands)
            self._demands = [demand for demand in self._demands if not self._met(demand)]
            if len(self._demands) == before and not self._guess():
                break
        for demand in self._demands:
            if isinstance(demand, _HasCase):
                demand.complain("many")
        self._demands = []

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
        holders = [enum for enum in self.enums.values() if demand.case in enum.cases]
        if len(holders) == 1:
            self.equal(term, holders[0].name)
        elif not holders:
            demand.complain("none")
        return len(holders) < 2

    def _guess(self) -> bool:
        """Settle one type that nothing settles outright, the way the demands lean; False where nothing leans."""
        flows = [
            (self.of(demand.source), self.of(demand.target)) for demand in self._demands if isinstance(demand, _Becomes)
        ]
        for source, target in flows:
            if isinstance(target, int) and isinstance(source, str):
                if target not in map(self.of, self._wide):
                    return self.equal(target, source)
                sources = [one for one, other in flows if other == target and isinstance(one, str)]
                return self.equal(target, self._common(sources))
        for source, target in flows:
            if isinstance(source, int) and isinstance(target, str) and target != ANY:
                return self.equal(source, target)
        for source, target in flows:
            if isinstance(source, int) and isinstance(target, int):
                return self.equal(source, target)
        for demand in self._demands:
            if isinstance(demand, _OneOf):
                return self.equal(demand.term, demand.allowed[0])
        return False

    def _common(self, sources: Iterable[str]) -> str:
        """The narrowest type that all of these may stand for."""
        sources = list(sources)
        for candidate in self.wider(sources[0]):
            if all(candidate in self.wider(source) for source in sources):
                return candidate
        return ANY
