"""A ship's deck of cut paper: rail, mast and sail, shrouds, wheel, cabin, spray, and dark rigging near the lens.

It knows no set: everything's place comes from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.town import LAMPLIGHT
from generators.stage.moment import Moment
from generators.stage.paper import Paper, Point, box, circle, fill, oval, polygon, smooth, stroke

TEAK, DARK, TAR = from_hex("#9A6B48"), from_hex("#563A2E"), from_hex("#2E2A2E")
ROPE, BRASS, CANVAS = from_hex("#D2B482"), from_hex("#D2A24C"), from_hex("#EFE0C2")


def _strip(top: list[Point], deep: float) -> skia.Path:
    """A band `deep` units under a curve."""
    return polygon([*top, *((x, y + deep) for x, y in reversed(top))])


def _sheer(params: dict[str, Any], lift: float = 0.0) -> list[Point]:
    """The curve of the ship's side: lowest amidships, rising to both ends."""
    y, rise = float(params.get("y", 0.610)), float(params.get("rise", 0.045))
    return [(x / 20, y - lift - rise * (x / 20 - 0.1) ** 2) for x in range(-30, 31)]


def bulwark(paper: Paper, params: dict[str, Any]) -> None:
    """The far rail: turned posts under a cap, planking below, scuppers, a coil of rope on every third post."""
    tint = from_hex(str(params.get("tint", "#3F6672")))
    foot = float(params.get("foot", 0.785))
    gap = float(params.get("gap", 0.060))
    cap = _sheer(params)
    wet = paper.light.weather in ("rain", "storm")
    low = [(x, y + gap) for x, y in cap]
    paper.piece(polygon([*low, (1.5, foot), (-1.5, foot)]), adjust(tint, lightness=0.78), drop=0.012)
    for plank in range(1, 4):
        seam = smooth([(x, y + gap + plank * (foot - 0.67) / 4) for x, y in cap[::4]], closed=False)
        paper.line(seam, adjust(tint, lightness=0.58), 0.0022, 0.8)
        paper.line(
            smooth([(x, y + gap + plank * (foot - 0.67) / 4 + 0.003) for x, y in cap[::4]], closed=False),
            adjust(tint, lightness=0.92),
            0.0014,
            0.7,
        )
    for x, y in cap[::2]:
        post = smooth(
            [
                (x - 0.010, y + gap + 0.006),
                (x - 0.005, y + gap * 0.72),
                (x - 0.011, y + gap * 0.42),
                (x - 0.004, y + 0.012),
                (x + 0.004, y + 0.012),
                (x + 0.011, y + gap * 0.42),
                (x + 0.005, y + gap * 0.72),
                (x + 0.010, y + gap + 0.006),
            ]
        )
        paper.piece(post, TEAK, drop=0.006)
    for x, y in cap[1::6]:
        paper.piece(
            box(x - 0.013, y + gap, 0.026, foot - y - gap + 0.004, 0.002), adjust(tint, lightness=0.95), drop=0.008
        )
        paper.flat(oval(x + 0.075, foot - 0.016, 0.022, 0.008), adjust(DARK, lightness=0.6))
    paper.piece(_strip(low, 0.015), adjust(TEAK, lightness=0.86), drop=0.010)
    paper.piece(_strip([(x, y - 0.004) for x, y in cap], 0.018), adjust(TEAK, lightness=1.12), drop=0.012)
    if wet:
        paper.canvas.drawPath(_strip([(x, y - 0.004) for x, y in cap], 0.004), fill(paper.light.horizon, 0.5))
    if paper.light.weather == "snow":
        paper.piece(_strip([(x, y - 0.012 - 0.003 * math.sin(x * 40)) for x, y in cap], 0.011), (0.94, 0.96, 1.0))
    for number, (x, y) in enumerate(cap[3::12]):
        for turn in range(4):
            paper.line(
                oval(x, y + 0.046 + 0.004 * turn, 0.017 + 0.003 * turn, 0.036),
                adjust(ROPE, lightness=0.84 + 0.07 * (turn % 2)),
                0.0042,
            )
        paper.piece(box(x - 0.020, y + 0.004, 0.040, 0.008, 0.003), BRASS if number % 2 else TEAK)


