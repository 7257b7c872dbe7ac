"""A city roof of cut paper: leads and puddles, parapet, water tower on stilts, aerials, a pigeon loft and its birds.

It knows no set: everything's place comes from the layer's parameters.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import adjust, from_hex, mix
from generators.stage.kinds.city import AMBER, PALE
from generators.stage.kinds.ground import foot_shade
from generators.stage.kinds.pavement import WET, mirror
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, fill, oval, polygon, smooth, stroke

TIMBER, LEAD, STEEL = from_hex("#7A5E4C"), from_hex("#5A6272"), from_hex("#39424E")


def leads(paper: Paper, params: dict[str, Any]) -> None:
    """The flat roof from `far` down: sheets with seams, puddles that hold the sky, a lamp's `pools`."""
    far = float(params.get("far", 0.772))
    vanish = float(params.get("vanish", 0.05))
    light = paper.light
    tint = from_hex(str(params.get("tint", "#626A78")))
    canvas = paper.canvas

    def at(x: float, y: float) -> tuple[float, float]:
        return vanish + (x - vanish) * (y - 0.42) / (1.0 - 0.42), y

    canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, 2), fill(paper.colour(tint)))
    rows = [far + (1.36 - far) * (row / 6) ** 1.5 for row in range(7)]
    for row in range(6):
        for index in range(-12, 13):
            x = index * 0.30 + 0.15 * (row % 2)
            sheet = polygon(
                [at(x, rows[row]), at(x + 0.30, rows[row]), at(x + 0.30, rows[row + 1]), at(x, rows[row + 1])]
            )
            paper.flat(sheet, adjust(tint, lightness=0.93 + 0.12 * paper.chance("lead", row, index)))
            seam = skia.Path()
            seam.moveTo(*at(x, rows[row]))
            seam.lineTo(*at(x, rows[row + 1]))
            paper.line(seam, from_hex("#3A414C"), 0.0030, 0.8)
        paper.flat(box(-3, rows[row] - 0.001, 6, 0.0026), from_hex("#3A414C"), 0.8)
    wet = WET.get(light.weather, 0.5)
    for index, (x, y, size) in enumerate(params.get("puddles", ())):
        x, y, size = float(x), float(y), float(size) * (0.6 + 0.5 * wet)
        shape = smooth(
            [
                (x - size, y),
                (x - size * 0.5, y - size * 0.13),
                (x + size * 0.3, y - size * 0.10),
                (x + size, y - size * 0.01),
                (x + size * 0.4, y + size * 0.12),
                (x - size * 0.4, y + size * 0.11),
            ]
        )
        canvas.drawPath(shape, fill(mix(light.mid, light.horizon, 0.55), 0.75 * (0.4 + 0.6 * wet)))
        canvas.save()
        canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
        for glint in range(5):
            gx = x - size + 2 * size * unit(paper.seed, "puddle", index, glint)
            paint = fill(AMBER, 0.42 * light.lamp)
            canvas.drawPath(oval(gx, y + size * 0.04 * (glint - 2), size * 0.10, 0.0016), paint)
        canvas.restore()
    mirror(paper, params.get("lights", ()), far)
    foot_shade(paper, far, 0.36)
    if light.weather == "snow":
        canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, 2), fill(light.shade((0.94, 0.96, 1.0)), 0.6))
    for x, y, radius, strength in params.get("pools", ()):
        pool = fill(AMBER, float(strength) * light.lamp)
        pool.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, float(radius) * 0.2))
        pool.setBlendMode(skia.BlendMode.kScreen)
        canvas.drawPath(oval(float(x), float(y), float(radius), float(radius) * 0.22), pool)


