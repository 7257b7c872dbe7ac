"""Paints the furniture of the foyer: poster frames, rings, buttons, chips, sliders, as RGBA pixels.

It knows no tile and no window.
"""

from __future__ import annotations

import numpy as np
import skia

from player.ui import theme
from player.ui.icons import draw_icon
from player.ui.paint import Panel, paint_of, panel, pixels, width_of, words, wrapped

RING = 3.0
"""Width of the focus ring in pixels at 720 lines."""


def poster_frame(
    width: float,
    height: float,
    scale: float,
    accent: theme.Colour,
    *,
    focused: bool,
    title: str = "",
    line: str = "",
    mark: int = 0,
    lowered: bool = False,
) -> tuple[np.ndarray, float]:
    """What lies over a picture of `width` × `height`: round corners, a shade with the title, a ring; and its edge.

    `mark` is a number to show as chosen, 0 = none.
    """
    edge = 8 * scale
    radius = theme.RADIUS * scale

    def draw(canvas: skia.Canvas) -> None:
        card = skia.Rect.MakeXYWH(edge, edge, width, height)
        rounded = skia.RRect.MakeRectXY(card, radius, radius)
        canvas.save()
        canvas.clipRRect(rounded, skia.ClipOp.kDifference, True)
        canvas.drawRect(card.makeOutset(1, 1), paint_of(theme.BACKGROUND))
        canvas.restore()
        canvas.save()
        canvas.clipRRect(rounded, True)
        if title or line:
            shade = paint_of(theme.TEXT)
            tones = [skia.Color4f(0.03, 0.03, 0.045, a).toColor() for a in (0.0, 0.42, 0.86)]
            points = [skia.Point(0, edge + height * 0.34), skia.Point(0, edge + height)]
            shade.setShader(skia.GradientShader.MakeLinear(points, tones, [0.0, 0.5, 1.0]))
            canvas.drawRect(card, shade)
        if lowered:
            canvas.drawRect(card, paint_of((*theme.BACKGROUND[:3], 0.45)))
        canvas.restore()
        size = theme.TYPE.large * scale
        small = theme.TYPE.small * scale
        pad = 14 * scale
        y = edge + height - pad
        if line:
            for text in reversed(wrapped(line, "medium", small, width - 2 * pad, most=1)):
                words(canvas, text, edge + pad, y - small * 0.2, "medium", small, theme.with_alpha(theme.TEXT, 0.8))
                y -= small * 1.45
        for text in reversed(wrapped(title, "serif_semibold", size, width - 2 * pad, most=2)):
            words(canvas, text, edge + pad, y - size * 0.16, "serif_semibold", size, theme.TEXT)
            y -= size * 1.16
        inner = paint_of(theme.with_alpha(theme.TEXT, 0.1), Style=skia.Paint.kStroke_Style, StrokeWidth=1.0)
        canvas.drawRRect(skia.RRect.MakeRectXY(card.makeInset(0.5, 0.5), radius, radius), inner)
        if focused or mark:
            ring = paint_of(accent if focused else theme.with_alpha(accent, 0.7), Style=skia.Paint.kStroke_Style)
            ring.setStrokeWidth(RING * scale)
            out = RING * scale
            canvas.drawRRect(skia.RRect.MakeRectXY(card.makeOutset(out, out), radius + out, radius + out), ring)
        if mark:
            middle = skia.Point(edge + width - 26 * scale, edge + 26 * scale)
            canvas.drawCircle(middle, 15 * scale, paint_of(accent))
            draw_icon(canvas, "check", middle.x() - 10 * scale, middle.y() - 10 * scale, 20 * scale, theme.BACKGROUND)

    return pixels(width + 2 * edge, height + 2 * edge, draw), edge


