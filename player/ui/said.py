"""What was said: the lines of this show, scene by scene, on a panel at the right; a line leads back to its scene.

It knows no show; it is given a map and says which stretch somebody wants to see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import skia
from kivy.uix.widget import Widget

from player.said_words import Said
from player.story_map import StoryMap
from player.ui import manner, theme
from player.ui.captions import SpeakerTints
from player.ui.paint import Panel, keycap, paint_of, panel, words, wrapped
from player.ui.room import Room
from player.ui.sprites import Sprite, appear, vanish

WIDE = 520.0
"""Width of the panel at 720 lines."""
MOST = 400
"""Lines that are shown: half an hour of talk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line, or the heading of a stretch."""

    stretch: int
    text: str
    said: Said | None = None


def rows_of(story: StoryMap) -> tuple[Row, ...]:
    """The path's headings and lines, oldest first."""
    rows: list[Row] = []
    for number in story.path():
        stretch = story.stretches[number]
        heading = f"→ {stretch.words}" if stretch.words else stretch.title
        lines = [Row(stretch=number, text=said.text, said=said) for said in stretch.said if said.kind != "sound"]
        rows.extend([Row(stretch=number, text=heading), *lines])
    return tuple(rows[-MOST:])


class SaidPanel(Widget):
    """Covers the right of the window while open."""

    def __init__(self, story: Callable[[], StoryMap], visit: Callable[[Row], None], room: Room) -> None:
        super().__init__(size_hint=(1, 1), opacity=0.0)
        self._story = story
        self._visit = visit
        self._room = room
        self._sheet = Sprite()
        self.add_widget(self._sheet)
        self._window = (1, 1, 1.0)
        self._rows: tuple[Row, ...] = ()
        self._spots: list[tuple[int, float, float]] = []
        self.tints = SpeakerTints()
        """Name colours, as the captions have them."""
        self.focus = 0
        self.is_open = False

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        self.size = (width, height)
        if self.is_open:
            self._paint()

    def open(self) -> None:
        """Show the lines so far, the newest at the bottom."""
        self._rows = rows_of(self._story())
        self.focus = len(self._rows) - 1
        self.is_open = True
        self._paint()
        appear(self)
        self._tell(self._room.words("said.heading") if self._rows else self._room.words("said.empty"))

    def close(self) -> None:
        """Away with it."""
        if self.is_open:
            self.is_open = False
            vanish(self, self._sheet.clear)

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands on it."""
        return tuple(row.text for row in self._rows)

    def _paint(self) -> None:
        width, height, scale = self._window
        wide, high = min(WIDE * scale, width * 0.86), height * (1 - 1.2 * theme.SAFE)
        edge = 24 * scale
        self._sheet.show(
            panel(
                wide,
                high,
                Panel(radius=theme.RADIUS * scale, shadow=edge),
                lambda canvas: self._draw(canvas, wide, high),
            )
        )
        self._sheet.pos = (round(width * (1 - 0.6 * theme.SAFE) - wide - edge), round((height - high) / 2 - edge))

    def _draw(self, canvas: skia.Canvas, wide: float, high: float) -> None:
        scale, texts = self._window[2], self._room.words
        pad = 26 * scale
        words(
            canvas, texts("said.heading"), pad, 48 * scale, "serif_semibold", theme.TYPE.large * 1.1 * scale, theme.TEXT
        )
        line = paint_of(theme.LINE)
        canvas.drawRect(skia.Rect.MakeXYWH(pad, 64 * scale, wide - 2 * pad, 1), line)
        foot = high - 50 * scale
        canvas.drawRect(skia.Rect.MakeXYWH(pad, foot, wide - 2 * pad, 1), line)
        self._spots = []
        if not self._rows:
            text = texts("said.empty")
            for number, part in enumerate(wrapped(text, "regular", 16 * scale, wide - 2 * pad)):
                words(canvas, part, pad, (100 + number * 24) * scale, "regular", 16 * scale, theme.MUTED)
        heights = [self._height(row, wide) for row in self._rows]
        room = foot - 76 * scale
        first = self._first(heights, room)
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(0, 68 * scale, wide, foot), skia.ClipOp.kIntersect)
        y = 76 * scale
        for number in range(first, len(self._rows)):
            if y > foot:
                break
            self._row(canvas, number, y, wide)
            self._spots.append((number, y, y + heights[number]))
            y += heights[number]
        canvas.restore()
        at = pad
        for keys, name in ((("↑", "↓"), "line"), (("Enter",), "again"), (("Esc",), "back")):
            text = texts(f"said.{name}")
            for key in keys:
                at += keycap(canvas, key, at, foot + 13 * scale, 24 * scale, theme.TEXT) + 5 * scale
            at += words(canvas, text, at + 3 * scale, foot + 30 * scale, "regular", 14 * scale, theme.MUTED)
            at += 22 * scale

    def _first(self, heights: list[float], room: float) -> int:
        """The first row shown, so that the focus is in view and the panel is full."""
        total, first = 0.0, len(heights)
        while first > 0 and total + heights[first - 1] <= room:
            first -= 1
            total += heights[first]
        if self.focus >= first:
            return first
        return max(0, self.focus - 2)

    def _lines_of(self, row: Row, wide: float) -> list[str]:
        scale = self._window[2]
        if row.said is None:
            return wrapped(row.text, "semibold", 13.5 * scale, wide - 52 * scale, most=1)
        name = "serif_italic" if row.said.kind == "narration" else "medium"
        return wrapped(row.text, name, 16 * scale, wide - 60 * scale, most=5)

    def _height(self, row: Row, wide: float) -> float:
        scale = self._window[2]
        if row.said is None:
            return 44 * scale
        named = 19.0 if row.said.speaker and row.said.kind == "line" else 0.0
        return (len(self._lines_of(row, wide)) * 22 + named + 12) * scale

    def _row(self, canvas: skia.Canvas, number: int, y: float, wide: float) -> None:
        row, scale = self._rows[number], self._window[2]
        pad = 26 * scale
        if number == self.focus:
            rect = skia.Rect.MakeXYWH(
                pad - 12 * scale, y, wide - 2 * pad + 24 * scale, self._height(row, wide) - 2 * scale
            )
            canvas.drawRoundRect(rect, 8 * scale, 8 * scale, paint_of(theme.with_alpha(theme.TEXT, 0.08)))
            bar = skia.Rect.MakeXYWH(pad - 12 * scale, y + 6 * scale, 3 * scale, rect.height() - 12 * scale)
            canvas.drawRoundRect(bar, 1.5 * scale, 1.5 * scale, paint_of(self._room.accent))
        if row.said is None:
            text = self._lines_of(row, wide)[0] if row.text else ""
            words(canvas, text, pad, y + 28 * scale, "semibold", 13.5 * scale, self._room.accent)
            return
        at = y + 6 * scale
        if row.said.speaker and row.said.kind == "line":
            tint = manner.tint(self.tints.tint(row.said.speaker))
            words(canvas, row.said.speaker, pad, at + 13 * scale, "bold", 13 * scale, tint)
            at += 19 * scale
        name = "serif_italic" if row.said.kind == "narration" else "medium"
        for part in self._lines_of(row, wide):
            words(canvas, part, pad, at + 16 * scale, name, 16 * scale, theme.with_alpha(theme.TEXT, 0.92))
            at += 22 * scale

    # -- input ---------------------------------------------------------------------------------

    def key(self, name: str) -> bool:
        """A key was pressed; whether it meant something here."""
        steps = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8, "home": -len(self._rows), "end": len(self._rows)}
        if name in {"escape", "h"}:
            self.close()
        elif name in {"enter", "numpadenter"}:
            self.go()
        elif name in steps:
            self.move(steps[name])
        else:
            return False
        return True

    def move(self, step: int) -> None:
        """The focus goes up or down."""
        wanted = min(max(0, self.focus + step), max(0, len(self._rows) - 1))
        if wanted != self.focus:
            self.focus = wanted
            self._paint()
            self._tell()

    def _tell(self, before: str = "") -> None:
        """Say the line that has the focus."""
        if 0 <= self.focus < len(self._rows):
            row = self._rows[self.focus]
            speaker = f"{row.said.speaker}: " if row.said is not None and row.said.speaker else ""
            before = f"{before}. {speaker}{row.text}" if before else f"{speaker}{row.text}"
        self._room.say(before)

    def go(self) -> None:
        """To the line that has the focus."""
        if 0 <= self.focus < len(self._rows):
            row = self._rows[self.focus]
            self.close()
            self._visit(row)

    def wheel(self, step: float) -> None:
        """Scroll."""
        self.move(1 if step > 0 else -1)

    def _at(self, x: float, y: float) -> int | None:
        edge = 24 * self._window[2]
        inside = self._sheet.top - edge - y
        if not self._sheet.x + edge <= x <= self._sheet.right - edge:
            return None
        return next((number for number, top, bottom in self._spots if top <= inside < bottom), None)

    def point(self, x: float, y: float) -> None:
        """What the mouse is on gets the focus."""
        if self.is_open and (found := self._at(x, y)) is not None and found != self.focus:
            self.focus = found
            self._paint()

    def on_touch_down(self, touch: object) -> bool:
        """Press a line: see it again; press beside: close."""
        if not self.is_open:
            return False
        if getattr(touch, "button", "left") in {"left", None}:
            found = self._at(*touch.pos)
            if found is not None:
                self.focus = found
                self.go()
            elif touch.pos[0] < self._sheet.x:
                self.close()
        return True
