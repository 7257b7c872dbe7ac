"""Who is seen: for each actor and thing its pixels, what hides it, and how much of its face is shown.

It knows masks, not drawings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from generators.stage.acting import ActorFrame
from generators.stage.passes.view import View
from generators.stage.puppets import anchors

Array = np.ndarray
FACE_WIDE, FACE_HIGH = 0.62, 0.42
"""Head radii that a face reaches beyond eyes and mouth."""


@dataclass(frozen=True, slots=True)
class Box:
    """Frame pixels, right and bottom exclusive."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One row of the visibility table."""

    kind: str
    id: str
    pixels: int
    """Visible ones."""
    inside: float
    """Share of the whole silhouette that lies in the frame."""
    clear: float
    """Share of what lies in the frame that nothing covers."""
    box: Box | None
    """Around the visible pixels."""
    face_box: Box | None = None
    """Of an actor, whether visible or not."""
    face_inside: float = 0.0
    """Share of the face that lies in the frame."""
    face_clear: float = 0.0
    """Share of the face in the frame that nothing covers."""

    @property
    def share(self) -> float:
        """Visible share of the whole silhouette."""
        return self.inside * self.clear

    @property
    def face(self) -> float:
        """Visible share of the whole face."""
        return self.face_inside * self.face_clear


def face_box(figure: ActorFrame, view: View) -> Box:
    """The face in frame pixels: around eyes and mouth."""
    points = anchors(figure.puppet, figure.pose)
    radius = float(figure.puppet.face["radius"])
    (ex, ey), (mx, my) = points["eyes"], points["mouth"]
    half_wide = abs(ex - mx) / 2 + FACE_WIDE * radius
    half_high = abs(ey - my) / 2 + FACE_HIGH * radius
    if figure.pose.lie > 0.5:
        half_wide, half_high = max(half_wide, half_high), max(half_wide, half_high)
    ppm, x, y = view.stand(figure.x, figure.depth)
    cx, cy = x + (ex + mx) / 2 * ppm, y + (ey + my) / 2 * ppm
    return Box(cx - half_wide * ppm, cy - half_high * ppm, cx + half_wide * ppm, cy + half_high * ppm)


def face_shares(box: Box, shown: Array, inside: Array) -> tuple[float, float]:
    """Share of the face's ellipse in the frame, and share of the figure's pixels in it that are `shown`.

    `shown` and `inside` are bool masks of the frame: the figure's visible pixels, and its silhouette.
    """
    height, width = shown.shape
    a, b = max(0.5, (box.right - box.left) / 2), max(0.5, (box.bottom - box.top) / 2)
    cx, cy = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    x0, x1 = max(0, math.floor(box.left)), min(width, math.ceil(box.right))
    y0, y1 = max(0, math.floor(box.top)), min(height, math.ceil(box.bottom))
    if x1 <= x0 or y1 <= y0:
        return 0.0, 0.0
    ys, xs = np.mgrid[y0:y1, x0:x1]
    ellipse = ((xs + 0.5 - cx) / a) ** 2 + ((ys + 0.5 - cy) / b) ** 2 <= 1
    in_frame = min(1.0, float(ellipse.sum()) / (math.pi * a * b))
    own = ellipse & inside[y0:y1, x0:x1]
    total = int(own.sum())
    clear = float((own & shown[y0:y1, x0:x1]).sum()) / total if total else 0.0
    return in_frame, clear


def bounding(mask: Array) -> Box | None:
    """Box around the true pixels; None when there are none."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    return Box(float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))
