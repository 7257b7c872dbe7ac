"""Ground conditions as functions over plain values, for the forms that seeds use most.

It does not know other forms: those are asked of the world. Its oracle is `watch.watch_closure`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from story_engine.expr import Binary, Call, Expr, Literal, Name, Unary, Value, number
from story_engine.questions import derived_tree
from story_engine.seed.model import Seed
from story_engine.world import FOREVER, NIGHT_FROM, NIGHT_TO, Atom

Quick: TypeAlias = Callable[[Mapping[Atom, Value]], Any]

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
)
_HOUR, _SCENE, _CLOCK, _WEATHER = ("hour",), ("scene",), ("clock",), ("weather",)


def quick_watch(seed: Seed, tree: Expr) -> Quick | None:
    """A ground condition as a function; None for a form that is not known here."""
    match tree:
        case Unary(operator="!", operand=operand):
            inner = quick_watch(seed, operand)
            return None if inner is None else lambda values: not inner(values)
        case Binary(operator="&&" | "||" as sign, left=left, right=right):
            first, second = quick_watch(seed, left), quick_watch(seed, right)
            if first is None or second is None:
                return None
            if sign == "&&":
                return lambda values: first(values) and second(values)
            return lambda values: first(values) or second(values)
        case Binary(operator=sign, left=left, right=Literal(value=float() | int() as bound)) if sign in _COMPARE:
            asked, compare = _number(seed, left), _COMPARE[sign]
            return None if asked is None else lambda values: compare(asked(values), bound)
        case Binary(
            operator="==" | "!=" as sign, left=Call(name="stage", arguments=(ladder,)), right=Literal(value=told)
        ):
            return _stage(seed, _word(ladder) or "", lambda now: (now == told) is (sign == "=="))
        case Name(id=name):
            return _question(seed, name, ())
        case Call(name=name, arguments=arguments):
            words = tuple(_word(argument) for argument in arguments)
            return None if None in words else _question(seed, name, tuple(word for word in words if word is not None))
    return None


def _word(tree: Expr) -> str | None:
    if isinstance(tree, Literal):
        return str(tree.value)
    return tree.id if isinstance(tree, Name) else None


def _number(seed: Seed, tree: Expr) -> Quick | None:
    words: tuple[str, ...]
    if isinstance(tree, Name):
        name, words = tree.id, ()
    elif isinstance(tree, Call) and all(isinstance(argument, Literal | Name) for argument in tree.arguments):
        name, words = tree.name, tuple(_word(argument) or "" for argument in tree.arguments)
    else:
        return None
    if name in seed.facts or name in seed.derived:
        return None
    if (quality := seed.qualities.get(name)) is not None:
        atom, start = ("q", name, *words), quality.start
        return lambda values: values.get(atom, start)
    match name:
        case "since":
            last = ("last", words[0])
            return lambda values: number(values[_SCENE]) - number(values[last]) if last in values else FOREVER
        case "hour":
            return lambda values: values[_HOUR]
        case "scene_number":
            return lambda values: values[_SCENE]
        case "minutes":
            return lambda values: number(values[_CLOCK]) / 60.0
        case "visited_count":
            visits = ("visits", words[0])
            return lambda values: values.get(visits, 0.0)
    return None


def _question(seed: Seed, name: str, words: tuple[str, ...]) -> Quick | None:
    if name in seed.facts:
        fact = ("fact", name, *words)
        return lambda values: values.get(fact, False)
    if (rule := seed.derived.get(name)) is not None:
        return quick_watch(seed, derived_tree(rule, words))
    if name in seed.qualities:
        return None
    if name in ("stage", "reached") and len(words) == 2 and words[0] in seed.ladders:
        stages = seed.ladders[words[0]].stages
        wanted_at = stages.index(words[1]) if words[1] in stages else len(stages)
        if name == "stage":
            return _stage(seed, words[0], lambda now: now == words[1])
        return _stage(seed, words[0], lambda now: now in stages and stages.index(str(now)) >= wanted_at)
    match name, len(words):
        case "has", 2:
            held, who = ("holder", words[1]), words[0]
            return lambda values: values.get(held) == who
        case (("holder" | "lies"), 2):
            where, wanted = (name, words[0]), words[1]
            return lambda values: values.get(where) == wanted
        case "at", 2 if words[0] in seed.cast:
            place, goal = ("at", words[0]), words[1]
            return lambda values: values.get(place) == goal
        case "same_place", 2 if words[0] in seed.cast and words[1] in seed.cast:
            one, other = ("at", words[0]), ("at", words[1])
            return lambda values: values.get(one, "") == values.get(other, "") != ""
        case "state", 2:
            state = ("state", words[0], words[1])
            return lambda values: values.get(state, False)
        case "thread", 2:
            thread, stage = ("thread", words[0]), words[1]
            if stage == "unopened":
                return lambda values: values.get(thread, "unopened") in ("", "unopened")
            return lambda values: values.get(thread) == stage
        case "visited", 1:
            visits = ("visits", words[0])
            return lambda values: values.get(visits, 0.0) != 0.0
        case (("chose" | "wished"), 1):
            done = (name, words[0])
            return lambda values: values.get(done, False)
        case "weather", count if count:
            return lambda values: values[_WEATHER] in words
        case (("night" | "day"), 0):
            return _night if name == "night" else lambda values: not _night(values)
    return None


def _night(values: Mapping[Atom, Value]) -> bool:
    hour = number(values[_HOUR])
    return hour >= NIGHT_FROM or hour < NIGHT_TO


def _stage(seed: Seed, ladder: str, wanted: Callable[[Value], bool]) -> Quick | None:
    if ladder not in seed.ladders:
        return None
    atom, start = ("stage", ladder), seed.ladders[ladder].start
    return lambda values: wanted(values.get(atom, "") or start)