def mast(paper: Paper, params: dict[str, Any]) -> None:
    """A mast with bands, boot, belaying pins and halyards: `x`, `foot`, `half` its half width."""
    x, foot, half = float(params.get("x", -0.32)), float(params.get("foot", 0.805)), float(params.get("half", 0.024))
    wood = from_hex(str(params.get("tint", "#B07E50")))
    shade = fill(paper.light.shadow, 0.34)
    shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.010))
    paper.canvas.drawPath(oval(x - paper.light.direction[0] * 0.05, foot + 0.004, half * 2.6, 0.013), shade)
    paper.piece(
        polygon([(x - half * 0.82, -0.5), (x + half * 0.82, -0.5), (x + half, foot), (x - half, foot)]),
        wood,
        drop=0.022,
    )
    paper.flat(
        polygon([(x + half * 0.25, -0.5), (x + half * 0.82, -0.5), (x + half, foot), (x + half * 0.3, foot)]),
        adjust(wood, lightness=0.80),
        0.75,
    )
    for grain in range(9):
        gx, gy = x - half * 0.7 + half * 1.2 * paper.chance("grain", grain), 0.75 * paper.chance("grain-y", grain)
        paper.line(
            smooth([(gx, gy), (gx + 0.001, gy + 0.05), (gx - 0.001, gy + 0.10)], closed=False),
            adjust(wood, lightness=0.72),
            0.0014,
            0.6,
        )
    for level in (0.14, 0.40, 0.655):
        paper.piece(box(x - half * 1.06, level, half * 2.12, 0.018, 0.003), TAR, drop=0.004)
    rack = foot - 0.135
    paper.piece(box(x - half * 3.0, rack, half * 6.0, 0.015, 0.003), adjust(wood, lightness=0.9), drop=0.014)
    for side in (-1, 1):
        paper.piece(box(x + side * half * 2.5 - 0.005, rack, 0.010, 0.135), adjust(wood, lightness=0.8))
    for pin in range(7):
        px = x - half * 2.6 + half * 5.2 * pin / 6
        paper.piece(box(px - 0.0026, rack - 0.018, 0.0052, 0.044, 0.0024), adjust(TEAK, lightness=0.8))
        if pin in (0, 1, 4, 6):
            paper.line(polygon([(px, rack + 0.004), (x + (px - x) * 0.4, -0.2), (px, rack + 0.004)]), ROPE, 0.0030)
            for turn in range(3):
                paper.line(
                    oval(px, rack + 0.034 + 0.008 * turn, 0.0075, 0.022),
                    adjust(ROPE, lightness=0.86 + 0.08 * (turn % 2)),
                    0.0034,
                )
    paper.piece(
        smooth(
            [
                (x - half * 1.7, foot + 0.006),
                (x - half * 1.5, foot - 0.034),
                (x + half * 1.5, foot - 0.034),
                (x + half * 1.7, foot + 0.006),
            ]
        ),
        TAR,
        drop=0.01,
    )


