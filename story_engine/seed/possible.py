"""What may ever become true in a seed, when nothing that once became possible is lost again (delete-free relaxation).

It does not know scenes; `relax` feeds it with what they change. What it calls impossible is; the reverse may be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from story_engine.expr import Binary, Call, Expr, Literal, Name, Unary, Variable
from story_engine.seed.model import Seed

Atom: TypeAlias = tuple[str, ...]
Truth: TypeAlias = tuple[bool, bool]
"""Whether something may be true and whether it may be untrue."""
Range: TypeAlias = tuple[float, float]
Binding: TypeAlias = Mapping[str, str]
Question: TypeAlias = Callable[[Binding], Truth]

TOP = 1e9
"""Stands for "no upper bound" in counts."""
FOREVER = 9999.0
"""`since("node")` of what never happened, in scenes."""
EITHER: Truth = (True, True)
_TOLD: tuple[Truth, Truth] = ((False, True), (True, False))
"""What is plainly untrue and plainly true."""
_NUMBERS: Mapping[str, Range] = {
    "hour": (0.0, 23.9999), "minutes": (0.0, TOP), "scene_number": (1.0, TOP), "dice": (1.0, TOP),
}  # fmt: skip
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class Possible:
    """Everything that may be true, grown by `relax`; `version` counts what was added."""

    def __init__(self, seed: Seed) -> None:
        self.seed = seed
        self.version = 0
        self.visited: set[str] = set()
        self.chosen: set[str] = set()
        self._true: set[Atom] = set()
        self._untrue: set[Atom] = set()
        self._texts: dict[Atom, set[str]] = {}
        self._ranges: dict[Atom, Range] = {}
        self._ids = frozenset((*seed.cast, *seed.places, *seed.things, *seed.secrets))
        for person in seed.cast.values():
            self._true.add(("fact", "alive", person.id))
            self._true.update(("state", person.id, state) for state in person.states)
        for item in seed.things.values():
            self._true.update(("state", item.id, state) for state in item.states)
            self._texts["holder", item.id] = {item.holder}
            self._texts["lies", item.id] = {item.at}
        for ladder in seed.ladders.values():
            self._texts["stage", ladder.id] = {ladder.start}
        for thread in seed.threads:
            self._texts["thread", thread] = {"unopened"}
        self._at_start = set(self._true)
        self._asked: dict[int, tuple[Expr, Question]] = {}
        """Conditions by identity, each with itself, so that no other takes its number."""

    def begin(self) -> None:
        """Everything added so far holds at the start, so it is untrue only when something makes it so."""
        self._at_start = set(self._true)

    # What scenes add -------------------------------------------------------------------------------------------

    def make(self, atom: Atom, positive: bool) -> None:
        """A fact or state may become true (or untrue)."""
        pool = self._true if positive else self._untrue
        if atom not in pool:
            pool.add(atom)
            self.version += 1

    def tell(self, atom: Atom, word: str) -> None:
        """A fluent may get this value."""
        pool = self._texts.setdefault(atom, set())
        if word not in pool:
            pool.add(word)
            self.version += 1

    def widen(self, atom: Atom, name: str, low: float, high: float) -> None:
        """A quality may get any value from low to high, within its range."""
        quality = self.seed.qualities[name]
        before = self._ranges.get(atom, (quality.start, quality.start))
        after = (max(quality.low, min(low, before[0])), min(quality.high, max(high, before[1])))
        if after != before:
            self._ranges[atom] = after
            self.version += 1

    def visit(self, node: str) -> None:
        """A node may have been played."""
        if node not in self.visited:
            self.visited.add(node)
            self.version += 1

    def choose(self, option: str) -> None:
        """An option may have been taken."""
        if option not in self.chosen:
            self.chosen.add(option)
            self.version += 1

    def is_id(self, word: str) -> bool:
        """Whether a word names somebody or something of the seed."""
        return word in self._ids

    # What conditions ask ---------------------------------------------------------------------------------------

    def values(self, *atom: str) -> set[str]:
        """Every value that a fluent may have."""
        return self._texts.get(atom, set())

    def places_of(self, thing: str) -> set[str]:
        """Where a thing may lie or be carried."""
        if any(self.values("holder", thing)):
            return set(self.seed.places)
        return self.values("lies", thing) - {""}

    def in_reach(self, thing: str, place: str, cast: tuple[str, ...]) -> bool:
        """Whether a thing may lie at a place ("" = any) or be held by one of the cast."""
        lies = self.values("lies", thing) - {""}
        return bool(lies if not place else place in lies) or any(p in self.values("holder", thing) for p in cast)

    def holds(self, *fact: str) -> bool:
        """Whether a fact may be true."""
        return ("fact", *fact) in self._true

    def may(self, tree: Expr, binding: Binding) -> Truth:
        """Whether a condition may be true and may be untrue."""
        known = self._asked.get(id(tree))
        if known is None:
            known = self._asked[id(tree)] = (tree, self._question(tree))
        return known[1](binding)

    def _question(self, tree: Expr) -> Question:
        """A condition as a closure, because each is asked for every binding and in every round."""
        match tree:
            case Binary(operator="&&" | "||" as operator, left=left, right=right):
                return _joined(operator, self._question(left), self._question(right))
            case Unary(operator="!", operand=operand):
                return _turned(self._question(operand))
            case Binary(operator=operator) if operator in _FLIPPED:
                return self._comparison(tree)
            case Call(name=name, arguments=arguments):
                return self._call(name, arguments)
            case Name(id=name):
                return lambda _: self._ask(name, ())
            case Literal(value=value):
                told = (bool(value), not value)
                return lambda _: told
            case _:
                return lambda _: EITHER

    def _call(self, name: str, arguments: tuple[Expr, ...]) -> Question:
        if not any(isinstance(argument, Variable) for argument in arguments):
            words = tuple(self._word(argument, {}) for argument in arguments)
            return (lambda _: EITHER) if "" in words else (lambda _: self._ask(name, words))

        def ask(binding: Binding) -> Truth:
            words = tuple(self._word(argument, binding) for argument in arguments)
            return EITHER if "" in words else self._ask(name, words)

        return ask

    def _comparison(self, tree: Binary) -> Question:
        """Mostly who plays a role: `$who == wren`, or that two are not the same."""
        same = tree.operator == "=="
        if tree.operator not in ("==", "!=") or not isinstance(tree.left, Variable):
            return lambda binding: self._compare(tree, binding)
        left = tree.left.name
        word = ""
        match tree.right:
            case Literal(value=str() as said):
                word = said
            case Name(id=said) if said in self._ids:
                word = said
        other = tree.right.name if isinstance(tree.right, Variable) else ""
        if not word and not other:
            return lambda binding: self._compare(tree, binding)

        def compare(binding: Binding) -> Truth:
            first, second = binding.get(left), word or binding.get(other)
            if first is None or second is None:
                return self._compare(tree, binding)
            return _TOLD[(first == second) is same]

        return compare

    def _word(self, tree: Expr, binding: Binding) -> str:
        """The word that an argument stands for, "" when it is computed."""
        match tree:
            case Name(id=word):
                return word
            case Variable(name=name):
                return binding.get(name, "")
            case Literal(value=str() as word):
                return word
            case Literal(value=value):
                return str(value)
            case _:
                return ""

    def _ask(self, name: str, words: tuple[str, ...]) -> Truth:
        seed = self.seed
        if name in seed.facts:
            return self._fact(("fact", name, *words))
        if (rule := seed.derived.get(name)) is not None:
            bound = {param: word for (param, _), word in zip(rule.params, words, strict=False)}
            return self.may(rule.expr, bound)
        match (name, *words):
            case ("state", entity, state):
                return self._fact(("state", entity, state))
            case ("has", person, thing) | ("holder", thing, person):
                return self._fluent(("holder", thing), person)
            case ("lies", thing, place):
                return self._fluent(("lies", thing), place)
            case ("at", thing, place) if thing in seed.things:
                return (place in self.places_of(thing), True)
            case ("at", _, place):
                return (True, len(seed.places) > 1)
            case ("thread", thread, state):
                return self._fluent(("thread", thread), state)
            case ("stage", ladder, stage):
                return self._fluent(("stage", ladder), stage)
            case ("reached", ladder, stage) if ladder in seed.ladders and stage in seed.ladders[ladder].stages:
                order = seed.ladders[ladder].stages
                found = [order.index(known) for known in self.values("stage", ladder)]
                return (max(found) >= order.index(stage), min(found) < order.index(stage))
            case ("visited", node):
                return (node in self.visited, True)
            case ("chose", option):
                return (option in self.chosen, True)
            case ("true" | "false", *_):
                return (name == "true", name == "false")
            case _:
                return EITHER

    def _fact(self, atom: Atom) -> Truth:
        return (atom in self._true, atom not in self._at_start or atom in self._untrue)

    def _fluent(self, atom: Atom, word: str) -> Truth:
        known = self._texts.get(atom, set())
        return (word in known, known != {word})

    def _compare(self, tree: Binary, binding: Binding) -> Truth:
        if tree.operator in ("==", "!="):  # of roles, most often
            first, second = self._texts_of(tree.left, binding), self._texts_of(tree.right, binding)
            if first is not None and second is not None:
                equal: Truth = (bool(first & second), not (len(first) == 1 and first == second))
                return equal if tree.operator == "==" else (equal[1], equal[0])
        left, right = self.range_of(tree.left, binding), self.range_of(tree.right, binding)
        return EITHER if left is None or right is None else compare_ranges(tree.operator, left, right)

    def range_of(self, tree: Expr, binding: Binding) -> Range | None:
        """The numbers that an expression may be; None when that is unknown."""
        match tree:
            case Literal(value=bool() | str()):
                return None
            case Literal(value=value):
                return (float(value), float(value))
            case Unary(operator="-", operand=operand):
                inner = self.range_of(operand, binding)
                return None if inner is None else (-inner[1], -inner[0])
            case Binary(operator=("+" | "-") as operator, left=left, right=right):
                first, second = self.range_of(left, binding), self.range_of(right, binding)
                if first is None or second is None:
                    return None
                if operator == "+":
                    return (first[0] + second[0], first[1] + second[1])
                return (first[0] - second[1], first[1] - second[0])
            case Name(id=name):
                return self._number(name, ())
            case Call(name=name, arguments=arguments):
                words = tuple(self._word(argument, binding) for argument in arguments)
                return None if "" in words else self._number(name, words)
            case _:
                return None

    def _number(self, name: str, words: tuple[str, ...]) -> Range | None:
        if (quality := self.seed.qualities.get(name)) is not None:
            return self._ranges.get(("q", name, *words), (quality.start, quality.start))
        if name == "since" and len(words) == 1:
            return (0.0, FOREVER) if words[0] in self.visited else (FOREVER, FOREVER)
        if name == "visited_count" and len(words) == 1:
            node = self.seed.storylets.get(words[0])
            most = 0.0 if words[0] not in self.visited else 1.0 if node is not None and node.once else TOP
            return (0.0, most)
        return _NUMBERS.get(name)

    def _texts_of(self, tree: Expr, binding: Binding) -> set[str] | None:
        match tree:
            case Literal(value=str() as word):
                return {word}
            case Name(id=word) if word in self._ids:
                return {word}
            case Variable(name=name) if name in binding:
                return {binding[name]}
            case Call(name=("holder" | "lies" | "thread" | "stage") as name, arguments=(argument,)):
                word = self._word(argument, binding)
                return set(self.values(name, word)) if word else None
            case _:
                return None


def _joined(operator: str, left: Question, right: Question) -> Question:
    def both(binding: Binding) -> Truth:
        first, second = left(binding), right(binding)
        return (first[0] and second[0], first[1] or second[1])

    def either(binding: Binding) -> Truth:
        first, second = left(binding), right(binding)
        return (first[0] or second[0], first[1] and second[1])

    return both if operator == "&&" else either


def _turned(question: Question) -> Question:
    def turned(binding: Binding) -> Truth:
        may, may_not = question(binding)
        return (may_not, may)

    return turned


def compare_ranges(operator: str, left: Range, right: Range) -> Truth:
    """Whether a comparison of two numbers within ranges may be true and may be untrue."""
    (low, high), (least, most) = left, right
    match operator:
        case "<":
            return (low < most, high >= least)
        case "<=":
            return (low <= most, high > least)
        case ">":
            return (high > least, low <= most)
        case ">=":
            return (high >= least, low < most)
        case "==":
            return (low <= most and high >= least, not low == high == least == most)
        case _:
            return (not low == high == least == most, low <= most and high >= least)
