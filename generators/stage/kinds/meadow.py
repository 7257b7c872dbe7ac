"""A hilltop of cut paper: meadow with a path, the bent letterbox tree, fence, flowers and the town below.

It knows no set: places come from the layer's parameters.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.ground import clump, folds_of, foot_shade
from generators.stage.kinds.town import LAMPLIGHT, house
from generators.stage.moment import Moment
from generators.stage.paper import Paper, Point, box, circle, fill, oval, polygon, smooth

BARK = from_hex("#5A463C")
LEAVES = tuple(from_hex(text) for text in ("#8C9A4E", "#A8A356", "#7C8A4C", "#C0A24E"))
BOXES = tuple(from_hex(text) for text in ("#C8453D", "#D9A441", "#3F7280", "#E9DCC0", "#7A4A5E", "#5E7F5A"))
FLOWERS = tuple(from_hex(text) for text in ("#F4EAD6", "#E8B64C", "#C8553D", "#B9A5D0"))


def meadow(paper: Paper, params: dict[str, Any]) -> None:
    """The walkable hilltop: a rounded lit edge at `level`, folds of grass, a worn path towards the eye."""
    level = float(params.get("level", 0.775))
    tint = from_hex(str(params.get("tint", "#8FA35C")))
    crest: list[Point] = []
    x = paper.left - 0.05
    while x <= paper.right + 0.05:
        crest.append((x, level + 0.018 * math.sin(1.5 * x + 0.8) + 0.006 * math.sin(5.1 * x) + 0.012 * x * x))
        x += 0.03
    body = polygon([*crest, (paper.right + 0.1, 1.6), (paper.left - 0.1, 1.6)])
    if paper.light.weather == "snow":
        tint = mix(tint, (0.93, 0.96, 1.0), 0.80)
    paper.piece(body, tint, drop=0.03)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(body, skia.ClipOp.kIntersect, True)
    path_x = float(params.get("path", 0.16))
    worn = from_hex("#CDB98A") if paper.light.weather != "snow" else (0.86, 0.88, 0.93)
    left = smooth(
        [
            (path_x - 0.012, level - 0.01),
            (path_x - 0.05, level + 0.05),
            (path_x - 0.02, level + 0.11),
            (path_x - 0.26, 1.05),
            (path_x - 0.40, 1.3),
            (path_x + 0.36, 1.3),
            (path_x + 0.20, 1.05),
            (path_x + 0.115, level + 0.115),
            (path_x + 0.012, level + 0.05),
            (path_x + 0.018, level - 0.01),
        ]
    )
    paper.flat(left, adjust(mix(worn, tint, 0.30), lightness=1.0))
    for fold, below in enumerate(folds_of()):
        y = level + 0.014 + below
        points: list[Point] = []
        x = paper.left - 0.05
        while x <= paper.right + 0.05:
            wave = (0.004 + 0.10 * below) * math.sin(2.3 * x + 1.7 * fold)
            points.append((x, y + wave + 0.09 * below * x * (1 if fold % 2 else -1) + 0.011 * x * x))
            x += 0.05
        band = polygon([*points, (paper.right + 0.1, y + 0.7), (paper.left - 0.1, y + 0.7)])
        shade = adjust(paper.colour(tint), lightness=0.80 - 0.05 * fold)
        canvas.drawPath(band, fill(shade, 0.17))
        paper.edge(band, mix(shade, paper.light.rim, 0.5), 0.20)
    foot_shade(paper, level, 0.36)
    for index in range(150):
        gx = -1.3 + 2.6 * paper.chance("tuft", index)
        gy = level + 0.025 + 0.24 * paper.chance("tuft-y", index) ** 1.9
        size = 0.006 + 0.026 * (gy - level) / 0.24
        tuft = skia.Path()
        for blade in (-1, 0, 1):
            tuft.moveTo(gx + blade * size * 0.3 - size * 0.07, gy)
            tuft.quadTo(
                gx + blade * size * 0.4, gy - size * 0.6, gx + blade * size * 0.75, gy - size * (1.0 - 0.2 * abs(blade))
            )
            tuft.quadTo(gx + blade * size * 0.5, gy - size * 0.5, gx + blade * size * 0.3 + size * 0.07, gy)
            tuft.close()
        paper.flat(tuft, adjust(tint, lightness=0.74 + 0.20 * paper.chance("tuft-t", index)), 0.8)
        if paper.chance("bloom", index) < 0.26 and paper.light.weather != "snow":
            colour = FLOWERS[int(paper.chance("bloom-c", index) * len(FLOWERS))]
            paper.flat(circle(gx + size * 0.2, gy - size * 1.1, size * 0.24), colour)
            paper.flat(circle(gx + size * 0.2, gy - size * 1.1, size * 0.09), from_hex("#8A5A2C"))
    canvas.restore()


TRUNK: tuple[tuple[float, float, float], ...] = (
    (-0.02, 0.02, 0.075),
    (-0.05, -0.10, 0.054),
    (-0.045, -0.22, 0.044),
    (0.0, -0.33, 0.040),
    (0.08, -0.42, 0.034),
    (0.18, -0.475, 0.026),
    (0.29, -0.50, 0.016),
    (0.38, -0.505, 0.008),
)
"""Middle line and half width of the bent trunk, blown over towards +x by the wind of a hundred years."""
BRANCHES: tuple[tuple[tuple[float, float, float], ...], ...] = (
    ((-0.02, -0.30, 0.022), (-0.06, -0.40, 0.016), (-0.03, -0.49, 0.010), (0.05, -0.55, 0.005)),
    ((0.07, -0.41, 0.020), (0.10, -0.52, 0.013), (0.19, -0.59, 0.008), (0.30, -0.62, 0.004)),
    ((0.16, -0.46, 0.016), (0.27, -0.43, 0.010), (0.38, -0.42, 0.005)),
    ((-0.045, -0.20, 0.016), (-0.13, -0.27, 0.010), (-0.20, -0.28, 0.005)),
)
CROWNS: tuple[tuple[float, float, float], ...] = (
    (0.02, -0.53, 0.085),
    (0.13, -0.60, 0.105),
    (0.27, -0.63, 0.100),
    (0.38, -0.57, 0.085),
    (0.44, -0.49, 0.060),
    (0.24, -0.54, 0.085),
    (0.10, -0.50, 0.065),
    (-0.185, -0.283, 0.042),
)
HANGING: tuple[tuple[float, float, float], ...] = (
    (-0.165, -0.275, 0.055),
    (-0.085, -0.235, 0.085),
    (0.075, -0.41, 0.080),
    (0.165, -0.47, 0.115),
    (0.245, -0.44, 0.070),
    (0.315, -0.43, 0.120),
    (0.375, -0.42, 0.075),
    (0.42, -0.46, 0.14),
)
"""Where letterboxes hang from the branches, and how long their cords are."""


def _limb(spine: tuple[tuple[float, float, float], ...]) -> skia.Path:
    left = [(x - half, y + half * 0.3) for x, y, half in spine]
    right = [(x + half, y + half * 0.3) for x, y, half in reversed(spine)]
    return smooth([*left, *right])


def tree(paper: Paper, params: dict[str, Any]) -> None:
    """The bent tree: trunk, branches and torn-paper crowns; its letterboxes hang live (`letterboxes`)."""
    x, y, size = float(params.get("x", -0.55)), float(params.get("y", 0.80)), float(params.get("size", 1.0))
    c = paper.canvas
    c.save()
    c.translate(x, y)
    c.scale(size, size)
    snow = paper.light.weather == "snow"
    for index, (cx, cy, radius) in enumerate(CROWNS[:5]):
        paper.piece(
            _torn(paper, cx - 0.02, cy - 0.015, radius * 1.06, index + 20),
            adjust(LEAVES[2], lightness=0.78),
            drop=0.010,
        )
    for branch in BRANCHES:
        paper.piece(_limb(branch), BARK)
    trunk = _limb(TRUNK)
    paper.piece(trunk, BARK, drop=0.012)
    c.save()
    c.clipPath(trunk, skia.ClipOp.kIntersect, True)
    for line in range(7):
        shift = -0.05 + 0.017 * line
        grain = smooth([(tx + shift * half * 16, ty) for tx, ty, half in TRUNK], closed=False)
        paper.line(grain, adjust(BARK, lightness=0.78), 0.0022, 0.55)
    c.restore()
    for root in (-1, 1):
        paper.piece(
            smooth(
                [(root * 0.03, -0.04), (root * 0.075, 0.012), (root * 0.16, 0.026), (root * 0.08, 0.030), (0.0, 0.03)]
            ),
            BARK,
            rim=0.7,
        )
    paper.flat(oval(-0.048, -0.17, 0.012, 0.019), adjust(BARK, lightness=0.55))
    for index, (cx, cy, radius) in enumerate(CROWNS):
        tone = LEAVES[index % len(LEAVES)]
        paper.piece(
            _torn(paper, cx, cy, radius * 0.86, index), mix(tone, (0.93, 0.96, 1.0), 0.6) if snow else tone, drop=0.010
        )
        for leaf in range(9):
            angle, reach = 6.283 * paper.chance("leaf", index, leaf), radius * 0.7 * paper.chance("leaf-r", index, leaf)
            lx, ly = cx + reach * math.cos(angle), cy + reach * math.sin(angle) * 0.8
            paper.flat(
                oval(lx, ly, 0.011, 0.0055),
                adjust(tone, lightness=0.86 + 0.3 * paper.chance("leaf-t", index, leaf)),
                0.8,
            )
    c.restore()


def _torn(paper: Paper, x: float, y: float, radius: float, key: int) -> skia.Path:
    return clump(paper, x, y, radius * 1.16, radius * 0.74, 13, "torn", key)


def letterboxes(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Letterboxes on cords that swing and turn in the wind; some hold a letter, one holds a light at night."""
    x, y, size = float(params.get("x", -0.55)), float(params.get("y", 0.80)), float(params.get("size", 1.0))
    c = paper.canvas
    burn = paper.light.lamp
    for index, (hx, hy, cord) in enumerate(HANGING):
        swing = 7.0 * moment.gust + (1.5 + 5.0 * moment.wind) * moment.sway(1.9 + 0.23 * index, index * 0.27)
        c.save()
        c.translate(x + hx * size, y + hy * size)
        c.rotate(-swing)
        if c.quickReject(skia.Rect.MakeLTRB(-0.05 * size, -0.01, 0.05 * size, (cord + 0.07) * size)):
            c.restore()
            continue
        line = skia.Path()
        line.moveTo(0, 0)
        line.lineTo(0, cord * size)
        paper.line(line, from_hex("#3E322C"), 0.0022)
        c.translate(0, cord * size)
        w = 0.026 * size * (0.85 + 0.4 * ((index * 7) % 5) / 4)
        h = w * (1.25 if index % 3 else 0.95)
        colour = BOXES[index % len(BOXES)]
        if index % 3 == 1:
            paper.flat(
                polygon([(-w * 0.4, h * 0.30), (-w * 0.3, -h * 0.25), (w * 0.35, -h * 0.15), (w * 0.4, h * 0.3)]),
                from_hex("#F4E9D2"),
            )
        top = skia.Path()
        top.addRoundRect(skia.Rect.MakeLTRB(-w / 2, 0, w / 2, h * 1.2), w * 0.42, w * 0.42)
        c.save()
        c.clipRect(skia.Rect.MakeLTRB(-w, -w, w, h), True)
        paper.piece(top, colour)
        c.restore()
        slot = mix(from_hex("#2A2024"), LAMPLIGHT, burn * (index in (3, 5)))
        paper.flat(box(-w * 0.30, h * 0.34, w * 0.60, h * 0.13), slot, emit=burn * (index in (3, 5)))
        c.restore()


