"""Everything that is true in the story, as an immutable value: who is where, has what, what happened before.

It does not know scenes, viewers or clocks; time and choices enter it as atoms that others write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from story_engine.expr import Call, Expr, Literal, Name, Value, Variable, compile_closure, number, walk
from story_engine.seed.model import Seed
from story_engine.seed.script import Effect

Atom: TypeAlias = tuple[str, ...]
"""One thing that can be true or have a value: ("at", "wren"), ("fact", "owes", "a", "b"), ("q", "trust", "a", "b")."""

FOREVER = 9999.0
"""`since("node")` of what never happened, in scenes."""
NIGHT_FROM, NIGHT_TO = 20.5, 5.5
"""Hours between which it is night."""


@dataclass(frozen=True, slots=True)
class World:
    """Values by atom, and which scene made each of them (no entry = it was so from the start)."""

    values: Mapping[Atom, Value]
    causes: Mapping[Atom, str]

    def get(self, atom: Atom, default: Value = False) -> Value:
        """The value of an atom."""
        return self.values.get(atom, default)

    def text(self, *atom: str) -> str:
        """The value of an atom as an id, "" when it has none."""
        value = self.values.get(atom, "")
        return value if isinstance(value, str) else ""

    def write(self, updates: Mapping[Atom, Value], cause: str) -> World:
        """The world after `updates`, each remembering the scene `cause`; unchanged values keep their cause."""
        changed = {atom: value for atom, value in updates.items() if self.values.get(atom) != value}
        if not changed:
            return self
        return World(
            {**self.values, **changed}, {**self.causes, **dict.fromkeys(changed, cause)} if cause else self.causes
        )

    def place_of(self, entity: str) -> str:
        """Where a person or thing is (a held thing is where its holder is); "" = nowhere."""
        if where := self.text("at", entity):
            return where
        if holder := self.text("holder", entity):
            return self.text("at", holder)
        return self.text("lies", entity)

    def held_by(self, person: str) -> tuple[str, ...]:
        """What a person holds, by id."""
        return tuple(sorted(a[1] for a, v in self.values.items() if a[0] == "holder" and v == person))

    def states_of(self, entity: str) -> tuple[str, ...]:
        """The visible states of a person or thing."""
        return tuple(sorted(a[2] for a, v in self.values.items() if a[0] == "state" and a[1] == entity and v))


def first_world(seed: Seed) -> World:
    """The world as the seed starts it."""
    values: dict[Atom, Value] = {("weather",): seed.start_weather, ("hour",): seed.start_hour, ("scene",): 0.0}
    values["clock",] = 0.0
    for person in seed.cast.values():
        values["at", person.id] = person.at
        values["fact", "alive", person.id] = True
        for state in person.states:
            values["state", person.id, state] = True
    for item in seed.things.values():
        values["holder", item.id] = item.holder
        values["lies", item.id] = item.at
        for state in item.states:
            values["state", item.id, state] = True
    world = World(MappingProxyType(values), MappingProxyType({}))
    for change in seed.start:
        for effect in change.effects:
            after = apply_effect(WorldScope(seed, world, {}), effect, "")
            world = after if after is not None else world
    return world


class WorldScope:
    """What expressions see: the seed's names, the world and a binding of roles."""

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
        if name in self.seed.facts:
            return self.world.get(("fact", name, *words))
        if (quality := self.seed.qualities.get(name)) is not None:
            return self.world.get(("q", name, *words), quality.start)
        if name == "chance":
            return self._chance is not None and self._chance(words[0], number(arguments[-1]))
        if name == "words":
            return self._words(words[0]) if self._words is not None else words[0]
        if (known := BUILT_INS.get(name)) is not None:
            return known(self.world, words)
        return name


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
        found.update(_atoms_of_call(seed, name, tuple(words)))
    return frozenset(found)


def _atoms_of_call(seed: Seed, name: str, words: tuple[str, ...]) -> tuple[Atom, ...]:
    if name in seed.facts:
        return (("fact", name, *words),)
    if name in seed.qualities:
        return (("q", name, *words),)
    if name in ("at", "same_place"):
        people = words[:1] if name == "at" else words
        atoms: list[Atom] = []
        for word in people:
            if word in seed.things:
                atoms += [("holder", word), ("lies", word)]
                atoms += [("at", person) for person in seed.cast]
            else:
                atoms.append(("at", word))
        return tuple(atoms)
    reads = _READS.get(name)
    return reads(words) if reads is not None else ()


def apply_effect(scope: WorldScope, effect: Effect, cause: str) -> World | None:
    """The world after one effect, or None when the world does not allow it (nobody gives what they lack)."""
    updates = effect_updates(scope, effect)
    return None if updates is None else scope.world.write(updates, cause)


def effect_updates(scope: WorldScope, effect: Effect) -> dict[Atom, Value] | None:
    """What one effect writes, or None when the world does not allow it."""
    world, seed = scope.world, scope.seed
    words = tuple(str(compile_closure(argument)(scope)) for argument in effect.arguments)
    match effect.kind:
        case "give" if world.text("holder", words[2]) == words[0] and _together(world, words[0], words[1]):
            return {("holder", words[2]): words[1], ("lies", words[2]): ""}
        case "take":
            thing = words[-1]
            if world.place_of(thing) == world.text("at", words[0]) != "":
                return {("holder", thing): words[0], ("lies", thing): ""}
        case "drop" | "put":
            person, thing, place = _put_words(seed, words)
            place = place or world.place_of(person or thing)
            held = world.text("holder", thing)
            if place and (not person or held == person):
                return {("holder", thing): "", ("lies", thing): place}
        case "move":
            if words[0] in seed.things:
                return {("holder", words[0]): "", ("lies", words[0]): words[1]}
            if world.get(("fact", "alive", words[0])):
                return {("at", words[0]): words[1]}
        case "lose":
            return {("holder", words[0]): "", ("lies", words[0]): ""}
        case "state" | "unstate":
            return {("state", words[0], words[1]): effect.kind == "state"}
        case "fact":
            return {("fact", effect.name, *words): effect.positive}
        case "quality":
            return _quality_update(scope, effect, words)
    return None


def _put_words(seed: Seed, words: tuple[str, ...]) -> tuple[str, str, str]:
    """Person, thing and place of drop/put, whichever were given."""
    person = next((word for word in words if word in seed.cast), "")
    thing = next((word for word in words if word in seed.things), "")
    place = next((word for word in words if word in seed.places), "")
    return person, thing, place


def _together(world: World, first: str, second: str) -> bool:
    return world.text("at", first) == world.text("at", second) != ""


def _quality_update(scope: WorldScope, effect: Effect, words: tuple[str, ...]) -> dict[Atom, Value] | None:
    quality = scope.seed.qualities.get(effect.name)
    if quality is None or effect.value is None:
        return None
    atom = ("q", effect.name, *words)
    amount = number(compile_closure(effect.value)(scope))
    before = number(scope.world.get(atom, quality.start))
    after = {"=": amount, "+=": before + amount, "-=": before - amount}[effect.operator]
    return {atom: min(quality.high, max(quality.low, after))}
