"""Hands: their fingers and thumb are told apart, in the outline alone from afar and by their undersides from near."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from generators.stage.bake import canvas_on
from generators.stage.light import Light
from generators.stage.puppets import load_puppet
from generators.stage.puppets.hands import FINGER_PIXELS, draw_hand, hand_shapes
from generators.stage.puppets.paint import Brush
from generators.stage.puppets.rig import Limb
from story_engine.plan import Look

SPREAD = ("relaxed", "open", "pinch")
"""Shapes in which fingertips stand apart."""


def drawn(shape: str, length: float) -> np.ndarray:
    """BGRA of one hand that is `length` pixels long."""
    puppet = load_puppet(Look(asset="odile"), None)
    side = round(length * 2.6)
    pixels = np.zeros((side, side, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    scale = length / float(puppet.bones["hand"])
    canvas.translate(side * 0.3, side * 0.5)
    canvas.scale(scale, scale)
    brush = Brush(canvas, puppet.colours, Light.at("harbour", 10.0), scale, 1.0)
    limb = Limb(root=(0.0, 0.0), joint=(0.0, 0.0), end=(0.0, 0.0), angle=0.0)
    draw_hand(brush, puppet.bones, limb, shape, "", 1)
    surface.flushAndSubmit()
    return pixels


@pytest.mark.parametrize("shape", SPREAD)
def test_fingertips_and_thumb_stand_apart_in_the_outline(shape: str) -> None:
    """The outline has dents as deep as a finger is wide, so that even a black hand is no mitten."""
    solid = (drawn(shape, 120.0)[:, :, 3] > 128).astype(np.uint8)
    outline = max(cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0], key=len)
    dents = cv2.convexityDefects(outline, cv2.convexHull(outline, returnPoints=False))
    deep = [float(dent[..., 3].item()) / 256 for dent in dents if float(dent[..., 3].item()) / 256 > 0.06 * 120.0]
    assert len(deep) >= 3


def test_who_points_does_so_with_one_finger() -> None:
    """The farthest third of a pointing hand is one narrow finger."""
    solid = drawn("point", 120.0)[:, :, 3] > 128
    columns = np.flatnonzero(solid.any(axis=0))
    tip = solid[:, columns[-1] - 30 : columns[-1] - 6]
    assert tip.sum(axis=0).max() < 0.22 * 120


def test_a_hand_far_away_is_its_outline_and_a_near_one_has_fingers() -> None:
    """Below a certain size one tone is drawn, above it the darker undersides of the fingers, too."""
    far, near = drawn("flat", FINGER_PIXELS - 2), drawn("flat", FINGER_PIXELS + 4)

    def dark(pixels: np.ndarray) -> float:
        inside = pixels[pixels[:, :, 3] == 255][:, 2].astype(float)
        return float((inside < 0.9 * np.median(inside)).mean())

    assert dark(far) == 0
    assert dark(near) > 0.05


def test_every_kind_of_hand_knows_its_rest() -> None:
    """Nobody's hand is ever missing: all kinds have the shape that stands in for the others."""
    assert all("relaxed" in shapes for shapes in hand_shapes().values())
