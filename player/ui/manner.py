"""How the interface reads, moves and colours now: easier letters, without motion, in colours safe for any eyes.

It knows no widget. One process has one window, and everything painted in it reads alike: this is the one value that
all painters share, set by the window alone whenever the settings change.
"""

from __future__ import annotations

from dataclasses import dataclass

from player.ui import theme

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
    safe: bool = False
    """What tells something by its colour takes one that people with any colour blindness tell apart."""


NOW = Manner()
PLAINER = {"regular": "medium", "serif": "medium", "serif_italic": "medium", "serif_semibold": "semibold"}
"""Which face stands for which where reading is made easier."""


def face(name: str) -> str:
    """The face that is used for `name` now."""
    return PLAINER.get(name, name) if NOW.easy else name


def tint(given: str) -> theme.Colour:
    """The colour for a speaker who was given that name colour."""
    if NOW.safe and given in theme.SPEAKER_TINTS:
        given = theme.SAFE_TINTS[theme.SPEAKER_TINTS.index(given)]
    return theme.colour(given)


def accent(shows: str) -> theme.Colour:
    """The accent where a show brings the colour "#RRGGBB"."""
    return theme.readable_accent(theme.SAFE_ACCENT if NOW.safe else shows)


def trouble() -> theme.Colour:
    """Of the mark beside what went wrong."""
    return theme.colour(theme.SAFE_TROUBLE if NOW.safe else theme.TROUBLE)


def fault() -> theme.Colour:
    """Of words that say what was wrong."""
    return theme.colour(theme.SAFE_TROUBLE if NOW.safe else theme.FAULT)


def gaps(size: float) -> tuple[float, float]:
    """Pixels added after every letter, and after every blank, at `size`."""
    return (GAP_SHARE * size, WORD_SHARE * size) if NOW.easy else (0.0, 0.0)
