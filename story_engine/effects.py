"""What may change a world: the effects of scenes, their conditions, and why one is not allowed.

It does not know when effects are performed or how they are seen.
"""

from __future__ import annotations

from collections.abc import Iterable

from story_engine.expr import Value, number
from story_engine.fluents import Atom, World
from story_engine.questions import WorldScope, compiled
from story_engine.seed.model import Seed
from story_engine.seed.script import Effect


def apply_effect(scope: WorldScope, effect: Effect, cause: str | None) -> World | None:
    """The world after one effect, or None when the world does not allow it (nobody gives what they lack)."""
    updates = effect_updates(scope, effect)
    return None if updates is None else scope.world.write(updates, cause)


def effect_words(scope: WorldScope, effect: Effect) -> tuple[str, ...]:
    """The ids that an effect is about."""
    return tuple(str(compiled(argument)(scope)) for argument in effect.arguments)


def effect_updates(scope: WorldScope, effect: Effect) -> dict[Atom, Value] | None:
    """What one effect writes, or None when the world does not allow it."""
    if refusal(scope, effect):
        return None
    return _updates(scope, effect, effect_words(scope, effect))


def effect_relies(scope: WorldScope, effect: Effect) -> tuple[Atom, ...]:
    """The atoms that made an allowed effect possible: who held what is given, who knew what is told, the rung below."""
    world, words = scope.world, effect_words(scope, effect)
    match effect.kind:
        case "give":
            return (("holder", words[2]), ("at", words[0]), ("at", words[1]))
        case "take":
            return _whereabouts(world, words[-1])
        case "drop" | "put":
            _, thing, _ = _put_words(scope.seed, words)
            return (("holder", thing),)
        case "lose":
            return _whereabouts(world, words[0])
        case "unstate":
            return (("state", words[0], words[1]),)
        case "state":
            return tuple(("state", words[0], other) for other in _excluded(scope.seed, words[0], words[1]))
        case "climb" | "stage":
            return (("stage", words[0]),)
        case "tell":
            return (("fact", "knows", words[0], words[2]), ("at", words[0]), ("at", words[1]))
        case "fact" if not effect.positive:
            return (("fact", effect.name, *words),)
    return ()


def refusal(scope: WorldScope, effect: Effect) -> str:
    """Why the world does not allow an effect, in plain words; "" when it does."""
    world, seed = scope.world, scope.seed
    words = effect_words(scope, effect)
    match effect.kind:
        case "give":
            if world.text("holder", words[2]) != words[0]:
                return f"{words[0]} does not have {words[2]}"
            if not _together(world, words[0], words[1]):
                return f"{words[0]} and {words[1]} are not together"
        case "take":
            if not world.place_of(words[-1]) == world.text("at", words[0]) != "":
                return f"{words[-1]} is not where {words[0]} is"
        case "drop" | "put":
            person, thing, place = _put_words(seed, words)
            if not (place or world.place_of(person or thing)):
                return f"{thing} is nowhere"
            if person and world.text("holder", thing) != person:
                return f"{person} does not have {thing}"
        case "move":
            if words[0] not in seed.things and not _alive(world, words[0]):
                return f"{words[0]} is not alive"
        case "climb":
            ladder = seed.ladders.get(words[0])
            if ladder is None or _stage(scope, words[0]) == ladder.stages[-1]:
                return f"{words[0]} is at its last stage"
        case "stage":
            if words[0] not in seed.ladders or words[1] not in seed.ladders[words[0]].stages:
                return f"{words[0]} has no stage {words[1]}"
        case "learn":
            if not _alive(world, words[0]):
                return f"{words[0]} is not alive"
        case "tell":
            if not world.get(("fact", "knows", words[0], words[2])):
                return f"{words[0]} does not know {words[2]}"
            if not (_alive(world, words[0]) and _alive(world, words[1]) and _together(world, words[0], words[1])):
                return f"{words[0]} and {words[1]} are not together"
        case "quality":
            if effect.name not in seed.qualities or effect.value is None:
                return f"{effect.name} is no quality"
        case "fact" if effect.name in seed.derived:
            return f"{effect.name} follows from other facts"
    return ""


