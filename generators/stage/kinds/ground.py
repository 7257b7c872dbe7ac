"""Ground of cut paper for any open place: earth, a path that leads the eye, tufts, stones, flowers, puddles.

It knows no set: tints and counts come from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.paper import Paper, Point, circle, colour4, fbm, fill, oval, polygon, smooth

SNOW: RGB = (0.92, 0.94, 1.0)
LAMP = from_hex("#FFC46E")
BOTTOM = 1.32
"""Stage y to which ground is painted: below the lowest view."""
FOLDS, NEAREST_EDGE, STEP = 5, 0.015, 1.95
"""Folds of a floor, stage units from its far edge to the first, and how much farther each next one lies."""
WET = {"rain": 1.0, "storm": 1.0, "snow": 0.0}
"""How much stands in puddles; other weathers leave them dry unless a set is always wet."""


def snowed(paper: Paper, rgb: RGB, share: float = 0.9) -> RGB:
    """A local colour under fresh snow, or as it is when none lies."""
    if paper.light.weather != "snow":
        return rgb
    # Channels mix straight: along the hue circle, white over grass would turn mint.
    return tuple(a + (b - a) * share for a, b in zip(rgb, SNOW, strict=True))  # type: ignore[return-value]


def snow_along(paper: Paper, start: Point, bend: Point, end: Point, thick: float) -> None:
    """Fresh snow on the upper edge of a bough, a curve from `start` by `bend` to `end`; nothing in other weathers."""
    if paper.light.weather != "snow":
        return
    lain = skia.Path()
    lain.moveTo(*start)
    lain.quadTo(*bend, *end)
    lain.quadTo(bend[0], bend[1] - 2 * thick, start[0], start[1] - 0.3 * thick)
    lain.close()
    paper.flat(lain, SNOW, 0.92)


def fringe(paper: Paper, level: float, tint: RGB, name: str, tall: float = 0.024) -> None:
    """Grass along the far edge of a floor, and tufts on it that grow towards the lens: no ruled line ends a meadow."""
    bright, dark = skia.Path(), skia.Path()
    for index in range(150):
        x = -1.35 + 2.7 * (index + paper.chance(name, "fringe-x", index)) / 150
        size = tall * (0.35 + 0.9 * paper.chance(name, "fringe-s", index) ** 2)
        tuft(bright if index % 3 else dark, x, level + 0.006 + 0.004 * paper.chance(name, "fringe-y", index), size)
    for index in range(46):
        t = paper.chance(name, "tuft-y", index)
        x, y = -1.3 + 2.6 * paper.chance(name, "tuft-x", index), level + 0.03 + 0.20 * t
        tuft(bright if index % 2 else dark, x, y, (0.010 + 0.016 * t) * (0.7 + 0.6 * paper.chance(name, "tuft", index)))
    paper.flat(dark, adjust(tint, lightness=0.86), 1.0)
    paper.flat(bright, adjust(tint, lightness=1.10), 1.0)


def placed(x: float, y: float, size: float, *corners: Point) -> list[Point]:
    """Corners given in shares of `size` round (x, y); y up, as one draws a silhouette from its foot."""
    return [(x + size * dx, y - size * dy) for dx, dy in corners]


def clump(paper: Paper, x: float, y: float, rx: float, ry: float, lobes: int, *key: str | int) -> skia.Path:
    """A clump of leaves round (x, y): an oval whose edge is cut in uneven round `lobes`."""
    path = skia.Path()
    for lobe in range(lobes + 1):
        angle = 2 * math.pi * (lobe + 0.5 * (paper.chance(*key, "lobe", lobe % lobes) - 0.5)) / lobes
        out = 0.90 + 0.14 * paper.chance(*key, "out", lobe % lobes)
        point = (x + rx * out * math.cos(angle), y + ry * out * math.sin(angle))
        if lobe == 0:
            path.moveTo(*point)
            before = angle
            continue
        turn = (before + angle) / 2
        swell = 1.22 + 0.16 * paper.chance(*key, "swell", lobe)
        path.quadTo(x + rx * swell * math.cos(turn), y + ry * swell * math.sin(turn), *point)
        before = angle
    path.close()
    return path


def crest(paper: Paper, level: float, rough: float, name: str) -> list[Point]:
    """Points of a ground's far edge: long soft swells of about `rough` units."""
    points: list[Point] = []
    x = paper.left - 0.05
    while x <= paper.right + 0.06:
        points.append((x, level + rough * fbm(x * 1.1, paper.seed, "crest", name, octaves=3)))
        x += 0.03
    return points


