"""Turns an expression of the tree into a function that computes its value: no `eval`, only what the tree can say.

It does not know where variables are kept or what functions do: a `Scope` answers for both.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Protocol

from story_engine.yarn.library import CallFailed, Value, single, to_number, to_truth, written
from story_engine.yarn.tree import Binary, Call, Expression, Member, Number, Text, Truth, Unary, Variable

LONGEST_TEXT = 1_000_000
"""Characters that a text may grow to by joining; more is a circle that doubles it."""


class Scope(Protocol):
    """What an expression is computed in."""

    def read(self, name: str) -> Value:
        """The value of a variable (its name with `$`)."""
        ...

    def call(self, name: str, arguments: tuple[Value, ...]) -> Value:
        """What a function gives."""
        ...


Compute = Callable[[Scope], Value]


def compiled(expression: Expression, members: Mapping[int, Value]) -> Compute:
    """The function that computes `expression`; `members` gives the raw value of each enum case by its `id`."""
    match expression:
        case Number():
            number = single(expression.value)
            return lambda scope: number
        case Text() | Truth():
            value = expression.value
            return lambda scope: value
        case Variable():
            name = expression.name
            return lambda scope: scope.read(name)
        case Member():
            raw = members[id(expression)]
            return lambda scope: raw
        case Call():
            called = expression.name
            arguments = tuple(compiled(argument, members) for argument in expression.arguments)
            return lambda scope: scope.call(called, tuple(argument(scope) for argument in arguments))
        case Unary():
            operand = compiled(expression.operand, members)
            if expression.operator == "-":
                return lambda scope: -to_number(operand(scope))
            return lambda scope: not to_truth(operand(scope))
        case Binary():
            work = OPERATIONS[expression.operator]
            left, right = compiled(expression.left, members), compiled(expression.right, members)
            return lambda scope: work(left(scope), right(scope))


def _add(left: Value, right: Value) -> Value:
    if isinstance(left, str) or isinstance(right, str):
        joined = written(left) + written(right)
        if len(joined) > LONGEST_TEXT:
            raise CallFailed(f"a text grew beyond {LONGEST_TEXT:,} characters")
        return joined
    return single(to_number(left) + to_number(right))


def _divide(left: Value, right: Value) -> Value:
    number, by = to_number(left), to_number(right)
    if by == 0:
        return math.nan if number == 0 or math.isnan(number) else math.copysign(math.inf, number * math.copysign(1, by))
    return single(number / by)


def _modulo(left: Value, right: Value) -> Value:
    number, by = to_number(left), to_number(right)
    if by == 0 or math.isinf(number) or math.isnan(by):
        return math.nan
    return single(math.fmod(number, by))


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, str) != isinstance(right, str):
        return False
    return left == right


def _less(left: Value, right: Value) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        raise CallFailed("texts have no order; compare numbers")
    return left < right


OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": _add,
    "-": lambda left, right: single(to_number(left) - to_number(right)),
    "*": lambda left, right: single(to_number(left) * to_number(right)),
    "/": _divide,
    "%": _modulo,
    "==": _same,
    "!=": lambda left, right: not _same(left, right),
    "<": _less,
    ">": lambda left, right: _less(right, left),
    "<=": lambda left, right: _less(left, right) or _same(left, right),
    ">=": lambda left, right: _less(right, left) or _same(left, right),
    "&&": lambda left, right: to_truth(left) and to_truth(right),
    "||": lambda left, right: to_truth(left) or to_truth(right),
    "^": lambda left, right: to_truth(left) != to_truth(right),
}
"""What each operator computes; both sides are always computed first, as Yarn does."""
