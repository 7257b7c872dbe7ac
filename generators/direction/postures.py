"""How far a feeling bows somebody down: who is afraid has their face lower than where they stand would have it.

It knows no figure: shares of the height of the eyes, from the same file that the stage acts by.
"""

from __future__ import annotations

import functools
from contextlib import suppress
from typing import Any

from generators.direction.own_art import own_art
from generators.stage import library
from generators.stage.acting.own import UNUSABLE, Own, added, own_of, usable

BEAST_CROUCH, BEAST_LEAN, BEAST_STANDS, SITS_FROM = 0.21, 0.55, 0.08, 0.3
"""The same for a four-legged one's own posture; who feels what it does not sit down for stands, which is lower."""
BY_CROUCH, BY_CURL, BY_LEAN = 0.20, 0.08, 0.04
"""What bent knees, a bent back and a lean take off, for each one of theirs."""
LEAST = 0.5
"""Share of a posture at intensity 0."""
TELLS = 0.01
"""A smaller bow moves no camera."""


def bow(emotion: str, intensity: float, *, beast: bool = False) -> float:
    """Share of the height of the eyes by which who feels so is lower, 0 for most feelings."""
    share = _bows(beast, own_of(own_art())).get(emotion, 0.0) * (LEAST + (1 - LEAST) * min(1.0, max(0.0, intensity)))
    return share if share >= TELLS else 0.0


@functools.lru_cache(maxsize=16)
def _bows(beast: bool, theirs: Own | None) -> dict[str, float]:
    found = {name: _bowed(entry, beast) for name, entry in library.load("faces", "emotions").items()}
    for name, entry in added(theirs, "emotions").items():
        with suppress(*UNUSABLE):
            found[str(name)] = _bowed(usable(str(name), entry), beast)
    return found


def _bowed(entry: dict[str, Any], beast: bool) -> float:
    if beast:
        own = entry.get("beast") or {}
        down = BEAST_CROUCH * float(own.get("crouch", 0.0)) + BEAST_LEAN * float(own.get("lean", 0.0))
        return max(0.0, down + BEAST_STANDS * (float(own.get("sits", 0.0)) < SITS_FROM))
    crouch, curl, lean = (float(entry.get(channel, 0.0)) for channel in ("crouch", "curl", "lean"))
    return max(0.0, BY_CROUCH * crouch + BY_CURL * max(0.0, curl) + BY_LEAN * abs(lean))
