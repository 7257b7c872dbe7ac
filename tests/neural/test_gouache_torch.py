"""The restyler on a device beside the one that every machine has: the same painting but for the last bits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from generators.errors import AssetError
from generators.neural import gouache_torch
from generators.neural.drawing import Restyle
from generators.neural.equipment import equip, write_equipment
from generators.neural.errors import MemoryShort, NeuralError
from generators.neural.gouache_torch import TorchPainter, guide_on
from generators.neural.house import TORCH
from generators.neural.ports import never
from generators.restyle.guide import guide
from generators.restyle.paint import paint
from generators.restyle.passes import Passes, passes_at
from generators.stage.bench import bench_part
from generators.stage.cast import Cast
from generators.stage.generator import Stage
from generators.stage.passes import Truth

SIZE = (324, 180)
"""Neither side a multiple of 8."""


@pytest.fixture(scope="module")
def still() -> tuple[np.ndarray, Passes]:
    """People at the harbour, and what is true of them."""
    part = bench_part(0, 6)
    picture = Stage(*SIZE).still(part, 4000)
    passes = passes_at(Truth(part, *SIZE), 4000, Cast(part, None))
    return picture, replace(passes, light_from_left=True)


def test_strokes_are_laid_out_as_on_a_processor(still: tuple[np.ndarray, Passes]):
    """Every channel of the sketch; where two strokes are equally high, another may lie on top."""
    picture, passes = still
    ours = guide(picture, passes).astype(float)
    theirs = guide_on("cpu", picture, passes).permute(1, 2, 0).numpy()
    assert theirs.shape == ours.shape
    gap = np.abs(ours - theirs)
    assert gap[..., :3].max() == 0
    assert gap[..., 15:].max() <= 1
    assert (gap[..., 3:15] > 8).mean() < 0.03
    assert gap[..., 3:15].mean() < 1.0


@pytest.mark.parametrize("from_left", [True, False])
def test_a_painting_is_the_same(still: tuple[np.ndarray, Passes], from_left: bool):
    """Both sides of the light, any even size."""
    picture, passes = still
    passes = replace(passes, light_from_left=from_left)
    ours = paint(picture, passes, threads=1).astype(float)
    theirs = TorchPainter.load("cpu").paint(picture, passes)
    assert theirs.shape == picture.shape
    gap = np.abs(ours - theirs)
    assert gap.mean() < 0.5
    assert gap.mean() < 0.1 * np.abs(ours - picture).mean()


def test_the_level_is_drawn_with_it():
    """The worker's own way: equipment in, painted frames out, the runtime in the notes."""
    level = Restyle(320, 180, 24, equipment=write_equipment(equip((), None, house=TORCH)))
    level.load()
    assert len(list(level.frames(bench_part(0, 3), never))) == 3
    assert dict(level.notes)["takes"] == "1 of 1"
    assert dict(level.notes)["model"].endswith(f"in {TORCH}")


def test_what_goes_wrong_is_told_in_one_line(still: tuple[np.ndarray, Passes], monkeypatch: pytest.MonkeyPatch):
    """Memory that is short, a device that fails, weights that are not the card's."""

    def short(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    def broken(*_: object) -> None:
        raise RuntimeError("CUDA error: an illegal memory access\nmore")

    painter = TorchPainter.load("cpu")
    monkeypatch.setattr(gouache_torch, "guide_on", short)
    with pytest.raises(MemoryShort):
        painter.paint(*still)
    monkeypatch.setattr(gouache_torch, "guide_on", broken)
    with pytest.raises(NeuralError, match=r"illegal memory access\)$"):
        painter.paint(*still)
    if not torch.cuda.is_available():
        with pytest.raises(NeuralError, match="cannot go to cuda"):
            TorchPainter.load("cuda:0")
    monkeypatch.setattr(gouache_torch, "stated_hash", lambda name: "another")
    with pytest.raises(AssetError, match="damaged"):
        TorchPainter.load("cpu")
