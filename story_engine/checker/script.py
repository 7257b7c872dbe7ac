"""The decisions of one step of a journal, asked for by kind and key.

It does not know what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Script:
    """The decisions of one step, asked for by kind and key."""

    def __init__(self, made: Iterable[tuple[str, str, Any]], before: Script | None = None) -> None:
        self.made = tuple(made)
        self._left: dict[tuple[str, str], list[Any]] = {}
        for kind, key, value in self.made:
            self._left.setdefault((kind, key), []).append(value)
        self._before = before

    def take(self, kind: str, key: str) -> tuple[bool, Any]:
        """Whether there is such a decision, and its value; what the step before left over counts too."""
        found = self._left.get((kind, key))
        if found:
            return True, found.pop(0)
        if self._before is not None:
            return self._before.take(kind, key)
        return False, None

    def alone(self) -> Script:
        """This step's decisions without those of steps before it."""
        self._before = None
        return self
