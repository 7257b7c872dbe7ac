"""The fingers that close round a held thing, drawn over it: a thing behind the fingers is held, before them pasted on.

It knows no thing: only the near hand of a posed figure.
"""

from __future__ import annotations

import math

import skia

from generators.stage.puppets.hands import hand_shapes, overlapping
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.paint import Brush, LightLike
from generators.stage.puppets.pose import Pose, mirrored_width
from generators.stage.puppets.rig import Skeleton, lie_turn, skeleton

GRIP_SHAPE = "grip"
"""Which shape's fingers close, whatever the hand beneath shows."""
LEAST_HEAD_PIXELS = 40.0
"""Head height from which fingers are seen: in a smaller figure they are less than a pixel wide."""


def draw_grip(canvas: skia.Canvas, puppet: Puppet, pose: Pose, light: LightLike, pixels_per_metre: float) -> None:
    """Draw the near hand's closed fingers; the canvas's origin is at the feet, one unit is a metre.

    Nothing for beasts, who carry in their mouths, for hands without such a shape, from behind, and from so far
    away that a hand is a mitten.
    """
    head_pixels = float(puppet.face["head_height"]) * pixels_per_metre
    size = float(puppet.bones.get("hand", 0.0))
    shape = hand_shapes().get(str(puppet.bones.get("hand_kind", "person")), {}).get(GRIP_SHAPE)
    if shape is None or size <= 0 or head_pixels < LEAST_HEAD_PIXELS or pose.back >= 0.5:
        return
    bones = skeleton(puppet, pose)
    if not isinstance(bones, Skeleton):
        return
    mirror = 1.0 if pose.facing >= 0 else -1.0
    brush = Brush(canvas, puppet.colours, light, pixels_per_metre, mirror)
    angle, raised = lie_turn(puppet, pose)
    canvas.save()
    canvas.scale(mirrored_width(pose.facing), 1.0)
    if angle:
        canvas.translate(0.0, -raised)
        canvas.rotate(math.degrees(angle))
    canvas.translate(*bones.near_arm.end)
    canvas.rotate(math.degrees(bones.near_arm.angle))
    canvas.scale(size, size)
    brush.pixel /= size
    for finger in shape.fingers:
        overlapping(brush, finger, "hand", "hand*0.74")
    canvas.restore()
