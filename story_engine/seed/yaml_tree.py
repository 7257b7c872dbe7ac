"""Reads YAML into mappings and lists that know where everything stands, and into nothing else.

It does not know what the keys mean. Aliases, anchors, tags, deep nesting and keys that stand twice are refused.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from story_engine.seed.diagnostics import Findings, Where

Position: TypeAlias = tuple[int, int]
"""Line and column, from 1."""

MAX_DEPTH = 12
"""Nesting of a seed.yaml; the format needs 5."""
MOST_VALUES = 100_000
"""Values of one file, because seeds are hostile until validated; the built-in ones have about two thousand."""
_WHOLE = re.compile(r"[-+]?[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?\Z|[-+]?[0-9]+[eE][-+]?[0-9]+\Z")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "true": True, "True": True, "false": False, "False": False}
_LONGEST_NUMBER = 30


_FAULTS = (YAMLError, ValueError, RecursionError, AttributeError, IndexError, AssertionError)
"""What ruamel's parsers raise over text that is not YAML."""


class Mapped(dict[Any, Any]):
    """A mapping with the places of its keys and values."""

    __slots__ = ("keys_at", "values_at")

    def __init__(self) -> None:
        super().__init__()
        self.keys_at: dict[Any, Position] = {}
        self.values_at: dict[Any, Position] = {}


class Listed(list[Any]):
    """A list with the places of its items."""

    __slots__ = ("items_at",)

    def __init__(self) -> None:
        super().__init__()
        self.items_at: list[Position] = []


class _Refused(Exception):
    """A finding that ends the reading; never leaves this module."""

    def __init__(self, code: str, at: Position, message: str, remedy: str) -> None:
        super().__init__(message)
        self.finding = (code, at, message, remedy)


def read_tree(text: str, path: str, findings: Findings) -> object:
    """The document; None when it cannot be read (said in `findings`) or is empty.

    libyaml reads it in a twelfth of the time; what it does not take is read again in Python, whose words about a
    fault, and whose reading of YAML 1.2, are what decides.
    """
    with contextlib.suppress(*_FAULTS, _Refused):
        return _Reader(YAML(typ="safe").parse(text)).document()
    try:
        return _Reader(YAML(typ="safe", pure=True).parse(text)).document()
    except _Refused as refused:
        code, (line, column), message, remedy = refused.finding
        findings.error(code, Where(path=path, line=line, column=column), message, remedy)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Where(path=path, line=mark.line + 1 if mark else 1, column=mark.column + 1 if mark else 1)
        outer = error.context_mark
        begun = outer.line + 1 if outer else where.line
        aligned = outer is not None and outer.column + 1 == where.column
        message, remedy = _plainly(str(error.problem), begun, where.line, aligned)
        findings.error("SD102", where, f"not valid YAML: {message}", remedy)
    except _FAULTS as error:
        cause = (str(error).splitlines() or ["it cannot be read"])[0]
        findings.error("SD102", Where(path=path), f"not valid YAML: {cause}", "check the file")
    return None


def _plainly(problem: str, begun: int, line: int, aligned: bool) -> tuple[str, str]:
    """What the parser found in words of a writer, and the remedy.

    `begun` is the line of what it was reading; `aligned`: the fault is indented as that is.
    """
    if (closed := re.match(r"expected ',' or '([]}])'", problem)) is not None:
        opened = {"}": "{", "]": "["}[closed[1]]
        if begun != line:  # noticed lines later
            return f"the {opened} of line {begun} is not closed", f"write {closed[1]} where it ends"
        return f"between {opened} and {closed[1]} something is neither closed nor parted", f"write , or {closed[1]}"
    if problem.startswith("expected <block end>"):
        if begun == line:
            return (
                "text stands behind a value that has ended",
                "remove it, or put the whole value in one pair of quotes",
            )
        if aligned and problem.endswith("'?'"):
            return (
                f"a key follows the list of line {begun}, as far left as its entries",
                "begin the line with “- ”, or give the list a key of its own and indent it below that",
            )
        if aligned and problem.endswith("'-'"):
            return (
                f"an entry of a list follows the keys of line {begun}, as far left as they",
                "indent the entries below the key that they belong to, or write “key: value”",
            )
        return "this line is not indented like its neighbours", f"indent it like the lines from line {begun} on"
    if problem.startswith("mapping values are not allowed"):
        return "a colon too many, or too deep", "quote a text that holds “: ”, or indent the line like the one above it"
    if "'\\t'" in problem:
        return "a tab indents this line", "indent with spaces"
    if (letter := re.match(r"found character '(.)' that cannot start", problem)) is not None:
        return f"no text may begin with {letter[1]}", "put it in quotes"
    if "end of stream" in problem:
        return f"the quote that begins in line {begun} is not closed", "close it"
    if problem.startswith("could not find expected ':'"):
        return f"line {begun} has no colon", "write “key: value”"
    return problem, "check indentation, quotes and colons"


class _Reader:
    """Builds values from the events of ruamel's parser."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._count = 0

    def document(self) -> object:
        """The first document; a second one is refused."""
        found: object = None
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused("SD102", _at(event), "not valid YAML: a second document", "remove the ---")
                found = self._value(next(self._events), 0)
        return found

    def _value(self, event: Event, depth: int) -> object:
        self._count += 1
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _Refused("SD104", _at(event), "aliases and anchors are not allowed in seeds", "write the value out")
        if (tag := getattr(event, "tag", None)) is not None and str(tag) not in ("", "!"):
            raise _Refused("SD105", _at(event), f"the tag {tag} is not allowed", "remove it")
        if self._count > MOST_VALUES:
            raise _Refused("SD101", _at(event), f"more than {MOST_VALUES} values", "split the seed")
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        if depth >= MAX_DEPTH:
            raise _Refused("SD106", _at(event), f"nested deeper than {MAX_DEPTH}", "flatten it")
        if isinstance(event, MappingStartEvent):
            return self._mapping(depth + 1)
        if isinstance(event, SequenceStartEvent):
            return self._list(depth + 1)
        raise _Refused("SD102", _at(event), "not valid YAML", "check indentation, quotes and colons")

    def _mapping(self, depth: int) -> Mapped:
        found = Mapped()
        while not isinstance(event := next(self._events), MappingEndEvent):
            key = self._value(event, depth)
            if isinstance(key, Mapped | Listed):
                raise _Refused("SD102", _at(event), "not valid YAML: a key must be a word", "quote it")
            if key in found:
                raise _Refused("SD102", _at(event), f"“{key}” stands twice", "keep one of them")
            found.keys_at[key] = _at(event)
            event = next(self._events)
            found.values_at[key] = _at(event)
            found[key] = self._value(event, depth)
        return found

    def _list(self, depth: int) -> Listed:
        found = Listed()
        while not isinstance(event := next(self._events), SequenceEndEvent):
            found.items_at.append(_at(event))
            found.append(self._value(event, depth))
        return found


def _at(event: Event) -> Position:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def _scalar(event: ScalarEvent) -> object:
    """A text, or what a plain word means in YAML 1.2: a number, a truth, nothing."""
    value = str(event.value)
    if event.style:
        return value
    if value in _WORDS:
        return _WORDS[value]
    if len(value) <= _LONGEST_NUMBER and value[0] in "-+.0123456789":
        if _WHOLE.match(value):
            return int(value)
        if _DECIMAL.match(value):
            return float(value)
    return value
