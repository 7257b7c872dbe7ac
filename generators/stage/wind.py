"""The one wind curve of a scene: trees, cloth, rain, smoke and sound all read it.

It knows no picture and no sound, only scene time.
"""

from __future__ import annotations

import math

from generators.stage.chance import unit
from story_engine.time import SAMPLE_RATE, MediaTime

PERIODS_SECONDS = (11.3, 6.7, 4.1, 2.3)
"""Incommensurable, so that the curve never visibly repeats within a scene."""
SHARES = (0.42, 0.28, 0.19, 0.11)
"""Slow swells carry most of a gust; the quick part only ruffles it."""
STILL_SWAY = 0.12
"""Share of movement left when the wind is 0: wind always passes."""


def gust(scene_time: MediaTime, wind: float, rng_seed: int) -> float:
    """Push of the wind at `scene_time` (audio frames): about −1 … 1, blowing mostly towards +x.

    `wind` is 0 (still) … 1 (gale) and scales the whole curve; `rng_seed` shifts its phases.
    """
    seconds = scene_time / SAMPLE_RATE
    swell = 0.0
    for index, (period, share) in enumerate(zip(PERIODS_SECONDS, SHARES, strict=True)):
        phase = unit(rng_seed, "wind", index)
        swell += share * math.sin(2 * math.pi * (seconds / period + phase))
    strength = STILL_SWAY + (1 - STILL_SWAY) * max(0.0, min(1.0, wind))
    return strength * (0.35 + 0.65 * swell) if wind > 0 else strength * swell
