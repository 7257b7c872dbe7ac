"""A first show is planned and drawn while its window is still being opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from player.conductor import Conductor
from player.early_feed import EarlyFeed
from player.feed import ShowEvent, Trouble


class _Feed:
    """Tells of itself, as a conductor does."""

    def __init__(self, tell: Callable[[ShowEvent], None]) -> None:
        self.tell, self.started, self.stopped = tell, 0, 0

    def start(self) -> None:
        self.started += 1
        self.tell(Trouble(what="early"))

    def stop(self) -> None:
        self.stopped += 1


def _make(tell: Callable[[ShowEvent], None]) -> Conductor:
    return cast(Conductor, _Feed(tell))


def test_what_was_told_before_somebody_listened_is_told_first() -> None:
    """The feed has begun when it is taken, and no event of it is lost or out of order."""
    heard: list[Any] = []
    feed = cast(_Feed, EarlyFeed(_make).take(heard.append))
    feed.tell(Trouble(what="late"))
    assert (feed.started, feed.stopped) == (1, 0)
    assert [event.what for event in heard] == ["early", "late"]


def test_what_cannot_be_made_is_told_to_who_takes_it() -> None:
    """A fault in a thread of its own is that of opening the show."""

    def refuses(tell: Callable[[ShowEvent], None]) -> Conductor:
        raise ValueError("no such seed")

    early = EarlyFeed(refuses)
    early.close()
    with pytest.raises(ValueError, match="no such seed"):
        early.take(lambda event: None)


def test_a_feed_that_nobody_takes_is_stopped() -> None:
    """Where no window opens, nothing goes on drawing for it."""
    made: list[_Feed] = []

    def kept(tell: Callable[[ShowEvent], None]) -> Conductor:
        made.append(_Feed(tell))
        return cast(Conductor, made[0])

    EarlyFeed(kept).close()
    assert [feed.stopped for feed in made] == [1]
