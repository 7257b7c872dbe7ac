"""Wet ground: the lights of a street stand in it, wherever the horizon lies in the picture."""

from __future__ import annotations

import numpy as np
import pytest

from generators.stage.light import Light
from generators.stage.weather import draw_gloss


@pytest.mark.parametrize("horizon", range(150, 181))
def test_wet_ground_is_drawn_at_every_horizon(horizon: int) -> None:
    """Lights above the horizon brighten the ground below it, also where the squeeze rounds past the top."""
    light = Light.at("street", 21, "rain")
    pixels = np.full((480, 64, 4), 20, np.uint8)
    pixels[horizon - 20 : horizon - 10, 24:40] = 250
    draw_gloss(pixels, light, float(horizon))
    assert pixels[horizon:].max() > 20
