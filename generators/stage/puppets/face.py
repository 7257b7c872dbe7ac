"""Faces: cheeks, nose, wrinkles and the order in which eyes, mouth and brows come on a turning head.

It knows no feeling and no speech. Features sit on a ball that turns, so that the far eye narrows and
the profile comes by itself. Coordinates are head metres, x forward, y down.
"""

from __future__ import annotations

import math
from typing import Any

from generators.stage.puppets.eyes import FULL_TURN, draw_brow, draw_eye, on_ball
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.mouths import draw_beak, draw_mouth
from generators.stage.puppets.paint import Brush
from generators.stage.puppets.pose import Face, Pose
from generators.stage.puppets.shapes import tube

PROFILE_FROM = 0.55
"""Turn from which the bridge of the nose stands out against what lies behind."""
CHEEK_RINGS = (
    ((1.0, 0.55),),
    ((1.0, 0.38), (0.78, 0.26), (0.5, 0.22)),
    ((1.08, 0.20), (0.92, 0.18), (0.75, 0.17), (0.57, 0.15), (0.38, 0.13)),
)
"""Size and strength of the ovals that make a soft cheek, by level of detail."""


def draw_face(brush: Brush, puppet: Puppet, pose: Pose, detail: int) -> None:
    """Everything between hairline and chin; the canvas stands at the head, turned forward."""
    face, turn = puppet.face, abs(pose.turn)
    canvas = brush.canvas
    canvas.save()
    canvas.translate(0.0, pose.nod * float(face["radius"]) * 0.16)
    radius = float(face["radius"])
    if "cheek" in face:
        _cheeks(brush, face, pose.face, radius, turn, detail)
    for x in face.get("freckles", ()):
        fx, wide = on_ball(float(x[0]), radius, turn)
        if detail >= 1 and wide > 0.3:
            brush.oval(fx, float(x[1]), float(x[2]) * wide, float(x[2]), "freckle", alpha=0.75)
    if "wrinkles" in face and detail >= 1:
        _wrinkles(brush, face["wrinkles"], radius, turn)
    if "nose" in face:
        _nose(brush, face["nose"], radius, turn, detail, shade=True)
    flip = -1.0 if pose.turn < 0 else 1.0
    for side in (1, -1):
        draw_eye(brush, face, pose.face, side, turn, flip, detail)
    if "beak" in face:
        draw_beak(brush, face, pose.face, pose.mouth, turn, detail)
    elif "mouth" in face and "muzzle" not in face:
        draw_mouth(brush, face, pose.face, pose.mouth, radius, turn, detail)
    if "nose" in face:
        _nose(brush, face["nose"], radius, turn, detail, shade=False)
    for side in (1, -1):
        draw_brow(brush, face, pose.face, side, turn)
    canvas.restore()


def _cheeks(brush: Brush, face: dict[str, Any], look: Face, radius: float, turn: float, detail: int) -> None:
    cheek = face["cheek"]
    strength = float(cheek.get("always", 0.25)) + 0.5 * max(look.blush, 0.0)
    for side in (1, -1):
        x, wide = on_ball(side * float(cheek["x"]), radius, turn)
        if wide < 0.34:
            continue
        r = float(cheek["r"])
        y = float(cheek["y"]) - 0.12 * r * max(0.0, look.mouth_corner) * 2
        narrow = 0.35 + 0.65 * wide
        x = min(x, radius * 0.97 - r * narrow)  # the far cheek stays on the face
        for grow, alpha in CHEEK_RINGS[detail]:
            brush.oval(x, y, r * grow * narrow, r * 0.8 * grow, "blush", alpha=strength * alpha)


def _nose(brush: Brush, nose: dict[str, Any], radius: float, turn: float, detail: int, *, shade: bool) -> None:
    """A button or a bulb: first what lies under the eyes (bridge, its shade, the profile), then the tip."""
    out = float(nose["out"])
    x = radius * out * math.sin(turn * FULL_TURN)
    y, r = float(nose["y"]), float(nose["r"])
    bulb = str(nose.get("kind", "button")) == "bulb"
    if shade:
        if turn > PROFILE_FROM:  # the bridge breaks the outline of the face
            grow = (turn - PROFILE_FROM) / (1 - PROFILE_FROM)
            rise = r * (2.6 if bulb else 2.1)
            bridge = [(radius * 0.86, y - rise), (radius * 0.90 + (x - radius * 0.90) * 0.45, y - r * 0.9), (x, y)]
            brush.flat(tube(bridge, (r * 0.5, r * 0.62 * grow + r * 0.2, r * 0.9)), "skin")
        if bulb:
            line = [(x * 0.62, y - r * 2.3), (x * 0.82, y - r * 1.1), (x, y)]
            brush.flat(tube(line, (r * 0.35, r * 0.6, r * 0.95)), "nose", alpha=0.75)
        if detail >= 2:
            away = -brush.light_side
            side = [(x * 0.70 + away * r * 0.5, y - r * 2.4), (x * 0.84 + away * r * 0.62, y - r * 1.2),
                    (x + away * r * 0.8, y + r * 0.1)]  # fmt: skip
            brush.flat(tube(side, (r * 0.06, r * 0.30, r * 0.34)), "nose*0.9", alpha=0.45)
        return
    if detail >= 1:  # its shade on the lip
        brush.oval(x - brush.light_side * r * 0.28, y + r * 0.62, r * 0.85, r * 0.42, "nose*0.82", alpha=0.5)
    if bulb:
        brush.oval(x, y, r * 1.12, r * 0.9, "nose")
    else:
        brush.oval(x, y, r, r * 0.78, "nose")
    if detail >= 1:
        brush.pen([(x - r * 0.98, y - r * 0.12), (x - r * 0.72, y + r * 0.58), (x - r * 0.1, y + r * 0.74)],
                  "lid", r * 0.26, alpha=0.75 if bulb else 0.5)  # fmt: skip
        brush.oval(x + r * 0.36, y + r * 0.50, r * 0.20, r * 0.10, "lid", alpha=0.6)
        side = brush.light_side
        brush.oval(x + r * 0.3 * side, y - r * 0.28, r * 0.27, r * 0.2, "spark", alpha=0.42, emit=0.2)


def _wrinkles(brush: Brush, lines: list[Any], radius: float, turn: float) -> None:
    for side in (1, -1):
        for points in lines:
            mapped = []
            for x, y in points:
                at, wide = on_ball(side * float(x), radius, turn)
                mapped.append((at, float(y)))
                if wide < 0.30:
                    break
            else:
                brush.pen(mapped, "lid", radius * 0.042, alpha=0.6)
