"""The stage: the procedural video generator that turns timed parts into I420 frames.

It knows no encoder and no sound. A frame is a pure function of the timed part, its index and the size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from generators.errors import Cancelled, GeneratorError
from generators.stage.cast import Cast
from generators.stage.finish import Finish, to_bgr, woven
from generators.stage.frame import Picture
from generators.timed import TimedPart
from story_engine.time import FPS, SAMPLE_RATE, VIDEO_FRAME

Array = np.ndarray
VERSION = "stage-30"
"""Part of every cache key: raise it when pictures change."""


class Stage:
    """Draws timed parts as an animated picture book of cut paper."""

    def __init__(self, width: int, height: int, fps: int = FPS, seed_art: Path | None = None) -> None:
        if width % 2 or height % 2 or width < 64 or height < 64:
            raise GeneratorError(f"frame size {width}×{height} must be even and at least 64×64")
        cv2.setNumThreads(1)
        self.width, self.height, self.fps = width, height, fps
        self._seed_art = seed_art
        self._finish = Finish(width, height)
        self.forget()

    def forget(self) -> None:
        """Let go of everything baked and drawn so far, some 80 MB at 854×480: the next picture bakes anew."""
        self._picture = Picture(self.width, self.height, self._seed_art, 0)
        self._cast: tuple[TimedPart, Cast] | None = None

    def frames(self, timed: TimedPart, cancel: Callable[[], bool]) -> Iterator[Array]:
        """Every frame of `timed` as I420 (h·3/2, w) uint8; raises Cancelled when `cancel()` is true."""
        return self._frames(timed, cancel, 1)

    def on_twos(self, timed: TimedPart, cancel: Callable[[], bool]) -> Iterator[Array]:
        """As many frames as `frames` gives, every second one drawn and given twice."""
        return self._frames(timed, cancel, 2)

    def _frames(self, timed: TimedPart, cancel: Callable[[], bool], step: int) -> Iterator[Array]:
        own = self._cast = (timed, Cast(timed, self._seed_art, step))
        drawn = np.empty(0, np.uint8)
        try:
            for index in range(self.count(timed)):
                if cancel():
                    raise Cancelled(f"part {timed.part.id} is no longer wanted")
                if index % step == 0:
                    drawn = self.frame(timed, index)
                yield drawn
        finally:
            if self._cast is own:  # else it was closed late, with an error that held it, and another part is drawn
                self._cast = None  # its figures are some 15 MB, and the next part has others
                self._picture.rest()

    def count(self, timed: TimedPart) -> int:
        """How many frames `timed` has."""
        return timed.duration // VIDEO_FRAME * self.fps // FPS

    def frame(self, timed: TimedPart, index: int) -> Array:
        """Frame `index` of `timed` as I420 (h·3/2, w)."""
        time = index * SAMPLE_RATE // self.fps
        frame, light = self._picture.draw(timed, self._cast_of(timed), time)
        number = (timed.entry.scene_time + time) * self.fps // SAMPLE_RATE
        style = self._picture.style(timed)
        return self._finish.i420(woven(frame, style, number), light, number, style)

    def still(self, timed: TimedPart, time: int = 0) -> Array:
        """The picture at media time `time` as BGR (height, width, 3), without grain: posters and cards."""
        frame, light = self._picture.draw(timed, self._cast_of(timed), time)
        style = self._picture.style(timed)
        smooth = replace(style, finish=replace(style.finish, grain=0.0))
        return to_bgr(self._finish.i420(frame, light, 0, smooth))

    def lettered(self, picture: Array, timed: TimedPart, time: int) -> Array:
        """A picture that others made of `timed`, RGB (height, width, 3), with the cards that stand at `time`."""
        frame = cv2.cvtColor(picture, cv2.COLOR_RGB2BGRA)
        return np.asarray(cv2.cvtColor(self._picture.lettered(frame, timed, time), cv2.COLOR_BGRA2RGB))

    def _cast_of(self, timed: TimedPart) -> Cast:
        if self._cast is None or self._cast[0] is not timed:
            self._cast = (timed, Cast(timed, self._seed_art))
        return self._cast[1]
