"""A director that takes its time keeps no part from its join."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from fake_director import FakeDirector
from instant_pool import InstantPool

from generators.render_pool.pool import PoolOptions
from generators.segments.cache import SegmentCache
from generators.segments.folders import Folders
from player.conductor import Conductor, ConductorOptions
from player.direction import Opening, Planned
from player.remote_director import Done, RemoteDirector

PATIENCE_SECONDS = 30.0


class _SlowDirector(FakeDirector):
    """Plans three parts; then it thinks until it is let go on."""

    meanwhile: Callable[[], None] | None = None

    def __init__(self) -> None:
        super().__init__(choices=False)
        self.planned = 0
        self.thinks, self.may_answer = threading.Event(), threading.Event()

    def step(self, state: int) -> Planned:
        self.planned += 1
        if self.planned > 3:
            self.thinks.set()
            while not self.may_answer.wait(0.01):
                assert self.meanwhile is not None
                self.meanwhile()
        return super().step(state)


def _until(question) -> object:
    for _ in range(int(PATIENCE_SECONDS / 0.005)):
        if answer := question():
            return answer
        threading.Event().wait(0.005)
    raise AssertionError("never happened")


def test_a_part_is_laid_while_the_next_is_thought_of(tmp_path: Path) -> None:
    """A part whose render ends while the director thinks is handed out at once, not when the director has answered."""
    folders = Folders(tmp_path)
    director, pool = _SlowDirector(), InstantPool(PoolOptions(folders=folders, catalogue="sketch"))
    pool.keep_back = lambda job: job.timed.part.id != "s1.p0"
    conductor = Conductor(director, pool, SegmentCache(folders), ConductorOptions(opening=Opening(seed="", rng_seed=1)))
    conductor.start()
    try:
        first = _until(lambda: conductor.next_segment(None))
        _until(director.thinks.is_set)
        pool.release()
        second = _until(lambda: conductor.next_segment(first.id))
        assert second.start == first.end
        assert not director.may_answer.is_set()
    finally:
        director.may_answer.set()
        conductor.stop()


class _Slow:
    """A process that answers at the third look, and the way to it."""

    def __init__(self) -> None:
        self.channel, self.pid, self.looked = self, 1, 0

    def child(self, types: object) -> _Slow:
        return self

    def send(self, message: object) -> None:
        self.looked = 0

    def receive(self, timeout_seconds: float | None = None) -> Done | None:
        self.looked += 1
        return Done(content=b"told") if timeout_seconds is None or self.looked == 3 else None


def test_who_asks_another_process_may_look_round() -> None:
    """While the director's process has not answered, what was given to do meanwhile is done; without it one waits."""
    process = _Slow()
    director = RemoteDirector(process)  # type: ignore[arg-type]
    looks: list[int] = []
    director.meanwhile = lambda: looks.append(process.looked)
    assert director.journal(1) == b"told"
    assert looks == [1, 2]
    director.meanwhile = None
    assert director.journal(1) == b"told"
    assert looks == [1, 2]
