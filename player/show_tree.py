"""The tree of one show: every path that was ever played, and how to stand again at any of its moments.

It knows no picture and no clock; the director asks it, the store keeps what it writes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from player.marks import Mark
from story_engine.errors import JournalError
from story_engine.journal import Journal
from story_engine.journal_growing import GrowingJournal
from story_engine.plan import InputKind
from story_engine.seed import Seed
from story_engine.show import Show
from story_engine.takes import heard_between


def mark_of(show: Show) -> Mark:
    """The moment in which `show` stands."""
    tip = show.state.tip
    return Mark(event=tip.id if tip is not None else "", steps=show.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What another take of a moment must not be: the takes that were shown of it."""

    takes: int = 1
    """How many there were."""
    heard: tuple[str, ...] = ()
    """Keys of the lines and words that were heard in them."""


def left_for(stood: Show, left: Show) -> Left:
    """What the viewer knows who left `left` to stand at the moment of `stood` again."""
    here = stood.state.tip
    events = left.journal().events
    if here is not None and all(event.id != here.id for event in events):
        return Left()  # another branch: what it said was not heard lately
    known = [event.fields for event in events if event.kind == "input" and event.step == stood.steps]
    takes = max([int(fields["option"]) for fields in known if fields["kind"] == InputKind.TAKE.value], default=1)
    return Left(takes=takes, heard=heard_between(stood.state, left.state))


class ShowTree:
    """All paths of one show; for the director's thread alone."""

    def __init__(self, past: Journal | None = None) -> None:
        """`past`: the journal of earlier sittings with all its branches."""
        self._growing = GrowingJournal(past)

    def written(self, show: Show) -> bytes:
        """The journal of all paths; the one that leads to `show` is the last. Only what is new costs anything."""
        return self._growing.written(show.state.header, show.state.tip, show.steps)

    def leave(self, show: Show) -> None:
        """The viewer goes elsewhere: the path to `show` stays a branch."""
        self._growing = GrowingJournal(Journal.from_bytes(self.written(show)))

    def stand(self, seed: Seed, mark: Mark) -> Show:
        """The show as it was at `mark`; raises JournalError where no path leads there."""
        past = self._growing.past
        if past is None or (mark.event and all(event.id != mark.event for event in past.events)):
            raise JournalError("this moment of the show is not on record; go to another scene")
        return Show.resume(seed, replace(past, tips=((mark.event, max(mark.steps, 0)),)))
