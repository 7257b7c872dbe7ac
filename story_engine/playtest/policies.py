"""Who chooses in quick plays: the curious one, who takes what was tried least, and the natural one, who follows chance.

They do not know what scenes do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from story_engine.playtest.content import Content
from story_engine.playtest.fits import Board
from story_engine.rng import generator
from story_engine.seed.script import Answer, Choosing

NUMBERS_AT_ONCE = 4096
"""Random numbers drawn together, because one at a time costs more than the choice."""
WISHING = 0.06
"""Chance of a wish before a scene of a curious play."""


class Uses:
    """How often everything was used, over all plays of a run."""

    def __init__(self, board: Board, content: Content) -> None:
        self.storylets = np.zeros(len(board.names), dtype=np.float64)
        self.grounds = np.zeros(len(board.storylet), dtype=np.float64)
        self.spots = [0] * len(content.spots)
        self.chances: dict[tuple[str, bool], int] = {}


class Natural:
    """Chooses scenes by their weight, options evenly and chances by their probability."""

    def __init__(self, board: Board, content: Content, uses: Uses, rng_seed: int, play: int) -> None:
        self.board = board
        self.content = content
        self.uses = uses
        self._numbers = generator(rng_seed, "playtest", play).random(NUMBERS_AT_ONCE)
        self._plain: list[float] = self._numbers.tolist()
        self._at = 0
        self._weight = np.where(board.automatic, 1e-3, np.maximum(board.weight, 0.05))

    def unit(self) -> float:
        """A number in [0, 1)."""
        self._at += 1
        if self._at >= NUMBERS_AT_ONCE:
            self._at = 0
        return self._plain[self._at]

    def noise(self, count: int) -> NDArray[np.float64]:
        """`count` numbers in [0, 1)."""
        start = int(self.unit() * (NUMBERS_AT_ONCE // 2))
        if count > NUMBERS_AT_ONCE - start:
            return np.resize(self._numbers, count)
        return self._numbers[start : start + count]

    def scene(self, rows: NDArray[np.intp], scene: int) -> int:
        """A scene by weight; bridges only where nothing else is left."""
        shares = np.cumsum(self._weight[rows])
        chosen = int(rows[int(np.searchsorted(shares, self.unit() * shares[-1], side="right").clip(0, len(rows) - 1))])
        self.used(chosen)
        return chosen

    def wish(self, keys: tuple[str, ...]) -> str:
        """Nothing: figures are those of a show that is only watched."""
        return ""

    def used(self, ground: int) -> None:
        """Count a scene."""
        self.uses.grounds[ground] += 1.0
        self.uses.storylets[self.board.storylet[ground]] += 1.0

    def option(self, choosing: Choosing, live: tuple[Answer, ...]) -> int:
        """Any option."""
        return int(self.unit() * len(live))

    def chance(self, key: str, probability: float) -> bool:
        """True with its probability."""
        return self.unit() < probability

    def arm(self, numbers: list[int]) -> int:
        """Any arm."""
        return int(self.unit() * len(numbers))


class Curious(Natural):
    """Takes the scene, option, chance and arm that were tried least, and wishes now and then."""

    def wish(self, keys: tuple[str, ...]) -> str:
        """Something that scenes ask for, every few minutes."""
        return keys[int(self.unit() * len(keys))] if self.unit() < WISHING else ""

    def scene(self, rows: NDArray[np.intp], scene: int) -> int:
        """The storylet used least, then its binding used least."""
        uses = self.uses
        score = uses.storylets[self.board.storylet[rows]] + 0.05 * uses.grounds[rows] + self.noise(len(rows))
        chosen = int(rows[int(score.argmin())])
        self.used(chosen)
        return chosen

    def option(self, choosing: Choosing, live: tuple[Answer, ...]) -> int:
        """The option used least, over all plays."""
        return self.arm([self.content.of(answer) for answer in live])

    def chance(self, key: str, probability: float) -> bool:
        """The outcome seen least."""
        if not 0.0 < probability < 1.0:
            return probability >= 1.0
        chances = self.uses.chances
        outcome = chances.get((key, True), 0) <= chances.get((key, False), 0)
        chances[key, outcome] = chances.get((key, outcome), 0) + 1
        return outcome

    def arm(self, numbers: list[int]) -> int:
        """The arm used least, over all plays."""
        spots = self.uses.spots
        least = min(numbers, key=spots.__getitem__)
        spots[least] += 1
        return numbers.index(least)
