"""A stacked harbour town of cut paper: houses on a slope, lit windows, lighthouse, chimney smoke.

It knows no set: where the slope lies comes from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, fill, polygon

WALLS = tuple(from_hex(text) for text in ("#EFE3CB", "#DDB98F", "#C9897A", "#A9B8AE", "#8FA6B5", "#E3CFA6", "#B7A08E"))
ROOFS = tuple(from_hex(text) for text in ("#7A4A44", "#4E5566", "#8C5B45", "#3F5360", "#6B5560"))
WINDOW_DARK = from_hex("#4A5A6C")
LAMPLIGHT = from_hex("#FFCE7A")


def lamplight(paper: Paper, *path: str | int) -> RGB:
    """A window's own warm tone: no two lamps burn alike."""
    return mix(LAMPLIGHT, from_hex("#FF9E52") if paper.chance(*path, "warm") < 0.4 else from_hex("#FFE9B4"), 0.45)


def window(paper: Paper, x: float, y: float, width: float, height: float, *path: str | int) -> None:
    """A window that is dark by day and, for most, lit when the lamps burn."""
    burn = paper.light.lamp
    awake = paper.chance(*path, "awake") < 0.72 * burn + 0.02
    frame = paper.colour(from_hex("#F4EAD6"))
    if awake:
        light = lamplight(paper, *path)
        paper.canvas.drawPath(box(x, y, width, height), fill(mix(frame, light, 0.35 + 0.65 * burn)))
        paper.canvas.drawPath(box(x + width * 0.46, y, width * 0.08, height), fill(paper.colour((0.3, 0.2, 0.2)), 0.6))
    else:
        sky = mix(paper.colour(WINDOW_DARK), paper.light.haze(paper.light.mid, paper.distance), 0.3)
        paper.canvas.drawPath(box(x, y, width, height), fill(sky))
        paper.canvas.drawPath(box(x, y, width, height * 0.14), fill(frame, 0.6))


def house(paper: Paper, x: float, y: float, width: float, height: float, *path: str | int) -> None:
    """One house, its foot at y and its left wall at x; every house has its own roof, windows and chimney."""
    roll = paper.chance(*path, "roof")
    wall = WALLS[int(paper.chance(*path, "wall") * len(WALLS))]
    tile = ROOFS[int(paper.chance(*path, "tile") * len(ROOFS))]
    rise = width * (0.34 + 0.22 * roll)
    over = width * 0.07
    if paper.chance(*path, "chimney") < 0.6:
        at = x + width * (0.2 + 0.5 * paper.chance(*path, "chimney-x"))
        paper.piece(box(at, y - height - rise * 0.9, width * 0.11, rise * 0.8), adjust(wall, lightness=0.8), rim=0.7)
    if roll < 0.62:
        body = polygon(
            [(x, y), (x, y - height), (x + width / 2, y - height - rise), (x + width, y - height), (x + width, y)]
        )
        paper.piece(body, wall, drop=0.010)
        slab = polygon(
            [
                (x - over, y - height + over * 0.7),
                (x + width / 2, y - height - rise - over * 0.7),
                (x + width + over, y - height + over * 0.7),
                (x + width + over * 0.4, y - height + over * 1.7),
                (x + width / 2, y - height - rise + over * 0.9),
                (x - over * 0.4, y - height + over * 1.7),
            ]
        )
        paper.piece(slab, tile)
        if width > 0.05:
            paper.flat(circle(x + width / 2, y - height - rise * 0.28, width * 0.07), WINDOW_DARK)
    else:
        paper.piece(box(x, y - height, width, height), wall, drop=0.010)
        roof = polygon(
            [
                (x - over, y - height + over * 0.4),
                (x + width * 0.14, y - height - rise * 0.8),
                (x + width * 0.86, y - height - rise * 0.8),
                (x + width + over, y - height + over * 0.4),
            ]
        )
        paper.piece(roof, tile)
    _windows(paper, x, y, width, height, path)