def sail(paper: Paper, params: dict[str, Any]) -> None:
    """A yard with a sail set on it, bellied by the wind: `from`, `to`, `y`, `deep`; seams, reef points, a patch."""
    left, right = float(params.get("from", -0.98)), float(params.get("to", 0.30))
    y, deep = float(params.get("y", 0.070)), float(params.get("deep", 0.27))
    cloth = from_hex(str(params.get("tint", "#F0E0C0")))
    storm = paper.light.weather == "storm"
    deep *= 0.45 if storm else 1.0
    width, middle = right - left, (left + right) / 2
    foot = [
        (left + width * t, y + deep * (1.0 - 0.30 * math.sin(math.pi * t) ** 1.2) + 0.012 * t)
        for t in (i / 24 for i in range(25))
    ]
    body = polygon(
        [
            (left + width * 0.035, y),
            (right - width * 0.035, y),
            (right - width * 0.012, y + deep * 0.5),
            *reversed(foot),
            (left + width * 0.012, y + deep * 0.5),
        ]
    )
    paper.piece(body, cloth, drop=0.03)
    c = paper.canvas
    c.save()
    c.clipPath(body, skia.ClipOp.kIntersect, True)
    belly = skia.GradientShader.MakeLinear(
        points=[(0, y), (0, y + deep)],
        colors=[
            fill(paper.light.shadow, 0.30).getColor(),
            fill(paper.light.shadow, 0.02).getColor(),
            fill(paper.light.shadow, 0.20).getColor(),
        ],
        positions=[0.0, 0.5, 1.0],
    )
    c.drawRect(skia.Rect.MakeLTRB(left, y, right, y + deep * 1.2), skia.Paint(Shader=belly))
    paper.glow(
        middle - width * 0.12, y + deep * 0.55, width * 0.40, mix(paper.light.horizon, paper.light.sun, 0.5), 0.22
    )
    for seam in range(1, 10):
        t = seam / 10
        bow = (t - 0.5) * 0.030
        paper.line(
            smooth(
                [
                    (left + width * t, y),
                    (left + width * t + bow, y + deep * 0.55),
                    (left + width * t - bow * 0.4, y + deep),
                ],
                closed=False,
            ),
            adjust(cloth, lightness=0.86),
            0.0018,
            0.7,
        )
    paper.line(
        smooth([(left, y + deep * 0.34), (middle, y + deep * 0.27), (right, y + deep * 0.34)], closed=False),
        adjust(cloth, lightness=0.88),
        0.0050,
        0.8,
    )
    patch = polygon(
        [
            (middle + width * 0.24, y + deep * 0.42),
            (middle + width * 0.31, y + deep * 0.41),
            (middle + width * 0.315, y + deep * 0.60),
            (middle + width * 0.245, y + deep * 0.61),
        ]
    )
    paper.piece(patch, from_hex("#C98A5C"), rim=0.5)
    c.restore()
    for point in range(15):
        t = (point + 0.5) / 15
        px, py = left + width * t, y + deep * (0.31 + 0.12 * (2 * t - 1) ** 2 * 0.5)
        paper.line(smooth([(px, py), (px + 0.003, py + 0.016), (px - 0.002, py + 0.030)], closed=False), ROPE, 0.0026)
    paper.piece(
        smooth(
            [
                (left - 0.06, y - 0.005),
                (left, y - 0.014),
                (middle, y - 0.019),
                (right, y - 0.014),
                (right + 0.06, y - 0.005),
                (right, y + 0.006),
                (middle, y + 0.010),
                (left, y + 0.006),
            ]
        ),
        TEAK,
        drop=0.014,
    )
    for loop in range(20):
        lx = left + width * (loop + 0.5) / 20
        paper.line(polygon([(lx, y - 0.015), (lx + 0.004, y + 0.014), (lx, y - 0.015)]), ROPE, 0.0032)
    for side, end in ((-1, foot[0]), (1, foot[-1])):
        paper.line(polygon([end, (end[0] + side * 0.12, 0.62), end]), ROPE, 0.0032)


def shrouds(paper: Paper, params: dict[str, Any]) -> None:
    """Rope ladders from the rail up to the mast head: `at` lists [left foot, right foot, y, head x, head y]."""
    tone = from_hex(str(params.get("tint", "#4A3B34")))
    width = float(params.get("thick", 0.0040))
    for x0, x1, y, head_x, head_y in params.get("at", ()):
        x0, x1, y, head_x, head_y = float(x0), float(x1), float(y), float(head_x), float(head_y)
        for rope in range(4):
            fx = x0 + (x1 - x0) * rope / 3
            paper.line(polygon([(fx, y), (head_x, head_y), (fx, y)]), tone, width)
            paper.piece(circle(fx, y + 0.006, 0.0080), adjust(TEAK, lightness=0.7))
            paper.piece(circle(fx, y + 0.034, 0.0080), adjust(TEAK, lightness=0.7))
            paper.line(polygon([(fx, y + 0.008), (fx, y + 0.032), (fx, y + 0.008)]), ROPE, 0.0042)
        for rung in range(1, 26):
            t = rung / 30
            sag = 0.003 * (1 - t)
            a, b = x0 + (head_x - x0) * t, x1 + (head_x - x1) * t
            level = y + (head_y - y) * t
            paper.line(smooth([(a, level), ((a + b) / 2, level + sag), (b, level)], closed=False), tone, width * 0.62)


