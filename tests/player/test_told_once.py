"""A lasting trouble is told once, again when it changed or minutes later; its end is told when it has held."""

from __future__ import annotations

from player.feed import Trouble
from player.telling import named
from player.told_once import AGAIN_SECONDS, STEADY_SECONDS, ToldOnce


def full(freed: int = 0, why: str = "No space left on device") -> Trouble:
    """As the renders say it, every two seconds."""
    done = f"{freed} MiB of old segments removed" if freed else "free some space"
    return Trouble(what=f"the cache cannot be written ({why}); {done}")


UNKEPT = Trouble(what="the show cannot be remembered (x)", name="journal", values=(("error", "x"),))


def test_the_lines_of_a_full_disk_have_their_name() -> None:
    """What the renders say is known by the name that is told once."""
    assert named(full()).name == "cache_full"


def test_a_full_disk_is_told_once() -> None:
    """However much was freed each time, until minutes later."""
    told = ToldOnce()
    news = [told.is_news(full(freed), 2.0 * freed) for freed in range(140)]
    assert news == [True] + [False] * 139
    assert told.is_news(full(), AGAIN_SECONDS)
    assert not told.is_news(full(), AGAIN_SECONDS + 2.0)


def test_what_changed_is_told() -> None:
    """Another reason, another trouble, a fatal one and what is no lasting one are told each time."""
    told = ToldOnce()
    assert told.is_news(full(), 0.0)
    assert told.is_news(full(why="Read-only file system"), 2.0)
    assert told.is_news(UNKEPT, 3.0)
    assert not told.is_news(UNKEPT, 4.0)
    for _ in range(2):
        assert told.is_news(Trouble(what="this film cannot be made"), 5.0)
        assert told.is_news(Trouble(what="the director has gone", fatal=True, name="end"), 5.0)


def test_the_end_is_told_once_when_all_works_for_a_while() -> None:
    """Not when a card fitted in between two pictures, nor while the journal still cannot be kept."""
    told = ToldOnce()
    told.is_news(full(), 0.0)
    told.is_news(UNKEPT, 0.0)
    told.works("cache_full", 1.0)
    told.is_news(full(), 2.0)
    told.works("cache_full", 3.0)
    assert not told.is_over(3.0 + STEADY_SECONDS)
    told.works("journal", 10.0)
    told.works("journal", 14.0)
    assert not told.is_over(9.9 + STEADY_SECONDS)
    assert told.is_over(10.0 + STEADY_SECONDS)
    assert not told.is_over(30.0 + STEADY_SECONDS)
    assert told.is_news(full(), 60.0)


def test_what_never_failed_is_never_over() -> None:
    """Good news without bad news before is none."""
    told = ToldOnce()
    told.works("cache_full", 1.0)
    assert not told.is_over(100.0)
