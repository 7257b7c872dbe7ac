"""Turns Yarn's expression trees into those of conditions and texts, enums, smart variables and node groups resolved.

It does not know whether the names in them exist; `types` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from story_engine.errors import ExpressionError
from story_engine.expr import Binary, Call, Expr, Literal, Value, Variable, from_yarn, walk
from story_engine.functions import LANGUAGE
from story_engine.yarn import tree as yarn

MOST_SMART = 20
"""Smart variables within smart variables, because seeds are hostile until validated."""
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
    language: str = LANGUAGE
    """In which the scripts are written: whose plural forms they use."""
    whens: dict[str, Expr | None] = field(default_factory=dict)
    """What `when:` says of each node of a group."""


def converted(tree: yarn.Expression, base: int, meanings: Meanings) -> Expr:
    """The expression with columns counted from `base` (a column from 1); raises ExpressionError."""
    return from_yarn(tree, base, _Resolved(meanings, ()))


@dataclass(frozen=True, slots=True)
class _Resolved:
    """Fills in smart variables, enums and node groups."""

    meanings: Meanings
    inside: tuple[str, ...]
    """Smart variables that are being filled in."""

    def variable(self, tree: yarn.Variable, column: int, base: int) -> Expr:
        """A variable, or what a smart one stands for."""
        name = tree.name.removeprefix("$")
        if name not in self.meanings.smart:
            return Variable(name, column)
        if name in self.inside or len(self.inside) >= MOST_SMART:
            raise ExpressionError(f"${name} follows from itself", column, "break the circle")
        found = from_yarn(self.meanings.smart[name], base, _Resolved(self.meanings, (*self.inside, name)))
        if sum(1 for _ in walk(found)) > MOST_PARTS:
            raise ExpressionError(f"${name} has more than {MOST_PARTS} parts", column, "use fewer smart variables")
        return found

    def member(self, tree: yarn.Member, column: int) -> Expr:
        """The raw value of an enum's case."""
        return Literal(_case(tree.enum, tree.case, column, self.meanings), column)

    def call(self, name: str, arguments: tuple[Expr, ...], column: int) -> Expr:
        """A call; what is asked about a node group is asked about its nodes."""
        return _call(name, arguments, column, self.meanings)


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
    if name == "has_any_content" and len(arguments) == 1 and isinstance(arguments[0], Literal):
        return _content(str(arguments[0].value), column, meanings)
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


def _content(title: str, column: int, meanings: Meanings) -> Expr:
    """Whether one node of a group may be played now; a single node always may."""
    joined: Expr = Literal(title not in meanings.groups, column)
    for member in meanings.groups.get(title, ()):
        joined = Binary("||", joined, meanings.whens.get(member) or Literal(True, column), column)
    return joined


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
