"""Chapter cards painted: while a card stands, the picture behind its words bears the strokes of a painting of it.

It knows the stage and the restyler, no process. One picture of each card is painted; its strokes then lie on every
frame wherever that still shows what was painted, and go with the camera. So all moves on beneath the card, letters stay
the stage's own, and whether there are strokes follows from the timed part alone.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from generators.errors import GeneratorError
from generators.memory import give_back_memory
from generators.restyle.sittings import Sitting, sitting_of
from generators.stage.framing import camera_at
from generators.stage.generator import Stage
from generators.stage.lens import seen_from
from generators.timed import Camera, Shot, TimedPart
from story_engine.time import FPS, MediaTime

Array = np.ndarray
SAME, OTHER = 3, 16
"""Difference, of 255, up to which a pixel still shows what was painted, and from which it shows something else."""
WIDE, SOFT = 3, 5
"""Pixels of a 480-line picture by which what is something else is widened, and then softened."""
MOST_LINES = 360
"""Height at which a card's picture is painted, at the most: 0.7 s of a processor instead of 1.4 at 480, and half the
memory. The strokes are enlarged and the picture beneath stays as sharp as it is."""
LEVEL = 128
"""How no stroke is kept, in 8 bits."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """What a painting adds to its picture."""

    picture: Array
    """Its light, uint8 (height, width)."""
    strokes: Array
    """BGR uint8 (height, width, 3), LEVEL where nothing is added."""


class PaintingStage(Stage):
    """The stage, which paints what is behind chapter cards."""

    def __init__(self, width: int, height: int, fps: int = FPS, seed_art: Path | None = None) -> None:
        self._laid: tuple[TimedPart, Sitting, Strokes] | None = None
        self._looked: TimedPart | None = None
        super().__init__(width, height, fps, seed_art)

    def forget(self) -> None:
        """See Stage."""
        super().forget()
        self._laid = self._looked = None
        self._picture.under_cards = self._under

    def frame(self, timed: TimedPart, index: int) -> Array:
        """See Stage; the first frame of a part with such a card paints it, which takes a second."""
        if self._looked is not timed:
            self._looked, self._laid = timed, None
            sitting = sitting_of(timed)
            if sitting is not None:
                with contextlib.suppress(GeneratorError, ImportError):  # the doctor tells; the card is the stage's own
                    self._laid = (timed, sitting, self._painted(timed, sitting))
        return super().frame(timed, index)

    def _painted(self, timed: TimedPart, sitting: Sitting) -> Strokes:
        # Not at the top: a worker starts in a moment, and most shows have no such card.
        from generators.restyle.model import forget_session
        from generators.restyle.paint import paint
        from generators.restyle.passes import passes_at
        from generators.stage.passes.truth import Truth

        cast = self._cast_of(timed)
        drawn, _ = self._picture.draw(replace(timed, titles=()), cast, sitting.at)
        light = cv2.cvtColor(drawn, cv2.COLOR_BGRA2GRAY)
        lines = min(self.height, MOST_LINES)
        width = max(64, round(self.width * lines / self.height / 2) * 2)
        picture = cv2.resize(drawn[:, :, :3], (width, lines), interpolation=cv2.INTER_AREA)
        truth = Truth(timed, width, lines, self._seed_art)
        passes = passes_at(truth, sitting.at, cast)
        del truth  # what it keeps is as large as the network at work
        give_back_memory()
        try:
            board = paint(picture, passes, threads=1)
        finally:
            forget_session()  # the next card is minutes away, and another worker's
        strokes = np.clip(board.astype(np.int16) - picture + LEVEL, 0, 255).astype(np.uint8)
        del board, passes
        give_back_memory()
        return Strokes(light, cv2.resize(strokes, (self.width, self.height), interpolation=cv2.INTER_CUBIC))

    def _under(self, frame: Array, timed: TimedPart, time: MediaTime) -> None:
        """Lay the strokes on `frame`, BGRA, in place."""
        if self._laid is None or self._laid[0] is not timed:
            return
        _, sitting, laid = self._laid
        weight = sitting.weight(time)
        if weight > 0:
            lay(frame, laid, moved(sitting.shot, sitting.at, time, self.width, self.height), weight)


def moved(shot: Shot, at: MediaTime, time: MediaTime, width: int, height: int) -> Array:
    """Where pixels of the picture at `at` are at `time`, as the camera moves: affine (2, 3)."""
    one, other = _seen_from(shot, at), _seen_from(shot, time)
    scale = other.zoom / one.zoom
    across = width / 2 * (1 - scale) + (one.x - other.x) * other.zoom * height
    down = height / 2 * (1 - scale) + (one.y - other.y) * other.zoom * height
    return np.array([[scale, 0, across], [0, scale, down]], np.float64)


def lay(frame: Array, laid: Strokes, move: Array, weight: float) -> None:
    """Strokes onto `frame` (BGRA uint8, in place), moved, where it shows what was painted; `weight` 0–1."""
    size = (frame.shape[1], frame.shape[0])
    picture, strokes = laid.picture, laid.strokes
    if not np.allclose(move, np.eye(2, 3), atol=1e-4):
        picture = cv2.warpAffine(picture, move, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        border = (LEVEL, LEVEL, LEVEL)
        strokes = cv2.warpAffine(strokes, move, size, flags=cv2.INTER_LINEAR, borderValue=border)
    wide, soft = (max(3, round(side * size[1] / 480) | 1) for side in (WIDE, SOFT))
    gap = cv2.dilate(cv2.absdiff(cv2.cvtColor(frame, cv2.COLOR_BGRA2GRAY), picture), np.ones((wide, wide), np.uint8))
    share = cv2.blur(cv2.LUT(gap, _alike(weight)), (soft, soft))
    now = cv2.cvtColor(frame, cv2.COLOR_BGRA2BGR)
    added = cv2.subtract(strokes, np.full_like(strokes, LEVEL), dtype=cv2.CV_16S)
    added = cv2.multiply(added, cv2.merge([share] * 3), scale=1 / 255, dtype=cv2.CV_16S)
    frame[:, :, :3] = cv2.add(now, added, dtype=cv2.CV_8U)


def _alike(weight: float) -> Array:
    """Share of a stroke, 0–255, by the difference of a pixel."""
    gaps = np.arange(256)
    return np.rint(255 * weight * np.clip((OTHER - gaps) / (OTHER - SAME), 0, 1)).astype(np.uint8)


def _seen_from(shot: Shot, time: MediaTime) -> Camera:
    return seen_from(shot, camera_at(shot, (time - shot.start) / max(1, shot.duration)), time)
