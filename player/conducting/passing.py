"""Lean back: questions that are passed by. No cards are shown; the default that fits the viewer is taken.

It knows no clock and no screen. The hold still plays once, so that people think before they do something.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from player.conducting.course import Course
from player.conducting.handout import Handout
from player.conducting.laying import Laying
from player.feed import ChoicePassed, ReadySegment, ShowEvent
from player.showlog import ShowLog, seconds
from story_engine.plan import Choice, Input, InputKind


class Passing:
    """Passes questions by as soon as they are planned, so that the buffer never waits for anybody."""

    def __init__(
        self, course: Course, handout: Handout, laying: Laying, log: ShowLog, tell: Callable[[ShowEvent], None]
    ) -> None:
        self._course, self._handout, self._laying, self._log, self._tell = course, handout, laying, log, tell
        self._passed: dict[int, ChoicePassed] = {}
        """By the number of the choice; until it is told."""
        self._known: set[int] = set()

    def is_passed(self, choice: int) -> bool:
        """Whether nobody was asked: a show that goes on from before it may pass it by again."""
        return choice in self._known

    def pass_by(self, choice: Choice) -> None:
        """Plan on with the default after one turn of the hold at the end of the course."""
        course, first = self._course, self._course.first_hold()
        again = len(course.placed) > first.number + 1  # its timer was counted until now: a further turn may lie ready
        if again:
            self._handout.settle()
        course.keep_first(max(self._handout.count(), first.number + 1))
        pick = Input(kind=InputKind.PICK, at=course.end, option=choice.default, choice=choice.id, by="default")
        mark = course.mark(first.after)
        self._known.add(choice.id)
        self._passed[choice.id] = ChoicePassed(choice=choice, option=choice.default, at=first.start, mark=mark)
        self._log.write(first.start, "choice_passed", id=choice.id, options=[known.text for known in choice.options])
        self._log.write(
            pick.at, "option", choice=choice.id, option=choice.default, by="default", counts_from=seconds(pick.at)
        )
        self._laying.beside(partial(course.extend, pick))
        if again:
            self._handout.settled()

    def follow(self, playing: ReadySegment) -> None:
        """A segment begins to play: tell, once, where it is the hold of a question that was passed by."""
        choice = playing.timed.part.choice
        event = self._passed.pop(choice.id, None) if choice is not None else None
        if event is not None:
            self._tell(event)
