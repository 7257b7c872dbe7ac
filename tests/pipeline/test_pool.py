"""Render workers: they render, stop when asked, and are replaced when they die. Never measured by the clock."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from fake_director import FakeDirector

from generators.media import Level, SegmentManifest, Size
from generators.render_pool.catalogue import segment_key
from generators.render_pool.messages import Failed, RenderJob
from generators.render_pool.pool import Pool, PoolOptions
from generators.render_pool.sketch import SLOWNESS_VARIABLE
from generators.segments.cache import SegmentCache
from generators.segments.folders import Folders
from player.direction import Opening
from story_engine.time import SAMPLE_RATE

SIZE = Size(width=160, height=90)
PATIENCE_SECONDS = 60.0


class _Ears:
    """Collects what a pool says."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.done: dict[int, SegmentManifest] = {}
        self.failed: dict[int, Failed] = {}
        self.troubles: list[str] = []

    def on_done(self, job: RenderJob, manifest: SegmentManifest) -> None:
        with self.changed:
            self.done[job.job] = manifest
            self.changed.notify_all()

    def on_failed(self, job: RenderJob, failed: Failed) -> None:
        with self.changed:
            self.failed[job.job] = failed
            self.changed.notify_all()

    def wait_for(self, job: int) -> None:
        with self.changed:
            answered = self.changed.wait_for(lambda: job in self.done or job in self.failed, PATIENCE_SECONDS)
        assert answered, f"job {job} was never answered"


@pytest.fixture
def ears() -> _Ears:
    return _Ears()


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path).make()


@pytest.fixture
def pool(ears: _Ears, folders: Folders) -> Iterator[Pool]:
    pool = Pool(
        PoolOptions(folders=folders, size=SIZE, catalogue="sketch"),
        on_done=ears.on_done,
        on_failed=ears.on_failed,
        on_trouble=ears.troubles.append,
    )
    yield pool
    pool.close()


def _jobs(count: int, size: Size = SIZE) -> list[RenderJob]:
    director = FakeDirector()
    state = director.open(Opening(seed="", rng_seed=1)).state
    jobs = []
    for number in range(count):
        planned = director.step(state)
        state = planned.state
        key = segment_key(planned.timed, Level.STAGE, size, 24, "test")
        jobs.append(
            RenderJob(job=number, key=key, timed=planned.timed, level=Level.STAGE, size=size, fps=24, revision=0)
        )
    return jobs


def test_a_job_becomes_a_segment(pool: Pool, ears: _Ears, folders: Folders) -> None:
    """A submitted part lies whole in the cache, with its captions, loudness, verdict and tail."""
    pool.start()
    job = _jobs(1)[0]
    pool.submit(job)
    ears.wait_for(0)
    manifest = SegmentCache(folders).find(job.key)
    assert manifest == ears.done[0]
    assert manifest is not None
    assert manifest.flash.safe
    assert manifest.captions == job.timed.captions
    assert manifest.tail_duration > 0
    assert -30 < manifest.loudness.integrated_lufs < -10


def test_a_killed_worker_is_replaced_and_its_job_done(pool: Pool, ears: _Ears, monkeypatch: pytest.MonkeyPatch) -> None:
    """After kill -9 in the middle of a render another worker ends the same job."""
    monkeypatch.setenv(SLOWNESS_VARIABLE, "0.03")
    pool.start()
    first, second = _jobs(2)
    pool.submit(first)
    ears.wait_for(0)
    before = pool.pids()
    pool.submit(second)
    os.kill(before[0], signal.SIGKILL)
    ears.wait_for(1)
    assert 1 in ears.done
    assert len(pool.pids()) == 1
    assert set(pool.pids()).isdisjoint(before), "another process"
    assert list((pool.options.folders.drafts).iterdir()) == []