def ships_wheel(paper: Paper, params: dict[str, Any]) -> None:
    """The wheel on its stand, with a brass hub and a binnacle beside it that glows at night."""
    x, y, size = float(params.get("x", 0.32)), float(params.get("y", 0.815)), float(params.get("size", 0.105))
    wood = from_hex(str(params.get("tint", "#8A5A3A")))
    c = paper.canvas
    c.save()
    c.translate(x, y)
    c.scale(size, size)
    shade = fill(paper.light.shadow, 0.36)
    shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.09))
    c.drawPath(oval(0.35, 0.02, 1.3, 0.13), shade)
    paper.piece(
        smooth([(-0.34, 0.0), (-0.22, -0.6), (-0.16, -1.3), (0.16, -1.3), (0.22, -0.6), (0.34, 0.0)]),
        adjust(wood, lightness=0.8),
        drop=0.06,
    )
    for spoke in range(8):
        angle = math.pi * spoke / 4 + 0.16
        dx, dy = math.cos(angle), math.sin(angle)
        paper.line(polygon([(0, -1.28), (dx * 0.98, -1.28 + dy * 0.98), (0, -1.28)]), wood, 0.085)
        paper.piece(circle(dx * 0.92, -1.28 + dy * 0.92, 0.075), adjust(wood, lightness=1.2))
        paper.line(
            polygon([(dx * 0.80, -1.28 + dy * 0.80), (dx * 0.98, -1.28 + dy * 0.98), (dx * 0.80, -1.28 + dy * 0.80)]),
            adjust(wood, lightness=1.15),
            0.11,
        )
    ring = skia.Path()
    ring.addCircle(0, -1.28, 0.70)
    ring.addCircle(0, -1.28, 0.54)
    ring.setFillType(skia.PathFillType.kEvenOdd)
    paper.piece(ring, adjust(wood, lightness=1.08), drop=0.05)
    rim = skia.Path()
    rim.addCircle(0, -1.28, 0.635)
    rim.addCircle(0, -1.28, 0.605)
    rim.setFillType(skia.PathFillType.kEvenOdd)
    paper.flat(rim, BRASS)
    paper.piece(circle(0, -1.28, 0.20), adjust(wood, lightness=0.9))
    paper.piece(circle(0, -1.28, 0.11), BRASS, rim=1.0)
    burn = paper.light.lamp
    paper.piece(
        smooth([(0.82, 0.0), (0.86, -0.85), (1.24, -0.85), (1.28, 0.0)]), adjust(wood, lightness=0.92), drop=0.05
    )
    paper.piece(smooth([(0.84, -0.84), (0.88, -1.12), (1.05, -1.22), (1.22, -1.12), (1.26, -0.84)]), BRASS, rim=1.0)
    paper.flat(circle(1.05, -0.98, 0.10), mix(from_hex("#3A4A50"), LAMPLIGHT, burn), emit=burn)
    paper.glow(1.05, -0.98, 0.9, LAMPLIGHT, 0.42 * burn)
    c.restore()


