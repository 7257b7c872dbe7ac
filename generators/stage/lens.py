"""The lens of a point of view: its breath and step, its tilt, and what one looks through.

It knows no figures and no set: pure functions of shot, time and frame size. Numbers and their reasons: a flat
paper stage seen from low down or high up is a keystone, so that the looked-at towers or shrinks.
"""

from __future__ import annotations

import functools
import math

import cv2
import numpy as np

from generators.stage.light import Light
from generators.timed import Camera, Shot
from story_engine.time import MediaTime, from_seconds, to_seconds

Array = np.ndarray
LENSES = ("round", "bars", "slot", "eye")
"""What can be looked through: a tube or keyhole, a cage, a letterbox, a machine's one glass eye."""
BREATH_HERTZ, ASIDE_HERTZ = 0.27, 0.16
"""A chest at rest, and the slower weight from foot to foot."""
ASIDE = 0.8
"""Sideways sway as a share of that up and down."""
STEP_HERTZ, STEP_SWAY = 1.9, 2.2
"""Steps a second, and how much farther they throw the picture than breath does."""
STEP_FADE: MediaTime = from_seconds(0.35)
SWAY_REACH = 1 + STEP_SWAY
"""The farthest that any sway goes, in sways."""
RADIUS, EDGE = 0.47, 0.10
"""A round lens' radius and the soft part of its edge, in frame heights."""
GLASS = 0.16
"""How much darker the glass is towards its edge."""
EYE_RADIUS, EYE_EDGE = 0.72, 0.42
"""Of a glass eye, which sees nearly all and darkens towards its edge; and its colour, as shares of red, green, blue."""
EYE_RGB = (0.05, 0.16, 0.11)
BAR_PITCH, BAR_WIDTH = 0.54, 0.046
"""From bar to bar and across one, frame heights: so near that they are soft, and a face is between two."""
SLOT_HEIGHT = 0.52
"""Open part of a letterbox's slot, frame heights."""
DARK = 0.34
"""Share of the scene's darkest paper that is left in what frames the view."""


def seen_from(shot: Shot, camera: Camera, time: MediaTime) -> Camera:
    """`camera` as it breathes and walks at `time` (from the part's start); the same for the audience's own view."""
    eyes = shot.eyes
    if eyes is None or eyes.sway <= 0:
        return camera
    now = time - shot.start + shot.begun
    seconds = to_seconds(now)
    up = math.sin(2 * math.pi * BREATH_HERTZ * seconds)
    aside = ASIDE * math.sin(2 * math.pi * ASIDE_HERTZ * seconds + 0.9)
    begin, end = eyes.walk
    if begin < now < end:
        share = min(1.0, (now - begin) / STEP_FADE, (end - now) / STEP_FADE)
        step = math.pi * STEP_HERTZ * seconds
        up += STEP_SWAY * share * (0.5 - abs(math.sin(step)))
        aside += 0.5 * STEP_SWAY * share * math.sin(step)
    size = eyes.sway / camera.zoom
    return Camera(x=camera.x + size * aside, y=camera.y + size * up, zoom=camera.zoom)


def sway_reach(shot: Shot) -> float:
    """How far the view of `shot` may sway, in frame heights."""
    return SWAY_REACH * shot.eyes.sway if shot.eyes is not None else 0.0


def keystone(shot: Shot, width: int, height: int) -> Array | None:
    """Pixel of the tilted frame → pixel of the level one, 3×3; None where the camera looks straight ahead.

    The nearer edge shows less than the frame is wide, so that nothing beyond the level frame is ever needed.
    """
    tilt = shot.eyes.tilt if shot.eyes is not None else 0.0
    if not tilt:
        return None
    inset = abs(tilt) * width / 2
    above, below = (0.0, inset) if tilt > 0 else (inset, 0.0)
    whole = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - np.float32(0.5)
    part = np.array([[above, 0], [width - above, 0], [width - below, height], [below, height]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(whole, part - np.float32(0.5)), np.float64)


def looked_through(frame: Array, lens: str, light: Light) -> None:
    """Lay what `lens` is over `frame` (BGRA) in place."""
    if lens not in LENSES:
        return
    clear, dark = _veil(lens, frame.shape[1], frame.shape[0], light.near)
    frame[:] = cv2.add(cv2.multiply(frame, clear, scale=1 / 255), dark)


@functools.lru_cache(maxsize=4)
def _veil(lens: str, width: int, height: int, near: tuple[float, float, float]) -> tuple[Array, Array]:
    """What is left of each pixel (255 = all), and what is added to it; both BGRA."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = (x + 0.5 - width / 2) / height, (y + 0.5 - height / 2) / height
    if lens == "eye":
        open_ = 0.10 + 0.90 * _smooth((EYE_RADIUS - np.hypot(0.82 * x, y)) / EYE_EDGE)
    elif lens == "round":
        away = np.hypot(x, y)
        open_ = _smooth((RADIUS + EDGE / 2 - away) / EDGE)
        open_ *= 1 - GLASS * np.clip(away / RADIUS, 0, 1) ** 3
    elif lens == "bars":
        across = np.abs((x / BAR_PITCH) % 1.0 - 0.5) * BAR_PITCH
        open_ = 0.12 + 0.88 * _smooth((across - BAR_WIDTH / 2 + 0.016) / 0.036)
        rail = np.abs(y - 0.415)
        open_ = np.minimum(open_, 0.12 + 0.88 * _smooth((rail - BAR_WIDTH / 2 + 0.012) / 0.036))
    else:
        open_ = _smooth((SLOT_HEIGHT / 2 + 0.03 - np.abs(y)) / 0.06) * _smooth((0.80 - np.abs(x)) / 0.06)
    clear = np.repeat((255 * open_ + 0.5).astype(np.uint8)[:, :, None], 4, axis=2)
    clear[:, :, 3] = 255
    dark = EYE_RGB if lens == "eye" else tuple(DARK * part for part in near)
    colour = np.array([*dark[::-1], 0.0], np.float32) * 255
    return clear, ((1 - open_)[:, :, None] * colour + np.float32(0.5)).astype(np.uint8)


def _smooth(share: Array) -> Array:
    clipped = np.clip(share, 0, 1)
    return np.asarray(clipped * clipped * (3 - 2 * clipped), np.float32)