def parapet(paper: Paper, params: dict[str, Any]) -> None:
    """The low wall at the roof's edge with its coping, vents and a small lamp on a bracket at `lamp`."""
    y, tall = float(params.get("y", 0.775)), float(params.get("tall", 0.105))
    brick = from_hex(str(params.get("tint", "#6E5450")))
    canvas = paper.canvas
    wall = box(-3, y - tall, 6, tall + 0.01)
    paper.piece(wall, brick, drop=0.02)
    canvas.save()
    canvas.clipPath(wall, skia.ClipOp.kIntersect, True)
    rows = max(3, round(tall / 0.016))
    for row in range(rows):
        top = y - tall + row * tall / rows
        x = paper.left - 0.1 - 0.02 * (row % 2)
        x -= x % 0.045
        x += 0.0225 * (row % 2)
        while x < paper.right + 0.1:
            key = ("brick", row, round(x * 1000))
            paper.flat(
                box(x + 0.0012, top + 0.0012, 0.0426, tall / rows - 0.0024, 0.001),
                adjust(brick, lightness=0.90 + 0.20 * paper.chance(*key)),
            )
            x += 0.045
    canvas.restore()
    paper.piece(box(-3, y - tall - 0.012, 6, 0.020), from_hex("#8A8A90"), drop=0.010)
    if paper.light.weather == "snow":
        paper.piece(box(-3, y - tall - 0.020, 6, 0.014, 0.004), (0.94, 0.96, 1.0))
    paper.flat(box(-3, y - 0.004, 6, 0.012), paper.light.near, 0.5)
    lamp = params.get("lamp")
    if lamp:
        x, ly = float(lamp[0]), float(lamp[1])
        burn = paper.light.lamp
        paper.line(polygon([(x, y - tall), (x, ly - 0.02), (x - 0.03, ly - 0.02), (x, ly - 0.02)]), STEEL, 0.006)
        paper.piece(
            polygon([(x - 0.052, ly), (x - 0.034, ly - 0.026), (x - 0.022, ly - 0.026), (x - 0.004, ly)]), STEEL
        )
        paper.flat(oval(x - 0.028, ly + 0.004, 0.014, 0.008), PALE, emit=burn)
        paper.glow(x - 0.028, ly + 0.01, 0.30, AMBER, 0.66 * burn)


def water_tower(paper: Paper, params: dict[str, Any]) -> None:
    """A round wooden tank with a pointed hat on braced stilts; `x`, `y` its foot, `size` its whole height."""
    x, y, size = float(params.get("x", 0.58)), float(params.get("y", 0.775)), float(params.get("size", 0.62))
    c = paper.canvas
    c.save()
    c.translate(x, y)
    c.scale(size, size)
    for leg, foot in ((-0.20, -0.27), (-0.07, -0.09), (0.07, 0.09), (0.20, 0.27)):
        paper.piece(
            polygon([(leg - 0.014, -0.47), (leg + 0.014, -0.47), (foot + 0.018, 0.0), (foot - 0.018, 0.0)]),
            STEEL,
            rim=0.8,
        )
    brace = skia.Path()
    for top, low in ((-0.44, -0.24), (-0.24, -0.04)):
        wide_top, wide_low = 0.20 + 0.07 * (top + 0.47) / 0.47, 0.20 + 0.07 * (low + 0.47) / 0.47
        brace.moveTo(-wide_top, top)
        brace.lineTo(wide_low, low)
        brace.moveTo(wide_top, top)
        brace.lineTo(-wide_low, low)
    paper.line(brace, STEEL, 0.011)
    paper.piece(box(-0.29, -0.50, 0.58, 0.035), STEEL, drop=0.02)
    tank = polygon([(-0.255, -0.50), (-0.27, -0.86), (0.27, -0.86), (0.255, -0.50)])
    paper.piece(tank, TIMBER, drop=0.03)
    c.save()
    c.clipPath(tank, skia.ClipOp.kIntersect, True)
    for stave in range(14):
        sx = -0.27 + stave * 0.0386
        paper.flat(
            box(sx, -0.87, 0.034, 0.40),
            adjust(
                TIMBER,
                lightness=0.86
                + 0.26 * math.sin(math.pi * (stave + 0.5) / 14) * (0.8 + 0.4 * paper.chance("stave", stave)),
            ),
        )
    shade = skia.GradientShader.MakeLinear(
        points=[(-0.27, 0), (0.27, 0)],
        colors=[
            fill(paper.light.shadow, 0.1).getColor(),
            fill(paper.light.shadow, 0.0).getColor(),
            fill(paper.light.shadow, 0.55).getColor(),
        ],
        positions=[0.0, 0.35, 1.0],
    )
    c.drawRect(skia.Rect.MakeLTRB(-0.3, -0.9, 0.3, -0.4), skia.Paint(Shader=shade))
    c.restore()
    for hoop in (-0.555, -0.68, -0.80):
        paper.flat(box(-0.272, hoop, 0.544, 0.013), STEEL)
    paper.piece(
        polygon([(-0.30, -0.85), (0.0, -1.02), (0.30, -0.85), (0.0, -0.83)]), adjust(STEEL, lightness=1.25), drop=0.03
    )
    ladder = skia.Path()
    for rail in (0.285, 0.325):
        ladder.moveTo(rail, -0.86)
        ladder.lineTo(rail + 0.02, 0.0)
    for rung in range(14):
        ladder.moveTo(0.286 + 0.0015 * rung, -0.82 + rung * 0.06)
        ladder.lineTo(0.326 + 0.0015 * rung, -0.82 + rung * 0.06)
    paper.line(ladder, STEEL, 0.008)
    if paper.light.weather == "snow":
        paper.piece(polygon([(-0.30, -0.865), (0.0, -1.05), (0.30, -0.865), (0.0, -0.93)]), (0.94, 0.96, 1.0))
    c.restore()


