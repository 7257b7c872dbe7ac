"""The live show itself: one turn after another it plans, answers, schedules renders and lays segments ready.

It runs on the conductor's thread alone and knows no time but the playhead it is told; the clock serves
housekeeping only.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from generators.media import Level, SegmentManifest
from generators.safety.flash import decode_edge, join_is_safe
from player.conducting.course import COMMIT, Course, Placed
from player.conducting.handout import Handout
from player.conducting.hold import Hold
from player.conducting.renders import Renders
from player.conducting.wants import PLAN_AHEAD, ready_until, wants
from player.feed import (
    Bridging,
    BufferChanged,
    ChoiceClosed,
    ChoiceOpened,
    ChoiceTaken,
    LevelChanged,
    ReadySegment,
    SceneBegan,
    ShowEvent,
    SignalNoted,
    SkipReady,
    Trouble,
    WishAcknowledged,
    WishUndone,
)
from player.lookahead import View, schedule
from player.showlog import ShowLog, seconds
from story_engine.plan import Input, InputKind
from story_engine.time import MediaTime, from_seconds, to_seconds

HOLDS_AHEAD = 2
"""Turns of a hold planned beyond what was handed out, so that each has two joins' time to be drawn."""
BRIDGE_BEFORE: MediaTime = from_seconds(0.4)
"""No next part this long before the join is reported as bridging."""
BUFFER_EVERY_SECONDS = 0.5
EVICT_EVERY_SECONDS = 60.0
FORGET_EVERY = 20
FORGET_BEHIND = 12
"""Parts behind the last one handed out that stay known: a skip goes back to the one that is playing."""
PRIMING_SECONDS = 8.0
"""A first shot that is not drawn by then begins as a card: a still with music beats an empty screen."""
CARDS_PATIENCE: MediaTime = from_seconds(30.0)
"""A hold without cards for this long goes on without them: a head's levels have failed, or its files cannot be kept."""
KEEP_PINNED = 40
"""Segments handed out last that cannot be evicted: some two minutes to rewind."""