def test_a_worker_that_says_nothing_is_replaced_and_its_job_done(
    pool: Pool, ears: _Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stopped process holds its job only so long; a cold one, which may be compiling, holds it longer."""
    monkeypatch.setattr("generators.render_pool.pool.SILENT_SECONDS", 2.0)
    pool.start()
    first, second = _jobs(2)
    pool.submit(first)
    ears.wait_for(0)
    assert not any("stuck" in trouble for trouble in ears.troubles)
    before = pool.pids()
    os.kill(before[0], signal.SIGSTOP)
    pool.submit(second)
    ears.wait_for(1)
    assert 1 in ears.done
    assert any("stuck" in trouble for trouble in ears.troubles)
    assert set(pool.pids()).isdisjoint(before), "another process"


def test_a_cold_worker_may_say_nothing_for_longer(pool: Pool, ears: _Ears, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until its first job is done a worker is not taken for stuck: it may be compiling."""
    monkeypatch.setattr("generators.render_pool.pool.SILENT_SECONDS", 0.0)
    monkeypatch.setattr("generators.render_pool.pool.WATCH_SECONDS", 0.01)
    monkeypatch.setenv(SLOWNESS_VARIABLE, "0.02")
    pool.start()
    pool.submit(_jobs(1)[0])
    ears.wait_for(0)
    assert 0 in ears.done
    assert ears.troubles == []


@pytest.fixture
def soon_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are too large after their second job."""
    monkeypatch.setattr("generators.render_pool.pool.LARGE_BYTES", 1 << 20)
    monkeypatch.setattr("generators.render_pool.pool.WORTH_ITS_START", 2)


@pytest.mark.usefixtures("soon_too_large")
@pytest.mark.parametrize(("hurried", "margin"), [(False, 1 << 40), (True, 0)])
def test_a_worker_that_grew_is_replaced_in_peace(
    pool: Pool, ears: _Ears, monkeypatch: pytest.MonkeyPatch, hurried: bool, margin: int
) -> None:
    """Above the limit it goes home after its job, and the next job is another's: no trouble, no death, nothing lost.

    While every picture is wanted at once only the higher limit counts. It tells of its memory with its second job.
    """
    monkeypatch.setattr("generators.render_pool.pool.MORE_WHEN_HURRIED_BYTES", margin)
    pool.start()
    pool.set_hurried(hurried)
    first, second, third = _jobs(3)
    pool.submit(first)
    ears.wait_for(0)
    (before,) = pool.pids()
    pool.submit(second)
    ears.wait_for(1)
    pool.submit(third)
    ears.wait_for(2)
    assert set(ears.done) == {0, 1, 2}
    assert ears.troubles == []
    assert before not in pool.pids()


@pytest.mark.usefixtures("soon_too_large")
def test_a_worker_that_grew_stays_while_every_picture_is_wanted(pool: Pool, ears: _Ears) -> None:
    """A hurried pool does without nobody for being large."""
    pool.start()
    _draw(pool, ears, _jobs(3))
    before = pool.pids()
    assert len(before) == 1
    pool.set_hurried(False)
    _draw(pool, ears, [replace(job, job=job.job + 10) for job in _jobs(1)])
    assert set(pool.pids()).isdisjoint(before), "at leisure it goes"


@pytest.mark.usefixtures("soon_too_large")
def test_workers_that_grew_go_one_after_the_other(ears: _Ears, folders: Folders) -> None:
    """While one is away or has not yet drawn anything, the other one stays."""
    pool = Pool(
        PoolOptions(folders=folders, size=SIZE, catalogue="sketch", workers=2),
        on_done=ears.on_done,
        on_failed=ears.on_failed,
        on_trouble=ears.troubles.append,
    )
    try:
        pool.start()
        jobs = iter(_jobs(60))
        while any(seat.done < 2 for seat in pool._seats):
            _draw(pool, ears, [next(jobs), next(jobs)])
        both = set(pool.pids())
        assert len(both) == 2
        pool.set_hurried(False)
        _draw(pool, ears, [next(jobs)])
        assert len(both & set(pool.pids())) == 1, "one has gone"
        assert ears.troubles == []
    finally:
        pool.close()


@pytest.mark.usefixtures("soon_too_large")
def test_a_large_picture_may_take_more(ears: _Ears, folders: Folders) -> None:
    """What is too much for a small picture is little for a large one."""
    large = Size(width=1280, height=720)
    pool = Pool(PoolOptions(folders=folders, size=large, catalogue="sketch"), on_done=ears.on_done)
    try:
        pool.start()
        pool.set_hurried(False)
        jobs = _jobs(3)
        _draw(pool, ears, jobs[:1])
        before = pool.pids()
        _draw(pool, ears, jobs[1:])
        assert pool.pids() == before
    finally:
        pool.close()


def _draw(pool: Pool, ears: _Ears, jobs: list[RenderJob]) -> None:
    for job in jobs:
        pool.submit(job)
    for job in jobs:
        ears.wait_for(job.job)


def test_what_is_due_sooner_is_begun_sooner(pool: Pool) -> None:
    """A job asked for later goes before the queued ones that have more time; equal ones keep their order."""
    late, also_late, soon = _jobs(3)
    pool.submit(late, 20.0)
    pool.submit(also_late, 20.0)
    pool.submit(soon, 5.0)
    assert pool.jobs() == (soon, late, also_late)
    pool.cancel(late.job)
    assert pool.jobs() == (soon, also_late)


def test_a_cancelled_job_ends_at_once(pool: Pool, ears: _Ears, monkeypatch: pytest.MonkeyPatch) -> None:
    """A running render that is cancelled ends as cancelled and the next job is rendered."""
    monkeypatch.setenv(SLOWNESS_VARIABLE, "0.05")
    pool.start()
    first, second = _jobs(2)
    pool.submit(first)
    pool.submit(second)
    while not pool.progress(0):
        assert not ears.done
        threading.Event().wait(0.01)
    pool.cancel(0)
    ears.wait_for(0)
    assert ears.failed[0].kind == "cancelled"
    ears.wait_for(1)
    assert 1 in ears.done


def test_a_queued_job_can_be_forgotten(pool: Pool, ears: _Ears) -> None:
    """A job cancelled before a worker took it is gone."""
    job = _jobs(1)[0]
    pool.submit(job)
    pool.cancel(0)
    assert pool.jobs() == ()


def test_a_generator_fault_fails_only_its_job(pool: Pool, ears: _Ears) -> None:
    """A part that cannot be drawn (odd size) fails with a reason; the worker lives on."""
    pool.start()
    pool.submit(_jobs(1, Size(width=161, height=91))[0])
    ears.wait_for(0)
    assert ears.failed[0].kind == "fault"
    good = _jobs(2)[1]
    pool.submit(good)
    ears.wait_for(1)
    assert 1 in ears.done


def test_a_cancelled_job_dies_with_its_worker(pool: Pool, ears: _Ears, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job cancelled just before its worker's death is not rendered again, and is answered as cancelled."""
    monkeypatch.setenv(SLOWNESS_VARIABLE, "0.05")
    pool.start()
    first, second = _jobs(2)
    pool.submit(first)
    while not pool.progress(0):
        threading.Event().wait(0.01)
    (worker,) = pool.pids()
    os.kill(worker, signal.SIGSTOP)  # it cannot hear the cancellation
    pool.cancel(0)
    os.kill(worker, signal.SIGKILL)
    ears.wait_for(0)
    assert ears.failed[0].kind == "cancelled"
    pool.submit(second)
    ears.wait_for(1)
    assert 1 in ears.done
    assert 0 not in ears.done


def test_a_listener_that_fails_does_not_end_the_pool(pool: Pool, ears: _Ears) -> None:
    """An error in the owner's callback is trouble; the next job is rendered."""

    def broken(job: RenderJob, manifest: SegmentManifest) -> None:
        pool.on_done = ears.on_done
        raise OSError(28, "No space left on device")

    pool.on_done = broken
    pool.start()
    first, second = _jobs(2)
    pool.submit(first)
    pool.submit(second)
    ears.wait_for(1)
    assert 1 in ears.done
    assert any("No space left" in line for line in ears.troubles)


def test_an_opening_of_another_version_is_left_aside_in_silence(
    pool: Pool, folders: Folders, capfd: pytest.CaptureFixture[str]
) -> None:
    """A field that has another type by now is no news to whoever plays a show; the old file goes."""
    path = folders.root / "opening-sketch.json"
    old = msgspec.to_builtins(_jobs(1)[0].timed)
    old["score"]["entry"]["sounded"] = 3
    path.write_bytes(msgspec.json.encode(old))
    pool.start()
    while not pool.is_warm():
        threading.Event().wait(0.01)
    assert not path.exists()
    assert "rehearsed" not in capfd.readouterr().err


@pytest.mark.parametrize("opening", [b"{", b"odd", b"killer"])
def test_a_bad_last_opening_ends_no_worker(pool: Pool, ears: _Ears, folders: Folders, opening: bytes) -> None:
    """A remembered opening that is damaged, raises anything, or ended a worker is dropped; the pool renders."""
    path = folders.root / "opening-sketch.json"
    job = _jobs(1)[0]
    if opening == b"{":
        path.write_bytes(opening)
    elif opening == b"odd":
        path.write_bytes(msgspec.json.encode(replace(job.timed, duration=-SAMPLE_RATE)))
    else:
        path.write_bytes(msgspec.json.encode(job.timed))
        (folders.root / "opening-sketch.999999999.trying").touch()
    pool.start()
    while not pool.is_warm():
        threading.Event().wait(0.01)
    assert not path.exists()
    pool.submit(job)
    ears.wait_for(0)
    assert 0 in ears.done
    assert ears.troubles == []
    assert not list(folders.root.glob("*.trying"))
