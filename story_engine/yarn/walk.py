"""Goes through a tree: every statement, every expression, every line, in the order of the text.

It does not know why anybody wants to see them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from story_engine.yarn.tree import (
    Binary,
    Call,
    Command,
    Declare,
    Expression,
    If,
    Inline,
    Invoke,
    Jump,
    Line,
    LineGroup,
    Node,
    Once,
    Options,
    Piece,
    Set,
    Statement,
    Unary,
)


def statements_of(body: tuple[Statement, ...]) -> Iterator[Statement]:
    """Every statement of a body and of all blocks inside it; a group's lines come before their bodies."""
    for statement in body:
        yield statement
        match statement:
            case If():
                for clause in statement.clauses:
                    yield from statements_of(clause.body)
            case Once():
                yield from statements_of(statement.body)
                yield from statements_of(statement.otherwise or ())
            case Options() | LineGroup():
                for item in statement.items:
                    yield item.line
                    yield from statements_of(item.body)


def lines_of(node: Node) -> Iterator[Line]:
    """Every line of a node, those of options and groups included."""
    for statement in statements_of(node.body):
        if isinstance(statement, Line):
            yield statement


def lines_before_options(body: tuple[Statement, ...]) -> Iterator[Line]:
    """The lines, here and in all blocks inside, whose very next statement offers options."""
    for statement, behind in zip_longest(body, body[1:]):
        if isinstance(statement, Line) and isinstance(behind, Options):
            yield statement
        for block in blocks_of(statement):
            yield from lines_before_options(block)


def blocks_of(statement: Statement) -> Iterator[tuple[Statement, ...]]:
    """The bodies right inside a statement."""
    match statement:
        case If():
            for clause in statement.clauses:
                yield clause.body
        case Once():
            yield statement.body
            yield statement.otherwise or ()
        case Options() | LineGroup():
            for item in statement.items:
                yield item.body


def expressions_of(statement: Statement) -> Iterator[Expression]:
    """The expressions that a statement itself holds (not those of the statements inside it)."""
    match statement:
        case Line():
            yield from _inlines(statement.pieces)
            if statement.condition is not None and statement.condition.expression is not None:
                yield statement.condition.expression
        case Command():
            yield from _inlines(statement.pieces)
        case If():
            for clause in statement.clauses:
                if clause.condition is not None:
                    yield clause.condition
        case Once():
            if statement.condition is not None:
                yield statement.condition
        case Set() | Declare():
            yield statement.value
        case Invoke():
            yield statement.call
        case Jump():
            if not isinstance(statement.target, str):
                yield statement.target


def _inlines(pieces: tuple[Piece, ...]) -> Iterator[Expression]:
    for piece in pieces:
        if isinstance(piece, Inline):
            yield piece.expression


def parts_of(expression: Expression) -> Iterator[Expression]:
    """An expression and everything inside it."""
    yield expression
    match expression:
        case Unary():
            yield from parts_of(expression.operand)
        case Binary():
            yield from parts_of(expression.left)
            yield from parts_of(expression.right)
        case Call():
            for argument in expression.arguments:
                yield from parts_of(argument)


def boolean_operators(expression: Expression) -> int:
    """How many `and`, `or`, `xor` and `not` an expression holds: what Yarn weighs a condition by."""
    return sum(
        (isinstance(part, Binary) and part.operator in ("&&", "||", "^"))
        or (isinstance(part, Unary) and part.operator == "!")
        for part in parts_of(expression)
    )
