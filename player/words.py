"""The interface's texts by name, in the viewer's language. It does not know where they are shown.

A language is one table `assets/interface/<language>.csv` with the columns `name` and `text`; English is complete and
stands in where another table lacks a text.
"""

from __future__ import annotations

import csv
import locale
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

TABLES = Path(__file__).resolve().parents[1] / "assets" / "interface"
ORIGINAL = "en"
SIGNS = {
    "←": "left",
    "→": "right",
    "↑": "up",
    "↓": "down",
    "/": "slash",
    "?": "question",
    "[": "opening_bracket",
    "]": "closing_bracket",
    ",": "comma",
    ".": "stop",
    "+": "plus",
    "−": "minus",
    "PgUp": "page_up",
    "PgDn": "page_down",
    "Esc": "escape",
    "Ctrl": "control",
}
"""Keys that a voice does not say as they stand there: the name of each is `sign.<name>` in the tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every text in one language."""

    language: str = ORIGINAL
    table: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, name: str, /, **values: object) -> str:
        """The text of that name with `values` put in; raises KeyError for a name that no table has."""
        text = self.table.get(name)
        if text is None:
            text = _read(ORIGINAL)[name]
        return text.format(**values) if values else text

    def together(self, names: Sequence[str]) -> str:
        """People's names as one text: "Ada, Ben and Mia"."""
        if len(names) < 2:
            return "".join(names)
        return self("together", names=", ".join(names[:-1]), last=names[-1])

    def aloud(self, caps: str) -> str:
        """What stands on keys as it is said: a voice passes over a slash or an arrow in silence."""
        return " ".join(self(f"sign.{SIGNS[cap]}") if cap in SIGNS else cap for cap in caps.split())

    def has(self, name: str) -> bool:
        """Whether there is such a text."""
        return name in self.table or name in _read(ORIGINAL)

    def or_else(self, name: str, other: str) -> str:
        """The text of that name, `other` where no table has it: for words of creators."""
        return self(name) if self.has(name) else other


def languages() -> tuple[str, ...]:
    """Every language with a table, English first."""
    found = sorted(path.stem for path in TABLES.glob("*.csv"))
    return (ORIGINAL, *(name for name in found if name != ORIGINAL))


def words_in(language: str = "") -> Words:
    """The texts in `language`; "" takes the machine's language, English where there is no table for it."""
    wanted = language or _of_machine()
    chosen = wanted if wanted in languages() else ORIGINAL
    return Words(language=chosen, table=_read(chosen))


def _of_machine() -> str:
    name = locale.getlocale(locale.LC_MESSAGES)[0] if hasattr(locale, "LC_MESSAGES") else locale.getlocale()[0]
    return (name or "")[:2].lower()


@cache
def _read(language: str) -> Mapping[str, str]:
    with (TABLES / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["text"] for row in csv.DictReader(file)}
