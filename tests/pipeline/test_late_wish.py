"""A wish just before the commit horizon ends: its answer is planned, drawn and laid in the time that is left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_director import FakeDirector

from generators.media import Level
from generators.timed import StageState, TimedPart
from player.conducting.dearness import TURNING, dearness, rest_dearness
from player.direction import Opening
from player.lookahead import Role, Running, Task, View, Wanted, schedule
from story_engine.time import SAMPLE_RATE

SPEEDS = {Level.CARD: 0.25, Level.TWOS: 0.46, Level.STAGE: 0.56}
LATER = tuple(Wanted(id=f"later{n}", deadline=7.0 + 4 * n, seconds=4.0) for n in range(3))


def test_an_urgent_part_is_drawn_alone() -> None:
    """Where a part is in time only with the machine to itself, nothing is begun beside it."""
    near = Wanted(id="near", deadline=2.6, seconds=4.2)
    plan = schedule(View(wanted=(near, *LATER), speeds=SPEEDS, workers=2))
    assert [(task.id, task.level) for task in plan.tasks] == [("near", Level.STAGE)]


def test_nothing_is_begun_beside_an_urgent_render() -> None:
    """As long as the render may be late; once it is sure to be in time the next part is begun."""
    near = Wanted(id="near", deadline=2.0, seconds=4.2)
    late, early = (Running(id="near", level=Level.STAGE, left_seconds=left) for left in (1.6, 0.7))
    assert [t.id for t in schedule(View(wanted=(near, *LATER), running=(late,), speeds=SPEEDS, workers=2)).tasks] == [
        "near"
    ]
    assert "later0" in {
        task.id for task in schedule(View(wanted=(near, *LATER), running=(early,), speeds=SPEEDS, workers=2)).tasks
    }


def test_a_part_with_time_is_drawn_beside_others() -> None:
    """Two workers draw two parts where neither is urgent."""
    plan = schedule(View(wanted=LATER, speeds=SPEEDS, workers=2))
    assert {"later0", "later1"} <= {task.id for task in plan.tasks}


def test_no_level_is_begun_that_would_be_given_up() -> None:
    """A stage render that would have to make room for a card on its way is not begun: it would cost both."""
    near = Wanted(id="near", deadline=2.2, seconds=4.2)
    view = View(wanted=(near,), speeds=SPEEDS, workers=1)
    (task,) = schedule(view).tasks
    left = near.seconds * SPEEDS[task.level]
    for step in range(44):
        now = step * 0.05
        at_work = Running(id="near", level=task.level, left_seconds=max(left - now, 0.01))
        later = replace(view, wanted=(replace(near, deadline=near.deadline - now),), running=(at_work,))
        assert schedule(later).abandon == ()


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


def test_the_rest_of_a_change_is_cheaper() -> None:
    """Rain in the first half of six seconds: at a quarter the rest costs less than what is drawn now, then the same."""
    timed = _turning(6, 0.0)
    assert rest_dearness(timed, 0.25) == pytest.approx((1 + TURNING / 3) / (1 + TURNING))
    assert rest_dearness(timed, 0.6) == 1.0
    assert rest_dearness(_turning(6, 3.0), 0.25) > 1.0


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
    plan = schedule(View(wanted=(head, *LATER), running=(run,), speeds=SPEEDS, workers=2))
    assert "later0" in {task.id for task in plan.tasks}
