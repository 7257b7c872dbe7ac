"""When a trouble ends a show, and when the show has outlived it."""

from __future__ import annotations

from player.feed import Trouble
from player.lasting_trouble import FATAL_SECONDS, GIVE_UP_SECONDS, LastingTrouble

DIED = Trouble(what="a render worker died; replacing it")
GONE = Trouble(what="the director has gone", fatal=True)


def _ended(standing: LastingTrouble, at: int, now: float, *, rests: bool = False, told: bool = True) -> Trouble | None:
    return standing.that_ended(at, now, rests=rests, told=told)


def test_a_trouble_after_a_long_wait_has_its_time_to_mend_itself() -> None:
    """Nothing has played for long when something goes wrong: patience counts from the trouble, and only the first."""
    standing = LastingTrouble()
    assert _ended(standing, 0, 0.0) is None
    late = 3 * GIVE_UP_SECONDS
    standing.hear(DIED, late)
    assert _ended(standing, 0, late + 0.1) is None
    standing.hear(Trouble(what="it died again"), late + GIVE_UP_SECONDS - 1)
    assert _ended(standing, 0, late + GIVE_UP_SECONDS - 0.5) is None
    assert _ended(standing, 0, late + GIVE_UP_SECONDS + 0.5) == Trouble(what="it died again")


def test_a_trouble_that_the_show_survived_is_forgotten_once_it_was_told() -> None:
    """While it is on screen it is kept; when the show has gone on beyond that, a later wait is no fault of it."""
    standing = LastingTrouble()
    standing.hear(DIED, 0.0)
    assert _ended(standing, 10, 1.0, told=False) is None
    assert _ended(standing, 20, 2.0, told=True) is None
    assert _ended(standing, 20, 2.0 + 2 * GIVE_UP_SECONDS) is None


def test_a_fatal_trouble_stays_and_ends_what_has_played_out() -> None:
    """No later trouble hides it, no picture forgives it, and it waits for what is still to play."""
    standing = LastingTrouble()
    standing.hear(GONE, 0.0)
    standing.hear(DIED, 1.0)
    assert _ended(standing, 10, 5.0) is None
    assert _ended(standing, 10, 5.0 + FATAL_SECONDS / 2) is None
    assert _ended(standing, 10, 5.1 + FATAL_SECONDS) == GONE


def test_a_pause_and_another_moment_are_no_wait() -> None:
    """A show that rests has not stopped, and who has gone elsewhere has left the trouble."""
    standing = LastingTrouble()
    standing.hear(DIED, 0.0)
    assert _ended(standing, 10, 1.0, told=False) is None
    assert _ended(standing, 10, 90.0, rests=True, told=False) is None
    assert _ended(standing, 10, 91.0, told=False) is None
    standing.forget()
    assert _ended(standing, 10, 500.0) is None