def fence(paper: Paper, params: dict[str, Any]) -> None:
    """A crooked fence along the far edge of the hill."""
    y = float(params.get("y", 0.79))
    x, end = float(params.get("from", 0.28)), float(params.get("to", 1.3))
    wood = from_hex("#8A7260")
    tops: list[Point] = []
    number = 0
    while x < end:
        lean = 0.010 * (paper.chance("fence", number) - 0.5)
        foot = y + 0.018 * math.sin(1.5 * x + 0.8) + 0.012 * x * x
        tall = 0.060 + 0.012 * paper.chance("fence-h", number)
        paper.piece(
            polygon(
                [
                    (x - 0.006, foot + 0.01),
                    (x - 0.006 + lean, foot - tall),
                    (x + lean, foot - tall - 0.007),
                    (x + 0.006 + lean, foot - tall),
                    (x + 0.006, foot + 0.01),
                ]
            ),
            wood,
            drop=0.005,
        )
        tops.append((x + lean * 0.6, foot - tall * 0.70))
        x += 0.085 + 0.02 * paper.chance("fence-x", number)
        number += 1
    for level in (0.0, 0.026):
        for one, other in itertools.pairwise(tops):
            rail = polygon(
                [
                    (one[0], one[1] + level - 0.004),
                    (other[0], other[1] + level - 0.003),
                    (other[0], other[1] + level + 0.004),
                    (one[0], one[1] + level + 0.004),
                ]
            )
            paper.piece(rail, adjust(wood, lightness=0.93), rim=0.8)


