"""What the viewer asks of a live show: wishes, likes and skips, other moments of the story, and keeping it as a seed.

It is the part of `LiveShow` that answers the viewer, on the conductor's thread; what is planned, drawn and laid ready
is the show's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generators.errors import GeneratorError
from player.conducting.course import COMMIT, Course
from player.conducting.handout import Handout
from player.conducting.hold import Hold
from player.conducting.laying import Laying
from player.conducting.renders import Renders
from player.feed import (
    ChoiceClosed,
    Kept,
    Revisited,
    ShowEvent,
    SignalNoted,
    SkipReady,
    Trouble,
    WishAcknowledged,
    WishUndone,
)
from player.marks import Mark
from player.showlog import ShowLog, seconds
from story_engine.errors import StoryError
from story_engine.plan import Input, InputKind
from story_engine.time import MediaTime


class Steered:
    """Mixed into the live show, which has all of these."""

    _course: Course
    _renders: Renders
    _handout: Handout
    _log: ShowLog
    _tell: Callable[[ShowEvent], None]
    _laying: Laying
    _hold: Hold | None
    _closing: ChoiceClosed | None
    _seen: int
    _skipping: int | None
    _going: int | None
    _cut_from: MediaTime | None
    end_state: Any
    take: Any
    _render: Any
    _tell_buffer: Any
    _journal: Any
    _free_heads: Any
    _playing: Any

    # wishes and signals

    def wish(self, text: str, playhead: MediaTime) -> None:
        """Acknowledge at once, replan from the join where it counts."""
        self._steer(Input(kind=InputKind.WISH, at=playhead, text=text), playhead)

    def more_like_this(self, playhead: MediaTime) -> None:
        """Ask for the flavours of the scene that is on: a wish without words."""
        self._steer(Input(kind=InputKind.MORE, at=playhead), playhead)

    def _steer(self, given: Input, playhead: MediaTime) -> None:
        kept = self._course.give(given, kept=self._handout.withdraw())
        self._drop_lost(playhead)
        while kept and not self._course.placed[kept - 1].is_hold and self._course.end <= given.at + COMMIT:
            self._course.extend()
            kept = len(self._course.placed)
        outcome = self._course.probe(given, kept)
        answered = self._course.placed[kept - 1].end if kept else 0
        if given.kind is not InputKind.UNDO_WISH:
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
                    kind=given.kind,
                    said=outcome.said,
                )
            )
        self._journal(self.end_state)

    def _drop_lost(self, playhead: MediaTime) -> None:
        """What was thrown away is drawn no more, and workers hurry, before the director is asked: it needs a core."""
        self._render(playhead)
        self._tell_buffer(playhead)

    def undo_wish(self, playhead: MediaTime) -> None:
        """Take the last wish back where it does not count yet; else ask the story to."""
        wish = self._course.withdraw_wish(kept=self._handout.withdraw())
        self._drop_lost(playhead)
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
        playing = self._playing(playhead)
        self._skipping = self._handout.number_of(playing) if playing is not None else 0

    def _try_skip(self, playhead: MediaTime) -> None:
        """Jump once the next scene's first part is on disk."""
        playing = self._playing(playhead)
        if self._skipping is None or playing is None:
            return
        kept = self._handout.number_of(playing) + 1
        if kept <= self._skipping:
            self._skipping = None  # the viewer has gone back meanwhile: what was watched stays as it was
            return
        target = self._next_scene(kept)
        if target is None:
            if self._course.open_choice() is None:
                self._course.extend()
            else:
                self._skipping = None  # nothing but the hold follows, and it is next
            return
        if not self._renders.ready(self._course.placed[target].timed):
            return
        self._skipping = None
        if target > kept:
            self._handout.settle()
            self._handout.forget_after(kept)
            self._seen = min(self._seen, kept)
            self._course.jump(kept, target)
            self._hold = None
            self._free_heads()
            self._laying.next(playhead)
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

    # another moment

    def go_to(self, mark: Mark, choice: int, option: int, playhead: MediaTime) -> None:
        """Stand at an earlier moment of the story again; with `option`, take that of `choice` there.

        What was played up to now stays a branch of the show's tree.
        """
        pick = Input(kind=InputKind.PICK, at=playhead, option=option, choice=choice, by="viewer")
        if self._leave_for(mark, pick if option else None, playhead):
            self._log.write(playhead, "revisit", event=mark.event, steps=mark.steps, choice=choice, option=option)

    def another_take(self, mark: Mark, playhead: MediaTime) -> None:
        """Show the moment at `mark` once more, in other words and shots; what was shown stays a branch."""
        if self._leave_for(mark, Input(kind=InputKind.TAKE, at=playhead), playhead):
            self._log.write(playhead, "signal", signal=str(InputKind.TAKE), event=mark.event, steps=mark.steps)
            self._tell(SignalNoted(kind=InputKind.TAKE, at=playhead))

    def _leave_for(self, mark: Mark, taken: Input | None, playhead: MediaTime) -> bool:
        """Whether the show stands at `mark` now, with an option or another take taken there."""
        try:
            state = self._course.revisit(self.end_state, mark)
            playing = self._playing(playhead)
            kept = 0 if playing is None else self._handout.number_of(playing) + 1
            self._handout.settle()
            self._course.restart(kept, state, taken)
        except (StoryError, GeneratorError, ValueError, KeyError) as error:
            self._handout.settled()
            self._tell(Trouble(what=f"the show cannot go there ({error})", remedy="choose another scene",
                               name="go", values=(("error", str(error)),)))  # fmt: skip
            return False
        self._handout.forget_after(kept)
        self._seen = min(self._seen, kept)
        if self._hold is not None and self._hold.opened is not None and self._hold.taken is None:
            self._tell(ChoiceClosed(choice=self._hold.choice, at=playhead))
        self._hold = self._closing = self._skipping = None
        self._free_heads()
        self._going = kept
        self._handout.settled()
        self._cut_from = self._course.end
        self._tell(Revisited(mark=mark, at=self._course.end))
        self._journal(self.end_state)
        return True

    def _try_going(self, playhead: MediaTime) -> None:
        """Leave for the other moment once its first part is on disk."""
        going = self._going
        if going is None or len(self._course.placed) <= going:
            return
        if self._handout.count() > going:
            self._going = None  # the join was faster
        elif self._renders.ready(self._course.placed[going].timed):
            self._going = None
            self._laying.next(playhead)
            self._tell(SkipReady(at=playhead))

    def keep_as_seed(self, folder: str, title: str, playhead: MediaTime) -> None:
        """Write the show as it stands into `folder`, as a seed that a creator can edit."""
        try:
            self._tell(Kept(folder=self._course.fork(self.end_state, folder, title), at=playhead))
        except (StoryError, GeneratorError, OSError) as error:
            self._tell(Trouble(what=f"the show could not be kept ({error})", remedy="try again in another scene",
                               name="keep", values=(("error", str(error)),)))  # fmt: skip

    def set_wildness(self, share: float, playhead: MediaTime) -> None:
        """How surprising the show may be from the next scene on."""
        given = Input(kind=InputKind.WILDNESS, at=playhead, share=min(max(share, 0.0), 1.0))
        self._course.give(given, kept=self._handout.committed())
        self._log.write(playhead, "signal", signal=str(given.kind), share=given.share)
        self._journal(self.end_state)
