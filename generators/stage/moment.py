"""One instant of a scene as live elements see it.

It knows no files and no part: only time, wind and the rng seed of the scene.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The arguments of everything that moves by itself."""

    seconds: float
    """Scene time in seconds."""
    gust: float
    """The wind's push now, about −1…1 (`generators.stage.wind`)."""
    wind: float
    """Strength of the wind 0–1."""
    seed: int
    weather: str

    def sway(self, period: float, phase: float) -> float:
        """A slow swing −1…1 of `period` seconds; `phase` in turns."""
        return math.sin(2 * math.pi * (self.seconds / period + phase))
