"""Splits a Yarn file into nodes, headers and the items of each body, with indents and dedents between them.

It does not know which item may follow which: `parsing` builds the statements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from story_engine.yarn.expressions import ExpressionReader, whole_expression
from story_engine.yarn.linetext import Item, read_line
from story_engine.yarn.problems import Problem
from story_engine.yarn.tree import Comment, Header, Place, Tag, When
from story_engine.yarn.words import IDENTIFIER, Refused, refuse

TAB_WIDTH = 8
"""Columns that a tab counts for in an indent, as in Yarn's own compiler."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_HEADER = re.compile(rf"[ \t]*({IDENTIFIER})[ \t]*:[ \t]*(.*)")
_TITLE = re.compile(IDENTIFIER)
_FILE_TAG = re.compile(r"#[ \t]*([^ \t\r\n#$<]+)[ \t]*")
_UNCOMMENTED = re.compile(r'(?:[^"/]|"(?:[^"\\]|\\.)*"|"|/(?!/))*')


@dataclass(slots=True, kw_only=True)
class RawNode:
    """A node as it was found: its headers and the items of its body."""

    at: Place
    headers: list[Header] = field(default_factory=list)
    whens: list[When] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    strays: list[Problem] = field(default_factory=list)
    """Lines among the headers that are none."""
    body_line: int = 0
    end_line: int = 0


@dataclass(slots=True, kw_only=True)
class RawFile:
    """A file as it was found."""

    tags: list[Tag] = field(default_factory=list)
    nodes: list[RawNode] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def split_file(text: str) -> RawFile:
    """The nodes of a file and every problem met on the way; it never raises."""
    raw = RawFile()
    lines = _LINE_END.split(text.removeprefix("\ufeff"))
    node: RawNode | None = None
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        content = line.strip(" \t")
        if not content:
            continue
        if content.startswith("//"):
            raw.comments.append(Comment(at=Place(number, line.index("//") + 1, len(content)), text=content, alone=True))
        elif content.startswith("---"):
            if node is None:
                node = RawNode(at=Place(number, 1, 3))
                raw.problems.append(
                    _problem("Y002", node.at, "a body begins without any header", "write “title: Name” above ---")
                )
            raw.problems.extend(node.strays)
            node.body_line = number
            number = _split_body(lines, number, node, raw)
            raw.nodes.append(node)
            node = None
        elif content.startswith("===") and node is not None:
            raw.problems.append(_bodiless(node))
            node = None
        elif content.startswith("#") and node is None:
            _file_tags(line, number, raw)
        else:
            if node is None:
                node = RawNode(at=Place(number, 1, len(content)))
            _header(line, number, node, raw)
    if node is not None:
        raw.problems.append(_bodiless(node))
    if not raw.nodes and not raw.problems:
        raw.problems.append(
            _problem("Y002", Place(1, 1), "the file holds no node", "write “title: Name”, ---, the text, ===")
        )
    return raw


def _bodiless(node: RawNode) -> Problem:
    """What is said of a node without `---`, once: at its first line of text where there is one."""
    if node.strays:
        first = Place(node.strays[0].line, 1, node.strays[0].length)
        return _problem("Y002", first, "a node's text begins without ---", "write --- above this line")
    return _problem("Y002", node.at, "a node has headers but no body", "write --- below them, then the text, then ===")


def _problem(code: str, at: Place, message: str, remedy: str) -> Problem:
    return refuse(code, at, message, remedy).problem


def _file_tags(line: str, number: int, raw: RawFile) -> None:
    position = len(line) - len(line.lstrip(" \t"))
    while position < len(line):
        found = _FILE_TAG.match(line, position)
        if found is None:
            at = Place(number, position + 1, len(line) - position)
            raw.problems.append(_problem("Y003", at, "only hashtags may follow a file's hashtag", "remove the rest"))
            return
        raw.tags.append(Tag(at=Place(number, position + 1, found.end(1) - position), text=found.group(1)))
        position = found.end()


def _header(line: str, number: int, node: RawNode, raw: RawFile) -> None:
    found = _HEADER.match(line)
    if found is None:
        at = Place(number, 1, max(1, len(line)))
        node.strays.append(
            _problem(
                "Y003", at, f"“{line.strip()[:40]}” is no header", "write “key: value”, or --- before the node's text"
            )
        )
        return
    key, value = found.group(1), found.group(2)
    start = found.start(2)
    if key == "when":
        value = _UNCOMMENTED.match(value).group()  # type: ignore[union-attr]
    comment = value.find("//") if key != "when" else -1
    if len(value) < len(found.group(2)):
        comment = len(value)
    if comment >= 0:
        text = found.group(2)[comment:].rstrip()
        raw.comments.append(Comment(at=Place(number, start + comment + 1, len(text)), text=text, alone=False))
        value = value[:comment]
    value = value.rstrip()
    value_at = Place(number, start + 1, max(1, len(value)))
    at = Place(number, found.start(1) + 1, len(key))
    node.headers.append(Header(at=at, key=key, value=value, value_at=value_at))
    if key == "when":
        try:
            node.whens.append(_when(line[: start + len(value)], number, start, value, at))
        except Refused as refused:
            raw.problems.append(refused.problem)
            node.whens.append(When(at=at, always=True, once=False, expression=None, text=value))
    elif key in ("title", "subtitle") and not _TITLE.fullmatch(value):
        raw.problems.append(
            _problem(
                "Y004",
                value_at,
                f"“{value}” cannot be a {key}" if value else f"the {key} is empty",
                _one_word(key, value),
            )
        )


