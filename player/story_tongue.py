"""In which language a story is shown: what is set, where the story has been translated.

It knows settings and the tables' names, no seed's content: a start must not wait for it.
"""

from __future__ import annotations

from pathlib import Path

from player.settings import Settings
from player.words import words_in


def story_language(settings: Settings, seed: Path) -> str:
    """The language in which the story in folder `seed` is shown; "" = as it was written, also where it has no table."""
    wanted = settings.story_language or words_in(settings.language).language
    return wanted if (seed / "lines" / f"{wanted}.csv").is_file() else ""
