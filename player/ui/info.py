"""What a viewer may ask to be told over the film: why this scene, and pages of figures.

It knows no playback: it draws a `View`, and asks whoever plays for one page after another.
"""

from __future__ import annotations

import skia
from kivy.uix.widget import Widget

from player.figures import FigurePage
from player.ui import theme
from player.ui.hud import Hud
from player.ui.paint import Panel, paint_of, panel, tracked, width_of, words, wrapped
from player.ui.room import Room
from player.ui.sprites import Sprite, appear, vanish
from player.ui.view import Controls, View

GRAPH_HEIGHT, GRAPH_ABOVE = 40.0, 2.0
"""Pixels at 720 lines; a picture twice as late as the clock would have it reaches the upper edge."""
LATE = 1.35
"""Times the clock's own pace: a bar above it is of the accent's colour."""
NARROWEST = 250.0
"""Pixels at 720 lines between names and values' ends: pages do not jump in width."""


class Info:
    """Why this scene, then page after page of figures, then nothing: at every press the next."""

    def __init__(self, room: Room) -> None:
        self.why, self.figures = WhyPanel(room), FiguresPanel(room)
        self.step = 0
        """0 nothing, 1 the reasons, from 2 on the pages of figures."""
        self._shown: set[Widget] = set()

    @property
    def panel(self) -> str:
        """What lies over the film: "why", "figures 1" and so on, or none, ""."""
        if self.why in self._shown:
            return "why"
        return f"figures {self.step - 1}" if self.figures in self._shown else ""

    @property
    def is_shown(self) -> bool:
        """Whether anything lies over the film."""
        return bool(self._shown)

    def next(self, controls: Controls) -> int:
        """On to the next; `step` as it is then."""
        self.step = (self.step + 1) if self.step < 1 else controls.look_at_figures(self.step - 1) + 2
        if self.step < 2:
            controls.look_at_figures(-1)
        return self.step

    def close(self, controls: Controls | None) -> None:
        """Show nothing any more."""
        self.step = 0
        if controls is not None:
            controls.look_at_figures(-1)

    def show(self, view: View, hud: Hud, scale: float, *, free: bool, hud_shown: bool) -> None:
        """Draw what is asked for, where nothing else needs the place."""
        width, height = round(hud.width), round(hud.height)
        for part, wanted in (
            (self.why, free and hud_shown and (self.step == 1 or hud.over_title)),
            (self.figures, free and self.step > 1 and view.figures is not None),
        ):
            if wanted:
                part.update(view, width, height, scale)
            if wanted != (part in self._shown):
                self._shown ^= {part}
                (appear if wanted else vanish)(part)


class WhyPanel(Sprite):
    """Why this scene: up to three reasons in plain words, each with its share as a thin bar."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self._room = room
        self._key: object = None
        self.opacity = 0.0

    def update(self, view: View, width: int, height: int, scale: float) -> None:
        """Paint when the reasons changed."""
        key = (view.why, width, height, scale)
        if key == self._key:
            return
        self._key = key
        reasons = view.why.reasons[:3] or ((self._room.words("why.simply"), 1.0),)
        wide = min(400 * scale, width * (1 - 2 * theme.SAFE))
        size, pitch = 15.5 * scale, 21 * scale
        told = [(wrapped(text, "medium", size, wide - 40 * scale), share) for text, share in reasons]
        high = 17 * scale + sum(23 * scale + pitch * len(lines) for lines, _ in told)

        def content(canvas: skia.Canvas) -> None:
            y = 16 * scale
            for lines, share in told:
                for text in lines:
                    words(canvas, text, 20 * scale, y + 17 * scale, "medium", size, theme.TEXT)
                    y += pitch
                y -= pitch
                for part, ink in ((1.0, theme.with_alpha(theme.TEXT, 0.1)), (share, self._room.accent)):
                    rect = skia.Rect.MakeXYWH(20 * scale, y + 26 * scale, (wide - 40 * scale) * part, 3 * scale)
                    canvas.drawRoundRect(rect, 1.5 * scale, 1.5 * scale, paint_of(ink))
                y += pitch + 23 * scale

        edge = 16 * scale
        self.show(panel(wide, high, Panel(radius=theme.RADIUS * scale, shadow=edge), content))
        self.pos = (
            round(width * theme.SAFE - edge),
            round(max(0.0, height * (1 - theme.SAFE) - 92 * scale - self.height + edge)),
        )


class FiguresPanel(Sprite):
    """A page of figures, for those who want them."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self._room = room
        self._key: object = None
        self.opacity = 0.0

    def update(self, view: View, width: int, height: int, scale: float) -> None:
        """Paint when a figure changed."""
        page = view.figures
        key = (page, width, height, scale)
        if page is None or key == self._key:
            return
        self._key = key
        row, small = 24 * scale, 14 * scale
        names = max((width_of(name, "regular", small) for name, _ in page.rows), default=0.0)
        values = max((width_of(value, "semibold", small) for _, value in page.rows), default=0.0)
        wide = max(names + values + 22 * scale, NARROWEST * scale) + 40 * scale
        graph = (GRAPH_HEIGHT + 14) * scale if page.graph else 0.0
        high = 52 * scale + row * len(page.rows) + graph

        def content(canvas: skia.Canvas) -> None:
            tracked(canvas, page.heading, 20 * scale, 30 * scale, "semibold", 11.5 * scale, theme.MUTED, 1.6 * scale)
            for number, (name, value) in enumerate(page.rows):
                y = 56 * scale + number * row
                words(canvas, name, 20 * scale, y, "regular", small, theme.MUTED)
                words(
                    canvas,
                    value,
                    wide - 20 * scale - width_of(value, "semibold", small),
                    y,
                    "semibold",
                    small,
                    theme.TEXT,
                )
            if page.graph:
                top = 46 * scale + row * len(page.rows)
                self._graph(canvas, page, skia.Rect.MakeXYWH(20 * scale, top, wide - 40 * scale, GRAPH_HEIGHT * scale))

        edge = 16 * scale
        self.show(panel(wide, high, Panel(radius=theme.RADIUS * scale, shadow=edge), content))
        self.pos = (
            round(width * (1 - theme.SAFE) - self.width + edge),
            round(height * (1 - theme.SAFE) - self.height + edge),
        )

    def _graph(self, canvas: skia.Canvas, page: FigurePage, place: skia.Rect) -> None:
        """A bar for each picture: how long the one before it stood; a line where the clock would have it."""
        pitch = place.width() / max(len(page.graph), 60)
        most = page.graph_due * GRAPH_ABOVE
        for number, value in enumerate(page.graph):
            high = place.height() * min(value / most, 1.0)
            ink = self._room.accent if value > page.graph_due * LATE else theme.with_alpha(theme.TEXT, 0.45)
            x = place.left() + number * pitch
            canvas.drawRect(skia.Rect.MakeXYWH(x, place.bottom() - high, max(pitch * 0.7, 0.6), high), paint_of(ink))
        due = place.bottom() - place.height() / GRAPH_ABOVE
        line = paint_of(theme.with_alpha(theme.TEXT, 0.25), StrokeWidth=1.0)
        canvas.drawLine(place.left(), due, place.right(), due, line)
