"""The sheet a picture lies on: how much of each pixel is picture, from bare border to full colour.

It knows a style's numbers and a size, no picture.
"""

from __future__ import annotations

import cv2
import numpy as np

from generators.stage.styles import Sheet
from story_engine.rng import generator

Array = np.ndarray
CORNER = 4.0
"""Exponent of the frame's outline when it is not round: a rectangle with soft corners."""


def sheet_share(sheet: Sheet, width: int, height: int) -> Array:
    """float32 (height, width): 1 is picture, 0 the bare sheet; above 1 where the tooth catches light."""
    y = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height
    x = (np.arange(width, dtype=np.float32)[None, :] + 0.5) / height
    wide = width / height
    share = np.ones((height, width), np.float32)
    if sheet.width > 0:
        square = np.minimum(np.minimum(x, wide - x), np.minimum(y, 1 - y))
        reach = np.hypot((x - wide / 2) / (wide / 2), (y - 0.5) / 0.5) / np.sqrt(np.float32(2))
        inside = square * (1 - sheet.round) + (1 - reach) * sheet.round
        if sheet.rough > 0:
            inside = inside + sheet.width * sheet.rough * 0.5 * _unevenness(width, height)
        start = sheet.width * (1 - sheet.soft) * 0.8
        t = np.clip((inside - start) / max(1e-4, sheet.width - start), 0, 1)
        share = t * t * (3 - 2 * t)
    if sheet.tooth > 0:
        share = share * (1 - sheet.tooth * np.clip(_tooth(width, height), -2, 2))
    return np.ascontiguousarray(np.clip(share, 0, 1), np.float32)


def _unevenness(width: int, height: int) -> Array:
    """Noise of deviation about 1 as broad as a brush."""
    total = np.zeros((height, width), np.float32)
    for name, size, weight in (("broad", 0.22, 0.75), ("brush", 0.05, 0.30), ("fine", 0.010, 0.14)):
        rows, columns = max(4, int(2 / size)), max(4, int(2 / size * width / height))
        noise = generator(9, "sheet", name).standard_normal((rows, columns)).astype(np.float32)
        soft = cv2.resize(cv2.GaussianBlur(noise, (0, 0), 1.0), (width, height), interpolation=cv2.INTER_CUBIC)
        total += weight * soft / soft.std()
    return total


def _tooth(width: int, height: int) -> Array:
    noise = generator(9, "tooth").standard_normal((height, width)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), max(0.7, height / 720))
    return soft / soft.std()