def round_frame(
    side: float,
    scale: float,
    colour: theme.Colour,
    *,
    focused: bool,
    lock: bool = False,
    plus: bool = False,
    chosen: bool = False,
    left_out: bool = False,
    changes: bool = False,
) -> tuple[np.ndarray, float]:
    """What lies over a round portrait: a ring in the viewer's colour, a lock, a plus; and its edge.

    `chosen`: one of several, with a mark; `left_out`: not one of them, in the shade; `changes`: pressing it changes
    the profile, a pencil says so.
    """
    edge = 10 * scale

    def draw(canvas: skia.Canvas) -> None:
        square = skia.Rect.MakeXYWH(edge, edge, side, side)
        ring = paint_of(theme.with_alpha(theme.TEXT, 0.14), Style=skia.Paint.kStroke_Style, StrokeWidth=1.5)
        canvas.drawOval(square.makeInset(1.2, 1.2), ring)
        if left_out:
            canvas.drawOval(square, paint_of(theme.with_alpha(theme.BACKGROUND, 0.3 if focused else 0.55)))
        if chosen and not focused:
            ring = paint_of(theme.with_alpha(colour, 0.8), Style=skia.Paint.kStroke_Style, StrokeWidth=RING * scale)
            canvas.drawOval(square.makeOutset(4 * scale, 4 * scale), ring)
        if focused:
            ring = paint_of(colour, Style=skia.Paint.kStroke_Style, StrokeWidth=RING * 1.2 * scale)
            canvas.drawOval(square.makeOutset(4 * scale, 4 * scale), ring)
        if changes:
            canvas.drawOval(square, paint_of(theme.with_alpha(theme.BACKGROUND, 0.34 if focused else 0.56)))
            sign = side * 0.26
            at = edge + (side - sign) / 2
            draw_icon(canvas, "pencil", at, at, sign, theme.TEXT if focused else theme.with_alpha(theme.TEXT, 0.86))
        if plus:
            arm = paint_of(theme.TEXT if focused else theme.MUTED, Style=skia.Paint.kStroke_Style)
            arm.setStrokeWidth(3 * scale)
            arm.setStrokeCap(skia.Paint.kRound_Cap)
            x, y, reach = square.centerX(), square.centerY(), side * 0.12
            canvas.drawLine(x - reach, y, x + reach, y, arm)
            canvas.drawLine(x, y - reach, x, y + reach, arm)
        if lock:
            x, y = edge + side * 0.86, edge + side * 0.86
            canvas.drawCircle(x, y, 17 * scale, paint_of(theme.BACKGROUND))
            canvas.drawCircle(x, y, 14 * scale, paint_of(theme.RAISED))
            padlock(canvas, x, y, 14 * scale, theme.TEXT)
        if chosen:
            x, y = edge + side * 0.86, edge + side * 0.14
            canvas.drawCircle(x, y, 20 * scale, paint_of(theme.BACKGROUND))
            canvas.drawCircle(x, y, 17 * scale, paint_of(theme.TEXT))
            draw_icon(canvas, "check", x - 12 * scale, y - 12 * scale, 24 * scale, theme.BACKGROUND)

    return pixels(side + 2 * edge, side + 2 * edge, draw), edge


def padlock(canvas: skia.Canvas, x: float, y: float, size: float, ink: theme.Colour) -> None:
    """A small lock around x, y."""
    body = skia.Rect.MakeXYWH(x - size * 0.42, y - size * 0.1, size * 0.84, size * 0.58)
    canvas.drawRoundRect(body, size * 0.12, size * 0.12, paint_of(ink))
    bow = paint_of(ink, Style=skia.Paint.kStroke_Style, StrokeWidth=size * 0.14)
    path = skia.Path()
    path.addArc(skia.Rect.MakeXYWH(x - size * 0.26, y - size * 0.52, size * 0.52, size * 0.7), 180, 180)
    canvas.drawPath(path, bow)


def button(
    text: str,
    scale: float,
    accent: theme.Colour,
    *,
    focused: bool,
    strong: bool = False,
    icon: str = "",
    size: float = 0,
    ink: theme.Colour | None = None,
) -> tuple[np.ndarray, float]:
    """A pill with words; `strong`: the one that most people press; `ink`: of words that warn; and its edge."""
    edge = 12 * scale
    size = size or theme.TYPE.body * scale
    pad = size * 1.3
    mark = size * 1.3 if icon else 0.0
    wide, high = width_of(text, "semibold", size) + 2 * pad + mark, size * 2.6
    fill = accent if strong and focused else theme.with_alpha(theme.RAISED, 0.96)
    if strong and not focused:
        fill = theme.with_alpha(accent, 0.82)
    ink = ink or (theme.BACKGROUND if strong else theme.TEXT if focused else theme.with_alpha(theme.TEXT, 0.82))
    border = theme.TEXT if strong and focused else accent if focused else theme.LINE
    look = Panel(
        fill=fill,
        border=border,
        border_width=(2.2 if focused else 1.0) * max(1.0, scale),
        radius=high / 2,
        shadow=edge,
    )

    def content(canvas: skia.Canvas) -> None:
        if icon:
            draw_icon(canvas, icon, pad * 0.8, (high - mark) / 2, mark, ink)
        words(canvas, text, pad + mark * 0.95, high / 2 + size * 0.36, "semibold", size, ink)

    return panel(wide, high, look, content), edge


