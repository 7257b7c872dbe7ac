"""High mountains of cut paper: faceted summits with snow, a mountain lake, pines, a cairn, a bird on the wind.

It knows no set: places and sizes come from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.ground import snowed
from generators.stage.kinds.sky import sky_colour
from generators.stage.kinds.town import LAMPLIGHT
from generators.stage.moment import Moment
from generators.stage.paper import Paper, Point, box, colour4, fill, oval, polygon, smooth, stroke

JAGS = 13
"""Corners between a mountain's foot and its summit."""
SHOULDER = 0.10
"""Height of a shoulder on a flank, share of the mountain's."""
SPINE = 9
"""Bends of the ridge that parts the lit face from the shaded one; a rib runs down from each."""


def peaks(paper: Paper, params: dict[str, Any]) -> None:
    """Mountains `at: [[x, height, half width], …]` standing on `level`: a lit and a shaded face, snow above `snow`.

    `snow` is the share of the height (from the top) that is white; `tint` the rock.
    """
    level = float(params.get("level", 0.66))
    rock = from_hex(str(params.get("tint", "#7E8AA0")))
    cover = float(params.get("snow", 0.4)) + (0.35 if paper.light.weather == "snow" else 0.0)
    for index, (x, height, half) in enumerate(params.get("at", ())):
        _mountain(paper, float(x), level, float(height), float(half), rock, min(0.95, cover), index)


def _flank(paper: Paper, foot: Point, top: Point, key: tuple[str | int, ...], bite: float) -> list[Point]:
    """From foot to summit in uneven steps: straight lines would be a tent."""
    points: list[Point] = []
    shoulder = 0.35 + 0.40 * paper.chance(*key, "shoulder")
    for step in range(JAGS):
        t = step / JAGS
        steep = t**1.12
        x = foot[0] + (top[0] - foot[0]) * t
        y = foot[1] + (top[1] - foot[1]) * steep
        out = bite * (paper.chance(*key, step) - 0.5) * math.sin(math.pi * min(1.0, t + 0.08))
        # A shoulder somewhere below the summit: few mountains are one tooth.
        lift = SHOULDER * (foot[1] - top[1]) * max(0.0, 1 - abs(t - shoulder) / 0.16)
        points.append((x + out, y + 0.7 * out * (1 if step % 2 else -1) - lift))
    return points


def _mountain(
    paper: Paper, x: float, level: float, height: float, half: float, rock: RGB, cover: float, index: int
) -> None:
    light = paper.light
    lit_right = light.direction[0] > 0
    top = (x, level - height)
    key = ("peak", round(x * 100), index)
    lean = half * 0.25 * (paper.chance(*key, "lean") - 0.5)
    left = _flank(paper, (x - half + lean, level + 0.02), top, (*key, "l"), half * 0.16)
    right = _flank(paper, (x + half + lean, level + 0.02), top, (*key, "r"), half * 0.16)
    outline = polygon([*left, top, *reversed(right), (x + half, level + 0.5), (x - half, level + 0.5)])
    paper.piece(outline, rock, drop=0.016)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(outline, skia.ClipOp.kIntersect, True)
    spine: list[Point] = [top]
    for step in range(1, SPINE):
        t = step / (SPINE - 1)
        wander = half * (0.05 + 0.15 * t) * (1 if step % 2 else -0.7) * (0.4 + 1.0 * paper.chance(*key, "spine", step))
        spine.append((x + lean * t + wander, level - height + height * 1.08 * t))
    side = -1 if lit_right else 1
    away = x + side * half * 2.5
    dark = polygon([*spine, (away, level + 0.3), (away, level - height - 0.1), top])
    shaded = adjust(mix(paper.colour(rock), light.haze(light.shadow, paper.distance), 0.34), chroma=0.95)
    canvas.drawPath(dark, fill(shaded))
    if cover > 0.02:
        _cap(paper, x, level, height, half, cover, dark, key)
    _ribs(paper, spine, height, half, side, (shaded, mix(paper.colour(rock), light.haze(light.rim, 0.6), 0.35)), key)
    canvas.restore()


def _ribs(
    paper: Paper,
    spine: list[Point],
    height: float,
    half: float,
    side: int,
    tones: tuple[RGB, RGB],
    key: tuple[str | int, ...],
) -> None:
    """Ribs that run down from the ridge: shaded cuts into the lit face, lit edges on the shaded one (`side`)."""
    for number, (x, y) in enumerate(spine[1:-1], 1):
        for way, tone, strength in ((-side, tones[0], 0.34), (side, tones[1], 0.20)):
            if paper.chance(*key, "rib", number, way) < 0.22:
                continue
            out = way * half * (0.07 + 0.20 * number / SPINE) * (0.6 + 0.9 * paper.chance(*key, "rib-w", number, way))
            long = height * (0.10 + 0.13 * paper.chance(*key, "rib-l", number, way))
            bend = (x + 0.55 * out, y + 0.38 * long)
            rib = polygon(
                [(x, y), bend, (x + out, y + long), (x + 0.62 * out, y + long * 1.25), (x + 0.16 * out, y + 0.7 * long)]
            )
            paper.canvas.drawPath(rib, fill(tone, strength))


