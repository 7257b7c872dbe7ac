"""A quiet mark in the corner: what became of a question that the viewer, who leans back, was not asked.

It knows no story; it comes and goes with its text.
"""

from __future__ import annotations

import skia

from player.ui import theme
from player.ui.icons import draw_icon
from player.ui.paint import Panel, panel, width_of, words, wrapped
from player.ui.room import Room
from player.ui.sprites import Sprite, appear, vanish


class QuietMark(Sprite):
    """A fork in the road and the way that was taken, small, at the upper right."""

    def __init__(self, room: Room) -> None:
        super().__init__(opacity=0.0)
        self._room = room
        self._window = (1, 1, 1.0)
        self.text = ""

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        if self.text:
            self._paint()

    def update(self, text: str) -> None:
        """Say `text`; "" = nothing."""
        if text == self.text:
            return
        self.text = text
        if text:
            self._paint()
            appear(self)
        else:
            vanish(self)

    def _paint(self) -> None:
        width, height, scale = self._window
        size, sign = theme.TYPE.small * scale, 18 * scale
        lines = wrapped(self.text, "medium", size, min(340 * scale, width * 0.6), most=2)
        pad, pitch = 12 * scale, size * 1.35
        wide = sign + 8 * scale + max(width_of(line, "medium", size) for line in lines) + 2 * pad
        high = pitch * len(lines) + 14 * scale

        def content(canvas: skia.Canvas) -> None:
            draw_icon(canvas, "map", pad, (high - sign) / 2, sign, self._room.accent)
            for number, line in enumerate(lines):
                y = 7 * scale + pitch * number + size
                words(canvas, line, pad + sign + 8 * scale, y, "medium", size, theme.TEXT)

        look = Panel(fill=theme.with_alpha(theme.SURFACE, 0.86), radius=min(high / 2, 18 * scale), shadow=0.0)
        self.show(panel(wide, high, look, content))
        self.pos = (
            round(width * (1 - theme.SAFE) - self.width),
            round(height * (1 - theme.SAFE) - self.height),
        )
