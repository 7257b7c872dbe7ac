"""A bedroom under the roof, cut from paper: slopes and rafters, bed with a quilt, trunk, toys, paper lights.

It knows no set: everything's place comes from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.town import LAMPLIGHT
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, fill, oval, polygon, smooth

PINE, OAK, BRASS = from_hex("#C0915E"), from_hex("#7A5238"), from_hex("#D2A24C")
LINEN, CREAM = from_hex("#F2E8D6"), from_hex("#EADCC0")
QUILT = tuple(from_hex(text) for text in ("#B5574A", "#E0B662", "#4E7A84", "#EADCC0", "#7A5A80", "#6E8A5A"))
LIGHTS = tuple(from_hex(text) for text in ("#FFD58A", "#FFB8A0", "#BFE0DA", "#FFE8B8"))


def gable(paper: Paper, params: dict[str, Any]) -> None:
    """The roof's slopes on both sides, boarded, with rafters and a ridge beam: `ridge` [from, to], `knee`."""
    left, right = (float(value) for value in params.get("ridge", (-0.30, 0.42)))
    knee, half = float(params.get("knee", 0.50)), float(params.get("half", 1.0))
    top = float(params.get("top", -0.02))
    tint = from_hex(str(params.get("tint", "#B59A7A")))
    # The collar beam runs from slope to slope, behind both.
    paper.piece(box(left - 0.4, top + 0.105, right - left + 0.8, 0.024, 0.003), OAK, drop=0.016)
    for side, ridge in ((-1, left), (1, right)):
        edge = side * half
        slope = polygon([(ridge, top), (side * 3, top), (side * 3, knee + 0.6), (edge, knee)])
        away = side * paper.light.direction[0] > 0
        tone = adjust(tint, lightness=0.76 if away else 0.90)
        paper.piece(slope, tone, drop=0.03)
        c = paper.canvas
        c.save()
        c.clipPath(slope, skia.ClipOp.kIntersect, True)
        dx, dy = edge - ridge, knee - top
        for board in range(1, 14):
            shift = side * 0.075 * board
            line = polygon([(ridge + shift, top), (ridge + shift + dx * 1.6, top + dy * 1.6), (ridge + shift, top)])
            paper.line(line, adjust(tone, lightness=0.80), 0.0026, 0.8)
            paper.line(
                polygon(
                    [
                        (ridge + shift + 0.004, top),
                        (ridge + shift + 0.004 + dx * 1.6, top + dy * 1.6),
                        (ridge + shift + 0.004, top),
                    ]
                ),
                adjust(tone, lightness=1.08),
                0.0016,
                0.5,
            )
        c.restore()
        rafter = polygon(
            [
                (ridge - side * 0.02, top),
                (ridge + side * 0.030, top),
                (edge + side * 0.035, knee + 0.01),
                (edge - side * 0.020, knee + 0.01),
            ]
        )
        paper.piece(rafter, OAK, drop=0.016)
    paper.piece(box(left - 0.06, top - 0.4, right - left + 0.12, 0.45, 0.003), adjust(OAK, lightness=0.86), drop=0.03)
    for x, y, radius, strength in params.get("lamps", ()):
        paper.glow(float(x), float(y), float(radius), LAMPLIGHT, paper.light.lamp * float(strength))


