"""What cannot stand lies on the ground; in hands, or open, it is as it was drawn."""

import cv2
import numpy as np
import pytest

from generators.stage.bake import canvas_on
from generators.stage.light import Light
from generators.stage.props import draw_prop, load_prop

SIDE = 300


def box_of(states=(), grounded=True):
    """Width and height of an umbrella as it is drawn, in metres."""
    pixels = np.zeros((SIDE, SIDE, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.translate(SIDE / 2, SIDE * 0.7)
    canvas.scale(100, 100)
    draw_prop(canvas, load_prop("umbrella"), states, Light.at("street", 12.0), 0, 100.0, grounded=grounded)
    surface.flushAndSubmit()
    _, _, wide, high = cv2.boundingRect((pixels[:, :, 3] > 128).astype(np.uint8))
    return wide / 100, high / 100


def test_a_furled_umbrella_lies_on_the_ground():
    """It is longer than it is high."""
    wide, high = box_of()
    assert wide > 2 * high


@pytest.mark.parametrize(("states", "grounded"), [((), False), (("open",), True)])
def test_in_a_hand_or_open_it_stands(states, grounded):
    """In a hand it hangs as drawn, and an open one stands on its handle."""
    wide, high = box_of(states, grounded)
    assert high > wide * 0.9
