"""Where workers, director and player keep what they make, below one folder.

It knows names only; the player decides the folder (`EVERSHOW_HOME` or the user's cache folder).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SOUNDFONTS = "soundfonts"


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders below `root`."""

    root: Path

    @property
    def cache(self) -> Path:
        """Rendered segments, by content."""
        return self.root / "cache"

    @property
    def drafts(self) -> Path:
        """Segments being written: on the cache's file system, so that a rename publishes them."""
        return self.root / "cache" / "tmp"

    @property
    def speech(self) -> Path:
        """The speech store: spoken lines, by key; written by the director, read by workers."""
        return self.root / "speech"

    @property
    def compiled(self) -> Path:
        """Machine code that numba keeps between runs."""
        return self.root / "numba"

    @property
    def soundfonts(self) -> Path:
        """Where a viewer may put a soundfont; its first .sf2 file plays the instruments that it has."""
        return self.root / SOUNDFONTS

    def make(self) -> Folders:
        """Create what is missing; returns itself."""
        for folder in (self.drafts, self.speech, self.compiled):
            folder.mkdir(parents=True, exist_ok=True)
        return self
