"""A trial of a creator's own puppet: what cannot be drawn is told as it is loaded, not in the middle of a show.

It knows no show. A few small drawings, from far and near, standing, sitting and from behind: some milliseconds, once.
"""

from __future__ import annotations

import math

import skia

from generators.stage.puppets.draw import draw_puppet
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.paint import PlainLight
from generators.stage.puppets.pose import Face, Pose
from generators.stage.puppets.rig import anchors

FAR, NEAR = 40.0, 900.0
"""Pixels for a metre: none of a face's details, and all of them."""
POSES = (
    Pose(),
    Pose(sit=1.0, turn=1.0, face=Face(mouth_open=0.8, blush=0.5)),
    Pose(back=1.0, face=Face(lid_up=0.2)),
)


def try_drawing(puppet: Puppet) -> None:
    """Draw `puppet` where nobody sees it; any error is that of its file, ValueError where it is nowhere."""
    canvas = skia.Surface(16, 16).getCanvas()
    for pose in POSES:
        for pixels_per_metre in (FAR, NEAR):
            draw_puppet(canvas, puppet, pose, PlainLight(), pixels_per_metre)
        for name, point in anchors(puppet, pose).items():
            if not all(map(math.isfinite, point)):
                raise ValueError(f"the {name} is nowhere")
