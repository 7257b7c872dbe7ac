"""The floor actors stand on: how depth becomes height in the frame and size.

It knows no set: every set draws its ground to these lines.
"""

from __future__ import annotations

FAR_FLOOR_Y = 0.80
"""Stage y of the feet at depth 0."""
NEAR_FLOOR_Y = 0.93
"""Stage y of the feet at depth 1."""
METRE = 0.205
"""Stage units of one metre at depth 0.5: a grown-up of 1.75 m is 0.36 of a wide frame's height."""
MARK_XS = {"left": -0.46, "centre": 0.0, "right": 0.46, "door": 0.66, "far": 0.1, "near": -0.08}
"""Stage x of the marks of a set that names none."""


def floor_y(depth: float) -> float:
    """Stage y of the feet at `depth` (0 far … 1 near)."""
    return FAR_FLOOR_Y + (NEAR_FLOOR_Y - FAR_FLOOR_Y) * depth


def metre(depth: float) -> float:
    """Stage units of one metre at `depth`: ±12 % over the floor, so that near is bigger."""
    return METRE * (0.88 + 0.24 * depth)
