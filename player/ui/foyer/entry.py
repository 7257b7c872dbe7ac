"""Forms: a line to type a name into, a pad of digits, a panel that asks before something is lost.

They know no store; what was typed is handed on.
"""

from __future__ import annotations

from collections.abc import Callable

import skia
from kivy.uix.textinput import TextInput

from player.ui import theme
from player.ui.foyer.tiles import PaintedTile
from player.ui.paint import Panel, panel, width_of, words

LONGEST_NAME = 24


class NameTile(PaintedTile):
    """A line of text; while it has the focus the keyboard writes into it."""

    def __init__(
        self,
        name: str,
        label: str,
        text: str,
        changed: Callable[[str], None],
        *,
        width: float,
        scale: float,
        accent: theme.Colour,
    ) -> None:
        high = 60 * scale

        def paint(focused: bool):  # type: ignore[no-untyped-def]
            def content(canvas: skia.Canvas) -> None:
                small = 12.5 * scale
                words(canvas, label, 18 * scale, 20 * scale, "medium", small, theme.MUTED)

            fill = theme.RAISED if focused else theme.SURFACE
            border = accent if focused else theme.LINE
            look = Panel(
                fill=fill, border=border, border_width=1.8 if focused else 1.0, radius=theme.RADIUS * scale, shadow=0.0
            )
            return panel(width, high, look, content)

        super().__init__(name, label, lambda: None, paint)
        font = theme.font_path("semibold")
        self.input = TextInput(
            text=text,
            multiline=False,
            background_color=(0, 0, 0, 0),
            background_normal="",
            background_active="",
            foreground_color=theme.TEXT,
            cursor_color=accent,
            font_size=theme.TYPE.body * 1.1 * scale,
            size_hint=(None, None),
            size=(width - 32 * scale, 34 * scale),
            padding=(0, 4 * scale, 0, 0),
            write_tab=False,
            **({"font_name": str(font)} if font else {}),
        )
        self._inset = (16 * scale, 2 * scale)
        self._changed = changed
        self.input.bind(text=self._typed)
        self.add_widget(self.input)
        self.bind(pos=self._move)

    def _move(self, *_: object) -> None:
        self.input.pos = (self.x + self._inset[0], self.y + self._inset[1])

    def focus(self, wanted: bool) -> None:
        """Take or give back the keyboard."""
        super().focus(wanted)
        self.input.focus = wanted

    def _typed(self, _box: TextInput, text: str) -> None:
        if len(text) > LONGEST_NAME:
            self.input.text = text[:LONGEST_NAME]
            return
        self._changed(text)


def digit_key(text: str, side: float, scale: float, accent: theme.Colour, *, focused: bool):  # type: ignore[no-untyped-def]
    """One key of the pad."""
    look = Panel(
        fill=theme.RAISED if focused else theme.SURFACE,
        border=accent if focused else theme.LINE,
        border_width=1.8 if focused else 1.0,
        radius=side / 2,
        shadow=0.0,
    )

    def content(canvas: skia.Canvas) -> None:
        size = theme.TYPE.heading * scale * (1.0 if len(text) == 1 else 0.6)
        x = (side - width_of(text, "medium", size)) / 2
        words(canvas, text, x, side / 2 + size * 0.36, "medium", size, theme.TEXT)

    return panel(side, side, look, content)


def pin_dots(count: int, most: int, scale: float, accent: theme.Colour):  # type: ignore[no-untyped-def]
    """How many digits have been typed."""
    from player.ui.paint import paint_of, pixels

    pitch = 30 * scale

    def draw(canvas: skia.Canvas) -> None:
        for number in range(most):
            x, y = pitch * (number + 0.5), 16 * scale
            if number < count:
                canvas.drawCircle(x, y, 8 * scale, paint_of(accent))
            else:
                ring = paint_of(
                    theme.with_alpha(theme.TEXT, 0.4 if number < 4 else 0.16),
                    Style=skia.Paint.kStroke_Style,
                    StrokeWidth=1.6 * scale,
                )
                canvas.drawCircle(x, y, 7 * scale, ring)

    return pixels(pitch * most, 32 * scale, draw)
