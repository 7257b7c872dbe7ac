"""A viewer's balance in the mix: voices, music, ambience and effects louder or softer than they were mixed.

It knows decibels and shares, no viewer. Where the balance changes between two parts, the later one begins as the
earlier ended and glides: a place that goes on over the join neither steps nor clicks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.timed import Balance
from story_engine.time import MediaTime, from_seconds

GLIDE: MediaTime = from_seconds(0.9)
"""How long a change takes: shorter than any part, slow enough that a place's wind only seems to turn."""
SHARES = {"speech": 0.88, "music": 0.095, "ambience": 0.02, "effects": 0.005}
"""Of a show's weighted power (BS.1770), by who makes it; the room's is counted with the voices that fill it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The balance of a part, and that of the part before it."""

    now: Balance = Balance()
    before: Balance = Balance()

    @property
    def are_even(self) -> bool:
        """Whether everything is heard as it was mixed."""
        return self.now == self.before == Balance()

    def curve(self, name: str, total: MediaTime) -> NDArray[np.float32]:
        """Gain of the bus `name` ("speech", "music", "ambience" or "effects") for every frame, (total,)."""
        begin, end = (decibels_of(balance, name) for balance in (self.before, self.now))
        curve = np.full(total, 10 ** (end / 20), np.float32)
        if begin != end:
            count = min(GLIDE, total)
            down = 0.5 + 0.5 * np.cos(math.pi * np.arange(count) / GLIDE)
            curve[:count] = 10 ** ((end + (begin - end) * down) / 20)
        return curve


def decibels_of(balance: Balance, name: str) -> float:
    """What the bus `name` gains: what the viewer wants, and what the whole gains to stay as loud as it was."""
    wanted: float = getattr(balance, name)
    return wanted + made_up(balance)


def made_up(balance: Balance) -> float:
    """Decibels for every bus that keep a show's loudness where it was, by the usual shares; the rider does the rest."""
    if balance == Balance():
        return 0.0
    power = sum(share * 10 ** (getattr(balance, name) / 10) for name, share in SHARES.items())
    return -10 * math.log10(power)
