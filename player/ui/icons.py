"""The interface's icons, drawn as strokes on a grid of 24 units.

It knows no window; `icon` gives pixels.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import skia

from player.ui.paint import paint_of, pixels
from player.ui.theme import Colour

STROKE = 1.7
"""Units of the 24 grid: reads at 20 pixels, stays light at 40."""


def icon(name: str, size: float, ink: Colour, *, filled: bool = False) -> np.ndarray:
    """Icon `name` as RGBA pixels of `size` × `size`, with a soft shadow so that it reads on any picture."""
    draw = DRAWINGS[name]

    def sheet(canvas: skia.Canvas) -> None:
        canvas.scale(size / 24.0, size / 24.0)
        shade = paint_of((0.0, 0.0, 0.0, 0.55), Style=skia.Paint.kStroke_Style, StrokeWidth=STROKE)
        shade.setStrokeCap(skia.Paint.kRound_Cap)
        shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 1.2))
        draw(canvas, shade, False)
        line = paint_of(ink, Style=skia.Paint.kStroke_Style, StrokeWidth=STROKE)
        line.setStrokeCap(skia.Paint.kRound_Cap)
        line.setStrokeJoin(skia.Paint.kRound_Join)
        draw(canvas, line, filled)

    return pixels(size, size, sheet)


def draw_icon(canvas: skia.Canvas, name: str, x: float, y: float, size: float, ink: Colour) -> None:
    """Draw icon `name` with its top left corner at x, y."""
    canvas.save()
    canvas.translate(x, y)
    canvas.scale(size / 24.0, size / 24.0)
    line = paint_of(ink, Style=skia.Paint.kStroke_Style, StrokeWidth=STROKE)
    line.setStrokeCap(skia.Paint.kRound_Cap)
    line.setStrokeJoin(skia.Paint.kRound_Join)
    DRAWINGS[name](canvas, line, False)
    canvas.restore()


def _path(canvas: skia.Canvas, paint: skia.Paint, filled: bool, svg: str) -> None:
    path = skia.Path()
    for piece in _parse(svg):
        piece(path)
    if filled:
        solid = skia.Paint(paint)
        solid.setStyle(skia.Paint.kStrokeAndFill_Style)
        canvas.drawPath(path, solid)
    else:
        canvas.drawPath(path, paint)


def _parse(svg: str) -> list[Callable[[skia.Path], None]]:
    """Pieces of an absolute path in M, L, C, Q and Z."""
    sizes = {"M": 2, "L": 2, "C": 6, "Q": 4, "Z": 0}
    tokens = svg.replace(",", " ").split()
    out: list[Callable[[skia.Path], None]] = []
    at = 0
    while at < len(tokens):
        verb = tokens[at]
        count = sizes[verb]
        numbers = [float(value) for value in tokens[at + 1 : at + 1 + count]]
        at += 1 + count
        name = {"M": "moveTo", "L": "lineTo", "C": "cubicTo", "Q": "quadTo", "Z": "close"}[verb]
        out.append(lambda path, name=name, numbers=numbers: getattr(path, name)(*numbers))
    return out


def _like(canvas: skia.Canvas, paint: skia.Paint, filled: bool) -> None:
    heart = "M 12 20 C 5 15.2 3 11.8 3 8.7 C 3 6 5.1 4 7.6 4 C 9.4 4 11.1 5 12 6.6 C 12.9 5 14.6 4 16.4 4"
    _path(canvas, paint, filled, heart + " C 18.9 4 21 6 21 8.7 C 21 11.8 19 15.2 12 20 Z")


def _less(canvas: skia.Canvas, paint: skia.Paint, filled: bool) -> None:
    if not filled:
        canvas.drawCircle(12, 12, 8.6, paint)
        canvas.drawLine(8.2, 12, 15.8, 12, paint)
        return
    solid, gap = skia.Paint(paint), skia.Paint(paint)  # a full disc: told by its shape, whatever its colour
    solid.setStyle(skia.Paint.kStrokeAndFill_Style)
    gap.setBlendMode(skia.BlendMode.kClear)
    gap.setStrokeWidth(paint.getStrokeWidth() * 1.6)
    canvas.drawCircle(12, 12, 8.6, solid)
    canvas.drawLine(8.2, 12, 15.8, 12, gap)


def _more(canvas: skia.Canvas, paint: skia.Paint, filled: bool) -> None:
    """A small heart and a plus."""
    heart = (
        "M 9.4 20.4 C 4 16.6 2.6 13.9 2.6 11.6 C 2.6 9.5 4.2 8 6.1 8 C 7.5 8 8.7 8.7 9.4 9.9 C 10.1 8.7 11.3 8 12.7 8"
    )
    _path(canvas, paint, filled, heart + " C 14.6 8 16.2 9.5 16.2 11.6 C 16.2 13.9 14.8 16.6 9.4 20.4 Z")
    canvas.drawLine(18.6, 2.8, 18.6, 9.2, paint)
    canvas.drawLine(15.4, 6, 21.8, 6, paint)


def _take(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    """A clapper, open."""
    _path(canvas, paint, False, "M 3.5 11 L 20.5 11 L 20.5 18.5 Q 20.5 20 19 20 L 5 20 Q 3.5 20 3.5 18.5 Z")
    _path(canvas, paint, False, "M 3.5 11 L 2.9 7.4 L 19 3.6 L 19.8 7.1 L 3.5 11")
    for x, y in ((7.6, 6.3), (12.9, 5.0)):
        canvas.drawLine(x, y, x + 1.9, y + 3.0, paint)


def _wish(canvas: skia.Canvas, paint: skia.Paint, filled: bool) -> None:
    points = []
    for number in range(10):
        angle = -math.pi / 2 + number * math.pi / 5 + 0.12
        reach = 6.6 if number % 2 == 0 else 2.9
        points.append((14.4 + reach * math.cos(angle), 9.4 + reach * math.sin(angle)))
    svg = "M " + " L ".join(f"{x:.2f} {y:.2f}" for x, y in points) + " Z"
    _path(canvas, paint, filled, svg)
    for start, end in (((8.4, 13.6), (3.4, 18.2)), ((11.6, 16.6), (8.6, 20.6)), ((6.8, 10.2), (4.2, 11.8))):
        canvas.drawLine(*start, *end, paint)


def _talk(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    """A microphone on its foot."""
    _path(canvas, paint, False, "M 9 6.5 Q 9 3.5 12 3.5 Q 15 3.5 15 6.5 L 15 11.5 Q 15 14.5 12 14.5 Q 9 14.5 9 11.5 Z")
    _path(canvas, paint, False, "M 5.8 11.2 C 5.8 15 8.4 17.6 12 17.6 C 15.6 17.6 18.2 15 18.2 11.2")
    canvas.drawLine(12, 17.6, 12, 20.8, paint)
    canvas.drawLine(8.6, 20.8, 15.4, 20.8, paint)


def _skip(canvas: skia.Canvas, paint: skia.Paint, filled: bool) -> None:
    _path(canvas, paint, filled, "M 4.5 5.5 L 13 12 L 4.5 18.5 Z")
    _path(canvas, paint, False, "M 13 5.5 L 19 12 L 13 18.5")
    canvas.drawLine(20.5, 5.5, 20.5, 18.5, paint)


def _pause(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    wide = skia.Paint(paint)
    wide.setStrokeWidth(paint.getStrokeWidth() * 1.7)
    canvas.drawLine(8.5, 5.5, 8.5, 18.5, wide)
    canvas.drawLine(15.5, 5.5, 15.5, 18.5, wide)


def _play(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    _path(canvas, paint, True, "M 7.5 5 L 18.5 12 L 7.5 19 Z")


def _speaker(canvas: skia.Canvas, paint: skia.Paint) -> None:
    _path(canvas, paint, False, "M 3.5 9.5 L 7 9.5 L 11.5 5.5 L 11.5 18.5 L 7 14.5 L 3.5 14.5 Z")


def _volume(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    _speaker(canvas, paint)
    _path(canvas, paint, False, "M 14.6 9.2 C 16.2 10.6 16.2 13.4 14.6 14.8")
    _path(canvas, paint, False, "M 17.4 6.6 C 20.8 9.6 20.8 14.4 17.4 17.4")


def _muted(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    _speaker(canvas, paint)
    canvas.drawLine(15, 9.5, 20, 14.5, paint)
    canvas.drawLine(20, 9.5, 15, 14.5, paint)


def _full_screen(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    for corner in ("M 4 9 L 4 4 L 9 4", "M 15 4 L 20 4 L 20 9", "M 20 15 L 20 20 L 15 20", "M 9 20 L 4 20 L 4 15"):
        _path(canvas, paint, False, corner)


def _window(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    for corner in ("M 9 4 L 9 9 L 4 9", "M 15 4 L 15 9 L 20 9", "M 20 15 L 15 15 L 15 20", "M 9 20 L 9 15 L 4 15"):
        _path(canvas, paint, False, corner)


def _captions(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    canvas.drawRoundRect(skia.Rect.MakeXYWH(3, 5, 18, 14), 3, 3, paint)
    canvas.drawLine(7, 11, 12, 11, paint)
    canvas.drawLine(15, 11, 17, 11, paint)
    canvas.drawLine(7, 15, 9, 15, paint)
    canvas.drawLine(12, 15, 17, 15, paint)


def _no_captions(canvas: skia.Canvas, paint: skia.Paint, filled: bool) -> None:
    """Captions, struck through."""
    _captions(canvas, paint, filled)
    gap = skia.Paint(paint)
    gap.setBlendMode(skia.BlendMode.kClear)
    canvas.drawLine(5.9, 21.4, 21.1, 4.4, gap)
    canvas.drawLine(4.4, 20.6, 19.6, 3.4, paint)


def _trouble(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    """A triangle with an exclamation mark."""
    _path(canvas, paint, False, "M 12 4 L 21 19.5 L 3 19.5 Z")
    canvas.drawLine(12, 10, 12, 14, paint)
    canvas.drawLine(12, 16.7, 12, 16.8, paint)


def _keys(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    canvas.drawCircle(12, 12, 8.6, paint)
    _path(canvas, paint, False, "M 9.6 9.8 C 9.6 6.6 14.4 6.6 14.4 9.8 C 14.4 11.8 12 11.8 12 13.6")
    canvas.drawLine(12, 16.4, 12, 16.5, paint)


def _check(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    _path(canvas, paint, False, "M 5 12.5 L 10 17.5 L 19 7")


def _map(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    """A line that parts: where one is, and two ways on."""
    canvas.drawCircle(5, 12, 2.2, paint)
    canvas.drawCircle(19, 6, 2.2, paint)
    canvas.drawCircle(19, 18, 2.2, paint)
    _path(canvas, paint, False, "M 7.4 12 C 12 12 12 6 16.6 6")
    _path(canvas, paint, False, "M 7.4 12 C 12 12 12 18 16.6 18")


def _settings(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    """Three sliders."""
    for y, knob in ((6.5, 15.5), (12.0, 8.5), (17.5, 13.5)):
        canvas.drawLine(3.5, y, knob - 2.4, y, paint)
        canvas.drawLine(knob + 2.4, y, 20.5, y, paint)
        canvas.drawCircle(knob, y, 2.2, paint)


def _library(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    """Pictures in rows."""
    canvas.drawRoundRect(skia.Rect.MakeXYWH(3.5, 4.5, 17, 8.5), 2, 2, paint)
    for x in (3.5, 9.8, 16.1):
        canvas.drawRoundRect(skia.Rect.MakeXYWH(x, 16, 4.4, 4), 1, 1, paint)


def _pencil(canvas: skia.Canvas, paint: skia.Paint, filled: bool) -> None:
    """A pencil on its point."""
    _path(canvas, paint, filled, "M 4 20 L 5.2 15.4 L 16.2 4.4 L 19.6 7.8 L 8.6 18.8 Z")
    _path(canvas, paint, False, "M 13.8 6.8 L 17.2 10.2")


def _said(canvas: skia.Canvas, paint: skia.Paint, _filled: bool) -> None:
    """A bubble with words."""
    _path(
        canvas, paint, False,
        "M 6 4.5 L 18 4.5 C 19.7 4.5 20.5 5.4 20.5 7 L 20.5 13.5 C 20.5 15.2 19.7 16 18 16 L 11 16 L 6.5 20 L 6.5 16"
        " L 6 16 C 4.3 16 3.5 15.2 3.5 13.5 L 3.5 7 C 3.5 5.4 4.3 4.5 6 4.5 Z",
    )  # fmt: skip
    canvas.drawLine(7.5, 8.6, 16.5, 8.6, paint)
    canvas.drawLine(7.5, 12, 13, 12, paint)


DRAWINGS: dict[str, Callable[[skia.Canvas, skia.Paint, bool], None]] = {
    "like": _like,
    "less": _less,
    "more": _more,
    "take": _take,
    "wish": _wish,
    "talk": _talk,
    "skip": _skip,
    "pause": _pause,
    "play": _play,
    "volume": _volume,
    "muted": _muted,
    "full_screen": _full_screen,
    "window": _window,
    "captions": _captions,
    "no_captions": _no_captions,
    "trouble": _trouble,
    "keys": _keys,
    "check": _check,
    "map": _map,
    "settings": _settings,
    "library": _library,
    "said": _said,
    "pencil": _pencil,
}
"""Every icon by name."""
