"""The live show itself: one turn after another it plans, answers, schedules renders and lays segments ready.

It runs on the conductor's thread alone and knows no time but the playhead it is told; the clock serves
housekeeping only.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from generators.media import Level
from generators.memory import give_back_memory
from player.conducting.course import Course
from player.conducting.handout import Handout
from player.conducting.hold import Hold
from player.conducting.laying import Laying
from player.conducting.passing import Passing
from player.conducting.renders import Renders
from player.conducting.standing import Standing
from player.conducting.steered import Steered
from player.conducting.wants import PLAN_AHEAD, branches_ready, ready_until, wants
from player.effort import FULL
from player.feed import (
    BranchBegan,
    BufferChanged,
    ChoiceClosed,
    ChoiceOpened,
    ChoiceTaken,
    LevelChanged,
    ReadySegment,
    SceneBegan,
    ShowEvent,
    Trouble,
)
from player.lookahead import View, may_begin, schedule
from player.marks import NOWHERE, Mark
from player.showlog import ShowLog, seconds
from story_engine.plan import Input, InputKind
from story_engine.time import MediaTime, from_seconds, to_seconds

HOLDS_AHEAD = 2
"""Turns of a hold planned beyond what was handed out, so that each has two joins' time to be drawn."""
BUFFER_EVERY_SECONDS = 0.5
EVICT_EVERY_SECONDS = 60.0
FORGET_EVERY = 20
FORGET_BEHIND = 12
"""Parts behind the last one handed out that stay known: a skip goes back to the one that is playing."""
OPTIONS_KNOWN = 40
"""Options asked for last whose words are known: only what is taken of them is told, when its branch begins."""
STANDS_SECONDS = 2.0
"""A playhead that stands still for longer, though what comes next is ready, belongs to a viewer who paused."""
PRIMING_SECONDS = 8.0
"""A first shot that is not drawn by then begins as a card: a still with music beats an empty screen."""
CARDS_PATIENCE: MediaTime = from_seconds(30.0)
"""A hold without cards for this long goes on without them: a head's levels have failed, or its files cannot be kept."""


