"""What can be wrong with Yarn: a numbered finding with its place and remedy.

It does not know who finds it or how it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding; line and column from 1, length in characters."""

    code: str
    line: int
    column: int
    length: int
    message: str
    remedy: str
    path: str = ""
    severity: str = "error"
    """`error`: Yarn's compiler refuses it too; `warning`: it plays, but hardly as meant."""

    def __str__(self) -> str:
        """The finding in one line."""
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.severity}: {self.message} – {self.remedy}"
