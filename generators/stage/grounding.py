"""What stands leaves on the ground before it: the shadow that the light throws, and its image in what is wet.

It knows pixels, a foot and a light, no puppet and no set but for the names of floors. The light always stands behind
the set or above it, so shadows fall towards the lens: made of a thing's own outline, laid flat.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from generators.stage.light import Light
from generators.stage.place import PlaceSet
from generators.stage.puppets.paint import LampLit, LightLike

Array = np.ndarray
QUARTER = 4
"""What lies on the ground is soft: it is made on a picture this many times smaller."""
SOLID = 128
"""Alpha from which a pixel is the figure's own; below lies its contact shadow."""
BY_SUN, BY_MOON, BY_LAMP, IN_ROOMS = 0.46, 0.30, 0.44, 0.16
"""Opacity of a shadow at the feet: in full sun, under a clear moon, beside a burning lamp, and in any room."""
RAKING = 0.30
"""How much stronger a shadow is under a light that stands low: the ground is lit all the less."""
FLAT_HIGH, FLAT_LOW = 0.18, 0.34
"""How far a shadow reaches towards the lens, share of the figure's height: under a high light, under a low one."""
LEAN, MOST_LEAN = 0.36, 0.85
"""How far it leans away from the light for a light that stands at 45°, share of its height, and at most."""
FAINT = 0.32
"""Share of its opacity that a shadow keeps at the head: the edge of the light is wide."""
SOFT = 0.8
"""Blur of a shadow, quarter pixels at 720 lines."""
MIRROR, MIRROR_FLAT, MIRROR_TALL = 0.80, 0.52, 0.85
"""Opacity of an image in wet ground at the feet, its height as a share of the figure's, and where it ends."""
MIRROR_BLUR = (0.5, 1.5)
"""Its blur across and along, quarter pixels at 720 lines: wet stone is no glass."""
WET_FLOORS = {"cobbles": 1.0, "promenade": 1.0, "leads": 0.9, "planks": 0.75, "sand": 0.0}
"""How well floors mirror in rain; kinds that are not named are earth and grass."""
WET_EARTH = 0.30
POLISHED = {"hall_floor": 0.22}
"""Floors of rooms that mirror in any weather, and how well."""
LEAST = 0.02
"""Fainter shadows and images are not drawn."""
PAINTED = 0.6
"""Share of its opacity that a shadow keeps in a style that cuts no paper: light falls there, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a drawing stands, in pixels of its canvas: its corner, the row of its foot, the canvas's height."""

    left: int
    top: int
    foot: float
    rows: int
    lines: int
    """Height of the finished frame: blur is measured by it."""


@dataclass(frozen=True, slots=True)
class Lying:
    """Something that lies on the ground: premultiplied BGRA and its corner's canvas pixel."""

    pixels: Array
    left: int
    top: int


def mirroring(place: PlaceSet, light: Light) -> float:
    """How well the floor of `place` mirrors in this light, 0–1: wet stone outdoors, polished boards in a room."""
    kinds = {spec.kind for spec in place.layers if not spec.outside}
    if light.indoors:
        return max((share for kind, share in POLISHED.items() if kind in kinds), default=0.0)
    if light.weather not in ("rain", "storm"):
        return 0.0
    return max((share for kind, share in WET_FLOORS.items() if kind in kinds), default=WET_EARTH)


def shadow_share(light: Light, near: LightLike) -> float:
    """Opacity of the shadow of what stands in the light `near`, where the scene has `light`."""
    sky = IN_ROOMS if light.indoors else light.sun_shown * (BY_SUN + (BY_MOON - BY_SUN) * light.night)
    lamp = min(1.0, max(near.lamp)) if isinstance(near, LampLit) else 0.0
    return max(sky * (1 + RAKING * abs(light.direction[0])), BY_LAMP * lamp)


def in_style(shade: float) -> float:
    """Share of a shadow's opacity in a style whose cut paper throws shadows of strength `shade`."""
    return PAINTED + (1 - PAINTED) * shade


