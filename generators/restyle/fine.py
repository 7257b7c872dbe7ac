"""Thin lines of a picture drawn once more over its painting: seams of a floor, bars of a window, rain, letters.

It knows no network. A brush goes over what is thinner than its hairs; a painter draws it in at last, with the smallest
one. Only what is missing is added: strokes stay as they lie, and so does a line that the painting already has.
"""

from __future__ import annotations

import cv2
import numpy as np

Array = np.ndarray
LINES = 720
"""Height of the picture for which THIN is told."""
THIN = 3.0
"""Standard deviation, in pixels, of the blur beneath which a line stands out."""
GRAIN = 2.0
"""Of 255: what stands out by less is the paper's grain, and is not drawn."""
SHARE = 0.8
"""Of what is missing of a line, so much is drawn."""


def with_thin_lines(board: Array, picture: Array) -> Array:
    """`board`, the painting of `picture`, with the picture's thin lines; both BGR uint8 (height, width, 3)."""
    sigma = THIN * picture.shape[0] / LINES
    wanted, there = _standing_out(picture, sigma), _standing_out(board, sigma)
    # Of the line's own sign, and never more than the whole of it.
    missing = np.clip(wanted - there, np.minimum(wanted, 0), np.maximum(wanted, 0))
    added = np.sign(missing) * np.maximum(np.abs(missing) - GRAIN, 0) * SHARE
    return np.clip(np.rint(board + added[:, :, None]), 0, 255).astype(np.uint8)


def _standing_out(picture: Array, sigma: float) -> Array:
    """By how much each pixel's light differs from what is around it, float32 (height, width)."""
    light = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    around: Array = cv2.GaussianBlur(light, (0, 0), sigma)
    return light - around
