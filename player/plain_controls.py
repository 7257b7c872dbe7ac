"""What the viewer can do that is passed straight on, to the show or to its sound.

It knows no playback state: what needs one stands in `player/live_player.py`, which is one of these.
"""

from __future__ import annotations

from generators.timed import Balance
from player.feed import Feed
from player.playback.core import Playback
from player.playback.devices import opener
from story_engine.plan import InputKind


class PlainControls:
    """A part of `player.ui.view.Controls`. One thread calls it."""

    def __init__(self, feed: Feed, playback: Playback) -> None:
        self._feed = feed
        self.playback = playback

    # the show

    def undo_wish(self) -> None:
        """Take the last wish back."""
        self._feed.undo_wish()

    def like(self) -> None:
        """More of this."""
        self._feed.signal(InputKind.LIKE)

    def dislike(self) -> None:
        """Less of this."""
        self._feed.signal(InputKind.DISLIKE)

    def more_like_this(self) -> None:
        """Ask for more of what the scene is like: a wish without words."""
        self._feed.more_like_this()

    def set_timer(self, times: float) -> None:
        """Questions to come wait so many times their usual length; infinity = for the viewer, 0 = passed by."""
        self._feed.set_timer(times)

    def set_balance(self, balance: Balance) -> None:
        """Voices, music, ambience and effects as the viewer wants them, from the next planned part on."""
        self._feed.set_balance(balance)

    # its sound

    def change_volume(self, change: float) -> None:
        """Louder or softer."""
        self.playback.set_volume(self.playback.volume + change)

    def toggle_mute(self) -> None:
        """Sound off or on."""
        self.playback.set_volume(self.playback.volume, muted=not self.playback.muted)

    def set_night(self, wanted: bool) -> None:
        """What is loud softer and what is soft louder, or as it was mixed."""
        self.playback.set_night(wanted)

    def dip(self, wanted: bool) -> None:
        """Softer while a voice speaks over the show."""
        self.playback.sound.dip(wanted)

    def play_on(self, device: str) -> None:
        """The sound device of that name from now on; "" = the machine's own choice."""
        self.playback.output.move(opener(device))