def shadow_of(figure: Array, at: Standing, light: LightLike, share: float) -> Lying | None:
    """The shadow of what is drawn in `figure` (premultiplied BGRA), opacity `share`; None where none is seen."""
    row = (at.foot - at.top) / QUARTER
    if share < LEAST or row < 2 or at.foot >= at.rows - QUARTER or figure.shape[1] < QUARTER:
        return None
    whole = _whole(figure[: math.ceil(row) * QUARTER])
    size = (whole.shape[1] // QUARTER, whole.shape[0] // QUARTER)
    # Four pixels of each sixteen: the blur hides the others, which would cost three times as much.
    small = cv2.extractChannel(cv2.resize(whole, size, interpolation=cv2.INTER_LINEAR), 3)
    small[small < SOLID // 2] = 0
    # The room round a figure is half of its raster, and throws no shadow.
    begin, _, width, _ = cv2.boundingRect(small)
    if not width:
        return None
    small = small[:, begin : begin + width]
    dx, dy = light.direction
    lean = max(-MOST_LEAN, min(MOST_LEAN, -LEAN * dx / max(0.2, -dy)))
    flat = FLAT_HIGH + (FLAT_LOW - FLAT_HIGH) * min(1.0, abs(dx))
    room = math.ceil(3 * SOFT * at.lines / 720) + 1
    first = math.floor(min(0.0, lean * row)) - room
    wide = width + math.ceil(abs(lean) * row) + 2 * room
    tall = min(math.ceil(flat * row) + 2 * room, math.ceil((at.rows - at.foot) / QUARTER) + room)
    # A point h above the feet lies h · flat nearer to the lens, and h · lean to the side away from the light.
    laid = np.array([[1, -lean, lean * row - first], [0, -flat, flat * row + room]], np.float32)
    mask = cv2.warpAffine(small, laid, (wide, tall), flags=cv2.INTER_LINEAR)
    mask = cv2.GaussianBlur(mask, (0, 0), SOFT * at.lines / 720)
    fade = np.interp(np.arange(tall), (room, room + flat * row), (share, share * FAINT)).astype(np.float32)
    shown = mask.astype(np.float32) * fade[:, None]
    red, green, blue = (np.float32(channel) for channel in light.shadow)
    soft = cv2.merge((shown * blue, shown * green, shown * red, shown))
    return _lying(soft, at.left + (begin + first) * QUARTER, round(at.foot) - room * QUARTER)


def image_of(figure: Array, at: Standing, share: float) -> Lying | None:
    """The image of `figure` (premultiplied BGRA) in a floor that mirrors `share` of it; None where none is seen."""
    row = (at.foot - at.top) / QUARTER
    if share * MIRROR < LEAST or row < 2 or at.foot >= at.rows - QUARTER or figure.shape[1] < QUARTER:
        return None
    # Only what stands low is mirrored: the rest would lie beyond the lens.
    begin = max(0, math.floor(row * (1 - MIRROR_TALL))) * QUARTER
    low = _whole(figure[begin : math.ceil(row) * QUARTER])
    size = (low.shape[1] // QUARTER, max(1, round(low.shape[0] / QUARTER * MIRROR_FLAT)))
    # The blur hides what is not averaged here, which would cost three times as much as all the rest.
    small = cv2.flip(cv2.resize(low, size, interpolation=cv2.INTER_LINEAR), 0)[
        : math.ceil((at.rows - at.foot) / QUARTER) + 1
    ]
    across, along = (blur * at.lines / 720 for blur in MIRROR_BLUR)
    small = cv2.GaussianBlur(small, (0, 0), sigmaX=across, sigmaY=along, borderType=cv2.BORDER_REPLICATE)
    fade = (share * MIRROR * np.linspace(1.0, 0.0, size[1])).astype(np.float32)[: small.shape[0], None, None]
    return _lying(small.astype(np.float32) * fade, at.left, round(at.foot))


def _whole(figure: Array) -> Array:
    """All of `figure` that makes whole quarter pixels: the rest would stretch, and tremble from pose to pose."""
    rows, columns = figure.shape[:2]
    return figure[: rows // QUARTER * QUARTER, : columns // QUARTER * QUARTER]


def _lying(soft: Array, left: int, top: int) -> Lying | None:
    """`soft`, float32 premultiplied BGRA `QUARTER` times smaller, as it is laid onto the canvas; None where empty."""
    small = (soft + np.float32(0.5)).astype(np.uint8)
    x, y, columns, rows = cv2.boundingRect(cv2.extractChannel(small, 3))
    if not columns:
        return None
    # Only what is seen is enlarged, with an empty border into which it fades.
    x, y, right, bottom = max(0, x - 1), max(0, y - 1), x + columns + 1, y + rows + 1
    small = small[y:bottom, x:right]
    size = (small.shape[1] * QUARTER, small.shape[0] * QUARTER)
    pixels = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)
    return Lying(pixels, left + x * QUARTER, top + y * QUARTER)
