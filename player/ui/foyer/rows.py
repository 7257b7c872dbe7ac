"""A line with a name on the left and something to set on the right: a switch, a list, a slider.

It knows no setting; it shows what it is told and calls back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import skia

from player.ui import theme
from player.ui.foyer.frames import slider
from player.ui.foyer.tiles import PaintedTile
from player.ui.icons import draw_icon
from player.ui.paint import Panel, paint_of, panel, width_of, words, wrapped

ROW_HIGH = 56.0
"""At 720 lines: two lines of small type fit."""
NARROW = 470.0
"""Units of 720 lines below which a line's value stands below its name: large type needs that."""
VALUE_SHARE = 0.44
"""Share of a line that its value takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLook:
    """What a line shows now."""

    label: str
    value: str = ""
    hint: str = ""
    """A quiet second line below the label."""
    kind: str = "pick"
    """"pick" shows ‹ value ›, "switch" a switch, "slide" a rail, "tell" only the value."""
    on: bool = False
    share: float = 0.0
    middle: bool = False
    """The rail is filled from its middle."""


class RowTile(PaintedTile):
    """One line; `look()` says what it shows, `shift(±1)` changes it, `set_share(0–1)` where it is dragged."""

    def __init__(
        self,
        name: str,
        look: Callable[[], RowLook],
        shift: Callable[[int], None],
        *,
        width: float,
        scale: float,
        accent: theme.Colour,
        set_share: Callable[[float], None] | None = None,
        pressed: Callable[[], None] | None = None,
    ) -> None:
        self._look = look
        shown = look()
        super().__init__(
            name,
            f"{shown.label}: {shown.value}",
            pressed or (lambda: self._shift(1)),
            lambda focused: row_pixels(look(), width, scale, accent, focused=focused),
        )
        self._change, self._share = shift, set_share
        self._wide, self._scale = width, scale
        if shown.kind != "tell":
            self.shifted = self._shift
        if set_share is not None:
            self.dragged = self._drag

    def _shift(self, by: int) -> None:
        self._change(by)
        self.spoken = f"{self._look().label}: {self._look().value}"
        self.refresh()

    def _drag(self, share: float) -> None:
        assert self._share is not None
        left, right = rail_span(self._wide, self._scale)
        inside = (share - left) / (right - left)
        if inside > -0.1:
            self._share(min(1.0, max(0.0, inside)))
            self.refresh()


def is_narrow(width: float, scale: float) -> bool:
    """Whether a line of `width` pixels has no room for its value beside its name."""
    return width < NARROW * scale


def rail_span(width: float, scale: float) -> tuple[float, float]:
    """Where a line's rail begins and ends, as shares of its width."""
    return (0.03, 0.72) if is_narrow(width, scale) else (1 - VALUE_SHARE, 0.86)


def row_pixels(look: RowLook, width: float, scale: float, accent: theme.Colour, *, focused: bool) -> np.ndarray:
    """The line as pixels, as high as its words need."""
    pad = 18 * scale
    size, small = theme.TYPE.body * scale, theme.TYPE.small * scale
    below = is_narrow(width, scale) and look.kind != "switch"
    value_at = pad if below else width * (1 - VALUE_SHARE)
    room = width - 2 * pad if below else value_at - 1.5 * pad
    if look.kind == "switch":
        room = width - 3 * pad - 46 * scale
    labels = wrapped(look.label, "medium", size, room, most=3)
    hints = wrapped(look.hint, "regular", small, room, most=6)
    values = wrapped(
        look.value, "semibold", size, width - value_at - 3.2 * pad, most=2 if look.kind in ("tell", "pick") else 1
    )
    words_high = len(labels) * size * 1.28 + len(hints) * small * 1.42
    high = words_high + 14 * scale + (size * 1.9 * max(1, len(values)) if below else 0.0)
    high = max(ROW_HIGH * scale, high)
    free = high - (size * 1.9 * max(1, len(values)) if below else 0.0)
    middle = free + size * 0.55 if below else high / 2

    def content(canvas: skia.Canvas) -> None:
        ink = theme.TEXT if focused else theme.with_alpha(theme.TEXT, 0.86)
        y = (free - words_high) / 2 + size * 0.98
        for line in labels:
            words(canvas, line, pad, y, "medium", size, ink)
            y += size * 1.28
        y -= size - small
        for line in hints:
            words(canvas, line, pad, y, "regular", small, theme.MUTED)
            y += small * 1.42
        if look.kind == "slide":
            left, right = (share * width for share in rail_span(width, scale))
            rail = slider(right - left, scale, accent, look.share, focused=focused, middle=look.middle)
            image = skia.Image.fromarray(np.ascontiguousarray(rail), colorType=skia.kRGBA_8888_ColorType)
            canvas.drawImage(image, left, middle - rail.shape[0] / 2)
            said = width_of(look.value, "semibold", size)
            words(canvas, look.value, width - pad - said, middle + size * 0.36, "semibold", size, ink)
        elif look.kind == "switch":
            _switch(canvas, width - pad - 46 * scale, high / 2, scale, accent, on=look.on)
        else:
            right = width - pad - (18 * scale if look.kind == "pick" else 0.0)
            for number, text in enumerate(values):
                said = width_of(text, "semibold", size)
                y = middle + size * 0.36 + (number - (0 if below else (len(values) - 1) / 2)) * size * 1.28
                words(canvas, text, right - said - 6 * scale, y, "semibold", size, ink)
            if look.kind == "pick":
                tone = accent if focused else theme.MUTED
                said = max((width_of(text, "semibold", size) for text in values), default=0.0)
                level = middle + ((len(values) - 1) / 2 * size * 1.28 if below and values else 0.0)
                _chevron(canvas, right - said - 22 * scale, level, -5 * scale, tone, scale)
                _chevron(canvas, right + 8 * scale, level, 5 * scale, tone, scale)

    fill = theme.RAISED if focused else theme.with_alpha(theme.SURFACE, 0.9)
    border = accent if focused else theme.with_alpha(theme.LINE, 0.7)
    return panel(
        width,
        high,
        Panel(fill=fill, border=border, border_width=1.8 if focused else 1.0, radius=theme.RADIUS * scale, shadow=0.0),
        content,
    )


def _chevron(canvas: skia.Canvas, x: float, y: float, reach: float, ink: theme.Colour, scale: float) -> None:
    paint = paint_of(ink, Style=skia.Paint.kStroke_Style, StrokeWidth=2.2 * scale)
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    canvas.drawLine(x - reach / 2, y - abs(reach), x + reach / 2, y, paint)
    canvas.drawLine(x + reach / 2, y, x - reach / 2, y + abs(reach), paint)


def _switch(canvas: skia.Canvas, x: float, y: float, scale: float, accent: theme.Colour, *, on: bool) -> None:
    wide, high = 46 * scale, 26 * scale
    body = skia.Rect.MakeXYWH(x, y - high / 2, wide, high)
    canvas.drawRoundRect(body, high / 2, high / 2, paint_of(accent if on else theme.with_alpha(theme.TEXT, 0.18)))
    knob = x + (wide - high / 2 if on else high / 2)
    canvas.drawCircle(knob, y, high / 2 - 3.5 * scale, paint_of(theme.BACKGROUND if on else theme.TEXT))
    if on:
        draw_icon(canvas, "check", knob - 7 * scale, y - 7 * scale, 14 * scale, accent)