class LiveShow(Steered):
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
        now: Callable[[], float] = time.monotonic,
        heard: Callable[[], MediaTime] | None = None,
    ) -> None:
        """`now`: seconds of the clock that serves housekeeping; `heard`: the playhead, while the director thinks."""
        self._course = course
        self._now = now
        self._renders = renders
        self._handout = handout
        self._log = log
        self._tell = tell
        self._write_journal = journal
        self.journal_ends: MediaTime = 0
        """Show time at which what follows the last journal begins."""
        self.window_scale = window_scale
        """Times the usual length of a question; 0 = it is passed by."""
        self._hold: Hold | None = None
        self._closing: ChoiceClosed | None = None
        self._seen = 0
        self._scene = ""
        self._followed = ""
        self._cut_from: MediaTime | None = None
        self._options: dict[tuple[int, int], str] = {}
        self._level: Level | None = None
        self._laying = Laying(course, renders, handout, tell, self._make_room, heard)
        self._passing = Passing(course, handout, self._laying, log, tell)
        self._skipping: int | None = None
        self._going: int | None = None
        self._heads_pinned: list[str] = []
        self._began = self._buffer_told = self._evicted = self._now()
        self._standing = Standing(self._now)
        self.effort = FULL
        """How much work the show may make from now on."""
        self._next_in_time = True
        self._first_ready: float | None = None

    @property
    def end_state(self) -> int:
        """The state after what was handed out, with everything asked for taken in."""
        return self._course.final(self._handout.count())

    def leave(self, playhead: MediaTime) -> None:
        """The viewer goes: the journal up to what plays, or all that was handed out."""
        playing = self._playing(playhead)
        if playing is None:
            self._journal(self.end_state)
        else:
            self._journal_here(playing)

    def turn(self, playhead: MediaTime) -> bool:
        """One look around; whether another should follow at once."""
        planned = self._plan_one(playhead)
        self._record_handed()
        self._follow(playhead)
        self._mind_hold(playhead)
        self._try_skip(playhead)
        self._try_going(playhead)
        self._render(playhead)
        if self._handout.count() or self._may_begin():
            self._laying.next(playhead)
        return planned

    def _may_begin(self) -> bool:
        """Whether the show begins: a moment later with its second part in time rather than with a halt after two."""
        if not self._course.placed or not self._renders.ready(self._course.placed[0].timed):
            return True  # there is nothing to lay, or what is wrong with it is found by laying
        if self._first_ready is None:
            self._first_ready = self._now()
        return self._next_in_time

    # planning

    def _plan_one(self, playhead: MediaTime) -> bool:
        """Plan one part, or the branch of one option, where the plan is short."""
        course, handed = self._course, self._handout.count()
        choice = course.open_choice()
        if choice is None:
            if course.end >= playhead + PLAN_AHEAD and len(course.placed) > handed:
                return False
            self._laying.beside(course.extend)
            return True
        if self.window_scale == 0 and (self._hold is None or self._hold.opened is None):
            self._hold = None
            self._options[choice.id, choice.default] = choice.options[choice.default - 1].text
            self._passing.pass_by(choice)
            return True
        if self._hold is None or self._hold.first is not course.first_hold():
            self._hold = Hold.near(choice, course.first_hold(), self._tell)
        option = self._hold.missing()
        if option is not None:
            self._laying.beside(partial(self._hold.plan, course, option))
            return True
        if len(course.placed) < handed + HOLDS_AHEAD:
            self._laying.beside(course.extend)
            return True
        return False

    def _render(self, playhead: MediaTime) -> None:
        renders, handed = self._renders, self._handout.count()
        if self._course.open_choice() is None and self._hold is not None and self._hold.taken is None:
            self._hold = None  # replanned before its hold
            self._free_heads()
        asked = wants(self._course, handed, self._hold, playhead, renders.ready, renders.blocked)
        names = {
            renders.key(timed, level): name for name, timed in reversed(asked.parts.items()) for level in renders.levels
        }
        view = View(
            wanted=asked.wanted,
            running=renders.running(names),
            speeds=renders.speeds(),
            workers=renders.workers,
            model_workers=renders.model_workers,
            crowded=renders.crowded,
            top=renders.top,
            priming=handed == 0 and self._now() - self._began < PRIMING_SECONDS,
            resting=self._standing.seconds(playhead) > STANDS_SECONDS and bool(asked.wanted and asked.wanted[0].ready),
            effort=self.effort,
        )
        renders.act(schedule(view), asked.parts, names, self._course.revision)
        self._next_in_time = may_begin(view, 0.0 if self._first_ready is None else self._now() - self._first_ready)
        now = self._now()
        if now - self._buffer_told >= BUFFER_EVERY_SECONDS:
            self._buffer_told = now
            self._tell_buffer(playhead)
        if now - self._evicted >= EVICT_EVERY_SECONDS:
            self._evicted = now
            renders.cache.evict()
            give_back_memory()  # what decoding left in pieces: a third of the player's after some minutes

    def _tell_buffer(self, playhead: MediaTime) -> None:
        until = ready_until(self._course, self._handout.count(), self._renders.ready)
        buffered = to_seconds(max(until - playhead, 0))
        self._renders.mind_buffer(buffered, self.effort)
        renders = self._renders
        self._tell(
            BufferChanged(
                ready_seconds=buffered,
                branches=branches_ready(self._hold, renders.ready),
                speeds=tuple(renders.speeds().items()),
                drawing=tuple(renders.drawing()),
                gated=renders.gated,
            )
        )

    # what was handed out

    def _record_handed(self) -> None:
        """Log and journal what was taken since the last turn."""
        for segment in self._handout.since(self._seen):
            placed = self._course.placed[self._seen]
            self._seen += 1
            self._log.part(placed)
            self._log.segment(placed, segment.manifest)
            if placed.is_bridge:
                self._log.write(placed.start, "bridge", id=placed.id)
            elif segment.manifest.level is not self._level:
                reason = "as planned" if self._level is None else "what is ready in time"
                self._level = segment.manifest.level
                self._tell(LevelChanged(level=self._level, reason=reason))
            if self._seen % FORGET_EVERY == 0:
                self._forget()

    def _forget(self) -> None:
        """Free states and parts that are over; an open choice keeps its first hold and its branches."""
        hold = self._hold
        over = self._seen - FORGET_BEHIND
        if hold is not None and hold.taken is None:
            over = min(over, hold.first.number)
            if self._course.open_choice() is not None:
                self._course.forget_turns(self._seen - FORGET_BEHIND)
        branches = () if hold is None else tuple(part for branch in hold.branches.values() for part in branch)
        states = tuple(state for part in branches for state in (part.before, part.after))
        first = () if hold is None else (hold.first.before, hold.first.after)
        self._course.forget_before(over, states + first)

    def _follow(self, playhead: MediaTime) -> None:
        """Tell of the scene that the playhead has entered."""
        playing = self._playing(playhead)
        if playing is None:
            return
        scene = playing.timed.part.scene
        if self._cut_from is not None:
            if playing.start < self._cut_from:
                return  # the end of what is left for another moment
            self._cut_from, self._scene = None, ""
        if scene.id != self._scene:
            self._scene = scene.id
            self._tell(SceneBegan(scene=scene, at=playing.start, mark=self._mark_of(playing)))
        if playing.id != self._followed:
            self._followed = playing.id
            self._passing.follow(playing)
            self._tell_branch(playing)
            self._journal_here(playing)

    def _journal(self, state: int) -> None:
        """Hand the journal up to `state` on: what was handed out is over for it."""
        last = self._handout.last()
        self.journal_ends = last.end if last is not None else 0
        self._write_journal(state)

    def _journal_here(self, playing: ReadySegment) -> None:
        """The journal up to what plays, which is shown again when the player is killed now.

        What was asked for and counts later must not be lost: then all that was handed out is over instead, and a
        pick whose branch has not begun stands in the journal already.
        """
        number = self._handout.number_of(playing)
        placed = self._course.placed[number]
        coming = [given.input for part in self._course.placed[number + 1 :] for given in part.given]
        later = [given.kind for given in coming if not self._passing.is_passed(given.choice)]
        if InputKind.PICK in later:
            return
        if placed.number != number or placed.cut or self._course.pending or later:
            self._journal(self.end_state)
            return
        self.journal_ends = placed.start
        self._write_journal(placed.entry)

    def _tell_branch(self, playing: ReadySegment) -> None:
        """The part that follows an option begins."""
        number = self._handout.number_of(playing)
        placed = self._course.placed[number]
        picks = [known.input for known in placed.given if known.input.kind is InputKind.PICK]
        if placed.number == number and picks:
            choice, option = picks[-1].choice, picks[-1].option
            mark = self._course.mark(placed.entry)
            words = self._options.get((choice, option), "")
            scene = playing.timed.part.scene
            self._tell(BranchBegan(scene=scene, at=playing.start, choice=choice, option=option, words=words, mark=mark))

    def _mark_of(self, segment: ReadySegment) -> Mark:
        """Where in the show's tree a segment begins; nowhere once its state is forgotten."""
        number = self._handout.number_of(segment)
        placed = self._course.placed[number]
        if placed.number != number:
            return NOWHERE
        picked = any(known.input.kind is InputKind.PICK for known in placed.given)
        # After a rewind the scene is entered in its middle: it was marked when it was entered first.
        begins = placed.timed.part.index == 0 or (placed.cut and not picked)
        return self._course.mark(placed.entry) if begins else NOWHERE

    def _playing(self, playhead: MediaTime) -> ReadySegment | None:
        return next((known for known in reversed(self._handout.handed()) if known.start <= playhead), None)

    def _make_room(self, at: int, length: MediaTime) -> None:
        """A bridge of `length` was placed as part `at`: a question to come, and what follows it, is so much later."""
        hold = self._hold
        if hold is None or hold.taken is not None or not at <= hold.first.number < len(self._course.placed) - 1:
            return
        hold.first = self._course.placed[hold.first.number + 1]
        hold.branches = {
            option: tuple(replace(part, number=part.number + 1, start=part.start + length) for part in branch)
            for option, branch in hold.branches.items()
        }

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
        self._options |= {(hold.choice.id, option.number): option.text for option in hold.choice.options}
        while len(self._options) > OPTIONS_KNOWN:
            del self._options[next(iter(self._options))]
        hold.open(playhead, self.window_scale)
        self._log.choice(
            hold.first, hold.choice, playhead, heads_ready=margin >= 0.0, heads_ready_before=round(margin, 3)
        )
        self._tell(
            ChoiceOpened(
                choice=hold.choice,
                at=playhead,
                closes=hold.closes,
                heads_ready_seconds=round(margin, 3),
                mark=self._course.mark(hold.first.after),
            )
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
            Trouble(
                what=f"choice {hold.choice.id} cannot be drawn whole; the story goes on with “{option.text}”",
                name="choice",
                values=(("option", option.text),),
            )
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
        handed = self._handout.count()
        self._course.keep_first(handed)
        pick = Input(kind=InputKind.PICK, at=at, option=option, choice=hold.choice.id, by=by)
        self._course.extend(pick)
        placed = self._course.placed[-1]
        head = hold.head(option)[0]
        if not self._renders.ready(placed.timed):
            # The same state must give the same part; if it does not, what was promised is what plays.
            self._course.placed[-1] = replace(placed, timed=head.timed, after=head.after)
        counts_from = seconds(placed.start)
        self._log.write(at, "option", choice=hold.choice.id, option=option, by=by, counts_from=counts_from)
        if hold.opened is not None:
            self._closing = ChoiceClosed(choice=hold.choice, at=placed.start)
        self._laying.next(playhead)
        self._free_heads()
        self._handout.settled()
        self._journal(self._course.final(len(self._course.placed)))

    def more_time(self, more_seconds: float) -> None:
        """Move the end of the window."""
        if self._hold is not None:
            self._hold.lengthen(more_seconds)
