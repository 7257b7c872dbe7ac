"""Arms and legs in their sleeves and shoes: soft tubes with cuffs, elbow folds, soles.

It knows no trunk and no gesture: two-bone limbs come posed.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.puppets.hands import draw_hand
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.paint import Brush
from generators.stage.puppets.rig import Limb
from generators.stage.puppets.shapes import Point, limb_line, loop_path, parse_loop, tube

FOLD_FROM = 0.35
"""Radians of bend from which an elbow or knee shows its folds."""
SHOE_ROOM = 0.25
"""Metres that a shoe may reach beyond its ankle."""


def draw_leg(brush: Brush, leg: dict[str, Any], limb: Limb, shade: float) -> None:
    """A leg and its shoe; a figure without legs (`widths: []`) has none."""
    if not leg.get("widths"):
        return
    widths = tuple(float(w) for w in leg["widths"])
    if _outside(brush, limb, max(widths) + SHOE_ROOM):
        return
    dim = "" if shade >= 1 else f"*{shade}"
    path = tube(limb_line(limb.root, limb.joint, limb.end), widths)
    brush.paper(path, str(leg["fill"]) + dim)
    _folds(brush, limb, path, widths, str(leg["fill"]), shade)
    canvas = brush.canvas
    canvas.save()
    canvas.translate(*limb.end)
    canvas.rotate(math.degrees(limb.angle))
    for piece in leg.get("shoe") or ():
        loop = parse_loop(str(piece["shape"]))
        path = loop_path(loop.points, loop.corners)
        brush.paper(path, _dimmed(str(piece["fill"]), shade), shadow=bool(piece.get("shadow", False)))
    canvas.restore()


def draw_arm(brush: Brush, puppet: Puppet, limb: Limb, shape: str, shade: float, detail: int) -> None:
    """Hand, sleeve and cuff; the sleeve covers the wrist. An arm without widths is none."""
    arm = puppet.bones["arm"]
    if not arm.get("widths"):
        return
    widths = tuple(float(w) for w in arm["widths"])
    dim = "" if shade >= 1 else f"*{shade}"
    cuff = float(arm.get("cuff", 0.0))
    a, b = limb.joint, limb.end
    size = math.hypot(b[0] - a[0], b[1] - a[1]) or 1e-6
    dx, dy = (b[0] - a[0]) / size, (b[1] - a[1]) / size
    wide = widths[-1] * (1.16 if cuff else 0.98)
    if detail >= 1 and not arm.get("bare"):  # the dark of the sleeve's mouth
        canvas = brush.canvas
        canvas.save()
        canvas.translate(b[0] + dx * cuff * 0.25, b[1] + dy * cuff * 0.25)
        canvas.rotate(math.degrees(math.atan2(dy, dx)))
        lining = str(arm.get("cuff_fill", arm["fill"])).partition("*")[0]
        brush.oval(0.0, 0.0, wide * 0.34, wide * 1.0, lining + "*0.55")
        canvas.restore()
    draw_hand(brush, puppet.bones, limb, shape, dim, detail)
    path = tube(limb_line(limb.root, a, b), widths, caps=(True, bool(arm.get("bare"))))
    brush.paper(path, str(arm["fill"]) + dim)
    _folds(brush, limb, path, widths, str(arm["fill"]), shade)
    if not cuff:
        return
    back = (b[0] - dx * cuff, b[1] - dy * cuff)
    end = (b[0] + dx * cuff * 0.25, b[1] + dy * cuff * 0.25)
    nx, ny = -dy, dx
    bow = wide * 0.16
    outline: list[Point] = [
        (back[0] + nx * wide * 0.98, back[1] + ny * wide * 0.98),
        (end[0] + nx * wide * 1.05, end[1] + ny * wide * 1.05),
        (end[0] + dx * bow, end[1] + dy * bow),
        (end[0] - nx * wide * 1.05, end[1] - ny * wide * 1.05),
        (back[0] - nx * wide * 0.98, back[1] - ny * wide * 0.98),
        (back[0] + dx * bow, back[1] + dy * bow),
    ]
    fill = _dimmed(str(arm["cuff_fill"]), shade)
    brush.paper(loop_path(outline, (True, True, False, True, True, False)), fill, edge=0.8)
    if detail >= 2:
        seam = [(p[0] - dx * cuff * 0.26, p[1] - dy * cuff * 0.26) for p in outline[1:4]]
        brush.dashes(seam, str(arm["cuff_fill"]).partition("*")[0] + "*1.35", 0.0032)


def _outside(brush: Brush, limb: Limb, room: float) -> bool:
    """Whether nothing of a limb, `room` metres round its bones, is on the canvas."""
    points = (limb.root, limb.joint, limb.end)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return bool(
        brush.canvas.quickReject(skia.Rect.MakeLTRB(min(xs) - room, min(ys) - room, max(xs) + room, max(ys) + room))
    )


def _folds(brush: Brush, limb: Limb, path: skia.Path, widths: tuple[float, ...], fill: str, shade: float) -> None:
    """Creases that run from the inside of a bent joint into the cloth."""
    if brush.detail < 1 or "*" in fill:
        return
    a, j, b = limb.root, limb.joint, limb.end
    first, second = math.atan2(a[1] - j[1], a[0] - j[0]), math.atan2(b[1] - j[1], b[0] - j[0])
    opened = (second - first + math.pi) % (2 * math.pi) - math.pi
    bend = math.pi - abs(opened)
    if bend < FOLD_FROM:
        return
    w = widths[len(widths) // 2]
    inner = first + opened / 2
    at = (j[0] + math.cos(inner) * w * 0.95, j[1] + math.sin(inner) * w * 0.95)
    reach = w * min(1.3, 0.5 + bend * 0.5)
    canvas = brush.canvas
    canvas.save()
    canvas.clipPath(path, doAntiAlias=True)
    for turn, length in ((-0.5, 1.0), (0.42, 0.8)):
        angle = inner + math.pi + turn
        bent = angle + turn * 0.5
        line = [
            at,
            (at[0] + math.cos(angle) * reach * 0.5 * length, at[1] + math.sin(angle) * reach * 0.5 * length),
            (at[0] + math.cos(bent) * reach * length, at[1] + math.sin(bent) * reach * length),
        ]
        brush.pen(line, f"{fill}*{0.70 * shade:.3f}", w * 0.12, alpha=0.5)
    canvas.restore()


def _dimmed(fill: str, shade: float) -> str:
    """`fill` (which may carry a factor) darkened once more."""
    name, _, factor = fill.partition("*")
    whole = float(factor or 1) * shade
    return name if whole == 1 else f"{name}*{whole:.3f}"
