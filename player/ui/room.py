"""What everything in the window shares and what may change while it is open: texts, settings, colour, voice.

It knows no widget and no show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from player.settings import Settings
from player.ui import theme
from player.words import Words, words_in


def _nobody(_text: str) -> None:
    """Speaks to nobody."""


@dataclass(slots=True, kw_only=True)
class Room:
    """Handed to every part of the window; the window changes it and lays everything out anew."""

    words: Words = field(default_factory=lambda: words_in("en"))
    settings: Settings = field(default_factory=Settings)
    accent: theme.Colour = theme.readable_accent(theme.DEFAULT_ACCENT)
    say: Callable[[str], None] = _nobody
    """Speaks a text aloud at once, where self-voicing is on; what was being said is cut short."""
