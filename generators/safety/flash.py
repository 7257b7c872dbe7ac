"""Flash safety of pictures, frame by frame, after WCAG 2.3.1: reduces risk, no certified PSE test.

It knows luma planes, not shows. The screen is 32×18 cells; each cell's linear light is followed from
extremum to extremum, an opposing change of ≥ 10 % whose darker end is below 80 % is a transition, and
more than six transitions within one second (three flashes) over ≥ 25 % of any third of the screen by a
third (about a 10° field) is unsafe. Cells, not frame means, so antiphase flashing does not cancel out.
Saturated red counts by the WCAG 2.2 definition (R/(R+G+B) ≥ 0.8, u′v′ distance > 0.2).
"""

from __future__ import annotations

import base64
import zlib
from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

COLUMNS, ROWS = 32, 18
"""Cells across and down: small enough for a lamp, large enough for 1 ms a frame."""
FINER = 5
"""A cell is so many finer ones each way: whole pixels at 360, 540 and 720 lines, where averaging is four times
as fast as over parts of pixels."""
CHANGE = 0.10
"""Least opposing change of relative luminance (WCAG: 10 % of the maximum)."""
DARKER_BELOW = 0.80
"""A change whose darker image is brighter than this is no flash (WCAG)."""
MOST_TRANSITIONS = 6
"""Three flashes are six opposing changes; more within a second is unsafe."""
GENTLE_TRANSITIONS = 2
"""For viewers who asked for it: one flash within a second."""
AREA = 0.25
"""Share of a 10° field that must flash together."""
FIELD_COLUMNS, FIELD_ROWS = 11, 6
"""A third of the screen each way: 341×256 px of 1024×768, WCAG's 10° field."""
RED_SHARE = 0.8
RED_DISTANCE = 0.2
"""CIE 1976 u′v′ distance of a red transition (WCAG 2.2)."""
LEAST_RED_CR = 160
"""A red of R/(R+G+B) ≥ 0.8 has a Cr far above this: below it the colour arithmetic is skipped."""
NEUTRAL = np.array([0.1978, 0.4683], np.float32).reshape(2, 1, 1)
"""u′v′ of white."""
QUARTERS = 4
"""A second's transitions are kept in four quarters for join checks: exact to 0.25 s."""

Cells = NDArray[np.float32]
Counts = NDArray[np.uint8]

_LINEAR = (np.clip((np.arange(256, dtype=np.float32) - 16) / 219, 0, 1) ** 2.4).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Edge:
    """One end of a segment: transitions per quarter second (4, 18, 32), and light there (18, 32)."""

    quarters: Counts
    light: Counts


