"""Barren land of cut paper: dunes, table mountains, blown sand; and caves with daylight, crystals and drips.

It knows no set: places and sizes come from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import adjust, from_hex, mix
from generators.stage.kinds.ground import placed, snowed
from generators.stage.moment import Moment
from generators.stage.paper import Paper, Point, box, circle, colour4, fbm, fill, oval, polygon, smooth, stroke

CRYSTALS = tuple(from_hex(text) for text in ("#7CE6DC", "#9FB4FF", "#E6A8F0"))


def dunes(paper: Paper, params: dict[str, Any]) -> None:
    """Dunes `at: [[x, height, half width], …]` on `level`: a long lit back and a short slope in shadow."""
    level = float(params.get("level", 0.72))
    sand = snowed(paper, from_hex(str(params.get("tint", "#E2BE84"))), 0.6)
    light = paper.light
    away = -1 if light.direction[0] > 0 else 1
    shown = mix(paper.colour(sand), light.paper(paper.distance), 0.25)
    shade = mix(shown, light.haze(light.shadow, paper.distance), 0.30)
    for index, (x, height, half) in enumerate(params.get("at", ())):
        x, height, half = float(x), float(height), float(half)
        lean = 0.22 * half * (paper.chance("dune", index) - 0.5) - 0.18 * away * half
        top = (x + lean, level - height)
        shape = skia.Path()
        shape.moveTo(x - half, level + 0.02)
        shape.cubicTo(x - half * 0.5, level, top[0] - half * 0.34, top[1] + height * 0.12, *top)
        shape.cubicTo(top[0] + half * 0.34, top[1] + height * 0.16, x + half * 0.5, level, x + half, level + 0.02)
        shape.lineTo(x + half, level + 0.7)
        shape.lineTo(x - half, level + 0.7)
        shape.close()
        paper.shadow(shape, 0.012, 0.14)
        paper.piece(shape, shown, lit=False)
        slope = skia.Path()
        slope.moveTo(*top)
        bend, low = (
            (top[0] + away * half * 0.05, level - height * 0.6),
            (top[0] - away * half * 0.16, level - height * 0.2),
        )
        slope.cubicTo(*bend, *low, top[0] + away * half * 0.12, level + 0.08)
        slope.lineTo(x + away * half * 1.2, level + 0.08)
        slope.lineTo(x + away * half * 1.2, level - height * 1.2)
        slope.close()
        canvas = paper.canvas
        canvas.save()
        canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
        canvas.drawPath(slope, fill(shade))
        for comb in range(6):
            cx = x - away * half * (0.15 + 0.6 * paper.chance("comb", index, comb))
            cy = level - height * 0.5 * paper.chance("comb-y", index, comb)
            reach = half * 0.14
            line = smooth([(cx - reach, cy + 0.004), (cx, cy - 0.004), (cx + reach, cy + 0.003)], closed=False)
            canvas.drawPath(line, stroke(adjust(shown, lightness=0.93), 0.0024, 0.6))
        canvas.restore()


def mesas(paper: Paper, params: dict[str, Any]) -> None:
    """Table mountains `at: [[x, foot, height, half], …]`: steep banded walls over slopes of rubble."""
    rock = from_hex(str(params.get("tint", "#C07E58")))
    away = -1 if paper.light.direction[0] > 0 else 1
    for index, (x, y, height, half) in enumerate(params.get("at", ())):
        x, y, height, half = float(x), float(y), float(height), float(half)
        left: list[Point] = [(x - half * 1.9, y)]
        right: list[Point] = [(x + half * 1.9, y)]
        for step in range(6):
            t = step / 5
            wide = half * (1.14 - 0.16 * t + 0.10 * (paper.chance("mesa", index, step) - 0.5))
            left.append((x - wide, y - height * (0.38 + 0.62 * t)))
            right.append((x + wide, y - height * (0.38 + 0.62 * t)))
        shape = polygon([*left, *reversed(right), (x + half * 1.9, y + 0.4), (x - half * 1.9, y + 0.4)])
        paper.piece(shape, rock, drop=0.012)
        canvas = paper.canvas
        canvas.save()
        canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
        for band in range(4):
            at = y - height * (0.46 + 0.14 * band)
            paper.flat(
                box(x - half * 2, at, half * 4, height * 0.045), adjust(rock, lightness=0.86 + 0.24 * (band % 2)), 0.7
            )
        side = box(x + half * 0.2 if away > 0 else x - half * 2.2, y - height * 1.1, half * 2, height * 1.6)
        paper.flat(side, adjust(rock, lightness=0.72), 0.65)
        for cleft in range(5):
            cx = x + half * 2 * (paper.chance("cleft", index, cleft) - 0.5)
            crack = placed(cx, y, height, (-0.012, 1.0), (0.012, 1.0), (0.02, 0.5), (-0.01, 0.42))
            paper.flat(polygon(crack), adjust(rock, lightness=0.68), 0.7)
        canvas.restore()


def blown_sand(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Sand that the wind carries low over the ground: long pale streaks, many in a gale, few in still air."""
    strength = 0.15 + 0.85 * moment.wind
    tone = mix(paper.light.mist, paper.light.shade(from_hex("#F0D8A8")), 0.5)
    streaks = skia.Path()
    for index in range(int(8 + 26 * strength)):
        period = 3.4 + 3.0 * unit(paper.seed, "gust", index)
        t = (moment.seconds / period + unit(paper.seed, "gust-at", index)) % 1
        x, y = -1.4 + 2.8 * t, 0.74 + 0.26 * unit(paper.seed, "gust-y", index) + 0.008 * math.sin(7 * t + index)
        reach = (0.06 + 0.10 * unit(paper.seed, "gust-l", index)) * math.sin(math.pi * t)
        streaks.moveTo(x - reach, y)
        streaks.quadTo(x, y - 0.004, x + reach, y - 0.001)
        streaks.quadTo(x, y + 0.001, x - reach, y)
        streaks.close()
    paper.canvas.drawPath(streaks, fill(tone, 0.30 + 0.25 * strength))


