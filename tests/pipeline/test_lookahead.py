"""The lookahead: what it must always do, and how it fares on simulated machines."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_views import RUNNING, WANTED

from generators.media import LEVELS, Level
from player.lookahead import Role, Running, Task, View, Wanted, schedule

SPEEDS = {Level.CARD: 0.15, Level.STAGE: 0.6}

_views = st.builds(
    View,
    wanted=st.lists(WANTED, max_size=10, unique_by=lambda w: w.id).map(tuple),
    running=st.lists(RUNNING, max_size=2, unique_by=lambda r: r.id).map(tuple),
    speeds=st.fixed_dictionaries(
        {Level.CARD: st.floats(0.05, 2), Level.TWOS: st.floats(0.08, 4), Level.STAGE: st.floats(0.1, 5)}
    ),
    workers=st.integers(1, 2),
    top=st.sampled_from(LEVELS),
    priming=st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(_views)
def test_no_task_is_needless(view: View) -> None:
    """Every task is of a wanted part, at an allowed level that is neither ready nor blocked, and only once."""
    plan = schedule(view)
    by_id = {w.id: w for w in view.wanted}
    kept = {(r.id, r.level) for r in view.running if r not in plan.abandon}
    assert len({task.id for task in plan.tasks}) == len(plan.tasks)
    for task in plan.tasks:
        if (task.id, task.level) in kept:
            continue
        wanted = by_id[task.id]
        assert task.level not in wanted.ready | wanted.blocked
        assert LEVELS.index(task.level) <= LEVELS.index(view.top)


@settings(max_examples=300, deadline=None)
@given(_views)
def test_unwanted_renders_are_stopped(view: View) -> None:
    """A running render of a part that nobody wants is always abandoned."""
    names = {w.id for w in view.wanted}
    stopped = set(schedule(view).abandon)
    assert {r for r in view.running if r.id not in names} <= stopped <= set(view.running)


@settings(max_examples=200, deadline=None)
@given(_views)
def test_a_course_part_without_a_picture_is_always_planned(view: View) -> None:
    """A part of the course that is ready at no level, allowed and near is in the schedule."""
    plan = schedule(view)
    planned = {task.id for task in plan.tasks}
    for wanted in view.wanted:
        allowed = set(LEVELS[: LEVELS.index(view.top) + 1]) & set(view.speeds) - wanted.blocked
        if wanted.role is Role.COURSE and not wanted.ready and allowed and wanted.deadline <= 20:
            assert wanted.id in planned


def test_pictures_on_twos_come_before_a_still() -> None:
    """Where the stage would miss a join and every second picture would not, no card is drawn."""
    speeds = {Level.CARD: 0.15, Level.TWOS: 0.4, Level.STAGE: 0.6}
    near = Wanted(id="near", deadline=2.0, seconds=3.0)
    assert schedule(View(wanted=(near,), speeds=speeds)).tasks == (Task("near", Level.TWOS),)
    nearer = Wanted(id="near", deadline=1.2, seconds=3.0)
    assert schedule(View(wanted=(nearer,), speeds=speeds)).tasks == (Task("near", Level.CARD),)


@settings(max_examples=100, deadline=None)
@given(_views)
def test_the_same_view_gives_the_same_schedule(view: View) -> None:
    """The scheduler keeps no state."""
    assert schedule(view) == schedule(view)


def test_the_likelier_head_comes_first() -> None:
    """Of two heads with one deadline the likelier option's is drawn first."""
    heads = tuple(Wanted(id=n, deadline=10, seconds=3, role=Role.HEAD, likely=p) for n, p in (("a", 0.2), ("b", 0.8)))
    plan = schedule(View(wanted=heads, speeds=SPEEDS))
    assert [task.id for task in plan.tasks] == ["b", "a"]


def test_a_late_part_falls_to_the_card() -> None:
    """A part whose join is nearer than a stage render is drawn as a card."""
    near = Wanted(id="near", deadline=1.5, seconds=4)
    assert schedule(View(wanted=(near,), speeds=SPEEDS)).tasks == (Task("near", Level.CARD),)


def test_a_render_that_will_be_late_is_abandoned() -> None:
    """A stage render that ends after its join is stopped while a card can still make it."""
    part = Wanted(id="part", deadline=2.0, seconds=4)
    run = Running(id="part", level=Level.STAGE, left_seconds=3.0)
    plan = schedule(View(wanted=(part,), running=(run,), speeds=SPEEDS))
    assert plan.abandon == (run,)
    assert plan.tasks == (Task("part", Level.CARD),)


