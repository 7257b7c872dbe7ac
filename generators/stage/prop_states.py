"""States that fit every thing: wet, broken, spilled, burning, glowing; for drawings that have none of their own.

It knows no thing: only its size, its pieces and the time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import skia

from generators.stage.chance import unit
from generators.stage.colour import RGB, mix
from generators.stage.cutouts import cut_colour
from generators.stage.paper import Paper, circle, fill, oval, polygon, smooth, stroke

EMBER: RGB = (1.0, 0.60, 0.26)
WATER: RGB = (0.52, 0.68, 0.76)
ICE: RGB = (0.86, 0.93, 0.98)
FLAME: tuple[RGB, ...] = ((0.95, 0.48, 0.17), (1.0, 0.72, 0.28), (1.0, 0.92, 0.66))


def draw_under(
    paper: Paper, states: tuple[str, ...], width: float, height: float, tint: RGB, seconds: float, grounded: bool
) -> None:
    """What lies below a thing: a puddle when it is wet or spilled; metres, origin at the foot."""
    del seconds
    if grounded and ("wet" in states or "spilled" in states):
        wide = max(0.06, width) * (0.75 if "wet" in states else 1.1)
        tone = mix(WATER, tint, 0.55 if "spilled" in states else 0.1)
        edge = smooth(
            [
                (
                    wide * math.cos(a) * (0.86 + 0.2 * unit(7, "puddle", step))
                    + (0.3 * wide if "spilled" in states else 0),
                    0.16 * wide * math.sin(a),
                )
                for step in range(9)
                for a in (2 * math.pi * step / 9,)
            ]
        )
        paper.flat(edge, tone, 0.62)
        paper.canvas.drawPath(oval(-wide * 0.2, -wide * 0.04, wide * 0.3, wide * 0.02), fill(paper.light.rim, 0.35))
    if "glowing" in states or "lit" in states:
        reach = max(width, height) * 0.75
        for share, alpha in ((1.0, 0.05), (0.75, 0.07), (0.5, 0.11)):
            paper.canvas.drawPath(circle(0, -height * 0.5, reach * share), fill((1.0, 0.88, 0.6), alpha))


def draw_upon(
    paper: Paper, states: tuple[str, ...], pieces: Sequence[skia.Path], width: float, height: float, seconds: float
) -> None:
    """What lies on a thing: cracks, drops, frost, dirt, flames; cracks, frost and dirt keep inside its `pieces`."""
    if "burning" in states:
        _flames(paper, width, height, seconds)
    if "wet" in states:
        for drop in range(5):
            t = (seconds * 0.55 + drop / 5) % 1
            x = width * (unit(7, "drip", drop) - 0.5) * 0.8
            paper.canvas.drawPath(oval(x, -height * (0.55 - 0.55 * t * t), 0.004, 0.007), fill(WATER, 0.85 * (1 - t)))
    if not pieces or not {"broken", "cracked", "frozen", "dirty", "torn"} & set(states):
        return
    canvas = paper.canvas
    canvas.save()
    whole = skia.Path()
    for piece in pieces:
        whole.addPath(piece)
    whole.setFillType(skia.PathFillType.kWinding)
    canvas.clipPath(whole, skia.ClipOp.kIntersect, True)
    box = whole.getBounds()
    if "frozen" in states:
        canvas.drawPaint(fill(ICE, 0.42))
        for flake in range(12):
            x, y = box.left() + box.width() * unit(7, "ice", flake), box.top() + box.height() * unit(7, "ice-y", flake)
            reach = 0.12 * min(box.width(), box.height())
            paper.line(
                polygon([(x - reach, y), (x + reach, y), (x, y), (x, y - reach), (x, y + reach), (x, y)]),
                ICE,
                0.003,
                0.8,
            )
    if "dirty" in states:
        for spot in range(7):
            x, y = box.left() + box.width() * unit(7, "dirt", spot), box.top() + box.height() * unit(7, "dirt-y", spot)
            paper.flat(oval(x, y, box.width() * 0.13, box.height() * 0.08), (0.32, 0.25, 0.19), 0.45)
    if {"broken", "cracked", "torn"} & set(states):
        thick = max(0.004, 0.035 * min(box.width(), box.height()))
        for crack in range(2):
            x = box.left() + box.width() * (0.42 + 0.2 * crack)
            points = []
            for step in range(7):
                points.append(
                    (
                        x + box.width() * 0.15 * (unit(7, "crack", crack, step) - 0.5) * 2,
                        box.top() + box.height() * step / 6,
                    )
                )
            path = skia.Path()
            path.moveTo(*points[0])
            for point in points[1 : 7 - 2 * crack]:
                path.lineTo(*point)
            tone = cut_colour(paper.light, ICE) if paper.light.tones.ink > 0 else paper.light.shadow
            canvas.drawPath(path, stroke(tone, thick * (1 - 0.4 * crack), 0.85))
    canvas.restore()


def _flames(paper: Paper, width: float, height: float, seconds: float) -> None:
    for ring, tone in enumerate(FLAME):
        share = 1 - 0.28 * ring
        for tongue in range(3):
            x = width * 0.30 * (tongue - 1)
            leap = 0.75 + 0.25 * math.sin(seconds * (7.1 + tongue) + 2.1 * tongue + ring)
            tall, wide = height * 0.75 * share * leap * (1.25 if tongue == 1 else 0.9), width * 0.22 * share
            foot = -height * 0.45
            lean = wide * 0.4 * math.sin(seconds * 3.3 + tongue)
            shape = smooth(
                [
                    (x - wide, foot),
                    (x - wide * 0.7, foot - tall * 0.4),
                    (x + lean, foot - tall),
                    (x + wide * 0.7, foot - tall * 0.4),
                    (x + wide, foot),
                    (x, foot + wide * 0.6),
                ]
            )
            paper.flat(shape, tone, 0.92, emit=1)


def draw_steam(
    canvas: skia.Canvas, foot: tuple[float, float], size: float, rise: float, alpha: float, seconds: float
) -> None:
    """Four puffs that rise, widen and fade; metres."""
    for puff in range(4):
        t = (seconds / 3.1 + puff / 4) % 1
        x = foot[0] + size * (0.9 * math.sin(4.2 * t + 2.0 * puff) * t + 0.5 * t)
        strength = alpha * (1 - t) ** 1.4 * min(1.0, 5 * t)
        for share in (1.0, 0.72, 0.42):
            wide = size * (0.45 + 1.1 * t) * share
            canvas.drawPath(oval(x, foot[1] - rise * t, wide, wide * 1.15), fill((0.96, 0.95, 0.93), strength * 0.45))
