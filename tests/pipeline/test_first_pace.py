"""What the first part of a show tells of the machine, before anything else is measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fake_director import FakeDirector
from instant_pool import InstantPool

from generators.media import Level, Size
from generators.render_pool.pool import PoolOptions
from generators.segments.cache import SegmentCache
from generators.segments.folders import Folders
from generators.timed import TimedPart
from player.conducting.renders import FIRST_GUESS, MOST_TOLD, Renders
from player.direction import Opening
from player.lookahead import Schedule, Task
from story_engine.time import to_seconds

SIZE = Size(width=160, height=90)
GUESS = FIRST_GUESS[Level.STAGE]


class _First:
    """Renders one part again and again; how long it takes is told in times of its length."""

    def __init__(self, renders: Renders, pool: InstantPool, timed: TimedPart) -> None:
        self._renders, self._pool, self._timed = renders, pool, timed
        self.seconds = to_seconds(timed.duration)

    def __call__(self, times: float, name: str = "a") -> float:
        self._pool.render_seconds = times * self.seconds
        timed = replace(self._timed, rng_seed=len(name))
        self._renders.act(Schedule((Task(name, Level.STAGE),), ()), {name: timed}, {}, 0)
        return self._renders.speeds()[Level.STAGE]


@pytest.fixture
def first(tmp_path: Path) -> _First:
    """Renders whose pool is cold and takes as long as told for one part."""
    options = PoolOptions(folders=Folders(tmp_path).make(), size=SIZE, catalogue="sketch")
    pool = InstantPool(options)
    pool.cold = True
    renders = Renders(pool, SegmentCache(options.folders), Level.STAGE, lambda: None, lambda line: None)
    director = FakeDirector()
    timed = director.step(director.open(Opening(seed="", rng_seed=3)).state).timed
    return _First(renders, pool, timed)


@pytest.mark.parametrize(
    ("times", "believed"),
    [(0.2, (GUESS + 0.2) / 2), (0.9, (GUESS + 0.9) / 2), (9.0, GUESS * MOST_TOLD)],
    ids=["quick", "slow", "compiling"],
)
def test_the_first_render_is_believed_by_half(first, times: float, believed: float) -> None:
    """A quiet first part does not promise too much, and one that compiled its code not too little."""
    assert first(times) == pytest.approx(believed)


def test_only_the_first_render_of_all_is_taken_for_the_machine(first) -> None:
    """A worker that is replaced later is cold as well and tells nothing new."""
    believed = first(0.9)
    assert first(2.0, "later") == believed