def _windows(paper: Paper, x: float, y: float, width: float, height: float, path: tuple[str | int, ...]) -> None:
    columns = 2 if width > 0.045 else 1
    rows = max(1, min(3, int(height / 0.045)))
    pane = width * (0.17 if columns == 2 else 0.26)
    for row in range(rows):
        for column in range(columns):
            wx = x + width * ((column + 0.5) / columns) - pane / 2
            wy = y - height + height * (row + 0.22) / rows
            if row == rows - 1 and column == 0 and paper.chance(*path, "door") < 0.55:
                door = from_hex(("#7A4A44", "#2F6672", "#40507A", "#5B6B4A")[int(paper.chance(*path, "door-c") * 4)])
                paper.flat(
                    box(wx, y - height * 0.30 / rows - pane * 0.9, pane * 1.05, height * 0.3 / rows + pane * 0.9), door
                )
                continue
            window(paper, wx, wy, pane, min(pane * 1.35, height / rows * 0.62), *path, row, column)


def town(paper: Paper, params: dict[str, Any]) -> None:
    """Rows of houses up a slope between `from` and `to`; the slope climbs towards `from`."""
    from_x, to_x = float(params.get("from", -1.2)), float(params.get("to", -0.1))
    base, climb = float(params.get("base", 0.72)), float(params.get("climb", 0.30))
    rows = int(params.get("rows", 5))
    size = float(params.get("size", 0.085))
    rock = mix(from_hex("#6E7468"), from_hex("#8A7F6E"), 0.4)
    for row in range(rows):
        t = 1 - row / max(1, rows - 1)
        # Upper rows are shorter and stand farther back: a hill that falls towards the open sea.
        reach = to_x - (to_x - from_x) * (0.42 * t)
        floor = base - climb * t * 0.62
        x = from_x - 0.08 * paper.chance("town", row)
        slope = climb * 0.42
        points = []
        for step in range(24):
            at = from_x + (reach + 0.05 - from_x) * step / 23
            points.append((at, floor - slope * _rise(at, from_x, reach) + 0.012))
        ground = polygon(
            [
                (from_x - 0.2, base + 0.6),
                (from_x - 0.2, points[0][1]),
                *points,
                (reach + 0.09, base + 0.02),
                (reach + 0.09, base + 0.6),
            ]
        )
        paper.piece(ground, adjust(rock, lightness=1.0 - 0.05 * (row % 2)), rim=0.6)
        while x < reach - size * 0.4:
            key = ("house", row, round(x * 1000))
            width = size * (0.62 + 0.62 * paper.chance(*key, "w"))
            height = size * (0.62 + 0.95 * paper.chance(*key, "h") ** 1.3)
            foot = floor - slope * _rise(x + width / 2, from_x, reach)
            if paper.chance(*key, "tree") < 0.14:
                _bush(paper, x + width * 0.3, foot, size * 0.5, key)
            house(paper, x, foot + 0.02, width, height, *key)
            x += width * (0.96 + 0.34 * paper.chance(*key, "gap"))


def _rise(x: float, from_x: float, to_x: float) -> float:
    t = max(0.0, min(1.0, (to_x - x) / max(0.01, to_x - from_x)))
    return t**1.25


def _bush(paper: Paper, x: float, y: float, size: float, key: tuple[str | int, ...]) -> None:
    green = from_hex("#5F7A62")
    for index in range(3):
        at = x + size * (index - 1) * 0.5
        paper.piece(
            circle(at, y - size * (0.35 + 0.3 * (index == 1)), size * 0.42),
            adjust(green, lightness=0.92 + 0.06 * index),
        )
    del key


