"""A YAML mapping that knows where its keys stand and complains about wrong ones.

It does not know what the keys mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from story_engine.seed.diagnostics import Findings, Where, did_you_mean
from story_engine.seed.yaml_tree import Listed, Mapped, Position, read_tree

MAX_BYTES = 512_000
"""Size of one file of a seed, because packs are hostile until validated; authored files stay below 100 kB."""


def read_yaml(text: str, path: str, findings: Findings) -> Mapped | None:
    """The document's mapping, or None when it cannot be read (said in `findings`)."""
    if len(text.encode()) > MAX_BYTES:
        findings.error("SD101", Where(path=path), f"the file is larger than {MAX_BYTES // 1000} kB", "split it")
        return None
    before = findings.errors
    document = read_tree(text, path, findings)
    if isinstance(document, Mapped):
        return document
    if findings.errors == before:
        findings.error("SD103", Where(path=path), "seed.yaml must be a mapping", "start with “seed: my-show”")
    return None


class Table:
    """One mapping, read key by key; what is left over at `close` is an unknown key."""

    def __init__(self, content: object, where: Where, findings: Findings, name: str) -> None:
        self._name = name
        self._findings = findings
        self._where = where
        self._used: set[str] = set()
        self._content: Mapped = content if isinstance(content, Mapped) else Mapped()
        if content is not None and not isinstance(content, Mapped):
            findings.error("SD120", where, f"{name} must be a mapping", "write “key: value” lines or {key: value}")

    def __iter__(self) -> Iterator[str]:
        for key in self._content:
            if not isinstance(key, str):
                self._findings.error("SD121", self.at(key), f"the key {key!r} is not a word", "quote it")
                continue
            yield key

    @property
    def here(self) -> Where:
        """Where the mapping itself stands."""
        return self._where

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def at(self, key: Any) -> Where:
        """Where the key's value stands (the key itself, for mappings and lists)."""
        return self._place(self._content.values_at.get(key))

    def at_key(self, key: Any) -> Where:
        """Where the key itself stands."""
        return self._place(self._content.keys_at.get(key))

    def _place(self, at: Position | None) -> Where:
        return self._where if at is None else Where(path=self._where.path, line=at[0], column=at[1])

    def raw(self, key: str) -> Any:
        """The value as it stands, None when missing."""
        self._used.add(key)
        return self._content.get(key)

    def text(self, key: str, default: str = "") -> str:
        """A text; numbers and truths are taken as written."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, Mapped | Listed):
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
        if not isinstance(value, Listed):
            return [(value, self.at(key))]
        found = []
        for index, item in enumerate(value):
            line, column = value.items_at[index]
            found.append((item, Where(path=self._where.path, line=line, column=column)))
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a plain text counts as a list of one."""
        found = []
        for item, where in self.items(key):
            if isinstance(item, Mapped | Listed):
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
