"""The finish of a frame: bloom, grade, vignette and grain, and the step from BGRA to I420.

It knows pixels only, no scene. Colours are BT.709, limited range.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from generators.stage.kernels import add_light, chroma_planes, luma_plane
from generators.stage.light import Light
from story_engine.rng import generator

Array = np.ndarray
BLOOM_STEP = 8
"""Bloom is computed on a frame this many times smaller."""
BLOOM_FLOOR = 172
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
    across_half: Array = None  # type: ignore[assignment]
    down: Array = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        noise = generator(5, "grain").standard_normal((self.height + 64, self.width + 64)).astype(np.float32)
        noise = cv2.GaussianBlur(noise, (0, 0), 0.55)
        # Half a step up: the loop that adds it cuts off fractions.
        self.grain = np.clip(noise / noise.std() * GRAIN_DEVIATION, -6, 6).astype(np.float32) + np.float32(0.5)
        self.across = _falloff(self.width)
        self.across_half = np.ascontiguousarray(self.across[::2])
        self.down = _falloff(self.height)

    def bloom(self, frame: Array, strength: float) -> Array:
        """Light that spills from the brightest places, to be added to `frame` by the screen rule."""
        small = cv2.resize(
            frame, (self.width // BLOOM_STEP, self.height // BLOOM_STEP), interpolation=cv2.INTER_NEAREST
        )
        small = cv2.blur(small, (3, 3))
        bright = cv2.subtract(small, (BLOOM_FLOOR, BLOOM_FLOOR, BLOOM_FLOOR, 255))
        if not bright.any():
            return np.zeros((0, 0, 4), np.uint8)
        wide = cv2.blur(cv2.blur(bright, (15, 15)), (15, 15))
        near = cv2.blur(cv2.blur(bright, (5, 5)), (5, 5))
        spill = cv2.addWeighted(near, strength, wide, strength * 1.3, 0)
        return cv2.resize(spill, (self.width, self.height), interpolation=cv2.INTER_LINEAR)

    def i420(self, frame: Array, light: Light, frame_number: int, bloom: float) -> Array:
        """The finished frame as I420, shape (height·3/2, width); `frame` is changed by the bloom."""
        height, width = self.height, self.width
        out = np.empty((height * 3 // 2, width), np.uint8)
        spill = self.bloom(frame, bloom)
        if spill.size:
            add_light(frame.reshape(-1), spill.reshape(-1))
        contrast, warmth = grade(light)
        turn = frame_number % GRAIN_PERIOD
        rows, columns = (turn * 37) % 64, (turn * 23) % 64
        blue, green, red, _ = cv2.split(frame)
        luma_plane(blue, green, red, out[:height], self.grain, rows, columns, self.across, self.down, contrast)
        blue, green, red, _ = cv2.split(cv2.resize(frame, (width // 2, height // 2), interpolation=cv2.INTER_AREA))
        count = (height // 2) * (width // 2)
        chroma = out[height:].reshape(-1)
        u_plane = chroma[:count].reshape(height // 2, width // 2)
        v_plane = chroma[count:].reshape(height // 2, width // 2)
        chroma_planes(blue, green, red, u_plane, v_plane, self.across_half, self.down, warmth)
        return out


def _falloff(count: int) -> Array:
    t = (np.arange(count, dtype=np.float64) + 0.5) / count * 2 - 1
    return (np.abs(t) ** 2.6 * (VIGNETTE / 2)).astype(np.float32)


def grade(light: Light) -> tuple[np.float32, np.float32]:
    """Strength of the S curve on luma, and of the split toning (cool shadows, warm lights) in chroma steps."""
    return np.float32(0.10 * (1 - 0.8 * light.fog)), np.float32(2.0 * (1 - light.night))
