"""Takes every option of a choice and compares where they lead: fake choices become visible.

It does not know which option a viewer would take. All branches share their rng seed, so that they
differ only by what was chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeVar

from story_engine.plan import Input, InputKind
from story_engine.show import Show
from story_engine.simulate.repeats import edits

DIFFERENT = 0.2
"""Distance from which two branches are different situations (facts §4)."""
BOOKKEEPING = frozenset(("visits", "last", "clock", "scene", "hour", "chose", "wished", "wished_any", "thread_since"))
"""Atoms that say what was played, not what is so."""
MOST_PARTS_PER_SCENE = 60
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Where an option led."""

    scenes: tuple[str, ...]
    """Storylet and cast of the scenes after the choice's, in order."""
    world: Mapping[tuple[str, ...], object]


def branches(show: Show, scenes: Iterable[int]) -> list[list[Branch]]:
    """For every option of the open choice, the branch after each number of `scenes` (rising)."""
    choice = show.choice
    assert choice is not None, "only a choice can be forked"
    found = []
    wanted = tuple(scenes)
    for option in choice.options:
        given = Input(kind=InputKind.PICK, option=option.number, choice=choice.id, by="viewer")
        forked, _ = show.apply(given)
        # What the pick taught is taken back: the question is where the story goes, not what is learnt.
        found.append(_followed(Show(replace(forked.state, taste=show.state.taste)), wanted))
    return found


def evenly(choices: Sequence[Item], most: int) -> list[Item]:
    """At most so many of the choices, from the first to the last of them."""
    count = min(most, len(choices))
    return [choices[round(at * (len(choices) - 1) / max(1, count - 1))] for at in range(count)]


def differing(found: list[Branch]) -> float:
    """Share of pairs of branches that are different situations."""
    pairs = list(combinations(found, 2))
    return sum(distance(one, other) >= DIFFERENT for one, other in pairs) / len(pairs) if pairs else 1.0


def distance(one: Branch, other: Branch) -> float:
    """0–1: the mean of how much the scenes and how much of what became true differ."""
    longer = max(len(one.scenes), len(other.scenes), 1)
    scenes = edits(one.scenes, other.scenes, longer) / longer
    atoms = set(one.world) | set(other.world)
    differ = sum(one.world.get(atom) != other.world.get(atom) for atom in atoms)
    return 0.5 * scenes + 0.5 * (differ / len(atoms) if atoms else 0.0)


def _followed(show: Show, wanted: tuple[int, ...]) -> list[Branch]:
    """The branches after each of the wanted numbers of scenes, choices taking their defaults."""
    before = show.state.moment.world.values
    begun = show.state.scene
    first = begun.number if begun is not None else 0
    played: list[str] = []
    found: list[Branch] = []
    for _ in range(MOST_PARTS_PER_SCENE * (max(wanted) + 1)):
        if len(found) == len(wanted):
            break
        if show.choice is not None:
            given = Input(kind=InputKind.PICK, option=show.choice.default, choice=show.choice.id, by="default")
            show, _ = show.apply(given)
        old = show.state.scene
        show, _ = show.step()
        scene = show.state.scene
        if scene is not None and (old is None or scene.id != old.id):
            played.append(f"{scene.storylet.id} {sorted(scene.required)}")
            if scene.number - first == wanted[len(found)]:
                found.append(Branch(scenes=tuple(played), world=_slice(show, before)))
    while len(found) < len(wanted):
        found.append(Branch(scenes=tuple(played), world=_slice(show, before)))
    return found


def _slice(show: Show, before: Mapping[tuple[str, ...], object]) -> Mapping[tuple[str, ...], object]:
    """What has become different since the choice, bookkeeping aside."""
    values = show.state.moment.world.values
    return {atom: value for atom, value in values.items() if atom[0] not in BOOKKEEPING and before.get(atom) != value}
