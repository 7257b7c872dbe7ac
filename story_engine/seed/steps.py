"""Walks over the statements of a scene's body.

It does not know what they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from story_engine.seed.diagnostics import Where
from story_engine.seed.model import Storylet
from story_engine.seed.script import Alternatives, Arm, Block, Branching, Choosing, OnceOnly, Statement

MOST_WALKED = 1_000
"""Bodies whose statements are remembered, because `check` walks over every scene two dozen times."""
_WALKED: dict[int, tuple[Block, list[Statement]]] = {}
"""Bodies by identity, each with itself, so that no other takes its number."""


def every_statement(block: Block) -> Iterator[Statement]:
    """All statements, those inside others too, in the order of the text."""
    known = _WALKED.get(id(block))
    if known is None or known[0] is not block:
        found: list[Statement] = []
        _gather(block, found)
        if len(_WALKED) >= MOST_WALKED:
            _WALKED.clear()
        known = _WALKED[id(block)] = (block, found)
    return iter(known[1])


def _gather(block: Block, found: list[Statement]) -> None:
    # Into a list, because a generator takes half as long again.
    for statement in block:
        found.append(statement)
        kind = type(statement)
        if kind is Alternatives or kind is Branching:
            for arm in statement.arms:  # type: ignore[union-attr]
                _gather(arm.body, found)
        elif kind is Choosing:
            for answer in statement.answers:  # type: ignore[union-attr]
                _gather(answer.body, found)
        elif kind is OnceOnly:
            _gather(statement.body, found)  # type: ignore[union-attr]
            _gather(statement.otherwise, found)  # type: ignore[union-attr]


def inner_blocks(statement: Statement) -> tuple[Block, ...]:
    """The blocks inside one statement."""
    inner = _INNER.get(type(statement))
    return () if inner is None else inner(statement)


_INNER: Mapping[type, Callable[[Any], tuple[Block, ...]]] = {
    Branching: lambda statement: tuple(arm.body for arm in statement.arms),
    Alternatives: lambda statement: tuple(arm.body for arm in statement.arms),
    OnceOnly: lambda statement: (statement.body, statement.otherwise),
    Choosing: lambda statement: tuple(answer.body for answer in statement.answers),
}


def likely_path(block: Block) -> Iterator[Statement]:
    """One typical way through: first arms, first options; what the planner foresees."""
    for statement in block:
        yield statement
        inner = inner_blocks(statement)
        if inner:
            yield from likely_path(inner[0])


def arm_where(storylet: Storylet, arm: Arm) -> Where:
    """Where a branch begins."""
    parts = arm.key.rsplit(":", 2)
    if len(parts) != 3:
        return storylet.where
    return Where(path=storylet.where.path, line=int(parts[1]), column=int(parts[2]))
