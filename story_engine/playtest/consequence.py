"""What options change: the same play goes on after each option, with the same luck, and the futures are compared.

It does not know why they differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from story_engine.expr import Value
from story_engine.playtest.play import Play, Playground
from story_engine.playtest.policies import Natural, Uses
from story_engine.playtest.program import Compiler
from story_engine.seed.script import Answer, Choosing
from story_engine.world import Atom

LATER = 10
"""Scenes after which the futures are compared again."""
_SITUATION = frozenset(("fact", "state", "holder", "lies", "thread", "stage", "q", "weather", "at"))
"""Kinds of atoms that are a situation; what was chosen and visited is not, because it always differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """Shares of option pairs that lead to different situations."""

    choices: int = 0
    pairs: int = 0
    world_next: float = 0.0
    """The world differs when the scene with the choice is over."""
    next: float = 0.0
    """The world or the next scene differs."""
    later: float = 0.0
    """The world or the scenes ten scenes later differ."""
    same: tuple[tuple[str, int], ...] = ()
    """Choices (storylet ids) whose options made no difference, with how often."""


class _Forced(Natural):
    """Takes one option of the first choice, then follows the same luck as its siblings."""

    def __init__(self, ground: Playground, rng_seed: int, play: int, option: int) -> None:
        super().__init__(ground.board, ground.content, Uses(ground.board, ground.content), rng_seed, play)
        self._option = option
        self.offered = 0

    def option(self, choosing: Choosing, live: tuple[Answer, ...]) -> int:
        """The forced option first."""
        if not self.offered:
            self.offered = len(live)
            return min(self._option, len(live) - 1)
        return super().option(choosing, live)


def consequence(ground: Playground, *, choices: int = 150, rng_seed: int = 7) -> Consequence:
    """Compare the options of about `choices` choices met in natural plays."""
    compiler = Compiler(ground.seed, ground.content)
    if not any(np.isfinite(one.choice_at) for one in ground.repertoire.grounds):
        return Consequence()
    found: list[tuple[str, list[tuple[Mapping[Atom, Value], int, Mapping[Atom, Value], tuple[int, ...]]]]] = []
    play_number = 0
    while len(found) < choices and play_number < choices:
        policy = Natural(ground.board, ground.content, Uses(ground.board, ground.content), rng_seed, play_number)
        play = Play(ground, compiler, policy, [0] * len(ground.content.spots))
        for _ in range(40):
            index, resting = play.choose()
            one = ground.repertoire.grounds[index]
            if np.isfinite(one.choice_at):
                futures = _futures(ground, play, index, rng_seed, play_number)
                if len(futures) > 1:
                    found.append((one.storylet.id, futures))
            play.play(index, resting)
        play_number += 1
    return _compared(found)


def _futures(
    ground: Playground, play: Play, index: int, rng_seed: int, number: int
) -> list[tuple[Mapping[Atom, Value], int, Mapping[Atom, Value], tuple[int, ...]]]:
    """For each option: the situation after its scene, the next scene, the situation and scenes later."""
    futures = []
    option, offered = 0, 2
    while option < offered:
        forced = _Forced(ground, rng_seed, 100_000 + number, option)
        other = play.fork(forced)
        other.play(index)
        if not forced.offered:
            return []
        offered = forced.offered
        first = _situation(other)
        scenes = []
        for _ in range(LATER):
            scenes.append(other.next().ground)
        futures.append((first, scenes[0], _situation(other), tuple(scenes[-3:])))
        option += 1
    return futures


def _situation(play: Play) -> Mapping[Atom, Value]:
    return {atom: value for atom, value in play.stage.values.items() if atom[0] in _SITUATION and value is not False}


def _compared(
    found: list[tuple[str, list[tuple[Mapping[Atom, Value], int, Mapping[Atom, Value], tuple[int, ...]]]]],
) -> Consequence:
    pairs = world = near = later = 0
    same: dict[str, int] = {}
    for storylet, futures in found:
        differs = False
        for first in range(len(futures)):
            for second in range(first + 1, len(futures)):
                one, other = futures[first], futures[second]
                pairs += 1
                world += one[0] != other[0]
                near += one[0] != other[0] or one[1] != other[1]
                later += one[2] != other[2] or one[3] != other[3]
                differs |= one[0] != other[0] or one[1] != other[1]
        if not differs:
            same[storylet] = same.get(storylet, 0) + 1
    if not pairs:
        return Consequence()
    return Consequence(
        choices=len(found), pairs=pairs, world_next=world / pairs, next=near / pairs, later=later / pairs,
        same=tuple(sorted(same.items(), key=lambda entry: -entry[1])),
    )  # fmt: skip
