"""A trouble of the show that stands until the show is seen to go on, or has ended it.

It knows no clock and no screen: who plays says where the show is and what time it is.
"""

from __future__ import annotations

from player.feed import Trouble

FATAL_SECONDS = 1.0
"""After a fatal trouble, when what was rendered has been played: longer than any hand-over of a segment."""
GIVE_UP_SECONDS = 15.0
"""A trouble after which nothing has played for this long has ended the show."""


class LastingTrouble:
    """The trouble that stands; times are monotonic seconds."""

    def __init__(self) -> None:
        self._stands: Trouble | None = None
        self._since = 0.0
        self._moved = (-1, 0.0)

    def hear(self, trouble: Trouble, now: float) -> None:
        """Something went wrong; what comes while a trouble stands adds no time, and a fatal one stays."""
        if self._stands is None:
            self._since = now
        if self._stands is None or not self._stands.fatal:
            self._stands = trouble

    def forget(self) -> None:
        """The viewer went elsewhere: what was wrong there no longer counts."""
        self._stands = None

    def that_ended(self, at: int, now: float, *, rests: bool, told: bool) -> Trouble | None:
        """The trouble after which nothing has come for too long; None while the show may still go on.

        `at`: where the show is, audio frames; `rests`: it is paused; `told`: the trouble has been on screen for its
        time, so that a show that went on needs it no longer.
        """
        trouble = self._stands
        if at != self._moved[0] or rests:
            self._moved = (at, now)
            if trouble is not None and told and not trouble.fatal:
                self._stands = None
            return None
        if trouble is None:
            return None
        patience = FATAL_SECONDS if trouble.fatal else GIVE_UP_SECONDS
        return trouble if now - max(self._moved[1], self._since) > patience else None
