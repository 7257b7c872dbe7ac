"""The branches of a past show: what its journal's paths are, and a journal that holds only one of them.

It knows no picture and no store; `player/replay.py` plays what is left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from player.marks import Mark
from story_engine.errors import JournalError
from story_engine.journal import Journal
from story_engine.plan import InputKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One path through a show, from its beginning to where it was left."""

    number: int
    """From 1, in the order in which the branches were left; the last is where the viewer was last."""
    parts: int
    picks: tuple[tuple[int, int], ...]
    """Choice and option of every answer on the way, oldest first."""
    shared: int
    """Answers that are those of the last branch, counted from the beginning."""


def branches_of(journal: Journal) -> tuple[Branch, ...]:
    """Every path of the journal that has a part."""
    picks = [_picks(journal, tip) for tip in range(len(journal.tips))]
    last = picks[-1] if picks else ()
    return tuple(
        Branch(number=number + 1, parts=journal.steps(number), picks=way, shared=_shared(way, last))
        for number, way in enumerate(picks)
        if journal.steps(number) > 0
    )


def only(journal: Journal, number: int) -> Journal:
    """The journal with branch `number` (from 1) alone; raises JournalError where there is none."""
    known = [branch.number for branch in branches_of(journal)]
    if number not in known:
        told = ", ".join(map(str, known)) or "none"
        raise JournalError(f"the show has no branch {number}; it has: {told} (`evershow shows branches` tells them)")
    return _alone(journal, number - 1)


def through(journal: Journal, mark: Mark) -> Journal:
    """The journal with the branch alone that leads over `mark`, the last of those that do; raises JournalError."""
    for tip in range(len(journal.tips) - 1, -1, -1):
        on_the_way = not mark.event or any(event.id == mark.event for event in journal.path(tip))
        if mark.is_known and on_the_way and journal.steps(tip) > mark.steps:
            return _alone(journal, tip)
    raise JournalError("this branch is not on record yet; watch a little of it and ask again")


def _alone(journal: Journal, tip: int) -> Journal:
    return replace(journal, events=journal.path(tip), tips=(journal.tips[tip],))


def _picks(journal: Journal, tip: int) -> tuple[tuple[int, int], ...]:
    inputs = (event.fields for event in journal.path(tip) if event.kind == "input")
    return tuple(
        (int(fields["choice"]), int(fields["option"])) for fields in inputs if fields["kind"] == InputKind.PICK.value
    )


def _shared(one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...]) -> int:
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
