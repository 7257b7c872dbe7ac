"""The question that is open, or was just now: its cards, what was taken, and the mark of one that nobody was asked.

It knows no feed and no playback state; times are monotonic seconds where they are not media time.
"""

from __future__ import annotations

import math
from dataclasses import replace

from player.feed import ChoiceClosed, ChoiceOpened, ChoicePassed, ChoiceTaken, ReadySegment
from player.live_view import choice_of, share_left
from player.playback.reducer import Event
from player.ui.view import ChoiceView
from story_engine.time import MediaTime, from_seconds

TAKEN_SECONDS = 0.4
"""How long the taken card stays after its branch has begun."""
PASSED_SECONDS = 5.0
"""How long a quiet mark tells what became of a question that nobody was asked."""


class OpenQuestion:
    """One thread calls it."""

    def __init__(self) -> None:
        self.opened: ChoiceOpened | None = None
        self.taken = 0
        """The option that was taken of it; 0 = none yet."""
        self._close_at = math.inf
        self._passed, self._passed_until = "", 0.0

    def hear(self, event: ChoiceOpened | ChoiceTaken | ChoiceClosed | ChoicePassed, now: float) -> Event | None:
        """What became of a question; what that means for the playback state."""
        match event:
            case ChoiceOpened():
                fresh = self.opened is None or self.opened.choice.id != event.choice.id
                self.opened = event
                if not fresh:
                    return None
                self.taken, self._close_at = 0, math.inf
                return Event.CARDS_OPENED
            case ChoiceTaken():
                self.taken = event.option
                return Event.CARDS_CLOSED
            case ChoiceClosed():
                self._close_at = now + (TAKEN_SECONDS if self.taken else 0.0)
                return Event.CARDS_CLOSED
            case ChoicePassed():
                self._passed = next(known.text for known in event.choice.options if known.number == event.option)
                self._passed_until = now + PASSED_SECONDS
                return None

    def lengthen(self, seconds: float) -> bool:
        """Give so much more time to choose; False where nobody waits for an answer."""
        if self.opened is None or self.opened.closes is None:
            return False
        closes = None if math.isinf(seconds) else self.opened.closes + from_seconds(seconds)
        self.opened = replace(self.opened, closes=closes)
        return True

    def leave(self) -> None:
        """The viewer goes to another moment: its cards stay here, and there it may be asked anew."""
        self.opened, self.taken, self._close_at = None, 0, math.inf

    def is_asked_by(self, segment: ReadySegment | None) -> bool:
        """Whether `segment` asks it, and nothing was taken: after a rewind into it, it is asked again."""
        choice = segment.timed.part.choice if segment is not None else None
        return choice is not None and self.opened is not None and not self.taken and choice.id == self.opened.choice.id

    def settle(self, now: float) -> None:
        """Forget it when its taken card was shown long enough."""
        if now > self._close_at:
            self.opened, self._close_at = None, math.inf

    def passed(self, now: float) -> str:
        """The answer that was taken for the viewer lately; "" = none."""
        return self._passed if now < self._passed_until else ""

    def left(self, at: MediaTime) -> float:
        """Share of its time that is left."""
        return share_left(self.opened, at)

    def view(self, *, cards_open: bool, art: str) -> ChoiceView | None:
        """Its cards, while they are open or the taken one stays."""
        if self.opened is None or not (cards_open or self.taken):
            return None
        return choice_of(self.opened, self.taken, art)
