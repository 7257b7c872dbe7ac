"""Furniture of cut paper: pigeon-holes, stove and its fire, door, sorting desk.

It knows no set: everything's place comes from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.colour import adjust, from_hex, mix
from generators.stage.kinds.room import BRASS, DARK_OAK, EMBER, OAK, PAPERS
from generators.stage.kinds.town import LAMPLIGHT
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, fill, oval, polygon, smooth


def shelf(paper: Paper, params: dict[str, Any]) -> None:
    """The wall of pigeon-holes, in which the weather is sorted; a few compartments shine."""
    x0, y0 = float(params.get("x", -0.66)), float(params.get("y", 0.12))
    columns, rows = int(params.get("columns", 8)), int(params.get("rows", 5))
    cell, tall = float(params.get("cell", 0.072)), float(params.get("tall", 0.080))
    width, height = columns * cell, rows * tall
    edge = 0.014
    paper.piece(box(x0 - edge, y0 - edge, width + 2 * edge, height + 2 * edge + 0.006, 0.006), OAK, drop=0.022)
    crest = smooth(
        [
            (x0 - 0.03, y0 - 0.012),
            (x0 + width * 0.2, y0 - 0.026),
            (x0 + width * 0.42, y0 - 0.055),
            (x0 + width / 2, y0 - 0.066),
            (x0 + width * 0.58, y0 - 0.055),
            (x0 + width * 0.8, y0 - 0.026),
            (x0 + width + 0.03, y0 - 0.012),
        ],
        closed=False,
    )
    crest.lineTo(x0 + width + 0.03, y0 - 0.006)
    crest.lineTo(x0 - 0.03, y0 - 0.006)
    crest.close()
    paper.piece(crest, adjust(OAK, lightness=1.06), drop=0.01)
    paper.piece(circle(x0 + width / 2, y0 - 0.034, 0.014), BRASS, rim=0.8)
    hollow = adjust(DARK_OAK, lightness=0.72)
    for row in range(rows):
        for column in range(columns):
            left, top = x0 + column * cell + 0.004, y0 + row * tall + 0.004
            w, h = cell - 0.008, tall - 0.008
            canvas = paper.canvas
            paper.flat(box(left, top, w, h, 0.003), hollow)
            canvas.save()
            canvas.clipRect(skia.Rect.MakeXYWH(left, top, w, h), True)
            _compartment(paper, left, top, w, h, ("hole", row, column))
            paper.flat(box(left, top, w, h * 0.16), adjust(hollow, lightness=0.6), 0.55)
            canvas.restore()
            paper.flat(box(left + w * 0.30, top + h + 0.0008, w * 0.40, 0.0062, 0.001), from_hex("#E9D9B0"), 0.9)


def _compartment(paper: Paper, x: float, y: float, w: float, h: float, key: tuple[str | int, ...]) -> None:
    """What lies in one pigeon-hole: letters, rolls, a parcel, a little jar, or some loose weather."""
    kind = paper.chance(*key)
    foot = y + h
    if kind < 0.50:
        for index in range(2 + int(4 * paper.chance(*key, "n"))):
            left = x + w * (0.08 + 0.13 * index)
            tall = h * (0.42 + 0.38 * paper.chance(*key, index))
            colour = PAPERS[int(paper.chance(*key, index, "c") * len(PAPERS))]
            lean = w * 0.10 * (paper.chance(*key, index, "l") - 0.2)
            paper.flat(
                polygon(
                    [
                        (left, foot),
                        (left + lean, foot - tall),
                        (left + w * 0.12 + lean, foot - tall),
                        (left + w * 0.12, foot),
                    ]
                ),
                adjust(colour, lightness=0.93 + 0.07 * paper.chance(*key, index, "d")),
            )
    elif kind < 0.62:
        for index in range(3):
            paper.flat(circle(x + w * (0.24 + 0.26 * index), foot - h * 0.17, h * 0.16), PAPERS[index])
            paper.flat(circle(x + w * (0.24 + 0.26 * index), foot - h * 0.17, h * 0.07), from_hex("#A58A64"))
        paper.flat(circle(x + w * 0.37, foot - h * 0.44, h * 0.15), PAPERS[3])
    elif kind < 0.74:
        paper.flat(box(x + w * 0.16, foot - h * 0.52, w * 0.66, h * 0.52), from_hex("#B98B5C"))
        paper.flat(box(x + w * 0.45, foot - h * 0.52, w * 0.07, h * 0.52), from_hex("#F1E3C2"))
        paper.flat(box(x + w * 0.16, foot - h * 0.30, w * 0.66, h * 0.05), from_hex("#F1E3C2"))
    elif kind < 0.90:
        glow = (from_hex("#FFD36B"), from_hex("#A9DCF0"), from_hex("#E9F3F6"), from_hex("#C7B3F0"))[
            int(paper.chance(*key, "g") * 4)
        ]
        paper.flat(
            box(x + w * 0.26, foot - h * 0.56, w * 0.48, h * 0.54, h * 0.12),
            mix(glow, (0.5, 0.6, 0.65), 0.25),
            emit=0.65,
        )
        paper.flat(box(x + w * 0.32, foot - h * 0.66, w * 0.36, h * 0.11), from_hex("#9A7048"))
        paper.glow(x + w / 2, foot - h * 0.3, h * 1.0, glow, 0.55)


def stove(paper: Paper, params: dict[str, Any]) -> None:
    """A pot-bellied stove with its pipe; the fire behind its door is always lit."""
    x, y, size = float(params.get("x", -0.80)), float(params.get("y", 0.80)), float(params.get("size", 0.27))
    iron = from_hex("#414650")
    c = paper.canvas
    c.save()
    c.translate(x, y)
    c.scale(size, size)
    paper.piece(box(-0.09, -3.6, 0.18, 2.75), iron, drop=0.04)
    for ring in (-1.12, -1.9, -2.7):
        paper.piece(box(-0.12, ring, 0.24, 0.07, 0.02), adjust(iron, lightness=1.15), rim=0.8)
    for leg in (-0.26, 0.26):
        paper.piece(
            polygon([(leg - 0.06, -0.2), (leg + 0.06, -0.2), (leg * 1.35 + 0.03, 0.0), (leg * 1.35 - 0.05, 0.0)]), iron
        )
    belly = smooth(
        [
            (-0.30, -0.14),
            (-0.46, -0.34),
            (-0.44, -0.62),
            (-0.26, -0.84),
            (0.0, -0.90),
            (0.26, -0.84),
            (0.44, -0.62),
            (0.46, -0.34),
            (0.30, -0.14),
            (0.0, -0.12),
        ]
    )
    paper.piece(belly, iron, drop=0.05)
    paper.piece(box(-0.38, -0.19, 0.76, 0.07, 0.02), adjust(iron, lightness=1.2), rim=0.8)
    paper.piece(box(-0.30, -0.92, 0.60, 0.06, 0.02), adjust(iron, lightness=1.2), rim=0.8)
    paper.piece(box(-0.20, -0.62, 0.40, 0.32, 0.06), adjust(iron, lightness=0.8), rim=0.5)
    paper.flat(box(-0.16, -0.58, 0.32, 0.24, 0.04), EMBER, emit=0.92)
    paper.flat(
        smooth(
            [(-0.14, -0.34), (-0.10, -0.50), (-0.05, -0.42), (0.0, -0.55), (0.05, -0.43), (0.10, -0.50), (0.14, -0.34)]
        ),
        from_hex("#FFD27A"),
        emit=1,
    )
    for bar in range(4):
        paper.flat(box(-0.13 + 0.08 * bar, -0.58, 0.022, 0.24), adjust(iron, lightness=0.7))
    kettle = smooth([(-0.17, -0.93), (-0.20, -1.06), (-0.10, -1.15), (0.08, -1.15), (0.18, -1.06), (0.15, -0.93)])
    c.save()
    c.translate(0.16, 0.0)
    paper.piece(kettle, from_hex("#A3553F"))
    handle = skia.Path()
    handle.moveTo(-0.12, -1.12)
    handle.cubicTo(-0.12, -1.30, 0.10, -1.30, 0.10, -1.12)
    paper.line(handle, from_hex("#33363D"), 0.035)
    paper.piece(polygon([(0.14, -1.02), (0.30, -1.13), (0.31, -1.08), (0.17, -0.96)]), from_hex("#A3553F"))
    c.restore()
    paper.glow(0.0, -0.46, 1.15, EMBER, 0.50)
    c.restore()


def fire(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """The stove's living light on everything near, and steam from the kettle."""
    x, y, size = float(params.get("x", -0.80)), float(params.get("y", 0.80)), float(params.get("size", 0.27))
    flicker = 0.6 + 0.25 * moment.sway(0.83, 0.1) + 0.15 * moment.sway(0.37, 0.6)
    centre_y = y - 0.46 * size
    for index in range(3):
        tip = centre_y - size * (0.05 + 0.07 * flicker + 0.03 * moment.sway(0.6 + 0.13 * index, index * 0.3))
        at = x + size * (-0.08 + 0.08 * index)
        tongue = smooth(
            [(at - size * 0.045, centre_y + size * 0.10), (at, tip), (at + size * 0.045, centre_y + size * 0.10)]
        )
        paper.canvas.drawPath(tongue, fill((1.0, 0.86, 0.48), 0.8))
    for puff in range(4):
        t = (moment.seconds / 3.4 + puff / 4) % 1
        at_x = x + size * (0.46 + 0.10 * t + 0.05 * math.sin(6 * t + puff))
        radius = size * (0.03 + 0.09 * t)
        paper.canvas.drawPath(
            circle(at_x, y - size * (1.14 + 0.75 * t), radius), fill((0.95, 0.93, 0.90), 0.20 * (1 - t) * min(1, 5 * t))
        )


