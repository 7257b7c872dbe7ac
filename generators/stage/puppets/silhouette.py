"""Filled outlines of figures, and how alike two of them are: who is it, seen in black?

It knows no story: a cast is the puppets it is given.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import skia

from generators.stage.puppets.draw import draw_puppet
from generators.stage.puppets.load import VARIANT, Puppet, load_puppet
from generators.stage.puppets.paint import PlainLight
from generators.stage.puppets.pose import Arm, Pose
from story_engine.plan import Look

SIDE = 64
"""A silhouette is so many pixels high and wide (facts A2)."""
ALIKE = 0.80
"""Two figures of one cast overlap by no more than this share."""
THROWS = 24
"""Tries to tell somebody from the rest of the cast: one in thirty pairs is alike, so two or three do."""
DRAWN_PIXELS = 200
"""Height at which a figure is drawn before it is filled: small details do not count."""
SOLID = 120
"""Alpha from which a pixel belongs to the figure: the contact shadow does not."""


def resting(puppet: Puppet, **more: object) -> Pose:
    """The pose in which a figure stands when nothing happens."""
    shapes = puppet.idle_shapes
    near, far = puppet.idle.get("near", (0.06, 0.95)), puppet.idle.get("far", (0.14, 0.95))
    return Pose(
        near=Arm(x=near[0], y=near[1], shape=shapes.get("near", "relaxed")),
        far=Arm(x=far[0], y=far[1], shape=shapes.get("far", "relaxed")),
        **more,  # type: ignore[arg-type]
    )


@functools.lru_cache(maxsize=512)
def _filled(puppet: Puppet) -> bytes:
    ppm = DRAWN_PIXELS / puppet.height_metres
    wide, high = int(DRAWN_PIXELS * 3.2), int(DRAWN_PIXELS * 1.6)
    surface = skia.Surface(wide, high)
    canvas = surface.getCanvas()
    canvas.translate(wide / 2, high - DRAWN_PIXELS * 0.2)
    canvas.scale(ppm, ppm)
    draw_puppet(canvas, puppet, resting(puppet), PlainLight(), ppm)
    solid = surface.makeImageSnapshot().toarray()[:, :, 3] > SOLID
    rows, columns = np.where(solid.any(1))[0], np.where(solid.any(0))[0]
    part = solid[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    size = max(part.shape)
    box = np.zeros((size, size), bool)
    left = (size - part.shape[1]) // 2
    box[size - part.shape[0] :, left : left + part.shape[1]] = part
    index = np.arange(SIDE) * size // SIDE
    return box[np.ix_(index, index)].tobytes()


def silhouette(puppet: Puppet) -> np.ndarray:
    """The figure at rest, filled: 64 × 64 bool, standing on the lower edge, as high or wide as the box."""
    return np.frombuffer(_filled(puppet), bool).reshape(SIDE, SIDE)


def iou(a: np.ndarray, b: np.ndarray) -> float:
    """How much of two silhouettes is common: 0 nothing … 1 the same."""
    either = int((a | b).sum())
    return float((a & b).sum()) / either if either else 1.0


def distinct_looks(looks: Sequence[Look], seed_art: Path | None = None) -> tuple[Look, ...]:
    """The looks of a cast in order, those known by words thrown again while they are too like somebody before.

    Who has a file of their own stays; after `THROWS` the least alike throw is taken.
    """
    found: list[Look] = []
    shapes = [silhouette(load_puppet(look, seed_art)) for look in looks if look.asset and look.digest]
    for look in looks:
        if look.asset and look.digest:
            found.append(look)
            continue
        throws = [look, *(replace(look, genes=(*look.genes, (VARIANT, str(n)))) for n in range(1, THROWS))]
        best, least = look, 2.0
        for throw in throws:
            shape = silhouette(load_puppet(throw, seed_art))
            most = max((iou(shape, other) for other in shapes), default=0.0)
            if most < least:
                best, least = throw, most
            if least <= ALIKE:
                break
        found.append(best)
        shapes.append(silhouette(load_puppet(best, seed_art)))
    return tuple(found)


def most_alike(cast: tuple[Puppet, ...]) -> tuple[float, str, str]:
    """The greatest overlap in a cast, and of whom; (0, "", "") for fewer than two."""
    found = (0.0, "", "")
    for i, one in enumerate(cast):
        for other in cast[i + 1 :]:
            found = max(found, (iou(silhouette(one), silhouette(other)), one.id, other.id))
    return found
