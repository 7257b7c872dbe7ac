"""Less work where it pays: on battery, paused, unseen. Deadlines and the heads of options are kept all the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_views import RUNNING, WANTED

from generators.media import Level
from player.effort import FULL, RESTING, SAVING, UNSEEN, Situation, effort_for
from player.feed import BufferChanged
from player.lookahead import Role, Running, View, Wanted, hands, schedule
from player.measuring.deadlines import simulate
from player.measuring.plain_story import PlainStory
from player.measuring.slow_machine import Strain
from player.measuring.virtual_show import VirtualShow
from player.power import READ_EVERY_SECONDS, Power, PowerMeter, read_power

SPEEDS = {Level.CARD: 0.15, Level.TWOS: 0.46, Level.STAGE: 0.6}
EFFORTS = (FULL, SAVING, UNSEEN, RESTING)
_views = st.builds(
    View,
    wanted=st.lists(WANTED, max_size=10, unique_by=lambda w: w.id).map(tuple),
    running=st.lists(RUNNING, max_size=3, unique_by=lambda r: r.id).map(tuple),
    speeds=st.just(SPEEDS),
    workers=st.integers(1, 3),
    priming=st.booleans(),
    effort=st.sampled_from(EFFORTS),
)


def part(name: str, deadline: float, role: Role = Role.COURSE, **given: object) -> Wanted:
    """A part of three seconds: two to draw, with the usual safety."""
    return Wanted(id=name, deadline=deadline, seconds=3.0, role=role, **given)


# what the situation is worth


@pytest.mark.parametrize(
    ("situation", "effort"),
    [
        (Situation(), FULL),
        (Situation(on_battery=True), SAVING),
        (Situation(on_battery=True, saves=False), FULL),
        (Situation(unseen=True), UNSEEN),
        (Situation(unseen=True, on_battery=True), UNSEEN),
        (Situation(paused=True), RESTING),
        (Situation(paused=True, unseen=True), replace(RESTING, pictures=False)),
    ],
)
def test_the_situation_says_how_much_work_is_made(situation, effort):
    """A pause weighs more than a hidden window, that more than a battery; without any of them all is as always."""
    assert effort_for(situation) == effort


@pytest.mark.parametrize("effort", EFFORTS)
def test_priorities_do_not_flap(effort):
    """Workers are calmed well above where they are hurried, and below what is rendered ahead."""
    assert effort.hurry_below_seconds < effort.calm_above_seconds < effort.ahead_seconds


# the lookahead


@settings(max_examples=300, deadline=None)
@given(_views)
def test_whatever_is_spared_what_is_near_is_planned(view: View) -> None:
    """A part of the course that is near and ready at no level is in the schedule, and so is every head.

    Nothing is at work: a render that is pressed for time may hold back what is less urgent, whatever is spared.
    """
    view = replace(view, running=())
    planned = {task.id for task in schedule(view).tasks}
    for wanted in view.wanted:
        allowed = set(SPEEDS) - wanted.blocked
        near = wanted.deadline <= view.effort.ahead_seconds
        if wanted.role is Role.COURSE and near and not wanted.ready and allowed:
            assert wanted.id in planned
        if wanted.role is Role.HEAD and wanted.deadline <= FULL.ahead_seconds and not wanted.ready and allowed:
            assert wanted.id in planned


@settings(max_examples=300, deadline=None)
@given(_views)
def test_at_least_one_works_and_at_most_all(view: View) -> None:
    """As many are spared as the viewer spares at most, none while nothing plays yet, none with full effort."""
    plain = replace(view, running=tuple(run for run in view.running if run.level in SPEEDS))
    count = hands(plain)
    assert max(1, view.workers - view.effort.spare_workers) <= count <= view.workers
    if view.priming or view.effort is FULL:
        assert count == view.workers


def test_one_worker_is_enough_while_all_is_in_time() -> None:
    """Three parts at 0.6 of real time, each due when the one before it is over: the second worker rests."""
    course = tuple(part(f"p{n}", 4.0 + 3.0 * n) for n in range(3))
    view = View(wanted=course, speeds=SPEEDS, workers=2, effort=SAVING)
    assert schedule(view).hands == 1
    assert schedule(replace(view, effort=FULL)).hands is None


def test_the_second_worker_is_back_when_one_would_be_late() -> None:
    """A wish has emptied the buffer: two parts within three seconds."""
    view = View(wanted=(part("a", 3.0), part("b", 3.5)), speeds=SPEEDS, workers=2, effort=SAVING)
    assert schedule(view).hands is None


def test_the_second_worker_is_back_for_the_heads_of_a_question() -> None:
    """Four heads of a question that opens in six seconds are too much for one: no card waits because power is saved."""
    heads = tuple(part(f"h{n}", 6.0, Role.HEAD, option=n) for n in range(1, 5))
    assert schedule(View(wanted=heads, speeds=SPEEDS, workers=2, effort=SAVING)).hands is None
    assert schedule(View(wanted=heads[:1], speeds=SPEEDS, workers=2, effort=SAVING)).hands == 1


def test_two_at_work_count_until_both_are_done() -> None:
    """A worker that is to rest finishes what it has begun; nothing is stopped for it."""
    running = (
        Running(id="a", level=Level.STAGE, left_seconds=1.0),
        Running(id="b", level=Level.STAGE, left_seconds=2.0),
    )
    wanted = (part("a", 8.0), part("b", 11.0), part("c", 14.0))
    plan = schedule(View(wanted=wanted, running=running, speeds=SPEEDS, workers=2, effort=SAVING))
    assert plan.abandon == ()
    assert plan.hands == 1


def test_heads_are_drawn_as_early_as_ever_and_the_course_later() -> None:
    """On battery nothing further than half the usual buffer is begun, except what cards wait for."""
    wanted = (part("far", 20.0), part("head", 20.0, Role.HEAD, option=1))
    tasks = schedule(View(wanted=wanted, speeds=SPEEDS, workers=2, effort=SAVING)).tasks
    assert [task.id for task in tasks] == ["head"]


def test_beyond_the_heads_only_the_likeliest_branch_is_drawn() -> None:
    """On battery; with full effort every branch is."""
    wanted = tuple(part(f"b{n}", 9.0, Role.BEYOND, option=n, likely=p) for n, p in ((1, 0.2), (2, 0.5), (3, 0.5)))
    view = View(wanted=wanted, speeds=SPEEDS, effort=SAVING)
    assert [task.id for task in schedule(view).tasks] == ["b2"]
    assert len(schedule(replace(view, effort=FULL)).tasks) == 3


@pytest.mark.parametrize(("effort", "slow"), [(SAVING, 0.0), (SAVING, 1 / 3), (UNSEEN, 0.0)])
def test_a_show_that_saves_is_in_time_and_asks_as_often(effort, slow) -> None:
    """Two and a half minutes of the real lookahead: no join late, every question asked, a tenth less drawn."""
    strain = Strain(name="two workers", workers=2, slow_share=slow)
    full, less = simulate(strain, 150.0, 5), simulate(strain, 150.0, 5, effort)
    assert less["missed"] == 0
    assert less["choices"] == full["choices"] >= 3
    assert less["stage_share"] >= 0.9
    assert less["drawn"] <= 0.93 * full["drawn"]


@pytest.mark.parametrize(("effort", "least", "most"), [(FULL, 30.0, 35.0), (RESTING, 15.0, 19.0)])
def test_a_show_that_stands_is_drawn_so_far_ahead_and_no_further(effort, least, most, tmp_path: Path) -> None:
    """Half a minute without a move of the playhead: the buffer is filled once, then the workers have nothing to do."""
    told = [0.0]

    def tell(event: object) -> None:
        if isinstance(event, BufferChanged):
            told[0] = event.ready_seconds

    show = VirtualShow(tmp_path, PlainStory(), Strain(name="two workers", workers=2), tell, rng_seed=5)
    while show.next_segment(None) is None:
        show.advance(0.05)
    show.spare(effort)
    for _ in range(400):
        show.advance(0.05)
    drawn = show.machine.drawn
    for _ in range(200):
        show.advance(0.05)
    assert least <= told[0] <= most
    assert show.machine.drawn == drawn


# the power supply


def supply(folder: Path, name: str, **words: str) -> None:
    """A supply as the kernel shows it."""
    (folder / name).mkdir(parents=True)
    for key, word in words.items():
        (folder / name / key).write_text(f"{word}\n")


def test_a_laptop_on_battery(tmp_path: Path) -> None:
    """The plug is out, the battery is being emptied."""
    supply(tmp_path, "AC", type="Mains", online="0")
    supply(tmp_path, "BAT0", type="Battery", status="Discharging", capacity="64", present="1")
    assert read_power(tmp_path) == Power(on_battery=True, percent=64)


def test_a_laptop_at_the_wall(tmp_path: Path) -> None:
    """Whatever the battery does, the plug is in; two batteries are one."""
    supply(tmp_path, "ADP1", type="Mains", online="1")
    supply(tmp_path, "BAT0", type="Battery", status="Discharging", capacity="40")
    supply(tmp_path, "BAT1", type="Battery", status="Full", capacity="100")
    assert read_power(tmp_path) == Power(on_battery=False, percent=70)


def test_a_plug_by_usb(tmp_path: Path) -> None:
    """Today's laptops are fed by USB-C."""
    supply(tmp_path, "ucsi", type="USB", online="1")
    supply(tmp_path, "BAT0", type="Battery", status="Charging", capacity="9")
    assert not read_power(tmp_path).on_battery


