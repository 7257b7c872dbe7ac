"""What hangs from a rail of pegs: everything that a peg may hold is drawn below it, and an unknown word is a peg."""

from __future__ import annotations

import numpy as np
import pytest

from generators.stage.bake import canvas_on
from generators.stage.kinds.pegs import HUNG, pegs
from generators.stage.light import Light
from generators.stage.paper import Paper

SIDE = 160


def hung(what: str, hour: float = 12.0) -> np.ndarray:
    """A rail at the top of a square picture of 0.2 units with one peg, BGRA."""
    pixels = np.zeros((SIDE, SIDE, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.scale(SIDE / 0.2, SIDE / 0.2)
    light = Light.at("post_office", hour, indoors=True)
    paper = Paper(canvas=canvas, light=light, seed=3, pixels=SIDE / 0.2, left=0.0, right=0.2)
    pegs(paper, {"y": 0.03, "from": 0.0, "to": 0.2, "at": [[0.1, what, 0.12]]})
    surface.flushAndSubmit()
    return pixels


@pytest.mark.parametrize("what", HUNG)
def test_all_that_a_peg_may_hold_is_drawn_below_the_rail(what: str) -> None:
    """Something solid hangs there, and no unknown word does."""
    below = slice(SIDE * 2 // 5, SIDE)
    assert (hung(what)[below, :, 3] > 200).sum() > 60
    assert (hung("a whale")[below, :, 3] > 200).sum() == 0


def test_its_lamps_light_the_wall_when_lamps_burn() -> None:
    """In the evening a lamp's glow reaches far beyond it."""
    assert hung("lamp", 21.0)[SIDE // 2, 20, :3].max() > hung("lamp", 12.0)[SIDE // 2, 20, :3].max()
