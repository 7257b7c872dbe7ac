"""Draws a small map in ink: roads between places, what grows and stands around them, a compass, a border.

It knows places as points on a sheet, no choice and no toolkit. The same places give the same map.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import skia

from player.ui import theme
from player.ui.choice_forms.paper_sheet import FADED, INK, PAPER
from player.ui.paint import paint_of, width_of, words
from player.ui.theme import Colour
from story_engine.plan import Spot

NAME = 13.5
BENDS = (0.07, -0.07, 0.14, -0.14, 0.22, -0.22, 0.3, -0.3)
"""How far a road may bend, as a share of its length."""
ROSE = 20.0
"""Radius of the compass."""
MARKS_AROUND = 14
"""Small drawings tried around a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place on the sheet: its middle in pixels from the top left corner."""

    spot: Spot
    x: float
    y: float
    radius: float
    number: int
    """Of its option; 0 = none lies there."""


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn."""

    points: tuple[Point, ...]
    wide: float
    high: float
    scale: float
    accent: Colour
    here: str
    """Words beside the flag."""


def draw_chart(canvas: skia.Canvas, chart: Chart) -> None:
    """Everything that stays: border, roads, small drawings, names, the flag."""
    scale = chart.scale
    _border(canvas, chart)
    marks = list(_marks(chart))
    for draw, x, y in marks:
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(scale, scale)
        draw(canvas, _pen(theme.with_alpha(INK, 0.42), 1.15))
        canvas.restore()
    road = _pen(theme.with_alpha(INK, 0.6), 1.8 * scale)
    road.setPathEffect(skia.DashPathEffect.Make([1.0 * scale, 6.0 * scale], 0.0))
    for one, other in _roads(chart.points):
        canvas.drawPath(_bow(chart, one, other), road)
    for point in chart.points:
        if not point.number:
            canvas.drawCircle(point.x, point.y, point.radius + 3 * scale, paint_of(PAPER))
            canvas.drawCircle(point.x, point.y, point.radius, paint_of(INK))
    _compass(canvas, chart)


def draw_focus(canvas: skia.Canvas, chart: Chart, way: Sequence[Point]) -> None:
    """The way to the place that is pointed at, and the flag where one is."""
    scale = chart.scale
    for one, other in itertools.pairwise(way):
        path = _bow(chart, one, other)
        under = _pen(theme.with_alpha(PAPER, 0.9), 6.4 * scale)
        pen = _pen(chart.accent, 3.0 * scale)
        pen.setPathEffect(skia.DashPathEffect.Make([8.0 * scale, 7.0 * scale], 0.0))
        canvas.drawPath(path, under)
        canvas.drawPath(path, pen)
    for point in chart.points:
        if not point.number:
            canvas.drawCircle(point.x, point.y, point.radius, paint_of(INK))
        _name(canvas, chart, point)
        if point.spot.here:
            _flag(canvas, chart, point)


def _pen(ink: Colour, wide: float) -> skia.Paint:
    return paint_of(ink, Style=skia.Paint.kStroke_Style, StrokeWidth=wide, StrokeCap=skia.Paint.kRound_Cap)


def _border(canvas: skia.Canvas, chart: Chart) -> None:
    for inset, wide, alpha in ((8.0, 1.6, 0.75), (12.5, 0.8, 0.5)):
        at, thick = inset * chart.scale, max(1.0, wide * chart.scale)
        across, down = chart.wide - 2 * at, chart.high - 2 * at
        ink = skia.Paint(
            Color4f=skia.Color4f(*theme.with_alpha(INK, alpha))
        )  # bars: a stroked frame takes ten times as long
        for x, y, w, h in (
            (at, at, across, thick),
            (at, at + down - thick, across, thick),
            (at, at + thick, thick, down - 2 * thick),
            (at + across - thick, at + thick, thick, down - 2 * thick),
        ):
            canvas.drawRect(skia.Rect.MakeXYWH(x, y, w, h), ink)


