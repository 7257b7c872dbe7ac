"""The finish of a frame: bloom, grade, vignette, sheet and grain, and the step from BGRA to I420.

It knows pixels and a style's numbers, no scene. Colours are BT.709, limited range.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from dataclasses import dataclass, field

import cv2
import numpy as np

from generators.stage.colour import RGB, luma
from generators.stage.kernels import chroma_planes, chroma_sheet, luma_plane, luma_sheet
from generators.stage.light import Light
from generators.stage.magnify import magnified
from generators.stage.sheet import sheet_share
from generators.stage.styles import Grade, Sheet, Style
from story_engine.rng import generator, unit

Array = np.ndarray
BLOOM_STEP = 8
"""Bloom is computed on a frame this many times smaller."""
LAMP_BLOOM = 0.25
"""Bloom that is added while lamps burn."""
GRAIN_PERIOD = 24
"""Video frames after which the grain repeats."""
GRAIN_MOST = 3.2
"""Greatest grain in standard deviations: no salt, no pepper."""
WEAVE_FRAMES, WEAVE_PERIOD = 2, 97
"""The gate moves with every drawing; after so many it begins anew."""
NIGHT_DIM = 0.035
"""What night takes from the brightest white, share: lamps may glow, but it is dark."""
SHEETS_KEPT = 2


@dataclass(slots=True)
class Finish:
    """Tables for one frame size, and the work on a frame."""

    width: int
    height: int

    _grain: Array = field(init=False)
    _unlit: Array = field(init=False)
    """No light at all, as `bloom` gives it."""
    _scaled: OrderedDict[float, Array] = field(init=False, default_factory=OrderedDict)
    _sheets: OrderedDict[Sheet, tuple[Array, Array]] = field(init=False, default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._unlit = np.zeros((self.height // 2, self.width // 2, 4), np.uint8)
        noise = generator(5, "grain").standard_normal((self.height + 64, self.width + 64)).astype(np.float32)
        noise = cv2.GaussianBlur(noise, (0, 0), 0.55)
        self._grain = np.clip(noise / noise.std(), -GRAIN_MOST, GRAIN_MOST).astype(np.float32)

    def bloom(self, frame: Array, light: Light, style: Style) -> Array:
        """Light that spills from the brightest places, (height/2, width/2, 4), to be added by the screen rule."""
        wanted = style.finish
        strength = wanted.bloom + LAMP_BLOOM * light.lamp
        floor = wanted.bloom_from * 255
        small = cv2.resize(
            frame, (self.width // BLOOM_STEP, self.height // BLOOM_STEP), interpolation=cv2.INTER_NEAREST
        )
        small = cv2.blur(small, (3, 3))
        bright = cv2.subtract(small, (floor, floor, floor, 255))
        if not bright.any():
            return self._unlit
        wide = cv2.blur(cv2.blur(bright, (15, 15)), (15, 15))
        near = cv2.blur(cv2.blur(bright, (5, 5)), (5, 5))
        spill = cv2.addWeighted(near, strength, wide, strength * wanted.bloom_wide, 0)
        return cv2.resize(spill, (self.width // 2, self.height // 2), interpolation=cv2.INTER_LINEAR)

    def i420(self, frame: Array, light: Light, frame_number: int, style: Style) -> Array:
        """The finished frame as I420, shape (height·3/2, width)."""
        height, width = self.height, self.width
        out = np.empty((height * 3 // 2, width), np.uint8)
        spill = self.bloom(frame, light, style)
        turn = frame_number % GRAIN_PERIOD
        rows, columns = (turn * 37) % 64, (turn * 23) % 64
        across, down = _falloff(width, style.finish.vignette), _falloff(height, style.finish.vignette)
        grain, curve = self._grain_of(style.finish.grain), _curve(style.grade, light)
        sheet = self._sheet_of(style.sheet)
        pixels, added = _packed(frame), _packed(spill)
        if sheet is None:
            luma_plane(pixels, added, out[:height], grain, rows, columns, across, down, curve)
        else:
            bare = np.float32(luma(style.sheet.colour))
            luma_sheet(pixels, added, out[:height], grain, rows, columns, sheet[0], bare, curve)
        half = _packed(cv2.resize(frame, (width // 2, height // 2), interpolation=cv2.INTER_AREA))
        count = (height // 2) * (width // 2)
        chroma = out[height:].reshape(-1)
        u_plane = chroma[:count].reshape(height // 2, width // 2)
        v_plane = chroma[count:].reshape(height // 2, width // 2)
        every_second = np.ascontiguousarray(across[::2])
        chroma_planes(half, added, u_plane, v_plane, every_second, down, _tint(style.grade, light))
        if sheet is not None:
            u, v = _chroma(style.sheet.colour)
            chroma_sheet(u_plane, v_plane, sheet[1], np.float32(128 + u), np.float32(128 + v))
        return out

    def _grain_of(self, deviation: float) -> Array:
        """The grain in luma steps, half a step up: the loop that adds it cuts off fractions."""
        if deviation not in self._scaled:
            self._scaled[deviation] = self._grain * np.float32(deviation) + np.float32(0.5)
            while len(self._scaled) > SHEETS_KEPT:
                self._scaled.popitem(last=False)
        return self._scaled[deviation]

    def _sheet_of(self, sheet: Sheet) -> tuple[Array, Array] | None:
        """The picture's share of each pixel, full and half size; None without a border."""
        if sheet.width <= 0 and sheet.tooth <= 0:
            return None
        if sheet not in self._sheets:
            share = sheet_share(sheet, self.width, self.height)
            half = cv2.resize(share, (self.width // 2, self.height // 2), interpolation=cv2.INTER_AREA)
            self._sheets[sheet] = (share, np.clip(half, 0, 1))
            while len(self._sheets) > SHEETS_KEPT:
                self._sheets.popitem(last=False)
        return self._sheets[sheet]


def _packed(pixels: Array) -> Array:
    """uint8 (h, w, 4) as uint32 (h, w): one number a pixel keeps loops free of strides."""
    return np.ascontiguousarray(pixels).view(np.uint32)[:, :, 0]


def woven(frame: Array, style: Style, frame_number: int) -> Array:
    """`frame` as it trembles in the projector's gate; itself where the style does not weave."""
    if style.finish.weave <= 0:
        return frame
    height, width = frame.shape[:2]
    reach = style.finish.weave * height / 720
    drawing = frame_number // WEAVE_FRAMES
    dx, dy = (reach * (2 * unit(11, "weave", axis, drawing % WEAVE_PERIOD) - 1) for axis in ("x", "y"))
    return magnified(frame, 1.0, -0.6 * dx, -dy, width, height)


def to_bgr(planes: Array) -> Array:
    """A finished I420 frame (h·3/2, w) as BGR (h, w, 3): BT.709, limited range."""
    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    y = (planes[:height].astype(np.float32) - 16) * (255 / 219)
    u, v = (
        cv2.resize(plane.astype(np.float32) - 128, (width, height), interpolation=cv2.INTER_LINEAR) * (255 / 224)
        for plane in chroma
    )
    picture = np.stack((y + 1.8556 * u, y - 0.1873 * u - 0.4681 * v, y + 1.5748 * v), axis=-1)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


@functools.lru_cache(maxsize=8)
def _falloff(count: int, vignette: float) -> Array:
    t = (np.arange(count, dtype=np.float64) + 0.5) / count * 2 - 1
    return (np.abs(t) ** 2.6 * (vignette / 2)).astype(np.float32)


def _curve(grade: Grade, light: Light) -> Array:
    """Lift, gain (luma steps), strength and pivot of the S curve for the luma loops."""
    contrast = grade.contrast * (1 - 0.8 * light.fog) * 2
    gain = grade.gain * (1 - NIGHT_DIM * light.night)
    return np.array([16 + 219 * grade.lift, 219 * (gain - grade.lift), contrast, grade.pivot], np.float32)


def _tint(grade: Grade, light: Light) -> Array:
    """Saturation and the split toning in chroma steps for the chroma loop."""
    share = grade.split * (1 + (grade.night - 1) * light.night)
    return np.array(
        [grade.saturation, *(2 * share * step for rgb in (grade.shadows, grade.lights) for step in _chroma(rgb))],
        np.float32,
    )


def _chroma(rgb: RGB) -> tuple[float, float]:
    """U and V of a colour in steps of limited range, around 0."""
    red, green, blue = rgb
    return 112 * blue - 26 * red - 86 * green, 112 * red - 102 * green - 10 * blue