def door(paper: Paper, params: dict[str, Any]) -> None:
    """The way out: a low arched door with a brass flap for letters and a coat on a peg beside it."""
    x, y, size = float(params.get("x", 0.68)), float(params.get("y", 0.772)), float(params.get("size", 0.40))
    c = paper.canvas
    c.save()
    c.translate(x, y)
    c.scale(size, size)
    frame = skia.Path()
    frame.addRoundRect(skia.Rect.MakeLTRB(-0.30, -1.10, 0.30, 0.4), 0.30, 0.30)
    leaf = skia.Path()
    leaf.addRoundRect(skia.Rect.MakeLTRB(-0.25, -1.04, 0.25, 0.4), 0.25, 0.25)
    c.save()
    c.clipRect(skia.Rect.MakeLTRB(-1, -2, 1, 0.0), True)
    paper.piece(frame, DARK_OAK, drop=0.03)
    blue = from_hex(str(params.get("tint", "#3F6672")))
    paper.piece(leaf, blue)
    c.save()
    c.clipPath(leaf, skia.ClipOp.kIntersect, True)
    for index in range(-2, 3):
        paper.flat(box(index * 0.10 - 0.004, -1.1, 0.008, 1.1), adjust(blue, lightness=0.7), 0.8)
    c.restore()
    c.restore()
    paper.piece(box(-0.15, -0.54, 0.30, 0.09, 0.012), BRASS, rim=0.9)
    paper.flat(box(-0.11, -0.508, 0.22, 0.026, 0.01), from_hex("#6E4A1E"))
    paper.piece(circle(0.19, -0.40, 0.026), BRASS)
    for level in (-0.82, -0.16):
        paper.piece(box(-0.25, level, 0.16, 0.03, 0.01), from_hex("#3A4048"), rim=0.6)
    window_light = mix(paper.light.horizon, paper.light.mid, 0.4)
    paper.piece(circle(0.0, -0.84, 0.085), DARK_OAK, rim=0.6)
    c.drawPath(circle(0.0, -0.84, 0.066), fill(window_light))
    c.restore()