def ground(paper: Paper, params: dict[str, Any]) -> None:
    """Earth from `level` down: lit towards its far edge, darker towards the lens.

    `tint`, `rough`; `path: [far_x, middle_x, near_x, half]` and `worn` its colour, `ruts: true`; `tufts`, `stones`,
    `flowers` are counts; `blooms` a list of colours; `puddles: [[x, y, half], …]`; `shade` darkens the foot;
    `pools: [[x, y, radius, strength], …]` is lamplight that falls on it from doors and windows.
    """
    level = float(params.get("level", 0.772))
    name = str(params.get("name", "ground"))
    tint = snowed(paper, from_hex(str(params.get("tint", "#8C9A5C"))))
    edge = crest(paper, level, float(params.get("rough", 0.012)), name)
    body = polygon([*edge, (paper.right + 0.1, BOTTOM + 0.3), (paper.left - 0.1, BOTTOM + 0.3)])
    paper.piece(body, tint, drop=0.03)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(body, skia.ClipOp.kIntersect, True)
    _swells(paper, tint, level, name)
    if params.get("path"):
        path(paper, params, tint, level)
    for x, y, half in params.get("puddles", ()):
        puddle(paper, float(x), float(y), float(half), bool(params.get("wet", False)))
    foot_shade(paper, level, float(params.get("shade", 0.34)))
    _scatter(paper, params, tint, level, name)
    for x, y, radius, strength in params.get("pools", ()):
        pool(paper, float(x), float(y), float(radius), float(strength))
    canvas.restore()


def folds_of() -> list[float]:
    """How far below its far edge the folds of a floor lie: each twice as far as the one beyond it.

    Equal steps would stand up like a wall; a floor that lies flat crowds towards its far edge.
    """
    return [NEAREST_EDGE * STEP**fold for fold in range(FOLDS)]


def _swells(paper: Paper, tint: RGB, level: float, name: str) -> None:
    shown = paper.colour(tint)
    for fold, below in enumerate(folds_of()):
        y = level + below
        points: list[Point] = []
        x = paper.left - 0.06
        while x <= paper.right + 0.06:
            points.append((x, y + (0.004 + 0.12 * below) * fbm(x * 0.8, paper.seed, name, "swell", fold, octaves=2)))
            x += 0.05
        band = polygon([*points, (paper.right + 0.1, y + 0.9), (paper.left - 0.1, y + 0.9)])
        paper.canvas.drawPath(band, fill(adjust(shown, lightness=0.82 - 0.04 * fold), 0.20))
        paper.edge(band, mix(shown, paper.light.rim, 0.5), 0.22)


def foot_shade(paper: Paper, level: float, shade: float) -> None:
    """Darkness that gathers towards the lens: the third value of the picture."""
    shader = skia.GradientShader.MakeLinear(
        points=[(0, level + 0.05), (0, 1.02)],
        colors=[colour4(paper.light.shadow, 0.0).toColor(), colour4(paper.light.shadow, shade).toColor()],
    )
    paper.canvas.drawRect(skia.Rect.MakeLTRB(-3, level, 3, BOTTOM + 0.3), skia.Paint(Shader=shader, Dither=True))


def path_at(params: dict[str, Any], level: float, y: float) -> tuple[float, float]:
    """Middle and half width of the path at `y`; half 0 where there is none."""
    if not params.get("path"):
        return 0.0, 0.0
    far, middle, near, half = (float(value) for value in params["path"])
    t = max(0.0, min(1.3, (y - level) / (1.0 - level)))
    bend = t**0.8
    x = far * (1 - bend) ** 2 + 2 * middle * bend * (1 - bend) + near * bend * bend
    return x, half * (0.06 + 0.94 * t**1.25)


