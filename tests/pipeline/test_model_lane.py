"""Levels drawn by models: chosen where they are offered and in time, and never at the stage's cost."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_director import FakeDirector
from hypothesis import given, settings
from hypothesis import strategies as st
from instant_pool import InstantPool
from random_views import RUNNING, WANTED

from generators.media import MODEL_LEVELS, Level, Size
from generators.render_pool.messages import Failed, RenderJob
from generators.render_pool.pool import Pool, PoolOptions
from generators.render_pool.sketch import MODEL_SLOWNESS_VARIABLE
from generators.render_pool.worker import Wanted as StillWanted
from generators.segments.cache import SegmentCache
from generators.segments.folders import Folders
from player.conducting.renders import TRIED_AGAIN_SECONDS, Models, Renders
from player.direction import Opening
from player.lookahead import FULL_SECONDS, Running, Schedule, Task, View, Wanted, schedule
from story_engine.time import to_seconds

SPEEDS = {Level.CARD: 0.1, Level.STAGE: 0.5, Level.RESTYLE: 0.5, Level.NEURAL: 1.5}
STAGED = frozenset({Level.STAGE})
SIZE = Size(width=160, height=90)


def _view(*wanted: Wanted, running: tuple[Running, ...] = (), **change: object) -> View:
    told: dict[str, object] = {"speeds": SPEEDS, "model_workers": 1, "top": Level.NEURAL, **change}
    return View(wanted=wanted, running=running, **told)  # type: ignore[arg-type]


def _part(name: str, deadline: float, **change: object) -> Wanted:
    return Wanted(id=name, deadline=deadline, seconds=3.0, **change)  # type: ignore[arg-type]


def _levels(plan: Schedule, name: str) -> list[Level]:
    return [task.level for task in plan.tasks if task.id == name]


def test_a_model_draws_beside_the_stage_never_instead():
    """A part far enough ahead is drawn by both: the stage's segment lies beneath."""
    assert _levels(schedule(_view(_part("a", 10))), "a") == [Level.STAGE, Level.NEURAL]


def test_the_level_steps_down_with_the_time_that_is_left():
    """The best level that is ready before the join; none where none is."""
    assert _levels(schedule(_view(_part("a", 6.0, ready=STAGED))), "a") == [Level.NEURAL]
    assert _levels(schedule(_view(_part("a", 3.0, ready=STAGED))), "a") == [Level.RESTYLE]
    assert _levels(schedule(_view(_part("a", 1.0, ready=STAGED))), "a") == []


@pytest.mark.parametrize(
    "change", [{"model_workers": 0}, {"top": Level.STAGE}, {"speeds": {Level.CARD: 0.1, Level.STAGE: 0.5}}]
)
def test_what_no_worker_offers_is_never_chosen(change: dict[str, object]):
    """Without a worker, below the level that may be drawn, or without a speed: the stage alone."""
    assert _levels(schedule(_view(_part("a", 20), **change)), "a") == [Level.STAGE]


def test_a_model_that_will_be_late_is_given_up_for_a_faster_level():
    """A render that outlives its join is abandoned, and the part is restyled if that still makes it."""
    late = Running(id="a", level=Level.NEURAL, left_seconds=5.0)
    plan = schedule(_view(_part("a", 4.0, ready=STAGED), running=(late,)))
    assert plan.abandon == (late,)
    assert _levels(plan, "a") == [Level.RESTYLE]


def test_while_the_viewer_pauses_a_model_has_time():
    """A slow model's render goes on, and others are begun; without a pause it is in vain."""
    slow = Running(id="a", level=Level.NEURAL, left_seconds=60.0)
    parts = (_part("a", 4.0, ready=STAGED), _part("b", 1.0, ready=STAGED))
    plan = schedule(_view(*parts, running=(slow,), resting=True))
    assert plan.abandon == ()
    assert _levels(plan, "b") == [Level.NEURAL]
    assert schedule(_view(*parts, running=(slow,))).abandon == (slow,)
    assert _levels(schedule(_view(*parts)), "b") == []


def test_a_part_that_a_model_has_drawn_needs_no_stage():
    """What is on disk at a higher level is not drawn at a lower one, even if that has been evicted."""
    assert _levels(schedule(_view(_part("a", 20, ready=frozenset({Level.NEURAL})))), "a") == []


