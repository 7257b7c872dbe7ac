"""A dark soft piece at the frame's edge, near the lens: its parts come as data, its place is the frame's own.

It knows no set and nobody in the picture: who chooses the piece and the edge keeps it off faces and hands.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.paper import Paper, Point, fill
from generators.stage.puppets.shapes import loop_path, parse_loop, tube

NEAR_PIECE = "near_piece"
"""The kind's name."""
OWN = 0.30
"""Share of a piece's own lit colour in the darkest foreground paper."""
EDGE_SHARE, EDGE = 0.32, 0.55
"""How much of the rim's colour its lit edge has, and how strong it is."""


def near_piece(paper: Paper, params: dict[str, Any]) -> None:
    """`parts` (see `assets/near/pieces.yaml`) at the `edge` "left" or "right" of the frame `view`.

    `view` is left, top, right and bottom of the frame in layer units.
    """
    left, top, right, bottom = (float(value) for value in params.get("view", (-0.89, 0.0, 0.89, 1.0)))
    tall = bottom - top
    root, way = (right, -1.0) if params.get("edge") == "right" else (left, 1.0)

    def at(point: Point) -> Point:
        return root + way * point[0] * tall, top + point[1] * tall

    base = mix(paper.light.near, paper.colour(from_hex(str(params.get("tint", "#4A4A50")))), OWN)
    for number, part in enumerate(params.get("parts", ())):
        tone = adjust(base, lightness=1 - float(part.get("dim", 0.0)))
        if "bright" in part:
            tone = mix(base, paper.light.shade(from_hex(str(params.get("tint", "#4A4A50")))), float(part["bright"]))
        if "leaves" in part:
            _leaves(paper, part, number, at, tone)
        elif "line" in part:
            line = [at(point) for point in _curved(parse_loop(str(part["line"]), closed=False).points)]
            _lay(paper, tube(line, tuple(float(width) * tall for width in part["widths"])), tone)
        else:
            loop = parse_loop(str(part["shape"]))
            _lay(paper, loop_path([at(point) for point in loop.points], loop.corners), tone)


def _lay(paper: Paper, path: skia.Path, tone: RGB) -> None:
    paper.canvas.drawPath(path, fill(tone))
    paper.edge(path, mix(tone, paper.light.rim, EDGE_SHARE), EDGE)


def _leaves(paper: Paper, part: dict[str, Any], number: int, at: Any, tone: RGB) -> None:
    """Leaves on both sides of a twig, each a little different."""
    line = _curved(parse_loop(str(part["leaves"]), closed=False).points)
    count, size = int(part["count"]), float(part["size"])
    slim, droop = float(part.get("slim", 0.4)), math.radians(float(part.get("droop", 0.0)))
    path = skia.Path()
    for index in range(count):
        place = (index + 0.5) / count * (len(line) - 1)
        i = min(len(line) - 2, int(place))
        (ax, ay), (bx, by) = line[i], line[i + 1]
        x, y = ax + (bx - ax) * (place - i), ay + (by - ay) * (place - i)
        side = 1 if index % 2 else -1
        spread = 0.55 + 0.75 * paper.chance("near", number, index, "turn")
        angle = math.atan2(by - ay, bx - ax) + side * spread
        dx, dy = math.cos(angle), math.sin(angle) + math.sin(droop)
        length = math.hypot(dx, dy) or 1.0
        long = size * (0.7 + 0.55 * paper.chance("near", number, index, "long"))
        dx, dy = dx / length * long, dy / length * long
        half = 0.5 * slim
        path.moveTo(*at((x, y)))
        path.quadTo(*at((x + dx * 0.45 - dy * half, y + dy * 0.45 + dx * half)), *at((x + dx, y + dy)))
        path.quadTo(*at((x + dx * 0.45 + dy * half, y + dy * 0.45 - dx * half)), *at((x, y)))
        path.close()
    _lay(paper, path, tone)


def _curved(points: tuple[Point, ...]) -> list[Point]:
    """Points close together along a smooth line through `points`."""
    if len(points) < 3:
        return list(points)
    found: list[Point] = []
    for i in range(len(points) - 1):
        before, a = points[max(0, i - 1)], points[i]
        b, after = points[i + 1], points[min(len(points) - 1, i + 2)]
        for step in range(4):
            t = step / 4
            found.append((_spline(before[0], a[0], b[0], after[0], t), _spline(before[1], a[1], b[1], after[1], t)))
    return [*found, points[-1]]


def _spline(before: float, a: float, b: float, after: float, t: float) -> float:
    """Catmull and Rom's curve between a and b at t."""
    return a + 0.5 * t * (b - before + t * (2 * before - 5 * a + 4 * b - after + t * (3 * (a - b) + after - before)))