def hamlet(paper: Paper, params: dict[str, Any]) -> None:
    """The roofs of the town far below, between the hill and the sea."""
    from_x, to_x, y = float(params.get("from", 0.1)), float(params.get("to", 0.9)), float(params.get("y", 0.70))
    size = float(params.get("size", 0.034))
    for row in range(3):
        x = from_x + 0.03 * row
        while x < to_x - 0.02 * row:
            key = ("hamlet", row, round(x * 1000))
            width = size * (0.7 + 0.7 * paper.chance(*key, "w"))
            height = size * (0.6 + 0.8 * paper.chance(*key, "h"))
            foot = y + 0.020 * row - 0.014 * math.sin(math.pi * (x - from_x) / (to_x - from_x))
            if paper.chance(*key, "gap") > 0.22:
                house(paper, x, foot, width, height, *key)
            x += width * (1.0 + 0.5 * paper.chance(*key, "space"))


def reeds(paper: Paper, params: dict[str, Any]) -> None:
    """Dark tall grasses and seed heads at the picture's corners, near the lens."""
    light = paper.light
    near: RGB = mix(light.near, light.shade(from_hex("#5A6A3A")), 0.25)
    for side, middle in ((-1, float(params.get("left", -0.93))), (1, float(params.get("right", 0.95)))):
        for index in range(15):
            key = (side, index)
            foot_x = middle + 0.30 * (paper.chance("reed", *key) - 0.5)
            tall = (0.10 + 0.26 * paper.chance("reed-h", *key)) * (1.15 if side < 0 else 0.85)
            lean = 0.05 * paper.chance("reed-l", *key) + 0.02 * (1 - side)
            half = 0.0045
            tip_x, tip_y = foot_x + lean, 1.02 - tall
            blade = skia.Path()
            blade.moveTo(foot_x - half, 1.12)
            blade.quadTo(foot_x, 1.02 - tall * 0.5, tip_x, tip_y)
            blade.quadTo(foot_x + half * 2, 1.02 - tall * 0.45, foot_x + half, 1.12)
            blade.close()
            paper.canvas.drawPath(blade, fill(near))
            if index % 3 == 0:
                paper.canvas.save()
                paper.canvas.translate(tip_x, tip_y)
                paper.canvas.rotate(20)
                paper.piece(oval(0, 0, 0.007, 0.024), adjust(near, lightness=1.1), lit=False)
                paper.canvas.restore()
