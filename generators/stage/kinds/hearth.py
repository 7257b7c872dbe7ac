"""A kitchen of cut paper: range in its niche, copper, dresser, sink, table, herbs, and a dark corner near the lens.

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

IRON, COPPER, BRASS = from_hex("#34343C"), from_hex("#C4743C"), from_hex("#D2A24C")
CREAM, OAK, PINE = from_hex("#EFE3CC"), from_hex("#8A5F43"), from_hex("#B98A5C")
EMBER, GLOWING = from_hex("#FF8A3C"), from_hex("#FFC766")
CHINA = tuple(from_hex(text) for text in ("#EDE7DA", "#7FA3B8", "#EDE7DA", "#C8705C", "#DCCFB4", "#5F8A86"))
LEAVES = tuple(from_hex(text) for text in ("#6E8A4E", "#86995A", "#57754A", "#A08A9C"))


def _local(paper: Paper, params: dict[str, Any], x: float, y: float, size: float) -> skia.Canvas:
    """The canvas moved to the piece's foot and scaled to its size; the caller restores it."""
    paper.canvas.save()
    paper.canvas.translate(float(params.get("x", x)), float(params.get("y", y)))
    size = float(params.get("size", size))
    paper.canvas.scale(size, size)
    return paper.canvas


def cooker(paper: Paper, params: dict[str, Any]) -> None:
    """The iron range in a tiled niche under a plastered hood: fire door, oven, brass rail, kettle and a big pot."""
    c = _local(paper, params, -0.62, 0.79, 0.30)
    burn = max(0.45, paper.light.lamp)
    wall = from_hex(str(params.get("hood", "#E2D2B4")))
    tile = from_hex(str(params.get("tile", "#8FB0A8")))
    # The niche: dark tiles that take the fire's light.
    paper.piece(box(-0.92, -1.72, 1.84, 1.74, 0.02), adjust(tile, lightness=0.62), drop=0.02)
    for row in range(9):
        for column in range(11):
            tone = 0.62 + 0.12 * paper.chance("niche", row, column)
            paper.flat(
                box(-0.905 + column * 0.166, -1.70 + row * 0.166, 0.156, 0.156, 0.012), adjust(tile, lightness=tone)
            )
    paper.glow(0.05, -0.55, 1.5, EMBER, 0.42 * burn)
    for side in (-1, 1):
        paper.piece(box(side * 1.0 - 0.12, -1.74, 0.24, 1.78), adjust(wall, lightness=0.93), drop=0.03)
    hood = polygon([(-1.20, -1.70), (1.20, -1.70), (1.12, -1.92), (0.70, -3.2), (-0.70, -3.2), (-1.12, -1.92)])
    paper.piece(hood, wall, drop=0.06)
    paper.piece(box(-1.24, -1.78, 2.48, 0.13, 0.02), OAK, drop=0.04)
    for index, (at, tall, glaze) in enumerate(
        (
            (-1.0, 0.20, CHINA[1]),
            (-0.80, 0.26, CHINA[4]),
            (-0.60, 0.17, CHINA[3]),
            (0.72, 0.22, CHINA[5]),
            (0.94, 0.28, CHINA[4]),
        )
    ):
        paper.piece(box(at - 0.075, -1.78 - tall, 0.15, tall, 0.04), glaze, rim=0.7)
        paper.flat(box(at - 0.05, -1.80 - tall, 0.10, 0.04, 0.02), OAK)
        paper.flat(box(at - 0.045, -1.74 - tall * 0.75, 0.09, 0.06 + 0.01 * index, 0.01), CREAM, 0.85)
    # The range itself.
    paper.piece(box(-0.80, -0.86, 1.60, 0.86, 0.03), IRON, drop=0.05)
    paper.piece(box(-0.86, -0.93, 1.72, 0.11, 0.03), adjust(IRON, lightness=1.35), drop=0.03)
    for leg in (-0.76, 0.64):
        paper.piece(box(leg, -0.06, 0.12, 0.08, 0.02), IRON)
    fire = box(-0.64, -0.66, 0.54, 0.34, 0.05)
    paper.piece(box(-0.70, -0.72, 0.66, 0.46, 0.06), adjust(IRON, lightness=1.5), drop=0.02)
    c.drawPath(fire, fill(mix((0.16, 0.05, 0.03), EMBER, 0.72)))
    paper.glow(-0.37, -0.46, 0.34, GLOWING, 0.9)
    paper.piece(box(0.06, -0.72, 0.64, 0.56, 0.04), adjust(IRON, lightness=1.22), rim=0.8)
    paper.piece(box(0.14, -0.64, 0.48, 0.30, 0.03), adjust(IRON, lightness=0.9), rim=0.4)
    for x, y, w in ((0.10, -0.245, 0.56), (-0.66, -0.215, 0.58)):
        paper.piece(box(x, y, w, 0.035, 0.015), BRASS, rim=1.0)
    paper.piece(box(-0.82, -0.815, 1.64, 0.028, 0.012), BRASS, rim=1.0)
    cloth = polygon([(0.30, -0.80), (0.58, -0.80), (0.60, -0.42), (0.45, -0.45), (0.28, -0.40)])
    paper.piece(cloth, from_hex("#C9D4CE"), drop=0.02)
    for stripe in range(3):
        paper.flat(box(0.30, -0.72 + 0.09 * stripe, 0.28, 0.022), from_hex("#B0523F"), 0.85)
    _kettle(paper, -0.42, -0.93)
    _pot(paper, 0.36, -0.93)
    c.restore()


