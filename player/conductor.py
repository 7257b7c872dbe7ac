"""Conducts a live show in a worker thread: a `player.feed.Feed` over a director, a pool and a cache.

It knows no window, device or decoder: a playback core asks `next_segment` and tells the playhead. Callers
only leave a note for the thread or take what it has laid ready, so no call takes more than a moment. What
counts when is `player/conducting/course.py`, shared with virtual time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from generators.errors import GeneratorError
from generators.media import Level, Size
from generators.render_pool.pool import Pool
from generators.segments.cache import SegmentCache
from generators.timed import Balance
from player.conducting.course import Course
from player.conducting.handout import Handout
from player.conducting.live import LiveShow
from player.conducting.renders import Models, Renders
from player.conducting.steady_log import SteadyLog
from player.direction import Director, Opened, Opening
from player.effort import Effort, Mode
from player.feed import ReadySegment, ShowEvent, Trouble, TroubleOver
from player.marks import Mark
from player.showlog import seconds
from story_engine.errors import StoryError
from story_engine.plan import InputKind
from story_engine.time import MediaTime

TURN_SECONDS = 0.05
"""The thread looks around this often when nothing wakes it: twenty times a second."""
RESTING_TURN_SECONDS = 0.25
"""While the viewer pauses only finished renders and what they do matter, and both wake it."""


PLACE_SECONDS = 0.5
EQUIPPING_SECONDS = 30.0
"""Longest wait for a driver that is being asked when the show ends."""
PLAYS_PARTS = 2
"""A show that has handed out so many parts plays: what takes long may begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductorOptions:
    """How a show is conducted."""

    opening: Opening
    top: Level = Level.STAGE
    window_scale: float = 1.0
    """Multiplies every choice's window; infinity = wait for the viewer."""
    log: Path | None = None
    on_journal: Callable[[bytes], None] = lambda journal: None
    """Told the journal: as each part begins to play up to it, after inputs and at the end up to what is final."""
    on_place: Callable[[], None] = lambda: None
    """Told twice a second while the show plays, from a thread of its own: where the viewer is can be kept."""
    seeds: Path = Path("kept")
    """Folder in which a show is kept as a seed."""
    models: Callable[[Callable[[str], None]], Models | None] | None = None
    """Asked once the show plays, from a thread of its own, told whom to tell of trouble: what draws with models."""
    on_opened: Callable[[Opened], None] = lambda opened: None
    """Told the title and versions as soon as the director has opened the seed."""


