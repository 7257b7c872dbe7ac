"""A show's picture has another size from now on: what is drawn already is found, however long ago it was."""

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
from player.conducting.renders import KEYS_KEPT, Renders
from player.direction import Opening
from player.lookahead import Schedule, Task

LARGE, SMALL = Size(width=160, height=90), Size(width=80, height=46)


class _Drawing:
    """Parts of a show, and what draws them."""

    def __init__(self, folder: Path) -> None:
        folders = Folders(folder).make()
        self.pool = InstantPool(PoolOptions(folders=folders, size=LARGE, workers=1))
        cache = SegmentCache(folders, limit_bytes=10**9)
        self.renders = Renders(self.pool, cache, Level.STAGE, lambda: None, lambda text: None)
        self._director = FakeDirector()
        self._state = self._director.open(Opening(seed="", rng_seed=3)).state

    def part(self) -> TimedPart:
        planned = self._director.step(self._state)
        self._state = planned.state
        return planned.timed

    def draw(self, timed: TimedPart) -> None:
        name = timed.part.id
        names = {self.renders.key(timed, Level.STAGE): name}
        self.renders.act(Schedule((Task(name, Level.STAGE),), ()), {name: timed}, names, 0)


@pytest.mark.parametrize("others", [0, KEYS_KEPT + 5])
def test_a_head_of_an_open_question_is_found_after_a_change_of_size(tmp_path: Path, others: int) -> None:
    """The hold goes on for `others` turns; the same part, planned anew when it is picked, is the one on disk."""
    drawing = _Drawing(tmp_path)
    head = drawing.part()
    drawing.draw(head)
    drawing.renders.resize(SMALL)
    for _ in range(others):
        turn = drawing.part()
        drawing.draw(turn)
    picked = replace(head)
    assert drawing.renders.ready(picked) == {Level.STAGE}
    assert drawing.renders.best(picked).size == LARGE
    assert [job.size for job in drawing.pool.rendered] == [LARGE] + [SMALL] * others


def test_what_is_at_work_at_an_earlier_size_is_not_drawn_twice(tmp_path: Path) -> None:
    """A part is being drawn while the size changes: it is the same job under the same key."""
    drawing = _Drawing(tmp_path)
    drawing.pool.keep_back = lambda job: True
    part = drawing.part()
    drawing.draw(part)
    drawing.renders.resize(SMALL)
    drawing.draw(replace(part))
    assert [job.size for job in drawing.pool.waiting] == [LARGE]


def test_what_is_asked_for_again_and_again_is_never_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts come and go while a question is open: its heads' keys are not made anew."""
    drawing = _Drawing(tmp_path)
    head = drawing.part()
    first = drawing.renders.key(head, Level.STAGE)
    for _ in range(3 * KEYS_KEPT):
        drawing.renders.key(drawing.part(), Level.STAGE)
        with monkeypatch.context() as patched:
            patched.setattr("player.conducting.renders.segment_key", None)
            assert drawing.renders.key(head, Level.STAGE) == first
