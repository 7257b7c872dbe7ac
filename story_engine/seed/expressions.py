"""Turns Yarn's expression trees into those of conditions and texts, enums, smart variables and node groups resolved.

It does not know whether the names in them exist; `types` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from story_engine.errors import ExpressionError
from story_engine.expr import Binary, Call, Expr, Literal, Name, Unary, Value, Variable, walk
from story_engine.yarn import tree as yarn

MOST_PARTS = 400
"""Parts of one expression after smart variables were filled in, because they may double at each step."""


@dataclass(slots=True)
class Meanings:
    """What the names of a seed's scripts stand for besides ids and facts."""

    enums: dict[str, dict[str, Value]] = field(default_factory=dict)
    smart: dict[str, yarn.Expression] = field(default_factory=dict)
    """Smart variables by name (without `$`): always what their expression is."""
    initial: dict[str, Value] = field(default_factory=dict)
    """Declared variables and their values at the start of a show."""
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Node groups: a title and the ids of its nodes."""
    whens: dict[str, Expr | None] = field(default_factory=dict)
    """What `when:` says of each node of a group."""


def converted(tree: yarn.Expression, base: int, meanings: Meanings, inside: tuple[str, ...] = ()) -> Expr:
    """The expression with columns counted from `base` (a column from 1); raises ExpressionError."""
    found = _convert(tree, base, meanings, inside)
    if inside == () and meanings.smart and sum(1 for _ in walk(found)) > MOST_PARTS:
        raise ExpressionError(f"the expression has more than {MOST_PARTS} parts", 0, "use fewer smart variables")
    return found


def _convert(tree: yarn.Expression, base: int, meanings: Meanings, inside: tuple[str, ...]) -> Expr:
    column = max(0, tree.at.column - base)
    match tree:
        case yarn.Number(value=value):
            return Literal(value, column)
        case yarn.Text(value=text):
            return Literal(text, column)
        case yarn.Truth(value=truth):
            return Literal(truth, column)
        case yarn.Variable(name=name):
            return _variable(name.removeprefix("$"), column, base, meanings, inside)
        case yarn.Member(enum="", case=word):
            return Name(word, column)
        case yarn.Member(enum=enum, case=case):
            return Literal(_case(enum, case, column, meanings), column)
        case yarn.Call(name=name, arguments=arguments):
            parts = tuple(_convert(argument, base, meanings, inside) for argument in arguments)
            return _call(name, parts, column, meanings)
        case yarn.Unary(operator=operator, operand=operand):
            return Unary(operator, _convert(operand, base, meanings, inside), column)
        case yarn.Binary(operator=operator, left=left, right=right):
            sign = "!=" if operator == "^" else operator
            first = _convert(left, base, meanings, inside)
            return Binary(sign, first, _convert(right, base, meanings, inside), column)


def _variable(name: str, column: int, base: int, meanings: Meanings, inside: tuple[str, ...]) -> Expr:
    if name not in meanings.smart:
        return Variable(name, column)
    if name in inside:
        raise ExpressionError(f"${name} follows from itself", column, "break the circle")
    return _convert(meanings.smart[name], base, meanings, (*inside, name))


def _case(enum: str | None, case: str, column: int, meanings: Meanings) -> Value:
    if enum is not None and enum not in meanings.enums:
        raise ExpressionError(f"there is no enum “{enum}”", column, f"<<enum {enum}>> … <<endenum>> declares it")
    named = [enum] if enum is not None else [name for name, cases in meanings.enums.items() if case in cases]
    holders = [name for name in named if case in meanings.enums[name]]
    if len(holders) != 1:
        why = f"“.{case}” may be a case of {' and '.join(holders)}" if holders else f"“{case}” is no case of an enum"
        raise ExpressionError(why, column, "write Name.Case, and declare it in <<enum Name>>")
    return meanings.enums[holders[0]][case]


def _call(name: str, arguments: tuple[Expr, ...], column: int, meanings: Meanings) -> Expr:
    """A call; `visited` of a node group asks about all of its nodes."""
    if name in ("visited", "visited_count", "since") and len(arguments) == 1 and isinstance(arguments[0], Literal):
        members = meanings.groups.get(str(arguments[0].value), ())
        calls = [Call(name, (Literal(member, arguments[0].column),), column) for member in members]
        if calls and name == "since":
            return Call("min", tuple(calls), column)
        if calls:
            joined: Expr = calls[0]
            for call in calls[1:]:
                joined = Binary("||" if name == "visited" else "+", joined, call, column)
            return joined
    return Call(name, arguments, column)


def constant(tree: yarn.Expression, meanings: Meanings) -> Value | None:
    """The value of a declaration; None when it is an expression (then the variable is a smart one)."""
    match tree:
        case yarn.Number(value=value) | yarn.Text(value=value) | yarn.Truth(value=value):
            return value
        case yarn.Unary(operator="-", operand=yarn.Number(value=value)):
            return -value
        case yarn.Member(enum=enum, case=case) if enum != "":
            return _case(enum, case, 0, meanings)
        case _:
            return None


def read_enum(enum: yarn.Enum) -> Mapping[str, Value]:
    """The raw values of an enum's cases: as written, else their own names."""
    found: dict[str, Value] = {}
    for case in enum.cases:
        raw = constant(case.value, Meanings()) if case.value is not None else None
        found[case.name] = case.name if raw is None else raw
    return found
