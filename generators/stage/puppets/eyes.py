"""Eyes and brows: lids, iris, lashes on a turning head, from the twelve face parameters.

It knows no feeling. Coordinates are head metres, x forward, y down.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import skia

from generators.stage.puppets.paint import Brush
from generators.stage.puppets.pose import Face
from generators.stage.puppets.shapes import Point, loop_path, tube

FULL_TURN = 1.06
"""Radians the features go round for turn 1: a little less than a true profile keeps the far brow."""
CLOSED_LID = 0.14
"""Below this an eye is a line."""
EYE_LIGHT = 0.16
"""Share of the white of the eye that the night cannot take: eyes must be found in the dark."""
SPOKES = 9
"""Rays of the iris in a close-up."""


def on_ball(x: float, radius: float, turn: float) -> tuple[float, float]:
    """x of a feature on the turned head, and how wide it still is (0 behind … 1 facing us)."""
    theta = math.asin(max(-0.98, min(0.98, x / radius))) + turn * FULL_TURN
    if theta > math.pi / 2:
        return radius, 0.0
    return radius * math.sin(theta), max(0.0, math.cos(theta))


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
    thick = float(eye.get("line", 0.009))
    if look.lid_up < CLOSED_LID:
        bulge = -0.5 if look.lid_low > 0.45 else 0.42
        y = cy + h * (0.30 - 0.15 * look.lid_low)
        shut: list[Point] = [
            (corner_out[0], y - slant * 0.5),
            (cx - inner * w * 0.5, y + h * bulge * 0.72),
            (cx + inner * w * 0.4, y + h * bulge * 0.78),
            (corner_in[0], y + slant * 0.3),
        ]
        brush.flat(tube(shut, (thick * 0.45, thick * 0.6, thick * 0.5, thick * 0.2)), "lash")
        _lashes(brush, eye, shut, inner, w, h * (0.7 if bulge > 0 else -0.5), detail)
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
    white = str(eye.get("style", "white")) == "white"
    canvas = brush.canvas
    brush.flat(opening, "sclera", emit=EYE_LIGHT if white else float(eye.get("emit", 0.0)) * 0.5)
    canvas.save()
    canvas.clipPath(opening, doAntiAlias=True)
    if detail >= 2 and white:  # the ball turns away below and at the inner corner
        brush.oval(cx, low + h * 0.35, w * 1.2, h * 0.62, "lid", alpha=0.13)
        brush.oval(corner_in[0], corner_in[1], w * 0.15, h * 0.16, "blush", alpha=0.7)
    gx = cx + max(-1.0, min(1.0, look.gaze_x * flip)) * (w - float(eye["iris"]) * 0.62) * 0.8
    gy = cy + h * 0.08 + look.gaze_y * h * 0.42
    _iris(brush, eye, (gx, gy), 0.55 + 0.45 * wide, detail)
    if detail >= 1:  # the lid's shadow on the ball
        shade = loop_path(
            [points[0], points[1], points[2], points[3], points[4], (cx, top + h * 0.30)],
            (True, False, False, False, True, False),
        )
        brush.flat(shade, "pupil", alpha=0.15)
    iris = float(eye["iris"])
    spark = iris * 0.31
    brush.oval(gx + iris * 0.34 * brush.light_side, gy - iris * 0.36, spark, spark, "spark", emit=0.9)
    if detail >= 1:
        small = spark * 0.46
        brush.oval(gx - iris * 0.36 * brush.light_side, gy + iris * 0.42, small, small, "spark", alpha=0.75, emit=0.6)
    canvas.restore()
    _lids(brush, eye, points, (cx, cy, w, h), inner, look, detail)


def _iris(brush: Brush, eye: dict[str, Any], at: Point, narrow: float, detail: int) -> None:
    """Iris, its dark ring, its rays and the light that gathers opposite the lamp, and the pupil."""
    gx, gy = at
    iris, pupil = float(eye["iris"]), float(eye["pupil"])
    emit = float(eye.get("emit", 0.0))
    brush.oval(gx, gy, iris * narrow, iris * 1.06, "iris", emit=emit)
    if detail >= 2:
        brush.oval(gx, gy + iris * 0.34, iris * 0.80 * narrow, iris * 0.62, "iris_light", alpha=0.40, emit=emit)
        brush.oval(gx, gy + iris * 0.50, iris * 0.56 * narrow, iris * 0.36, "iris_light", alpha=0.65, emit=emit)
        rays = skia.Path()
        for k in range(SPOKES):
            angle = math.pi * (0.08 + 0.84 * k / (SPOKES - 1))
            c, s = math.cos(angle), math.sin(angle)
            rays.moveTo(gx + c * pupil * narrow, gy + s * pupil * 1.1)
            rays.lineTo(gx + c * iris * 0.82 * narrow, gy + s * iris * 0.86)
        brush.line(rays, "iris", iris * 0.05, alpha=0.55)
        ring = skia.Path()
        ring.addOval(
            skia.Rect.MakeLTRB(gx - iris * 0.95 * narrow, gy - iris, gx + iris * 0.95 * narrow, gy + iris * 1.01)
        )
        brush.line(ring, "pupil", iris * 0.12, alpha=0.45)
    elif detail == 1:
        brush.oval(gx, gy + iris * 0.42, iris * 0.6 * narrow, iris * 0.4, "iris_light", alpha=0.45, emit=emit)
    brush.oval(gx, gy, pupil * narrow, pupil * 1.1, "pupil")


def _lashes(brush: Brush, eye: dict[str, Any], lid: list[Point], inner: int, w: float, h: float, detail: int) -> None:
    """Soft lashes that sweep outwards from the outer half of the lid: wedges, longest at the corner."""
    count = int(eye.get("lashes", 0))
    if detail < 1 or not count:
        return
    count += 1 if detail >= 2 else 0
    thick = float(eye.get("line", 0.009))
    for i in range(count):
        t = i / max(count - 1, 1)
        a, b = lid[0], lid[1]
        x, y = a[0] + (b[0] - a[0]) * t * 0.8, a[1] + (b[1] - a[1]) * t * 0.8
        reach = (0.40 - 0.12 * t) * w
        sweep: list[Point] = [
            (x, y),
            (x - inner * reach * 0.62, y - h * (0.05 + 0.10 * t)),
            (x - inner * reach * (1.0 - 0.25 * t), y - h * (0.24 + 0.12 * t)),
        ]
        brush.flat(tube(sweep, (thick * 0.42, thick * 0.26, thick * 0.04)), "lash")


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
    upper: list[Point] = [
        (points[0][0] - inner * w * 0.08, points[0][1] - h * 0.02),
        points[1],
        points[2],
        points[3],
        points[4],
    ]
    brush.flat(tube(upper, (thick * 0.42, thick * 0.72, thick * 0.66, thick * 0.5, thick * 0.16)), "lash")
    _lashes(brush, eye, upper, inner, w, h, detail)
    if detail >= 1:
        brush.pen([points[4], points[5], points[6], points[7]], "lid", thick * 0.42, alpha=0.30 + 0.4 * look.lid_low)
        crease: list[Point] = [
            (p[0] + (cx - p[0]) * 0.10, p[1] - h * (0.26 if i in (1, 2) else 0.20)) for i, p in enumerate(upper[:4])
        ]
        brush.pen(crease, "lid", thick * 0.5, alpha=0.5)
    elif look.lid_low > 0.25:
        low = loop_path([points[4], points[5], points[6], points[7], points[0]], (False,) * 5, closed=False)
        brush.line(low, "lid", thick * 0.5, alpha=0.35 + 0.5 * min(look.lid_low, 1))
    if detail >= 2 and look.lid_low > 0.2:  # the cheek pushes up: a fold under the eye
        fold: list[Point] = [(p[0], p[1] + h * 0.26) for p in (points[5], points[6], points[7])]
        brush.pen(fold, "lid", thick * 0.4, alpha=0.35 * min(1.0, look.lid_low * 1.6))


def draw_brow(brush: Brush, face: dict[str, Any], look: Face, side: int, turn: float) -> None:
    """One brow: a tapering strip from its outer to its inner end; hairs in a close-up."""
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
    brush.flat(tube(line, (thick * 0.22, thick * 0.8, thick, thick * 0.7)), "brow")
    if brush.detail >= 2:
        for k, (a, b) in enumerate(itertools.pairwise(line)):
            hair = [
                (a[0] * 0.4 + b[0] * 0.6, a[1] * 0.4 + b[1] * 0.6 + thick * 0.5),
                (a[0], a[1] - thick * (0.15 + 0.2 * (k == 2))),
            ]
            brush.pen(hair, "brow*1.25", thick * 0.3, alpha=0.3)
