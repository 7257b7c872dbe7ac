"""Paint a picture: the stage's still and its passes in, the same as gouache out.

It knows neither show nor screen. The result is a pure function of picture, passes and model.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from generators.errors import GeneratorError
from generators.restyle.fine import with_thin_lines
from generators.restyle.guide import guide, mirrored
from generators.restyle.model import run, session
from generators.restyle.passes import Passes, passes_at, plain_passes
from generators.stage.cast import Cast
from generators.stage.generator import Stage
from generators.stage.passes.truth import Truth
from generators.timed import TimedPart
from story_engine.time import MediaTime

Array = np.ndarray
ALIGN = 8
"""Sides of what the network sees are multiples of this; the rest is mirrored at the edge and cut off again."""
SMALLEST = 64


def paint(picture: Array, passes: Passes | None = None, threads: int = 2, *, on_gpu: bool = False) -> Array:
    """BGR uint8 (height, width, 3) → the same size, painted; without `passes` from the colours alone.

    Raises AssetError without a sound model, GeneratorError for what is no picture.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or min(picture.shape[:2]) < SMALLEST:
        raise GeneratorError(
            f"a picture to be painted must be BGR, 8 bits and at least {SMALLEST}×{SMALLEST}, "
            f"not {picture.dtype} {'×'.join(str(side) for side in picture.shape)}"
        )
    height, width = picture.shape[:2]
    truth = passes or plain_passes(height, width)
    if truth.ids.shape != (height, width):
        raise GeneratorError(f"the passes are {truth.ids.shape[1]}×{truth.ids.shape[0]}, the picture {width}×{height}")
    made = session(threads=threads, on_gpu=on_gpu)
    turned = not truth.light_from_left
    if turned:
        picture, truth = np.ascontiguousarray(picture[:, ::-1]), mirrored(truth)
    sketch = guide(picture, truth)
    down, aside = -height % ALIGN, -width % ALIGN
    if down or aside:
        sketch = np.pad(sketch, ((0, down), (0, aside), (0, 0)), mode="symmetric")
    board = with_thin_lines(run(made, sketch)[:height, :width], picture)
    return np.ascontiguousarray(board[:, ::-1] if turned else board)


def painted_still(timed: TimedPart, time: MediaTime, stage: Stage, seed_art: Path | None = None) -> Array:
    """The stage's picture of `timed` at `time`, painted: BGR uint8 of the stage's size."""
    truth = Truth(timed, stage.width, stage.height, seed_art)
    return paint(stage.still(timed, time), passes_at(truth, time, Cast(timed, seed_art)))
