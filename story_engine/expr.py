"""Expressions of conditions and texts: a small parser of its own, a tree, and closures to evaluate it.

It does not know the world or the seed: names, calls and variables are answered by the scope it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from story_engine.errors import ExpressionError

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

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"\\]*(?:\\.[^"\\]*)*")|(?P<variable>\$[A-Za-z_]\w*)
    |(?P<word>[A-Za-z_]\w*)|(?P<operator>&&|\|\||==|!=|<=|>=|[-+*/%<>!(),=]))""",
    re.VERBOSE,
)
_WORDS = {"and": "&&", "or": "||", "not": "!", "is": "==", "eq": "==", "neq": "!=", "ne": "!=",
          "gt": ">", "lt": "<", "gte": ">=", "lte": "<=", "xor": "!="}  # fmt: skip
_LEVELS = (("||",), ("&&",), ("==", "!=", "<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


def parse(text: str) -> Expr:
    """The tree of `text`; raises ExpressionError with the column of the trouble."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression has {len(text)} characters, more than {MAX_LENGTH}", 0)
    reader = _Reader(list(_tokens(text)), len(text))
    tree = reader.level(0, 0)
    reader.finish()
    return tree


def parse_list(text: str) -> tuple[Expr, ...]:
    """Comma-separated expressions."""
    reader = _Reader(list(_tokens(text)), len(text))
    found = [reader.level(0, 0)]
    while reader.take(","):
        found.append(reader.level(0, 0))
    reader.finish()
    return tuple(found)


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            column = at + len(text[at:]) - len(text[at:].lstrip())
            raise ExpressionError(f"“{text[column]}” means nothing here", column, "remove it or quote the text")
        kind = match.lastgroup or ""
        raw = match.group(kind)
        if kind == "word" and raw.lower() in _WORDS:
            yield _Token("operator", _WORDS[raw.lower()], match.start(kind))
        elif kind == "operator" and raw == "=":
            raise ExpressionError("“=” does not compare", match.start(kind), "write == to compare")
        else:
            yield _Token(kind, raw, match.start(kind))
        at = match.end()


class _Reader:
    """A recursive-descent reader over tokens."""

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._length = length

    def peek(self) -> _Token:
        if self._at < len(self._tokens):
            return self._tokens[self._at]
        return _Token("end", "", self._length)

    def take(self, *operators: str) -> _Token | None:
        token = self.peek()
        if token.kind == "operator" and token.text in operators:
            self._at += 1
            return token
        return None

    def finish(self) -> None:
        token = self.peek()
        if token.kind != "end":
            raise ExpressionError(f"“{token.text}” is too much here", token.column, "join conditions with && or ||")

    def level(self, level: int, depth: int) -> Expr:
        if depth > MAX_DEPTH:
            raise ExpressionError(f"more than {MAX_DEPTH} nested brackets", self.peek().column)
        if level == len(_LEVELS):
            return self.unary(depth)
        left = self.level(level + 1, depth)
        while (token := self.take(*_LEVELS[level])) is not None:
            left = Binary(token.text, left, self.level(level + 1, depth), token.column)
        return left

    def unary(self, depth: int) -> Expr:
        if (token := self.take("!")) is not None:
            # `not a == b` means not (a == b), as in Yarn and Python.
            return Unary("!", self.level(2, depth + 1), token.column)
        if (token := self.take("-")) is not None:
            return Unary("-", self.unary(depth + 1), token.column)
        return self.atom(depth)

    def atom(self, depth: int) -> Expr:
        token = self.peek()
        self._at += 1
        if token.kind == "number":
            return Literal(float(token.text), token.column)
        if token.kind == "text":
            return Literal(re.sub(r"\\(.)", r"\1", token.text[1:-1]), token.column)
        if token.kind == "variable":
            return Variable(token.text[1:], token.column)
        if token.kind == "word":
            return self.word(token, depth)
        if token.kind == "operator" and token.text == "(":
            inside = self.level(0, depth + 1)
            self.close()
            return inside
        shown = f"“{token.text}”" if token.text else "the end"
        raise ExpressionError(f"a value was expected, {shown} found", token.column, "write a name, number or call")

    def word(self, token: _Token, depth: int) -> Expr:
        if token.text.lower() in ("true", "false"):
            return Literal(token.text.lower() == "true", token.column)
        if self.take("(") is None:
            return Name(token.text, token.column)
        arguments: list[Expr] = []
        if self.take(")") is None:
            arguments.append(self.level(0, depth + 1))
            while self.take(","):
                arguments.append(self.level(0, depth + 1))
            self.close()
        return Call(token.text, tuple(arguments), token.column)

    def close(self) -> None:
        if self.take(")") is None:
            raise ExpressionError("a closing bracket is missing", self.peek().column, "add )")


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
                if isinstance(side, Binary) and (not joins or side.operator in _SIGNS)
                else written(side)
                for side in (left, right)
            )
            return f"{first} {_SIGNS.get(operator, operator)} {second}"


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
        case Call(name=name, arguments=arguments):
            compiled = tuple(_argument(argument) for argument in arguments)
            return lambda scope: scope.call(name, tuple(part(scope) for part in compiled))
        case Unary(operator=operator, operand=operand):
            inner = compile_closure(operand)
            return (lambda scope: not inner(scope)) if operator == "!" else (lambda scope: -number(inner(scope)))
        case Binary(operator=operator, left=left, right=right):
            return _binary(operator, _argument(left), _argument(right))


def _argument(tree: Expr) -> Closure:
    """Bare words in arguments and comparisons are ids unless the scope knows a fact of that name."""
    if isinstance(tree, Name):
        name = tree.id
        return lambda scope: scope.call(name, ())
    return compile_closure(tree)


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
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    return number(left) + number(right)


def _divided(left: Value, right: Value) -> Value:
    """Division; by 0 it gives 0, because a show must not end over a sum."""
    divisor = number(right)
    return number(left) / divisor if divisor else 0.0
