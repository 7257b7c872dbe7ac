"""How far things are from the camera, in metres: a paper theatre seen through one lens.

It knows no pixel. Parallax and size say the same thing: what is half as far is twice as large and slides twice as much.
"""

from __future__ import annotations

import math

import numpy as np

from generators.stage.floor import FAR_FLOOR_Y, METRE, NEAR_FLOOR_Y, metre
from generators.stage.place import LayerSpec

Array = np.ndarray
VIEW_DEGREES = 30.0
"""Vertical angle of the lens at zoom 1: a short telephoto, which keeps figures in proportion."""
STAGE_METRES = 1 / METRE / 2 / math.tan(math.radians(VIEW_DEGREES / 2))
"""From the camera to the middle of the stage (parallax 1, depth 0.5): about 9.1 m."""
SHOULDER_METRES = 1.2
"""From the camera to whom a shot looks past."""
LEAST_PARALLAX = 1e-3
"""What slides less is the sky: infinitely far."""
HELD_BEFORE = 0.02
"""Metres that a held thing is nearer than who holds it."""
SKY = frozenset({"sky", "stars"})
"""Kinds that are infinitely far, however they slide."""
GROUND_PARALLAX = (0.9, 1.1)
"""Ground that actors stand on lies in the plane of the stage."""
GROUND_MARKS = ("far", "level")
"""A layer that says where its far edge lies is a floor seen at a slant, not a card that stands up."""


def layer_metres(spec: LayerSpec) -> float:
    """Distance of a layer; inf for the sky."""
    if spec.kind in SKY or spec.parallax <= LEAST_PARALLAX:
        return math.inf
    return STAGE_METRES / spec.parallax


def actor_metres(depth: float) -> float:
    """Distance of somebody who stands at floor `depth` 0 far … 1 near."""
    return STAGE_METRES * METRE / metre(depth)


def is_ground(spec: LayerSpec) -> bool:
    """Whether a layer is the slanted floor that actors stand on."""
    low, high = GROUND_PARALLAX
    marked = any(mark in spec.params for mark in GROUND_MARKS)
    return marked and low <= spec.parallax <= high and not spec.front


def ground_metres(stage_y: Array) -> Array:
    """Distance of the floor at stage heights `stage_y`, float32; never beyond twice the stage."""
    depth = (stage_y - FAR_FLOOR_Y) / (NEAR_FLOOR_Y - FAR_FLOOR_Y)
    scale = np.maximum(0.5, 0.88 + 0.24 * depth)
    return (STAGE_METRES / scale).astype(np.float32)
