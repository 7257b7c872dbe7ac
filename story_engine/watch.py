"""Ground conditions as quick questions to a world: known atoms are looked up, everything else is evaluated.

It does not know storylets. The plain closures of `expr` are the oracle of these (see the tests).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from story_engine.expr import Binary, Call, Expr, Literal, Name, Unary, Value, compile_closure, number
from story_engine.fluents import World
from story_engine.questions import BUILT_INS, LADDER_QUESTIONS, WorldScope, derived_tree, ladder_value
from story_engine.seed.model import Seed

Watch: TypeAlias = Callable[[World], Value]

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
)


def watch_closure(seed: Seed, tree: Expr) -> Watch:
    """A function that tells whether a ground condition holds in a world."""
    match tree:
        case Literal(value=value):
            return lambda world: value
        case Unary(operator="!", operand=operand):
            inner = watch_closure(seed, operand)
            return lambda world: not inner(world)
        case Binary(operator="&&", left=left, right=right):
            first, second = watch_closure(seed, left), watch_closure(seed, right)
            return lambda world: first(world) and second(world)
        case Binary(operator="||", left=left, right=right):
            first, second = watch_closure(seed, left), watch_closure(seed, right)
            return lambda world: first(world) or second(world)
        case Binary(operator=sign, left=Call() | Name() as left, right=Literal(value=float() | int() as bound)) if (
            sign in _COMPARISONS and _quality_atom(seed, left) is not None
        ):
            return _quality_watch(seed, left, sign, float(bound))
        case Binary(operator=sign, left=left, right=right) if sign in _COMPARISONS:
            compare = _COMPARISONS[sign]
            less, more = watch_closure(seed, left), watch_closure(seed, right)
            if isinstance(right, Literal):
                most = number(right.value)
                return lambda world: compare(number(less(world)), most)
            return lambda world: compare(number(less(world)), number(more(world)))
        case Name(id=name):
            return _lookup(seed, name, (), tree)
        case Call(name=name, arguments=arguments):
            words = tuple(_word(argument) for argument in arguments)
            return (
                _lookup(seed, name, tuple(w for w in words if w is not None), tree)
                if None not in words
                else (_evaluated(seed, tree))
            )
        case _:
            return _evaluated(seed, tree)


def _quality_atom(seed: Seed, tree: Call | Name) -> tuple[str, ...] | None:
    """The atom of a quality about known entities; None for anything else."""
    name, arguments = (tree.name, tree.arguments) if isinstance(tree, Call) else (tree.id, ())
    words = [_word(argument) for argument in arguments]
    if name not in seed.qualities or None in words:
        return None
    return ("q", name, *(word for word in words if word is not None))


def _quality_watch(seed: Seed, tree: Call | Name, sign: str, bound: float) -> Watch:
    """A quality compared with a number: qualities are numbers always, so nothing is converted."""
    atom = _quality_atom(seed, tree)
    assert atom is not None, "the caller has looked"
    start, compare = seed.qualities[atom[1]].start, _COMPARISONS[sign]
    return lambda world: compare(world.values.get(atom, start), bound)


def _word(tree: Expr) -> str | None:
    if isinstance(tree, Literal):
        return str(tree.value)
    return tree.id if isinstance(tree, Name) else None


def _evaluated(seed: Seed, tree: Expr) -> Watch:
    closure = compile_closure(tree)
    return lambda world: closure(WorldScope(seed, world, {}))


def _lookup(seed: Seed, name: str, words: tuple[str, ...], tree: Expr) -> Watch:
    if name in seed.facts:
        fact = ("fact", name, *words)
        return lambda world: world.values.get(fact, False)
    if name in seed.derived:
        return watch_closure(seed, derived_tree(seed.derived[name], words))
    if name in seed.qualities:
        quality, start = ("q", name, *words), seed.qualities[name].start
        return lambda world: world.values.get(quality, start)
    if name in LADDER_QUESTIONS:
        return lambda world: ladder_value(seed, world, name, words)
    if name in ("has", "holder", "lies") and len(words) == 2:
        thing, value = (words[1], words[0]) if name == "has" else words
        fluent = ("lies" if name == "lies" else "holder", thing)
        return lambda world: world.values.get(fluent) == value
    if (quick := _QUICK.get((name, len(words)))) is not None:
        return quick(*words)
    if name in BUILT_INS:
        ask = BUILT_INS[name]
        return lambda world: ask(world, words)
    return _evaluated(seed, tree)


def _at(entity: str, place: str) -> Watch:
    at = ("at", entity)

    def ask(world: World) -> bool:
        where = world.values.get(at)
        # A thing is somewhere else: in a hand, or where it lies.
        return where == place if where else world.place_of(entity) == place

    return ask


def _same_place(one: str, other: str) -> Watch:
    def ask(world: World) -> bool:
        where = world.place_of(one)
        return where != "" and where == world.place_of(other)

    return ask


def _thread(thread: str, status: str) -> Watch:
    atom = ("thread", thread)
    return lambda world: (world.values.get(atom) or "unopened") == status


def _weather(weather: str) -> Watch:
    return lambda world: world.values.get(_WEATHER) == weather


def _valued(kind: str) -> Callable[[str], Watch]:
    """A watch that is the value of an atom of one kind."""

    def of(word: str) -> Watch:
        atom = (kind, word)
        return lambda world: world.values.get(atom, False)

    return of


def _visited(storylet: str) -> Watch:
    visits = ("visits", storylet)
    return lambda world: world.values.get(visits, 0.0) > 0  # type: ignore[operator]  # visits are always a number


_WEATHER = ("weather",)
_QUICK: Mapping[tuple[str, int], Callable[..., Watch]] = MappingProxyType(
    {
        ("at", 2): _at,
        ("same_place", 2): _same_place,
        ("thread", 2): _thread,
        ("weather", 1): _weather,
        ("chose", 1): _valued("chose"),
        ("wished", 1): _valued("wished"),
        ("visited", 1): _visited,
    }
)
"""Built-in questions, by name and number of words, that are asked most: their atoms are put together once."""