def test_a_battery_that_says_nothing_of_itself(tmp_path: Path) -> None:
    """With the plug known to be out it is the battery; without any word of a plug, the mains."""
    supply(tmp_path, "BAT0", type="Battery", status="Unknown")
    assert read_power(tmp_path) == Power()
    supply(tmp_path, "AC", type="Mains", online="0")
    assert read_power(tmp_path) == Power(on_battery=True)


def test_the_battery_of_a_mouse_is_none_of_ours(tmp_path: Path) -> None:
    """A device's own battery feeds the device."""
    supply(tmp_path, "hid-mouse", type="Battery", scope="Device", status="Discharging", capacity="5")
    assert read_power(tmp_path) == Power()


@pytest.mark.parametrize("words", [{}, {"type": "Battery"}, {"type": "\x00\xff", "status": "?", "capacity": "-3"}])
def test_supplies_that_make_no_sense_are_the_mains(tmp_path: Path, words: dict[str, str]) -> None:
    """Neither an empty folder, nor a missing one, nor rubbish is a battery."""
    supply(tmp_path, "odd", **words)
    assert read_power(tmp_path) == Power()
    assert read_power(tmp_path / "missing") == Power()


def test_the_supply_is_asked_every_half_minute_at_most() -> None:
    """What was read last holds meanwhile."""
    clock, reads = [0.0], []

    def read() -> Power:
        reads.append(clock[0])
        return Power(on_battery=len(reads) > 1)

    meter = PowerMeter(read, now=lambda: clock[0], begin=lambda work: work())
    told = []
    for clock[0] in (0.0, 1.0, READ_EVERY_SECONDS - 0.1, READ_EVERY_SECONDS, READ_EVERY_SECONDS + 1.0):
        told.append(meter.power.on_battery)
    assert reads == [0.0, READ_EVERY_SECONDS]
    assert told == [False, False, False, True, True]


def test_reading_is_no_business_of_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """A firmware that does not answer holds nobody up."""
    begun = []
    meter = PowerMeter(lambda: Power(on_battery=True), begin=begun.append)
    assert meter.power == Power()
    begun[0]()
    assert meter.power == Power(on_battery=True)
