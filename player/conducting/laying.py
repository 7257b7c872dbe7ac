"""Lays the next segment ready: the best level on disk whose join does not flash, else a bridge.

It knows no viewer and plans nothing but what follows a part that cannot be drawn; for the conductor's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from generators.media import Level, SegmentManifest
from generators.safety.flash import GENTLE_TRANSITIONS, MOST_TRANSITIONS, decode_edge, join_is_safe
from generators.timed import TimedPart
from player.conducting.course import Course, Placed
from player.conducting.handout import Handout
from player.conducting.renders import Renders
from player.feed import Bridging, ReadySegment, ShowEvent, Trouble
from story_engine.time import MediaTime, from_seconds

BRIDGE_BEFORE: MediaTime = from_seconds(0.4)
"""No next part this long before the join is reported as bridging."""
BRIDGE_LAID: MediaTime = from_seconds(0.25)
"""No next part this long before the join, and a bridging part is laid: time to open it, and none to wait any longer."""
MOST_BRIDGES = 4
"""Turns of a bridge in a row: seven seconds. Whoever waits longer is told why."""
KEEP_PINNED = 40
"""Segments handed out last that cannot be evicted: some two minutes to rewind."""
JOINS_KNOWN = 1000
"""Pairs of segments whose join was checked are remembered up to this many."""


class Laying:
    """Hands the course's parts to the playback core one at a time."""

    def __init__(
        self,
        course: Course,
        renders: Renders,
        handout: Handout,
        tell: Callable[[ShowEvent], None],
        make_room: Callable[[int, MediaTime], None] = lambda at, length: None,
        heard: Callable[[], MediaTime] | None = None,
    ) -> None:
        """`make_room(number, length)` hears of a bridge placed as part `number`; `heard` is where the show is."""
        self._course = course
        self._renders = renders
        self._handout = handout
        self._tell = tell
        self._make_room = make_room
        self._heard = heard
        self._offered = ""
        self._bridging = False
        self._pinned: list[str] = []
        self._checked_joins: dict[tuple[str, str], bool] = {}

    def next(self, playhead: MediaTime) -> None:
        """Lay the next segment ready, at the best level on disk; where none is in time, what bridges the wait."""
        handed = self._handout.count()
        late = handed > 0 and self.is_late(playhead)
        if handed >= len(self._course.placed) and not (late and self._hold_on(handed)):
            self._bridge(handed, playhead)
            return
        placed = self._course.placed[handed]
        manifest = self._best(placed.timed)
        if manifest is None and late and self._repeat_hold(handed):
            placed = self._course.placed[handed]
            manifest = self._best(placed.timed)
        self._tell_bridging(manifest is None and late)
        if manifest is None:
            self._pass_over(placed, handed)
            self._bridge(handed, playhead)
            return
        self._lay(placed, manifest, handed)

    def _hold_on(self, handed: int) -> bool:
        """Where the next turn of a hold is not even planned in time, play the last one once more."""
        if handed != len(self._course.placed) or not self._course.placed[-1].is_hold:
            return False
        self._course.hold_on()
        return True

    def _bridge(self, handed: int, playhead: MediaTime) -> None:
        """Put a moment of the scene in before a part that is late, if one is on disk: a picture must not stand."""
        last = self._handout.last()
        if last is None or last.end - playhead >= BRIDGE_LAID or self._course.bridged(handed) >= MOST_BRIDGES:
            return
        if self._course.is_whole_at(handed):
            return
        for timed in self._course.bridges(handed, anywhere=True):
            if self._renders.best(timed) is None:
                continue
            bridge = self._course.told_as_here(handed, timed)
            manifest = self._best(bridge)
            if manifest is None:
                continue  # what is put in and cannot be laid would stand before a part that is ready
            self._course.put_in(handed, bridge)
            self._make_room(handed, bridge.duration)
            self._lay(self._course.placed[handed], manifest, handed)
            return

    def beside(self, plan: Callable[[], object]) -> None:
        """Do `plan`, which changes no part that is placed, and lay what is ready while the director thinks.

        Words to be spoken can keep the director for a second, in which a part that is on disk would come too late.
        """
        with self._course.meanwhile(self._lay_ready):
            plan()

    def _lay_ready(self) -> None:
        """Lay what follows a part that plays, if it is on disk; when there is no more time, what bridges the wait."""
        handed = self._handout.count()
        late = handed > 0 and self._heard is not None and self.is_late(self._heard())
        if 0 < handed < len(self._course.placed):
            manifest = self._best(self._course.placed[handed].timed)
            if manifest is None and late and self._repeat_hold(handed):
                manifest = self._best(self._course.placed[handed].timed)
            if manifest is not None:
                self._lay(self._course.placed[handed], manifest, handed)
                return
        if handed and self._heard is not None:
            playhead = self._heard()
            if handed < len(self._course.placed) or not (late and self._hold_on(handed)):
                self._bridge(handed, playhead)

    def _lay(self, placed: Placed, manifest: SegmentManifest, handed: int) -> None:
        if self._handout.offer_id() == placed.id and self._offered == manifest.key:
            return
        self._offered = manifest.key
        self._handout.lay(self._segment(placed, manifest), handed)

    def _segment(self, placed: Placed, manifest: SegmentManifest) -> ReadySegment:
        files = self._renders.cache.files(manifest.key)
        if manifest.key not in self._pinned[-KEEP_PINNED:]:
            self._renders.cache.pin(manifest.key)
            self._pinned.append(manifest.key)
            while len(self._pinned) > KEEP_PINNED:
                self._renders.cache.unpin(self._pinned.pop(0))
        self._renders.cache.touch(manifest.key)
        return ReadySegment(
            id=placed.id,
            start=placed.start,
            path=files.media,
            tail=files.tail if manifest.tail else None,
            manifest=manifest,
            timed=placed.timed,
            jump=bool(placed.skipped) or placed.cut,
        )

    def _best(self, timed: TimedPart) -> SegmentManifest | None:
        """The best manifest on disk whose join with what was handed out last does not flash."""
        manifest = self._renders.best(timed)
        before = self._handout.last()
        if manifest is None or before is None:
            return manifest
        pair = (before.manifest.key, manifest.key)
        if pair not in self._checked_joins:
            if len(self._checked_joins) > JOINS_KNOWN:
                self._checked_joins.clear()
            edges = decode_edge(before.manifest.flash.tail), decode_edge(manifest.flash.head)
            most = GENTLE_TRANSITIONS if timed.gentle else MOST_TRANSITIONS
            self._checked_joins[pair] = join_is_safe(*edges, most)
        if self._checked_joins[pair] or manifest.level is Level.CARD:
            return manifest
        self._renders.block(timed, manifest.level)
        self._renders.note_unsafe_join()
        self._tell(Trouble(what=f"part {timed.part.id} would flash at its join; shown at a lower level", name="flash"))
        return self._renders.best(timed)

    def is_late(self, playhead: MediaTime) -> bool:
        last = self._handout.last()
        return last is not None and last.end - playhead < BRIDGE_BEFORE

    def _repeat_hold(self, handed: int) -> bool:
        """Where a hold's next turn is late, play the turn before once more."""
        placed = self._course.placed[handed]
        if not handed or not placed.is_hold or not self._course.placed[handed - 1].is_hold:
            return False
        again = self._course.placed[handed - 1].timed
        del self._course.placed[handed + 1 :]
        self._course.placed[handed] = replace(placed, timed=again, log=())
        return True

    def _pass_over(self, placed: Placed, handed: int) -> None:
        """A part that no level can draw is left out rather than waited for."""
        if not self._renders.is_hopeless(placed.timed) or placed.is_hold:
            return
        self._tell(Trouble(what=f"part {placed.timed.part.id} cannot be drawn; the show goes on after it", name="part"))
        while len(self._course.placed) < handed + 2:
            self._course.extend()
        self._course.jump(handed, handed + 1)

    def _tell_bridging(self, active: bool) -> None:
        if active != self._bridging:
            self._bridging = active
            self._tell(Bridging(active=active))