class Conductor:
    """A `player.feed.Feed`. `on_event` is called from the conductor's thread."""

    def __init__(
        self,
        director: Director,
        pool: Pool,
        cache: SegmentCache,
        options: ConductorOptions,
        on_event: Callable[[ShowEvent], None] = lambda event: None,
    ) -> None:
        self._director = director
        self._pool = pool
        self._options = options
        self._tell = on_event
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._notes: SimpleQueue[Callable[[LiveShow], None]] = SimpleQueue()
        self._handout = Handout()
        self._playhead: MediaTime = 0
        self._renders = Renders(pool, cache, options.top, self._wake.set, self._trouble)
        self._renders.on_room = lambda: self._tell(TroubleOver(name="cache_full"))
        self._log = SteadyLog(options.log, self._trouble)
        self._journal_lost = False
        self._ends: Callable[[], MediaTime] = lambda: 0
        self._thread = threading.Thread(target=self._run, name="conductor", daemon=True)
        self._equipping: threading.Thread | None = None
        self._models: Models | None = None
        self._course: Course | None = None

    def start(self) -> None:
        """Begin planning and rendering, once; returns at once."""
        if self._thread.ident is not None:
            return
        self._pool.start()
        self._thread.start()
        threading.Thread(target=self._tell_place, name="whereabouts", daemon=True).start()
        if self._options.models is not None:
            self._equipping = threading.Thread(target=self._equip, name="models", daemon=True)
            self._equipping.start()

    def next_segment(self, after: str | None) -> ReadySegment | None:
        """What plays after the segment `after`, or None when it is not ready yet."""
        segment = self._handout.take(after)
        if segment is not None:
            self._wake.set()
        return segment

    def history(self) -> tuple[ReadySegment, ...]:
        """Everything handed out so far, in order."""
        return self._handout.handed()

    def playhead(self, at: MediaTime) -> None:
        """The media time now heard."""
        self._playhead = at

    @property
    def position(self) -> MediaTime:
        """The media time last told."""
        return self._playhead

    def pick(self, option: int) -> None:
        """Take option `option` (from 1) of the open choice."""
        self._handout.settle()  # the next hand-out waits for the branch
        at = self._playhead
        self._note(lambda show: show.take(option, "viewer", at))

    def more_time(self, seconds: float) -> None:
        """Move the end of the open choice's window; infinity = wait for the viewer."""
        self._note(lambda show: show.more_time(seconds))

    def wish(self, text: str) -> None:
        """Steer the story by words."""
        at = self._playhead
        self._note(lambda show: show.wish(text, at))

    def undo_wish(self) -> None:
        """Take the last wish back."""
        at = self._playhead
        self._note(lambda show: show.undo_wish(at))

    def signal(self, kind: InputKind) -> None:
        """LIKE or DISLIKE what is on now."""
        at = self._playhead
        self._note(lambda show: show.signal(kind, at))

    def skip(self) -> None:
        """Go on with the next scene; answered by `SkipReady`."""
        at = self._playhead
        self._note(lambda show: show.skip(at))

    def go_to(self, mark: Mark, choice: int, option: int) -> None:
        """Stand at an earlier moment again; with `option` take that of `choice` there."""
        at = self._playhead
        self._note(lambda show: show.go_to(mark, choice, option, at))

    def another_take(self, mark: Mark) -> None:
        """Show the moment at `mark` once more, in other words and shots."""
        at = self._playhead
        self._note(lambda show: show.another_take(mark, at))

    def more_like_this(self) -> None:
        """Ask for more of what the scene that is on was like."""
        at = self._playhead
        self._note(lambda show: show.more_like_this(at))

    def keep_as_seed(self) -> None:
        """Write the show as it stands as a seed that a creator can edit."""
        at, options = self._playhead, self._options
        self._note(lambda show: show.keep_as_seed(str(options.seeds), "", at))

    def set_wildness(self, share: float) -> None:
        """How surprising the show may be from the next scene on, 0–1."""
        at = self._playhead
        self._note(lambda show: show.set_wildness(share, at))

    def set_balance(self, balance: Balance) -> None:
        """Be heard in another balance from the next part on that is not planned yet."""
        self._note(lambda _: self._weigh(balance))

    def set_timer(self, times: float) -> None:
        """Questions to come wait so many times their usual length; infinity = for the viewer, 0 = passed by."""

        def obey(show: LiveShow) -> None:
            show.window_scale = times

        self._note(obey)

    def spare(self, effort: Effort) -> None:
        """From now on make no more work than this."""

        def obey(show: LiveShow) -> None:
            show.effort = effort

        self._note(obey)

    def resize(self, size: Size) -> None:
        """Make pictures of that size, from the next part on that is not drawn yet."""
        self._note(lambda _: self._renders.resize(size))

    def report_underrun(self, at: MediaTime, missing: MediaTime) -> None:
        """The audio clock ran dry at `at` for `missing` frames."""
        self._note(lambda show: self._log.write(at, "underrun", seconds=seconds(missing)))

    def stop(self) -> None:
        """End planning and rendering; returns when the workers have gone. The director stays its owner's."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(10.0)
        if self._equipping is not None:
            self._equipping.join(EQUIPPING_SECONDS)
        if self._models is not None:
            self._models.pool.close()
        self._pool.close()
        self._log.close()

    def _weigh(self, balance: Balance) -> None:
        assert self._course is not None, "notes are answered once there is a course"
        self._course.weigh(balance)

    def _note(self, work: Callable[[LiveShow], None]) -> None:
        self._notes.put(work)
        self._wake.set()

    def _run(self) -> None:
        try:
            self._conduct()
        except (GeneratorError, StoryError, ValueError, KeyError) as error:
            self._end(str(error))
        except Exception as error:  # noqa: BLE001 - the edge of the thread: a silent end would be a frozen picture
            self._end(f"{type(error).__name__}: {error}")

    def _conduct(self) -> None:
        opened = self._director.open(self._options.opening)
        self._options.on_opened(opened)
        for line in opened.missing_voices:
            self._trouble(line)
        if (edited := opened.changed) is not None:
            self._tell(Trouble(what=edited.what, remedy=edited.remedy, name=edited.name, values=edited.values))
        self._course = Course(self._director, opened.state)
        show = LiveShow(
            self._course,
            self._renders,
            self._handout,
            self._log,
            self._tell,
            lambda state: self._keep(self._director.journal(state)),
            self._options.window_scale,
            heard=lambda: self._playhead,
        )
        self._ends = lambda: show.journal_ends
        while not self._stop.is_set():
            self._wake.clear()
            self._answer_notes(show)
            if not show.turn(self._playhead):
                self._wake.wait(RESTING_TURN_SECONDS if show.effort.mode is Mode.RESTING else TURN_SECONDS)
        show.leave(self._playhead)

    @property
    def journal_ends(self) -> MediaTime:
        """Media time at which what follows the last journal begins."""
        return self._ends()

    def _equip(self) -> None:
        """Look for models once the show plays, and let what was found draw."""
        asked = self._options.models
        while self._handout.count() < PLAYS_PARTS:
            if self._stop.wait(PLACE_SECONDS):
                return
        models = None if asked is None else asked(self._trouble)
        if models is not None:
            self._models = models
            self._renders.offer(models)

    def _tell_place(self) -> None:
        """The conductor's own thread may wait for the director longer than a viewer may be set back."""
        told: MediaTime = -1
        while not self._stop.wait(PLACE_SECONDS):
            if self._playhead != told:
                told = self._playhead
                self._options.on_place()

    def _keep(self, journal: bytes) -> None:
        """Hand the journal on; where it cannot be kept the show goes on, and the next one may be."""
        try:
            self._options.on_journal(journal)
            lost, self._journal_lost = self._journal_lost, False
            if lost:
                self._tell(TroubleOver(name="journal"))
        except Exception as error:  # noqa: BLE001 - whatever a store or a disk does, the show goes on
            if not self._journal_lost:
                self._journal_lost = True
                self._tell(
                    Trouble(
                        what=f"the show cannot be remembered ({type(error).__name__}: {error})",
                        remedy="free some space; it is tried again at the next scene",
                        name="journal",
                        values=(("error", f"{type(error).__name__}: {error}"),),
                    )
                )

    def _trouble(self, line: str) -> None:
        self._tell(Trouble(what=line))

    def _end(self, error: str) -> None:
        self._handout.settled()
        self._tell(
            Trouble(
                what=f"the story cannot go on: {error}",
                remedy="start the show again to go on from here",
                fatal=True,
                name="end",
                values=(("error", error),),
            )
        )

    def _answer_notes(self, show: LiveShow) -> None:
        while True:
            try:
                work = self._notes.get_nowait()
            except Empty:
                return
            work(show)