def aerials(paper: Paper, params: dict[str, Any]) -> None:
    """Masts with cross bars and wires between them: `at` lists [x, foot, height]."""
    tops: list[tuple[float, float]] = []
    iron = from_hex("#20252E")
    for index, (x, y, tall) in enumerate(params.get("at", ())):
        x, y, tall = float(x), float(y), float(tall)
        path = skia.Path()
        path.moveTo(x, y)
        path.lineTo(x, y - tall)
        for bar in range(2 + index % 3):
            height = y - tall * (0.96 - 0.17 * bar)
            half = 0.034 - 0.007 * bar
            path.moveTo(x - half, height)
            path.lineTo(x + half, height)
            for pin in range(3):
                px = x - half + half * pin
                path.moveTo(px, height - 0.010)
                path.lineTo(px, height + 0.002)
        paper.line(path, iron, 0.0042)
        tops.append((x, y - tall * 0.96))
    for one, other in itertools.pairwise(tops):
        for offset in (-0.026, 0.026):
            wire = skia.Path()
            wire.moveTo(one[0] + offset, one[1])
            wire.quadTo((one[0] + other[0]) / 2, max(one[1], other[1]) + 0.035, other[0] + offset, other[1])
            paper.line(wire, iron, 0.0020, 0.9)


def pigeon_loft(paper: Paper, params: dict[str, Any]) -> None:
    """A little wooden house on legs with round holes, a ledge and a wire door."""
    x, y, size = float(params.get("x", -0.66)), float(params.get("y", 0.80)), float(params.get("size", 0.30))
    c = paper.canvas
    wood = from_hex("#7E6A58")
    c.save()
    c.translate(x, y)
    c.scale(size, size)
    for leg in (-0.46, 0.40):
        paper.piece(box(leg, -0.26, 0.06, 0.26), adjust(wood, lightness=0.7))
    body = box(-0.54, -0.84, 1.08, 0.60, 0.01)
    paper.piece(body, wood, drop=0.05)
    for plank in range(8):
        paper.flat(box(-0.54, -0.84 + plank * 0.075, 1.08, 0.008), adjust(wood, lightness=0.62), 0.8)
    hole = mix(paper.light.near, paper.light.shade(from_hex("#2A2024")), 0.5)
    for column in range(3):
        hx = -0.40 + column * 0.20
        c.drawPath(circle(hx, -0.64, 0.062), fill(hole))
        c.drawPath(box(hx - 0.062, -0.64, 0.124, 0.075), fill(hole))
        paper.piece(box(hx - 0.085, -0.565, 0.17, 0.022), adjust(wood, lightness=1.2), drop=0.02)
    grid = box(0.14, -0.74, 0.32, 0.42)
    c.drawPath(grid, fill(hole))
    c.drawPath(grid, fill(AMBER, 0.34 * paper.light.lamp))
    for bar in range(1, 6):
        paper.line(
            polygon([(0.14 + 0.053 * bar, -0.74), (0.14 + 0.053 * bar, -0.32), (0.14 + 0.053 * bar, -0.74)]),
            from_hex("#9A948A"),
            0.008,
        )
    for bar in range(1, 6):
        paper.line(
            polygon([(0.14, -0.74 + 0.07 * bar), (0.46, -0.74 + 0.07 * bar), (0.14, -0.74 + 0.07 * bar)]),
            from_hex("#9A948A"),
            0.008,
        )
    roof = polygon([(-0.64, -0.80), (-0.54, -0.98), (0.60, -0.90), (0.66, -0.76)])
    paper.piece(roof, from_hex("#4A4A55"), drop=0.05)
    if paper.light.weather == "snow":
        paper.piece(polygon([(-0.64, -0.83), (-0.54, -1.03), (0.60, -0.95), (0.66, -0.81)]), (0.94, 0.96, 1.0))
    paper.glow(0.30, -0.54, 0.5, AMBER, 0.26 * paper.light.lamp)
    c.restore()