def link(text: str, scale: float, accent: theme.Colour, *, focused: bool, size: float = 0) -> np.ndarray:
    """Words that can be pressed, underlined while they have the focus."""
    size = size or theme.TYPE.body * scale
    wide = width_of(text, "medium", size)

    def draw(canvas: skia.Canvas) -> None:
        ink = theme.TEXT if focused else theme.with_alpha(theme.TEXT, 0.72)
        words(canvas, text, 4, size * 1.3, "medium", size, ink)
        if focused:
            rule = skia.Rect.MakeXYWH(4, size * 1.62, wide, 2.4 * scale)
            canvas.drawRoundRect(rule, 1.2 * scale, 1.2 * scale, paint_of(accent))

    return pixels(wide + 8, size * 2.0, draw)


def slider(
    width: float, scale: float, accent: theme.Colour, share: float, *, focused: bool, middle: bool = False
) -> np.ndarray:
    """A rail with a knob at `share` 0–1; `middle`: it is filled from the middle, for likes and dislikes."""
    high = 32 * scale
    share = min(1.0, max(0.0, share))

    def draw(canvas: skia.Canvas) -> None:
        inset = 12 * scale
        rail, y = width - 2 * inset, high / 2
        thick = 5 * scale
        body = skia.Rect.MakeXYWH(inset, y - thick / 2, rail, thick)
        canvas.drawRoundRect(body, thick / 2, thick / 2, paint_of(theme.with_alpha(theme.TEXT, 0.16)))
        x = inset + rail * share
        start = inset + rail * 0.5 if middle else inset
        filled = skia.Rect.MakeLTRB(min(start, x), y - thick / 2, max(start, x), y + thick / 2)
        canvas.drawRoundRect(filled, thick / 2, thick / 2, paint_of(accent))
        if middle:
            tick = paint_of(theme.with_alpha(theme.TEXT, 0.4))
            canvas.drawRect(skia.Rect.MakeXYWH(inset + rail * 0.5 - 1, y - 7 * scale, 2, 14 * scale), tick)
        if focused:
            canvas.drawCircle(x, y, 14 * scale, paint_of(theme.with_alpha(accent, 0.3)))
        canvas.drawCircle(x, y, 8.5 * scale, paint_of(theme.TEXT))

    return pixels(width, high, draw)


def fade_below(width: int, height: int) -> np.ndarray:
    """From nothing to the background, downwards: where a picture goes over into the page."""
    ramp = np.zeros((max(2, height), 4, 4), np.uint8)
    ramp[..., :3] = [round(c * 255) for c in theme.BACKGROUND[:3]]
    share = np.linspace(0.0, 1.0, ramp.shape[0]) ** 1.6
    ramp[..., 3] = np.rint(share * 255)[:, None]
    return ramp


def chip(text: str, scale: float, ink: theme.Colour = theme.MUTED) -> np.ndarray:
    """A small outlined word: a rating."""
    size = theme.TYPE.small * scale
    wide, high = width_of(text, "semibold", size) + 16 * scale, size * 1.7

    def draw(canvas: skia.Canvas) -> None:
        body = skia.Rect.MakeXYWH(0.5, 0.5, wide - 1, high - 1)
        edge = paint_of(theme.with_alpha(ink, 0.7), Style=skia.Paint.kStroke_Style, StrokeWidth=1.0)
        canvas.drawRoundRect(body, 5 * scale, 5 * scale, edge)
        words(canvas, text, 8 * scale, high / 2 + size * 0.36, "semibold", size, ink)

    return pixels(wide, high, draw)
