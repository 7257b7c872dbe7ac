"""Mouths: a line with lips while closed, else an opening with teeth and tongue; or a beak.

It knows no sound: the nine mouth shapes only decide what shows inside. Coordinates are head metres.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.puppets.eyes import FULL_TURN, on_ball
from generators.stage.puppets.paint import Brush
from generators.stage.puppets.pose import Face
from generators.stage.puppets.shapes import Point, loop_path, tube

FACE_EDGE = 0.92
"""Share of the head's radius at which a mouth in profile stops."""
CLOSED_MOUTH = 0.07
"""Below this a mouth is a line."""
REST_SMILE = 0.55
"""Line widths by which the corners of a neutral mouth lie higher: a level line reads as a frown."""


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
    edge = radius * FACE_EDGE
    if right[0] > edge:  # in profile the mouth ends where the face does
        right = (edge, right[1])
    if look.mouth_open < CLOSED_MOUTH:
        _closed(brush, mouth, (x, y, w, smile), left, right, shape, detail)
        return
    thick = float(mouth.get("line", 0.008))
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
    if detail >= 1:  # the lower lip, and in a close-up the upper one, are soft bands round the opening
        lip = float(mouth.get("lips", 0.35))
        full: list[Point] = [points[7], (points[6][0], points[6][1] + thick * 0.5), points[5]]
        brush.flat(tube(full, (thick * 0.3, thick * 1.3, thick * 0.3)), "lip", alpha=lip)
        if detail >= 2:
            chin = lower + thick * 2.8
            brush.pen(
                [(x - w * 0.4, chin), (x, chin + thick * 0.5), (x + w * 0.4, chin)], "lid", thick * 0.5, alpha=0.35
            )
    inside(brush, opening, (x, upper, lower, w, h), shape, look)
    if detail >= 1:
        brush.flat(tube([left, *points[1:4], right], (thick * 0.3, thick * 0.55, thick * 0.5, thick * 0.3)), "lip")
        brush.line(opening, "lip", thick * 0.3, alpha=0.7)
    else:
        brush.line(opening, "lip", thick * 0.8)


def _closed(
    brush: Brush,
    mouth: dict[str, Any],
    box: tuple[float, float, float, float],
    left: Point,
    right: Point,
    shape: str,
    detail: int,
) -> None:
    """Lips together: a line with a bow in the middle, pressed for M, B and P."""
    x, y, w, smile = box
    thick = float(mouth.get("line", 0.008))
    press = 0.4 if shape == "A" else 1.0
    left, right = (left[0], left[1] - thick * REST_SMILE), (right[0], right[1] - thick * REST_SMILE)
    bow = thick * 0.22
    dip = y + smile * 0.36 * press
    line: list[Point] = [left, (x - w * 0.45, dip - bow), (x, dip + bow * 0.6), (x + w * 0.45, dip - bow), right]
    if detail < 1:
        brush.line(loop_path(line, (False,) * 5, closed=False), "lip", thick)
        return
    heavy = 0.66 if shape == "A" else 0.5
    brush.flat(tube(line, (thick * 0.22, thick * heavy, thick * 0.36, thick * heavy, thick * 0.22)), "lip")
    sunk = min(1.0, abs(smile) / (w * 0.2 + 1e-6))
    if sunk > 0.15:  # the corners sink into the cheeks
        for at, out in ((left, -1), (right, 1)) if x - left[0] < 1.2 * (right[0] - x) else ((left, -1),):
            dimple = [(at[0] + out * thick * 0.2, at[1] - thick * 0.8), (at[0] + out * thick * 0.7, at[1]),
                      (at[0] + out * thick * 0.2, at[1] + thick * 0.8)]  # fmt: skip
            brush.pen(dimple, "lid", thick * 0.5, alpha=0.6 * sunk)
    if detail >= 2:
        lip = float(mouth.get("lips", 0.35))
        under: list[Point] = [
            (x - w * 0.55, dip + thick * 0.7),
            (x, dip + thick * 1.25),
            (x + w * 0.55, dip + thick * 0.7),
        ]
        brush.flat(tube(under, (thick * 0.15, thick * 0.75, thick * 0.15)), "lip", alpha=lip)
        chin: list[Point] = [
            (x - w * 0.32, dip + thick * 3.0),
            (x, dip + thick * 3.5),
            (x + w * 0.32, dip + thick * 3.0),
        ]
        brush.pen(chin, "lid", thick * 0.5, alpha=0.32)


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
        if brush.detail >= 2:
            brush.oval(x, lower - h * (raised + 0.10), w * 0.36, h * 0.12, "spark", alpha=0.18)
    if shape in "BCDGX" and look.mouth_round < 0.5:
        teeth = min(h * (0.42 if shape in "BG" else 0.26), w * 0.42)
        brush.oval(x, upper, w * 0.86, teeth, "teeth", emit=0.05)
    if brush.detail >= 1:
        brush.oval(x, upper - h * 0.02, w, h * 0.10, "mouth", alpha=0.5)
    canvas.restore()


def draw_beak(brush: Brush, face: dict[str, Any], look: Face, shape: str, turn: float, detail: int) -> None:
    """A beak: two halves that part; corners lift and drop with the feeling, a round mouth shortens it."""
    beak = face["beak"]
    s = math.sin(turn * FULL_TURN)
    y, long_, wide = float(beak["y"]), float(beak["length"]), float(beak["wide"])
    long_ *= 1 - 0.25 * look.mouth_round
    root_x = float(beak["root"]) * s
    front = 1 - s
    smile = look.mouth_corner * wide * 0.35
    gap = look.mouth_open * wide * 1.5
    tip: Point = (root_x + long_ * s, y + float(beak.get("drop", 0.01)) + wide * 0.75 * front)
    near: Point = (root_x - wide * (0.35 + 0.75 * front), y + wide * 0.12 - smile)
    far: Point = (root_x + wide * (0.15 * s + 1.1 * front), y + wide * 0.12 - smile)
    if gap > wide * 0.08:
        low: Point = (tip[0] - long_ * 0.16 * s, tip[1] + gap)
        jaw = loop_path(
            [near, (near[0] * 0.5 + low[0] * 0.5, y + wide * 0.7 + gap * 0.6), low, far], (True, False, False, True)
        )
        brush.paper(jaw, "beak*0.82", edge=0.4)
        hole = loop_path(
            [near, (tip[0], tip[1] + gap * 0.08), (low[0], low[1] - wide * 0.22), far], (True, False, False, True)
        )
        box = ((near[0] + low[0]) / 2, y, low[1], abs(tip[0] - near[0]) * 0.5 + wide * 0.4, gap)
        inside(brush, hole, box, "E" if shape not in "HX" else shape, look)
    brow: Point = (root_x - wide * 0.25 * s, y - wide * 0.78)
    ridge: Point = (root_x + long_ * 0.55 * s + wide * 0.3 * front, y - wide * 0.52)
    top = loop_path([near, brow, ridge, tip, far], (True, False, False, s > 0.3, True))
    brush.paper(top, "beak", edge=0.7)
    if detail >= 1:
        hole_x = root_x + long_ * 0.26 * s
        brush.oval(hole_x, y - wide * 0.22, wide * 0.10, wide * 0.06, "lip", alpha=0.7)
        if gap <= wide * 0.08:
            brush.pen(
                [near, ((near[0] + tip[0]) / 2, y + wide * 0.26 - smile * 0.2), tip], "lip", wide * 0.16, alpha=0.7
            )