def cavern(paper: Paper, params: dict[str, Any]) -> None:
    """The far end of a cave: dark rock round an opening with the sky in it: `x`, `y`, `size`."""
    light = paper.light
    x, y, size = float(params.get("x", 0.1)), float(params.get("y", 0.52)), float(params.get("size", 0.16))
    canvas = paper.canvas
    canvas.drawRect(skia.Rect.MakeLTRB(-3, -1, 3, 2), fill(mix(light.far, light.near, 0.45)))
    for ring in range(6):
        reach = size * (5.2 - 0.75 * ring)
        points: list[Point] = []
        for step in range(16):
            angle = 2 * math.pi * step / 16
            out = reach * (0.86 + 0.28 * paper.chance("cave", ring, step))
            points.append((x + 1.15 * out * math.cos(angle), y + 0.72 * out * math.sin(angle)))
        shape = smooth(points)
        canvas.drawPath(shape, fill(mix(light.far, mix(light.mist, light.horizon, 0.4), 0.10 + 0.10 * ring), 0.55))
        paper.edge(shape, light.mist, 0.25)
    corners = ((-0.9, -1.1), (-1.05, -0.2), (-0.7, 0.6), (-0.1, 1.0), (0.6, 0.72), (1.0, 0.0), (0.85, -1.1))
    mouth = smooth(placed(x, y, size, *corners))
    shader = skia.GradientShader.MakeLinear(
        points=[(0, y - size), (0, y + size)],
        colors=[colour4(light.mid).toColor(), colour4(mix(light.horizon, light.sun, 0.2)).toColor()],
    )
    canvas.drawPath(mouth, skia.Paint(Shader=shader, AntiAlias=True))
    paper.edge(mouth, light.sun, 0.5)
    paper.glow(x, y, size * 4.2, mix(light.horizon, light.sun, 0.3), 0.42 * (1 - 0.55 * light.night))