def path(paper: Paper, params: dict[str, Any], tint: RGB, level: float) -> None:
    """The worn way from the horizon to the lens, with ragged borders and, if wanted, two ruts."""
    worn = mix(snowed(paper, from_hex(str(params.get("worn", "#CDB98A"))), 0.7), tint, 0.25)
    left: list[Point] = []
    right: list[Point] = []
    for step in range(15):
        y = level - 0.012 + (BOTTOM - level) * (step / 14) ** 1.3
        x, half = path_at(params, level, y)
        left.append((x - half * (1 + 0.30 * (paper.chance("way-l", step) - 0.5)), y))
        right.append((x + half * (1 + 0.30 * (paper.chance("way-r", step) - 0.5)), y))
    way = smooth([*left, *reversed(right)])
    paper.flat(way, adjust(worn, lightness=0.80), 0.75)
    inner = smooth(
        [
            *((x + 0.006, y + 0.004) for x, y in left),
            *((x - 0.012 * (y - level + 0.3), y + 0.004) for x, y in reversed(right)),
        ]
    )
    paper.flat(inner, worn)
    if params.get("ruts"):
        for side in (-0.42, 0.36):
            rut: list[Point] = []
            back: list[Point] = []
            for step in range(10):
                y = level + (BOTTOM - level) * step / 9
                x, half = path_at(params, level, y)
                rut.append((x + half * side - half * 0.09, y))
                back.append((x + half * side + half * 0.09, y))
            paper.flat(smooth([*rut, *reversed(back)]), adjust(worn, lightness=0.82), 0.7)
    for index in range(26):
        y = level + 0.02 + 0.24 * paper.chance("pebble-y", index)
        x, half = path_at(params, level, y)
        x += half * 1.7 * (paper.chance("pebble", index) - 0.5)
        size = 0.004 + 0.030 * (y - level) * paper.chance("pebble-s", index)
        paper.flat(oval(x, y, size, size * 0.45), adjust(worn, lightness=0.84 + 0.26 * (index % 2)), 0.7)


def pool(paper: Paper, x: float, y: float, radius: float, strength: float) -> None:
    """Lamplight lying flat on the ground, as wide as `radius`."""
    canvas = paper.canvas
    canvas.save()
    canvas.translate(x, y)
    canvas.scale(1.0, 0.26)
    paper.glow(0.0, 0.0, radius, LAMP, strength * paper.light.lamp)
    canvas.restore()


def puddle(paper: Paper, x: float, y: float, half: float, always: bool, dim: float = 0.18) -> None:
    """A puddle that shows the sky, full in rain; frozen over in snow. `dim` of the sky is lost to boughs."""
    light = paper.light
    wet = max(WET.get(light.weather, 0.0), 0.8 if always else 0.0)
    if wet < 0.1:
        return
    points: list[Point] = []
    for step in range(11):
        angle = 2 * math.pi * step / 11
        reach = half * (0.8 + 0.35 * paper.chance("puddle", round(x * 100), step))
        points.append((x + reach * math.cos(angle), y + 0.20 * reach * math.sin(angle)))
    shape = smooth(points)
    sky = mix(light.mid, light.horizon, 0.55)
    paper.canvas.drawPath(shape, fill(mix(sky, light.near, dim), 0.75 * wet))
    paper.edge(shape, mix(sky, light.rim, 0.6), 0.6)


