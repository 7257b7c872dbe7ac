"""Figures are drawn ahead in two steps, so that frames cost alike; mist is laid over rows."""

from __future__ import annotations

import numpy as np
import pytest

from generators.stage import rasters
from generators.stage.bench import bench_part
from generators.stage.generator import Stage
from generators.stage.kernels import veil_rows

SIZE = (320, 180)


def test_a_figure_drawn_ahead_in_steps_is_the_figure_drawn_at_once() -> None:
    """Frames in a row and one of them alone are the same bytes."""
    timed = bench_part(2, 12)
    in_a_row = Stage(*SIZE)
    frames = [in_a_row.frame(timed, index) for index in range(7)]
    assert np.array_equal(frames[6], Stage(*SIZE).frame(timed, 6))
    assert np.array_equal(frames[5], Stage(*SIZE).frame(timed, 5))


def test_no_frame_paints_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three people whose bodies change on twos, no frame after the first paints all three."""
    painted: list[str] = []
    paint = rasters._paint

    def counted(figure, *others):  # type: ignore[no-untyped-def]
        painted.append(figure.id)
        return paint(figure, *others)

    monkeypatch.setattr(rasters, "_paint", counted)
    stage, timed, counts = Stage(*SIZE), bench_part(2, 14), []
    for index in range(12):
        painted.clear()
        stage.frame(timed, index)
        counts.append(len(painted))
    assert max(counts[1:]) == 2
    assert sum(counts[2:]) > 8


def test_a_veil_covers_its_rows_only() -> None:
    """A row's share of the colour is laid over it within one step, and alpha stays."""
    pixels = np.full((3, 16), 0xFF000000, np.uint32)
    veil_rows(pixels, np.array([0.0, 0.5, 1.0], np.float32), np.array([200.0, 100.0, 50.0], np.float32))
    seen = pixels.view(np.uint8).reshape(3, 16, 4).astype(int)
    assert not seen[0, :, :3].any()
    assert np.abs(seen[1, :, :3] - (100, 50, 25)).max() <= 1
    assert np.abs(seen[2, :, :3] - (200, 100, 50)).max() <= 1
    assert (seen[:, :, 3] == 255).all()
