"""Rewrites `<<return>>` and computed jumps into plain branches, so that whoever performs a scene needs neither.

It does not know who performs scenes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from story_engine.expr import Binary, Expr, Literal
from story_engine.seed.script import (
    Alternatives,
    Arm,
    Block,
    Branching,
    Choosing,
    Cue,
    OnceOnly,
    Statement,
)

MOST_RETURNS = 8
"""`<<return>>`s in the middle of one node, because what follows each is copied into the other branches."""


def count_returns(block: Block) -> int:
    """How many `<<return>>`s stand in a block."""
    return sum(
        (isinstance(statement, Cue) and statement.kind == "return") or sum(count_returns(b) for b in _inner(statement))
        for statement in block
    )


def without_returns(block: Block) -> Block:
    """The block in which what would follow a `<<return>>` stands in the other branches only."""
    return _rewritten(block, ())


def _rewritten(block: Block, rest: Block) -> Block:
    """`block` and then `rest`, which is without returns already."""
    found: list[Statement] = []
    for index, statement in enumerate(block):
        if isinstance(statement, Cue) and statement.kind == "return":
            return tuple(found)
        if isinstance(statement, Cue) and statement.kind in ("jump", "stop"):
            return (*found, *block[index:])
        if any(count_returns(inner) for inner in _inner(statement)):
            return (*found, _divided(statement, _rewritten(block[index + 1 :], rest)))
        found.append(statement)
    return (*found, *rest)


def _divided(statement: Statement, follows: Block) -> Statement:
    return _branched(statement, lambda inner: _rewritten(inner, follows), follows)


def _inner(statement: Statement) -> Iterable[Block]:
    match statement:
        case Branching(arms=arms) | Alternatives(arms=arms):
            return [arm.body for arm in arms]
        case OnceOnly(body=body, otherwise=otherwise):
            return [body, otherwise]
        case Choosing(answers=answers):
            return [answer.body for answer in answers]
        case _:
            return []


def _branched(statement: Statement, work: Callable[[Block], Block], follows: Block) -> Statement:
    """The statement with every inner block rewritten, and a branch for when none was taken."""
    match statement:
        case Branching(arms=arms):
            changed = tuple(replace(arm, body=work(arm.body)) for arm in arms)
            whole = any(arm.condition is None for arm in arms)
            return Branching(arms=changed if whole else (*changed, Arm(condition=None, body=follows)))
        case Alternatives(arms=arms):
            return replace(statement, arms=tuple(replace(arm, body=work(arm.body)) for arm in arms))
        case OnceOnly(key=key, body=body, otherwise=otherwise):
            return OnceOnly(key=key, body=work(body), otherwise=work(otherwise))
        case Choosing(answers=answers):
            return replace(statement, answers=tuple(replace(a, body=work(a.body)) for a in answers))
        case _:
            return statement


def with_targets(block: Block, nodes: tuple[str, ...]) -> Block:
    """The block in which a jump to a computed node asks for each node by name."""
    return tuple(_targeted(statement, nodes) for statement in block)


def _targeted(statement: Statement, nodes: tuple[str, ...]) -> Statement:
    if isinstance(statement, Cue) and statement.kind in ("jump", "detour") and statement.template:
        asked = statement.template[0]
        if isinstance(asked, str):
            return statement
        arms = tuple(
            Arm(condition=_is(asked, node), body=(replace(statement, text=node, template=()),)) for node in nodes
        )
        return Branching(arms=arms)
    return _branched_plain(statement, lambda inner: with_targets(inner, nodes))


def _is(asked: Expr, node: str) -> Expr:
    return Binary("==", asked, Literal(node))


def _branched_plain(statement: Statement, work: Callable[[Block], Block]) -> Statement:
    if isinstance(statement, Branching):
        return Branching(arms=tuple(replace(arm, body=work(arm.body)) for arm in statement.arms))
    return _branched(statement, work, ())
