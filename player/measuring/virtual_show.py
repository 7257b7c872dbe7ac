"""A live show in virtual time: the real course, lookahead, hand-out and joins on a simulated machine and clock.

It knows no window, device or thread: everything is moved by one hand, so that an hour takes minutes and repeats
exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from generators.media import Level, Size
from generators.render_pool.messages import RenderJob
from generators.render_pool.pool import PoolOptions
from generators.segments.cache import Draft, SegmentCache
from generators.segments.folders import Folders
from player.conducting.course import Course
from player.conducting.handout import Handout
from player.conducting.live import LiveShow
from player.conducting.renders import Renders
from player.direction import Director, Opening
from player.effort import Effort
from player.feed import ReadySegment, ShowEvent
from player.marks import Mark
from player.measuring.slow_machine import SlowMachine, Strain
from player.showlog import ShowLog
from story_engine.plan import InputKind
from story_engine.time import MediaTime

TURN_SECONDS = 0.05
"""The conductor looks around this often when nothing wakes it."""
TURNS_AT_ONCE = 40
"""Plans made without time passing: a plan takes milliseconds."""


class VirtualShow:
    """Obeys `player.feed.Feed` without a thread: notes are answered at once; `advance` lets time pass."""

    def __init__(
        self,
        folder: Path,
        director: Director,
        strain: Strain,
        tell: Callable[[ShowEvent], None],
        *,
        rng_seed: int,
        size: Size | None = None,
        limit_bytes: int = 2 * 1024**3,
        paint: Callable[[Draft, RenderJob], None] | None = None,
        opening: Opening | None = None,
        on_journal: Callable[[int], None] = lambda state: None,
    ) -> None:
        """`on_journal` is told the state up to which a live show would keep its journal."""
        folders = Folders(folder).make()
        options = PoolOptions(folders=folders, size=size or Size(width=160, height=90), workers=strain.workers)
        self.machine = SlowMachine(options, strain, rng_seed, paint)
        self.cache = SegmentCache(folders, limit_bytes=limit_bytes)
        self.log = ShowLog(None, keeps=False)
        self.handout = Handout()
        self.troubles: list[str] = []
        self._renders = renders = Renders(
            self.machine,  # a pool in all that is asked of it
            self.cache,
            Level.STAGE,
            lambda: None,
            self.troubles.append,
            lambda: self.machine.now,
        )
        opened = director.open(opening or Opening(seed="", rng_seed=rng_seed))
        self._show = LiveShow(
            Course(director, opened.state),
            renders,
            self.handout,
            self.log,
            tell,
            on_journal,
            1.0,
            lambda: self.machine.now,
            lambda: self._playhead,
        )
        self._playhead: MediaTime = 0
        self.underruns: list[tuple[MediaTime, MediaTime]] = []

    def advance(self, seconds: float) -> None:
        """Let the machine work and the conductor look around."""
        self.machine.advance(seconds)
        for _ in range(TURNS_AT_ONCE):
            if not self._show.turn(self._playhead):
                return

    # what a playback core asks

    def start(self) -> None:
        """Nothing to start."""

    def next_segment(self, after: str | None) -> ReadySegment | None:
        """What plays after `after`."""
        return self.handout.take(after)

    def history(self) -> tuple[ReadySegment, ...]:
        """What was handed out, in order."""
        return self.handout.handed()

    def playhead(self, at: MediaTime) -> None:
        """The media time now heard."""
        self._playhead = at

    def pick(self, option: int) -> None:
        """Take an option of the open choice."""
        self.handout.settle()
        self._show.take(option, "viewer", self._playhead)

    def more_time(self, seconds: float) -> None:
        """Move the end of the window."""
        self._show.more_time(seconds)

    def wish(self, text: str) -> None:
        """Steer by words."""
        self._show.wish(text, self._playhead)

    def undo_wish(self) -> None:
        """Take the last wish back."""
        self._show.undo_wish(self._playhead)

    def signal(self, kind: InputKind) -> None:
        """Like or dislike."""
        self._show.signal(kind, self._playhead)

    def skip(self) -> None:
        """On to the next scene."""
        self._show.skip(self._playhead)

    def go_to(self, mark: Mark, choice: int, option: int) -> None:
        """Stand at an earlier moment again."""
        self._show.go_to(mark, choice, option, self._playhead)

    def another_take(self, mark: Mark) -> None:
        """A moment once more."""
        self._show.another_take(mark, self._playhead)

    def more_like_this(self) -> None:
        """More of this."""
        self._show.more_like_this(self._playhead)

    def keep_as_seed(self) -> None:
        """Nothing is kept of a measured show."""

    def set_wildness(self, share: float) -> None:
        """How surprising the show may be."""
        self._show.set_wildness(share, self._playhead)

    def spare(self, effort: Effort) -> None:
        """Make no more work than this."""
        self._show.effort = effort

    def resize(self, size: Size) -> None:
        """Make pictures of that size."""
        self._renders.resize(size)

    def report_underrun(self, at: MediaTime, missing: MediaTime) -> None:
        """The output ran dry."""
        self.underruns.append((at, missing))

    def stop(self) -> None:
        """Close the log."""
        self.log.close()