def test_a_near_part_pushes_speculation_aside() -> None:
    """A head at work is stopped when the next part would otherwise miss its join."""
    part = Wanted(id="part", deadline=2.0, seconds=4)
    head = Wanted(id="head", deadline=9.0, seconds=4, role=Role.HEAD)
    run = Running(id="head", level=Level.STAGE, left_seconds=2.5)
    assert schedule(View(wanted=(part, head), running=(run,), speeds=SPEEDS)).abandon == (run,)


def test_the_first_part_is_never_a_card() -> None:
    """While nothing plays the first part is drawn at the top level however slow it is."""
    parts = tuple(Wanted(id=f"p{n}", deadline=4.0 * n - 0.6, seconds=4) for n in range(3))
    plan = schedule(View(wanted=parts, speeds={Level.CARD: 0.2, Level.STAGE: 3.0}, priming=True))
    assert plan.tasks[0] == Task("p0", Level.STAGE)


@dataclass
class _Job:
    id: str
    level: Level
    left: float


def _simulate(true_speeds: dict[Level, float], seconds: float, guess: dict[Level, float]) -> tuple[int, float]:
    """Play a straight course with one worker; returns late parts and the share shown at the stage level."""
    length, step = 3.0, 0.05
    ready: dict[int, set[Level]] = {}
    playhead, now, late, job = 0.0, 0.0, 0, None
    speeds = dict(guess)
    shown: list[Level] = []
    playing = -1
    while playhead < seconds:
        first = playing + 1
        wanted = tuple(
            Wanted(
                id=str(n),
                deadline=n * length - playhead - 0.6,
                seconds=length,
                ready=frozenset(ready.get(n, set())),
            )
            for n in range(first, first + 10)
        )
        running = () if job is None else (Running(id=job.id, level=job.level, left_seconds=job.left),)
        plan = schedule(View(wanted=wanted, running=running, speeds=speeds, priming=playing < 0))
        if job is not None and plan.abandon:
            job = None
        if job is None:
            fresh = [task for task in plan.tasks if int(task.id) >= first]
            if fresh:
                job = _Job(fresh[0].id, fresh[0].level, length * true_speeds[fresh[0].level])
        now += step
        if job is not None:
            job.left -= step
            if job.left <= 0:
                ready.setdefault(int(job.id), set()).add(job.level)
                speeds[job.level] += 0.35 * (true_speeds[job.level] - speeds[job.level])
                job = None
        if playing < 0:
            if 0 in ready:
                playing = 0
                shown.append(max(ready[0], key=LEVELS.index))
            continue
        playhead += step
        if playhead >= (playing + 1) * length:
            if playing + 1 in ready:
                playing += 1
                shown.append(max(ready[playing], key=LEVELS.index))
            else:
                late += 1
                playhead -= step
    return late, shown.count(Level.STAGE) / len(shown)


@pytest.mark.parametrize("stage", [0.3, 0.6, 0.9, 1.5, 3.0])
def test_a_slow_machine_never_stalls(stage: float) -> None:
    """Whatever the stage costs, with cards at a fifth of real time no part is late for two minutes."""
    late, _ = _simulate({Level.CARD: 0.2, Level.STAGE: stage}, 120, SPEEDS)
    assert late == 0


def test_a_fast_machine_shows_no_cards() -> None:
    """At 0.6 of real time everything is shown at the stage level."""
    _, share = _simulate({Level.CARD: 0.2, Level.STAGE: 0.6}, 120, SPEEDS)
    assert share == 1.0


def test_a_machine_that_is_just_too_slow_mixes() -> None:
    """At 1.5 of real time about half is still drawn by the stage."""
    _, share = _simulate({Level.CARD: 0.2, Level.STAGE: 1.5}, 120, SPEEDS)
    assert share >= 0.4


def test_upgrades_wait_for_what_has_no_picture() -> None:
    """A part that has a card is drawn again only after parts that have nothing."""
    carded = Wanted(id="carded", deadline=9, seconds=3, ready=frozenset({Level.CARD}))
    bare = replace(carded, id="bare", deadline=12, ready=frozenset())
    assert [t.id for t in schedule(View(wanted=(carded, bare), speeds=SPEEDS)).tasks] == ["bare", "carded"]