class LiveShow:
    """Course, hold and renders of one show; every method is for the conductor's thread."""

    def __init__(
        self,
        course: Course,
        renders: Renders,
        handout: Handout,
        log: ShowLog,
        tell: Callable[[ShowEvent], None],
        journal: Callable[[int], None],
        window_scale: float,
    ) -> None:
        self._course = course
        self._renders = renders
        self._handout = handout
        self._log = log
        self._tell = tell
        self._journal = journal
        self._window_scale = window_scale
        self._hold: Hold | None = None
        self._closing: ChoiceClosed | None = None
        self._seen = 0
        self._scene = ""
        self._level: Level | None = None
        self._offered = ""
        self._bridging = False
        self._skipping = False
        self._pinned: list[str] = []
        self._heads_pinned: list[str] = []
        self._checked_joins: dict[tuple[str, str], bool] = {}
        self._began = self._buffer_told = self._evicted = time.monotonic()

    @property
    def end_state(self) -> int:
        """The state after what was handed out, with everything asked for taken in."""
        return self._course.final(self._handout.count())

    def turn(self, playhead: MediaTime) -> bool:
        """One look around; whether another should follow at once."""
        planned = self._plan_one(playhead)
        self._record_handed()
        self._follow(playhead)
        self._mind_hold(playhead)
        self._try_skip(playhead)
        self._render(playhead)
        self._lay_ready(playhead)
        return planned

    # planning

    def _plan_one(self, playhead: MediaTime) -> bool:
        """Plan one part, or the branch of one option, where the plan is short."""
        course, handed = self._course, self._handout.count()
        choice = course.open_choice()
        if choice is None:
            if self._hold is not None and self._hold.taken is None:
                self._hold = None  # replanned before its hold
                self._free_heads()
            if course.end >= playhead + PLAN_AHEAD and len(course.placed) > handed:
                return False
            course.extend()
            return True
        if self._hold is None or self._hold.first is not course.first_hold():
            self._hold = Hold(choice=choice, first=course.first_hold())
        option = self._hold.missing()
        if option is not None:
            self._hold.plan(course, option)
            return True
        if len(course.placed) < handed + HOLDS_AHEAD:
            course.extend()
            return True
        return False

    def _render(self, playhead: MediaTime) -> None:
        renders, handed = self._renders, self._handout.count()
        asked = wants(self._course, handed, self._hold, playhead, renders.ready, renders.blocked)
        names = {
            renders.key(timed, level): name
            for name, timed in reversed(asked.parts.items())
            for level in (Level.CARD, Level.STAGE)
        }
        view = View(
            wanted=asked.wanted,
            running=renders.running(names),
            speeds=renders.speeds(),
            workers=renders.workers,
            top=renders.top,
            priming=handed == 0 and time.monotonic() - self._began < PRIMING_SECONDS,
        )
        renders.act(schedule(view), asked.parts, names, self._course.revision)
        now = time.monotonic()
        if now - self._buffer_told >= BUFFER_EVERY_SECONDS:
            self._buffer_told = now
            self._tell_buffer(playhead)
        if now - self._evicted >= EVICT_EVERY_SECONDS:
            self._evicted = now
            renders.cache.evict()

    def _tell_buffer(self, playhead: MediaTime) -> None:
        until = ready_until(self._course, self._handout.count(), self._renders.ready)
        heads: list[tuple[int, float]] = []
        if self._hold is not None and self._hold.taken is None:
            for option in sorted(self._hold.branches):
                on_disk = [p.timed.duration for p in self._hold.branches[option] if self._renders.ready(p.timed)]
                heads.append((option, to_seconds(sum(on_disk))))
        ready_seconds = max(to_seconds(until - playhead), 0.0)
        self._renders.mind_buffer(ready_seconds)
        self._tell(BufferChanged(ready_seconds=ready_seconds, heads=tuple(heads)))

    # handing out

    def _lay_ready(self, playhead: MediaTime) -> None:
        """Lay the next segment ready, at the best level on disk."""
        handed = self._handout.count()
        if handed >= len(self._course.placed):
            return
        placed = self._course.placed[handed]
        manifest = self._best(placed, handed)
        if manifest is None and self._is_late(playhead) and self._repeat_hold(handed):
            placed = self._course.placed[handed]
            manifest = self._best(placed, handed)
        self._tell_bridging(manifest is None and handed > 0 and self._is_late(playhead))
        if manifest is None:
            self._pass_over(placed, handed)
            return
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
            jump=bool(placed.skipped),
        )

    def _best(self, placed: Placed, handed: int) -> SegmentManifest | None:
        """The best manifest on disk whose join with what was handed out last does not flash."""
        manifest = self._renders.best(placed.timed)
        before = self._handout.last()
        if manifest is None or before is None:
            return manifest
        pair = (before.manifest.key, manifest.key)
        if pair not in self._checked_joins:
            if len(self._checked_joins) > 1000:
                self._checked_joins.clear()
            edges = decode_edge(before.manifest.flash.tail), decode_edge(manifest.flash.head)
            self._checked_joins[pair] = join_is_safe(*edges)
        if self._checked_joins[pair] or manifest.level is Level.CARD:
            return manifest
        self._renders.block(placed.timed, manifest.level)
        self._tell(Trouble(what=f"part {placed.timed.part.id} would flash at its join; shown at a lower level"))
        return self._renders.best(placed.timed)

    def _is_late(self, playhead: MediaTime) -> bool:
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
        if len(self._renders.blocked(placed.timed)) < len(Level) or placed.is_hold:
            return
        self._tell(Trouble(what=f"part {placed.timed.part.id} cannot be drawn; the show goes on after it"))
        while len(self._course.placed) < handed + 2:
            self._course.extend()
        self._course.jump(handed, handed + 1)

    def _tell_bridging(self, active: bool) -> None:
        if active != self._bridging:
            self._bridging = active
            self._tell(Bridging(active=active))

    def _record_handed(self) -> None:
        """Log and journal what was taken since the last turn."""
        for segment in self._handout.since(self._seen):
            placed = self._course.placed[self._seen]
            self._seen += 1
            self._log.part(placed)
            self._log.segment(placed, segment.manifest)
            if segment.manifest.level is not self._level:
                reason = "as planned" if self._level is None else "what is ready in time"
                self._level = segment.manifest.level
                self._tell(LevelChanged(level=self._level, reason=reason))
            if placed.timed.part.index == 0 or placed.given:
                self._journal(self.end_state)
            if self._seen % FORGET_EVERY == 0:
                self._forget()

    def _forget(self) -> None:
        """Free states and parts that are over; an open choice keeps its first hold and its branches."""
        hold = self._hold
        over = self._seen - FORGET_BEHIND
        if hold is not None and hold.taken is None:
            over = min(over, hold.first.number)
        branches = () if hold is None else tuple(part for branch in hold.branches.values() for part in branch)
        states = tuple(state for part in branches for state in (part.before, part.after))
        first = () if hold is None else (hold.first.before, hold.first.after)
        self._course.forget_before(over, states + first)

    def _follow(self, playhead: MediaTime) -> None:
        """Tell of the scene that the playhead has entered."""
        playing = self._playing(playhead)
        if playing is not None and playing.timed.part.scene.id != self._scene:
            self._scene = playing.timed.part.scene.id
            self._tell(SceneBegan(scene=playing.timed.part.scene, at=playing.start))

    def _playing(self, playhead: MediaTime) -> ReadySegment | None:
        return next((known for known in reversed(self._handout.handed()) if known.start <= playhead), None)

    # choices

    def _mind_hold(self, playhead: MediaTime) -> None:
        """Open the cards when the hold plays and every head is on disk; take the default in the end."""
        if self._closing is not None and playhead >= self._closing.at:
            self._tell(self._closing)
            self._closing = None
        hold = self._hold
        if hold is None or hold.taken is not None:
            return
        if hold.opened is not None:
            if hold.is_over(playhead):
                self.take(hold.choice.default, "default", playhead)
            return
        if playhead < hold.first.start or self._handout.count() <= hold.first.number:
            return
        if hold.is_ready(lambda timed: bool(self._renders.ready(timed))) and self._open_cards(hold, playhead):
            return
        if playhead - hold.first.start >= CARDS_PATIENCE:
            self._go_on_without_cards(hold, playhead)

    def _open_cards(self, hold: Hold, playhead: MediaTime) -> bool:
        """Open the cards if every head is on disk at this very moment, and keep the heads there until the pick."""
        keys: list[str] = []
        newest = 0.0
        for part in hold.heads():
            manifest = self._renders.best(part.timed)
            since = None if manifest is None else self._renders.cache.ready_since(manifest.key)
            if manifest is None or since is None:
                return False
            keys.append(manifest.key)
            newest = max(newest, since)
        self._free_heads()
        for key in keys:
            self._renders.cache.pin(key)
        self._heads_pinned = keys
        margin = time.time() - newest
        hold.open(playhead, self._window_scale)
        self._log.choice(
            hold.first, hold.choice, playhead, heads_ready=margin >= 0.0, heads_ready_before=round(margin, 3)
        )
        self._tell(
            ChoiceOpened(choice=hold.choice, at=playhead, closes=hold.closes, heads_ready_seconds=round(margin, 3))
        )
        return True

    def _free_heads(self) -> None:
        """The choice is over: its heads may be evicted again."""
        for key in self._heads_pinned:
            self._renders.cache.unpin(key)
        self._heads_pinned = []

    def _go_on_without_cards(self, hold: Hold, playhead: MediaTime) -> None:
        """A head that no level can draw must not hold the story for ever: the likeliest that is drawn is taken."""
        for option in sorted(hold.choice.options, key=lambda known: (-known.likely, known.number)):
            head = hold.head(option.number)
            if head and all(self._renders.best(part.timed) is not None for part in head):
                break
        else:
            return
        ready = {
            o.number for o in hold.choice.options if all(self._renders.ready(p.timed) for p in hold.head(o.number))
        }
        missing = [known.number for known in hold.choice.options if known.number not in ready]
        self._log.write(playhead, "cards_withheld", choice=hold.choice.id, option=option.number, missing=missing)
        self._tell(
            Trouble(what=f"choice {hold.choice.id} cannot be drawn whole; the story goes on with “{option.text}”")
        )
        self._settle_on(hold, option.number, "default", playhead)

    def take(self, option: int, by: str, playhead: MediaTime) -> None:
        """Settle the open choice: the branch starts at the next join."""
        hold = self._hold
        known = hold is not None and option in {o.number for o in hold.choice.options}
        if hold is None or hold.opened is None or hold.taken is not None or not known:
            self._handout.settled()
            return
        self._settle_on(hold, option, by, playhead)

    def _settle_on(self, hold: Hold, option: int, by: str, playhead: MediaTime) -> None:
        """The branch of `option` follows what was handed out; cards that never opened are not confirmed."""
        self._handout.settle()
        hold.taken = option
        last = self._handout.last()
        at = max(playhead, last.start + 1) if last is not None else playhead
        if hold.opened is not None:
            self._tell(ChoiceTaken(choice=hold.choice, option=option, by=by, at=at))
        self._log.write(at, "option", choice=hold.choice.id, option=option, by=by)
        handed = self._handout.count()
        self._course.keep_first(handed)
        pick = Input(kind=InputKind.PICK, at=at, option=option, choice=hold.choice.id, by=by)
        self._course.extend(pick)
        placed = self._course.placed[-1]
        head = hold.head(option)[0]
        if not self._renders.ready(placed.timed):
            # The same state must give the same part; if it does not, what was promised is what plays.
            self._course.placed[-1] = replace(placed, timed=head.timed, after=head.after)
        if hold.opened is not None:
            self._closing = ChoiceClosed(choice=hold.choice, at=placed.start)
        self._lay_ready(playhead)
        self._free_heads()
        self._handout.settled()
        self._journal(self._course.final(len(self._course.placed)))

    def more_time(self, more_seconds: float) -> None:
        """Move the end of the window."""
        if self._hold is not None:
            self._hold.lengthen(more_seconds)

    # wishes and signals

    def wish(self, text: str, playhead: MediaTime) -> None:
        """Acknowledge at once, replan from the join where it counts."""
        given = Input(kind=InputKind.WISH, at=playhead, text=text)
        self._steer(given, playhead)

    def _steer(self, given: Input, playhead: MediaTime) -> None:
        kept = self._course.give(given, kept=self._handout.withdraw())
        while kept and not self._course.placed[kept - 1].is_hold and self._course.end <= given.at + COMMIT:
            self._course.extend()
            kept = len(self._course.placed)
        outcome = self._course.probe(given, kept)
        answered = self._course.placed[kept - 1].end if kept else 0
        if given.kind is InputKind.WISH:
            self._log.write(
                given.at,
                "wish",
                text=given.text,
                understood=outcome.understood,
                intents=list(outcome.intents),
                outcome=outcome.kind,
                counts_from=seconds(answered),
            )
            self._tell(
                WishAcknowledged(
                    text=given.text,
                    understood=outcome.understood,
                    outcome=outcome.kind,
                    at=playhead,
                    answered_from=answered,
                )
            )
        self._journal(self.end_state)

    def undo_wish(self, playhead: MediaTime) -> None:
        """Take the last wish back where it does not count yet; else ask the story to."""
        wish = self._course.withdraw_wish(kept=self._handout.withdraw())
        if wish is None:
            self._steer(Input(kind=InputKind.UNDO_WISH, at=playhead), playhead)
        self._log.write(playhead, "undo_wish", text="" if wish is None else wish.text)
        self._tell(WishUndone(text="" if wish is None else wish.text, at=playhead))

    def signal(self, kind: InputKind, playhead: MediaTime) -> None:
        """A like or dislike: a lesson for later scenes."""
        self._course.give(Input(kind=kind, at=playhead), kept=self._handout.committed())
        self._log.write(playhead, "signal", signal=str(kind))
        self._tell(SignalNoted(kind=kind, at=playhead))
        self._journal(self.end_state)  # a player that is killed now has learnt it

    def skip(self, playhead: MediaTime) -> None:
        """Ask for the next scene; in an open choice, its default."""
        hold = self._hold
        if hold is not None and hold.opened is not None and hold.taken is None:
            self.take(hold.choice.default, "default", playhead)
            return
        self.signal(InputKind.SKIP, playhead)
        self._skipping = True

    def _try_skip(self, playhead: MediaTime) -> None:
        """Jump once the next scene's first part is on disk."""
        playing = self._playing(playhead)
        if not self._skipping or playing is None:
            return
        kept = self._handout.number_of(playing) + 1
        target = self._next_scene(kept)
        if target is None:
            if self._course.open_choice() is None:
                self._course.extend()
            else:
                self._skipping = False  # nothing but the hold follows, and it is next
            return
        if not self._renders.ready(self._course.placed[target].timed):
            return
        self._skipping = False
        if target > kept:
            self._handout.settle()
            self._handout.forget_after(kept)
            self._seen = min(self._seen, kept)
            self._course.jump(kept, target)
            self._hold = None
            self._free_heads()
            self._lay_ready(playhead)
            self._handout.settled()
        self._tell(SkipReady(at=playhead))

    def _next_scene(self, kept: int) -> int | None:
        """Index of the first part after `kept` that begins a scene or a choice."""
        placed = self._course.placed
        now = placed[kept - 1].timed.part.scene.id
        for number in range(kept, len(placed)):
            if placed[number].is_hold or placed[number].timed.part.scene.id != now:
                return number
        return None
