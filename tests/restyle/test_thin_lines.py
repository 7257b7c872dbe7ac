"""Thin lines are drawn over a painting that lacks them, and nothing else of it changes."""

from __future__ import annotations

import numpy as np
import pytest

from generators.restyle.fine import GRAIN, with_thin_lines

HEIGHT, WIDTH = 360, 200
PLAIN = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)


def _lined(colour: int, step: int = 40) -> np.ndarray:
    picture = PLAIN.copy()
    picture[::step] = colour
    return picture


@pytest.mark.parametrize("colour", [40, 150])
def test_a_line_that_was_painted_over_comes_back(colour: int):
    """Dark or light, by most of its contrast; between the lines the painting is as it was."""
    drawn = with_thin_lines(PLAIN, _lined(colour)).astype(int)
    gap = (drawn[40] - drawn[60])[:, 0]
    assert np.all(np.sign(gap) == np.sign(colour - 90))
    assert np.all(np.abs(gap) > abs(colour - 90) / 2)
    assert np.array_equal(drawn[60], PLAIN[60])


def test_strokes_and_lines_that_are_there_stay():
    """A painting that has its lines is left alone, and so are strokes where the picture is plain."""
    strokes = np.clip(PLAIN + np.random.default_rng(1).integers(-20, 20, (HEIGHT, WIDTH, 1)), 0, 255).astype(np.uint8)
    assert np.array_equal(with_thin_lines(_lined(40), _lined(40)), _lined(40))
    assert np.array_equal(with_thin_lines(strokes, PLAIN), strokes)


def test_grain_is_no_line():
    """The paper of the stage is not brought back."""
    grain = np.random.default_rng(2).choice([0, int(GRAIN)], (HEIGHT, WIDTH, 1)).astype(np.uint8)
    assert np.array_equal(with_thin_lines(PLAIN, PLAIN + grain), PLAIN)