def counter(paper: Paper, params: dict[str, Any]) -> None:
    """The sorting desk behind the acting space: brass scales, stacks of post and a green-shaded lamp."""
    x, y, width, height = (
        float(params.get(name, value))
        for name, value in (("x", -0.06), ("y", 0.800), ("width", 0.40), ("height", 0.150))
    )
    top = y - height
    wood = from_hex("#8C5B3C")
    paper.piece(box(x + 0.014, top, width - 0.028, height), wood, drop=0.02)
    panels = 3
    for index in range(panels):
        left = x + 0.03 + index * (width - 0.05) / panels
        paper.piece(
            box(left, top + 0.032, (width - 0.05) / panels - 0.014, height - 0.055, 0.004),
            adjust(wood, lightness=0.90),
            rim=0.5,
        )
        paper.piece(circle(left + (width - 0.05) / panels / 2 - 0.007, top + 0.046, 0.005), BRASS, rim=0.8)
    paper.piece(box(x, top - 0.012, width, 0.017, 0.003), adjust(wood, lightness=1.18), drop=0.01)
    desk = top - 0.012
    for stack, (at, count) in enumerate(((0.05, 7), (0.115, 4))):
        for sheet in range(count):
            colour = PAPERS[(sheet + stack) % len(PAPERS)]
            shift = 0.006 * (paper.chance("stack", stack, sheet) - 0.5)
            paper.flat(
                box(x + at + shift - 0.025, desk - 0.0062 * (sheet + 1), 0.052, 0.0056, 0.001),
                adjust(colour, lightness=0.90 + 0.08 * (sheet % 2)),
            )
    mid = x + width * 0.58
    paper.piece(
        polygon(
            [
                (mid - 0.022, desk),
                (mid - 0.004, desk - 0.012),
                (mid - 0.004, desk - 0.080),
                (mid + 0.004, desk - 0.080),
                (mid + 0.004, desk - 0.012),
                (mid + 0.022, desk),
            ]
        ),
        BRASS,
    )
    arm = skia.Path()
    arm.moveTo(mid - 0.046, desk - 0.070)
    arm.quadTo(mid, desk - 0.088, mid + 0.046, desk - 0.078)
    paper.line(arm, BRASS, 0.005)
    for side, drop in ((-0.046, 0.038), (0.046, 0.046)):
        pan_y = desk - 0.072 + drop - 0.004 * (side > 0)
        cords = skia.Path()
        cords.moveTo(mid + side, desk - 0.073)
        cords.lineTo(mid + side - 0.019, pan_y)
        cords.moveTo(mid + side, desk - 0.073)
        cords.lineTo(mid + side + 0.019, pan_y)
        paper.line(cords, BRASS, 0.0016, 0.9)
        pan = skia.Path()
        pan.addArc(skia.Rect.MakeLTRB(mid + side - 0.023, pan_y - 0.012, mid + side + 0.023, pan_y + 0.012), 0, 180)
        pan.close()
        paper.piece(pan, BRASS)
    paper.flat(circle(mid - 0.046, desk - 0.043, 0.010), from_hex("#E9F3F6"), emit=0.35)
    lamp_x = x + width * 0.88
    paper.piece(
        polygon(
            [
                (lamp_x - 0.02, desk),
                (lamp_x + 0.02, desk),
                (lamp_x + 0.004, desk - 0.012),
                (lamp_x + 0.003, desk - 0.075),
                (lamp_x - 0.003, desk - 0.075),
                (lamp_x - 0.004, desk - 0.012),
            ]
        ),
        BRASS,
    )
    shade = smooth(
        [
            (lamp_x - 0.040, desk - 0.062),
            (lamp_x - 0.030, desk - 0.098),
            (lamp_x, desk - 0.104),
            (lamp_x + 0.030, desk - 0.098),
            (lamp_x + 0.040, desk - 0.062),
        ]
    )
    burn = paper.light.lamp
    paper.piece(shade, mix(from_hex("#2F6B55"), from_hex("#7FBF8A"), 0.5 * burn), emit=0.45 * burn)
    paper.flat(oval(lamp_x, desk - 0.064, 0.030, 0.006), LAMPLIGHT, emit=burn)
    paper.glow(lamp_x, desk - 0.050, 0.24, LAMPLIGHT, 0.55 * burn)
