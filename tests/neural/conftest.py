"""One torch thread, and tiny models saved once for all tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from generators.neural.ports import Control, Film, Guide, Prompt, Take

SIZE = 32


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with tiny models."""
    return tmp_path_factory.mktemp("models")


def a_film(frames: int, *, shift: int = 0) -> Film:
    """A bright square that wanders over a ramp."""
    film = np.zeros((frames, SIZE, SIZE, 3), np.uint8)
    film[:] = np.linspace(20, 120, SIZE, dtype=np.uint8)[None, None, :, None]
    for at in range(frames):
        x = (at + shift) % (SIZE - 8)
        film[at, 8:20, x : x + 8] = (220, 180, 60)
    return film


def a_take(frames: int, **change: object) -> Take:
    """A take of the square, with depth and lines."""
    colour = a_film(frames, shift=int(change.pop("shift", 0)))  # type: ignore[call-overload]
    near = (colour[..., 0] > 150).astype(np.float32)
    guide = Guide(colour=colour, depth=near * 0.8 + 0.1, lines=(near * 255).astype(np.uint8))
    told: dict[str, object] = {
        "prompt": Prompt(positive="a lamp harbour night"), "guide": guide, "seed": 11, "steps": 2,
        "control": Control.DEPTH, **change,
    }  # fmt: skip
    return Take(**told)  # type: ignore[arg-type]