def _cap(
    paper: Paper, x: float, level: float, height: float, half: float, cover: float, dark: skia.Path,
    key: tuple[str | int, ...],
) -> None:  # fmt: skip
    line = level - height * (1 - cover)
    teeth: list[Point] = []
    count = 21
    for step in range(count + 1):
        at = x - half * 1.1 + 2.2 * half * step / count
        # Now and then a couloir holds its snow far down.
        couloir = 2.3 if paper.chance(*key, "couloir", step) > 0.72 else 1.0
        deep = (0.42 * couloir if step % 2 else -0.28) * (0.5 + 1.0 * paper.chance(*key, "tooth", step))
        teeth.append((at, line + height * 0.20 * deep + 0.06 * height * abs(at - x) / half))
    cap = polygon([(x - half * 1.2, level - height - 0.1), *teeth, (x + half * 1.2, level - height - 0.1)])
    white = paper.colour(mix((0.97, 0.98, 1.0), paper.light.sun, 0.12))
    paper.canvas.drawPath(cap, fill(white))
    paper.canvas.save()
    paper.canvas.clipPath(cap, skia.ClipOp.kIntersect, True)
    blue = mix(white, mix(paper.light.zenith, paper.light.haze(paper.light.shadow, paper.distance), 0.35), 0.46)
    paper.canvas.drawPath(dark, fill(blue))
    paper.canvas.restore()


def lake(paper: Paper, params: dict[str, Any]) -> None:
    """Still water that holds the sky upside down: `at: [x, y, half, tall]`; ice when it snows."""
    x, y, half, tall = (float(value) for value in params.get("at", (0.1, 0.70, 0.4, 0.03)))
    light = paper.light
    points: list[Point] = []
    for step in range(16):
        angle = 2 * math.pi * step / 16
        reach = 0.85 + 0.25 * paper.chance("lake", step)
        points.append((x + half * reach * math.cos(angle), y + tall * reach * math.sin(angle)))
    shape = smooth(points)
    ice = light.weather == "snow"
    top, low = sky_colour(paper, 0.9), sky_colour(paper, 0.45)
    shader = skia.GradientShader.MakeLinear(
        points=[(0, y - tall), (0, y + tall)],
        colors=[colour4(mix(top, (0.9, 0.95, 1.0), 0.4 * ice)).toColor(), colour4(mix(low, light.sea, 0.45)).toColor()],
    )
    paper.canvas.drawPath(shape, skia.Paint(Shader=shader, AntiAlias=True, Dither=True))
    paper.edge(shape, mix(top, light.rim, 0.6), 0.7)
    for index in range(9):
        at = x + half * 1.2 * (paper.chance("ripple", index) - 0.5)
        line = y + tall * 1.3 * (paper.chance("ripple-y", index) - 0.5)
        reach = half * (0.06 + 0.14 * paper.chance("ripple-w", index))
        wave = smooth([(at - reach, line), (at, line - 0.0016), (at + reach, line)], closed=False)
        paper.canvas.drawPath(wave, stroke(mix(top, light.sun, 0.3), max(paper.hair, 0.0018), 0.5))


