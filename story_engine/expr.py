"""Expressions of conditions and texts: a tree read as Yarn reads it, and closures to evaluate it.

It does not know the world or the seed: names, calls and variables are answered by the scope it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from story_engine.errors import ExpressionError
from story_engine.functions import PURE, RANDOM, called, drawn
from story_engine.yarn import tree as yarn
from story_engine.yarn.expressions import whole_expression
from story_engine.yarn.library import written as yarn_written
from story_engine.yarn.words import Refused

Value: TypeAlias = bool | float | str


class Scope(Protocol):
    """What an expression may ask while it is evaluated."""

    def call(self, name: str, arguments: tuple[Value, ...]) -> Value:
        """The value of a fact, quality or built-in."""

    def variable(self, name: str) -> Value:
        """The value of `$name`, given without the $."""


Closure: TypeAlias = Callable[[Scope], Value]


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, truth or quoted text."""

    value: Value
    column: int = 0


@dataclass(frozen=True, slots=True)
class Variable:
    """`$name`: a role of the scene or a variable of the show."""

    name: str
    column: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """A bare word: an entity's id, or a fact without arguments."""

    id: str
    column: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """`name(arguments)`."""

    name: str
    arguments: tuple[Expr, ...]
    column: int = 0


@dataclass(frozen=True, slots=True)
class Unary:
    """`not x` or `-x`."""

    operator: str
    operand: Expr
    column: int = 0


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and one of `or and == != < > <= >= + - * / %`."""

    operator: str
    left: Expr
    right: Expr
    column: int = 0


Expr: TypeAlias = Literal | Variable | Name | Call | Unary | Binary

MAX_LENGTH = 600
"""Characters of one expression, because seeds are hostile until validated."""
MAX_DEPTH = 24
"""Nested brackets, for the same reason."""

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def parse(text: str) -> Expr:
    """The tree of `text`, read as Yarn reads it; raises ExpressionError with the column of the trouble."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression has {len(text)} characters, more than {MAX_LENGTH}", 0)
    depth = 0
    for column, letter in enumerate(_QUOTED.sub(lambda quoted: "_" * len(quoted[0]), text)):
        depth += (letter == "(") - (letter == ")")
        if depth > MAX_DEPTH:
            raise ExpressionError(f"more than {MAX_DEPTH} nested brackets", column)
    try:
        return from_yarn(whole_expression(text.replace("\n", " ").replace("\r", " "), 1), 1)
    except Refused as refused:
        problem = refused.problem
        remedy = "write == to compare" if "“=” stands there" in problem.message else problem.remedy
        raise ExpressionError(problem.message, min(len(text), problem.column - 1), remedy) from None


class Names(Protocol):
    """What names stand for besides ids, facts and variables; see `seed.expressions`."""

    def variable(self, tree: yarn.Variable, column: int, base: int) -> Expr: ...
    def member(self, tree: yarn.Member, column: int) -> Expr: ...
    def call(self, name: str, arguments: tuple[Expr, ...], column: int) -> Expr: ...


def from_yarn(tree: yarn.Expression, base: int, names: Names | None = None) -> Expr:
    """The tree of an expression that Yarn's reader read, its columns counted from `base` (a column from 1)."""
    column = max(0, tree.at.column - base)
    match tree:
        case yarn.Number(value=number):
            return Literal(number, column)
        case yarn.Text(value=text):
            return Literal(text, column)
        case yarn.Truth(value=truth):
            return Literal(truth, column)
        case yarn.Variable(name=name):
            return Variable(name[1:], column) if names is None else names.variable(tree, column, base)
        case yarn.Member(enum="", case=word):
            return Name(word, column)
        case yarn.Member(case=case):
            if names is not None:
                return names.member(tree, column)
            raise ExpressionError(f"“.{case}” is a case of an enum, and there are none here", column, "remove the dot")
        case yarn.Call(name=name, arguments=arguments):
            parts = tuple(from_yarn(argument, base, names) for argument in arguments)
            return Call(name, parts, column) if names is None else names.call(name, parts, column)
        case yarn.Unary(operator="-", operand=yarn.Number(value=number)):
            return Literal(-number, column)
        case yarn.Unary(operator=operator, operand=operand):
            return Unary(operator, from_yarn(operand, base, names), column)
        case yarn.Binary(operator=operator, left=left, right=right):
            first, second = from_yarn(left, base, names), from_yarn(right, base, names)
            return Binary("!=" if operator == "^" else operator, first, second, column)


def conjuncts(tree: Expr) -> tuple[Expr, ...]:
    """The parts that must all be true."""
    if isinstance(tree, Binary) and tree.operator == "&&":
        return conjuncts(tree.left) + conjuncts(tree.right)
    return (tree,)


def walk(tree: Expr) -> Iterator[Expr]:
    """The tree and everything below it."""
    yield tree
    if isinstance(tree, Call):
        for argument in tree.arguments:
            yield from walk(argument)
    elif isinstance(tree, Unary):
        yield from walk(tree.operand)
    elif isinstance(tree, Binary):
        yield from walk(tree.left)
        yield from walk(tree.right)