def _one_word(key: str, value: str) -> str:
    """What a title should be, with the one that was meant where that can be told."""
    rule = f"a {key} is one word of letters, digits and _, not beginning with a digit"
    meant = "_".join(re.findall(r"\w+", value))
    return f"write “{key}: {meant}”: {rule}" if _TITLE.fullmatch(meant) else rule


def _when(line: str, number: int, start: int, value: str, at: Place) -> When:
    words = value.split(None, 2)
    if not words:
        raise refuse("Y003", at, "when: says nothing", "write when: always, when: once, or a condition")
    if value == "always":
        return When(at=at, always=True, once=False, expression=None, text=value)
    if words[0] == "once":
        if len(words) == 1:
            return When(at=at, always=False, once=True, expression=None, text=value)
        reader = ExpressionReader(line, number, start + len("once"))
        if reader.token.text != "if":
            raise reader.unexpected("“if” or nothing behind “once”")
        reader.advance()
        expression = reader.expression()
        if reader.token.kind != "end":
            raise reader.unexpected("the end of the condition")
        return When(at=at, always=False, once=True, expression=expression, text=value)
    return When(at=at, always=False, once=False, expression=whole_expression(line, number, start), text=value)


class _Indents:
    """What upstream's indent-aware lexer keeps between lines; only lines below an arrow may open an indent."""

    __slots__ = ("arrow_seen", "last_indent", "last_tracked", "stack")

    def __init__(self) -> None:
        self.stack: list[int] = []
        self.last_indent = 0
        self.arrow_seen = False
        self.last_tracked = -1

    def line_ends(self, next_number: int, next_indent: int, blank: bool, items: list[Item]) -> None:
        """Add what the end of a line means: `blank` where it was empty, and how deep the next line begins."""
        if self.last_tracked != -1 and blank:
            if next_number - self.last_tracked == 1:
                items.append(Item("blank", Place(next_number, 1)))
            self.last_tracked = -1
        if self.arrow_seen:
            if next_indent > self.last_indent:
                self.stack.append(next_indent)
                items.append(Item("indent", Place(next_number, 1)))
            self.arrow_seen = False
            self.last_tracked = next_number
        while self.stack and next_indent < self.stack[-1]:
            items.append(Item("dedent", Place(next_number, 1)))
            self.stack.pop()
            if not self.stack:
                self.last_tracked = next_number
        self.last_indent = next_indent


def _indent_of(line: str) -> int:
    blank = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" not in blank:
        return len(blank)
    width = 0
    for letter in blank:
        if letter == " ":
            width += 1
        else:
            width += TAB_WIDTH
    return width


def _split_body(lines: list[str], number: int, node: RawNode, raw: RawFile) -> int:
    """Read a body from line index `number` to its `===`; returns the index of the line behind it."""
    indents = _Indents()
    items = node.items
    opening = lines[number - 1].strip(" \t")[3:].strip(" \t")
    if opening and not opening.startswith("//"):
        at = Place(number, 1, len(lines[number - 1]))
        raw.problems.append(_problem("Y002", at, "text stands behind ---", "begin the text on the next line"))
    while number < len(lines):
        line = lines[number]
        indents.line_ends(number + 1, _indent_of(line), not lines[number - 1].strip(" \t"), items)
        number += 1
        content = line.strip(" \t")
        if not content:
            continue
        if content.startswith("==="):
            node.end_line = number
            rest = content[3:].strip()
            if rest and not rest.startswith("//"):
                at = Place(number, 1, len(line))
                raw.problems.append(_problem("Y002", at, "text stands behind ===", "begin on the next line"))
            return number
        try:
            found = read_line(line, number, raw.comments)
        except Refused as refused:
            raw.problems.append(refused.problem)
            found = [Item("broken", Place(number, 1, len(line)))]
            indents.arrow_seen = content.startswith(("->", "=>"))
        else:
            indents.arrow_seen = any(item.kind in ("arrow", "group") for item in found)
        items.extend(found)
    node.end_line = len(lines)
    raw.problems.append(
        _problem("Y002", Place(node.body_line, 1, 3), "a node has no end", "write === below its last line")
    )
    return number
