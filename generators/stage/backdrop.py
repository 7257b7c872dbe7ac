"""What stands behind the figures of a shot, small and soft: their edges are chosen against it.

It knows a set as it is seen, no figure. It is drawn once for each framing, at one instant in the middle of
the camera's way, so that it is the same for every frame of the shot in whatever order they are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from generators.stage.bake import bgr, canvas_on
from generators.stage.colour import RGB
from generators.stage.contour import QUARTER
from generators.stage.floor import FAR_FLOOR_Y
from generators.stage.kernels import spread_glow
from generators.stage.moment import Moment
from generators.stage.set_view import SetView
from generators.stage.weather import draw_gloss, lay_ground_mist
from generators.timed import Camera

Array = np.ndarray
SOFT = 1.0
"""Blur, quarter pixels: a grain of the paper is no ground."""
INSTANT = 5.0
"""Scene second at which moving layers are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shine:
    """Light that a figure gives off: canvas pixels, colour, strength 0–1."""

    x: float
    y: float
    radius: float
    rgb: RGB
    strength: float


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
        lit = self.pixels[row:, column:].copy()
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
    lay_ground_mist(canvas, view.light, framing)
    surface.flushAndSubmit()
    del canvas, surface
    size = (max(1, framing.columns // QUARTER), max(1, framing.rows // QUARTER))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)[:, :, :3]
    return Backdrop(np.ascontiguousarray(cv2.GaussianBlur(small, (0, 0), SOFT)))
