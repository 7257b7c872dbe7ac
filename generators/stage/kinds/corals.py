"""One coral of cut paper: a fan, a branching bush, a brain or a cluster of tubes.

It knows neither reef nor sand: where it stands, how large it is and the name that decides its kind.
"""

from __future__ import annotations

import math

import skia

from generators.stage.colour import RGB, adjust, from_hex
from generators.stage.paper import Paper, Point, circle, oval, polygon, smooth

CORALS = tuple(from_hex(text) for text in ("#F2784B", "#E4607A", "#F0B45A", "#B76AA6", "#E8D9B8"))


def coral(paper: Paper, x: float, y: float, size: float, key: tuple[str | int, ...]) -> None:
    """One coral, its foot at (x, y): a fan, a branching bush, a brain or a cluster of tubes."""
    tint = CORALS[int(paper.chance(*key, "tint") * len(CORALS))]
    toss = paper.chance(*key, "kind")
    if toss < 0.30:
        _fan(paper, x, y, size, tint, key)
    elif toss < 0.62:
        _bush(paper, x, y, size, tint, key)
    elif toss < 0.80:
        paper.piece(oval(x, y - size * 0.30, size * 0.55, size * 0.42), tint, drop=0.005)
        for ring in range(3):
            reach, low = size * (0.4 - 0.1 * ring), y - size * (0.25 + 0.15 * ring)
            groove = smooth([(x - reach, low), (x, low - size * 0.11), (x + reach, low)], closed=False)
            paper.line(groove, adjust(tint, lightness=0.8), size * 0.035, 0.7)
    else:
        for tube in range(4):
            tx = x + size * 0.26 * (tube - 1.5)
            tall = size * (0.5 + 0.6 * paper.chance(*key, "tube", tube))
            half = size * 0.12
            paper.piece(
                polygon([(tx - half * 0.7, y), (tx - half, y - tall), (tx + half, y - tall), (tx + half * 0.7, y)]),
                tint,
                drop=0.004,
            )
            paper.flat(oval(tx, y - tall, half, half * 0.45), adjust(tint, lightness=0.62))


def _fan(paper: Paper, x: float, y: float, size: float, tint: RGB, key: tuple[str | int, ...]) -> None:
    points: list[Point] = [(x - size * 0.06, y), (x + size * 0.06, y)]
    for step in range(13):
        angle = math.pi * (0.08 + 0.84 * step / 12)
        reach = size * (0.86 + 0.26 * paper.chance(*key, "fan", step))
        points.append((x + reach * 0.8 * math.cos(angle), y - size * 0.2 - reach * 0.85 * math.sin(angle)))
    paper.piece(smooth(points), tint, drop=0.005)
    for rib in range(5):
        angle = math.pi * (0.2 + 0.6 * rib / 4)
        tip = (x + size * 0.62 * math.cos(angle), y - size * 0.2 - size * 0.66 * math.sin(angle))
        paper.line(smooth([(x, y), (x, y - size * 0.25), tip], closed=False), adjust(tint, lightness=0.78), size * 0.03)


def _bush(paper: Paper, x: float, y: float, size: float, tint: RGB, key: tuple[str | int, ...]) -> None:
    bush = skia.Path()
    tips: list[Point] = []
    for arm in range(5):
        bend = (arm - 2) * 0.32 + 0.14 * (paper.chance(*key, "arm", arm) - 0.5)
        tall = size * (1.05 - 0.12 * abs(arm - 2)) * (0.8 + 0.35 * paper.chance(*key, "arm-h", arm))
        tip = (x + tall * bend, y - tall)
        bush.moveTo(x, y)
        bush.quadTo(x + tall * bend * 0.2, y - tall * 0.55, *tip)
        fork = (tip[0] + size * 0.15 * (1 if arm % 2 else -1), tip[1] + size * 0.08)
        bush.moveTo(x + tall * bend * 0.5, y - tall * 0.55)
        bush.quadTo(fork[0], fork[1] + size * 0.2, *fork)
        tips += [tip, fork]
    paper.line(bush, adjust(tint, lightness=0.72), size * 0.15)
    paper.line(bush, tint, size * 0.11)
    for tip in tips:
        paper.flat(circle(*tip, size * 0.055), adjust(tint, lightness=1.12))