def pigeons(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Pigeons on ledges: they bob, turn and puff themselves up: `at` lists [x, y, size]."""
    light = paper.light
    for index, (x, y, size) in enumerate(params.get("at", ())):
        x, y, size = float(x), float(y), float(size)
        if not paper.left - 0.05 < x < paper.right + 0.05:
            continue
        slot = moment.seconds / (2.7 + 0.6 * index) + 0.37 * index
        way = 1.0 if unit(paper.seed, "pigeon", index, math.floor(slot)) < 0.55 else -1.0
        bob = 0.06 * max(0.0, moment.sway(0.9 + 0.13 * index, 0.21 * index)) if slot % 1 > 0.4 else 0.0
        tone = from_hex(("#8B93A6", "#A49FA8", "#6F7890")[index % 3])
        body = light.shade(tone)
        c = paper.canvas
        c.save()
        c.translate(x, y)
        c.scale(size * way, size)
        c.drawPath(
            smooth([(-0.72, -0.30), (-0.20, -0.62), (0.30, -0.62), (0.50, -0.34), (0.28, -0.06), (-0.10, -0.04)]),
            fill(body),
        )
        c.drawPath(
            smooth([(-0.70, -0.28), (-0.10, -0.52), (0.18, -0.40), (-0.05, -0.20)]), fill(adjust(body, lightness=0.78))
        )
        c.drawPath(circle(0.40 + bob, -0.74 + bob, 0.19), fill(adjust(body, lightness=0.86)))
        c.drawPath(
            polygon([(0.56 + bob, -0.76 + bob), (0.74 + bob, -0.70 + bob), (0.56 + bob, -0.66 + bob)]),
            fill(light.shade(from_hex("#C9B48E"))),
        )
        c.drawPath(circle(0.44 + bob, -0.78 + bob, 0.038), fill(light.shade(from_hex("#E08A3C")), 1.0))
        c.drawPath(box(0.06, -0.06, 0.05, 0.08), fill(light.shade(from_hex("#B45A50"))))
        c.drawPath(
            smooth([(-0.10, -0.60), (0.28, -0.62), (0.48, -0.40)], closed=False),
            stroke(light.rim, 0.05, 0.5 * light.rim_strength),
        )
        c.restore()


def chimneys(paper: Paper, params: dict[str, Any]) -> None:
    """The dark near edge of a roof: a chimney stack on the left, a ventilator on the right."""
    light = paper.light
    near = mix(light.near, light.shade(from_hex("#4A3C40")), 0.30)
    left, right = float(params.get("left", -0.95)), float(params.get("right", 0.95))
    paper.piece(polygon([(left - 1, 0.52), (left + 0.04, 0.52), (left + 0.05, 1.3), (left - 1, 1.3)]), near, lit=False)
    paper.piece(box(left - 1, 0.49, 1.07, 0.045, 0.004), adjust(near, lightness=1.25), lit=False)
    paper.piece(box(left - 0.06, 0.40, 0.06, 0.10, 0.008), adjust(near, lightness=1.15), lit=False)
    paper.piece(box(right - 0.012, 0.86, 0.024, 0.4), near, lit=False)
    paper.piece(
        smooth(
            [
                (right - 0.055, 0.87),
                (right - 0.055, 0.79),
                (right, 0.755),
                (right + 0.055, 0.79),
                (right + 0.055, 0.87),
                (right, 0.885),
            ]
        ),
        near,
        lit=False,
    )
