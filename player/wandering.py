"""Where the viewer goes in a show: back and forth in what was watched, on to the next scene, to a place of the map.

It knows no picture; what is a rewind within what is kept and what makes the show stand elsewhere is decided here.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from player.feed import ReadySegment
from player.live_options import LiveOptions
from player.plain_controls import PlainControls
from player.playback.reducer import RUNNING, Event, Phase, PlaybackState
from player.show_memory import ShowMemory
from player.watched_path import WatchedPath
from story_engine.time import MediaTime, from_seconds

SAID_BEFORE: MediaTime = from_seconds(0.5)
"""A line is heard again from a breath before it."""
VISIT_BY_REWIND: MediaTime = from_seconds(110.0)
"""A scene of the path that began this long ago is gone to by a rewind: its pictures are kept."""


class Wandering(PlainControls):
    """Mixed into the live player, which has all of these."""

    state: PlaybackState
    memory: ShowMemory
    _options: LiveOptions
    _path: WatchedPath
    _heard_ids: Container[str]
    _seek_to: MediaTime
    _happen: Any
    say: Any

    def another_take(self) -> None:
        """This moment once more, in other words and shots."""
        known = self.memory.map.at_moment(self.memory.sitting, self.playback.playhead())
        if known is None or not known.mark.is_known:
            self.say(self._options.words("show.no_take"))
            return
        if self.state.phase is Phase.PAUSED:
            self._happen(Event.PAUSE_PRESSED)
        self._feed.another_take(known.mark)

    def skip(self) -> None:
        """On to the next scene; after a rewind, of what was watched, which a skip must not change."""
        newest = self._newest_heard()
        here = self.playback.current()
        if newest is None or here is None or here.start >= newest.start:
            self._happen(Event.SKIP_PRESSED)
        elif self.state.phase in RUNNING and not self.state.cards_open and not self.seek_scene(1):
            self._seek(newest.start)

    def seek_by(self, seconds: float) -> None:
        """Back or forward in what was watched."""
        newest = self._newest_heard()
        latest = newest.end if newest is not None else 0
        self._seek(min(self.playback.playhead() + from_seconds(seconds), latest - from_seconds(1.0)))

    def _newest_heard(self) -> ReadySegment | None:
        """The last segment of the show that has been heard."""
        heard = [segment for segment in self._feed.history() if segment.id in self._heard_ids]
        return max(heard, key=lambda segment: segment.start, default=None)

    def seek_scene(self, direction: int) -> bool:
        """To the scene before (−1) or after (1), in what was watched; whether there is one."""
        here = self.playback.playhead()
        target = self._path.before(here) if direction < 0 else self._path.after(here)
        if target is not None:
            self._seek(target)
        return target is not None

    def _seek(self, at: MediaTime) -> None:
        self._seek_to = max(0, at)
        self._happen(Event.SEEK_ASKED)

    def visit(self, stretch: int, option: int = 0, at: MediaTime | None = None) -> None:
        """Go to a stretch of the story map; with `option`, to what would have followed that answer there.

        What was watched lately is a rewind, to show time `at` if given; else the show stands at that moment again
        and plays on from it.
        """
        story = self.memory.map
        known = story.stretches.get(stretch)
        if known is None:
            return
        if self.state.phase is Phase.PAUSED:
            self._happen(Event.PAUSE_PRESSED)
        recent = known.sitting == self.memory.sitting and self.playback.playhead() - known.at < VISIT_BY_REWIND
        asked = known.asked
        if option and asked is not None:
            self.say(self._options.words("show.back_to_question", option=dict(asked.options).get(option, "")))
            self._feed.go_to(asked.mark, asked.choice, option)
        elif recent and stretch in story.path() and known.at <= self.playback.playhead():
            self._seek(known.at if at is None else max(known.at, at - SAID_BEFORE))
        elif known.mark.is_known:
            self.say(self._options.words("show.back_to", scene=known.words or known.title))
            self._feed.go_to(known.mark, 0, 0)
