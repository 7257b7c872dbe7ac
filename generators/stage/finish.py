"""The finish of a frame: bloom, grade, vignette and grain, and the step from BGRA to I420.

It knows pixels only, no scene. Colours are BT.709, limited range.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from generators.stage.kernels import spill_light, to_i420
from generators.stage.light import Light
from story_engine.rng import generator

Array = np.ndarray
BLOOM_STEP = 8
"""Bloom is computed on a frame this many times smaller."""
BLOOM_FLOOR = 150
"""Values above this spill light."""
GRAIN_DEVIATION = 1.9
"""Standard deviation of the grain in luma steps (about 0.9 %, peaks 2–3 %)."""
GRAIN_PERIOD = 24
"""Video frames after which the grain repeats."""
VIGNETTE = 0.20
"""Darkening at the corners."""


@dataclass(slots=True)
class Finish:
    """Tables for one frame size, and the work on a frame."""

    width: int
    height: int

    grain: Array = None  # type: ignore[assignment]
    across: Array = None  # type: ignore[assignment]
    down: Array = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        noise = generator(5, "grain").standard_normal((self.height + 64, self.width + 64)).astype(np.float32)
        noise = cv2.GaussianBlur(noise, (0, 0), 0.55)
        self.grain = np.clip(np.round(noise / noise.std() * GRAIN_DEVIATION), -6, 6).astype(np.int8)
        self.across = _falloff(self.width)
        self.down = _falloff(self.height)

    def bloom(self, frame: Array, strength: float) -> None:
        """Light that spills from the brightest places, added in place."""
        small = cv2.resize(frame, (self.width // BLOOM_STEP, self.height // BLOOM_STEP), interpolation=cv2.INTER_AREA)
        bright = cv2.subtract(small, (BLOOM_FLOOR, BLOOM_FLOOR, BLOOM_FLOOR, 255))
        if not bright.any():
            return
        wide = cv2.blur(cv2.blur(bright, (15, 15)), (15, 15))
        near = cv2.blur(cv2.blur(bright, (5, 5)), (5, 5))
        spill = cv2.addWeighted(near, strength, wide, strength * 1.3, 0)
        spill_light(frame, cv2.resize(spill, (self.width, self.height), interpolation=cv2.INTER_LINEAR))

    def i420(self, frame: Array, light: Light, frame_number: int) -> Array:
        """The finished frame as I420, shape (height·3/2, width)."""
        out = np.empty((self.height * 3 // 2, self.width), np.uint8)
        turn = frame_number % GRAIN_PERIOD
        curve, warm = grade(light)
        to_i420(frame, out, self.grain, (turn * 37) % 64, (turn * 23) % 64, self.across, self.down, curve, warm)
        return out


def _falloff(count: int) -> Array:
    t = (np.arange(count, dtype=np.float64) + 0.5) / count * 2 - 1
    return (np.abs(t) ** 2.6 * (VIGNETTE / 2) * 65536).astype(np.int32)


def grade(light: Light) -> tuple[Array, Array]:
    """Luma curve (uint8[256], limited range) and split toning (int16[256]) of a light.

    A gentle S, blacks that never close, cool shadows and warm lights by day and dusk.
    """
    t = np.arange(256) / 255
    contrast = 0.10 * (1 - 0.8 * light.fog)
    s = t + contrast * (t * t * (3 - 2 * t) - t)
    s = 0.012 + 0.985 * s
    curve = np.clip(np.round(16 + 219 * s), 16, 235).astype(np.uint8)
    warmth = 2.0 * (1 - light.night)
    warm = np.round(np.clip((t - 0.45) * 2, -1, 1) * warmth).astype(np.int16)
    return curve, warm