def lighthouse(paper: Paper, params: dict[str, Any]) -> None:
    """A banded tower on its rock; the lamp itself turns live (`beam`)."""
    x, y, height = float(params.get("x", 0.8)), float(params.get("y", 0.63)), float(params.get("height", 0.16))
    half = height * 0.11
    rock = [
        (x - half * 6, y + 0.02),
        (x - half * 3.6, y - half * 1.1),
        (x - half, y - half * 1.9),
        (x + half * 2.2, y - half * 1.6),
        (x + half * 4.4, y - half * 0.4),
        (x + half * 6, y + 0.02),
    ]
    paper.piece(polygon(rock), from_hex("#767A78"))
    foot = y - half * 1.4
    tower = polygon(
        [(x - half, foot), (x - half * 0.62, foot - height), (x + half * 0.62, foot - height), (x + half, foot)]
    )
    paper.piece(tower, from_hex("#F0E6D2"))
    paper.canvas.save()
    paper.canvas.clipPath(tower, skia.ClipOp.kIntersect, True)
    for band in range(2):
        paper.flat(box(x - half, foot - height * (0.32 + 0.38 * band), half * 2, height * 0.16), from_hex("#B4524A"))
    paper.canvas.restore()
    paper.piece(box(x - half * 0.95, foot - height - half * 0.25, half * 1.9, half * 0.3), from_hex("#4A5360"), rim=0.5)
    burn = paper.light.lamp
    paper.flat(
        box(x - half * 0.5, foot - height - half * 1.2, half, half), mix(WINDOW_DARK, LAMPLIGHT, burn), emit=burn
    )
    paper.piece(
        polygon(
            [
                (x - half * 0.8, foot - height - half * 1.15),
                (x, foot - height - half * 2.1),
                (x + half * 0.8, foot - height - half * 1.15),
            ]
        ),
        from_hex("#8A4A44"),
    )
    paper.glow(x, foot - height - half * 0.7, height * 0.9, LAMPLIGHT, 0.75 * burn)


def beam(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """The lighthouse's light sweeping round: two soft wedges that swell as they pass the eye."""
    burn = paper.light.lamp * (0.55 + 0.45 * paper.light.fog + 0.25 * paper.light.night)
    if burn < 0.15:
        return
    x, y, height = float(params.get("x", 0.8)), float(params.get("y", 0.63)), float(params.get("height", 0.16))
    top = y - height * 1.23
    turn = 2 * math.pi * moment.seconds / 9.0
    for side in (0.0, math.pi):
        across = math.cos(turn + side)
        toward = math.sin(turn + side)
        reach = 1.1 * across
        spread = 0.028 + 0.09 * abs(across)
        strength = burn * (0.10 + 0.10 * max(0.0, toward)) * abs(across) ** 0.5
        shader = skia.GradientShader.MakeLinear(
            points=[(x, top), (x + reach, top)],
            colors=[fill(LAMPLIGHT, min(1.0, strength * 2)).getColor(), fill(LAMPLIGHT, 0.0).getColor()],
        )
        wedge = polygon(
            [(x, top - 0.003), (x + reach, top - spread), (x + reach, top + spread * 0.7), (x, top + 0.003)]
        )
        # With Dither a gradient is laid in half of the time.
        light = skia.Paint(Shader=shader, AntiAlias=True, Dither=True, BlendMode=skia.BlendMode.kScreen)
        paper.canvas.drawPath(wedge, light)


def smoke(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Puffs from chimneys: they rise, swell, lean with the wind and fade."""
    light = paper.light
    colour = mix(light.haze(light.shade((0.86, 0.86, 0.88)), 0.35), light.mist, 0.3)
    for index, chimney in enumerate(params.get("at", ())):
        for puff in range(5):
            t = (moment.seconds / 7.5 + puff / 5 + unit(paper.seed, "smoke", index)) % 1
            x = float(chimney[0]) + t * t * (0.03 + 0.10 * moment.wind) + 0.02 * t * moment.gust
            x += 0.004 * math.sin(7 * t + index)
            y = float(chimney[1]) - 0.085 * t**0.8
            radius = 0.004 + 0.013 * t
            paper.canvas.drawPath(circle(x, y, radius), fill(colour, 0.42 * (1 - t) * min(1.0, 6 * t)))
