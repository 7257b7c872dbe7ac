"""A show log that never stops the show: what cannot be written is told once, and the show goes on.

It knows no show and no disk; `player.showlog` knows what a record is.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from player.showlog import ShowLog
from story_engine.time import MediaTime


class SteadyLog(ShowLog):
    """Writes like a ShowLog; `trouble` is told the first time that the file cannot be written."""

    def __init__(self, path: Path | None, trouble: Callable[[str], None]) -> None:
        """Begin `path` anew (None = nowhere); raises OSError where it cannot be begun at all."""
        super().__init__(path, keeps=False)
        self._trouble = trouble
        self._told = False

    def write(self, at: MediaTime, kind: str, **fields: Any) -> None:
        """One record, or nothing where the file cannot take it."""
        try:
            super().write(at, kind, **fields)
        except OSError as error:
            self._tell(error)

    def close(self) -> None:
        """Finish the file."""
        try:
            super().close()
        except OSError as error:  # what was still buffered does not fit
            self._file = None
            self._tell(error)

    def _tell(self, error: OSError) -> None:
        if not self._told:
            self._told = True
            self._trouble(f"the show's log cannot be written ({error}); the show goes on without it")
