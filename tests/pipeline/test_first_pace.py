"""What the first part of a show tells of the machine, before anything else is measured."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_director import FakeDirector
from instant_pool import InstantPool

from generators.media import Level, Size
from generators.render_pool.pool import PoolOptions
from generators.segments.cache import SegmentCache
from generators.segments.folders import Folders
from player.conducting.renders import FIRST_GUESS, TOLD_BY_FIRST, Renders
from player.direction import Opening
from player.lookahead import Schedule, Task
from story_engine.time import to_seconds

SIZE = Size(width=160, height=90)
GUESS = FIRST_GUESS[Level.STAGE]


@pytest.fixture
def first(tmp_path: Path):
    """Renders whose pool is cold and takes as long as told for one part."""
    options = PoolOptions(folders=Folders(tmp_path).make(), size=SIZE, catalogue="sketch")
    pool = InstantPool(options)
    pool.cold = True
    renders = Renders(pool, SegmentCache(options.folders), Level.STAGE, lambda: None, lambda line: None)
    director = FakeDirector()
    timed = director.step(director.open(Opening(seed="", rng_seed=3)).state).timed

    def take(times_realtime: float) -> float:
        pool.render_seconds = times_realtime * to_seconds(timed.duration)
        renders.act(Schedule((Task("a", Level.STAGE),), ()), {"a": timed}, {}, 0)
        return renders.speeds()[Level.STAGE]

    return take


@pytest.mark.parametrize(
    ("times", "believed"),
    [(0.3, GUESS * TOLD_BY_FIRST[0]), (9.0, GUESS * TOLD_BY_FIRST[1])],
    ids=["quick", "compiling"],
)
def test_the_first_render_tells_of_the_machine_within_bounds(first, times: float, believed: float) -> None:
    """A quiet first part does not promise too much, and one that compiled its code not too little."""
    assert first(times) == pytest.approx(believed)


def test_a_middling_first_render_is_believed_without_its_cold_beginning(first) -> None:
    """Between the bounds a slower first part means a slower machine."""
    assert GUESS * TOLD_BY_FIRST[0] < first(0.9) < GUESS * TOLD_BY_FIRST[1]
