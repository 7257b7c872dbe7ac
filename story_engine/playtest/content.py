"""Everything of a seed that a play can reach: blocks, options, arms and lines, numbered once.

It does not know plays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from story_engine.seed.diagnostics import Where
from story_engine.seed.model import Seed
from story_engine.seed.script import (
    Alternatives,
    Answer,
    Arm,
    Block,
    Branching,
    Choosing,
    Cue,
    OnceOnly,
    Say,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One numbered piece of content."""

    number: int
    kind: str
    """"body", "option", "arm" (of an <<if>> or a line group), "once", "line"."""
    storylet: str
    where: Where
    words: str
    block: int
    """Number of the block it stands in; its own number when it is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All spots of a seed, and the number of each statement that is one."""

    spots: tuple[Spot, ...]
    numbers: Mapping[int, int]
    """`id()` of a block's owner (storylet, answer, arm, once-block, its else, line) → number."""
    owners: tuple[object, ...]
    """Keeps the owners alive, so that their ids stay theirs."""

    def of(self, owner: object) -> int:
        """The number of a piece of content."""
        return self.numbers[id(owner)]


class _Lister:
    def __init__(self) -> None:
        self.spots: list[Spot] = []
        self.numbers: dict[int, int] = {}
        self.owners: list[object] = []
        self.storylet = ""
        self.where = Where(path="")

    def add(self, owner: object, kind: str, words: str, where: Where | None = None, block: int | None = None) -> int:
        number = len(self.spots)
        self.spots.append(
            Spot(
                number=number,
                kind=kind,
                storylet=self.storylet,
                where=where or self.where,
                words=words,
                block=number if block is None else block,
            )
        )
        self.numbers[id(owner)] = number
        self.owners.append(owner)
        return number

    def block(self, block: Block, number: int) -> None:
        for statement in block:
            match statement:
                case Say():
                    self.add(statement, "line", plain_text(statement), statement.where, number)
                case Cue(kind="letter"):
                    self.add(statement, "line", statement.text, statement.where, number)
                case Branching():
                    for place, arm in enumerate(statement.arms):
                        self._arm(arm, f"way {place + 1} of an <<if>>")
                case Alternatives():
                    for arm in statement.arms:
                        first = arm.body[0] if arm.body else None
                        self._arm(arm, plain_text(first) if isinstance(first, Say) else "a line group's arm")
                case OnceOnly():
                    self.block(statement.body, self.add(statement, "once", "<<once>>", _first_where(statement.body)))
                    if statement.otherwise:
                        where = _first_where(statement.otherwise)
                        self.block(
                            statement.otherwise, self.add(statement.otherwise, "once", "<<else>> of <<once>>", where)
                        )
                case Choosing():
                    for answer in statement.answers:
                        self.block(answer.body, self.add(answer, "option", option_text(answer), answer.where))
                case _:
                    continue

    def _arm(self, arm: Arm, words: str) -> None:
        self.block(arm.body, self.add(arm, "arm", words, _first_where(arm.body)))


def content_of(seed: Seed) -> Content:
    """The numbered content of a seed."""
    lister = _Lister()
    for storylet in seed.storylets.values():
        lister.storylet, lister.where = storylet.id, storylet.where
        lister.block(storylet.body, lister.add(storylet, "body", storylet.title, storylet.where))
    return Content(spots=tuple(lister.spots), numbers=MappingProxyType(lister.numbers), owners=tuple(lister.owners))


def plain_text(say: Say) -> str:
    """A line's words, its expressions as dots."""
    return "".join(part if isinstance(part, str) else "…" for part in say.text)


def option_text(answer: Answer) -> str:
    """An option's words, its expressions as dots."""
    return "".join(part if isinstance(part, str) else "…" for part in answer.text)


def _first_where(block: Block) -> Where | None:
    """Where the first statement that knows its place stands."""
    for statement in block:
        where = getattr(statement, "where", None)
        if isinstance(where, Where):
            return where
    return None