def deck_cabin(paper: Paper, params: dict[str, Any]) -> None:
    """The front of the stern cabin: carved posts, a low door, lit windows, a rail above; `from`, `top`, `foot`."""
    left, top, foot = float(params.get("from", 0.56)), float(params.get("top", 0.40)), float(params.get("foot", 0.795))
    tint = from_hex(str(params.get("tint", "#7A4A38")))
    burn = paper.light.lamp
    paper.piece(box(left, top, 1.2, foot - top), tint, drop=0.03)
    for plank in range(1, 12):
        px = left + plank * 0.055
        paper.flat(box(px, top, 0.0022, foot - top), adjust(tint, lightness=0.72), 0.8)
    for wx in params.get("windows", (0.645, 1.02)):
        wx = float(wx)
        pane = box(wx - 0.038, top + 0.105, 0.076, 0.115, 0.034)
        paper.piece(box(wx - 0.048, top + 0.095, 0.096, 0.135, 0.042), adjust(tint, lightness=1.35), drop=0.010)
        glass = mix(mix(paper.light.mid, paper.light.near, 0.4), LAMPLIGHT, 0.95 * burn)
        paper.canvas.drawPath(pane, fill(glass))
        for bar in (-0.013, 0.013):
            paper.flat(box(wx + bar - 0.0012, top + 0.105, 0.0024, 0.115), adjust(tint, lightness=0.7))
        for bar in (0.145, 0.182):
            paper.flat(box(wx - 0.038, top + bar, 0.076, 0.0024), adjust(tint, lightness=0.7))
        paper.glow(wx, top + 0.16, 0.20, LAMPLIGHT, 0.5 * burn)
    door = float(params.get("door", 0.815))
    paper.piece(
        box(door - 0.072, top + 0.085, 0.144, foot - top - 0.085, 0.05), adjust(tint, lightness=1.30), drop=0.012
    )
    paper.piece(box(door - 0.058, top + 0.100, 0.116, foot - top - 0.100, 0.042), from_hex("#2F5A62"))
    for panel in (0.125, 0.235):
        paper.piece(box(door - 0.042, top + panel, 0.084, 0.090, 0.012), from_hex("#3A6C74"), rim=0.6)
    paper.piece(circle(door + 0.044, top + 0.225, 0.0060), BRASS)
    paper.piece(box(left - 0.020, top - 0.012, 1.3, 0.026, 0.003), adjust(TEAK, lightness=1.1), drop=0.016)
    paper.piece(box(left - 0.012, top + 0.016, 1.3, 0.012, 0.002), BRASS, rim=0.8)
    for post in range(12):
        px = left + 0.012 + 0.052 * post
        paper.piece(
            smooth(
                [
                    (px - 0.007, top - 0.012),
                    (px - 0.004, top - 0.035),
                    (px - 0.009, top - 0.050),
                    (px - 0.003, top - 0.072),
                    (px + 0.003, top - 0.072),
                    (px + 0.009, top - 0.050),
                    (px + 0.004, top - 0.035),
                    (px + 0.007, top - 0.012),
                ]
            ),
            TEAK,
        )
    paper.piece(box(left - 0.016, top - 0.086, 1.3, 0.016, 0.003), adjust(TEAK, lightness=1.15), drop=0.010)
    paper.piece(box(left - 0.012, top, 0.030, foot - top, 0.003), adjust(tint, lightness=1.18), drop=0.014)
    lamp_x, lamp_y = left + 0.003, top + 0.085
    paper.line(
        smooth(
            [(lamp_x, lamp_y - 0.050), (lamp_x - 0.050, lamp_y - 0.060), (lamp_x - 0.052, lamp_y - 0.030)], closed=False
        ),
        TAR,
        0.005,
    )
    paper.piece(box(lamp_x - 0.068, lamp_y - 0.030, 0.032, 0.046, 0.004), TAR, drop=0.006)
    paper.flat(
        box(lamp_x - 0.063, lamp_y - 0.024, 0.022, 0.034, 0.003), mix(from_hex("#8A949A"), LAMPLIGHT, burn), emit=burn
    )
    paper.glow(lamp_x - 0.052, lamp_y - 0.006, 0.34, LAMPLIGHT, 0.62 * burn)
    if paper.light.weather == "snow":
        paper.piece(box(left - 0.022, top - 0.096, 1.3, 0.012, 0.005), (0.94, 0.96, 1.0))


def barrels(paper: Paper, params: dict[str, Any]) -> None:
    """Casks standing on deck: `at` lists [x, y, height]."""
    wood = from_hex(str(params.get("tint", "#96643E")))
    for number, (x, y, tall) in enumerate(params.get("at", ())):
        x, y, tall = float(x), float(y), float(tall)
        half = tall * 0.36
        shade = fill(paper.light.shadow, 0.36)
        shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, tall * 0.05))
        paper.canvas.drawPath(oval(x - paper.light.direction[0] * half * 0.5, y, half * 1.3, tall * 0.09), shade)
        body = smooth(
            [
                (x - half * 0.80, y),
                (x - half * 1.10, y - tall * 0.5),
                (x - half * 0.80, y - tall),
                (x + half * 0.80, y - tall),
                (x + half * 1.10, y - tall * 0.5),
                (x + half * 0.80, y),
            ]
        )
        paper.piece(body, adjust(wood, lightness=0.92 + 0.1 * (number % 2)), drop=0.012)
        paper.canvas.save()
        paper.canvas.clipPath(body, skia.ClipOp.kIntersect, True)
        for stave in (-0.6, -0.2, 0.2, 0.6):
            paper.line(
                smooth(
                    [
                        (x + half * stave * 0.8, y),
                        (x + half * stave * 1.15, y - tall * 0.5),
                        (x + half * stave * 0.8, y - tall),
                    ],
                    closed=False,
                ),
                adjust(wood, lightness=0.66),
                0.0016,
                0.8,
            )
        for hoop in (0.10, 0.28, 0.70, 0.88):
            paper.flat(box(x - half * 1.2, y - tall * hoop - tall * 0.03, half * 2.4, tall * 0.055), TAR)
        paper.canvas.restore()
        paper.piece(oval(x, y - tall * 0.985, half * 0.74, tall * 0.055), adjust(wood, lightness=1.2))


