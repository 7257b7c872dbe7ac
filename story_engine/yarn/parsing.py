"""Builds the tree of a Yarn file from its text; what cannot be read is reported and left out.

It does not know names or types: `check` finds what is read well but means nothing.
"""

from __future__ import annotations

from dataclasses import replace

from story_engine.yarn.lexing import RawNode, split_file
from story_engine.yarn.linetext import Item
from story_engine.yarn.problems import Problem
from story_engine.yarn.tree import (
    Clause,
    Command,
    Comment,
    Declare,
    Enum,
    EnumCase,
    File,
    If,
    Line,
    LineGroup,
    Node,
    Once,
    Options,
    Place,
    Statement,
)
from story_engine.yarn.tree import Item as TreeItem
from story_engine.yarn.words import DEEPEST, LONGEST_FILE, MOST_LINES, Refused, refuse

_CLOSERS = frozenset(("dedent", "elseif", "else", "endif", "endonce", "endenum", "case", "end"))
_OPENS = {"elseif": "if", "else": "if", "endif": "if", "endonce": "once", "endenum": "enum", "case": "enum"}


def parse(text: str, path: str = "") -> tuple[File, tuple[Problem, ...]]:
    """The tree of a file and what is wrong with its form, in the order of the text; it never raises."""
    lines = text.count("\n") + text.count("\r")
    if len(text) > LONGEST_FILE or lines > MOST_LINES:
        problem = refuse(
            "Y001",
            Place(1, 1),
            f"the file has {len(text):,} characters and {lines:,} lines; {LONGEST_FILE:,} and {MOST_LINES:,} are read",
            "split it into several files",
        ).problem
        return File(path=path, tags=(), nodes=(), comments=()), (replace(problem, path=path),)
    raw = split_file(text)
    problems = list(raw.problems)
    described = _described(raw.comments)
    nodes = tuple(_node(node, described, problems) for node in raw.nodes)
    found = sorted((replace(problem, path=path) for problem in problems), key=lambda one: (one.line, one.column))
    tree = File(path=path, tags=tuple(raw.tags), nodes=nodes, comments=tuple(raw.comments))
    return tree, tuple(found)


def _described(comments: list[Comment]) -> dict[int, str]:
    """Line → text of the `///` comment that stands on it."""
    return {
        comment.at.line: comment.text.removeprefix("///").strip()
        for comment in comments
        if comment.text.startswith("///")
    }


def _node(raw: RawNode, described: dict[int, str], problems: list[Problem]) -> Node:
    titles = [header for header in raw.headers if header.key == "title"]
    if len(titles) != 1 and raw.body_line != raw.at.line:
        at = titles[1].at if titles else raw.at
        message = "a node has more than one title" if titles else "a node has no title"
        problems.append(refuse("Y004", at, message, "give every node one header “title: Name”").problem)
    builder = _Builder(raw.items, described, problems)
    body = builder.whole_body()
    return Node(
        at=raw.at,
        title=titles[0].value if titles else "",
        title_at=titles[0].value_at if titles else raw.at,
        headers=tuple(raw.headers),
        whens=tuple(raw.whens),
        body=body,
        body_line=raw.body_line,
        end_line=raw.end_line,
    )


