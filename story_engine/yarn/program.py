"""A checked project made ready to play: nodes by name, groups, line ids, first values, compiled expressions.

It does not know the state of a dialogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from story_engine.yarn.check import Checked, check, is_smart
from story_engine.yarn.evaluate import Compute, compiled
from story_engine.yarn.library import Value, single
from story_engine.yarn.parsing import parse
from story_engine.yarn.problems import Problem
from story_engine.yarn.tree import (
    Call,
    Condition,
    Expression,
    File,
    Line,
    Member,
    Node,
    Number,
    Once,
    Text,
    Truth,
    Unary,
)
from story_engine.yarn.types import NUMBER, TEXT, TRUTH, Signature
from story_engine.yarn.walk import (
    boolean_operators,
    expressions_of,
    lines_before_options,
    parts_of,
    statements_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Playable:
    """A node with the name it is known by; members of a group have `Group.subtitle` or `Group.number`."""

    name: str
    group: str | None
    node: Node
    path: str
    whens: tuple[tuple[bool, bool, Compute | None], ...] = ()
    """(always, once, condition) of each `when:`."""
    complexity: int = 0

    @property
    def is_once(self) -> bool:
        """True where it may be chosen only once."""
        return any(once for _, once, _ in self.whens)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Everything that playing needs and that playing never changes."""

    nodes: dict[str, Playable]
    groups: dict[str, tuple[Playable, ...]]
    line_ids: dict[int, str]
    """`id` of a `Line` → its line id, written or made."""
    once_ids: dict[int, str]
    """`id` of a `Once` → a name of its own."""
    last_lines: frozenset[int]
    """`id` of each `Line` with options right behind it, which Yarn tags `lastline`."""
    first_values: dict[str, Value]
    smart: dict[str, Compute]
    tracked: frozenset[str]
    """The nodes whose visits are counted."""
    computes: dict[int, Compute]
    """`id` of an `Expression` that a statement holds → the function that computes it."""
    files: tuple[File, ...]
    """The trees; kept so that the ids above stay theirs."""

    def compute(self, expression: Expression) -> Compute:
        """The function that computes an expression of this program's own tree."""
        return self.computes[id(expression)]

    def has(self, name: str) -> bool:
        """True where a node or a group has that name."""
        return name in self.nodes or name in self.groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The outcome of reading a project: a program, or the problems for which there is none."""

    program: Program | None
    checked: Checked
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems for which Yarn's compiler refuses the project."""
        return tuple(found for found in self.problems if found.severity == "error")


def build(sources: Mapping[str, str], functions: Mapping[str, Signature] | None = None) -> Built:
    """Parse, check and compile the files of a project (path → text)."""
    files: list[File] = []
    problems: list[Problem] = []
    for path, text in sources.items():
        tree, found = parse(text, path)
        files.append(tree)
        problems.extend(found)
    broken = {(one.path, one.line) for one in problems}
    checked = check(tuple(files), functions)
    problems.extend(one for one in checked.problems if (one.path, one.line) not in broken)
    errors = any(one.severity == "error" for one in problems)
    program = None if errors else make_program(tuple(files), checked)
    return Built(program=program, checked=checked, problems=tuple(problems))


def make_program(files: tuple[File, ...], checked: Checked) -> Program:
    """The program of files that were checked and found right."""
    members: dict[int, Value] = {}
    computes: dict[int, Compute] = {}
    line_ids: dict[int, str] = {}
    once_ids: dict[int, str] = {}
    nodes: dict[str, Playable] = {}
    groups: dict[str, list[Playable]] = {}
    tracked: set[str] = set()
    untracked: set[str] = set()

    def prepare(expression: Expression) -> Compute:
        for part in parts_of(expression):
            if isinstance(part, Member):
                members[id(part)] = checked.enums[checked.members[id(part)]].cases[part.case]
            elif isinstance(part, Call) and part.name in ("visited", "visited_count"):
                tracked.update(one.value for one in part.arguments[:1] if isinstance(one, Text))
        found = computes[id(expression)] = compiled(expression, members)
        return found

    for file in files:
        stem = PurePath(file.path).stem
        for node in file.nodes:
            whens = tuple(
                (when.always, when.once, None if when.expression is None else prepare(when.expression))
                for when in node.whens
            )
            playable = _playable(node, file.path, whens, groups)
            nodes[playable.name] = playable
            if playable.group is not None:
                groups.setdefault(playable.group, []).append(playable)
            tracking = node.header("tracking")
            names = {playable.name, node.title}
            if tracking == "always":
                tracked |= names
            elif tracking == "never":
                untracked |= names
            number = 0
            for statement in statements_of(node.body):
                for expression in expressions_of(statement):
                    prepare(expression)
                if isinstance(statement, Line):
                    line_ids[id(statement)] = statement.line_id or f"line:{stem}-{playable.name}-{number}"
                    number += 1
                elif isinstance(statement, Once):
                    once_ids[id(statement)] = f"{stem}-{playable.name}-{statement.at.line}-{statement.at.column}"
    smart = {name: prepare(declare.value) for name, declare in checked.declared.items() if is_smart(declare)}
    return Program(
        nodes=nodes,
        groups={name: tuple(found) for name, found in groups.items()},
        line_ids=line_ids,
        once_ids=once_ids,
        last_lines=frozenset(id(line) for node in nodes.values() for line in lines_before_options(node.node.body)),
        first_values=_first_values(checked, smart),
        smart=smart,
        tracked=frozenset(tracked - untracked),
        computes=computes,
        files=files,
    )


def _playable(
    node: Node,
    path: str,
    whens: tuple[tuple[bool, bool, Compute | None], ...],
    groups: dict[str, list[Playable]],
) -> Playable:
    if not node.whens:
        return Playable(name=node.title, group=None, node=node, path=path)
    subtitle = node.header("subtitle") or str(len(groups.get(node.title, ())) + 1)
    complexity = sum(condition_weight(when.once, when.expression) for when in node.whens if not when.always)
    return Playable(
        name=f"{node.title}.{subtitle}", group=node.title, node=node, path=path, whens=whens, complexity=complexity
    )


def condition_weight(once: bool, expression: Expression | None) -> int:
    """How specific a condition is: 1 for `once`, 1 for an expression, 1 for each and, or, xor, not in it."""
    return int(once) + (0 if expression is None else 1 + boolean_operators(expression))


def weight_of(condition: Condition | None) -> int:
    """How specific the condition of a line is; 0 where it has none."""
    return 0 if condition is None else condition_weight(condition.once, condition.expression)


def constant_value(value: Expression, checked: Checked) -> Value:
    """The value of a constant expression."""
    match value:
        case Number():
            return single(value.value)
        case Text() | Truth():
            return value.value
        case Unary(operand=Number() as number):
            return single(-number.value)
        case Member():
            return checked.enums[checked.members[id(value)]].cases[value.case]
    raise AssertionError(f"{value} is no constant")


def _first_values(checked: Checked, smart: Mapping[str, Compute]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    plain: dict[str, Value] = {NUMBER: 0.0, TEXT: "", TRUTH: False}
    for name, type_name in checked.variables.items():
        if name in smart:
            continue
        if name in checked.declared:
            values[name] = constant_value(checked.declared[name].value, checked)
        elif type_name in checked.enums:
            values[name] = next(iter(checked.enums[type_name].cases.values()))
        else:
            values[name] = plain.get(type_name, "")
    return values
