"""High summer of cut paper: patchwork fields, an old oak, haycocks, a gate, poppies near the lens, butterflies.

It knows no set: places and sizes come from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.ground import clump, placed, snowed
from generators.stage.kinds.land import skyline
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, fill, oval, polygon, smooth

CROPS = tuple(from_hex(text) for text in ("#A9B865", "#D9C271", "#8FA85C", "#C4B06A", "#B9C57E", "#9A8F5E"))
BARK = from_hex("#5C4A40")
WINGS = tuple(from_hex(text) for text in ("#F2C14E", "#F4EAD6", "#8FB4E0", "#E8814E"))


def fields(paper: Paper, params: dict[str, Any]) -> None:
    """Rolling land cut into fields by hedges; the parameters of a ridge, and `plots` how many lie side by side."""
    points = skyline(paper, params)
    foot = float(params.get("foot", 1.6))
    body = polygon([*points, (paper.right + 0.05, foot), (paper.left - 0.05, foot)])
    name = str(params.get("name", "fields"))
    deep = float(params.get("deep", 0.10))
    paper.piece(body, snowed(paper, CROPS[0], 0.75), rim=1.0)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(body, skia.ClipOp.kIntersect, True)
    plots = int(params.get("plots", 7))

    def height(x: float) -> float:
        nearest = min(points, key=lambda point: abs(point[0] - x))
        return nearest[1]

    for row in range(3):
        top, low = deep * (0.04 + 0.36 * row), deep * (0.40 + 0.36 * row)
        for plot in range(plots):
            slant = 0.09 * (1 if row % 2 else -1)
            x0 = -1.3 + 2.6 * (plot + 0.3 * paper.chance(name, row, plot)) / plots
            x1 = -1.3 + 2.6 * (plot + 1 + 0.3 * paper.chance(name, row, plot + 1)) / plots
            if x1 < paper.left - 0.2 or x0 > paper.right + 0.2:
                continue
            crop = snowed(paper, CROPS[int(paper.chance(name, "crop", row, plot) * len(CROPS))], 0.8)
            y0, y1 = height(x0), height(x1)
            plot_shape = [(x0, y0 + top), (x1, y1 + top), (x1 + slant, y1 + low), (x0 + slant, y0 + low)]
            paper.flat(polygon(plot_shape), crop)
            for furrow in range(4 if paper.chance(name, "plough", row, plot) < 0.45 else 0):
                t = (furrow + 0.5) / 4
                a, b = x0 + (x1 - x0) * t, x0 + (x1 - x0) * t + slant
                line = polygon([(a, y0 + top), (a + 0.003, y0 + top), (b + 0.006, y0 + low), (b, y0 + low)])
                paper.flat(line, adjust(crop, lightness=0.88), 0.6)
            for bush in range(6):
                t = bush / 6
                if paper.chance(name, "hedge", row, plot, bush) < 0.3:
                    continue
                bx, by = x0 + slant * t, y0 + top + (low - top) * t
                radius = 0.006 + 0.006 * paper.chance(name, "bush", row, plot, bush)
                paper.flat(circle(bx, by, radius), snowed(paper, from_hex("#6E8A52"), 0.5))
    canvas.restore()


def leafy(paper: Paper, x: float, y: float, radius: float, *key: str | int) -> skia.Path:
    """A wide clump of oak leaves."""
    return clump(paper, x, y, radius * 1.12, radius * 0.84, 11, *key)


def oak(paper: Paper, params: dict[str, Any]) -> None:
    """An old broad oak that stands alone: `x`, `y` its foot, `size` its height; leaves turn with `leaf`."""
    x, y, size = float(params.get("x", -0.6)), float(params.get("y", 0.80)), float(params.get("size", 0.6))
    leaf = snowed(paper, from_hex(str(params.get("leaf", "#7C9448"))), 0.55)
    shade = oval(x + size * 0.04, y + size * 0.012, size * 0.46, size * 0.040)
    paper.canvas.drawPath(shade, fill(paper.light.shadow, 0.20))
    crowns = (
        (-0.30, 0.56, 0.16), (0.32, 0.58, 0.16), (-0.16, 0.72, 0.19), (0.18, 0.74, 0.19), (0.0, 0.88, 0.17),
        (-0.36, 0.70, 0.13), (0.38, 0.72, 0.13), (0.0, 0.64, 0.18), (-0.20, 0.88, 0.13), (0.22, 0.88, 0.12),
    )  # fmt: skip
    for index, (dx, dy, radius) in enumerate(crowns[:5]):
        shape = leafy(paper, x + dx * size, y - (dy - 0.03) * size, radius * size * 1.05, "oak-back", index)
        paper.piece(shape, adjust(leaf, lightness=0.76), drop=0.01)
    left = ((-0.12, 0.0), (-0.062, 0.06), (-0.050, 0.30), (-0.16, 0.52), (-0.12, 0.55), (-0.02, 0.42), (0.01, 0.62))
    right = ((0.05, 0.62), (0.05, 0.42), (0.16, 0.56), (0.19, 0.53), (0.066, 0.30), (0.072, 0.06), (0.14, 0.0))
    shape = polygon(placed(x, y, size, *left, *right))
    paper.piece(shape, BARK, drop=0.014)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
    away = -1 if paper.light.direction[0] > 0 else 1
    paper.flat(
        box(x if away > 0 else x - size * 0.3, y - size * 0.7, size * 0.3, size * 0.7), adjust(BARK, lightness=0.80)
    )
    for line in range(5):
        at = x + size * 0.024 * (line - 2)
        bark = smooth(
            [(at, y), (at + size * 0.008, y - size * 0.2), (at - size * 0.004, y - size * 0.45)], closed=False
        )
        paper.line(bark, adjust(BARK, lightness=0.70), size * 0.006, 0.7)
    canvas.restore()
    for index, (dx, dy, radius) in enumerate(crowns):
        key = ("oak", index)
        at = (x + dx * size, y - dy * size)
        tone = adjust(leaf, lightness=0.92 + 0.16 * paper.chance(*key, "tone"))
        paper.piece(leafy(paper, *at, radius * size * 0.88, *key), tone, drop=0.010)
        for spray in range(7):
            angle, reach = (
                6.283 * paper.chance(*key, "leaf", spray),
                radius * size * 0.6 * paper.chance(*key, "r", spray),
            )
            spot = oval(at[0] + reach * math.cos(angle), at[1] + reach * math.sin(angle), size * 0.016, size * 0.009)
            paper.flat(spot, adjust(tone, lightness=0.86 + 0.3 * paper.chance(*key, "t", spray)), 0.75)


def haycocks(paper: Paper, params: dict[str, Any]) -> None:
    """Rounded stacks of hay: `at: [[x, y, size], …]`."""
    hay = snowed(paper, from_hex("#D9BA6A"), 0.6)
    for index, (x, y, size) in enumerate(params.get("at", ())):
        x, y, size = float(x), float(y), float(size)
        corners = ((-0.62, 0.0), (-0.66, 0.35), (-0.36, 0.85), (0.0, 1.12), (0.36, 0.85), (0.66, 0.35), (0.62, 0.0))
        shape = smooth(placed(x, y, size, *corners))
        paper.piece(shape, hay, drop=size * 0.14)
        canvas = paper.canvas
        canvas.save()
        canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
        away = -1 if paper.light.direction[0] > 0 else 1
        dark = placed(x, y, size, (0.05 * away, 1.2), (0.20 * away, 0.5), (0.1 * away, -0.1), (away, -0.1), (away, 1.2))
        paper.flat(smooth(dark), adjust(hay, lightness=0.82), 0.8)
        for straw in range(16):
            sx, sy = (
                x + size * 1.1 * (paper.chance("hay", index, straw) - 0.5),
                y - size * paper.chance("hay-y", index, straw),
            )
            line = smooth(
                [(sx, sy), (sx + size * 0.02, sy + size * 0.07), (sx + size * 0.05, sy + size * 0.12)], closed=False
            )
            paper.line(line, adjust(hay, lightness=0.74 if straw % 2 else 1.12), size * 0.016, 0.7)
        canvas.restore()


def gate(paper: Paper, params: dict[str, Any]) -> None:
    """A five-barred gate between two posts: `x` its left post, `y`, `width`."""
    x, y, width = float(params.get("x", 0.5)), float(params.get("y", 0.80)), float(params.get("width", 0.26))
    wood = snowed(paper, from_hex("#8C7460"), 0.25)
    tall = width * 0.46
    for bar in range(5):
        by = y - tall * (0.16 + 0.185 * bar)
        slope = 0.004
        paper.piece(
            polygon([(x, by), (x + width, by - slope), (x + width, by - slope + tall * 0.07), (x, by + tall * 0.07)]),
            wood,
            rim=0.7,
        )
    brace = polygon(
        [
            (x, y - tall * 0.14),
            (x + width * 0.96, y - tall * 0.86),
            (x + width * 0.99, y - tall * 0.80),
            (x + width * 0.03, y - tall * 0.07),
        ]
    )
    paper.piece(brace, adjust(wood, lightness=0.92), rim=0.6)
    for at in (x - width * 0.05, x + width):
        paper.piece(
            box(at, y - tall * 1.16, width * 0.055, tall * 1.20, 0.004), adjust(wood, lightness=0.86), drop=0.008
        )


def poppies(paper: Paper, params: dict[str, Any]) -> None:
    """Large flowers near the lens on dark stems: `at: [[x, y, size], …]`, `bloom` their colour."""
    light = paper.light
    bloom = from_hex(str(params.get("bloom", "#D64545")))
    near = mix(light.near, light.shade(from_hex("#5A7040")), 0.3)
    snow = light.weather == "snow"
    stems = skia.Path()
    for index, (x, y, size) in enumerate(params.get("at", ())):
        x, y, size = float(x), float(y), float(size)
        lean = size * (paper.chance("poppy", index) - 0.5)
        half = size * 0.06
        stems.moveTo(x + lean - half, 1.2)
        stems.quadTo(x + lean * 0.6, (y + 1.1) / 2, x - half * 0.5, y)
        stems.lineTo(x + half * 0.5, y)
        stems.quadTo(x + lean * 0.6 + half * 2, (y + 1.1) / 2, x + lean + half, 1.2)
        stems.close()
        for blade in (-1, 1):
            tip = (x + lean + blade * size * 1.2, 1.0 - size * (0.4 + 0.8 * paper.chance("blade", index, blade + 1)))
            stems.moveTo(x + lean, 1.2)
            stems.quadTo(x + lean + blade * size * 0.2, 1.02, *tip)
            stems.quadTo(x + lean + blade * size * 0.5, 1.06, x + lean + blade * size * 0.25, 1.2)
            stems.close()
    paper.canvas.drawPath(stems, fill(near))
    for x, y, size in params.get("at", ()):
        x, y, size = float(x), float(y), float(size)
        if snow:
            paper.canvas.drawPath(oval(x, y, size * 0.22, size * 0.28), fill(near))
            continue
        tone: RGB = mix(light.shade(bloom), light.near, 0.16)
        for dx, dy, wide, shade in ((-0.34, 0.02, 0.62, 0.84), (0.34, 0.0, 0.62, 0.90), (0.0, 0.16, 0.70, 1.04)):
            left, right = dx - wide * 0.72, dx + wide * 0.74
            lip = ((left, 0.34 + dy), (dx - wide * 0.2, 0.62 + dy), (dx + wide * 0.3, 0.60 + dy), (right, 0.30 + dy))
            cup = (*lip, (dx * 0.4 + 0.18, -0.22), (dx * 0.4 - 0.18, -0.22))
            paper.piece(smooth(placed(x, y, size, *cup)), adjust(tone, lightness=shade), lit=False, rim=0.7)
        paper.canvas.drawPath(oval(x, y - size * 0.22, size * 0.16, size * 0.12), fill(light.near, 0.8))


def butterflies(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A few butterflies over the flowers on dry days; none by night, in rain or in wind too strong for them."""
    if paper.light.night > 0.4 or moment.weather in ("rain", "storm", "snow", "fog") or moment.wind > 0.8:
        return
    for index in range(int(params.get("count", 4))):
        a, b = unit(paper.seed, "fly", index), unit(paper.seed, "fly-y", index)
        x = -0.8 + 1.6 * a + 0.16 * moment.sway(17 + 6 * b, a) + 0.03 * moment.sway(3.1, b)
        y = 0.60 + 0.20 * b + 0.05 * moment.sway(7 + 3 * a, b) + 0.014 * moment.sway(1.3, a)
        size = float(params.get("size", 0.011)) * (0.8 + 0.5 * a)
        # Bursts of beating, then a short glide.
        beat = abs(moment.sway(0.36, a)) if moment.sway(3.7, b) > -0.4 else 0.9
        wing = size * (0.25 + 0.75 * beat)
        colour = paper.colour(WINGS[index % len(WINGS)])
        shape = skia.Path()
        for side in (-1, 1):
            shape.addPath(
                smooth([(x, y), (x + side * wing, y - size * 1.0), (x + side * wing * 1.1, y - size * 0.1), (x, y)])
            )
            shape.addPath(
                smooth(
                    [(x, y), (x + side * wing * 0.8, y + size * 0.1), (x + side * wing * 0.6, y + size * 0.75), (x, y)]
                )
            )
        paper.canvas.drawPath(shape, fill(colour))
        paper.canvas.drawPath(oval(x, y, size * 0.08, size * 0.42), fill(paper.light.near, 0.9))
