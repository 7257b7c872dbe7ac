"""A sea shore of cut paper: cliffs with strata, a beach that the tide wets, sea stacks, a boat on the sand, surf.

It knows no set: places and sizes come from the layer's parameters.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.ground import BOTTOM, snowed
from generators.stage.kinds.water import BOATS, sea_colour
from generators.stage.moment import Moment
from generators.stage.paper import Paper, Point, box, circle, colour4, fbm, fill, oval, polygon, smooth, stroke


def cliff(paper: Paper, params: dict[str, Any]) -> None:
    """A headland falling to the sea: from `from` (inland, far side) to `to` (its foot), `top`, `foot`.

    `tint` is the rock, `cap` what grows on it; `steps` are terraces of the falling edge.
    """
    start, end = float(params.get("from", -1.4)), float(params.get("to", -0.3))
    top, foot = float(params.get("top", 0.36)), float(params.get("foot", 0.70))
    name = str(params.get("name", round(end * 100)))
    way = 1 if end > start else -1
    steps = int(params.get("steps", 5))
    rock = from_hex(str(params.get("tint", "#E6DCC6")))
    back: list[Point] = []
    for step in range(13):
        x = start + (end - way * 0.16 - start) * step / 12
        back.append((x, top + 0.030 * fbm(x * 2.2, paper.seed, "cliff", name) + 0.05 * (step / 12) ** 3))
    edge: list[Point] = []
    x, y = back[-1]
    for step in range(steps):
        fall = y + (foot - back[-1][1]) / steps * (0.8 + 0.4 * paper.chance(name, "fall", step))
        edge.append((x + way * 0.022 * paper.chance(name, "ledge", step), y + (fall - y) * 0.25))
        x += way * (0.16 / steps) * (0.5 + 1.0 * paper.chance(name, "out", step))
        y = min(foot, fall)
        edge.append((x, y - (foot - y) * 0.02))
    outline = [*back, *edge, (x + way * 0.02, foot + 0.02), (x, foot + 0.5), (start, foot + 0.5)]
    face = polygon(outline)
    paper.piece(face, rock, drop=0.02)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(face, skia.ClipOp.kIntersect, True)
    _strata(paper, start, end, top, foot, rock, name)
    _clefts(paper, start, end, top, foot, rock, name)
    turf = snowed(paper, from_hex(str(params.get("cap", "#86A05C"))))
    fringe: list[Point] = []
    for step in range(40):
        at = start + (x + way * 0.05 - start) * step / 39
        deep = 0.020 + 0.022 * paper.chance(name, "fringe", step) * (1.6 if step % 3 == 0 else 0.7)
        fringe.append((at, _height(back, at, way) + deep))
    sod = polygon([*fringe, (x + way * 0.05, top - 0.4), (start, top - 0.4)])
    upto = back[-1][0] + way * 0.03
    canvas.clipRect(skia.Rect.MakeLTRB(min(start, upto), -1, max(start, upto), 2))
    paper.flat(sod, turf)
    paper.edge(sod, mix(paper.colour(turf), paper.light.rim, 0.5), 0.3)
    canvas.restore()
    # The sea's foot: dark wet rock, tumbled stones.
    for index in range(7):
        at = x - way * (0.02 + 0.5 * paper.chance(name, "tumble", index) ** 1.5)
        size = 0.012 + 0.022 * paper.chance(name, "tumble-s", index)
        corners = ((-1.0, 0.012), (-0.5, -size * 0.7), (0.4, -size * 0.8), (1.0, 0.012))
        paper.piece(polygon([(at + size * dx, foot + dy) for dx, dy in corners]), adjust(rock, lightness=0.62), rim=0.7)


def _height(back: list[Point], x: float, way: int) -> float:
    for (x0, y0), (x1, y1) in itertools.pairwise(back):
        if (x - x0) * way >= 0 and (x1 - x) * way >= 0:
            return y0 + (y1 - y0) * (x - x0) / ((x1 - x0) or 1.0)
    return back[-1][1] if (x - back[-1][0]) * way > 0 else back[0][1]


def _strata(paper: Paper, start: float, end: float, top: float, foot: float, rock: RGB, name: str) -> None:
    left, right = min(start, end) - 0.1, max(start, end) + 0.2
    for band in range(5):
        y = top + (foot - top) * (0.26 + 0.17 * band + 0.06 * paper.chance(name, "band", band))
        dip = 0.05 * (1 if paper.chance(name, "dip") > 0.5 else -1)
        upper: list[Point] = []
        lower: list[Point] = []
        for step in range(15):
            x = left + (right - left) * step / 14
            wave = 0.014 * fbm(x * 3, paper.seed, name, "strata", band, octaves=2) + dip * (x - left)
            thick = 0.010 + 0.012 * paper.chance(name, "thick", band, step)
            upper.append((x, y + wave))
            lower.append((x, y + wave + thick))
        paper.flat(polygon([*upper, *reversed(lower)]), adjust(rock, lightness=0.86, chroma=1.15), 0.65)
    shader = skia.GradientShader.MakeLinear(
        points=[(0, foot - 0.12), (0, foot + 0.02)],
        colors=[colour4(paper.light.shadow, 0.0).toColor(), colour4(paper.light.shadow, 0.32).toColor()],
    )
    paper.canvas.drawRect(skia.Rect.MakeLTRB(left, foot - 0.2, right, foot + 0.6), skia.Paint(Shader=shader))


def _clefts(paper: Paper, start: float, end: float, top: float, foot: float, rock: RGB, name: str) -> None:
    """Faces turned from the light, so that the wall has folds."""
    light = paper.light
    away = -1 if light.direction[0] > 0 else 1
    shade = mix(paper.colour(rock), light.haze(light.shadow, paper.distance), 0.42)
    for cleft in range(7):
        x = start + (end - start) * (0.06 + 0.92 * (cleft + 0.5 * paper.chance(name, "cleft", cleft)) / 7)
        wide = 0.035 + 0.060 * paper.chance(name, "cleft-w", cleft)
        points: list[Point] = []
        for step in range(6):
            points.append(
                (x + 0.016 * (paper.chance(name, "zig", cleft, step) - 0.5), top + (foot + 0.05 - top) * step / 5)
            )
        back = [(x + away * wide * (0.25 + 0.75 * step / 5), y) for step, (_, y) in enumerate(points)]
        paper.canvas.drawPath(polygon([*points, *reversed(back)]), fill(shade, 0.5))


def stacks(paper: Paper, params: dict[str, Any]) -> None:
    """Pillars cut off by the sea: `at: [[x, foot, height, half], …]`, the first pierced if `arch` is true."""
    rock = from_hex(str(params.get("tint", "#D8CDB6")))
    turf = snowed(paper, from_hex(str(params.get("cap", "#86A05C"))))
    away = -1 if paper.light.direction[0] > 0 else 1
    for index, (x, y, height, half) in enumerate(params.get("at", ())):
        x, y, height, half = float(x), float(y), float(height), float(half)
        left: list[Point] = []
        right: list[Point] = []
        for step in range(7):
            t = step / 6
            wide = half * (1.12 - 0.42 * t + 0.18 * (paper.chance("stack", index, step) - 0.5))
            left.append((x - wide, y - height * t))
            right.append((x + wide * 0.94, y - height * t))
        shape = polygon([*left, *reversed(right)])
        if index == 0 and params.get("arch"):
            ax = x + half * 0.30
            corners = (
                (-0.34, -0.03),
                (-0.34, height * 0.30),
                (0.0, height * 0.50),
                (0.34, height * 0.30),
                (0.34, -0.03),
            )
            hole = smooth([(ax + half * dx, y - dy) for dx, dy in corners])
            shape = skia.Op(shape, hole, skia.PathOp.kDifference_PathOp) or shape
        paper.piece(shape, rock, drop=0.012)
        paper.canvas.save()
        paper.canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
        paper.flat(
            box(x if away > 0 else x - half * 2, y - height * 1.1, half * 2, height * 1.3), adjust(rock, lightness=0.82)
        )
        for band in range(3):
            line = y - height * (0.2 + 0.24 * band)
            paper.flat(box(x - half * 2, line, half * 4, height * 0.03), adjust(rock, lightness=0.80), 0.6)
        paper.flat(oval(x, y - height, half * 1.2, height * 0.055), turf)
        paper.flat(box(x - half * 2, y - height * 0.05, half * 4, height * 0.1), adjust(rock, lightness=0.55), 0.8)
        paper.canvas.restore()
        foam = oval(x, y, half * 1.35, 0.004)
        paper.canvas.drawPath(foam, fill(paper.light.haze(paper.light.shade((0.96, 0.98, 1.0)), paper.distance), 0.75))


def beach(paper: Paper, params: dict[str, Any]) -> None:
    """Sand from the tide line at `level`: a wet mirror, then dry sand, ripples, shells and wrack."""
    light = paper.light
    level = float(params.get("level", 0.765))
    sand = snowed(paper, from_hex(str(params.get("tint", "#E4D2A6"))), 0.7)
    edge: list[Point] = []
    x = paper.left - 0.05
    while x <= paper.right + 0.06:
        edge.append((x, level + 0.014 * fbm(x * 1.3, paper.seed, "tide", octaves=2)))
        x += 0.03
    body = polygon([*edge, (paper.right + 0.1, BOTTOM + 0.3), (paper.left - 0.1, BOTTOM + 0.3)])
    wet = mix(paper.colour(adjust(sand, lightness=0.80)), mix(light.horizon, light.mid, 0.4), 0.42)
    canvas = paper.canvas
    canvas.drawPath(body, fill(wet))
    canvas.save()
    canvas.clipPath(body, skia.ClipOp.kIntersect, True)
    if light.sun_shown > 0.05:
        sx = light.sun_at[0]
        streak = smooth([(sx - 0.10, level), (sx + 0.10, level), (sx + 0.17, level + 0.05), (sx - 0.17, level + 0.05)])
        canvas.drawPath(streak, fill(mix(light.sun, light.horizon, 0.3), 0.35 * light.sun_shown))
    dry: list[Point] = [(px, py + 0.034 + 0.014 * fbm(px * 2.1, paper.seed, "dry", octaves=2)) for px, py in edge]
    bank = polygon([*dry, (paper.right + 0.1, BOTTOM + 0.3), (paper.left - 0.1, BOTTOM + 0.3)])
    canvas.drawPath(bank, fill(mix(wet, paper.colour(sand), 0.5)))
    lip = [(px, py + 0.014 + 0.008 * fbm(px * 3.7, paper.seed, "dry2")) for px, py in dry]
    bank = polygon([*lip, (paper.right + 0.1, BOTTOM + 0.3), (paper.left - 0.1, BOTTOM + 0.3)])
    paper.piece(bank, sand, rim=0.7)
    _wrack(paper, dry, sand)
    for number in range(44):
        t = paper.chance("rip-y", number) ** 1.1
        y, at = level + 0.085 + 0.24 * t, -1.25 + 2.5 * paper.chance("rip", number)
        reach, rise = (0.025 + 0.07 * paper.chance("rip-w", number)) * (0.5 + t), 0.003 + 0.009 * t
        bow = ((-1.0, 1.0), (-0.3, -1.0), (0.5, -0.6), (1.0, 1.0), (0.3, 0.2), (-0.4, 0.0))
        ripple = smooth([(at + reach * dx, y + rise * dy) for dx, dy in bow])
        paper.flat(ripple, adjust(sand, lightness=0.90 if number % 3 else 1.05), 0.5)
    _steps(paper, sand, level)
    shader = skia.GradientShader.MakeLinear(
        points=[(0, level + 0.07), (0, 1.02)],
        colors=[colour4(light.shadow, 0.0).toColor(), colour4(light.shadow, 0.30).toColor()],
    )
    canvas.drawRect(skia.Rect.MakeLTRB(-3, level, 3, BOTTOM + 0.3), skia.Paint(Shader=shader, Dither=True))
    canvas.restore()


def _wrack(paper: Paper, line: list[Point], sand: RGB) -> None:
    weed = mix(from_hex("#4E5A44"), sand, 0.2)
    for index in range(38):
        x, y = line[int(paper.chance("wrack", index) * (len(line) - 1))]
        x += 0.02 * paper.chance("wrack-x", index)
        y += 0.024 + 0.010 * paper.chance("wrack-y", index)
        if paper.chance("wrack-k", index) < 0.6:
            bit = smooth(
                [(x - 0.012, y), (x - 0.004, y - 0.005), (x + 0.006, y + 0.002), (x + 0.014, y - 0.003)], closed=False
            )
            paper.line(bit, weed, 0.0030, 0.8)
        else:
            paper.flat(oval(x, y, 0.005, 0.003), from_hex("#F4E8DA") if index % 2 else from_hex("#C98E7A"))


def _steps(paper: Paper, sand: RGB, level: float) -> None:
    """Footprints that come out of the left corner and go off to the right: somebody was here."""
    for index in range(13):
        t = index / 12
        x = -0.62 + 0.95 * t + 0.10 * math.sin(3 * t)
        y = 1.0 - (1.0 - level - 0.075) * t**0.7
        size = 0.016 * (1.25 - t)
        side = size * 0.9 * (1 if index % 2 else -1)
        paper.flat(oval(x + side, y, size, size * 0.42), adjust(sand, lightness=0.84), 0.6)


def dinghy(paper: Paper, params: dict[str, Any]) -> None:
    """A rowing boat drawn up on the sand: `x`, `y`, `size`, `hull` its colour, an oar against it."""
    x, y, size = float(params.get("x", -0.6)), float(params.get("y", 0.82)), float(params.get("size", 0.24))
    hull = BOATS[int(params.get("hull", 0)) % len(BOATS)]
    if "paint" in params:
        hull = from_hex(str(params["paint"]))
    wood = from_hex("#8A6848")
    canvas = paper.canvas
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(float(params.get("tilt", -6)))
    canvas.scale(size, size)
    shape = skia.Path()
    shape.moveTo(-0.95, -0.30)
    shape.quadTo(0.0, -0.16, 1.05, -0.42)
    shape.quadTo(0.90, 0.0, 0.55, 0.06)
    shape.lineTo(-0.66, 0.06)
    shape.quadTo(-0.90, -0.04, -0.95, -0.30)
    shape.close()
    inner = skia.Path()
    inner.moveTo(-0.95, -0.30)
    inner.quadTo(-0.1, -0.40, 1.05, -0.42)
    inner.quadTo(0.0, -0.16, -0.95, -0.30)
    inner.close()
    paper.piece(inner, adjust(wood, lightness=0.62), rim=0.4)
    paper.piece(shape, hull, drop=0.05)
    canvas.save()
    canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
    for strake in range(2):
        line = smooth(
            [(-1.0, -0.19 + 0.10 * strake), (0.0, -0.05 + 0.10 * strake), (1.1, -0.30 + 0.12 * strake)], closed=False
        )
        paper.line(line, adjust(hull, lightness=0.76), 0.018, 0.8)
    canvas.restore()
    gunwale = smooth([(-0.97, -0.31), (0.0, -0.17), (1.07, -0.43)], closed=False)
    paper.line(gunwale, from_hex("#F2E6CC"), 0.035)
    oar = smooth([(-0.35, 0.08), (0.2, -0.34), (0.62, -0.66)], closed=False)
    paper.line(oar, wood, 0.035)
    paper.piece(oval(0.68, -0.71, 0.09, 0.05), wood)
    canvas.restore()


def near_rocks(paper: Paper, params: dict[str, Any]) -> None:
    """Dark wet rocks at the corners near the lens, a rope and limpets on them: `left`, `right`, `tall`."""
    light = paper.light
    near = mix(light.near, light.shade(from_hex("#4E5458")), 0.22)
    tall = float(params.get("tall", 0.17))
    for side, at in ((-1, float(params.get("left", -0.86))), (1, float(params.get("right", 0.94)))):
        points: list[Point] = [(at + side * 0.6, 1.2)]
        for step in range(8):
            t = step / 7
            x = at + side * 0.5 * (1 - t) - side * 0.16 * t
            y = 1.03 - tall * (1 - t) ** 0.7 * (0.75 + 0.5 * paper.chance("rock", side, step))
            points.append((x, y))
        points += [(at - side * 0.20, 1.2)]
        shape = polygon(points)
        paper.piece(shape, near, lit=False)
        for number in range(4):
            face = points[1 + number]
            facet = polygon([face, points[2 + number], (face[0] - side * 0.02, 1.2), (face[0] + side * 0.05, 1.2)])
            paper.canvas.drawPath(facet, fill(adjust(near, lightness=1.12 if number % 2 else 0.88), 0.6))


def surf(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """The last of each wave running up the sand and back: a glassy sheet with a line of foam."""
    light = paper.light
    level, reach = float(params.get("level", 0.768)), float(params.get("reach", 0.026))
    white = light.shade((0.97, 0.98, 1.0))
    wild = 1.0 + 0.5 * (moment.weather == "storm") + 0.25 * moment.wind
    for sheet in range(2):
        phase = (moment.seconds / 6.4 + 0.5 * sheet) % 1
        run = math.sin(math.pi * phase) ** 0.8
        front: list[Point] = []
        x = paper.left - 0.06
        while x <= paper.right + 0.1:
            uneven = 0.55 + 0.45 * fbm(x * 1.7 + 5.3 * sheet, paper.seed, "surf", sheet, octaves=2)
            front.append((x, level - 0.008 + reach * wild * run * (0.7 + 0.5 * uneven) + 0.002 * math.sin(21 * x)))
            x += 0.05
        body = smooth([(paper.left - 0.2, level - 0.05), *front, (paper.right + 0.2, level - 0.05)])
        water = mix(sea_colour(paper, 0.55), light.horizon, 0.35)
        paper.canvas.drawPath(body, fill(water, 0.34 * math.sin(math.pi * phase)))
        line = smooth(front, closed=False)
        fade = math.sin(math.pi * min(1.0, phase * 1.1)) ** 0.6 if phase < 0.91 else 0.0
        paper.canvas.drawPath(line, stroke(white, 0.0045 * wild, 0.85 * fade))
        paper.canvas.drawPath(line, stroke(white, 0.012 * wild, 0.20 * fade))


def breakers(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Spray that jumps at the foot of rocks: `at: [[x, y], …]`, higher in wind and storm."""
    white = paper.light.haze(paper.light.shade((0.97, 0.98, 1.0)), paper.distance)
    high = 0.018 + 0.05 * moment.wind + 0.04 * (moment.weather == "storm")
    for number, (x, y) in enumerate(params.get("at", ())):
        phase = (moment.seconds / 5.2 + unit(paper.seed, "spray", number)) % 1
        if phase > 0.42:
            continue
        t = phase / 0.42
        for drop in range(9):
            way = 2 * unit(paper.seed, "drop", number, drop) - 1
            up = high * (0.5 + unit(paper.seed, "drop-h", number, drop)) * 4 * t * (1 - t)
            size = (0.0022 + 0.003 * unit(paper.seed, "drop-s", drop)) * (1 - 0.5 * t)
            paper.canvas.drawPath(circle(float(x) + way * 0.035 * t, float(y) - up, size), fill(white, 0.8 * (1 - t)))
