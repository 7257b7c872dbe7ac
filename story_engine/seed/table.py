"""A YAML mapping that knows where its keys stand and complains about wrong ones.

It does not know what the keys mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, MappingStartEvent, SequenceStartEvent

from story_engine.seed.diagnostics import Findings, Where, did_you_mean

MAX_BYTES = 512_000
"""Size of one file of a seed, because packs are hostile until validated; authored files stay below 100 kB."""
MAX_DEPTH = 12
"""Nesting of a seed.yaml; the format needs 5."""


def read_yaml(text: str, path: str, findings: Findings) -> CommentedMap | None:
    """The document's mapping, or None when it cannot be read (said in `findings`)."""
    if len(text.encode()) > MAX_BYTES:
        findings.error("SD101", Where(path=path), f"the file is larger than {MAX_BYTES // 1000} kB", "split it")
        return None
    try:
        if not _is_plain(text, path, findings):
            return None
        document = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Where(path=path, line=mark.line + 1 if mark else 1, column=mark.column + 1 if mark else 1)
        findings.error("SD102", where, f"not valid YAML: {error.problem}", "check indentation, quotes and colons")
        return None
    except (YAMLError, ValueError, RecursionError) as error:
        findings.error("SD102", Where(path=path), f"not valid YAML: {str(error).splitlines()[0]}", "check the file")
        return None
    if not isinstance(document, CommentedMap):
        findings.error("SD103", Where(path=path), "seed.yaml must be a mapping", "start with “seed: my-show”")
        return None
    return document


def _is_plain(text: str, path: str, findings: Findings) -> bool:
    depth = 0
    for event in YAML(typ="rt", pure=True).parse(text):
        mark = event.start_mark
        where = Where(path=path, line=mark.line + 1 if mark else 1, column=mark.column + 1 if mark else 1)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            findings.error("SD104", where, "aliases and anchors are not allowed in seeds", "write the value out")
            return False
        if getattr(event, "tag", None) is not None:
            findings.error("SD105", where, f"the tag {event.tag} is not allowed", "remove it")
            return False
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                findings.error("SD106", where, f"nested deeper than {MAX_DEPTH}", "flatten it")
                return False
        elif type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent"):
            depth -= 1
    return True


class Table:
    """One mapping, read key by key; what is left over at `close` is an unknown key."""

    def __init__(self, content: object, where: Where, findings: Findings, name: str) -> None:
        self._name = name
        self._findings = findings
        self._where = where
        self._used: set[str] = set()
        self._content: CommentedMap = content if isinstance(content, CommentedMap) else CommentedMap()
        if content is not None and not isinstance(content, CommentedMap):
            findings.error("SD120", where, f"{name} must be a mapping", "write “key: value” lines or {key: value}")

    def __iter__(self) -> Iterator[str]:
        for key in self._content:
            if not isinstance(key, str):
                self._findings.error("SD121", self.at(key), f"the key {key!r} is not a word", "quote it")
                continue
            yield key

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def at(self, key: Any) -> Where:
        """Where the key's value stands (the key itself, for mappings and lists)."""
        try:
            line, column = self._content.lc.value(key)
        except (KeyError, TypeError, AttributeError):
            return self._where
        return Where(path=self._where.path, line=line + 1, column=column + 1)

    def at_key(self, key: Any) -> Where:
        """Where the key itself stands."""
        try:
            line, column = self._content.lc.key(key)
        except (KeyError, TypeError, AttributeError):
            return self._where
        return Where(path=self._where.path, line=line + 1, column=column + 1)

    def raw(self, key: str) -> Any:
        """The value as it stands, None when missing."""
        self._used.add(key)
        return self._content.get(key)

    def text(self, key: str, default: str = "") -> str:
        """A text; numbers and truths are taken as written."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, CommentedMap | CommentedSeq):
            self._findings.error("SD122", self.at(key), f"{self._name}.{key} must be a text", "quote it")
            return default
        return str(value)

    def required(self, key: str) -> str:
        """A text that must be there."""
        value = self.text(key)
        if not value:
            self._findings.error("SD123", self._where, f"{self._name} lacks “{key}”", f"add “{key}: …”")
        return value

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """A number within low…high."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._findings.error("SD124", self.at(key), f"{self._name}.{key} must be a number, not {value!r}", "")
            return default
        if not low <= float(value) <= high:
            self._findings.error(
                "SD125", self.at(key), f"{self._name}.{key} is {value}", f"use a number from {low:g} to {high:g}"
            )
            return default
        return float(value)

    def truth(self, key: str, default: bool = False) -> bool:
        """A yes or no."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        if str(value).lower() in ("yes", "no"):
            return str(value).lower() == "yes"
        self._findings.error("SD126", self.at(key), f"{self._name}.{key} must be yes or no, not {value!r}", "")
        return default

    def items(self, key: str) -> list[tuple[Any, Where]]:
        """A list with places; a plain value counts as a list of one."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, CommentedSeq):
            return [(value, self.at(key))]
        found = []
        for index, item in enumerate(value):
            try:
                line, column = value.lc.item(index)
                where = Where(path=self._where.path, line=line + 1, column=column + 1)
            except (KeyError, TypeError, AttributeError):
                where = self.at(key)
            found.append((item, where))
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a plain text counts as a list of one."""
        found = []
        for item, where in self.items(key):
            if isinstance(item, CommentedMap | CommentedSeq):
                self._findings.error("SD127", where, f"{self._name}.{key} must hold plain texts", "quote the text")
            else:
                found.append(str(item))
        return tuple(found)

    def table(self, key: str) -> Table:
        """The mapping below `key`."""
        return Table(self.raw(key), self.at(key), self._findings, key)

    def tables(self, key: str) -> Iterator[tuple[str, Table]]:
        """Every mapping below the mapping at `key`."""
        outer = self.table(key)
        for name in outer:
            yield name, Table(outer.raw(name), outer.at(name), self._findings, f"{key}.{name}")

    def choice(self, key: str, default: str, known: Iterable[str]) -> str:
        """One of the known words."""
        value, options = self.text(key, default), tuple(known)
        if value not in options:
            self._findings.error(
                "SD128", self.at(key), f"{self._name}.{key}: “{value}” is unknown", did_you_mean(value, options)
            )
            return default
        return value

    def close(self) -> None:
        """Say which keys nobody asked for."""
        for key in self:
            if key not in self._used:
                self._findings.error(
                    "SD129", self.at(key), f"{self._name} knows no “{key}”", did_you_mean(key, self._used)
                )
