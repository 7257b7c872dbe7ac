"""How much work a show makes just now: the policy's answer goes to its conductor and its decoder.

It knows no window and no power supply; whoever watches them says what the situation is.
"""

from __future__ import annotations

from player.effort import FULL, Effort, Mode, Situation, effort_for
from player.feed import Feed
from player.playback.core import Playback
from player.words import Words


class Thrift:
    """One thread calls it."""

    def __init__(self, playback: Playback, feed: Feed) -> None:
        self._playback, self._feed = playback, feed
        self.effort: Effort = FULL
        self.percent: int | None = None
        """How full the battery is, for the figures; None = there is none."""

    def mind(self, situation: Situation) -> None:
        """From now on make the work that `situation` is worth; who looks again finds the picture that is due."""
        wanted = effort_for(situation)
        if wanted == self.effort:
            return
        seen, self.effort = self.effort.pictures, wanted
        self._feed.spare(wanted)
        if wanted.pictures != seen:
            self._playback.see(wanted.pictures)

    def told(self, texts: Words) -> str:
        """How much work is made and why, for the figures."""
        words = texts(f"effort.{self.effort.mode}", seconds=f"{self.effort.ahead_seconds:.0f}")
        charge = "" if self.percent is None else f", {texts('effort.battery', percent=self.percent)}"
        return words + (charge if self.effort.mode is Mode.SAVING else "")
