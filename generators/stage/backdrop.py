"""What stands behind the figures of a shot, small and soft: their edges are chosen against it.

It knows a set as it is seen, no figure. It is drawn once for each framing, at one instant in the middle of
the camera's way, so that it is the same for every frame of the shot in whatever order they are drawn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from generators.stage.bake import bgr, canvas_on
from generators.stage.colour import RGB
from generators.stage.contour import QUARTER
from generators.stage.floor import FAR_FLOOR_Y
from generators.stage.kernels import lay_pool, spread_glow
from generators.stage.moment import Moment
from generators.stage.set_view import SetView
from generators.stage.weather import draw_gloss, lay_ground_mist
from generators.timed import Camera

Array = np.ndarray
SOFT = 1.0
"""Blur, quarter pixels: a grain of the paper is no ground."""
INSTANT = 5.0
"""Scene second at which moving layers are looked at."""
POOL_REACH, POOL_STRENGTH, POOL_FLAT = 1.6, 0.9, 0.22
"""Reach of a figure's light on the ground as a share of its glow's, its strength, and how flat it lies."""
POOL_TINT = 0.45
"""Share of the pool that colours the ground; the rest brightens it: snow is bright already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shine:
    """Light that a figure gives off: canvas pixels, colour, strength 0–1."""

    x: float
    y: float
    floor: float
    """The row on which the figure's feet stand."""
    radius: float
    rgb: RGB
    strength: float


def lay_pool_of(pixels: Array, shine: Shine, column: float = 0.0, row: float = 0.0, size: float = 1.0) -> None:
    """Lay `shine` on the ground round the figure's feet, onto uint32 BGRA pixels, in place.

    `pixels` are the canvas `size` times smaller, with their corner at its (smaller) pixel (column, row).
    """
    lay_pool(
        pixels,
        np.float32(shine.x / size - column),
        np.float32(shine.floor / size - row),
        np.float32(POOL_REACH * shine.radius / size),
        np.float32(POOL_FLAT),
        bgr(shine.rgb),
        np.float32(POOL_STRENGTH * math.sqrt(shine.strength)),
        np.float32(POOL_TINT),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Backdrop:
    """BGR uint8 of the canvas behind the figures, `QUARTER` times smaller."""

    pixels: Array

    def seen_from(self, left: int, top: int, shine: Shine | None = None) -> Array:
        """The backdrop with its corner at the canvas pixel (left, top), BGR, `QUARTER` times smaller.

        `shine` is what the figure itself throws on it.
        """
        row, column = min(top // QUARTER, self.pixels.shape[0] - 1), min(left // QUARTER, self.pixels.shape[1] - 1)
        if shine is None:
            return self.pixels[row:, column:]
        whole = cv2.cvtColor(self.pixels[row:, column:], cv2.COLOR_BGR2BGRA)
        lay_pool_of(whole.view(np.uint32)[:, :, 0], shine, column, row, QUARTER)
        lit: Array = cv2.cvtColor(whole, cv2.COLOR_BGRA2BGR)
        spread_glow(
            lit,
            np.float32(shine.x / QUARTER - column),
            np.float32(shine.y / QUARTER - row),
            np.float32(shine.radius / QUARTER),
            bgr(shine.rgb),
            np.float32(shine.strength),
        )
        return lit


def backdrop_of(view: SetView, wind: float, weather: str) -> Backdrop:
    """The backdrop of `view`."""
    framing = view.framing
    one, other = framing.views
    middle = Camera(x=(one.x + other.x) / 2, y=(one.y + other.y) / 2, zoom=(one.zoom + other.zoom) / 2)
    pixels = np.zeros((framing.rows, framing.columns, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    view.draw_behind(pixels, canvas, middle, Moment(seconds=INSTANT, gust=wind, wind=wind, seed=0, weather=weather))
    surface.flushAndSubmit()
    # Wet ground shines and fog lies on it: boots are seen against that.
    draw_gloss(pixels, view.light, framing.stage_point(0.0, FAR_FLOOR_Y)[1])
    lay_ground_mist(pixels, view.light, framing)
    surface.flushAndSubmit()
    del canvas, surface
    size = (max(1, framing.columns // QUARTER), max(1, framing.rows // QUARTER))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)[:, :, :3]
    return Backdrop(np.ascontiguousarray(cv2.GaussianBlur(small, (0, 0), SOFT)))
