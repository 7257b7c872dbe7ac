"""The checker's own evaluator: expression trees become questions to its facts.

It does not know what the answers are used for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from story_engine.checker.facts import NEVER_AGO, Facts, is_fact
from story_engine.expr import Binary, Call, Expr, Literal, Name, Unary, Value, Variable
from story_engine.seed.model import Seed

EVENING, MORNING = 20.5, 5.5
"""Hours between which it is night (seed format)."""
_DRAWS = ("random", "random_range", "random_range_float", "dice")
FINEST, MOST_DRAWN = 1024, 1_000_000
"""Steps of a fraction and the widest range of whole numbers, as a journal's halvings mean them."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question may look at: the facts, the roles, and the journal's chances."""

    facts: Facts
    binding: Mapping[str, str]
    chance: Callable[[str], bool] = field(default=lambda key: False)


Question: TypeAlias = Callable[[Asking], Value]


class Truth:
    """Compiles each tree of a seed once."""

    def __init__(self, seed: Seed) -> None:
        self._seed = seed
        self._known: dict[int, tuple[Expr, Question]] = {}

    def ask(self, tree: Expr, asking: Asking) -> Value:
        """The value of a tree."""
        known = self._known.get(id(tree))
        if known is None or known[0] is not tree:
            known = (tree, self._compile(tree))
            self._known[id(tree)] = known
        return known[1](asking)

    def _compile(self, tree: Expr) -> Question:
        match tree:
            case Literal(value=value):
                return lambda asking: value
            case Variable(name=name):
                return lambda asking: (
                    asking.binding[name] if name in asking.binding else asking.facts.variables.get(name, False)
                )
            case Name(id=word):
                return self._call(word, ())
            case Call(name=name, arguments=arguments, column=column) if name in _DRAWS:
                return self._draw(name, arguments, column)
            case Call(name=name, arguments=arguments):
                return self._call(name, arguments)
            case Unary(operator="!", operand=operand):
                inner = self._compile(operand)
                return lambda asking: not inner(asking)
            case Unary(operand=operand):
                inner = self._compile(operand)
                return lambda asking: -_number(inner(asking))
            case Binary(operator=operator, left=left, right=right):
                return _joined(operator, self._compile(left), self._compile(right))

    def _draw(self, name: str, arguments: tuple[Expr, ...], column: int) -> Question:
        """A number that was drawn: the journal holds, for each range that was halved, whether the lower half was it."""
        parts, key = tuple(self._compile(argument) for argument in arguments), f"{name}:{column}"

        def drawn(asking: Asking) -> Value:
            numbers = [_number(part(asking)) for part in parts]
            if name in ("random", "random_range_float"):
                low, high = numbers if len(numbers) == 2 else (0.0, 1.0)
                return low + (high - low) * _halved(0, FINEST - 1, key, asking.chance) / FINEST
            low, high = numbers if len(numbers) == 2 else (1.0, numbers[0] if numbers else 1.0)
            return float(_halved(int(low), min(int(high), int(low) + MOST_DRAWN), key, asking.chance))

        return drawn

    def _call(self, name: str, arguments: tuple[Expr, ...]) -> Question:
        seed = self._seed
        known_names = (*seed.derived, *seed.qualities, *_ANSWERS)
        if not arguments and not is_fact(seed, name) and name not in known_names:
            return lambda asking: name
        parts = tuple(self._compile(argument) for argument in arguments)

        def words(asking: Asking) -> tuple[str, ...]:
            return tuple(str(part(asking)) for part in parts)

        if is_fact(seed, name):
            return lambda asking: (name, *words(asking)) in asking.facts.truths
        if name in seed.qualities:
            start = seed.qualities[name].start
            return lambda asking: asking.facts.numbers.get((name, *words(asking)), start)
        if (derived := seed.derived.get(name)) is not None:
            params = tuple(param for param, _ in derived.params)

            def follows(asking: Asking) -> Value:
                bound = dict(zip(params, words(asking), strict=True))
                return self.ask(derived.expr, Asking(asking.facts, bound, asking.chance))

            return follows
        if name == "chance":
            return lambda asking: asking.chance(words(asking)[0])
        if (answer := _ANSWERS.get(name)) is not None:
            known = answer
            return lambda asking: known(asking.facts, words(asking))
        return lambda asking: words(asking)[0] if parts else name


def _halved(low: int, high: int, key: str, lower: Callable[[str], bool]) -> int:
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if lower(f"{key}:{low}:{high}") else (middle + 1, high)
    return low


def _number(value: Value) -> float:
    return 0.0 if isinstance(value, str) else float(value)


def _joined(operator: str, left: Question, right: Question) -> Question:
    match operator:
        case "&&":
            return lambda asking: bool(left(asking)) and bool(right(asking))
        case "||":
            return lambda asking: bool(left(asking)) or bool(right(asking))
        case "==":
            return lambda asking: left(asking) == right(asking)
        case "!=":
            return lambda asking: left(asking) != right(asking)
        case "<":
            return lambda asking: _number(left(asking)) < _number(right(asking))
        case ">":
            return lambda asking: _number(left(asking)) > _number(right(asking))
        case "<=":
            return lambda asking: _number(left(asking)) <= _number(right(asking))
        case ">=":
            return lambda asking: _number(left(asking)) >= _number(right(asking))
        case "+":
            return lambda asking: _sum(left(asking), right(asking))
        case "-":
            return lambda asking: _number(left(asking)) - _number(right(asking))
        case "*":
            return lambda asking: _number(left(asking)) * _number(right(asking))
        case "/":
            return lambda asking: _quotient(_number(left(asking)), _number(right(asking)))
        case _:
            return lambda asking: _number(left(asking)) % (_number(right(asking)) or 1.0)


def _sum(left: Value, right: Value) -> Value:
    return left + right if isinstance(left, str) and isinstance(right, str) else _number(left) + _number(right)


def _quotient(left: float, right: float) -> float:
    return left / right if right else 0.0


def _is_night(facts: Facts) -> bool:
    return facts.hour >= EVENING or facts.hour < MORNING


def _one_or_is(value: str, words: tuple[str, ...]) -> Value:
    return value if len(words) == 1 else value == words[1]


def _together(facts: Facts, words: tuple[str, ...]) -> bool:
    places = {facts.place_of(word) for word in words}
    return len(places) == 1 and "" not in places


def _reached(facts: Facts, words: tuple[str, ...]) -> bool:
    stages = facts.seed.ladders[words[0]].stages
    return stages.index(facts.stages[words[0]]) >= stages.index(words[1])


def _since(facts: Facts, words: tuple[str, ...]) -> float:
    return facts.scene - facts.last[words[0]] if words[0] in facts.last else NEVER_AGO


_ANSWERS: Mapping[str, Callable[[Facts, tuple[str, ...]], Value]] = MappingProxyType(
    {
        "at": lambda f, w: _one_or_is(f.place_of(w[0]), w),
        "has": lambda f, w: f.holder.get(w[1], "") == w[0],
        "holder": lambda f, w: _one_or_is(f.holder.get(w[0], ""), w),
        "lies": lambda f, w: _one_or_is(f.lies.get(w[0], ""), w),
        "same_place": _together,
        "state": lambda f, w: (w[0], w[1]) in f.states,
        "weather": lambda f, w: f.weather in w if w else f.weather,
        "hour": lambda f, w: f.hour,
        "night": lambda f, w: _is_night(f),
        "day": lambda f, w: not _is_night(f),
        "thread": lambda f, w: _one_or_is(f.threads.get(w[0], "unopened"), w),
        "stage": lambda f, w: _one_or_is(f.stages.get(w[0], ""), w),
        "reached": _reached,
        "visited": lambda f, w: f.visits.get(w[0], 0.0) > 0,
        "visited_count": lambda f, w: f.visits.get(w[0], 0.0),
        "since": _since,
        "chose": lambda f, w: w[0] in f.chosen,
        "wished": lambda f, w: w[0] in f.wished,
        "wished_any": lambda f, w: f.any_wish,
        "scene_number": lambda f, w: f.scene,
        "minutes": lambda f, w: f.seconds / 60.0,
        "words": lambda f, w: w[0],
    }
)
"""Built-in questions of the seed format."""