def _kettle(paper: Paper, x: float, foot: float) -> None:
    red = from_hex("#B5473A")
    paper.line(
        smooth([(x + 0.20, foot - 0.12), (x + 0.33, foot - 0.17), (x + 0.38, foot - 0.32)], closed=False), red, 0.06
    )
    paper.piece(
        smooth(
            [
                (x - 0.26, foot),
                (x - 0.28, foot - 0.20),
                (x - 0.10, foot - 0.38),
                (x + 0.10, foot - 0.38),
                (x + 0.28, foot - 0.20),
                (x + 0.26, foot),
            ]
        ),
        red,
        drop=0.02,
    )
    paper.flat(oval(x - 0.10, foot - 0.20, 0.035, 0.09), adjust(red, lightness=1.35), 0.6)
    paper.piece(oval(x, foot - 0.335, 0.11, 0.03), adjust(red, lightness=0.8))
    paper.piece(circle(x, foot - 0.38, 0.035), IRON)
    handle = smooth(
        [(x - 0.20, foot - 0.26), (x - 0.20, foot - 0.56), (x + 0.20, foot - 0.56), (x + 0.20, foot - 0.26)],
        closed=False,
    )
    paper.line(handle, IRON, 0.045)


def _pot(paper: Paper, x: float, foot: float) -> None:
    paper.piece(box(x - 0.30, foot - 0.36, 0.60, 0.36, 0.06), COPPER, drop=0.02)
    paper.flat(box(x - 0.22, foot - 0.32, 0.07, 0.28, 0.03), adjust(COPPER, lightness=1.35), 0.6)
    paper.piece(box(x - 0.33, foot - 0.40, 0.66, 0.06, 0.02), adjust(COPPER, lightness=1.15))
    for side in (-1, 1):
        paper.line(
            smooth(
                [
                    (x + side * 0.30, foot - 0.27),
                    (x + side * 0.40, foot - 0.27),
                    (x + side * 0.40, foot - 0.17),
                    (x + side * 0.30, foot - 0.17),
                ],
                closed=False,
            ),
            BRASS,
            0.035,
        )
    spoon = polygon(
        [(x + 0.10, foot - 0.40), (x + 0.34, foot - 0.78), (x + 0.37, foot - 0.76), (x + 0.15, foot - 0.40)]
    )
    paper.piece(spoon, PINE)


