"""Paints the interface's furniture with Skia: text, panels, shadows, scrims, as RGBA pixels.

It knows no window and no widget; what it returns is uploaded by `sprites.py` and can be tested without one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import skia

from player.ui import manner, theme
from player.ui.theme import Colour


def pixels(width: float, height: float, draw: Callable[[skia.Canvas], None]) -> np.ndarray:
    """What `draw` paints on a transparent sheet: uint8 RGBA (height, width, 4), not premultiplied."""
    wide, high = max(1, round(width)), max(1, round(height))
    surface = skia.Surface(wide, high)
    draw(surface.getCanvas())
    out = np.empty((high, wide, 4), dtype=np.uint8)
    layout = skia.ImageInfo.Make(wide, high, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType)
    surface.readPixels(layout, out, out.strides[0], 0, 0)
    return out


def paint_of(rgb: Colour, **more: object) -> skia.Paint:
    """A smooth paint of one colour."""
    return skia.Paint(Color4f=skia.Color4f(*rgb), AntiAlias=True, **more)


@lru_cache(maxsize=16)
def _typeface(name: str) -> skia.Typeface:
    path = theme.font_path(name)
    face = skia.FontMgr.New_Custom_Empty().makeFromFile(str(path)) if path else None
    return face or skia.Typeface.MakeDefault()


def font(name: str, size: float) -> skia.Font:
    """One of our fonts at `size` pixels, placed on fractions of pixels; a plainer one where reading is made easier."""
    return _font(manner.face(name), size)


@lru_cache(maxsize=128)
def _font(name: str, size: float) -> skia.Font:
    made = skia.Font(_typeface(name), size)
    made.setSubpixel(True)
    made.setEdging(skia.Font.Edging.kAntiAlias)
    made.setHinting(skia.FontHinting.kNone)
    return made


def width_of(text: str, name: str, size: float) -> float:
    """Width of `text` in pixels."""
    letter, word = manner.gaps(size)
    return float(font(name, size).measureText(text)) + letter * len(text) + word * text.count(" ")


def draw_text(canvas: skia.Canvas, text: str, x: float, y: float, name: str, size: float, ink: skia.Paint) -> None:
    """Draw `text` with its baseline at `y`, its letters as far apart as reading wants them."""
    face = font(name, size)
    letter, word = manner.gaps(size)
    if not letter or not text:
        canvas.drawString(text, x, y, face, ink)
        return
    places, at = [], x
    for sign, width in zip(text, face.getWidths(face.textToGlyphs(text)), strict=False):
        places.append(at)
        at += width + letter + (word if sign == " " else 0.0)
    blob = skia.TextBlob.MakeFromPosTextH(text, places, y, face)
    canvas.drawTextBlob(blob, 0, 0, ink)


def wrapped(text: str, name: str, size: float, width: float, most: int = 3) -> list[str]:
    """`text` broken into at most `most` lines no wider than `width` pixels; the last is cut with an ellipsis."""
    lines: list[str] = []
    rest = text.split()
    while rest:
        count = 1
        while count < len(rest) and width_of(" ".join(rest[: count + 1]), name, size) <= width:
            count += 1
        if len(lines) == most - 1 and count < len(rest):
            return [*lines, _fitted(" ".join(rest), name, size, width)]
        lines.append(_fitted(" ".join(rest[:count]), name, size, width))
        rest = rest[count:]
    return lines


def _fitted(text: str, name: str, size: float, width: float) -> str:
    if width_of(text, name, size) <= width:
        return text
    while text and width_of(text + "…", name, size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one font and colour."""

    text: str
    font: str = "medium"
    colour: Colour = theme.TEXT
    size: float = 0.0
    """Pixels; 0 = the block's."""
    plate: Colour | None = None
    """A ground of its own, for words whose colour tells something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStyle:
    """How a block of text is set."""

    size: float
    leading: float = 1.3
    centred: bool = False
    shadow: float = 0.0
    """Blur of a dark shadow in pixels; 0 = none."""
    scrim: float = 0.0
    """Opacity of a soft dark cloud behind the words; 0 = none."""


def text_block(lines: Sequence[Sequence[Run]], style: TextStyle) -> np.ndarray:
    """Lines of runs as pixels, with a margin for shadow and scrim on every side (see `margin_of`)."""
    margin = margin_of(style)
    widths = [sum(width_of(run.text, run.font, run.size or style.size) for run in line) for line in lines]
    wide = max(widths, default=1.0)
    pitch = style.size * style.leading
    high = pitch * len(lines)

    def draw(canvas: skia.Canvas) -> None:
        if style.scrim:
            cloud = paint_of((0.02, 0.02, 0.035, style.scrim))
            cloud.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, margin * 0.42))
            for number, width in enumerate(widths):
                left = margin + ((wide - width) / 2 if style.centred else 0.0)
                rect = skia.Rect.MakeXYWH(left - margin * 0.2, margin + number * pitch, width + margin * 0.4, pitch)
                canvas.drawRoundRect(rect, pitch * 0.4, pitch * 0.4, cloud)
        for shadowed in (True, False) if style.shadow else (False,):
            for number, line in enumerate(lines):
                x = margin + ((wide - widths[number]) / 2 if style.centred else 0.0)
                y = margin + number * pitch + style.size * (0.5 * style.leading + 0.36)
                for run in line:
                    size = run.size or style.size
                    if run.plate is not None and shadowed == bool(style.shadow):
                        _plate(canvas, run, x, y, size)
                    ink = paint_of((0.0, 0.0, 0.0, 0.75) if shadowed else run.colour)
                    if shadowed:
                        ink.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, style.shadow / 2))
                    draw_text(canvas, run.text, x, y + (style.size * 0.04 if shadowed else 0.0), run.font, size, ink)
                    x += width_of(run.text, run.font, size)

    return pixels(wide + 2 * margin, high + 2 * margin, draw)


def _plate(canvas: skia.Canvas, run: Run, x: float, y: float, size: float) -> None:
    """A dark plate behind a run whose baseline is at `y`."""
    assert run.plate is not None
    wide = width_of(run.text, run.font, size)
    rect = skia.Rect.MakeXYWH(x - size * 0.34, y - size * 0.98, wide + size * 0.68, size * 1.32)
    canvas.drawRoundRect(rect, size * 0.3, size * 0.3, paint_of(run.plate))


def margin_of(style: TextStyle) -> float:
    """Pixels around a text block that hold its shadow and scrim."""
    return max(style.shadow * 1.5, style.size * 1.1 if style.scrim else 0.0, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A rounded surface."""

    fill: Colour = theme.with_alpha(theme.SURFACE, 0.94)
    border: Colour = theme.LINE
    border_width: float = 1.0
    radius: float = theme.RADIUS
    shadow: float = 18.0
    """Blur in pixels of the shadow below; the sheet grows by it on every side."""


