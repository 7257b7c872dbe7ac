"""Words that were heard or read, with who said them and when. It knows no scene."""

from __future__ import annotations

from dataclasses import dataclass

from story_engine.time import MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words that were heard or read."""

    text: str
    speaker: str = ""
    kind: str = "line"
    """"line", "narration" or "sound"."""
    at: MediaTime = 0
    """In the sitting in which they were heard."""
