"""What may be asked of a world: built-in conditions, facts, ladders, qualities; and what each answer reads.

It does not know scenes or viewers; time and choices enter as atoms that others write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from story_engine.expr import (
    Call,
    Closure,
    Expr,
    Literal,
    Name,
    Value,
    Variable,
    compile_closure,
    number,
    substitute,
    walk,
)
from story_engine.fluents import Atom, World
from story_engine.seed.model import Derived, Seed

FOREVER = 9999.0
"""`since("node")` of what never happened, in scenes."""
NIGHT_FROM, NIGHT_TO = 20.5, 5.5
"""Hours between which it is night."""
MOST_COMPILED = 50_000
"""Expressions whose closures are kept; the largest seeds have a few thousand."""

_COMPILED: dict[int, tuple[Expr, Closure]] = {}


def compiled(tree: Expr) -> Closure:
    """The closure of a tree, made once; trees are told apart by identity, because 1.0 equals True."""
    known = _COMPILED.get(id(tree))
    if known is not None and known[0] is tree:
        return known[1]
    if len(_COMPILED) >= MOST_COMPILED:
        _COMPILED.clear()
    closure = compile_closure(tree)
    _COMPILED[id(tree)] = (tree, closure)
    return closure


class WorldScope:
    """What expressions see: the seed's names, the world and a binding of roles."""

    __slots__ = ("_chance", "_words", "binding", "seed", "world")

    def __init__(
        self,
        seed: Seed,
        world: World,
        binding: Mapping[str, str],
        *,
        chance: Callable[[str, float], bool] | None = None,
        words: Callable[[str], str] | None = None,
    ) -> None:
        self.seed = seed
        self.world = world
        self.binding = binding
        self._chance = chance
        self._words = words

    def variable(self, name: str) -> Value:
        """A role's id, or a variable of the show."""
        bound = self.binding.get(name)
        return bound if bound is not None else self.world.get(("var", name))

    def call(self, name: str, arguments: tuple[Value, ...]) -> Value:
        """A built-in, a fact, a quality, or an id standing for itself."""
        words = tuple(str(a) for a in arguments)
        seed = self.seed
        if name in seed.facts:
            return self.world.get(("fact", name, *words))
        if (rule := seed.derived.get(name)) is not None:
            return derived_value(seed, self.world, rule, words)
        if (quality := seed.qualities.get(name)) is not None:
            return self.world.get(("q", name, *words), quality.start)
        if name == "chance":
            return self._chance is not None and self._chance(words[0], number(arguments[-1]))
        if name == "words":
            return self._words(words[0]) if self._words is not None else words[0]
        if name in LADDER_QUESTIONS:
            return ladder_value(seed, self.world, name, words)
        if (known := BUILT_INS.get(name)) is not None:
            return known(self.world, words)
        return name


def derived_value(seed: Seed, world: World, rule: Derived, words: tuple[str, ...]) -> bool:
    """Whether a derived fact is true of `words`."""
    binding = {name: word for (name, _), word in zip(rule.params, words, strict=False)}
    return bool(compiled(rule.expr)(WorldScope(seed, world, binding)))


def derived_tree(rule: Derived, words: tuple[str, ...]) -> Expr:
    """The expression of a derived fact about `words`."""
    return substitute(rule.expr, {name: word for (name, _), word in zip(rule.params, words, strict=False)})


LADDER_QUESTIONS = ("stage", "reached")
"""Built-in conditions about ladders."""


def ladder_value(seed: Seed, world: World, name: str, words: tuple[str, ...]) -> Value:
    """`stage(ladder)`, `stage(ladder, "named")` or `reached(ladder, "named")`."""
    ladder = seed.ladders.get(words[0])
    stage = world.text("stage", words[0]) or (ladder.start if ladder is not None else "")
    if len(words) == 1:
        return stage
    if name == "stage" or ladder is None:
        return stage == words[1]
    rungs = ladder.stages
    return stage in rungs and words[1] in rungs and rungs.index(stage) >= rungs.index(words[1])


def _weather(world: World, words: tuple[str, ...]) -> Value:
    weather = world.text("weather")
    return weather if not words else weather in words


def _fluent(name: str) -> Callable[[World, tuple[str, ...]], Value]:
    def ask(world: World, words: tuple[str, ...]) -> Value:
        value = world.text(name, words[0])
        return value if len(words) == 1 else value == words[1]

    return ask


def _has(world: World, words: tuple[str, ...]) -> Value:
    return world.text("holder", words[1]) == words[0]


def _same_place(world: World, words: tuple[str, ...]) -> Value:
    places = {world.place_of(word) for word in words}
    return len(places) == 1 and "" not in places


def _since(world: World, words: tuple[str, ...]) -> Value:
    last = world.values.get(("last", words[0]))
    return FOREVER if last is None else number(world.get(("scene",))) - number(last)


def _night(world: World, words: tuple[str, ...]) -> Value:
    hour = number(world.get(("hour",)))
    return hour >= NIGHT_FROM or hour < NIGHT_TO