def cooker_fire(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Flames behind the fire door, their breathing light, and steam from kettle and pot."""
    c = _local(paper, params, -0.62, 0.79, 0.30)
    flicker = 0.6 + 0.25 * moment.sway(0.83, 0.1) + 0.15 * moment.sway(0.37, 0.6)
    for radius, alpha in ((1.25, 0.020), (0.9, 0.026), (0.6, 0.034)):
        c.drawPath(circle(-0.37, -0.48, radius * (0.96 + 0.06 * flicker)), fill(EMBER, alpha * (0.55 + 0.6 * flicker)))
    for tone, tall, wide in ((EMBER, 0.24, 0.075), ((1.0, 0.86, 0.48), 0.15, 0.045)):
        for index in range(5):
            at = -0.56 + 0.095 * index
            tip = -0.36 - tall * (0.62 + 0.38 * moment.sway(0.47 + 0.11 * index, index * 0.29)) * (0.7 + 0.4 * flicker)
            lean = 0.02 * moment.sway(0.9 + 0.1 * index, index * 0.17)
            tongue = smooth(
                [
                    (at - wide, -0.345),
                    (at - wide * 0.5, -0.40),
                    (at + lean, max(tip, -0.64)),
                    (at + wide * 0.5, -0.40),
                    (at + wide, -0.345),
                ]
            )
            c.drawPath(tongue, fill(tone, 0.88))
    for spout_x, spout_y, strength in ((-0.03, -1.28, 0.26), (0.36, -1.36, 0.34)):
        for puff in range(5):
            t = (moment.seconds / 4.2 + puff / 5 + spout_x) % 1
            x = spout_x + 0.12 * math.sin(5.1 * t + 2.0 * puff + spout_x) * t + 0.10 * t * (1 + moment.gust)
            alpha = strength * (1 - t) ** 1.3 * min(1.0, 6 * t)
            for share in (1.0, 0.78, 0.55, 0.3):
                wide, tall = (0.05 + 0.17 * t) * share, (0.05 + 0.13 * t) * share
                c.drawPath(oval(x, spout_y - 0.75 * t, wide, tall), fill((0.97, 0.95, 0.92), alpha * 0.34))
    c.restore()


def copper_rail(paper: Paper, params: dict[str, Any]) -> None:
    """Pans, ladles, garlic and herbs hanging from a rail: `from`, `to`, `y`."""
    left, right, y = float(params.get("from", -0.30)), float(params.get("to", 0.0)), float(params.get("y", 0.20))
    size = float(params.get("size", 1.0))
    for end in (left, right):
        paper.line(polygon([(end, -0.1), (end, y), (end, -0.1)]), IRON, 0.0035)
    paper.piece(box(left - 0.02, y - 0.003, right - left + 0.04, 0.008, 0.004), IRON, drop=0.006)
    count = max(2, round((right - left) / (0.070 * size)) + 1)
    for index in range(count):
        x = left + (right - left) * (index + 0.15) / max(1, count - 0.7)
        kind = (0, 3, 1, 2, 0, 4, 1, 3)[index % 8]
        paper.line(polygon([(x, y), (x, y + 0.020 * size), (x, y)]), IRON, 0.0030)
        if kind in (0, 1):
            radius = (0.034 if kind == 0 else 0.026) * size
            tall = y + 0.020 * size
            paper.piece(box(x - 0.004 * size, tall, 0.008 * size, 0.055 * size, 0.003), IRON)
            pan = circle(x, tall + 0.050 * size + radius, radius)
            paper.piece(pan, COPPER, drop=0.008)
            paper.flat(circle(x, tall + 0.050 * size + radius, radius * 0.80), adjust(COPPER, lightness=0.80))
            paper.flat(
                oval(x - radius * 0.35, tall + 0.046 * size + radius * 0.72, radius * 0.28, radius * 0.13),
                adjust(COPPER, lightness=1.5),
                0.7,
            )
        elif kind == 2:
            for bulb in range(4):
                paper.piece(
                    circle(x + 0.008 * size * (-1) ** bulb, y + (0.030 + 0.019 * bulb) * size, 0.0125 * size),
                    CREAM,
                    rim=0.7,
                )
        elif kind == 3:
            _bunch(paper, x, y + 0.016 * size, 0.085 * size, index)
        else:
            paper.piece(box(x - 0.003 * size, y + 0.016 * size, 0.006 * size, 0.075 * size, 0.003), BRASS)
            paper.piece(oval(x, y + 0.098 * size, 0.018 * size, 0.012 * size), BRASS, drop=0.006)


def _bunch(paper: Paper, x: float, y: float, tall: float, key: int) -> None:
    """A bunch of herbs hung up to dry."""
    tone = LEAVES[key % len(LEAVES)]
    for stem in range(7):
        spread = (stem - 3) / 3
        tip = (x + spread * tall * 0.34, y + tall * (1.0 - 0.16 * abs(spread)))
        paper.line(
            smooth([(x, y), (x + spread * tall * 0.10, y + tall * 0.5), tip], closed=False),
            adjust(tone, lightness=0.8),
            0.0022,
        )
        for leaf in range(4):
            t = 0.42 + 0.19 * leaf
            lx, ly = x + spread * tall * 0.34 * t, y + tall * t * (1.0 - 0.16 * abs(spread))
            paper.flat(
                oval(lx + 0.004 * (-1) ** leaf, ly, 0.0065, 0.0042),
                adjust(tone, lightness=0.9 + 0.08 * ((stem + leaf) % 3)),
            )
    paper.piece(box(x - 0.0055, y + tall * 0.12, 0.011, 0.010, 0.002), from_hex("#B0523F"))


def dresser(paper: Paper, params: dict[str, Any]) -> None:
    """A dresser: plates standing on its shelves, cups on hooks, drawers and doors below."""
    c = _local(paper, params, 0.56, 0.785, 0.30)
    wood = from_hex(str(params.get("tint", "#5E7F7A")))
    paper.piece(box(-0.62, -2.04, 1.24, 1.20, 0.02), adjust(wood, lightness=0.66), drop=0.05)
    crown = polygon([(-0.70, -2.02), (0.70, -2.02), (0.74, -2.13), (-0.74, -2.13)])
    paper.piece(crown, adjust(wood, lightness=1.08), drop=0.03)
    for row in range(3):
        y = -1.66 + 0.37 * row
        x = -0.53
        index = 0
        while x < 0.50:
            roll = paper.chance("china", row, index)
            tone = CHINA[int(roll * 97) % len(CHINA)]
            if row < 2 and roll < 0.66:
                radius = 0.125 if row == 0 else 0.105
                paper.piece(circle(x + radius, y - radius + 0.01, radius), tone, drop=0.01)
                paper.line(
                    circle(x + radius, y - radius + 0.01, radius * 0.68), adjust(tone, lightness=0.84), 0.012, 0.8
                )
                x += radius * 2 + 0.02
            elif roll < 0.86:
                paper.piece(box(x + 0.01, y - 0.17, 0.13, 0.18, 0.03), tone, drop=0.01)
                paper.flat(box(x + 0.035, y - 0.21, 0.08, 0.05, 0.02), OAK)
                x += 0.18
            else:
                paper.piece(
                    smooth([(x, y - 0.10), (x + 0.18, y - 0.10), (x + 0.14, y + 0.012), (x + 0.04, y + 0.012)]),
                    tone,
                    drop=0.01,
                )
                x += 0.22
            index += 1
        paper.piece(box(-0.60, y, 1.20, 0.036), adjust(wood, lightness=1.05), drop=0.02)
        for cup in range(5):
            at = -0.46 + 0.23 * cup
            if row == 1:
                tone = CHINA[(cup * 2 + 1) % len(CHINA)]
                paper.line(polygon([(at, y + 0.03), (at, y + 0.06), (at, y + 0.03)]), BRASS, 0.014)
                paper.piece(
                    polygon(
                        [(at - 0.055, y + 0.07), (at + 0.055, y + 0.07), (at + 0.038, y + 0.16), (at - 0.038, y + 0.16)]
                    ),
                    tone,
                    rim=0.7,
                )
    for side in (-1, 1):
        paper.piece(box(side * 0.62 - 0.035, -2.04, 0.07, 1.24), wood, drop=0.02)
    paper.piece(box(-0.72, -0.86, 1.44, 0.88, 0.02), wood, drop=0.04)
    paper.piece(box(-0.78, -0.91, 1.56, 0.085, 0.02), PINE, drop=0.03)
    for side in (-1, 1):
        left = side * 0.35 - 0.30
        paper.piece(box(left, -0.77, 0.60, 0.19, 0.015), adjust(wood, lightness=1.10), rim=0.6)
        paper.piece(box(left, -0.54, 0.60, 0.48, 0.015), adjust(wood, lightness=1.10), rim=0.6)
        paper.piece(box(left + 0.07, -0.47, 0.46, 0.34, 0.01), adjust(wood, lightness=0.96), rim=0.4)
        for y in (-0.675, -0.33):
            paper.piece(circle(side * 0.35 if y < -0.5 else side * 0.12, y, 0.026), BRASS, rim=0.9)
    # A bowl of apples and a loaf under a cloth on top.
    for x, y in ((-0.44, -1.02), (-0.32, -1.04), (-0.21, -1.015), (-0.33, -1.12)):
        paper.piece(circle(x, y, 0.062), from_hex("#C2563A" if y < -1.1 or x < -0.4 else "#D08A3C"), rim=0.8)
    paper.piece(smooth([(-0.58, -1.03), (-0.04, -1.03), (-0.14, -0.89), (-0.48, -0.89)]), CHINA[1], drop=0.02)
    paper.piece(
        smooth([(0.18, -0.91), (0.18, -1.06), (0.36, -1.11), (0.54, -1.06), (0.54, -0.91)]),
        from_hex("#B87A42"),
        drop=0.02,
    )
    for cut in range(3):
        paper.line(
            smooth([(0.26 + 0.1 * cut, -1.06), (0.29 + 0.1 * cut, -1.0), (0.28 + 0.1 * cut, -0.97)], closed=False),
            from_hex("#E6C28C"),
            0.02,
        )
    c.restore()


def sink(paper: Paper, params: dict[str, Any]) -> None:
    """A stone sink on wooden doors under the window: brass tap, drying plates, a jug of flowers."""
    left, right = float(params.get("from", -0.14)), float(params.get("to", 0.32))
    top, foot = float(params.get("top", 0.645)), float(params.get("foot", 0.785))
    wood = from_hex(str(params.get("tint", "#6F8F88")))
    paper.piece(box(left, top + 0.02, right - left, foot - top - 0.02), adjust(wood, lightness=0.95), drop=0.02)
    count = max(2, round((right - left) / 0.12))
    for index in range(count):
        x = left + 0.012 + (right - left - 0.012) * index / count
        wide = (right - left - 0.012) / count - 0.012
        paper.piece(box(x, top + 0.045, wide, foot - top - 0.062, 0.003), adjust(wood, lightness=1.08), rim=0.5)
        paper.piece(box(x + wide / 2 - 0.012, top + 0.052, 0.024, 0.005, 0.002), BRASS)
    paper.piece(box(left - 0.012, top - 0.002, right - left + 0.024, 0.020, 0.003), PINE, drop=0.012)
    middle = (left + right) / 2
    stone = from_hex("#E9E2D2")
    paper.piece(box(middle - 0.085, top - 0.002, 0.17, 0.062, 0.005), stone, drop=0.008)
    paper.flat(box(middle - 0.075, top + 0.001, 0.15, 0.008, 0.002), adjust(stone, lightness=0.80))
    tap = smooth(
        [
            (middle + 0.02, top),
            (middle + 0.02, top - 0.052),
            (middle - 0.016, top - 0.058),
            (middle - 0.018, top - 0.030),
        ],
        closed=False,
    )
    paper.line(tap, BRASS, 0.0075)
    paper.piece(box(middle + 0.006, top - 0.042, 0.028, 0.006, 0.003), BRASS)
    rack = left + 0.020
    for plate in range(5):
        at = rack + 0.011 + 0.0135 * plate
        paper.piece(oval(at, top - 0.0235, 0.0052, 0.0225), CHINA[plate % 6], rim=0.8)
        paper.flat(oval(at + 0.001, top - 0.0235, 0.0022, 0.0150), adjust(CHINA[plate % 6], lightness=0.86))
    for level in (0.004, 0.016):
        paper.piece(box(rack, top - level - 0.0035, 0.078, 0.0035, 0.001), PINE, rim=0.6)
    jug_x = right - 0.050
    for stem in range(7):
        lean = (stem - 3) * 0.011
        head = (jug_x + lean * 1.7, top - 0.105 + 0.012 * abs(stem - 3) - 0.012 * (stem % 2))
        paper.line(
            smooth([(jug_x, top - 0.04), (jug_x + lean * 0.6, top - 0.07), head], closed=False), LEAVES[0], 0.0026
        )
        paper.piece(circle(*head, 0.0088), from_hex(("#E9B44C", "#F0E6D2", "#D8705C")[stem % 3]), rim=0.6)
    paper.piece(
        smooth(
            [
                (jug_x - 0.022, top),
                (jug_x - 0.026, top - 0.028),
                (jug_x - 0.014, top - 0.050),
                (jug_x + 0.014, top - 0.050),
                (jug_x + 0.026, top - 0.028),
                (jug_x + 0.022, top),
            ]
        ),
        CHINA[1],
        drop=0.008,
    )


def plank_table(paper: Paper, params: dict[str, Any]) -> None:
    """A stout table to put things on: `x`, `y` (its feet), `width`, `height`; `cloth` lays a cloth over it."""
    x, y = float(params.get("x", 0.48)), float(params.get("y", 0.845))
    width, height = float(params.get("width", 0.40)), float(params.get("height", 0.150))
    wood = from_hex(str(params.get("tint", "#A8744A")))
    left, top, deep = x - width / 2, y - height, 0.022
    shade = oval(x, y + 0.004, width * 0.56, 0.018)
    paint = fill(paper.light.shadow, 0.36)
    paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.010))
    paper.canvas.drawPath(shade, paint)
    for leg_x, foot in ((left + 0.045, y - 0.022), (left + width - 0.045, y - 0.022)):
        paper.piece(box(leg_x - 0.008, top, 0.016, foot - top), adjust(wood, lightness=0.62))
    paper.piece(box(left + 0.022, top + 0.010, width - 0.044, 0.028), adjust(wood, lightness=0.76), drop=0.012)
    for leg_x in (left + 0.024, left + width - 0.024):
        leg = smooth(
            [
                (leg_x - 0.013, top + 0.02),
                (leg_x - 0.010, top + height * 0.5),
                (leg_x - 0.014, y),
                (leg_x + 0.014, y),
                (leg_x + 0.010, top + height * 0.5),
                (leg_x + 0.013, top + 0.02),
            ]
        )
        paper.piece(leg, adjust(wood, lightness=0.9))
    board = polygon(
        [(left + deep, top - deep), (left + width - deep, top - deep), (left + width, top + 0.006), (left, top + 0.006)]
    )
    paper.piece(board, adjust(wood, lightness=1.12), drop=0.014)
    for seam in (0.3, 0.62):
        sy = top - deep + (deep + 0.004) * seam
        paper.line(
            polygon(
                [(left + deep * (1 - seam), sy), (left + width - deep * (1 - seam), sy), (left + deep * (1 - seam), sy)]
            ),
            adjust(wood, lightness=0.82),
            0.0014,
            0.7,
        )
    paper.piece(box(left, top + 0.005, width, 0.011, 0.002), adjust(wood, lightness=0.92))
    if "cloth" in params:
        cloth = from_hex(str(params["cloth"]))
        middle = x + width * 0.05
        runner = polygon(
            [
                (middle - 0.09, top - deep),
                (middle + 0.09, top - deep),
                (middle + 0.105, top + 0.008),
                (middle + 0.108, top + 0.062),
                (middle - 0.108, top + 0.062),
                (middle - 0.105, top + 0.008),
            ]
        )
        paper.piece(runner, cloth, drop=0.008)
        for stripe in (-0.08, -0.06, 0.06, 0.08):
            paper.flat(box(middle + stripe * 1.12 - 0.003, top + 0.008, 0.006, 0.054), adjust(cloth, lightness=0.74))
        paper.flat(box(middle - 0.108, top + 0.052, 0.216, 0.005), adjust(cloth, lightness=0.74))


def pendant(paper: Paper, params: dict[str, Any]) -> None:
    """Hanging lamps with a warm cone of light: `at` lists [x, y, size]; `shade` their colour."""
    shade = from_hex(str(params.get("shade", "#3E5A54")))
    burn = paper.light.lamp
    for x, y, size in params.get("at", ()):
        x, y, size = float(x), float(y), float(size)
        paper.line(polygon([(x, -0.4), (x, y - size * 0.5), (x, -0.4)]), IRON, 0.0028)
        hood = smooth(
            [
                (x - size, y + size * 0.18),
                (x - size * 0.86, y - size * 0.12),
                (x - size * 0.24, y - size * 0.52),
                (x + size * 0.24, y - size * 0.52),
                (x + size * 0.86, y - size * 0.12),
                (x + size, y + size * 0.18),
            ]
        )
        paper.flat(oval(x, y + size * 0.10, size * 0.62, size * 0.20), mix(CREAM, LAMPLIGHT, burn), emit=burn)
        paper.piece(hood, shade, drop=0.012)
        paper.flat(
            oval(x, y + size * 0.13, size * 0.72, size * 0.07),
            mix(adjust(shade, lightness=0.6), LAMPLIGHT, 0.9 * burn),
            emit=burn,
        )
        paper.glow(x, y + size * 0.4, size * 6.5, LAMPLIGHT, 0.50 * burn)


def near_table(paper: Paper, params: dict[str, Any]) -> None:
    """Dark and cropped before the lens: a table corner with jug and loaf at the left, herbs from above right."""
    light = paper.light
    near: RGB = mix(light.near, light.shade(from_hex("#5A3A2E")), 0.30)
    left, right, top = (
        float(params.get("left", -0.98)),
        float(params.get("right", 0.90)),
        float(params.get("top", 0.925)),
    )
    paper.piece(
        polygon([(left - 1, top), (left + 0.34, top), (left + 0.37, top + 0.03), (left + 0.33, 1.6), (left - 1, 1.6)]),
        near,
        lit=False,
    )
    loaf = mix(near, light.shade(from_hex("#A86A3A")), 0.34)
    paper.piece(
        smooth(
            [
                (left + 0.13, top),
                (left + 0.13, top - 0.05),
                (left + 0.20, top - 0.072),
                (left + 0.28, top - 0.05),
                (left + 0.28, top),
            ]
        ),
        loaf,
        lit=False,
    )
    jug = mix(near, light.shade(from_hex("#6F8FA0")), 0.30)
    paper.piece(
        smooth(
            [
                (left + 0.005, top),
                (left - 0.02, top - 0.07),
                (left + 0.02, top - 0.15),
                (left + 0.015, top - 0.185),
                (left + 0.095, top - 0.19),
                (left + 0.085, top - 0.15),
                (left + 0.12, top - 0.07),
                (left + 0.10, top),
            ]
        ),
        jug,
        lit=False,
    )
    for bunch, (dx, long) in enumerate(((-0.02, 0.17), (0.07, 0.23), (0.17, 0.19))):
        tone = mix(near, light.shade(LEAVES[bunch]), 0.26)
        for stem in range(9):
            spread = (stem - 4) / 4
            x = right + dx
            tip = (x + spread * 0.058, long - 0.03 * abs(spread))
            paper.canvas.drawPath(
                smooth(
                    [
                        (x - 0.006, -0.05),
                        (x + spread * 0.02, long * 0.4),
                        (tip[0] - 0.006, tip[1] - 0.02),
                        tip,
                        (tip[0] + 0.008, tip[1] - 0.02),
                        (x + 0.006 + spread * 0.02, long * 0.4),
                        (x + 0.006, -0.05),
                    ]
                ),
                fill(tone),
            )