class FlashTracker:
    """Follows a run of frames; ask `is_safe` and `worst` at any time."""

    def __init__(self, fps: int, most: int = MOST_TRANSITIONS) -> None:
        """`most`: transitions allowed within a second."""
        self._fps = fps
        self._most = most
        self._frame = 0
        self._light: Cells | None = None
        self._low = self._high = np.zeros((ROWS, COLUMNS), np.float32)
        self._direction = np.zeros((ROWS, COLUMNS), np.int8)
        self._red = _RedTracker()
        self._window: deque[NDArray[np.bool_]] = deque()
        self._red_window: deque[NDArray[np.bool_]] = deque()
        self._counts = np.zeros((ROWS, COLUMNS), np.int16)
        self._red_counts = np.zeros((ROWS, COLUMNS), np.int16)
        self._head: list[NDArray[np.bool_]] = []
        self._first: Cells | None = None
        self.worst = 0

    @property
    def is_safe(self) -> bool:
        """Whether every second so far is within the limit."""
        return self.worst <= self._most

    def add(self, frame: NDArray[np.uint8]) -> None:
        """One I420 frame (h·3/2, w) of limited-range BT.709."""
        height, width = frame.shape[0] * 2 // 3, frame.shape[1]
        luma = _cells(frame[:height])
        light = cv2.resize(_LINEAR[luma], (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
        chroma = frame[height:].reshape(2, height // 2, width // 2)
        moved = self._transitions(light)
        red = self._red.transitions(light, luma, chroma)
        if self._first is None:
            self._first = light
        self._light = light
        if len(self._head) < self._fps:
            self._head.append(moved | red)
        for window, counts, change in (
            (self._window, self._counts, moved),
            (self._red_window, self._red_counts, red),
        ):
            window.append(change)
            counts += change
            if len(window) > self._fps:
                counts -= window.popleft()
        self._frame += 1
        self.worst = max(self.worst, _concurrent(self._counts), _concurrent(self._red_counts))

    def head(self) -> Edge:
        """The first second."""
        return Edge(_quarters(self._head, self._fps, from_end=False), _quantised(self._first))

    def tail(self) -> Edge:
        """The last second."""
        both = [a | b for a, b in zip(self._window, self._red_window, strict=True)]
        return Edge(_quarters(both, self._fps, from_end=True), _quantised(self._light))

    def _transitions(self, light: Cells) -> NDArray[np.bool_]:
        """Where light turned by ≥ `CHANGE` from its last extremum, against the direction before."""
        if self._light is None:
            self._low = self._high = light
            return np.zeros(light.shape, bool)
        rising = (light - self._low >= CHANGE) & (self._low < DARKER_BELOW) & (self._direction <= 0)
        falling = (self._high - light >= CHANGE) & (light < DARKER_BELOW) & (self._direction >= 0) & ~rising
        self._direction = np.where(rising, 1, np.where(falling, -1, self._direction)).astype(np.int8)
        turned = rising | falling
        self._low = np.where(turned, light, np.minimum(self._low, light))
        self._high = np.where(turned, light, np.maximum(self._high, light))
        return turned


class _RedTracker:
    """Red transitions: changes between a saturated red and something u′v′-distant from it."""

    def __init__(self) -> None:
        self._anchor = np.tile(NEUTRAL, (1, ROWS, COLUMNS))
        self._anchor_red = np.zeros((ROWS, COLUMNS), bool)

    def transitions(self, light: Cells, luma: NDArray[np.uint8], chroma: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Cells (18, 32) that changed into or out of saturated red."""
        v = cv2.resize(chroma[1], (COLUMNS, ROWS), interpolation=cv2.INTER_AREA).astype(np.float32)
        if v.max() < LEAST_RED_CR and not self._anchor_red.any():
            self._anchor[:] = NEUTRAL
            return np.zeros(light.shape, bool)
        u = cv2.resize(chroma[0], (COLUMNS, ROWS), interpolation=cv2.INTER_AREA).astype(np.float32)
        y = cv2.resize(luma, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA).astype(np.float32)
        place, red = _chromaticity(y, u, v)
        far = ((place - self._anchor) ** 2).sum(axis=0) > RED_DISTANCE**2
        moved = far & (red | self._anchor_red)
        self._anchor = np.where(moved, place, self._anchor)
        self._anchor_red = np.where(moved, red, self._anchor_red)
        return moved


def join_is_safe(before: Edge, after: Edge, most: int = MOST_TRANSITIONS) -> bool:
    """Whether the second around a join has at most `most` transitions, judged from the two ends alone."""
    cut = np.abs(before.light.astype(np.int16) - after.light.astype(np.int16)) >= CHANGE * 255
    for quarter in range(1, QUARTERS):
        counts = before.quarters[quarter:].sum(axis=0, dtype=np.int16)
        counts = counts + after.quarters[:quarter].sum(axis=0, dtype=np.int16) + cut
        if _concurrent(counts) > most:
            return False
    return True


def encode_edge(edge: Edge) -> str:
    """`edge` as a short text for a manifest."""
    return base64.b64encode(zlib.compress(edge.quarters.tobytes() + edge.light.tobytes(), 6)).decode()


def decode_edge(text: str) -> Edge:
    """The edge in `text`; an empty text is an edge without any change."""
    cells = ROWS * COLUMNS
    if not text:
        return Edge(np.zeros((QUARTERS, ROWS, COLUMNS), np.uint8), np.zeros((ROWS, COLUMNS), np.uint8))
    whole = np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8)
    quarters = whole[: QUARTERS * cells].reshape(QUARTERS, ROWS, COLUMNS)
    return Edge(quarters, whole[QUARTERS * cells :].reshape(ROWS, COLUMNS))


def _cells(luma: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A finer grid than the cells, so that light can be averaged after linearising."""
    return cv2.resize(luma, (COLUMNS * FINER, ROWS * FINER), interpolation=cv2.INTER_AREA)


def _concurrent(counts: NDArray[np.int16]) -> int:
    """The most transitions that ≥ 25 % of some 10° field share."""
    most = int(counts.max())
    while most > 1:
        busy = (counts >= most).astype(np.float32)
        share = cv2.boxFilter(busy, -1, (FIELD_COLUMNS, FIELD_ROWS), borderType=cv2.BORDER_CONSTANT)
        if share.max() >= AREA:
            return most
        most -= 1
    return most


def _quarters(changes: list[NDArray[np.bool_]], fps: int, *, from_end: bool) -> Counts:
    """Transitions per quarter second (4, 18, 32); short runs are aligned to the given end."""
    quarters = np.zeros((QUARTERS, ROWS, COLUMNS), np.uint8)
    missing = fps - len(changes) if from_end else 0
    for place, change in enumerate(changes):
        quarters[min((place + missing) * QUARTERS // fps, QUARTERS - 1)] += change
    return quarters


def _quantised(light: Cells | None) -> Counts:
    if light is None:
        return np.zeros((ROWS, COLUMNS), np.uint8)
    return np.clip(np.rint(light * 255), 0, 255).astype(np.uint8)


def _chromaticity(y: Cells, u: Cells, v: Cells) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """CIE 1976 u′v′ (2, 18, 32) and where red is saturated, from limited BT.709 means."""
    luma, cb, cr = (y - 16) * (255 / 219), u - 128, v - 128
    rgb = np.stack((luma + 1.79274 * cr, luma - 0.21325 * cb - 0.53291 * cr, luma + 2.11240 * cb))
    linear = np.clip(rgb / 255, 0, 1) ** 2.4
    r, g, b = linear
    red = r / np.maximum(linear.sum(axis=0), 1e-6) >= RED_SHARE
    x = 0.4124 * r + 0.3576 * g + 0.1805 * b
    luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = 0.0193 * r + 0.1192 * g + 0.9505 * b
    whole = np.maximum(x + 15 * luminance + 3 * z, 1e-6)
    dark = luminance < 0.005  # chromaticity of near black is noise
    place = np.stack((4 * x / whole, 9 * luminance / whole)).astype(np.float32)
    place[:, dark] = NEUTRAL[:, 0]
    return place, red & ~dark
