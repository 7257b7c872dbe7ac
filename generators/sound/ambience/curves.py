"""What moves a bed's loudness: gusts, swells and the hour, as functions of absolute scene time.

It knows no sound. Every value depends on its own sample alone, so consecutive parts agree to the last bit.
"""

from __future__ import annotations

import math

import numpy as np

from generators.stage.wind import gust
from story_engine.rng import unit
from story_engine.time import SAMPLE_RATE, MediaTime

GRID = 2400
"""Samples between control points: 20 a second, and even the quickest gust takes 2.3 s."""


def grid(start: MediaTime, count: int) -> list[MediaTime]:
    """The scene times of the grid points around a stretch: one before it, one after."""
    first, last = start // GRID, (start + max(count, 1) - 1) // GRID + 1
    return [number * GRID for number in range(first, last + 1)]


def gustiness(times: list[MediaTime], wind: float, rng_seed: int) -> list[float]:
    """How hard it blows at each time, 0–1: the size of the stage's wind curve."""
    return [min(1.0, max(0.0, 0.5 + 0.5 * gust(time, wind, rng_seed) / max(_reach(wind), 1e-6))) for time in times]


def swelling(times: list[MediaTime], period_seconds: float, depth: float, seed: int) -> list[float]:
    """A slow rise and fall between 1 − `depth` and 1, never twice alike."""
    phase = 2 * math.pi * unit(seed, "swell")
    out = []
    for time in times:
        turn = 2 * math.pi * time / SAMPLE_RATE / period_seconds
        wave = 0.5 + 0.5 * math.sin(turn + phase + 0.9 * math.sin(turn * 0.37 + phase))
        breath = 0.8 + 0.2 * math.sin(turn * 0.23 + 2 * phase)
        out.append(1 - depth + depth * wave * wave * breath)
    return out


def at_hour(hour: float, points: tuple[tuple[float, float], ...]) -> float:
    """Gain at `hour` 0–24 by its points, gliding, round midnight; 1 without points."""
    if not points:
        return 1.0
    ordered = sorted(points)
    hours = [ordered[-1][0] - 24, *[point[0] for point in ordered], ordered[0][0] + 24]
    gains = [ordered[-1][1], *[point[1] for point in ordered], ordered[0][1]]
    return float(np.interp(hour % 24, hours, gains))


def _reach(wind: float) -> float:
    return 0.12 + 0.88 * max(0.0, min(1.0, wind))
