"""Sets a figure off from what stands behind it: a lit contour, and a soft shadow round it.

It knows the figure's pixels and its light, no puppet. By day the cut piece throws its soft shadow
on the set; at night a figure reads by its rim, and the shadow is what the rim stands against.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from generators.stage.colour import RGB, to_oklch
from generators.stage.figure_kernels import lost_edges, outline
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
FOUND = 0.0050
"""How far into a figure an edge is made lighter or darker where it would be lost, frame heights."""
FOUND_LEAST, FOUND_SHALLOW = 0.0036, 0.045
"""The same at least, frame heights, and at most, share of the figure's own width: thin legs keep their colour."""
WANTED_BY_DAY, WANTED_BY_NIGHT = 0.28, 0.31
"""OKLab distance that an edge is brought to; finish, fog and rain take a third of it."""
LEAN_LIT = 0.05
"""How much lighter than the ground an edge counts that is turned to the light: sides are chosen as light would."""
LEAN_DARK_BY_DAY, LEAN_DARK_BY_NIGHT = 0.40, 0.50
"""OKLab lightness below which an edge is lit, not darkened: black boots on dark boards catch the light.

At night nearly everything is: there a figure reads by its rim."""
SIDEWAYS = 0.35
"""How far from its side the light comes at least, when edges are chosen."""
FLOOR_BY_DAY = 0.12
"""Lightness that a darkened edge keeps by day: with less it is lit instead."""
UNLIT_BY_NIGHT = 0.36
"""Share of its own light that a figure's edge loses at night before a bright window, and most of its rim with it."""
UNCHANGED = 127
"""What stands for no change where changes are kept as bytes."""
SOLID = 128
"""Alpha from which a pixel is the figure's own; below lies its contact shadow."""
WITHOUT_SHADOW = np.array([max(0, a - SOLID) * 255 // (255 - SOLID) for a in range(256)], np.uint8)
"""From a raster's alpha to the figure's own: a sole that rests in its shadow has an edge as any other."""
EVEN = 1.2
"""Blur of colours and of what they need, quarter pixels: light passes along an edge, it does not flicker."""
LINEAR = np.array(
    [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255], np.float32
)


def set_off(
    raster: Array, light: LightLike, night: float, edges: Edges, height: int, behind: Array | None = None
) -> None:
    """Draw contour and shadow into a figure's premultiplied BGRA raster, in place.

    `night` 0–1 deepens the shadow and lets it lie all round; `height` is the frame's in pixels. `behind` is
    what stands behind the raster, BGR, `QUARTER` times smaller: where the figure would be lost against it,
    its edge takes more light or less.
    """
    pixels = raster.view(np.uint32)[:, :, 0]
    alpha = cv2.extractChannel(raster, 3)
    left, top, wide, tall = cv2.boundingRect(alpha)
    if wide == 0:
        return
    room = math.ceil(3 * REACH * height)
    # Whole quarter pixels are shrunk to four times as fast.
    x, y = (max(0, edge - room) // QUARTER * QUARTER for edge in (left, top))
    right, bottom = whole_quarters(left + wide + room), whole_quarters(top + tall + room)
    raster = raster[y:bottom, x:right]
    alpha = np.ascontiguousarray(alpha[y:bottom, x:right])
    rows, columns = alpha.shape
    width = max(1.0, LINE * height)
    dx, dy = light.direction
    # Light from above catches shoulders as well as the side that is turned to it.
    own = cv2.LUT(alpha, WITHOUT_SHADOW)
    away = _moved(own, round(-dx * width * 1.2), round(-min(-0.3, dy) * width))
    size = 2 * round(width) + 1
    inner = cv2.erode(own, np.ones((size, size), np.uint8))
    day = 1 - night
    # Small figures keep their colours: light falls no deeper than a part of their width.
    blur = max(0.5, min(REACH * height, SHALLOW * wide) / QUARTER)
    drop = day * DROP * height / QUARTER
    small = cv2.resize(alpha, (max(1, columns // QUARTER), max(1, rows // QUARTER)), interpolation=cv2.INTER_AREA)
    small = _moved(cv2.GaussianBlur(small, (0, 0), blur), round(-dx * drop), round(0.5 * drop))
    around = cv2.resize(small, (columns, rows), interpolation=cv2.INTER_LINEAR)
    found = _found(raster, small, light, night, edges.found, behind, (x, y))
    reach = max(1, round(min(FOUND * height, max(FOUND_LEAST * height, FOUND_SHALLOW * wide))))
    deep = cv2.blur(cv2.erode(own, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)), (reach - 1 | 1, reach - 1 | 1))
    strength = min(1.0, light.rim_strength * edges.contour * (RIM_BY_DAY + (1 - RIM_BY_DAY) * night))
    opacity = (SHADOW_BY_DAY * day + SHADOW_BY_NIGHT * night) * edges.halo
    outline(
        pixels,
        x,
        y,
        own,
        inner,
        deep,
        away,
        around,
        found,
        _bgr(light.rim),
        np.float32(strength),
        np.float32(strength * FAR_SIDE * night),
        np.float32(strength * SOFT * night),
        _bgr(light.shadow),
        np.float32(opacity),
    )


def _found(
    raster: Array,
    soft: Array,
    light: LightLike,
    night: float,
    share: float,
    behind: Array | None,
    corner: tuple[int, int],
) -> Array:
    """uint8, as large as `raster`: how its edges must change, in steps of 1/127 from 127; see `lost_edges`."""
    rows, columns = raster.shape[:2]
    if behind is None or share <= 0:
        return np.full((rows, columns), UNCHANGED, np.uint8)
    size = (soft.shape[1], soft.shape[0])
    # Every fourth pixel is enough: the blur evens out what is missed.
    own = cv2.resize(raster, size, interpolation=cv2.INTER_NEAREST)
    solid = cv2.threshold(own[:, :, 3], SOLID - 1, 255, cv2.THRESH_BINARY)[1]
    own = cv2.GaussianBlur(cv2.bitwise_and(own, own, mask=solid), (0, 0), EVEN)
    move = np.array(
        [[columns / QUARTER / size[0], 0, corner[0] / QUARTER], [0, rows / QUARTER / size[1], corner[1] / QUARTER]]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    ground = cv2.warpAffine(behind, move, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    dx, dy = light.direction
    # Light from right above has a side too: else neighbours on one edge would choose against each other.
    dx = math.copysign(max(SIDEWAYS, abs(dx)), dx)
    change = np.zeros(soft.shape, np.float32)
    lost_edges(
        change,
        own,
        ground,
        soft,
        LINEAR,
        np.float32(to_oklch(light.rim)[0]),
        np.float32(dx),
        np.float32(dy),
        np.float32(WANTED_BY_DAY + (WANTED_BY_NIGHT - WANTED_BY_DAY) * night),
        np.float32(LEAN_LIT),
        np.float32(LEAN_DARK_BY_DAY + (LEAN_DARK_BY_NIGHT - LEAN_DARK_BY_DAY) * night),
        np.float32(FLOOR_BY_DAY + (1 - FLOOR_BY_DAY) * night),
        np.float32(-UNLIT_BY_NIGHT * night),
    )
    if not change.any():
        return np.full((rows, columns), UNCHANGED, np.uint8)
    change = cv2.GaussianBlur(change, (0, 0), EVEN) * np.float32(UNCHANGED * share) + np.float32(UNCHANGED + 0.5)
    return cv2.resize(change.clip(0, 255).astype(np.uint8), (columns, rows), interpolation=cv2.INTER_LINEAR)


def whole_quarters(count: int) -> int:
    """The least number of pixels, `count` or more, that makes whole quarter pixels."""
    return -(-count // QUARTER) * QUARTER


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