class _Builder:
    """A cursor over the items of one body."""

    def __init__(self, items: list[Item], described: dict[int, str], problems: list[Problem]) -> None:
        self._items = items
        self._described = described
        self._problems = problems
        last = items[-1].at.line if items else 1
        self._end = Item("end", Place(last, 1))
        self._index = 0

    @property
    def _next(self) -> Item:
        return self._items[self._index] if self._index < len(self._items) else self._end

    def _report(self, code: str, at: Place, message: str, remedy: str) -> None:
        self._problems.append(refuse(code, at, message, remedy).problem)

    def whole_body(self) -> tuple[Statement, ...]:
        """All statements; what closes nothing is reported and skipped."""
        found: list[Statement] = []
        try:
            while True:
                found.extend(self._statements(0))
                item = self._next
                if item.kind == "end":
                    return tuple(found)
                self._index += 1
                if item.kind == "dedent":
                    continue
                self._report(
                    "Y009",
                    item.at,
                    f"<<{item.kind}>> belongs to no <<{_OPENS[item.kind]}>>",
                    f"remove it, or write <<{_OPENS[item.kind]} …>> above",
                )
        except Refused as refused:  # nested too deep: the rest of the body is not read
            self._problems.append(refused.problem)
            return tuple(found)

    def _statements(self, depth: int) -> list[Statement]:
        """Statements up to something that closes a block."""
        if depth > DEEPEST:
            raise refuse(
                "Y011",
                self._next.at,
                f"more than {DEEPEST} nested blocks",
                "move the inner ones to a node of their own",
            )
        found: list[Statement] = []
        while True:
            item = self._next
            kind = item.kind
            if kind in _CLOSERS:
                return found
            if kind == "line" or kind == "simple":
                self._index += 1
                found.append(self._simple(item))
            elif kind == "arrow" or kind == "group":
                found.append(self._group(kind, depth))
            elif kind == "if":
                found.append(self._if(depth))
            elif kind == "once":
                found.append(self._once(depth))
            elif kind == "enum":
                found.append(self._enum())
            elif kind == "indent":
                self._index += 1
                found.extend(self._statements(depth + 1))
                if self._next.kind == "dedent":
                    self._index += 1
            elif kind == "blank":
                self._index += 1
                self._report(
                    "Y012",
                    item.at,
                    "an indent holds nothing",
                    "write what follows the option, or take the spaces away",
                )
            else:
                self._index += 1  # a broken line, reported where it was read

    def _simple(self, item: Item) -> Statement:
        value = item.value
        assert value is not None
        if isinstance(value, Declare):
            return replace(value, description=self._description(item.at.line))
        if isinstance(value, Command) and self._next.kind == "line":
            following = self._next
            if following.at.line == item.at.line:
                problem = refuse(
                    "Y013", following.at, "text stands behind a command", "give the text a line of its own"
                ).problem
                self._problems.append(replace(problem, severity="warning"))
        return value  # type: ignore[return-value]

    def _description(self, line: int) -> str:
        if line in self._described:
            return self._described[line]
        lines = []
        while line - 1 in self._described:
            line -= 1
            lines.append(self._described[line])
        return " ".join(reversed(lines))

    def _group(self, kind: str, depth: int) -> Statement:
        """Options or items up to a blank line behind them, or to something else."""
        first = self._next.at
        items: list[TreeItem] = []
        while self._next.kind == kind:
            item = self._next
            self._index += 1
            body: list[Statement] = []
            if self._next.kind == "indent":
                self._index += 1
                body = self._statements(depth + 1)
                closing = self._next
                if closing.kind == "dedent":
                    self._index += 1
                elif closing.kind != "end":
                    self._report(
                        "Y009",
                        closing.at,
                        f"<<{closing.kind}>> stands inside an option but closes what began outside it",
                        "indent it as deep as its beginning",
                    )
                    self._index += 1
            assert isinstance(item.value, Line)
            items.append(TreeItem(at=item.at, line=item.value, body=tuple(body)))
            if self._next.kind == "blank":
                self._index += 1
                break
        build = Options if kind == "arrow" else LineGroup
        return build(at=first, items=tuple(items))

    def _unclosed(self, opened: Item, word: str) -> None:
        self._report(
            "Y008",
            opened.at,
            f"<<{opened.kind}>> has no <<{word}>>",
            f"write <<{word}>> below it, in the same option and node",
        )

    def _if(self, depth: int) -> If:
        opened = self._next
        clauses: list[Clause] = []
        item: Item = opened
        seen_else = False
        while True:
            self._index += 1
            body = self._statements(depth + 1)
            clauses.append(Clause(at=item.at, condition=item.value, body=tuple(body)))  # type: ignore[arg-type]
            item = self._next
            if item.kind in ("elseif", "else"):
                if seen_else:
                    self._report("Y009", item.at, f"<<{item.kind}>> stands behind <<else>>", "put <<else>> last")
                seen_else = seen_else or item.kind == "else"
                continue
            if item.kind == "endif":
                self._index += 1
            else:
                self._unclosed(opened, "endif")
            return If(at=opened.at, clauses=tuple(clauses))

    def _once(self, depth: int) -> Once:
        opened = self._next
        self._index += 1
        body = self._statements(depth + 1)
        otherwise: tuple[Statement, ...] | None = None
        if self._next.kind == "else":
            self._index += 1
            otherwise = tuple(self._statements(depth + 1))
        if self._next.kind == "endonce":
            self._index += 1
        else:
            self._unclosed(opened, "endonce")
        return Once(at=opened.at, condition=opened.value, body=tuple(body), otherwise=otherwise)  # type: ignore[arg-type]

    def _enum(self) -> Enum:
        opened = self._next
        self._index += 1
        cases: list[EnumCase] = []
        while self._next.kind in ("case", "indent", "dedent", "broken"):
            item = self._next
            self._index += 1
            if isinstance(item.value, EnumCase):
                cases.append(item.value)
        if self._next.kind == "endenum":
            self._index += 1
        else:
            self._unclosed(opened, "endenum")
        if not cases:
            self._report("Y014", opened.at, f"the enum {opened.value} has no case", "write <<case Name>> inside it")
        return Enum(at=opened.at, name=str(opened.value), cases=tuple(cases))