_any_view = st.builds(
    View,
    wanted=st.lists(WANTED, max_size=10, unique_by=lambda w: w.id).map(tuple),
    running=st.lists(
        RUNNING,
        max_size=3,
        unique_by=lambda run: (run.id, run.level),
    ).map(tuple),
    speeds=st.fixed_dictionaries({level: st.floats(0.05, 5) for level in Level}),
    workers=st.integers(1, 2),
    model_workers=st.integers(0, 2),
    top=st.sampled_from(list(Level)),
    priming=st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(_any_view)
def test_models_never_change_what_is_done_without_them(view: View):
    """The plain levels' tasks and abandonments are the same with and without models."""
    without = schedule(
        replace(view, model_workers=0, running=tuple(run for run in view.running if run.level not in MODEL_LEVELS))
    )
    plan = schedule(view)
    assert tuple(task for task in plan.tasks if task.level not in MODEL_LEVELS) == without.tasks
    assert tuple(run for run in plan.abandon if run.level not in MODEL_LEVELS) == without.abandon


@settings(max_examples=300, deadline=None)
@given(_any_view)
def test_models_are_asked_only_for_what_is_wanted_and_lacking(view: View):
    """A new task of a model is of a wanted part within reach, once, at a level above all that is on disk."""
    plan = schedule(view)
    by_id = {wanted.id: wanted for wanted in view.wanted}
    kept = {(run.id, run.level) for run in view.running if run not in plan.abandon}
    tasks = [task for task in plan.tasks if task.level in MODEL_LEVELS and (task.id, task.level) not in kept]
    assert len({task.id for task in tasks}) == len(tasks)
    for task in tasks:
        wanted = by_id[task.id]
        assert wanted.deadline <= FULL_SECONDS
        assert task.level not in wanted.blocked
        assert list(Level).index(task.level) > max((list(Level).index(level) for level in wanted.ready), default=-1)


# with pools


class _Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class _ModelPool(InstantPool):
    """Renders of models: warm unless told otherwise."""

    warm = True
    begun = 0.0

    def is_warm(self) -> bool:
        return self.warm

    def elapsed(self, job: int) -> float:
        return self.begun


@pytest.fixture
def lanes(tmp_path: Path) -> tuple[Renders, InstantPool, _ModelPool, _Clock, list[str]]:
    """Two pools over one cache, and a clock in the hand."""
    options = PoolOptions(folders=Folders(tmp_path).make(), size=SIZE, catalogue="sketch")
    plain, drawn, clock, troubles = InstantPool(options), _ModelPool(options), _Clock(), []
    renders = Renders(plain, SegmentCache(options.folders), Level.NEURAL, lambda: None, troubles.append, clock)
    renders.offer(Models(pool=drawn, levels=MODEL_LEVELS, version="m"))
    return renders, plain, drawn, clock, troubles


def _timed():
    director = FakeDirector()
    return director.step(director.open(Opening(seed="", rng_seed=3)).state).timed


def test_the_better_segment_replaces_the_stage_at_the_join(lanes):
    """Both lie on disk under their own keys; the model's is what is shown."""
    renders, plain, drawn, _, _ = lanes
    timed = _timed()
    renders.act(Schedule((Task("a", Level.STAGE),), ()), {"a": timed}, {}, 0)
    assert renders.best(timed).level is Level.STAGE
    renders.act(Schedule((Task("a", Level.NEURAL),), ()), {"a": timed}, {}, 0)
    assert renders.best(timed).level is Level.NEURAL
    assert [job.level for job in plain.rendered] == [Level.STAGE]
    assert [job.level for job in drawn.rendered] == [Level.NEURAL]
    assert renders.ready(timed) == {Level.STAGE, Level.NEURAL}


def test_a_model_that_fails_leaves_the_stage_and_is_told(lanes):
    """The level is blocked for the part; the stage's segment plays."""
    renders, _, drawn, _, troubles = lanes
    timed = _timed()
    drawn.failing = {"neural"}
    renders.act(Schedule((Task("a", Level.STAGE), Task("a", Level.NEURAL)), ()), {"a": timed}, {}, 0)
    assert renders.best(timed).level is Level.STAGE
    assert Level.NEURAL in renders.blocked(timed)
    assert troubles == ["neural is broken; shown at a lower level"]
    assert not renders.is_hopeless(timed)


def test_levels_are_offered_only_while_a_worker_is_warm(lanes):
    """While models load, or their worker is replaced, nobody plans with them; what they drew is shown."""
    renders, _, drawn, _, _ = lanes
    assert set(renders.speeds()) >= set(MODEL_LEVELS)
    drawn.warm = False
    assert not set(renders.speeds()) & set(MODEL_LEVELS)
    assert renders.model_workers == 0
    assert set(renders.levels) >= set(MODEL_LEVELS)


def test_what_is_given_up_teaches_its_pace_and_is_tried_again_later(lanes):
    """An abandoned render counts as slow as it was; after two minutes without news the first guess is believed."""
    renders, _, drawn, clock, _ = lanes
    timed = _timed()
    before = renders.speeds()[Level.NEURAL]
    drawn.keep_back = lambda job: True
    renders.act(Schedule((Task("a", Level.NEURAL),), ()), {"a": timed}, {}, 0)
    drawn.begun = 20.0 * to_seconds(timed.duration)
    key = renders.key(timed, Level.NEURAL)
    (run,) = renders.running({key: "a"})
    assert run.left_seconds > 0
    renders.act(Schedule((), (run,)), {"a": timed}, {key: "a"}, 0)
    assert not drawn.jobs()
    assert renders.speeds()[Level.NEURAL] > 2 * before
    clock.now += TRIED_AGAIN_SECONDS + 1
    assert renders.speeds()[Level.NEURAL] == before


def test_a_slow_model_slows_nobodys_expectations(lanes):
    """What a model takes is not believed of the stage."""
    renders, _, drawn, _, _ = lanes
    before = renders.speeds()[Level.STAGE]
    drawn.keep_back = lambda job: True
    drawn.begun = 60.0
    renders.act(Schedule((Task("a", Level.NEURAL),), ()), {"a": _timed()}, {}, 0)
    renders.running({})
    assert renders.speeds()[Level.STAGE] == before


def test_models_whose_workers_keep_dying_are_left_alone(lanes):
    """The show goes on at the stage, and it is told once."""
    renders, _, drawn, _, troubles = lanes
    closed = threading.Event()
    drawn.close = closed.set
    drawn.on_crash_loop()
    assert closed.wait(10)
    assert not set(renders.levels) & set(MODEL_LEVELS)
    assert renders.top is Level.NEURAL, "the plain levels are as they were"
    assert "going on without models" in troubles[0]


@pytest.fixture
def model_pool(tmp_path: Path) -> Iterator[tuple[Pool, Folders]]:
    """A real worker that draws a model's levels without a model."""
    folders = Folders(tmp_path).make()
    pool = Pool(PoolOptions(folders=folders, size=SIZE, catalogue="sketch", equipment=("{}",)))
    pool.start()
    yield pool, folders
    pool.close()


def test_a_killed_model_worker_costs_the_stage_nothing(model_pool, monkeypatch: pytest.MonkeyPatch):
    """kill -9 in the middle of a render: the stage's segment is there that very moment, the worker comes back."""
    monkeypatch.setenv(MODEL_SLOWNESS_VARIABLE, "60")
    pool, folders = model_pool
    plain = InstantPool(PoolOptions(folders=folders, size=SIZE, catalogue="sketch"))
    wakes = threading.Event()
    renders = Renders(plain, SegmentCache(folders), Level.NEURAL, wakes.set, lambda line: None)
    renders.offer(Models(pool=pool, levels=MODEL_LEVELS, version="m"))
    _until(pool.is_warm)
    timed = _timed()
    plan = Schedule((Task("a", Level.STAGE), Task("a", Level.NEURAL)), ())
    renders.act(plan, {"a": timed}, {}, 0)
    _until(lambda: any(pool.elapsed(job.job) > 0 for job in pool.jobs()))
    first = pool.pids()
    os.kill(first[0], signal.SIGKILL)
    assert renders.best(timed).level is Level.STAGE
    _until(lambda: pool.pids() and pool.pids() != first and pool.is_warm())
    assert renders.best(timed).level is Level.STAGE


def test_a_cold_model_worker_gets_no_job(tmp_path: Path):
    """A job waits in the queue until the worker has loaded its models: nobody counts its loading as drawing."""
    pool = Pool(PoolOptions(folders=Folders(tmp_path).make(), size=SIZE, catalogue="sketch", equipment=("{}",)))
    timed = _timed()
    job = RenderJob(job=1, key="k", timed=timed, level=Level.NEURAL, size=SIZE, fps=24, revision=0)
    failed: list[Failed] = []
    pool.on_failed = lambda job, why: failed.append(why)
    pool.start()
    try:
        pool.submit(job)
        while not pool.is_warm():
            begun = pool.elapsed(1)
            assert begun == 0.0 or pool.is_warm()
            threading.Event().wait(0.01)
        _until(lambda: not pool.jobs())
    finally:
        pool.close()
    assert not failed
    assert SegmentCache(Folders(tmp_path)).find("k").duration == timed.duration


def _until(done) -> None:
    waiting = threading.Event()
    for _ in range(6000):
        if done():
            return
        waiting.wait(0.01)
    raise AssertionError("it never came")


def test_a_worker_that_is_asked_is_heard_of():
    """Whoever asks whether a job is still wanted is alive: that is told every few seconds, not at every question."""
    heard: list[int] = []
    wanted = StillWanted()
    wanted.on_beat = heard.append
    wanted.begin(7)
    for _ in range(1000):
        assert not wanted()
    assert heard == [7]
    wanted.cancel(7)
    assert wanted()
