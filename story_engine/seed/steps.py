"""Walks over the statements of a scene's body.

It does not know what they do.
"""

from __future__ import annotations

from collections.abc import Iterator

from story_engine.seed.diagnostics import Where
from story_engine.seed.model import Storylet
from story_engine.seed.script import Alternatives, Arm, Block, Branching, Choosing, OnceOnly, Statement


def every_statement(block: Block) -> Iterator[Statement]:
    """All statements, those inside others too, in the order of the text."""
    for statement in block:
        yield statement
        for inner in inner_blocks(statement):
            yield from every_statement(inner)


def inner_blocks(statement: Statement) -> tuple[Block, ...]:
    """The blocks inside one statement."""
    if isinstance(statement, Branching | Alternatives):
        return tuple(arm.body for arm in statement.arms)
    if isinstance(statement, OnceOnly):
        return (statement.body, statement.otherwise)
    if isinstance(statement, Choosing):
        return tuple(answer.body for answer in statement.answers)
    return ()


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
