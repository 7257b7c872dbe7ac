"""Faces: eyes, brows and mouth on a turning head, from twelve parameters.

It knows no feeling and no speech. Features sit on a ball that turns, so that the far eye narrows and
the profile comes by itself. Coordinates are head metres, x forward, y down.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.puppets.load import Puppet
from generators.stage.puppets.paint import Brush
from generators.stage.puppets.pose import Face, Pose
from generators.stage.puppets.shapes import Point, loop_path, tube

FULL_TURN = 1.06
"""Radians the features go round for turn 1: a little less than a true profile keeps the far brow."""
CLOSED_LID = 0.14
"""Below this an eye is a line."""
CLOSED_MOUTH = 0.07
"""Below this a mouth is a line."""
EYE_LIGHT = 0.16
"""Share of the white of the eye that the night cannot take: eyes must be found in the dark."""


def on_ball(x: float, radius: float, turn: float) -> tuple[float, float]:
    """x of a feature on the turned head, and how wide it still is (0 behind … 1 facing us)."""
    theta = math.asin(max(-0.98, min(0.98, x / radius))) + turn * FULL_TURN
    if theta > math.pi / 2:
        return radius, 0.0
    return radius * math.sin(theta), max(0.0, math.cos(theta))


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
    if "mouth" in face and "muzzle" not in face:
        draw_mouth(brush, face, pose.face, pose.mouth, radius, turn, detail)
    if "nose" in face:
        _nose(brush, face["nose"], radius, turn, detail, shade=False)
    for side in (1, -1):
        draw_brow(brush, face, pose.face, side, turn)
    canvas.restore()


def draw_eye(brush: Brush, face: dict[str, Any], look: Face, side: int, turn: float, flip: float, detail: int) -> None:
    """One eye: the opening between its lids, iris and light inside, lid line and lashes on it."""
    eye = face["eye"]
    radius = float(face["radius"]) * float(eye.get("ball", 1.0))
    cx, wide = on_ball(side * float(eye["x"]), radius, turn)
    if wide < 0.16:
        return
    cy = float(eye["y"])
    w = float(eye["w"]) * (0.25 + 0.75 * wide)
    h = float(eye["h"])
    inner = -side
    slant = float(eye.get("slant", 0.0)) * h
    anger = max(-0.75, min(0.5, look.brow_in * 0.55)) * h
    droop = max(-0.6, min(0.3, look.brow_out * 0.45)) * h if look.brow_in > 0 else 0.0
    corner_in: Point = (cx + inner * w, cy + slant * 0.6 + h * 0.12)
    corner_out: Point = (cx - inner * w, cy - slant + h * 0.06)
    if look.lid_up < CLOSED_LID:
        bulge = -0.5 if look.lid_low > 0.45 else 0.42
        y = cy + h * (0.30 - 0.15 * look.lid_low)
        line = loop_path(
            [(corner_out[0], y - slant * 0.5), (cx, y + h * bulge), (corner_in[0], y + slant * 0.3)],
            (False, False, False),
            closed=False,
        )
        brush.line(line, "lash", float(eye.get("line", 0.009)))
        return
    lid = min(look.lid_up, 1.45)
    top = cy - h * (1.9 * lid - 0.9) if lid < 1 else cy - h * (1 + (lid - 1) * 0.7)
    low = cy + h * (1.0 - 1.05 * look.lid_low) if lid < 1.1 else cy + h * (1.05 - 1.05 * look.lid_low)
    low = max(low, top + h * 0.14)
    top_in = min(top - anger, low)
    top_out = min(top - droop - slant * 0.5, low)
    points: list[Point] = [
        corner_out,
        (cx - inner * w * 0.62, top_out + (corner_out[1] - top_out) * 0.22),
        (cx, min((top_in + top_out) / 2, low - h * 0.1)),
        (cx + inner * w * 0.62, top_in + (corner_in[1] - top_in) * 0.22),
        corner_in,
        (cx + inner * w * 0.6, low - (low - corner_in[1]) * 0.2),
        (cx, low),
        (cx - inner * w * 0.6, low - (low - corner_out[1]) * 0.2),
    ]
    opening = loop_path(points, (True, False, False, False, True, False, False, False))
    style = str(eye.get("style", "white"))
    canvas = brush.canvas
    brush.flat(opening, "sclera", emit=EYE_LIGHT if style == "white" else 0.0)
    canvas.save()
    canvas.clipPath(opening, doAntiAlias=True)
    gx = cx + max(-1.0, min(1.0, look.gaze_x * flip)) * (w - float(eye["iris"]) * 0.62) * 0.8
    gy = cy + h * 0.08 + look.gaze_y * h * 0.42
    iris = float(eye["iris"])
    narrow = 0.55 + 0.45 * wide
    emit = float(eye.get("emit", 0.0))
    brush.oval(gx, gy, iris * narrow, iris * 1.06, "iris", emit=emit)
    pupil = float(eye["pupil"])
    if detail >= 2:
        brush.oval(gx, gy + iris * 0.42, iris * 0.62 * narrow, iris * 0.42, "iris_light", alpha=0.55, emit=emit)
    brush.oval(gx, gy, pupil * narrow, pupil * 1.1, "pupil")
    if detail >= 1:  # the lid's shadow on the ball
        shade = loop_path(
            [points[0], points[1], points[2], points[3], points[4], (cx, top + h * 0.44)],
            (True, False, False, False, True, False),
        )
        brush.flat(shade, "pupil", alpha=0.13)
    spark = iris * 0.30
    brush.oval(gx + iris * 0.34 * brush.light_side, gy - iris * 0.36, spark, spark, "spark", emit=0.9)
    if detail >= 2:
        small = spark * 0.5
        brush.oval(gx - iris * 0.4 * brush.light_side, gy + iris * 0.4, small, small, "spark", alpha=0.7, emit=0.6)
    canvas.restore()
    _lids(brush, eye, points, (cx, cy, w, h), inner, look, detail)


def _lids(
    brush: Brush,
    eye: dict[str, Any],
    points: list[Point],
    box: tuple[float, float, float, float],
    inner: int,
    look: Face,
    detail: int,
) -> None:
    cx, _, w, h = box
    thick = float(eye.get("line", 0.009))
    upper = [
        (points[0][0] - inner * w * 0.10, points[0][1] - h * 0.04),
        points[1],
        points[2],
        points[3],
        points[4],
    ]
    brush.flat(tube(upper, (thick * 0.75, thick, thick * 0.85, thick * 0.35)), "lash")
    if look.lid_low > 0.25 or detail >= 1:
        low = loop_path([points[4], points[5], points[6], points[7], points[0]], (False,) * 5, closed=False)
        brush.line(low, "lid", thick * 0.5, alpha=0.35 + 0.5 * min(look.lid_low, 1))
    lashes = int(eye.get("lashes", 0))
    if detail >= 1 and lashes:
        for i in range(lashes):
            t = i / max(lashes - 1, 1)
            x = points[0][0] + inner * w * 0.42 * t
            y = points[0][1] + (points[1][1] - points[0][1]) * min(1.0, 0.15 + t * 1.0)
            tip = (x - inner * h * (0.42 - 0.18 * t), y - h * (0.16 + 0.26 * t))
            brush.line(
                loop_path([(x, y), tip], (True, True), closed=False), "lash", thick * (0.7 if detail < 2 else 0.55)
            )
    if detail >= 1:
        crease = [
            (p[0] + (cx - p[0]) * 0.06, p[1] - h * (0.24 if i in (1, 2, 3) else 0.10)) for i, p in enumerate(upper)
        ]
        brush.line(loop_path(crease, (False,) * 5, closed=False), "lid", thick * 0.4, alpha=0.4)


def draw_brow(brush: Brush, face: dict[str, Any], look: Face, side: int, turn: float) -> None:
    """One brow: a tapering strip from its outer to its inner end."""
    brow = face["brow"]
    radius = float(face["radius"]) * float(face["eye"].get("ball", 1.0)) * 1.02
    reach = float(brow["length"]) / 2
    y = float(brow["y"])
    travel = float(brow.get("travel", 0.035))
    tilt = look.brow_tilt * travel * (0.8 if side < 0 else -0.45)
    rise_in, rise_out = look.brow_in * travel, look.brow_out * travel
    wide_eye = max(0.0, look.lid_up - 1.0) * travel * 0.5
    arch = float(brow.get("arch", 0.01)) * (1.0 - 0.6 * min(1.0, abs(look.brow_in - look.brow_out)))
    middle = float(brow["x"]) - (0.12 * reach if look.brow_in < 0 else 0.0)
    slope = float(brow.get("slope", 0.0))
    line: list[Point] = []
    for t in (0.0, 0.33, 0.66, 1.0):  # outer … inner
        x = side * (middle + reach * (1 - 2 * t))
        at, wide = on_ball(x, radius, turn)
        if wide < 0.05 and line:
            at = line[-1][0]
        rise = rise_out + (rise_in - rise_out) * t
        bend = arch * math.sin(math.pi * min(1.0, t + 0.12))
        line.append((at, y - rise - tilt - wide_eye - bend - slope * (0.5 - t)))
    if abs(line[0][0] - line[-1][0]) < reach * 0.25:
        return
    thick = float(brow["thick"])
    brush.flat(tube(line, (thick * 0.35, thick * 0.8, thick, thick * 0.75)), "brow")


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
        brush.oval(x, y, r * narrow, r * 0.8, "blush", alpha=strength * 0.55)
        if detail >= 1:
            brush.oval(x, y, r * 0.66 * narrow, r * 0.52, "blush", alpha=strength * 0.5)


def _nose(brush: Brush, nose: dict[str, Any], radius: float, turn: float, detail: int, *, shade: bool) -> None:
    out = float(nose["out"])
    x = radius * out * math.sin(turn * FULL_TURN)
    y, r = float(nose["y"]), float(nose["r"])
    kind = str(nose.get("kind", "button"))
    if shade:
        if kind == "bulb":
            bridge = tube(
                [(x * 0.62, y - r * 2.3), (x * 0.82, y - r * 1.1), (x, y)],
                (r * 0.45, r * 0.6, r * 0.95),
            )
            brush.flat(bridge, "nose")
        return
    if kind == "button":
        brush.oval(x, y, r, r * 0.78, "nose")
        if detail >= 1:
            brush.oval(x - r * 0.1, y + r * 0.42, r * 0.62, r * 0.3, "blush", alpha=0.35)
    else:
        brush.oval(x, y, r * 1.12, r * 0.9, "nose")
        wing = loop_path(
            [(x - r * 0.95, y - r * 0.1), (x - r * 0.55, y + r * 0.72), (x + r * 0.45, y + r * 0.85)],
            (False, False, False),
            closed=False,
        )
        brush.line(wing, "lid", r * 0.22, alpha=0.7)
    if detail >= 1:
        side = brush.light_side
        brush.oval(x + r * 0.3 * side, y - r * 0.25, r * 0.26, r * 0.2, "spark", alpha=0.35, emit=0.2)


def _wrinkles(brush: Brush, lines: list[Any], radius: float, turn: float) -> None:
    for side in (1, -1):
        for points in lines:
            mapped = []
            for x, y in points:
                at, wide = on_ball(side * float(x), radius, turn)
                mapped.append((at, float(y)))
                if wide < 0.12:
                    break
            else:
                path = loop_path(mapped, (False,) * len(mapped), closed=False)
                brush.line(path, "lid", radius * 0.035, alpha=0.55)


def draw_mouth(
    brush: Brush, face: dict[str, Any], look: Face, shape: str, radius: float, turn: float, detail: int
) -> None:
    """A mouth on a flat face: a line while closed, else an opening with teeth and tongue."""
    mouth = face["mouth"]
    x, narrow = on_ball(0.0, radius * float(mouth.get("out", 0.86)), turn)
    narrow = 0.38 + 0.62 * narrow
    w = float(mouth["w"]) * (0.25 + 0.75 * look.mouth_wide) * (1 - 0.48 * look.mouth_round) * narrow
    h = float(mouth["h"]) * look.mouth_open * (1 + 0.2 * look.mouth_round)
    y = float(mouth["y"])
    smile = look.mouth_corner * float(mouth["w"]) * 0.46
    sly = look.brow_tilt * float(mouth["w"]) * 0.16
    left: Point = (x - w, y - smile * 0.8 - max(sly, 0.0))
    right: Point = (x + w, y - smile * 0.8 + min(sly, 0.0))
    thick = float(mouth.get("line", 0.008))
    if look.mouth_open < CLOSED_MOUTH:
        press = 0.4 if shape == "A" else 1.0
        line = loop_path(
            [left, (x - w * 0.45, y + smile * 0.32 * press), (x + w * 0.45, y + smile * 0.32 * press), right],
            (False,) * 4,
            closed=False,
        )
        brush.line(line, "lip", thick)
        if detail >= 2:
            under = loop_path(
                [(x - w * 0.35, y + thick * 2.6 + smile * 0.3), (x + w * 0.35, y + thick * 2.6 + smile * 0.3)],
                (True, True),
                closed=False,
            )
            brush.line(under, "lid", thick * 0.7, alpha=0.35)
        return
    round_ = look.mouth_round
    upper = y - h * (0.22 + 0.3 * round_) + smile * 0.10
    lower = y + h * (0.85 - 0.25 * round_) + smile * 0.35
    side = 0.55 + 0.2 * round_
    points: list[Point] = [
        left,
        (x - w * side, upper + (left[1] - upper) * 0.15),
        (x, upper + h * 0.05),
        (x + w * side, upper + (right[1] - upper) * 0.15),
        right,
        (x + w * side * 1.05, lower - h * 0.14),
        (x, lower),
        (x - w * side * 1.05, lower - h * 0.14),
    ]
    sharp = round_ < 0.4
    opening = loop_path(points, (sharp, False, False, False, sharp, False, False, False))
    inside(brush, opening, (x, upper, lower, w, h), shape, look)
    brush.line(opening, "lip", thick * 0.8)


def inside(
    brush: Brush, opening: skia.Path, box: tuple[float, float, float, float, float], shape: str, look: Face
) -> None:
    """The dark of an open mouth with teeth and tongue where the sound shows them."""
    x, upper, lower, w, h = box
    canvas = brush.canvas
    brush.flat(opening, "mouth")
    canvas.save()
    canvas.clipPath(opening, doAntiAlias=True)
    if look.mouth_open > 0.3 or shape == "H":
        raised = 0.42 if shape == "H" else 0.0
        brush.oval(x, lower - h * raised, w * 0.62, h * 0.34, "tongue")
    if shape in "BCDGX" and look.mouth_round < 0.5:
        teeth = min(h * (0.42 if shape in "BG" else 0.26), w * 0.42)
        brush.oval(x, upper, w * 0.86, teeth, "teeth", emit=0.05)
    canvas.restore()