def _roads(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    known = {point.spot.id: point for point in points}
    seen: set[frozenset[str]] = set()
    for point in points:
        for link in point.spot.links:
            pair = frozenset((point.spot.id, link))
            if link in known and len(pair) == 2 and pair not in seen:
                seen.add(pair)
                yield point, known[link]


def _bow(chart: Chart, one: Point, other: Point) -> skia.Path:
    """The road between two places, the same from either end: the least bend that keeps clear of other places."""
    if (one.x, one.y) > (other.x, other.y):
        one, other = other, one
    dx, dy = other.x - one.x, other.y - one.y
    low, high = 34 * chart.scale, chart.high - 44 * chart.scale

    def bent(bend: float) -> tuple[float, float]:
        return one.x + dx / 2 - dy * bend, min(high, max(low, one.y + dy / 2 + dx * bend))

    def clear(bend: float) -> float:
        """Pixels to the nearest other place, as far as they matter."""
        x, y = bent(bend)
        found = 12 * chart.scale
        for point in chart.points:
            if point.spot.id in (one.spot.id, other.spot.id):
                continue
            for step in range(1, 12):
                a, b, c = (1 - step / 12) ** 2, 2 * (1 - step / 12) * step / 12, (step / 12) ** 2
                at = (a * one.x + b * x + c * other.x, a * one.y + b * y + c * other.y)
                found = min(found, math.hypot(at[0] - point.x, at[1] - point.y) - point.radius)
        return found

    side = 1.0 if (len(one.spot.id) + len(other.spot.id)) % 2 else -1.0
    bend = max((side * bend for bend in BENDS), key=lambda bend: (round(clear(bend)), -abs(bend)))
    path = skia.Path()
    path.moveTo(one.x, one.y)
    path.quadTo(*bent(bend), other.x, other.y)
    return path


def _name(canvas: skia.Canvas, chart: Chart, point: Point) -> None:
    """Below a disc, beside a dot."""
    scale, size = chart.scale, NAME * chart.scale
    text = point.spot.name
    wide = width_of(text, "serif_italic", size)
    x, y = point.x - wide / 2, point.y + point.radius + size * 1.2
    if not point.number:
        x, y = name_left(point, wide, chart.wide, scale), point.y + size * 0.36
    ground = skia.Rect.MakeXYWH(x - 4 * scale, y - size * 0.95, wide + 8 * scale, size * 1.3)
    canvas.drawRoundRect(ground, size * 0.5, size * 0.5, paint_of(theme.with_alpha(PAPER, 0.96)))
    words(canvas, text, x, y, "serif_italic", size, INK if point.number else FADED)


def name_left(point: Point, wide: float, sheet: float, scale: float) -> float:
    """Where a dot's name begins: at its right, at its left where the sheet ends."""
    right = point.x + point.radius + 9 * scale
    return right if right + wide < sheet - 24 * scale else point.x - point.radius - 9 * scale - wide


def _flag(canvas: skia.Canvas, chart: Chart, point: Point) -> None:
    """A pennant on a pole: one is here."""
    scale = chart.scale
    x, y = point.x, point.y
    if point.number:
        x, y = x + point.radius * 0.7, y - point.radius * 0.7
    canvas.drawLine(x, y, x, y - 22 * scale, _pen(INK, 2.0 * scale))
    path = skia.Path()
    path.moveTo(x, y - 22 * scale)
    path.lineTo(x + 16 * scale, y - 17 * scale)
    path.lineTo(x, y - 11 * scale)
    path.close()
    canvas.drawPath(path, paint_of(chart.accent))
    canvas.drawPath(path, _pen(INK, 1.2 * scale))
    size = NAME * 0.92 * scale
    words(canvas, chart.here, x + 20 * scale, y - 12 * scale, "serif_italic", size, chart.accent)


def _corner(chart: Chart) -> tuple[float, float] | None:
    """The emptiest corner; None where a rose has no room in any."""
    inset = 42 * chart.scale
    corners = [(x, y) for x in (inset, chart.wide - inset) for y in (inset, chart.high - inset - 16 * chart.scale)]

    def room(corner: tuple[float, float]) -> float:
        return min((math.hypot(corner[0] - p.x, corner[1] - p.y) - p.radius for p in chart.points), default=1e9)

    best = max(corners, key=room)
    return best if room(best) >= (ROSE + 26) * chart.scale else None


def _compass(canvas: skia.Canvas, chart: Chart) -> None:
    """A rose in the emptiest corner."""
    scale, size, corner = chart.scale, ROSE * chart.scale, _corner(chart)
    if corner is None:
        return
    x, y = corner
    pen, fill = _pen(theme.with_alpha(INK, 0.7), 1.1 * scale), paint_of(theme.with_alpha(INK, 0.75))
    canvas.drawCircle(x, y, size * 0.62, pen)
    for quarter in range(4):
        canvas.save()
        canvas.translate(x, y)
        canvas.rotate(90 * quarter)
        for half in (-1, 1):
            path = skia.Path()
            path.moveTo(0, 0)
            path.lineTo(half * size * 0.17, -size * 0.17)
            path.lineTo(0, -size * (1.15 if quarter == 0 else 1.0))
            path.close()
            canvas.drawPath(path, fill if half < 0 else pen)
        canvas.restore()


# -- small drawings, in pixels at 720 lines around a point on the ground ------------------------------------------


def _waves(canvas: skia.Canvas, pen: skia.Paint) -> None:
    for row, shift in ((0, 0), (5, 6)):
        path = skia.Path()
        path.moveTo(-11 + shift, row)
        for _number in range(3):
            path.rQuadTo(3.5, -5, 7, 0)
        canvas.drawPath(path, pen)


def _tree(canvas: skia.Canvas, pen: skia.Paint) -> None:
    path = skia.Path()
    path.moveTo(0, 2)
    path.lineTo(0, -4)
    path.moveTo(-6, -4)
    path.lineTo(0, -19)
    path.lineTo(6, -4)
    path.close()
    path.moveTo(-3.4, -9)
    path.lineTo(3.4, -9)
    canvas.drawPath(path, pen)


def _hill(canvas: skia.Canvas, pen: skia.Paint) -> None:
    path = skia.Path()
    path.moveTo(-15, 2)
    path.quadTo(-5, -15, 1, -13)
    path.quadTo(8, -12, 15, 2)
    for number in range(3):
        path.moveTo(5 + 2.4 * number, -7 + 3 * number)
        path.rLineTo(-3.0, 5)
    canvas.drawPath(path, pen)


def _house(canvas: skia.Canvas, pen: skia.Paint) -> None:
    path = skia.Path()
    path.moveTo(-7, 2)
    path.lineTo(-7, -7)
    path.lineTo(0, -14)
    path.lineTo(7, -7)
    path.lineTo(7, 2)
    path.close()
    path.moveTo(-1.5, 2)
    path.rLineTo(0, -5)
    path.rLineTo(3.5, 0)
    path.rLineTo(0, 5)
    path.moveTo(3.5, -10.6)
    path.rLineTo(0, -4)
    canvas.drawPath(path, pen)


def _grass(canvas: skia.Canvas, pen: skia.Paint) -> None:
    path = skia.Path()
    for x in (-4, 0, 4):
        path.moveTo(x, 1)
        path.rQuadTo(0, -4, x * 0.5, -7)
    canvas.drawPath(path, pen)


Mark = Callable[[skia.Canvas, skia.Paint], None]
_KINDS: tuple[tuple[str, Mark], ...] = (
    ("sea water river lake harbour coast island beach", _waves),
    ("trees wood forest garden park orchard", _tree),
    ("high hill mountain mountains cliff", _hill),
    ("town city street tram neon work office club bar roof tower work cosy house market", _house),
)
"""What is drawn around a place, by its tags."""


def _marks(chart: Chart) -> Iterator[tuple[Mark, float, float]]:
    """Small drawings around the places, where nothing else is."""
    scale = chart.scale
    taken: list[tuple[float, float]] = []
    rose = _corner(chart)
    for point in chart.points:
        kinds = [mark for tags, mark in _KINDS if set(tags.split()) & set(point.spot.tags)] or [_grass]
        dice = np.random.default_rng(crc32(point.spot.id.encode()))
        for number in range(MARKS_AROUND):
            turn = 2 * math.pi * (number + dice.random() * 0.7) / MARKS_AROUND
            reach = point.radius + (34 + 40 * dice.random()) * scale
            x, y = point.x + 1.35 * reach * math.cos(turn), point.y + 0.72 * reach * math.sin(turn)
            inside = 34 * scale < x < chart.wide - 34 * scale and 50 * scale < y < chart.high - 34 * scale
            apart = rose is None or math.hypot(x - rose[0], y - rose[1]) > (ROSE + 24) * scale
            if inside and apart and _is_free(chart, taken, x, y):
                taken.append((x, y))
                yield kinds[number % len(kinds)], x, y


def _is_free(chart: Chart, taken: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    """Whether no place, name, road or other drawing is near."""
    scale = chart.scale
    if any(math.hypot(x - a, y - b) < 30 * scale for a, b in taken):
        return False
    for point in chart.points:
        half = width_of(point.spot.name, "serif_italic", NAME * scale) / 2 + 16 * scale
        in_name = abs(x - point.x) < half and 0 < y - point.y - point.radius < 36 * scale
        if not point.number:
            in_name = abs(x - point.x) < 2 * half + 20 * scale and abs(y - point.y) < 26 * scale
        if in_name or math.hypot(x - point.x, y - point.y) < point.radius + 22 * scale:
            return False
    for one, other in _roads(chart.points):
        for step in range(1, 10):
            share = step / 10
            if math.hypot(one.x + (other.x - one.x) * share - x, one.y + (other.y - one.y) * share - y) < 19 * scale:
                return False
    return True