def substitute(tree: Expr, binding: dict[str, str]) -> Expr:
    """The tree with the bound variables replaced by the entities' ids."""
    if isinstance(tree, Variable):
        return Literal(binding[tree.name], tree.column) if tree.name in binding else tree
    if isinstance(tree, Call):
        return Call(tree.name, tuple(substitute(a, binding) for a in tree.arguments), tree.column)
    if isinstance(tree, Unary):
        return Unary(tree.operator, substitute(tree.operand, binding), tree.column)
    if isinstance(tree, Binary):
        return Binary(tree.operator, substitute(tree.left, binding), substitute(tree.right, binding), tree.column)
    return tree


def shown_tree(tree: Expr) -> str:
    """An expression in one canonical spelling, so that equal conditions are one watch."""
    match tree:
        case Literal(value=value):
            return f"{value!r}"
        case Variable(name=name):
            return f"${name}"
        case Name(id=name):
            return repr(name)
        case Call(name=name, arguments=arguments):
            return f"{name}({','.join(shown_tree(a) for a in arguments)})"
        case Unary(operator=operator, operand=operand):
            return f"{operator}({shown_tree(operand)})"
        case Binary(operator=operator, left=left, right=right):
            return f"({shown_tree(left)}{operator}{shown_tree(right)})"


_SIGNS = {"&&": "and", "||": "or"}


def written(tree: Expr | None) -> str:
    """An expression as an author would write it."""
    match tree:
        case None:
            return ""
        case Literal(value=bool() as value):
            return "true" if value else "false"
        case Literal(value=str() as text):
            return f'"{text}"'
        case Literal(value=value):
            return f"{value:g}"
        case Variable(name=name):
            return f"${name}"
        case Name(id=name):
            return name
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(written(a) for a in arguments)})"
        case Unary(operator=operator, operand=operand):
            inner = f"({written(operand)})" if isinstance(operand, Binary) else written(operand)
            return f"not {inner}" if operator == "!" else f"-{inner}"
        case Binary(operator=operator, left=left, right=right):
            joins = operator in _SIGNS
            first, second = (
                f"({written(side)})"
                if isinstance(side, Binary) and (not joins or side.operator in _SIGNS) and not _alike(side, operator)
                else written(side)
                for side in (left, right)
            )
            return f"{first} {_SIGNS.get(operator, operator)} {second}"


def _alike(side: Binary, operator: str) -> bool:
    """Whether a side of a chain of "and" or "or" goes on in the same chain, so that brackets say nothing."""
    return operator in _SIGNS and side.operator == operator


def number(value: Value) -> float:
    """A value as a number; texts count as 0, because a checked seed never compares them by size."""
    return float(value) if not isinstance(value, str) else 0.0


def compile_closure(tree: Expr) -> Closure:
    """A closure that evaluates the tree in a scope; nothing is ever handed to Python's own evaluator."""
    match tree:
        case Literal(value=value):
            return lambda scope: value
        case Variable(name=name):
            return lambda scope: scope.variable(name)
        case Name(id=name):
            return lambda scope: scope.call(name, ())
        case Call(name=name, arguments=arguments, column=column):
            return _call(name, tuple(compile_closure(argument) for argument in arguments), column)
        case Unary(operator=operator, operand=operand):
            inner = compile_closure(operand)
            return (lambda scope: not inner(scope)) if operator == "!" else (lambda scope: -number(inner(scope)))
        case Binary(operator=operator, left=left, right=right):
            return _binary(operator, compile_closure(left), compile_closure(right))


def _call(name: str, arguments: tuple[Closure, ...], column: int) -> Closure:
    if name in PURE:
        return lambda scope: called(name, [part(scope) for part in arguments])
    if name in RANDOM:
        key = f"{name}:{column}"

        def random(scope: Scope) -> Value:
            def chance(asked: str, probability: float) -> bool:
                return bool(scope.call("chance", (asked, probability)))

            return drawn(name, [part(scope) for part in arguments], key, chance)

        return random
    return lambda scope: scope.call(name, tuple([part(scope) for part in arguments]))


def _binary(operator: str, left: Closure, right: Closure) -> Closure:
    match operator:
        case "&&":
            return lambda scope: bool(left(scope)) and bool(right(scope))
        case "||":
            return lambda scope: bool(left(scope)) or bool(right(scope))
        case "==":
            return lambda scope: left(scope) == right(scope)
        case "!=":
            return lambda scope: left(scope) != right(scope)
        case "<":
            return lambda scope: number(left(scope)) < number(right(scope))
        case ">":
            return lambda scope: number(left(scope)) > number(right(scope))
        case "<=":
            return lambda scope: number(left(scope)) <= number(right(scope))
        case ">=":
            return lambda scope: number(left(scope)) >= number(right(scope))
        case "+":
            return lambda scope: _plus(left(scope), right(scope))
        case "-":
            return lambda scope: number(left(scope)) - number(right(scope))
        case "*":
            return lambda scope: number(left(scope)) * number(right(scope))
        case "/":
            return lambda scope: _divided(left(scope), right(scope))
        case _:
            return lambda scope: number(left(scope)) % (number(right(scope)) or 1.0)


def _plus(left: Value, right: Value) -> Value:
    """A sum, or the two as one text when either is a text."""
    if isinstance(left, str) or isinstance(right, str):
        return yarn_written(left) + yarn_written(right)
    return float(left) + float(right)


def _divided(left: Value, right: Value) -> Value:
    """Division; by 0 it gives 0, because a show must not end over a sum."""
    divisor = number(right)
    return number(left) / divisor if divisor else 0.0
