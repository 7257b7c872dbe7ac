"""Cloth and hair from near: knit, tweed, stripes, checks, dots, feathers, stitches, strands.

It knows no puppet: a piece's path and points go in, marks that stay inside it come out.
"""

from __future__ import annotations

import functools

import skia

from generators.stage.puppets.paint import Brush
from generators.stage.puppets.shapes import Point

STEP_METRES = 0.022
"""Repeat of a pattern: fine enough for cloth, coarse enough to be seen as drawn."""
PATTERNS = ("knit", "tweed", "stripes", "bands", "check", "dots", "scales", "stitch")
"""What a part's `pattern` may be."""
STRAND_SHRINK = (0.80, 0.56, 0.30)
"""Strands run along the outline, so far from its middle."""


def draw_pattern(brush: Brush, name: str, fill: str, path: skia.Path, points: list[Point]) -> None:
    """Marks of pattern `name` inside `path`, a little lighter or darker than its `fill`."""
    base, _, factor = fill.partition("*")
    f = float(factor or 1)
    dark, light = f"{base}*{f * 0.80:.3f}", f"{base}*{min(1.9, f * 1.25):.3f}"
    if name == "stitch":
        cx, cy = _centre(points)
        inset = [(cx + (x - cx) * 0.86, cy + (y - cy) * 0.86) for x, y in points]
        brush.dashes([*inset, inset[0]], light, 0.0034)
        return
    box = path.getBounds()
    canvas = brush.canvas
    canvas.save()
    canvas.clipPath(path, doAntiAlias=True)
    left, top = (int(box.left() / STEP_METRES) - 1) * STEP_METRES, (int(box.top() / STEP_METRES) - 1) * STEP_METRES
    columns, rows = int(box.width() / STEP_METRES) + 4, int(box.height() / STEP_METRES) + 4
    canvas.translate(left, top)
    marks = _marks(name, min(columns, 80), min(rows, 80))
    if name == "dots":
        brush.flat(marks, light, alpha=0.8)
    else:
        width = {"stripes": 0.30, "bands": 0.40, "check": 0.22}.get(name, 0.12) * STEP_METRES
        brush.line(marks, dark, width, alpha=0.55 if name in ("knit", "tweed") else 0.7)
    canvas.restore()


@functools.lru_cache(maxsize=64)
def _marks(name: str, columns: int, rows: int) -> skia.Path:
    s = STEP_METRES
    path = skia.Path()
    if name == "stripes":
        for i in range(0, columns, 2):
            path.moveTo(i * s, 0)
            path.lineTo(i * s, rows * s)
    elif name == "bands":
        for j in range(0, rows, 2):
            path.moveTo(0, j * s)
            path.lineTo(columns * s, j * s)
    elif name == "check":
        for i in range(0, columns, 2):
            path.moveTo(i * s, 0)
            path.lineTo(i * s, rows * s)
        for j in range(0, rows, 2):
            path.moveTo(0, j * s)
            path.lineTo(columns * s, j * s)
    else:
        for j in range(rows):
            for i in range(columns):
                _mark(path, name, (i + 0.5 * (j % 2)) * s, j * s, s)
    return path


def _mark(path: skia.Path, name: str, x: float, y: float, s: float) -> None:
    if name == "dots":
        if (x / s) % 2 < 1:
            path.addCircle(x, y, s * 0.24)
    elif name == "scales":
        path.moveTo(x, y)
        path.quadTo(x + s * 0.5, y + s * 0.7, x + s, y)
    elif name == "tweed":
        path.moveTo(x, y)
        path.lineTo(x + s * 0.3, y + s * 0.22)
    else:  # knit
        path.moveTo(x, y)
        path.lineTo(x + s * 0.5, y + s * 0.4)
        path.lineTo(x + s, y)


def draw_strands(brush: Brush, fill: str, path: skia.Path, points: list[Point]) -> None:
    """Strands of hair that follow the outline of a lock."""
    if len(points) < 6:
        return
    cx, cy = _centre(points)
    top = min(range(len(points)), key=lambda i: points[i][1])
    low = max(range(len(points)), key=lambda i: points[i][1])
    base, _, factor = fill.partition("*")
    f = float(factor or 1)
    canvas = brush.canvas
    canvas.save()
    canvas.clipPath(path, doAntiAlias=True)
    for shrink in STRAND_SHRINK:
        for step in (1, -1):
            run: list[Point] = []
            i = top
            while i != low and len(run) < len(points):
                i = (i + step) % len(points)
                x, y = points[i]
                run.append((cx + (x - cx) * shrink, cy + (y - cy) * (0.35 + 0.6 * shrink)))
            if len(run) < 3:
                continue
            lit = (run[len(run) // 2][0] > cx) == (brush.light_side > 0)
            role = f"{base}*{min(1.6, f * 1.16):.3f}" if lit else f"{base}*{f * 0.78:.3f}"
            brush.pen(run[:-1] if shrink < 0.5 else run, role, 0.0075, alpha=0.55)
    canvas.restore()


def _centre(points: list[Point]) -> Point:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
