"""What is wrong in a seed, where and how to mend it, and the collecting of such findings.

It does not know the rules themselves.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """Errors stop a seed from playing, warnings do not; hints are only advice."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Where(NamedTuple):
    """A place in a file of the seed; line and column count from 1.

    A tuple, because `check` makes sixty thousand of a seed of 300 scenes and a frozen dataclass takes three times as
    long to make.
    """

    path: str
    line: int = 1
    column: int = 1

    def moved(self, columns: int) -> Where:
        """The same line, `columns` further to the right."""
        return Where(self.path, self.line, self.column + columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding: a stable code, the place, the cause and the remedy."""

    code: str
    severity: Severity
    where: Where
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        """`path:line:column: SD203 error: cause. Remedy`."""
        place = f"{self.where.path}:{self.where.line}:{self.where.column}"
        return f"{place}: {self.code} {self.severity}: {self.message}" + (f" – {self.remedy}" if self.remedy else "")


class Findings:
    """Collects diagnostics while a seed is read, so that all problems are told at once."""

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}

    def error(self, code: str, where: Where, message: str, remedy: str = "") -> None:
        """Note something that stops the seed from playing."""
        self._add(code, Severity.ERROR, where, message, remedy)

    def warn(self, code: str, where: Where, message: str, remedy: str = "") -> None:
        """Note something that plays, but not as meant."""
        self._add(code, Severity.WARNING, where, message, remedy)

    def hint(self, code: str, where: Where, message: str, remedy: str = "") -> None:
        """Note something that may be better."""
        self._add(code, Severity.HINT, where, message, remedy)

    def extend(self, found: Iterable[Diagnostic]) -> None:
        """Note what somebody else found."""
        self._found.update(dict.fromkeys(found))

    def _add(self, code: str, severity: Severity, where: Where, message: str, remedy: str) -> None:
        found = Diagnostic(code=code, severity=severity, where=where, message=message, remedy=remedy)
        self._found.setdefault(found)

    @property
    def errors(self) -> bool:
        """Whether anything stops the seed from playing."""
        return any(found.severity is Severity.ERROR for found in self._found)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Everything found, by file, line and column."""
        return tuple(sorted(self._found, key=lambda d: (d.where.path, d.where.line, d.where.column, d.code)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """ "did you mean …?" for the nearest known word, or the list of a few known words."""
    options = sorted(set(known))
    near = difflib.get_close_matches(word, options, n=1, cutoff=0.55)
    if near:
        return f"did you mean “{near[0]}”?"
    if not options:
        return ""
    shown = ", ".join(options[:8]) + (" …" if len(options) > 8 else "")
    return f"known: {shown}"
