"""Sets a figure off from what stands behind it: a lit contour, and a soft shadow round it.

It knows the figure's pixels and its light, no puppet. By day the cut piece throws its soft shadow
on the set; at night a figure reads by its rim, and the shadow is what the rim stands against.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from generators.stage.colour import RGB
from generators.stage.kernels import outline
from generators.stage.puppets.paint import LightLike
from generators.stage.styles import Edges

Array = np.ndarray
REACH = 0.013
"""Blur of the shadow round a figure, frame heights (9 px at 720 lines)."""
SHALLOW = 0.055
"""Greatest blur as a share of the figure's own width."""
DROP = 0.006
"""How far a day's shadow falls away from the light, frame heights."""
LINE = 0.0021
"""Width of the contour, frame heights (1.5 px at 720 lines)."""
FAR_SIDE = 0.30
"""Share of the rim on the side away from the light."""
SOFT = 0.37
"""Share of the rim that falls softly into the figure at night, as far as the shadow reaches outwards."""
SHADOW_BY_DAY, SHADOW_BY_NIGHT = 0.22, 0.62
"""Opacity of the shadow right behind the outline; at night it deepens what the rim stands against."""
RIM_BY_DAY = 0.12
"""Share of the contour by day, when figures are the darker part of the picture."""
QUARTER = 4
"""The shadow is soft: it is blurred on a picture this many times smaller."""


def set_off(raster: Array, light: LightLike, night: float, edges: Edges, height: int) -> None:
    """Draw contour and shadow into a figure's premultiplied BGRA raster, in place.

    `night` 0–1 deepens the shadow and lets it lie all round; `height` is the frame's in pixels.
    """
    left, top, wide, tall = cv2.boundingRect(raster[:, :, 3])
    if wide == 0:
        return
    room = math.ceil(3 * REACH * height)
    raster = raster[max(0, top - room) : top + tall + room, max(0, left - room) : left + wide + room]
    alpha = np.ascontiguousarray(raster[:, :, 3])
    rows, columns = alpha.shape
    width = max(1.0, LINE * height)
    dx, dy = light.direction
    # Light from above catches shoulders as well as the side that is turned to it.
    away = _moved(alpha, round(-dx * width * 1.2), round(-min(-0.3, dy) * width))
    size = 2 * round(width) + 1
    inner = cv2.erode(alpha, np.ones((size, size), np.uint8))
    day = 1 - night
    # Small figures keep their colours: light falls no deeper than a part of their width.
    blur = max(0.5, min(REACH * height, SHALLOW * wide) / QUARTER)
    drop = day * DROP * height / QUARTER
    small = cv2.resize(alpha, (max(1, columns // QUARTER), max(1, rows // QUARTER)), interpolation=cv2.INTER_AREA)
    small = _moved(cv2.GaussianBlur(small, (0, 0), blur), round(-dx * drop), round(0.5 * drop))
    around = cv2.resize(small, (columns, rows), interpolation=cv2.INTER_LINEAR)
    strength = min(1.0, light.rim_strength * edges.contour * (RIM_BY_DAY + (1 - RIM_BY_DAY) * night))
    opacity = (SHADOW_BY_DAY * day + SHADOW_BY_NIGHT * night) * edges.halo
    outline(
        raster,
        inner,
        away,
        around,
        _bgr(light.rim),
        np.float32(strength),
        np.float32(strength * FAR_SIDE * night),
        np.float32(strength * SOFT * night),
        _bgr(light.shadow),
        np.float32(opacity),
    )


def _moved(alpha: Array, right: int, down: int) -> Array:
    """`alpha` shifted by whole pixels; what comes in is empty."""
    moved = np.zeros_like(alpha)
    rows, columns = alpha.shape
    if abs(right) < columns and abs(down) < rows:
        moved[max(0, down) : rows + min(0, down), max(0, right) : columns + min(0, right)] = alpha[
            max(0, -down) : rows - max(0, down), max(0, -right) : columns - max(0, right)
        ]
    return moved


def _bgr(rgb: RGB) -> Array:
    return np.array([rgb[2] * 255, rgb[1] * 255, rgb[0] * 255], np.float32)
