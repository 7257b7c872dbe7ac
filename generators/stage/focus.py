"""Rack focus: the place sharp and the people soft, then the people sharp and the place soft.

It knows no story: two pictures and a share. Blur is baked at a quarter of the size, once for the place of a frame.
"""

from __future__ import annotations

import cv2
import numpy as np

from generators.timed import Shot
from story_engine.time import SAMPLE_RATE, MediaTime

Array = np.ndarray
TURNS: MediaTime = SAMPLE_RATE * 3 // 4
"""How long the lens takes from one to the other."""
SOFT = 0.011
"""Sigma of what is out of focus, in frame heights."""
COARSE = 4
SEEN = 3
"""A pixel that changed by more than this, of 255, is somebody's."""


def people_in_focus(shot: Shot, time: MediaTime) -> float:
    """0 the place is sharp … 1 the people are; 1 for every shot without a rack."""
    if shot.focus_at < 0:
        return 1.0
    t = (time - shot.start + shot.begun - shot.focus_at) / TURNS
    t = max(0.0, min(1.0, t))
    return t * t * (3 - 2 * t)


def soften_place(pixels: Array, height: int, share: float) -> None:
    """Blur what is drawn so far by `share`, in place; `height` is the finished frame's."""
    if share <= 0.004:
        return
    cv2.addWeighted(pixels, 1 - share, _soft(pixels, height), share, 0, dst=pixels)


def soften_people(pixels: Array, place: Array, height: int, share: float) -> None:
    """Blur, by `share` and in place, only what was drawn over `place` since."""
    if share <= 0.004:
        return
    covered = np.where(cv2.absdiff(pixels, place).max(axis=2) > SEEN, np.uint8(255), np.uint8(0))
    covered = cv2.morphologyEx(covered, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    people = cv2.bitwise_and(pixels, pixels, mask=covered)
    soft, edge = _soft(people, height), _soft(covered, height)
    clear = cv2.cvtColor(255 - edge, cv2.COLOR_GRAY2BGRA)
    clear[:, :, 3] = 255 - edge
    blurred = cv2.add(cv2.multiply(place, clear, scale=1 / 255), soft)
    cv2.addWeighted(pixels, 1 - share, blurred, share, 0, dst=pixels)


def _soft(pixels: Array, height: int) -> Array:
    small = cv2.resize(pixels, None, fx=1 / COARSE, fy=1 / COARSE, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), SOFT * height / COARSE)
    soft: Array = cv2.resize(small, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR)
    return soft
