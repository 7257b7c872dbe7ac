"""A wish just before the commit horizon ends: its answer is planned, drawn and laid in the time that is left."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from fake_director import FakeDirector
from instant_pool import InstantPool

from generators.media import Level
from generators.render_pool.pool import PoolOptions
from generators.segments.cache import SegmentCache
from generators.segments.folders import Folders
from generators.timed import StageState, TimedPart
from player.conducting.dearness import TURNING, dearness, work_done
from player.conducting.renders import Renders
from player.direction import Opening
from player.lookahead import ALONE, Role, Running, Schedule, Task, View, Wanted, schedule
from story_engine.time import SAMPLE_RATE

SPEEDS = {Level.CARD: 0.25, Level.TWOS: 0.46, Level.STAGE: 0.56}
LATER = tuple(Wanted(id=f"later{n}", deadline=7.0 + 4 * n, seconds=4.0) for n in range(3))


def _view(*wanted: Wanted, running: tuple[Running, ...] = ()) -> View:
    return View(wanted=wanted, running=running, speeds=SPEEDS, workers=2, crowded=True)


def _named(view: View) -> list[str]:
    return [task.id for task in schedule(view).tasks]


def test_an_urgent_part_is_drawn_alone() -> None:
    """Where a part is in time only with the machine to itself, nothing is begun beside it."""
    near = Wanted(id="near", deadline=2.6, seconds=4.2)
    assert schedule(_view(near, *LATER)).tasks == (Task("near", Level.STAGE),)
    measured_alone = replace(_view(near, *LATER), crowded=False)
    assert schedule(measured_alone).tasks[0].level is not Level.STAGE


@pytest.mark.parametrize("queued", [False, True])
def test_nothing_less_urgent_is_begun_beside_an_urgent_render(queued: bool) -> None:
    """As long as it may be late, queued or at work; once it is sure to be in time the next part is begun."""
    near = Wanted(id="near", deadline=2.0, seconds=4.2)
    late, early = (Running(id="near", level=Level.STAGE, left_seconds=left, queued=queued) for left in (1.6, 0.7))
    assert _named(_view(near, *LATER, running=(late,))) == ["near"]
    assert "later0" in _named(_view(near, *LATER, running=(early,)))


def test_a_nearer_part_is_begun_beside_an_urgent_render() -> None:
    """A part whose render was given up gets its card at once, though the next part's render may be late as well."""
    near, next_ = Wanted(id="near", deadline=2.0, seconds=4.0), Wanted(id="next", deadline=6.0, seconds=4.0)
    lost = Running(id="near", level=Level.STAGE, left_seconds=2.5)
    pressed = Running(id="next", level=Level.STAGE, left_seconds=4.2)
    plan = schedule(_view(near, next_, LATER[2], running=(lost, pressed)))
    assert plan.abandon == (lost,)
    assert Task("near", Level.CARD) in plan.tasks
    assert LATER[2].id not in {task.id for task in plan.tasks}


def test_parts_with_time_are_drawn_beside_each_other() -> None:
    """Two workers draw two parts where neither is urgent."""
    assert {"later0", "later1"} <= set(_named(_view(*LATER)))


def test_a_dear_part_gets_its_time() -> None:
    """A part that takes longer than others of its length falls to a lower level sooner."""
    near = Wanted(id="near", deadline=2.4, seconds=3.0)
    assert schedule(View(wanted=(near,), speeds=SPEEDS)).tasks == (Task("near", Level.STAGE),)
    dear = replace(near, dearness=1.0 + TURNING)
    assert schedule(View(wanted=(dear,), speeds=SPEEDS)).tasks == (Task("near", Level.CARD),)


def _turning(seconds: int, since: float) -> TimedPart:
    """A part in which rain comes `since` seconds after its beginning."""
    director = FakeDirector()
    timed = director.step(director.open(Opening(seed="", rng_seed=1)).state).timed
    begins = 10 * SAMPLE_RATE
    state = StageState(scene_time=begins, weather="rain", weather_since=begins + int(since * SAMPLE_RATE))
    return replace(timed, duration=seconds * SAMPLE_RATE, entry=state, exit=state)


def test_the_work_of_a_change_is_done_while_it_lasts() -> None:
    """Rain in the first half of six seconds: half of the pictures are more than half of the work; the rest are less."""
    timed = _turning(6, 0.0)
    assert work_done(timed, 0.5) == pytest.approx((0.5 + TURNING / 2) / (1 + TURNING / 2))
    assert work_done(timed, 0.0) == 0.0
    assert work_done(timed, 1.0) == pytest.approx(1.0)
    assert work_done(_turning(6, 3.0), 0.5) < 0.5


@pytest.mark.parametrize(("since", "share"), [(0.0, 1.0), (-3.0, 0.0), (-1.5, 0.5), (3.0, 0.0)])
def test_a_change_of_weather_is_dear(since: float, share: float) -> None:
    """Pictures cost more while the weather changes, for as much of the part as it does."""
    timed = _turning(3, since)
    assert dearness(timed) == pytest.approx(1.0 + TURNING * share)
    calm = replace(timed.entry, weather_before="rain")
    assert dearness(replace(timed, entry=calm, exit=calm)) == 1.0


def test_roles_but_the_course_press_nobody() -> None:
    """A head's render that is late does not keep the other worker idle."""
    head = Wanted(id="head", deadline=0.5, seconds=4.0, role=Role.HEAD)
    run = Running(id="head", level=Level.STAGE, left_seconds=2.0)
    assert "later0" in _named(_view(head, *LATER, running=(run,)))


def test_what_was_drawn_alone_is_learnt_as_such(tmp_path: Path) -> None:
    """Once renders beside others were measured, one that had the machine to itself counts for as much more."""
    options = PoolOptions(folders=Folders(tmp_path), catalogue="sketch", workers=2)
    pool = InstantPool(options)
    renders = Renders(pool, SegmentCache(options.folders), Level.STAGE, lambda: None, lambda line: None)
    pool.elapsed = lambda job: 0.5
    numbers = count()

    def drawn(*tasks: Task) -> None:
        parts = {task.id: replace(_turning(2, -3.0), rng_seed=next(numbers)) for task in tasks}
        pool.keep_back = lambda job: True
        renders.act(Schedule(tasks, ()), parts, {}, 0)
        renders.running({})
        pool.release()

    one, other = Task("one", Level.STAGE), Task("other", Level.STAGE)
    drawn(one)
    assert not renders.crowded
    pool.render_seconds = 1.0
    drawn(one, other)
    assert renders.crowded
    pool.render_seconds = ALONE
    for _ in range(80):
        drawn(one)
    assert renders.speeds()[Level.STAGE] == pytest.approx(0.5, abs=0.02)
