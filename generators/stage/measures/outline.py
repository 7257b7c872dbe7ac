"""Outline contrast: how much of a figure's outline is lost against what lies behind it.

It knows a picture and an id pass. Contrast is distance in OKLab (Björn Ottosson), where 0.10 is plainly seen.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

Array = np.ndarray
LOST_BELOW = 0.10
"""OKLab distance below which an edge is not found at a glance (issue 4)."""
BANDS_720 = ((1.0, 3.0), (3.0, 7.0))
"""Bands on either side of the edge that are compared, pixels at 720 lines: its lit rim, and the piece beside it.

The first pixel on each side is left out: it is a mixture of both. Either band may make the edge plain.
"""
LEAST_OUTLINE = 40
"""Pixels of outline below which a figure is too small or too hidden to be judged."""
_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]], np.float32,
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]], np.float32,
)  # fmt: skip


def oklab(bgr: Array) -> Array:
    """uint8 BGR as OKLab float32, lightness 0–1."""
    rgb = bgr[:, :, ::-1].astype(np.float32) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T


def lost_share(bgr: Array, figure: Array, behind: Array) -> float | None:
    """Share 0–1 of the outline between the bool masks `figure` and `behind` with too little contrast.

    `behind` is what is farther away than the figure: an edge that something nearer makes is not its outline.
    None when there is too little outline to judge.
    """
    unit = bgr.shape[0] / 720
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    edge = figure & (cv2.dilate(behind.astype(np.uint8), cross) > 0)
    if int(edge.sum()) < LEAST_OUTLINE:
        return None
    rows, columns = np.flatnonzero(edge.any(axis=1)), np.flatnonzero(edge.any(axis=0))
    margin = 2 * math.ceil(BANDS_720[-1][1] * unit) + 2
    box = (
        slice(max(0, rows[0] - margin), rows[-1] + margin + 1),
        slice(max(0, columns[0] - margin), columns[-1] + margin + 1),
    )
    lab, mine, rest, edge = oklab(bgr[box]), figure[box], behind[box], edge[box]
    within = cv2.distanceTransform(mine.astype(np.uint8), cv2.DIST_L2, 5)
    beyond = cv2.distanceTransform((~mine).astype(np.uint8), cv2.DIST_L2, 5)
    contrast = np.zeros(edge.shape, np.float32)
    for low, high in BANDS_720:
        low, high = max(1.0, low * unit), max(2.5, high * unit)
        radius = math.ceil(high)
        inside, found = _mean_of(lab, mine & (within > low) & (within <= high), radius)
        outside, there = _mean_of(lab, rest & (beyond > low) & (beyond <= high), radius)
        apart = np.sqrt(((inside - outside) ** 2).sum(axis=2))
        contrast = np.maximum(contrast, np.where(found & there, apart, 0))
        edge = edge & ((found & there) | (contrast > 0))
    return float((contrast[edge] < LOST_BELOW).mean()) if edge.any() else None


def _mean_of(lab: Array, mask: Array, radius: int) -> tuple[Array, Array]:
    """At each pixel the mean colour of the masked pixels around it, and whether there are any."""
    size = (2 * radius + 1, 2 * radius + 1)
    weight = cv2.boxFilter(mask.astype(np.float32), -1, size, normalize=False, borderType=cv2.BORDER_CONSTANT)
    total = cv2.boxFilter(lab * mask[:, :, None], -1, size, normalize=False, borderType=cv2.BORDER_CONSTANT)
    return total / np.maximum(weight, 1e-6)[:, :, None], weight > 0.5