BUILT_INS: Mapping[str, Callable[[World, tuple[str, ...]], Value]] = MappingProxyType(
    {
        "at": lambda world, w: world.place_of(w[0]) if len(w) == 1 else world.place_of(w[0]) == w[1],
        "has": _has,
        "holder": _fluent("holder"),
        "lies": _fluent("lies"),
        "same_place": _same_place,
        "state": lambda world, w: world.get(("state", w[0], w[1])),
        "weather": _weather,
        "hour": lambda world, w: world.get(("hour",)),
        "night": _night,
        "day": lambda world, w: not _night(world, w),
        "thread": lambda world, w: (
            (world.text("thread", w[0]) or "unopened")
            if len(w) == 1
            else (world.text("thread", w[0]) or "unopened") == w[1]
        ),
        "visited": lambda world, w: number(world.get(("visits", w[0]))) > 0,
        "visited_count": lambda world, w: number(world.get(("visits", w[0]))),
        "since": _since,
        "chose": lambda world, w: world.get(("chose", w[0])),
        "wished": lambda world, w: world.get(("wished", w[0])),
        "wished_any": lambda world, w: world.get(("wished_any",)),
        "scene_number": lambda world, w: number(world.get(("scene",))),
        "minutes": lambda world, w: number(world.get(("clock",))) / 60.0,
    }
)
"""Built-in conditions; how many arguments of which type they take stands in `seed/types.py`."""

_READS: Mapping[str, Callable[[tuple[str, ...]], tuple[Atom, ...]]] = MappingProxyType(
    {
        "has": lambda w: (("holder", w[1]),),
        "holder": lambda w: (("holder", w[0]),),
        "lies": lambda w: (("lies", w[0]),),
        "state": lambda w: (("state", w[0], w[1]),),
        "weather": lambda w: (("weather",),),
        "hour": lambda w: (("hour",),),
        "night": lambda w: (("hour",),),
        "day": lambda w: (("hour",),),
        "thread": lambda w: (("thread", w[0]),),
        "visited": lambda w: (("visits", w[0]),),
        "visited_count": lambda w: (("visits", w[0]),),
        "since": lambda w: (("last", w[0]), ("scene",)),
        "chose": lambda w: (("chose", w[0]),),
        "wished": lambda w: (("wished", w[0]),),
        "wished_any": lambda w: (("wished_any",),),
        "scene_number": lambda w: (("scene",),),
        "minutes": lambda w: (("clock",),),
        "stage": lambda w: (("stage", w[0]),),
        "reached": lambda w: (("stage", w[0]),),
    }
)


def atoms_read(seed: Seed, tree: Expr) -> frozenset[Atom] | None:
    """Every atom that a ground expression may read; None when that depends on the world itself."""
    found: set[Atom] = set()
    for node in walk(tree):
        if isinstance(node, Variable):
            found.add(("var", node.name))
            continue
        arguments: tuple[Expr, ...] = ()
        if isinstance(node, Name):
            name = node.id
        elif isinstance(node, Call):
            name, arguments = node.name, node.arguments
        else:
            continue
        words = []
        for argument in arguments:
            if isinstance(argument, Literal):
                words.append(str(argument.value))
            elif isinstance(argument, Name):
                words.append(argument.id)
            else:
                return None
        if (rule := seed.derived.get(name)) is not None:
            inner = atoms_read(seed, derived_tree(rule, tuple(words)))
            if inner is None:
                return None
            found |= inner
        else:
            found.update(_atoms_of_call(seed, name, tuple(words)))
    return frozenset(found)


def _atoms_of_call(seed: Seed, name: str, words: tuple[str, ...]) -> tuple[Atom, ...]:
    if name in ("at", "same_place") and name not in seed.facts:
        people = words[:1] if name == "at" else words
        atoms: list[Atom] = []
        for word in people:
            if word in seed.things:
                atoms += [("holder", word), ("lies", word)]
                atoms += [("at", person) for person in seed.cast]
            else:
                atoms.append(("at", word))
        return tuple(atoms)
    return _plain_reads(seed, name, words)


def _plain_reads(seed: Seed, name: str, words: tuple[str, ...]) -> tuple[Atom, ...]:
    if name in seed.facts:
        return (("fact", name, *words),)
    if name in seed.qualities:
        return (("q", name, *words),)
    reads = _READS.get(name)
    return reads(words) if reads is not None else ()


def atoms_asked(seed: Seed, world: World, name: str, words: tuple[str, ...]) -> tuple[Atom, ...]:
    """The atoms that one question reads in this very world: a held thing is where its holder is, and so on."""
    if name in ("at", "same_place") and name not in seed.facts:
        atoms: list[Atom] = []
        for word in words[:1] if name == "at" else words:
            if word not in seed.things:
                atoms.append(("at", word))
            elif holder := world.text("holder", word):
                atoms += [("holder", word), ("at", holder)]
            else:
                atoms.append(("lies", word))
        return tuple(atoms)
    return _plain_reads(seed, name, words)
