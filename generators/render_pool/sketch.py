"""The smallest generators that obey the ports: flat shapes and a tone, a pure function of the part.

They know nothing of style. Everything around the generators is tested and timed with them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generators.errors import Cancelled
from generators.timed import TimedPart, content_key
from story_engine.rng import unit
from story_engine.time import SAMPLE_RATE

TAIL_FRAMES = SAMPLE_RATE // 4
MODEL_SLOWNESS_VARIABLE = "EVERSHOW_SKETCH_MODEL_FACTOR"
"""Render seconds per media second of the levels that models draw."""
SLOWNESS_VARIABLE = "EVERSHOW_SKETCH_SECONDS_PER_FRAME"
"""Tests make a slow machine by setting this to seconds."""


@dataclass(frozen=True, slots=True)
class SketchRendered:
    """Body and tail, float32 (frames, 2)."""

    body: NDArray[np.float32]
    tail: NDArray[np.float32]


class SketchStage:
    """A grey field whose brightness is the part's own, with a bar that moves."""

    slowness = 1.0

    def __init__(self, width: int, height: int, fps: int, seed_art: Path | None = None) -> None:
        self._width, self._height, self._fps = width, height, fps

    def frames(self, timed: TimedPart, cancel: Any) -> Iterator[NDArray[np.uint8]]:
        """Every frame; one buffer is reused."""
        return self._frames(timed, cancel, 1)

    def on_twos(self, timed: TimedPart, cancel: Any) -> Iterator[NDArray[np.uint8]]:
        """As many frames, every second one drawn."""
        return self._frames(timed, cancel, 2)

    def _frames(self, timed: TimedPart, cancel: Any, step: int) -> Iterator[NDArray[np.uint8]]:
        buffer = np.full((self._height * 3 // 2, self._width), 128, np.uint8)
        level = 60 + round(100 * unit(timed.rng_seed, content_key(timed)))
        pause = float(os.environ.get(SLOWNESS_VARIABLE, "0")) * self.slowness
        count = timed.duration * self._fps // SAMPLE_RATE
        for number in range(count):
            if number % step:
                yield buffer
                continue
            if cancel():
                raise Cancelled(timed.part.id)
            if pause:
                time.sleep(pause)
            buffer[: self._height] = level
            left = (self._width - 16) * number // max(count - 1, 1)
            buffer[self._height // 3 : self._height // 2, left : left + 16] = 200
            yield buffer


class SketchCard(SketchStage):
    """The same, ten times faster on a slow machine."""

    slowness = 0.1


class SketchModel(SketchStage):
    """The same field, darker, with a slowness of its own: a model's level without a model."""

    def frames(self, timed: TimedPart, cancel: Any) -> Iterator[NDArray[np.uint8]]:
        """Every frame, after the pause that a model needs for its first."""
        pause = float(os.environ.get(MODEL_SLOWNESS_VARIABLE, "0")) * timed.duration / SAMPLE_RATE
        until = time.monotonic() + pause
        while time.monotonic() < until:
            if cancel():
                raise Cancelled(timed.part.id)
            time.sleep(0.01)
        for frame in super().frames(timed, cancel):
            frame[: self._height] //= 2
            frame[: self._height] += 8
            yield frame


class SketchSound:
    """A sine of the part's own pitch with a short decay as tail."""

    def __init__(self, speech_store: Path) -> None:
        self._speech_store = speech_store

    def render(self, timed: TimedPart, cancel: Any) -> SketchRendered:
        """The tone of `timed`."""
        if cancel():
            raise Cancelled(timed.part.id)
        hertz = 220.0 * 2 ** (round(12 * unit(timed.rng_seed, content_key(timed), "pitch")) / 12)
        time_axis = np.arange(timed.duration + TAIL_FRAMES) / SAMPLE_RATE
        wave = (0.1 * np.sin(2 * np.pi * hertz * time_axis)).astype(np.float32)
        wave[timed.duration :] *= np.linspace(1, 0, TAIL_FRAMES, dtype=np.float32)
        both = np.stack((wave, wave), axis=1)
        return SketchRendered(body=both[: timed.duration], tail=both[timed.duration :])
