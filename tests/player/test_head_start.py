"""A show begins when what follows its first part will be in time."""

from __future__ import annotations

from dataclasses import replace

from generators.media import Level
from player.lookahead import Role, Running, View, Wanted, may_begin

SPEEDS = {Level.CARD: 0.1, Level.STAGE: 0.5}


def _view(second: Wanted, *running: Running, workers: int = 1) -> View:
    first = Wanted(id="a", seconds=2.0, deadline=0.0, role=Role.COURSE, ready=frozenset({Level.STAGE}))
    return View(wanted=(second, first), running=running, speeds=SPEEDS, workers=workers, priming=True)


def _second(*ready: Level) -> Wanted:
    return Wanted(id="b", seconds=3.0, deadline=2.0, role=Role.COURSE, ready=frozenset(ready))


def test_it_begins_when_the_second_part_is_there() -> None:
    """Nothing is waited for once two parts are ready."""
    assert may_begin(_view(_second(Level.STAGE)))


def test_it_begins_while_the_second_part_is_drawn_in_time() -> None:
    """A second part that will be ready before the first has played need not be ready yet."""
    assert may_begin(_view(_second(), Running(id="b", level=Level.STAGE, left_seconds=1.3)))


def test_an_expectation_is_doubted_at_first() -> None:
    """A second part that would just be in time is waited for; who has waited long takes the expectation for granted."""
    view = _view(_second(), Running(id="b", level=Level.STAGE, left_seconds=1.9))
    assert not may_begin(view)
    assert may_begin(view, 1.2)


def test_it_does_not_wait_for_ever() -> None:
    """A machine that is too slow for the second part begins all the same."""
    assert may_begin(_view(_second(), Running(id="b", level=Level.STAGE, left_seconds=9.0)), 1.6)


def test_it_waits_for_a_second_part_that_would_be_late() -> None:
    """A second part that needs longer than the first plays would be a halt two seconds into the show."""
    assert not may_begin(_view(_second(), Running(id="b", level=Level.STAGE, left_seconds=2.1)))


def test_it_waits_for_a_third_part_that_would_be_late() -> None:
    """The third part is drawn after the second: both have to be in time."""
    third = Wanted(id="c", seconds=4.0, deadline=5.0, role=Role.COURSE)
    view = _view(_second(), Running(id="b", level=Level.STAGE, left_seconds=1.3))
    assert may_begin(replace(view, wanted=(*view.wanted, replace(third, seconds=3.0))))
    assert not may_begin(replace(view, wanted=(*view.wanted, replace(third, seconds=6.6))))
    assert may_begin(replace(view, wanted=(*view.wanted, replace(third, seconds=6.6, ready=frozenset({Level.STAGE})))))


def test_work_before_the_second_part_counts() -> None:
    """Where no worker is free the second part begins when one is."""
    other = Running(id="c", level=Level.STAGE, left_seconds=1.0)
    assert not may_begin(_view(_second(), other), 1.2)
    assert may_begin(_view(_second(), other, workers=2), 1.2)