def waterfall(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A thread of white water that never stops falling: `x`, `top`, `foot`, `half`."""
    x, top, foot = float(params.get("x", 0.4)), float(params.get("top", 0.42)), float(params.get("foot", 0.62))
    half = float(params.get("half", 0.008))
    white = paper.light.haze(paper.light.shade((0.95, 0.97, 1.0)), paper.distance)
    shape = smooth(
        [
            (x - half * 0.6, top),
            (x - half, (top + foot) / 2),
            (x - half * 1.7, foot),
            (x + half * 1.7, foot),
            (x + half * 0.8, (top + foot) / 2),
            (x + half * 0.5, top),
        ]
    )
    paper.canvas.drawPath(shape, fill(white, 0.8))
    for index in range(7):
        t = (moment.seconds * 0.22 + unit(paper.seed, "fall", index)) % 1
        y = top + (foot - top) * t * t
        at = x + half * 1.6 * (unit(paper.seed, "fall-x", index) - 0.5) * (0.6 + t)
        drop = polygon([(at, y), (at + half * 0.25, y + 0.03), (at, y + 0.045), (at - half * 0.25, y + 0.03)])
        paper.canvas.drawPath(drop, fill(mix(white, paper.light.near, 0.35), 0.45 * math.sin(math.pi * t)))
    for puff in range(4):
        swell = 0.5 + 0.5 * moment.sway(3.0 + puff, puff * 0.3)
        wide = half * (3 + puff)
        paper.canvas.drawPath(oval(x, foot - half * 0.4 * swell, wide, half * (0.7 + 0.5 * swell)), fill(white, 0.14))


def cabin(paper: Paper, params: dict[str, Any]) -> None:
    """A log cabin under a wide roof, its window lit from dusk on: `x`, `y` its foot, `size` its width."""
    x, y, size = float(params.get("x", 0.6)), float(params.get("y", 0.76)), float(params.get("size", 0.2))
    wood, tile = from_hex("#7A5844"), snowed(paper, from_hex(str(params.get("roof", "#4E4A52"))), 0.85)
    tall = size * 0.42
    paper.piece(box(x + size * 0.62, y - size * 0.98, size * 0.11, size * 0.4), from_hex("#857F7C"), drop=0.006)
    wall = polygon([(x, y), (x, y - tall), (x + size / 2, y - tall - size * 0.40), (x + size, y - tall), (x + size, y)])
    paper.piece(wall, wood, drop=0.014)
    for log in range(6):
        paper.flat(box(x, y - tall * log / 6 - size * 0.008, size, size * 0.010), adjust(wood, lightness=0.74), 0.8)
    over = size * 0.13
    paper.piece(
        polygon(
            [
                (x - over, y - tall + over * 0.75),
                (x + size / 2, y - tall - size * 0.50),
                (x + size + over, y - tall + over * 0.75),
                (x + size + over * 0.6, y - tall + over * 1.3),
                (x + size / 2, y - tall - size * 0.37),
                (x - over * 0.6, y - tall + over * 1.3),
            ]
        ),
        tile,
        drop=0.010,
    )
    burn = paper.light.lamp
    paper.flat(box(x + size * 0.14, y - size * 0.32, size * 0.20, size * 0.32), from_hex("#4E372E"))
    pane = box(x + size * 0.52, y - size * 0.32, size * 0.24, size * 0.19)
    paper.piece(pane, mix(from_hex("#52606E"), LAMPLIGHT, burn), emit=burn, rim=0.3)
    paper.flat(box(x + size * 0.633, y - size * 0.32, size * 0.014, size * 0.19), from_hex("#4E372E"))
    paper.flat(box(x + size * 0.52, y - size * 0.232, size * 0.24, size * 0.012), from_hex("#4E372E"))
    paper.glow(x + size * 0.64, y - size * 0.22, size * 1.3, LAMPLIGHT, 0.5 * burn)


def cairn(paper: Paper, params: dict[str, Any]) -> None:
    """Flat stones piled by walkers: `x`, `y`, `size`."""
    x, y, size = float(params.get("x", -0.4)), float(params.get("y", 0.82)), float(params.get("size", 0.1))
    level = y
    for index in range(6):
        wide = size * (0.62 - 0.085 * index) * (0.9 + 0.25 * paper.chance("cairn", index))
        tall = size * (0.20 + 0.06 * paper.chance("cairn-h", index))
        at = x + size * 0.14 * (paper.chance("cairn-x", index) - 0.5)
        rock = snowed(paper, adjust(from_hex("#8F8B88"), lightness=0.88 + 0.22 * paper.chance("cairn-t", index)), 0.35)
        paper.piece(box(at - wide, level - tall, wide * 2, tall, tall * 0.45), rock, drop=0.005)
        level -= tall * 0.92


def pines(paper: Paper, params: dict[str, Any]) -> None:
    """Dark firs: `at: [[x, foot, height], …]`; near the lens they frame the picture, farther they stand in groups."""
    light = paper.light
    dark = bool(params.get("dark", False))
    base = mix(light.near, light.shade(from_hex("#3B5A4C")), 0.2 if dark else 0.6)
    base = light.haze(base, paper.distance)
    for index, (x, y, height) in enumerate(params.get("at", ())):
        x, y, height = float(x), float(y), float(height)
        tiers = 5 if height > 0.2 else 4
        paper.piece(
            box(x - height * 0.018, y - height * 0.2, height * 0.036, height * 0.22),
            adjust(base, lightness=0.8),
            lit=False,
        )
        for tier in range(tiers):
            t = tier / tiers
            low, half = y - height * (0.10 + 0.74 * t), height * (0.27 - 0.20 * t)
            high = low - height * (0.34 - 0.06 * t)
            skirt: list[Point] = [(x, high)]
            for step in range(7):
                s = step / 6
                sag = height * (0.028 if step % 2 else -0.004)
                skirt.append((x + half * (1 - 2 * s), low + sag - height * 0.04 * (1 - abs(1 - 2 * s))))
            tone = adjust(base, lightness=0.94 + 0.10 * paper.chance("pine", index, tier))
            shape = polygon(skirt)
            paper.shadow(shape, 0.008, 0.18)
            paper.piece(shape, tone, lit=False, rim=0.9)
            if light.weather == "snow" and not dark:
                hood = polygon(
                    [
                        (x, high),
                        (x + half * 0.45, high + (low - high) * 0.52),
                        (x, high + (low - high) * 0.38),
                        (x - half * 0.45, high + (low - high) * 0.52),
                    ]
                )
                paper.canvas.drawPath(hood, fill(light.haze(light.shade((0.93, 0.96, 1.0)), paper.distance), 0.9))


def soaring(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """One large bird circling on the wind, its wings spread; it rests in storm and by night."""
    if paper.light.night > 0.7 or moment.weather in ("storm", "fog"):
        return
    colour = paper.light.haze(paper.light.near, 0.25)
    for index in range(int(params.get("count", 1))):
        turn = 2 * math.pi * (moment.seconds / 23 + 0.37 * index + unit(paper.seed, "eagle"))
        x = float(params.get("x", 0.2)) + 0.26 * math.cos(turn) + 0.2 * index
        y = float(params.get("y", 0.24)) + 0.05 * math.sin(turn) + 0.06 * index
        size = float(params.get("size", 0.034)) * (0.85 + 0.2 * math.sin(turn))
        tilt = 0.30 * math.sin(turn)
        lift = size * (0.10 + 0.05 * moment.sway(3.1, 0.2))
        wing = smooth(
            [
                (x - size, y - lift + tilt * size * 0.5),
                (x - size * 0.4, y - lift * 1.6),
                (x, y - size * 0.04),
                (x + size * 0.4, y - lift * 1.6),
                (x + size, y - lift - tilt * size * 0.5),
                (x + size * 0.3, y + size * 0.10),
                (x + size * 0.07, y + size * 0.28),
                (x - size * 0.07, y + size * 0.28),
                (x - size * 0.3, y + size * 0.10),
            ]
        )
        paper.canvas.drawPath(wing, fill(colour, 0.95))


def flag_line(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A sagging cord of flags or washing in the wind: `from`, `to` (points), `sag`, `count`, `size`, `cut`, `colours`.

    `cut` is `square` (prayer flags), `pennant` (bunting) or `shirt` (washing).
    """
    x0, y0 = (float(value) for value in params.get("from", (-0.6, 0.4)))
    x1, y1 = (float(value) for value in params.get("to", (0.3, 0.45)))
    sag = float(params.get("sag", 0.06)) * (1 + 0.06 * moment.sway(3.7, 0.1))
    count, size = int(params.get("count", 9)), float(params.get("size", 0.03))
    cut = str(params.get("cut", "square"))
    colours = [
        from_hex(str(text)) for text in params.get("colours", ("#3F72A6", "#F0EADB", "#C8453D", "#5E8A5A", "#E3B64C"))
    ]

    def at(t: float) -> Point:
        return x0 + (x1 - x0) * t, y0 + (y1 - y0) * t + 4 * sag * t * (1 - t)

    cord = smooth([at(step / 12) for step in range(13)], closed=False)
    paper.canvas.drawPath(cord, stroke(paper.colour(from_hex("#4A4038")), max(paper.hair * 1.1, 0.002)))
    for index in range(count):
        t = (index + 0.75) / (count + 0.5)
        x, y = at(t)
        wave = moment.sway(0.9 + 0.07 * (index % 5), index * 0.19) * (0.10 + 0.28 * moment.wind)
        blow = size * (0.45 * moment.gust + 0.35 * wave)
        half = size * 0.42
        if cut == "pennant":
            shape = polygon([(x - half, y), (x + half, y + 0.002), (x + blow, y + size * (1.05 - 0.25 * abs(wave)))])
        elif cut == "shirt" and index % 3 != 1:
            s = size
            shape = polygon(
                [
                    (x - half * 0.7, y),
                    (x + half * 0.7, y),
                    (x + half * 1.35, y + s * 0.28),
                    (x + half * 0.95, y + s * 0.42),
                    (x + half * 0.72, y + s * 0.34),
                    (x + half * 0.72 + blow, y + s * 1.15),
                    (x - half * 0.72 + blow, y + s * 1.15),
                    (x - half * 0.72, y + s * 0.34),
                    (x - half * 0.95, y + s * 0.42),
                    (x - half * 1.35, y + s * 0.28),
                ]
            )
        else:
            shape = smooth(
                [
                    (x - half, y),
                    (x + half, y),
                    (x + half, y),
                    (x + half + blow * 0.7, y + size * 0.6),
                    (x + half + blow, y + size),
                    (x - half + blow, y + size * (1 - 0.12 * wave)),
                    (x - half + blow * 0.4, y + size * 0.5),
                    (x - half, y),
                ]
            )
        paper.piece(shape, colours[index % len(colours)], rim=0.7)
