"""Effects compiled to functions over a stage; the common ones are plain writes.

It does not know when they are performed. Its oracle is `story_engine.effects`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from story_engine.expr import Expr, Literal, Name, Variable, number
from story_engine.playtest.stage import Stage
from story_engine.seed.model import Seed
from story_engine.seed.script import Effect
from story_engine.world import BUILT_INS, Atom, WorldScope, effect_updates

Done: TypeAlias = Callable[[Stage], bool]
"""Performs one effect; whether the world allowed it."""


def compile_effect(seed: Seed, effect: Effect, binding: Mapping[str, str]) -> Done:
    """One effect as a function over a stage."""
    words = tuple(_word(seed, argument, binding) for argument in effect.arguments)
    plain = tuple(word for word in words if word is not None)
    if len(plain) == len(words):
        quick = _quick(seed, effect, plain)
        if quick is not None:
            return quick
    return _slow(seed, effect, dict(binding))


def _word(seed: Seed, tree: Expr, binding: Mapping[str, str]) -> str | None:
    """The id that an argument stands for; None when it is computed."""
    if isinstance(tree, Literal):
        return str(tree.value)
    if isinstance(tree, Variable):
        return binding.get(tree.name)
    if isinstance(tree, Name):
        asked = (seed.facts, seed.derived, seed.qualities, BUILT_INS, ("stage", "reached"))
        return None if any(tree.id in names for names in asked) else tree.id
    return None


def _slow(seed: Seed, effect: Effect, binding: Mapping[str, str]) -> Done:
    def run(stage: Stage) -> bool:
        updates = effect_updates(WorldScope(seed, stage.world, binding), effect)
        if updates is None:
            return False
        for atom, value in updates.items():
            stage.write(atom, value)
        return True

    return run


def _quick(seed: Seed, effect: Effect, words: tuple[str, ...]) -> Done | None:
    match effect.kind:
        case "give":
            return _give(words[0], words[1], words[2])
        case "lose":
            return _writes({("holder", words[0]): "", ("lies", words[0]): ""})
        case "state" if not _groups(seed, words[0]):
            return _writes({("state", words[0], words[1]): True})
        case "unstate":
            return _writes({("state", words[0], words[1]): False})
        case "move" if words[0] in seed.things:
            return _writes({("holder", words[0]): "", ("lies", words[0]): words[1]})
        case "fact" if effect.name != "alive" and effect.name not in seed.derived:
            return _writes({("fact", effect.name, *words): effect.positive})
        case "quality" if isinstance(effect.value, Literal) and effect.name in seed.qualities:
            return _quality(seed, effect, words, number(effect.value.value))
    return None


def _groups(seed: Seed, entity: str) -> bool:
    holder = seed.things.get(entity) or seed.cast.get(entity)
    return bool(holder is not None and holder.groups)


def _writes(updates: Mapping[Atom, bool | float | str]) -> Done:
    pairs = tuple(updates.items())

    def run(stage: Stage) -> bool:
        for atom, value in pairs:
            stage.write(atom, value)
        return True

    return run


def _give(giver: str, taker: str, thing: str) -> Done:
    holder, lies, first, second = ("holder", thing), ("lies", thing), ("at", giver), ("at", taker)

    def run(stage: Stage) -> bool:
        values = stage.values
        if values.get(holder) != giver or not values.get(first, "") or values.get(first) != values.get(second):
            return False
        stage.write(holder, taker)
        stage.write(lies, "")
        return True

    return run


def _quality(seed: Seed, effect: Effect, words: tuple[str, ...], amount: float) -> Done:
    quality, atom = seed.qualities[effect.name], ("q", effect.name, *words)
    low, high, start = quality.low, quality.high, quality.start
    fixed, step = effect.operator == "=", -amount if effect.operator == "-=" else amount

    def run(stage: Stage) -> bool:
        after = step if fixed else number(stage.values.get(atom, start)) + step
        stage.write(atom, min(high, max(low, after)))
        return True

    return run


__all__ = ["Done", "compile_effect"]
