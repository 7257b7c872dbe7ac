"""Outlines: smooth loops through points, tapered tubes and two-bone limbs, as Skia paths.

They know no puppet. A loop is written `"x,y x,y! x,y"`: a smooth curve through the points, with
corners where a point is marked by `!`.
"""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass

import skia

from generators.errors import AssetError

Point = tuple[float, float]

SMOOTH = 1 / 6
"""Tangent length of a Catmull–Rom spline written as Bézier curves."""


@dataclass(frozen=True, slots=True)
class Loop:
    """Points of an outline with their corner marks; closed unless it is a line."""

    points: tuple[Point, ...]
    corners: tuple[bool, ...]
    closed: bool = True


@functools.lru_cache(maxsize=2048)
def parse_loop(text: str, *, closed: bool = True) -> Loop:
    """Read `"x,y x,y! …"`; raises AssetError with the bad piece."""
    points: list[Point] = []
    corners: list[bool] = []
    for piece in text.split():
        try:
            x, y = piece.rstrip("!").split(",")
            points.append((float(x), float(y)))
        except ValueError as error:
            raise AssetError(f"{piece!r} is no point: write x,y or x,y! for a corner") from error
        corners.append(piece.endswith("!"))
    if len(points) < 2:
        raise AssetError(f"an outline needs two points or more, got {text!r}")
    return Loop(tuple(points), tuple(corners), closed)


def loop_path(points: list[Point] | tuple[Point, ...], corners: tuple[bool, ...], *, closed: bool = True) -> skia.Path:
    """The smooth path through `points`."""
    path = skia.Path()
    if closed and True not in corners:
        _round_loop(path, points)
        return path
    points, count = list(points), len(points)
    after = [*points[1:], points[0 if closed else -1]]
    before = [points[-1 if closed else 0], *points[:-1]]
    tangents = [
        (0.0, 0.0) if corner else ((b[0] - a[0]) * SMOOTH, (b[1] - a[1]) * SMOOTH)
        for a, b, corner in zip(before, after, corners, strict=True)
    ]
    path.moveTo(*points[0])
    line, cubic = path.lineTo, path.cubicTo
    for i in range(count if closed else count - 1):
        p, q, s, t = points[i], after[i], tangents[i], tangents[i + 1 - count]
        if corners[i] and corners[i + 1 - count]:
            line(q[0], q[1])
        else:
            cubic(p[0] + s[0], p[1] + s[1], q[0] - t[0], q[1] - t[1], q[0], q[1])
    if closed:
        path.close()
    return path


def _round_loop(path: skia.Path, points: list[Point] | tuple[Point, ...]) -> None:
    """A closed loop without corners: most outlines are, and every one is drawn anew at each pose."""
    cubic = path.cubicTo
    before_x, before_y = points[-1]
    x, y = start_x, start_y = points[0]
    after_x, after_y = points[1 % len(points)]
    out_x, out_y = first_x, first_y = (after_x - before_x) * SMOOTH, (after_y - before_y) * SMOOTH
    path.moveTo(x, y)
    for next_x, next_y in (*points[2:], points[0]):
        in_x, in_y = (next_x - x) * SMOOTH, (next_y - y) * SMOOTH
        cubic(x + out_x, y + out_y, after_x - in_x, after_y - in_y, after_x, after_y)
        x, y, out_x, out_y = after_x, after_y, in_x, in_y
        after_x, after_y = next_x, next_y
    cubic(x + out_x, y + out_y, start_x - first_x, start_y - first_y, start_x, start_y)
    path.close()


def middle(a: Point, b: Point) -> Point:
    """The point half way."""
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)


def two_bone(root: Point, end: Point, upper: float, lower: float, bend: float) -> tuple[Point, Point]:
    """Joint and end of a limb that reaches from `root` towards `end` (clamped to its length)."""
    dx, dy = end[0] - root[0], end[1] - root[1]
    distance = math.hypot(dx, dy) or 1e-6
    reach = max(min(max(distance, abs(upper - lower) + 1e-4), (upper + lower) * 0.999), 1e-6)
    dx, dy = dx / distance, dy / distance
    end = (root[0] + dx * reach, root[1] + dy * reach)
    along = (upper * upper - lower * lower + reach * reach) / (2 * reach)
    out = math.sqrt(max(upper * upper - along * along, 0.0)) * bend
    return (root[0] + dx * along - dy * out, root[1] + dy * along + dx * out), end


def curve(points: tuple[Point, ...], steps: int) -> list[Point]:
    """`steps` + 1 points along the smooth line through three or four `points` (Bézier control polygon)."""
    found: list[Point] = []
    for i in range(steps + 1):
        t = i / steps
        level = list(points)
        while len(level) > 1:
            level = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in itertools.pairwise(level)]
        found.append(level[0])
    return found


def limb_line(root: Point, joint: Point, end: Point, softness: float = 0.45) -> list[Point]:
    """A bent limb's middle line: straight bones with a rounded joint."""
    a = (joint[0] + (root[0] - joint[0]) * softness, joint[1] + (root[1] - joint[1]) * softness)
    b = (joint[0] + (end[0] - joint[0]) * softness, joint[1] + (end[1] - joint[1]) * softness)
    return [root, *curve((a, joint, b), 4), end]


def tube(line: list[Point], widths: tuple[float, ...], *, caps: tuple[bool, bool] = (True, True)) -> skia.Path:
    """A closed outline around `line` whose half width runs through `widths`; round ends where asked."""
    count = len(line)
    lengths = [0.0]
    for a, b in itertools.pairwise(line):
        lengths.append(lengths[-1] + math.hypot(b[0] - a[0], b[1] - a[1]))
    total = lengths[-1] or 1e-6
    left: list[Point] = []
    right: list[Point] = []
    normals: list[Point] = []
    steps, last = len(widths) - 1, len(widths) - 2
    for (ax, ay), (x, y), (bx, by), length in zip((line[0], *line), line, (*line[1:], line[-1]), lengths, strict=False):
        dx, dy = bx - ax, by - ay
        size = math.hypot(dx, dy) or 1e-6
        nx, ny = -dy / size, dx / size
        place = length / total * steps
        i = int(place)
        if i > last:
            i = last
        w = widths[i] + (widths[i + 1] - widths[i]) * (place - i)
        normals.append((nx, ny))
        left.append((x + nx * w, y + ny * w))
        right.append((x - nx * w, y - ny * w))
    outline: list[Point] = []
    corners: list[bool] = []
    if caps[0]:
        outline.append(_cap(line[0], normals[0], widths[0], -1))
        corners.append(False)
    outline += left
    corners += [not caps[0], *[False] * (count - 2), not caps[1]]
    if caps[1]:
        outline.append(_cap(line[-1], normals[-1], widths[-1], 1))
        corners.append(False)
    outline += right[::-1]
    corners += [not caps[1], *[False] * (count - 2), not caps[0]]
    return loop_path(outline, tuple(corners))


def _cap(at: Point, normal: Point, width: float, sign: int) -> Point:
    return (at[0] + sign * normal[1] * width * 0.95, at[1] - sign * normal[0] * width * 0.95)
