"""Cast silhouettes: whether figures can be told apart when they are filled with black.

It knows puppets in a calm pose, no scene.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from generators.stage.acting import Acting
from generators.stage.bake import canvas_on
from generators.stage.light import Light
from generators.stage.puppets import draw_puppet
from generators.stage.specimen import Specimen, part_of
from generators.timed import ActorState
from story_engine.plan import Look

Array = np.ndarray
MOST_ALIKE = 0.80
"""Intersection over union above which two silhouettes are the same person (issue 4)."""
HEIGHT = 240
"""Pixels: all are brought to one height, so that size alone tells nobody apart."""
PPM = 150.0


def silhouette_of(puppet: str, look: Look | None = None, seed_art: Path | None = None) -> Array:
    """The calm figure, facing right, as a bool mask `HEIGHT` high with its middle in the middle."""
    state = ActorState(id=puppet, x=0.0)
    timed = part_of(Specimen(place="harbour", actors=(state,), looks=((puppet, look),) if look else ()))
    frame = Acting(timed, seed_art).at(0)[0]
    side = round(4.0 * PPM)
    pixels = np.zeros((side, side, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.translate(side / 2, side * 0.8)
    canvas.scale(PPM, PPM)
    draw_puppet(canvas, frame.puppet, frame.pose, Light.at("harbour", 12.0), PPM)
    surface.flushAndSubmit()
    del canvas, surface
    mask = (pixels[:, :, 3] >= 128).astype(np.uint8)
    x, y, wide, high = cv2.boundingRect(mask)
    width = max(1, round(wide * HEIGHT / high))
    cut = cv2.resize(mask[y : y + high, x : x + wide] * 255, (width, HEIGHT), interpolation=cv2.INTER_AREA) >= 128
    whole = np.zeros((HEIGHT, 3 * HEIGHT), bool)
    left = (3 * HEIGHT - width) // 2
    whole[:, max(0, left) : max(0, left) + width] = cut[:, : 3 * HEIGHT]
    return whole


def alike(one: Array, other: Array) -> float:
    """Intersection over union 0–1, at the sideways shift that fits best."""
    best = 0.0
    for shift in range(-24, 25, 4):
        moved = np.roll(other, shift, axis=1)
        best = max(best, float((one & moved).sum()) / max(1, int((one | moved).sum())))
    return best


def most_alike(shapes: dict[str, Array]) -> tuple[float, str]:
    """The two that are hardest to tell apart: their likeness and their names; 0 for fewer than two."""
    pairs = [(alike(shapes[a], shapes[b]), f"{a} and {b}") for a, b in combinations(sorted(shapes), 2)]
    return max(pairs, default=(0.0, ""))
