"""How the interface reads and moves now: plain letters or easier ones, with motion or without.

It knows no widget. One process has one window, and everything painted in it reads alike: this is the one value that
all painters share, set by the window alone whenever the settings change.
"""

from __future__ import annotations

from dataclasses import dataclass

GAP_SHARE = 0.055
"""Of the type's size, between letters: wider than any text is set, as studies of readers with dyslexia found helpful
(Zorzi et al. 2012); a special letter shape helped nobody there."""
WORD_SHARE = 0.14
"""Of the type's size, added between words, so that they stay apart."""


@dataclass(slots=True)
class Manner:
    """Changed in place."""

    easy: bool = False
    """Upright letters without serifs, set wider."""
    still: bool = False
    """Nothing moves that need not."""


NOW = Manner()
PLAINER = {"regular": "medium", "serif": "medium", "serif_italic": "medium", "serif_semibold": "semibold"}
"""Which face stands for which where reading is made easier."""


def face(name: str) -> str:
    """The face that is used for `name` now."""
    return PLAINER.get(name, name) if NOW.easy else name


def gaps(size: float) -> tuple[float, float]:
    """Pixels added after every letter, and after every blank, at `size`."""
    return (GAP_SHARE * size, WORD_SHARE * size) if NOW.easy else (0.0, 0.0)
