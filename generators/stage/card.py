"""Level *card*: one illustrated still of a part with a slow push, for when there is no time to draw more.

It knows the stage only through one still picture; a frame costs a fraction of a millisecond to a few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from generators.errors import Cancelled
from generators.stage.generator import Stage
from generators.timed import TimedPart
from story_engine.time import FPS, SAMPLE_RATE, VIDEO_FRAME

Array = np.ndarray
PUSH = 0.04
"""Growth of the picture over one part."""
OVERSIZE = 1.06
"""The still is drawn larger than the frame, so that a push stays crisp."""
STILL_AT = 0.4
"""Share of the part at which the picture is taken: after the entrances, before the exits."""


class Card:
    """Draws timed parts as slowly moving illustrations."""

    def __init__(self, width: int, height: int, fps: int = FPS, seed_art: Path | None = None) -> None:
        self.width, self.height, self.fps = width, height, fps
        large = (round(width * OVERSIZE / 2) * 2, round(height * OVERSIZE / 2) * 2)
        self._stage = Stage(*large, fps=fps, seed_art=seed_art)
        self._large: tuple[TimedPart, Array] | None = None

    def frames(self, timed: TimedPart, cancel: Callable[[], bool]) -> Iterator[Array]:
        """Every frame of `timed` as I420 (h·3/2, w) uint8; raises Cancelled when `cancel()` is true."""
        for index in range(timed.duration // VIDEO_FRAME * self.fps // FPS):
            if cancel():
                raise Cancelled(f"part {timed.part.id} is no longer wanted")
            yield self.frame(timed, index)

    def frame(self, timed: TimedPart, index: int) -> Array:
        """Frame `index` of `timed` as I420 (h·3/2, w)."""
        if self._large is None or self._large[0] is not timed:
            at = int(timed.duration * STILL_AT) // VIDEO_FRAME * SAMPLE_RATE // FPS
            finished = self._stage.frame(timed, at * self.fps // SAMPLE_RATE)
            self._large = (timed, finished)
            self._stage.forget()  # one picture of each part: what was baked for it serves no other
        planes = self._large[1]
        time = index * SAMPLE_RATE // self.fps
        share = time / max(1, timed.duration)
        if timed.part.index % 2:
            share = 1 - share
        return self._window(planes, (1 + PUSH * share) / (1 + PUSH))

    def still(self, timed: TimedPart, time: int = 0) -> Array:
        """The picture at media time `time` as BGR (height, width, 3)."""
        return cv2.resize(self._stage.still(timed, time), (self.width, self.height), interpolation=cv2.INTER_AREA)

    def _window(self, planes: Array, share: float) -> Array:
        """The middle part of the large still that is 1/`share`-th as big, sampled plane by plane."""
        tall = planes.shape[0] * 2 // 3
        wide = planes.shape[1]
        out = np.empty((self.height * 3 // 2, self.width), np.uint8)
        step = wide / self.width * (1 - (share - 1 / (1 + PUSH)))
        _sample(planes[:tall], out[: self.height], step)
        flat_in, flat_out = planes[tall:].reshape(-1), out[self.height :].reshape(-1)
        count_in, count_out = (tall // 2) * (wide // 2), (self.height // 2) * (self.width // 2)
        for plane in range(2):
            source = flat_in[plane * count_in : (plane + 1) * count_in].reshape(tall // 2, wide // 2)
            target = flat_out[plane * count_out : (plane + 1) * count_out].reshape(self.height // 2, self.width // 2)
            _sample(source, target, step)
        return out


def _sample(source: Array, target: Array, step: float) -> None:
    height, width = target.shape
    x = source.shape[1] / 2 - width / 2 * step
    y = source.shape[0] / 2 - height / 2 * step
    move = np.array([[step, 0, x + step / 2 - 0.5], [0, step, y + step / 2 - 0.5]], np.float64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cv2.warpAffine(source, move, (width, height), dst=target, flags=flags, borderMode=cv2.BORDER_REPLICATE)