def _scatter(paper: Paper, params: dict[str, Any], tint: RGB, level: float, name: str) -> None:
    snow = paper.light.weather == "snow"
    span = 1.0 - level
    for index in range(int(params.get("stones", 0))):
        y = level + 0.02 + span * paper.chance(name, "stone-y", index) ** 1.2
        x = -1.3 + 2.6 * paper.chance(name, "stone-x", index)
        middle, half = path_at(params, level, y)
        if abs(x - middle) < half * 0.9:
            continue
        size = (0.006 + 0.055 * (y - level)) * (0.5 + paper.chance(name, "stone-s", index))
        rock = snowed(paper, from_hex(str(params.get("stone", "#9A958A"))), 0.5)
        paper.piece(stone(paper, x, y, size, name, index), rock, rim=0.8, drop=0.004)
    blooms = [from_hex(str(text)) for text in params.get("blooms", ("#F4EAD6", "#E8B64C", "#C8553D"))]
    tufts = skia.Path(), skia.Path()
    heads: list[tuple[float, float, float, int]] = []
    count = int(params.get("tufts", 0))
    flowers = int(params.get("flowers", 0))
    for index in range(count + flowers):
        y = level + 0.018 + span * 1.05 * paper.chance(name, "tuft-y", index) ** 1.25
        # Clumps with bare ground between them: evenly strewn grass is wallpaper.
        clump = int(paper.chance(name, "clump", index) * 17)
        x = -1.35 + 2.7 * paper.chance(name, "clump-x", clump) + 0.34 * (paper.chance(name, "tuft-x", index) - 0.5)
        middle, half = path_at(params, level, y)
        if abs(x - middle) < half * 1.08:
            continue
        size = 0.009 + 0.085 * (y - level) * (0.6 + 0.6 * paper.chance(name, "tuft-s", index))
        tuft(tufts[index % 2], x, y, size)
        if index >= count and not snow:
            heads.append((x + size * 0.2, y - size * 1.05, size, index))
    for blades, tone in zip(tufts, (0.76, 0.92), strict=True):
        paper.flat(blades, adjust(tint, lightness=tone), 0.85)
    for x, y, size, index in heads:
        bloom = blooms[int(paper.chance(name, "bloom", index) * len(blooms))]
        paper.flat(circle(x, y, size * 0.24), bloom)
        paper.flat(circle(x, y, size * 0.09), adjust(bloom, lightness=0.6))


def tuft(into: skia.Path, x: float, y: float, size: float) -> None:
    """Three blades of grass added to a path, their foot at (x, y)."""
    for blade in (-1, 0, 1):
        into.moveTo(x + blade * size * 0.3 - size * 0.07, y)
        into.quadTo(
            x + blade * size * 0.4, y - size * 0.6, x + blade * size * 0.75, y - size * (1.0 - 0.2 * abs(blade))
        )
        into.quadTo(x + blade * size * 0.5, y - size * 0.5, x + blade * size * 0.3 + size * 0.07, y)
        into.close()


def stone(paper: Paper, x: float, y: float, size: float, *key: str | int) -> skia.Path:
    """A flat-footed field stone, its foot at (x, y)."""
    points: list[Point] = [(x - size, y)]
    for step in range(1, 6):
        angle = math.pi * (1 - step / 6)
        reach = size * (0.78 + 0.4 * paper.chance(*key, "edge", step))
        points.append((x + reach * math.cos(angle), y - 0.72 * reach * math.sin(angle)))
    points.append((x + size, y))
    return polygon(points)


def boulders(paper: Paper, params: dict[str, Any]) -> None:
    """Large stones with a shaded face: `at: [[x, y, size], …]`, `tint`; moss or snow lies on their backs."""
    rock = from_hex(str(params.get("tint", "#8E8C88")))
    cap = snowed(paper, from_hex(str(params.get("cap", "#8C9A5C"))), 0.9)
    light = paper.light
    for index, (x, y, size) in enumerate(params.get("at", ())):
        x, y, size = float(x), float(y), float(size)
        shape = stone(paper, x, y, size, "boulder", index)
        paper.piece(shape, rock, drop=size * 0.16)
        away = -1 if light.direction[0] > 0 else 1
        canvas = paper.canvas
        canvas.save()
        canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
        top = x + size * 0.25 * (paper.chance("face", index) - 0.5)
        face = [(top, y - size), (top + away * 0.16 * size, y - size * 0.45), (top - away * 0.06 * size, y)]
        paper.flat(
            polygon([*face, (x + away * size * 2, y), (x + away * size * 2, y - size)]), adjust(rock, lightness=0.78)
        )
        hood = smooth(
            [
                (x - size * 1.2, y - size * 0.9),
                (x - size * 0.5, y - size * (0.52 + 0.2 * paper.chance("hood", index))),
                (x, y - size * 0.60),
                (x + size * 0.5, y - size * (0.46 + 0.2 * paper.chance("hood2", index))),
                (x + size * 1.2, y - size * 0.8),
                (x, y - size * 1.6),
            ]
        )
        if params.get("capped", True):
            paper.flat(hood, cap, 0.92)
        canvas.restore()
