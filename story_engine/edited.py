"""A show whose seed was edited between two sittings: what of its state the new edition still knows.

It does not know files or journals; `show` asks it when the next scene of the new edition begins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from story_engine.altered import altered
from story_engine.expr import Value
from story_engine.fluents import Atom, World
from story_engine.ground import first_fit, ground_key
from story_engine.plan import WEATHERS
from story_engine.planner import Goal
from story_engine.seed.model import Seed
from story_engine.state import NEVER, ShowState, Stack
from story_engine.wishes import Reading
from story_engine.world import first_world


def in_edition(state: ShowState, stack: Stack) -> ShowState:
    """The state as the edition of `stack` knows it, between two scenes."""
    old, new = state.stack, stack
    seed = new.seed
    world = carried(old.seed, seed, state.moment.world)
    numbers = new.repertoire.numbers

    def number_of(ground: int) -> int | None:
        was = old.repertoire.grounds[ground]
        return numbers.get(ground_key(was.storylet.id, was.binding, was.place))

    played = tuple(
        replace(known, ground=there) for known in state.played if (there := number_of(known.ground)) is not None
    )
    used: dict[str, int] = {}
    for ground, last in zip(old.repertoire.grounds, state.last_used, strict=True):
        used[ground.storylet.id] = max(int(last), used.get(ground.storylet.id, NEVER))
    last_used = np.array([used.get(ground.storylet.id, NEVER) for ground in new.repertoire.grounds], dtype=np.int32)
    known = _entities(seed)
    return altered(
        state,
        stack=new,
        coming=None,
        moment=altered(state.moment, world=world),
        fit=first_fit(new.repertoire, world),
        fit_world=world,
        last_used=last_used,
        taste=state.taste.with_features(new.features.names),
        played=played,
        skipped=tuple(number for number in state.skipped if any(number == scene.number for scene in played)),
        goals=tuple(goal for goal in state.goals if _is_wanted(goal, seed, known)),
        reactions=tuple(reading for reading in state.reactions if _is_known(reading, known)),
        liking=None,
    )


def carried(old: Seed, new: Seed, world: World) -> World:
    """The world with everything that the new edition still has a name for; what is new in it is as it begins."""
    before, after = _entities(old), _entities(new)
    first = first_world(new)

    def fits(word: Value) -> bool:
        return not isinstance(word, str) or word not in before or before[word] == after.get(word)

    kinds: Mapping[str, Callable[[Atom, Value], bool]] = {
        "at": lambda atom, value: atom[1] in new.cast and (not value or value in new.places),
        "holder": lambda atom, value: atom[1] in new.things and (not value or value in new.cast),
        "lies": lambda atom, value: atom[1] in new.things and (not value or value in new.places),
        "state": lambda atom, value: atom[1] in after,
        "fact": lambda atom, value: _fact(new, atom),
        "q": lambda atom, value: atom[1] in new.qualities and len(new.qualities[atom[1]].types) == len(atom) - 2,
        "thread": lambda atom, value: atom[1] in new.threads,
        "thread_step": lambda atom, value: atom[1] in new.threads,
        "stage": lambda atom, value: atom[1] in new.ladders and value in new.ladders[atom[1]].stages,
        "visits": lambda atom, value: atom[1] in new.storylets,
        "last": lambda atom, value: atom[1] in new.storylets,
        "var": lambda atom, value: atom[1] in new.variables,
        "weather": lambda atom, value: value in WEATHERS,
    }
    kept: dict[Atom, Value] = {}
    for atom, value in world.values.items():
        is_told = kinds.get(atom[0])
        if (is_told is None or is_told(atom, value)) and fits(value) and all(map(fits, atom[1:])):
            kept[atom] = _bounded(new, atom, value)
    for thing in new.things:  # it has one place: where it was, or where the new edition puts it
        if ("holder", thing) not in kept or ("lies", thing) not in kept:
            kept.pop(("holder", thing), None)
            kept.pop(("lies", thing), None)
    values = {**first.values, **kept}
    causes = {atom: cause for atom, cause in world.causes.items() if atom in kept}
    return World(values, causes)


def _entities(seed: Seed) -> dict[str, str]:
    """The kind of every id."""
    kinds = {"person": seed.cast, "place": seed.places, "thing": seed.things, "secret": seed.secrets}
    return {name: kind for kind, names in kinds.items() for name in names}


def _fact(seed: Seed, atom: Atom) -> bool:
    declared = seed.facts.get(atom[1])
    return declared is not None and len(declared.types) == len(atom) - 2


def _bounded(seed: Seed, atom: Atom, value: Value) -> Value:
    if atom[0] != "q" or isinstance(value, str | bool):
        return value
    quality = seed.qualities[atom[1]]
    return min(quality.high, max(quality.low, value))


def _is_wanted(goal: Goal, seed: Seed, known: Mapping[str, str]) -> bool:
    """Whether the new edition can still do what was wished."""
    match goal.kind:
        case "atom":
            words = (*goal.atom[1:], *((goal.value,) if isinstance(goal.value, str) and goal.value else ()))
            named = [str(word) for word in words]
            if goal.atom[:1] in (("fact",), ("q",)):
                return named[0] in (*seed.facts, *seed.qualities) and all(word in known for word in named[1:])
            return bool(named) and named[0] in known
        case "thread":
            return goal.id in seed.threads
        case "tag":
            return True
        case _:
            return goal.id in known


def _is_known(reading: Reading, known: Mapping[str, str]) -> bool:
    """Whether everybody and everything in a wish that waits for its answer is still there."""
    named = (intent.id for intent in reading.intents if intent.kind in ("person", "thing", "place", "address"))
    return all(name in known for name in named)