def panel(width: float, height: float, look: Panel, content: Callable[[skia.Canvas], None] | None = None) -> np.ndarray:
    """A panel of `width` × `height`, with its shadow around it and `content` drawn from its top left corner."""
    edge = look.shadow

    def draw(canvas: skia.Canvas) -> None:
        rect = skia.Rect.MakeXYWH(edge, edge, width, height)
        if edge:
            shade = paint_of((0.0, 0.0, 0.0, 0.5))
            shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, edge * 0.42))
            canvas.save()
            canvas.clipRRect(skia.RRect.MakeRectXY(rect, look.radius, look.radius), skia.ClipOp.kDifference, True)
            canvas.drawRoundRect(rect.makeOffset(0, edge * 0.2), look.radius, look.radius, shade)
            canvas.restore()
        canvas.drawRoundRect(rect, look.radius, look.radius, paint_of(look.fill))
        if look.border_width:
            half = look.border_width / 2
            line = paint_of(look.border, Style=skia.Paint.kStroke_Style, StrokeWidth=look.border_width)
            canvas.drawRoundRect(rect.makeInset(half, half), look.radius - half, look.radius - half, line)
        if content is not None:
            canvas.translate(edge, edge)
            content(canvas)

    return pixels(width + 2 * edge, height + 2 * edge, draw)


def words(canvas: skia.Canvas, text: str, x: float, y: float, name: str, size: float, ink: Colour) -> float:
    """Draw `text` with its baseline at `y`; returns its width."""
    draw_text(canvas, text, x, y, name, size, paint_of(ink))
    return width_of(text, name, size)


def tracked(
    canvas: skia.Canvas, text: str, x: float, y: float, name: str, size: float, ink: Colour, gap: float
) -> float:
    """Draw `text` with `gap` pixels between letters; returns its width."""
    start = x
    for letter in text:
        x += words(canvas, letter, x, y, name, size, ink) + gap
    return x - start - gap


def keycap(canvas: skia.Canvas, text: str, x: float, y: float, height: float, ink: Colour = theme.MUTED) -> float:
    """Draw a key with its top left corner at x, y; returns its width."""
    size = height * 0.56
    width = max(height, width_of(text, "semibold", size) + height * 0.6)
    rect = skia.Rect.MakeXYWH(x + 0.5, y + 0.5, width - 1, height - 1)
    radius = height * 0.26
    canvas.drawRoundRect(rect, radius, radius, paint_of(theme.with_alpha(theme.TEXT, 0.07)))
    edge = paint_of(theme.with_alpha(ink, 0.45), Style=skia.Paint.kStroke_Style, StrokeWidth=1.0)
    canvas.drawRoundRect(rect, radius, radius, edge)
    words(canvas, text, x + (width - width_of(text, "semibold", size)) / 2, y + height * 0.69, "semibold", size, ink)
    return width


def scrim(height: int, strongest: float, *, at_top: bool) -> np.ndarray:
    """A dark gradient one pixel wide, eased so that no edge shows: for the controls to stand on."""
    ramp = np.linspace(0.0, 1.0, height)
    alpha = strongest * ramp**2 * (3 - 2 * ramp)
    if at_top:
        alpha = alpha[::-1]
    out = np.zeros((height, 1, 4), dtype=np.uint8)
    out[:, 0, :3] = (6, 7, 10)
    out[:, 0, 3] = np.round(alpha * 255)
    return out


def side_scrim(width: int, strongest: float) -> np.ndarray:
    """A dark gradient one pixel high, strong at the left and gone at the right."""
    ramp = np.linspace(1.0, 0.0, width)
    out = np.zeros((1, width, 4), dtype=np.uint8)
    out[0, :, :3] = (8, 9, 13)
    out[0, :, 3] = np.round(strongest * ramp**2 * (3 - 2 * ramp) * 255)
    return out
