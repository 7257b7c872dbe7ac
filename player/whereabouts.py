"""Where in a show the viewer is, kept every second beside its map: how a show that was killed goes on where it was.

It knows no journal. Where its file is damaged or missing, the show goes on where its journal leads to.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from story_engine.time import MediaTime, from_seconds

FILE = "whereabouts.json"
MOST_INTO: MediaTime = from_seconds(30.0)
"""Nobody is further inside a part than this: more is nonsense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Show times, counted over all sittings."""

    journal_ends: MediaTime
    """Where what follows the journal begins."""
    heard: MediaTime

    @property
    def into(self) -> MediaTime:
        """How far inside of what follows the journal the viewer is."""
        return min(max(self.heard - self.journal_ends, 0), MOST_INTO)


def keep_whereabouts(folder: Path, here: Whereabouts) -> None:
    """Write it in one step; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{FILE}.tmp"
    draft.write_bytes(msgspec.json.encode(here))
    draft.replace(folder / FILE)


def read_whereabouts(folder: Path) -> Whereabouts | None:
    """What was kept last; None where nothing can be read."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Whereabouts)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None
