"""Land of cut paper: ridges, headlands, meadows and what grows on their skyline.

It knows no set: shapes come from the layer's parameters and the set's rng seed.
"""

from __future__ import annotations

import math
from typing import Any

from generators.stage.chance import unit
from generators.stage.colour import adjust, from_hex, mix
from generators.stage.moment import Moment
from generators.stage.paper import Paper, Point, fbm, polygon, smooth

STEP = 0.012
"""Stage units between two points of a skyline: finer than a pixel of roughness is wanted."""


def skyline(paper: Paper, params: dict[str, Any]) -> list[Point]:
    """Points of a ridge's upper edge over the seen width."""
    level, height = float(params.get("level", 0.6)), float(params.get("height", 0.08))
    rough = float(params.get("rough", 1.2))
    name = str(params.get("name", level))
    lean = params.get("lean", 0.0)
    from_x, to_x = float(params.get("from", -9)), float(params.get("to", 9))
    fall = float(params.get("fall", 0.25))
    points = []
    x = paper.left - 2 * STEP
    while x <= paper.right + 2 * STEP:
        y = level - height * (0.5 + 0.62 * fbm(x * rough, paper.seed, "ridge", name))
        y -= float(lean) * x
        for bump in params.get("bumps", ()):
            y -= float(bump[1]) * math.exp(-(((x - float(bump[0])) / float(bump[2])) ** 2))
        # A headland sinks into the sea at its ends.
        for edge, way in ((from_x, 1), (to_x, -1)):
            inside = (x - edge) * way
            if inside < fall:
                t = max(0.0, inside / fall)
                y = y + (float(params.get("sea", level + 0.05)) - y) * (1 - t * t * (3 - 2 * t))
        points.append((x, y))
        x += STEP
    return points


def ridge(paper: Paper, params: dict[str, Any]) -> None:
    """A paper ridge; `trees` puts conifers or round crowns on it, `tint` a local colour."""
    points = skyline(paper, params)
    foot = float(params.get("foot", 1.6))
    path = polygon([*points, (paper.right + 0.05, foot), (paper.left - 0.05, foot)])
    light = paper.light
    base = light.paper(paper.distance)
    if "tint" in params:
        tint = light.haze(light.shade(from_hex(str(params["tint"]))), paper.distance)
        base = mix(base, tint, float(params.get("tint_share", 0.6)))
    trees = float(params.get("trees", 0))
    if trees:
        _trees(paper, params, points, trees)
    paper.piece(path, base, lit=False, rim=float(params.get("rim", 1.0)))
    for index in range(int(params.get("folds", 0))):
        shift = 0.02 + 0.035 * index
        inner = [(x, y + shift + 0.012 * fbm(x * 2.1, paper.seed, "fold", index)) for x, y in points]
        fold = polygon([*inner, (paper.right + 0.05, foot), (paper.left - 0.05, foot)])
        paper.piece(fold, adjust(base, lightness=1 - 0.028 * (index + 1)), lit=False, rim=0.45)


def _trees(paper: Paper, params: dict[str, Any], points: list[Point], density: float) -> None:
    light = paper.light
    size = float(params.get("tree_size", 0.03))
    kind = str(params.get("tree_kind", "fir"))
    base = light.paper(max(0.0, paper.distance - 0.06))
    for index, (x, y) in enumerate(points):
        roll = unit(paper.seed, "tree", str(params.get("name", "")), round(x / STEP))
        grove = 0.5 + 0.5 * fbm(x * 3.1, paper.seed, "grove", str(params.get("name", "")), octaves=2)
        if roll > density * grove:
            continue
        height = size * (0.65 + 0.7 * unit(paper.seed, "tree-h", round(x / STEP), index % 3))
        if kind == "fir":
            paper.piece(fir(x, y + 0.004, height), base, lit=False, rim=0.6)
        else:
            paper.piece(crown(paper, x, y - height * 0.25, height * 0.5, round(x / STEP)), base, lit=False, rim=0.6)


def fir(x: float, y: float, height: float) -> Any:
    """A conifer of three torn tiers, its foot at (x, y)."""
    half = height * 0.27
    points: list[Point] = [(x, y - height)]
    for tier, (out, level) in enumerate(((0.45, 0.62), (0.72, 0.34), (1.0, 0.06))):
        points.append((x + half * out, y - height * level))
        if tier < 2:
            points.append((x + half * out * 0.5, y - height * (level + 0.03)))
    mirrored = [(2 * x - px, py) for px, py in reversed(points[1:])]
    return polygon(
        [
            *points,
            (x + half * 0.14, y - height * 0.06),
            (x + half * 0.14, y + height * 0.05),
            (x - half * 0.14, y + height * 0.05),
            (x - half * 0.14, y - height * 0.06),
            *mirrored,
        ]
    )


def crown(paper: Paper, x: float, y: float, radius: float, key: int) -> Any:
    """A round, slightly uneven leaf crown."""
    points = []
    for step in range(9):
        angle = 2 * math.pi * step / 9
        reach = radius * (0.86 + 0.3 * unit(paper.seed, "crown", key, step))
        points.append((x + reach * math.cos(angle), y + reach * 0.9 * math.sin(angle)))
    return smooth(points)


def grass(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Blades along `level` that bow in the wind: one path a tone, so that it stays cheap."""
    import skia

    light = paper.light
    level, height = float(params.get("level", 0.97)), float(params.get("height", 0.05))
    spread = float(params.get("spread", 0.03))
    count = int(params.get("count", 90))
    tint = params.get("tint")
    base = light.near if tint is None else light.shade(from_hex(str(tint)))
    if light.weather == "snow":
        # Frost on every blade, and most of them lie under the snow.
        base, count, height = mix(base, light.shade((0.88, 0.92, 0.97)), 0.5), count * 2 // 5, height * 0.8
    from_x, to_x = float(params.get("from", -1.3)), float(params.get("to", 1.3))
    tones = (adjust(base, lightness=0.92), adjust(base, lightness=1.10))
    paths = (skia.Path(), skia.Path())
    for index in range(count):
        x = from_x + (to_x - from_x) * unit(paper.seed, "blade", str(params.get("name", level)), index)
        if not paper.left - 0.05 <= x <= paper.right + 0.05:
            continue
        tall = height * (0.45 + 0.75 * unit(paper.seed, "blade-h", index))
        foot = level + spread * unit(paper.seed, "blade-y", index)
        bow = tall * (0.12 + 0.55 * moment.gust + 0.10 * moment.sway(2.3, x * 0.6 + index * 0.13))
        bow += tall * 0.3 * (unit(paper.seed, "blade-b", index) - 0.5)
        half = tall * 0.05 + 0.001
        path = paths[index % 2]
        path.moveTo(x - half, foot)
        path.quadTo(x - half * 0.4 + bow * 0.25, foot - tall * 0.6, x + bow, foot - tall)
        path.quadTo(x + half * 0.9 + bow * 0.25, foot - tall * 0.6, x + half, foot)
        path.close()
    for path, tone in zip(paths, tones, strict=True):
        paper.canvas.drawPath(path, _fill(tone))


def _fill(rgb: tuple[float, float, float]) -> Any:
    from generators.stage.paper import fill

    return fill(rgb)