def told_by_words(kind: str, words: tuple[str, ...]) -> dict[Atom, Value] | None:
    """What an effect writes whose words alone tell it; None for those that depend on the world or the seed."""
    match kind:
        case "give":
            return {("holder", words[2]): words[1], ("lies", words[2]): ""}
        case "take":
            return {("holder", words[-1]): words[0], ("lies", words[-1]): ""}
        case "lose":
            return {("holder", words[0]): "", ("lies", words[0]): ""}
        case "unstate":
            return {("state", words[0], words[1]): False}
        case "stage":
            return {("stage", words[0]): words[1]}
        case "learn":
            return {("fact", "knows", words[0], words[1]): True}
        case "tell":
            return {("fact", "knows", words[1], words[2]): True}
    return None


def _updates(scope: WorldScope, effect: Effect, words: tuple[str, ...]) -> dict[Atom, Value] | None:
    world, seed = scope.world, scope.seed
    if (told := told_by_words(effect.kind, words)) is not None:
        return told
    match effect.kind:
        case "drop" | "put":
            person, thing, place = _put_words(seed, words)
            return {("holder", thing): "", ("lies", thing): place or world.place_of(person or thing)}
        case "move" if words[0] in seed.things:
            return {("holder", words[0]): "", ("lies", words[0]): words[1]}
        case "move":
            return {("at", words[0]): words[1]}
        case "state":
            states: dict[Atom, Value] = {("state", words[0], o): False for o in _excluded(seed, words[0], words[1])}
            states["state", words[0], words[1]] = True
            return states
        case "climb":
            stages = seed.ladders[words[0]].stages
            return {("stage", words[0]): stages[stages.index(_stage(scope, words[0])) + 1]}
        case "fact" if effect.name == "alive" and not effect.positive:
            return death(world, words[0])
        case "fact":
            return {("fact", effect.name, *words): effect.positive}
        case "quality":
            return _quality_update(scope, effect, words)
    return None


def death(world: World, person: str) -> dict[Atom, Value]:
    """What ends with a life: the dead are nowhere, and what they held lies where they were."""
    where = world.text("at", person)
    updates: dict[Atom, Value] = {("fact", "alive", person): False, ("at", person): ""}
    for thing in world.held_by(person):
        updates |= {("holder", thing): "", ("lies", thing): where}
    return updates


def drifted(seed: Seed, world: World) -> dict[Atom, Value]:
    """The qualities that move by themselves in one scene, towards their start."""
    if not any(quality.drift for quality in seed.qualities.values()):
        return {}
    updates: dict[Atom, Value] = {}
    for atom, value in world.of_kind("q"):
        quality = seed.qualities[atom[1]]
        now = number(value)
        if quality.drift and now != quality.start:
            step = min(quality.drift, abs(now - quality.start))
            updates[atom] = now - step if now > quality.start else now + step
    return updates


def _excluded(seed: Seed, entity: str, state: str) -> tuple[str, ...]:
    """The states that cannot be together with `state`."""
    groups: Iterable[tuple[str, ...]] = ()
    if entity in seed.things:
        groups = seed.things[entity].groups
    elif entity in seed.cast:
        groups = seed.cast[entity].groups
    return tuple(other for group in groups if state in group for other in group if other != state)


def _stage(scope: WorldScope, ladder: str) -> str:
    return scope.world.text("stage", ladder) or scope.seed.ladders[ladder].start


def _alive(world: World, person: str) -> bool:
    return bool(world.get(("fact", "alive", person)))


def _whereabouts(world: World, thing: str) -> tuple[Atom, ...]:
    return (("holder", thing),) if world.text("holder", thing) else (("lies", thing),)


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
    amount = number(compiled(effect.value)(scope))
    before = number(scope.world.get(atom, quality.start))
    after = {"=": amount, "+=": before + amount, "-=": before - amount}[effect.operator]
    return {atom: min(quality.high, max(quality.low, after))}