def bed(paper: Paper, params: dict[str, Any]) -> None:
    """A bed seen from its side: `x` of its head, `y` of its feet, `long`, quilt of patches, pillow, turned posts."""
    x, y, long = float(params.get("x", -0.86)), float(params.get("y", 0.825)), float(params.get("long", 0.50))
    wood = from_hex(str(params.get("tint", "#8A5A3E")))
    level = y - long * 0.27
    shade = fill(paper.light.shadow, 0.36)
    shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.012))
    paper.canvas.drawPath(oval(x + long / 2, y, long * 0.55, 0.016), shade)
    head = smooth(
        [(x - 0.018, y), (x - 0.018, level - 0.14), (x + 0.0, level - 0.19), (x + 0.020, level - 0.14), (x + 0.020, y)]
    )
    paper.piece(box(x + 0.01, level + 0.030, long - 0.02, 0.034, 0.003), adjust(wood, lightness=0.80), drop=0.014)
    paper.piece(box(x + 0.014, level - 0.022, long - 0.028, 0.056, 0.014), LINEN, drop=0.010)
    pillow = smooth(
        [
            (x + 0.018, level - 0.016),
            (x + 0.020, level - 0.060),
            (x + 0.075, level - 0.072),
            (x + 0.130, level - 0.056),
            (x + 0.128, level - 0.014),
        ]
    )
    paper.piece(pillow, LINEN, drop=0.012)
    paper.line(
        smooth([(x + 0.04, level - 0.05), (x + 0.06, level - 0.038), (x + 0.05, level - 0.025)], closed=False),
        adjust(LINEN, lightness=0.86),
        0.0022,
    )
    start = x + long * 0.30
    quilt = smooth(
        [
            (start, level - 0.030),
            (start + 0.01, level - 0.050),
            (start + long * 0.3, level - 0.056),
            (x + long - 0.01, level - 0.046),
            (x + long + 0.006, level + 0.02),
            (x + long - 0.004, level + 0.082),
            (start + long * 0.35, level + 0.092),
            (start - 0.006, level + 0.078),
            (start - 0.012, level + 0.02),
        ]
    )
    paper.piece(quilt, QUILT[3], drop=0.012)
    c = paper.canvas
    c.save()
    c.clipPath(quilt, skia.ClipOp.kIntersect, True)
    cell = long * 0.070
    for row in range(5):
        for column in range(-1, 12):
            px, py = start - 0.012 + column * cell, level - 0.064 + row * cell
            tone = QUILT[int(paper.chance("patch", row, column) * 61) % len(QUILT)]
            bend = 0.004 * math.sin(column * 0.9)
            patch = polygon(
                [(px, py + bend), (px + cell, py - bend), (px + cell + 0.002, py + cell), (px + 0.002, py + cell)]
            )
            paper.flat(patch, tone)
            if int(paper.chance("dot", row, column) * 10) % 3 == 0:
                for spot in range(4):
                    paper.flat(
                        circle(px + cell * (0.28 + 0.44 * (spot % 2)), py + cell * (0.28 + 0.44 * (spot // 2)), 0.0022),
                        adjust(tone, lightness=1.25),
                    )
            paper.line(patch, adjust(tone, lightness=0.78), 0.0012, 0.6)
    shadow = skia.GradientShader.MakeLinear(
        points=[(0, level), (0, level + 0.09)],
        colors=[fill(paper.light.shadow, 0.0).getColor(), fill(paper.light.shadow, 0.42).getColor()],
    )
    c.drawRect(skia.Rect.MakeLTRB(x, level - 0.01, x + long + 0.02, level + 0.1), skia.Paint(Shader=shadow))
    c.restore()
    turn = smooth(
        [
            (start - 0.012, level - 0.026),
            (start - 0.004, level - 0.056),
            (start + 0.024, level - 0.058),
            (start + 0.026, level - 0.02),
            (start + 0.014, level + 0.078),
            (start - 0.010, level + 0.076),
        ]
    )
    paper.piece(turn, LINEN, drop=0.006)
    paper.piece(head, wood, drop=0.014)
    foot = smooth(
        [
            (x + long - 0.012, y),
            (x + long - 0.012, level - 0.060),
            (x + long + 0.006, level - 0.095),
            (x + long + 0.024, level - 0.060),
            (x + long + 0.024, y),
        ]
    )
    paper.piece(foot, wood, drop=0.014)
    for px, py in ((x + 0.001, level - 0.178), (x + long + 0.006, level - 0.090)):
        paper.piece(circle(px, py, 0.018), adjust(wood, lightness=1.18), drop=0.006)
    # A bear that has been loved, leaning on the pillow.
    bx, by = x + 0.118, level - 0.058
    fur = from_hex("#B9834E")
    for ear in (-0.017, 0.017):
        paper.piece(circle(bx + ear, by - 0.042, 0.0085), fur)
    paper.piece(oval(bx, by + 0.002, 0.021, 0.023), fur, drop=0.006)
    paper.piece(circle(bx, by - 0.030, 0.0195), fur)
    paper.flat(oval(bx, by - 0.025, 0.008, 0.006), CREAM)
    for eye in (-0.007, 0.007):
        paper.flat(circle(bx + eye, by - 0.034, 0.0022), from_hex("#2A1F1C"))
    paper.flat(oval(bx, by - 0.028, 0.0028, 0.002), from_hex("#2A1F1C"))


def bedside(paper: Paper, params: dict[str, Any]) -> None:
    """A small round table with a lamp that burns by night, a book and a glass: `x`, `y`, `height`."""
    x, y, tall = float(params.get("x", -0.26)), float(params.get("y", 0.815)), float(params.get("height", 0.125))
    burn = paper.light.lamp
    for lean in (-0.03, 0.03):
        paper.piece(
            smooth(
                [(x - 0.006, y - tall * 0.5), (x + 0.006, y - tall * 0.5), (x + lean + 0.006, y), (x + lean - 0.006, y)]
            ),
            OAK,
        )
    paper.piece(box(x - 0.006, y - tall, 0.012, tall * 0.7), adjust(OAK, lightness=1.1), drop=0.008)
    paper.piece(oval(x, y - tall + 0.004, 0.070, 0.013), OAK, drop=0.014)
    paper.piece(oval(x, y - tall, 0.070, 0.012), adjust(OAK, lightness=1.28))
    top = y - tall
    paper.piece(box(x + 0.016, top - 0.012, 0.040, 0.010, 0.001), QUILT[2], rim=0.6)
    paper.piece(box(x + 0.019, top - 0.021, 0.035, 0.009, 0.001), QUILT[0], rim=0.6)
    lx = x - 0.022
    paper.piece(
        smooth(
            [
                (lx - 0.016, top),
                (lx - 0.020, top - 0.018),
                (lx - 0.006, top - 0.036),
                (lx + 0.006, top - 0.036),
                (lx + 0.020, top - 0.018),
                (lx + 0.016, top),
            ]
        ),
        from_hex("#5F8A96"),
        drop=0.006,
    )
    paper.glow(lx, top - 0.06, 0.36, LAMPLIGHT, 0.62 * burn)
    paper.piece(
        polygon(
            [(lx - 0.044, top - 0.038), (lx - 0.024, top - 0.094), (lx + 0.024, top - 0.094), (lx + 0.044, top - 0.038)]
        ),
        mix(CREAM, LAMPLIGHT, 0.5 * burn),
        emit=0.8 * burn,
        drop=0.008,
    )


def trunk(paper: Paper, params: dict[str, Any]) -> None:
    """A domed trunk with straps and a brass lock: `x`, `y`, `width`; one may sit on it."""
    x, y, wide = float(params.get("x", 0.60)), float(params.get("y", 0.83)), float(params.get("width", 0.20))
    tint = from_hex(str(params.get("tint", "#4E6A62")))
    tall = wide * 0.46
    left = x - wide / 2
    shade = fill(paper.light.shadow, 0.36)
    shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.010))
    paper.canvas.drawPath(oval(x, y, wide * 0.58, 0.014), shade)
    paper.piece(box(left, y - tall * 0.66, wide, tall * 0.66, 0.003), tint, drop=0.012)
    lid = smooth(
        [
            (left - 0.003, y - tall * 0.62),
            (left + 0.002, y - tall * 0.92),
            (x, y - tall * 1.06),
            (left + wide - 0.002, y - tall * 0.92),
            (left + wide + 0.003, y - tall * 0.62),
        ]
    )
    paper.piece(lid, adjust(tint, lightness=1.12), drop=0.008)
    for at in (0.16, 0.84):
        strap = smooth(
            [
                (left + wide * at - 0.008, y),
                (left + wide * at - 0.008, y - tall * 0.96),
                (left + wide * at + 0.008, y - tall * 0.98),
                (left + wide * at + 0.008, y),
            ]
        )
        paper.piece(strap, from_hex("#8A5A3A"))
        paper.piece(box(left + wide * at - 0.009, y - tall * 0.70, 0.018, 0.014, 0.002), BRASS)
    for corner in (left, left + wide - 0.016):
        paper.piece(box(corner, y - 0.016, 0.016, 0.016, 0.002), BRASS, rim=0.8)
    paper.piece(box(x - 0.013, y - tall * 0.74, 0.026, 0.030, 0.003), BRASS, rim=0.9)
    paper.flat(circle(x, y - tall * 0.60, 0.0035), from_hex("#2A1F1C"))
    for label, (dx, dy, tone) in enumerate(((0.30, 0.34, QUILT[0]), (0.58, 0.28, QUILT[1]), (0.66, 0.50, QUILT[3]))):
        patch = (
            box(left + wide * dx, y - tall * dy, wide * 0.12, tall * 0.17, 0.002)
            if label % 2
            else circle(left + wide * dx, y - tall * dy, wide * 0.05)
        )
        paper.flat(patch, tone, 0.9)


def toys(paper: Paper, params: dict[str, Any]) -> None:
    """A low shelf of toys and books under the slope: `x`, `y`, `width`; ship, ball, blocks, drum, a globe of snow."""
    x, y, wide = float(params.get("x", 0.62)), float(params.get("y", 0.785)), float(params.get("width", 0.34))
    tint = from_hex(str(params.get("tint", "#D8C29A")))
    tall = float(params.get("height", 0.19))
    paper.piece(box(x, y - tall, wide, tall, 0.004), adjust(tint, lightness=0.62), drop=0.016)
    for row in range(2):
        level = y - tall * 0.5 * row - 0.006
        at, index = x + 0.014, 0
        while at < x + wide - 0.03:
            roll = paper.chance("toy", row, index)
            tone = QUILT[int(roll * 83) % len(QUILT)]
            if roll < 0.5:
                for spine in range(3):
                    paper.flat(
                        box(
                            at,
                            level - tall * (0.30 + 0.07 * ((spine + index) % 3)),
                            0.010,
                            tall * (0.30 + 0.07 * ((spine + index) % 3)),
                        ),
                        QUILT[(spine + index * 2) % len(QUILT)],
                    )
                    at += 0.0112
            elif roll < 0.7:
                paper.piece(circle(at + 0.020, level - 0.020, 0.020), tone)
                paper.flat(box(at + 0.001, level - 0.024, 0.038, 0.006), CREAM, 0.9)
                at += 0.044
            else:
                for block in range(3):
                    paper.piece(
                        box(
                            at + (0.010 if block == 2 else 0.021 * block),
                            level - (0.039 if block == 2 else 0.020),
                            0.0195,
                            0.0195,
                            0.002,
                        ),
                        QUILT[(block + index) % len(QUILT)],
                        rim=0.7,
                    )
                at += 0.048
            index += 1
        paper.piece(box(x, level - 0.002, wide, 0.009), tint, drop=0.006)
    for side in (x, x + wide - 0.010):
        paper.piece(box(side, y - tall, 0.010, tall), tint, drop=0.006)
    paper.piece(box(x - 0.008, y - tall - 0.006, wide + 0.016, 0.013, 0.002), adjust(tint, lightness=1.08), drop=0.012)
    top, sx = y - tall - 0.006, x + wide * 0.30
    paper.piece(
        smooth(
            [
                (sx - 0.052, top - 0.032),
                (sx - 0.036, top - 0.006),
                (sx + 0.034, top - 0.006),
                (sx + 0.056, top - 0.034),
                (sx, top - 0.026),
            ]
        ),
        QUILT[0],
        drop=0.008,
    )
    paper.piece(box(sx - 0.002, top - 0.105, 0.004, 0.078), OAK)
    paper.piece(
        smooth(
            [(sx + 0.004, top - 0.102), (sx + 0.046, top - 0.070), (sx + 0.042, top - 0.040), (sx + 0.004, top - 0.036)]
        ),
        LINEN,
    )
    paper.piece(polygon([(sx - 0.004, top - 0.090), (sx - 0.004, top - 0.040), (sx - 0.038, top - 0.042)]), CREAM)
    dx = x + wide * 0.72
    paper.piece(box(dx - 0.030, top - 0.044, 0.060, 0.044, 0.004), QUILT[2], drop=0.008)
    for rim in (top - 0.047, top - 0.007):
        paper.piece(box(dx - 0.032, rim, 0.064, 0.008, 0.003), QUILT[1])
    for stick in range(4):
        zx = dx - 0.028 + 0.0187 * stick
        paper.line(polygon([(zx, top - 0.040), (zx + 0.009, top - 0.008), (zx, top - 0.040)]), CREAM, 0.0022)


def paper_lights(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A sagging string of paper stars and globes that glow after dark: `from`, `to`, `y`, `sag`, `count`."""
    left, right = float(params.get("from", -0.6)), float(params.get("to", 0.6))
    y, sag, count = float(params.get("y", 0.10)), float(params.get("sag", 0.07)), int(params.get("count", 9))
    lean = float(params.get("lean", 0.0))
    burn = paper.light.lamp
    points = []
    for index in range(count + 1):
        t = index / count
        swing = 0.004 * moment.sway(4.1, t) * (0.4 + moment.wind)
        points.append((left + (right - left) * t + swing, y + lean * t + sag * 4 * t * (1 - t)))
    paper.line(smooth(points, closed=False), OAK, 0.0022)
    for index in range(count):
        a, b = points[index], points[index + 1]
        x, top = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
        tone = LIGHTS[index % len(LIGHTS)]
        turn = 14 * moment.sway(5.3 + 0.7 * (index % 3), index * 0.21)
        beat = burn * (0.90 + 0.10 * moment.sway(2.9 + 0.3 * index, index * 0.37))
        size = 0.017 if index % 2 else 0.013
        drop = 0.020 + 0.010 * (index % 3)
        paper.line(polygon([(x, top), (x, top + drop), (x, top)]), OAK, 0.0014)
        for grow, alpha in ((3.4, 0.030), (2.5, 0.040), (1.7, 0.07)):
            paper.canvas.drawPath(circle(x, top + drop + size, size * grow), fill(tone, alpha * beat))
        if index % 2:
            paper.piece(_star(x, top + drop + size, size, turn), tone, emit=0.85 * beat)
        else:
            paper.piece(oval(x, top + drop + size, size, size * 1.15), tone, emit=0.85 * beat)
            for rib in (-0.5, 0.5):
                paper.line(
                    oval(x, top + drop + size, size * abs(rib), size * 1.1), adjust(tone, lightness=0.86), 0.0010, 0.7
                )


def _star(x: float, y: float, size: float, turn: float) -> skia.Path:
    points = []
    for corner in range(10):
        reach = size * (1.25 if corner % 2 == 0 else 0.58)
        angle = math.radians(turn - 90 + 36 * corner)
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return polygon(points)


def near_bedpost(paper: Paper, params: dict[str, Any]) -> None:
    """Dark and cropped before the lens: a bedpost and a quilt at the right, a hanging coat at the left."""
    light = paper.light
    near: RGB = mix(light.near, light.shade(OAK), 0.26)
    left, right = float(params.get("left", -0.90)), float(params.get("right", 0.82))
    post = smooth(
        [
            (right - 0.022, 1.2),
            (right - 0.020, 0.86),
            (right - 0.034, 0.82),
            (right - 0.014, 0.79),
            (right - 0.024, 0.74),
            (right + 0.006, 0.715),
            (right + 0.036, 0.74),
            (right + 0.026, 0.79),
            (right + 0.046, 0.82),
            (right + 0.032, 0.86),
            (right + 0.034, 1.2),
        ]
    )
    quilt = smooth(
        [(right - 0.10, 1.2), (right - 0.06, 0.955), (right + 0.08, 0.925), (right + 0.5, 0.915), (right + 0.5, 1.2)]
    )
    paper.piece(quilt, mix(near, light.shade(QUILT[2]), 0.24), lit=False)
    for column in range(4):
        x = right - 0.02 + 0.072 * column
        paper.canvas.drawPath(
            polygon([(x, 0.945), (x + 0.066, 0.938), (x + 0.070, 0.998), (x + 0.002, 1.004)]),
            fill(mix(near, light.shade(QUILT[column % 5]), 0.30)),
        )
    paper.piece(post, near, lit=False)
    sleeve = smooth(
        [
            (left - 0.20, -0.1),
            (left + 0.06, -0.1),
            (left + 0.09, 0.12),
            (left + 0.12, 0.36),
            (left + 0.09, 0.50),
            (left + 0.03, 0.52),
            (left + 0.02, 0.38),
            (left - 0.02, 0.60),
            (left - 0.2, 0.62),
        ]
    )
    paper.piece(sleeve, mix(near, light.shade(QUILT[4]), 0.22), lit=False)