def spray(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Foam that flies up beyond the rail as the ship meets a wave: little in calm weather, much in a storm."""
    y = float(params.get("y", 0.62))
    wild = {"storm": 1.0, "wind": 0.75, "rain": 0.5}.get(moment.weather, 0.22)
    tone = mix(paper.light.horizon, (1.0, 1.0, 1.0), 0.55 * (1 - 0.6 * paper.light.night))
    points: list[skia.Point] = []
    for burst, (x, period) in enumerate(((-0.62, 5.3), (0.10, 6.7), (0.46, 7.9))):
        t = (moment.seconds / period + 0.37 * burst) % 1 * period / 1.7
        if t > 1:
            continue
        for drop in range(16):
            way = paper.chance("spray", burst, drop) - 0.5
            tall = (0.05 + 0.12 * paper.chance("spray-h", burst, drop)) * wild
            rise = tall * 4 * t * (1 - t)
            points.append(skia.Point(x + way * 0.26 * (0.4 + t) + 0.05 * moment.gust * t, y + 0.05 * (1 - wild) - rise))
        paper.canvas.drawPoints(
            skia.Canvas.PointMode.kPoints_PointMode, points, stroke(tone, 0.0035 + 0.003 * wild, 0.75 * (1 - t) ** 0.6)
        )
        points = []


def pennon(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A long pennant streaming from the yard: `x`, `y`, `long`."""
    x, y, long = float(params.get("x", 0.30)), float(params.get("y", 0.06)), float(params.get("long", 0.22))
    tint = from_hex(str(params.get("tint", "#C8453D")))
    top, low = [], []
    for step in range(13):
        t = step / 12
        lift = (0.25 - 0.5 * moment.wind) * long * 0.55 * t
        wave = 0.020 * t * moment.sway(1.1, -0.9 * t) * (0.5 + moment.wind)
        top.append((x + long * t * (0.72 + 0.25 * moment.wind), y + lift + wave))
        low.append((top[-1][0], top[-1][1] + 0.030 * (1 - 0.92 * t)))
    paper.piece(polygon([*top, *reversed(low)]), tint)


def near_rigging(paper: Paper, params: dict[str, Any]) -> None:
    """Dark and cropped before the lens: shrouds and a block at the left, a rail with a coil at the right."""
    light = paper.light
    near: RGB = mix(light.near, light.shade(DARK), 0.25)
    left, right = float(params.get("left", -0.86)), float(params.get("right", 0.80))
    for rope in range(3):
        x = left - 0.13 + 0.085 * rope
        line = skia.Path()
        line.moveTo(x - 0.10, 1.2)
        line.lineTo(x + 0.11 - 0.05 * rope, -0.2)
        paper.canvas.drawPath(line, stroke(near, 0.011))
    for rung in range(9):
        y = 0.06 + 0.125 * rung
        ladder = smooth(
            [
                (left - 0.14 - 0.02 * rung * 0.6, y),
                (left - 0.03 - 0.01 * rung, y + 0.008),
                (left + 0.118 - 0.0155 * rung * 1.2, y),
            ],
            closed=False,
        )
        paper.canvas.drawPath(ladder, stroke(near, 0.0062))
    block = smooth(
        [
            (left + 0.16, 0.10),
            (left + 0.125, 0.135),
            (left + 0.13, 0.185),
            (left + 0.165, 0.205),
            (left + 0.20, 0.18),
            (left + 0.205, 0.13),
        ]
    )
    paper.canvas.drawPath(smooth([(left + 0.165, -0.1), (left + 0.165, 0.11)], closed=False), stroke(near, 0.008))
    paper.piece(block, mix(near, light.shade(TEAK), 0.22), lit=False)
    paper.canvas.drawPath(circle(left + 0.165, 0.152, 0.013), fill(near))
    rail = polygon([(right, 0.985), (right + 0.5, 0.93), (right + 0.5, 0.965), (right - 0.01, 1.02)])
    paper.piece(rail, mix(near, light.shade(TEAK), 0.20), lit=False)
    for turn in range(5):
        paper.canvas.drawPath(
            oval(right + 0.12, 1.045 - 0.012 * turn, 0.085 - 0.004 * turn, 0.026),
            stroke(mix(near, light.shade(ROPE), 0.16 + 0.05 * (turn % 2)), 0.011),
        )
