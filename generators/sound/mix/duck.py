"""Scheduled ducking: how far music and ambience step back while somebody is heard.

It knows when lines are, not what they say. A part knows only its own lines, so the ambience is always
level at both ends of a part, and the music, which begins and ends softly there, may stay low.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from story_engine.time import MediaTime, from_seconds

STEP_BACK: MediaTime = from_seconds(0.25)
"""Ducking begins this long before a line."""
RETURN: MediaTime = from_seconds(0.7)
STAY_LOW: MediaTime = from_seconds(1.0)
"""Music does not swell in gaps, heads or ends shorter than this."""
GRID = 64
"""Frames between points of the curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dip:
    """A stretch in which a bus is turned down by `decibels`."""

    begin: MediaTime
    end: MediaTime
    decibels: float


def music_curve(dips: tuple[Dip, ...], duration: MediaTime, total: MediaTime) -> NDArray[np.float32]:
    """Gain per frame over `total` frames of music (the part and its ring)."""
    return _curve(_bridged(dips, duration), total, is_level_at=None)


def ambience_curve(dips: tuple[Dip, ...], duration: MediaTime, total: MediaTime) -> NDArray[np.float32]:
    """Gain per frame of the ambience over `total` frames; exactly 1 at both ends of the part and after it."""
    return _curve(dips, total, is_level_at=duration)


def _bridged(dips: tuple[Dip, ...], duration: MediaTime) -> tuple[Dip, ...]:
    """Dips without short rises between them or at the part's ends."""
    out: list[Dip] = []
    for dip in sorted(dips, key=lambda one: one.begin):
        begin = -STEP_BACK if dip.begin < STAY_LOW else dip.begin
        end = duration + 1 if duration - dip.end < STAY_LOW else dip.end
        if out and begin - out[-1].end < STAY_LOW:
            begin = out[-1].end
        out.append(Dip(begin=begin, end=end, decibels=dip.decibels))
    return tuple(out)


def _curve(dips: tuple[Dip, ...], total: MediaTime, *, is_level_at: MediaTime | None) -> NDArray[np.float32]:
    points = np.arange(0, total + GRID, GRID)
    down = np.zeros(len(points))
    for dip in dips:
        fall, rise = STEP_BACK, RETURN
        begin, end = dip.begin - fall, dip.end
        if is_level_at is not None:
            begin = max(0, begin)
            fall = max(GRID, min(STEP_BACK, dip.begin - begin) or STEP_BACK // 3)
            rise = RETURN
        going = np.clip((points - begin) / max(fall, 1), 0, 1)
        coming = 1 - np.clip((points - end) / rise, 0, 1)
        shape = np.minimum(going, coming)
        down = np.maximum(down, dip.decibels * (0.5 - 0.5 * np.cos(math.pi * shape)))
    if is_level_at is not None:
        # The neighbours cannot know: be level at both ends, however close a line is.
        edge = np.minimum(points, is_level_at - points) / (STEP_BACK / 2)
        down *= 0.5 - 0.5 * np.cos(math.pi * np.clip(edge, 0, 1))
    curve = 10 ** (-down / 20)
    rises = (curve[1:] - curve[:-1]) / GRID
    lines = curve[:-1, None] + rises[:, None] * np.arange(GRID)
    return lines.astype(np.float32).reshape(-1)[:total]
