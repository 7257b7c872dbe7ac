"""Everything that is true in the story, as an immutable value: who is where, has what, what happened before.

It does not know scenes, viewers or clocks; the parts of it are `fluents`, `questions` and `effects`.
"""

from __future__ import annotations

from types import MappingProxyType

from story_engine.effects import apply_effect, death, drifted, effect_relies, effect_updates, effect_words, refusal
from story_engine.expr import Value
from story_engine.fluents import KEEP, Atom, World, changed_atoms
from story_engine.questions import (
    BUILT_INS,
    FOREVER,
    NIGHT_FROM,
    NIGHT_TO,
    WorldScope,
    atoms_asked,
    atoms_read,
    compiled,
)
from story_engine.seed.model import Seed


def first_world(seed: Seed) -> World:
    """The world as the seed starts it."""
    values: dict[Atom, Value] = {("weather",): seed.start_weather, ("hour",): seed.start_hour, ("scene",): 0.0}
    values["clock",] = 0.0
    for name, value in seed.initial.items():
        values["var", name] = value
    for person in seed.cast.values():
        values["at", person.id] = person.at
        values["fact", "alive", person.id] = True
        for want in person.wants:
            values["fact", "want", person.id, want] = True
        for state in person.states:
            values["state", person.id, state] = True
    for item in seed.things.values():
        values["holder", item.id] = item.holder
        values["lies", item.id] = item.at
        for state in item.states:
            values["state", item.id, state] = True
    for ladder in seed.ladders.values():
        values["stage", ladder.id] = ladder.start
    world = World(MappingProxyType(values), MappingProxyType({}))
    for change in seed.start:
        for effect in change.effects:
            after = apply_effect(WorldScope(seed, world, {}), effect, None)
            world = after if after is not None else world
    return world.write(seed.standing, None)


__all__ = [
    "BUILT_INS",
    "FOREVER",
    "KEEP",
    "NIGHT_FROM",
    "NIGHT_TO",
    "Atom",
    "World",
    "WorldScope",
    "apply_effect",
    "atoms_asked",
    "atoms_read",
    "changed_atoms",
    "compiled",
    "death",
    "drifted",
    "effect_relies",
    "effect_updates",
    "effect_words",
    "first_world",
    "refusal",
]
