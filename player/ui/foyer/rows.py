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
from player.ui.paint import Panel, paint_of, panel, width_of, words, wrapped

ROW_HIGH = 56.0
"""At 720 lines: two lines of small type fit."""
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
        inside = (share - (1 - VALUE_SHARE)) / (VALUE_SHARE - 0.14)
        if inside > -0.1:
            self._share(min(1.0, max(0.0, inside)))
            self.refresh()


def row_pixels(look: RowLook, width: float, scale: float, accent: theme.Colour, *, focused: bool) -> np.ndarray:
    """The line as pixels."""
    high = ROW_HIGH * scale
    value_at = width * (1 - VALUE_SHARE)

    def content(canvas: skia.Canvas) -> None:
        pad = 18 * scale
        size, small = theme.TYPE.body * scale, theme.TYPE.small * 0.94 * scale
        ink = theme.TEXT if focused else theme.with_alpha(theme.TEXT, 0.86)
        room = value_at - 1.5 * pad
        hint = wrapped(look.hint, "regular", small, room, most=1)
        y = high / 2 + size * 0.36 - (small * 0.66 if hint else 0.0)
        for line in wrapped(look.label, "medium", size, room, most=1):
            words(canvas, line, pad, y, "medium", size, ink)
        for line in hint:
            words(canvas, line, pad, y + small * 1.5, "regular", small, theme.MUTED)
        if look.kind == "slide":
            rail = slider(width * (VALUE_SHARE - 0.14), scale, accent, look.share, focused=focused, middle=look.middle)
            image = skia.Image.fromarray(np.ascontiguousarray(rail), colorType=skia.kRGBA_8888_ColorType)
            canvas.drawImage(image, value_at, (high - rail.shape[0]) / 2)
            said = width_of(look.value, "semibold", size)
            words(canvas, look.value, width - pad - said, high / 2 + size * 0.36, "semibold", size, ink)
        elif look.kind == "switch":
            _switch(canvas, width - pad - 46 * scale, high / 2, scale, accent, on=look.on)
        else:
            lines = wrapped(look.value, "semibold", size, width - value_at - 3.2 * pad, most=1)
            text = lines[0] if lines else ""
            said = width_of(text, "semibold", size)
            right = width - pad - (18 * scale if look.kind == "pick" else 0.0)
            words(canvas, text, right - said - 6 * scale, high / 2 + size * 0.36, "semibold", size, ink)
            if look.kind == "pick":
                tone = accent if focused else theme.MUTED
                _chevron(canvas, right - said - 22 * scale, high / 2, -5 * scale, tone, scale)
                _chevron(canvas, right + 8 * scale, high / 2, 5 * scale, tone, scale)

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