def rock_arch(paper: Paper, params: dict[str, Any]) -> None:
    """A wall of rock with a great opening round `x`, `y` (`rx`, `ry`); stone hangs from its rim."""
    light = paper.light
    x, y = float(params.get("x", 0.08)), float(params.get("y", 0.52))
    rx, ry = float(params.get("rx", 0.6)), float(params.get("ry", 0.36))
    name, dark = str(params.get("name", "arch")), bool(params.get("dark", False))
    rock = light.haze(light.shade(from_hex(str(params.get("tint", "#5E6A7E")))), paper.distance)
    base = mix(rock, light.haze(light.near, paper.distance), 0.82 if dark else 0.45)
    points: list[Point] = []
    count = 44
    for step in range(count):
        angle = 2 * math.pi * step / count
        out = 1 + 0.16 * fbm(3.0 * step / count * 4, paper.seed, name, octaves=3)
        px, py = x + rx * out * math.cos(angle), y + ry * out * math.sin(angle)
        # Above, every few steps stone hangs down; the taller the opening, the longer.
        if math.sin(angle) < -0.25 and step % 3 == 0:
            py += ry * (0.10 + 0.42 * paper.chance(name, "drop", step))
        points.append((px, py))
    hole = polygon(points)
    wall = skia.Path()
    wall.addRect(skia.Rect.MakeLTRB(-3, -1, 3, 2))
    shape = skia.Op(wall, hole, skia.PathOp.kDifference_PathOp) or wall
    paper.shadow(shape, 0.02, 0.28)
    paper.piece(shape, base, lit=False, rim=1.2)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
    for facet in range(26):
        fx, fy = -1.1 + 2.2 * paper.chance(name, "facet", facet), paper.chance(name, "facet-y", facet)
        size = 0.05 + 0.09 * paper.chance(name, "facet-s", facet)
        corners = ((-0.8, 0.1), (-0.1, 0.7), (0.7, 0.3), (0.5, -0.5), (-0.4, -0.6))
        tone = adjust(base, lightness=0.88 + 0.26 * paper.chance(name, "facet-t", facet))
        canvas.drawPath(polygon(placed(fx, fy, size, *corners)), fill(tone, 0.5))
    canvas.restore()


def crystals(paper: Paper, params: dict[str, Any]) -> None:
    """Clusters of crystals that shine by themselves: `at: [[x, foot, size], …]`; the darker it is, the more."""
    glow = 0.35 + 0.55 * paper.light.night
    for index, (x, y, size) in enumerate(params.get("at", ())):
        x, y, size = float(x), float(y), float(size)
        tint = CRYSTALS[index % len(CRYSTALS)]
        paper.glow(x, y - size * 0.5, size * 3.2, tint, 0.55 * glow)
        for shard in range(5):
            lean = (shard - 2) * 0.26 + 0.14 * (paper.chance("shard", index, shard) - 0.5)
            tall = size * (1.1 - 0.18 * abs(shard - 2)) * (0.75 + 0.4 * paper.chance("tall", index, shard))
            half = size * 0.10
            foot, tip = x + size * 0.10 * (shard - 2), (x + tall * lean, y - tall)
            right = [tip, (tip[0] + half, tip[1] + half * 2.4), (foot + half, y)]
            body = polygon([(foot - half, y), (tip[0] - half, tip[1] + half * 2), *right])
            paper.piece(body, tint, emit=glow, drop=0.004)
            face = polygon([(foot, y), (tip[0], tip[1] + half * 2.6), *right])
            paper.flat(face, adjust(tint, lightness=0.76), 0.8, emit=glow * 0.7)


def drips(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Drops that gather above, fall and ring in the pools below: `at: [[x, top, foot], …]`."""
    tone = mix(paper.light.horizon, paper.light.rim, 0.5)
    for index, (x, top, foot) in enumerate(params.get("at", ())):
        t = (moment.seconds / (2.6 + 1.7 * unit(paper.seed, "drip", index)) + unit(paper.seed, "drip-at", index)) % 1
        if t < 0.3:
            fall = float(top) + (float(foot) - float(top)) * (t / 0.3) ** 2
            paper.canvas.drawPath(oval(float(x), fall, 0.0018, 0.006), fill(tone, 0.9))
            continue
        ring = (t - 0.3) / 0.7
        shape = oval(float(x), float(foot), 0.008 + 0.045 * ring, 0.002 + 0.009 * ring)
        paper.canvas.drawPath(shape, stroke(tone, 0.0020, 0.7 * (1 - ring)))
        if ring < 0.2:
            paper.canvas.drawPath(
                circle(float(x), float(foot) - 0.012 * math.sin(math.pi * ring * 5), 0.0018), fill(tone, 0.8)
            )
