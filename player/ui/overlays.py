"""What lies over everything: the key help, the waiting line, and the end of a show that failed.

It knows no playback; it is told what to say.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import skia
from kivy.uix.widget import Widget

from player.ui import theme
from player.ui.foyer.frames import button
from player.ui.help_pages import HEAD_ROWS, Column, Group, Rows, lines_of, pages_of, width_of_column
from player.ui.keymap import Column as Keys
from player.ui.keymap import Deed, KeyMap
from player.ui.paint import (
    Panel,
    Run,
    TextStyle,
    keycap,
    margin_of,
    paint_of,
    panel,
    pixels,
    text_block,
    tracked,
    width_of,
    words,
    wrapped,
)
from player.ui.room import Room
from player.ui.sprites import Pressable, Sprite, appear, vanish

BETWEEN = (34.0, 22.0)
"""Units between the columns of the help: as many as look best, and where they would go over the page, fewer."""
EDGE = 12.0
"""Units of shadow around a button."""


class KeyHelp(Sprite):
    """Every key on one panel in the middle, or on as many pages as large type needs."""

    def __init__(self, room: Room, keys: KeyMap | None = None) -> None:
        super().__init__(opacity=0.0)
        self._room = room
        self._keys = keys or KeyMap()
        self._help = self._keys.help()
        self._window = (1, 1, 1.0)
        self._pages = 1
        self._shown: list[Column] = []
        self.page = 0
        self.is_open = False

    def tell_first(self, columns: tuple[Keys, ...]) -> None:
        """Keys that somebody else has, before all others; () = none."""
        self._help = self._keys.help(columns)
        self._paint()

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        self._paint()

    def _paint(self) -> None:
        width, height, scale = self._window
        pad, row = 34 * scale, 36 * scale
        most = max(3, int((height * 0.97 - 86 * scale - pad * 0.6) / row))
        for between in BETWEEN:
            room = width * 0.97 - 2 * pad + between * scale
            pages = pages_of([self._group(heading, rows, between) for heading, rows in self._help], room, most)
            if len(pages) == 1:
                break
        self._pages = len(pages)
        self.page = min(self.page, self._pages - 1)
        shown = self._shown = pages[self.page]
        texts, accent, edge = self._room.words, self._room.accent, 28 * scale
        turn = f"{self.page + 1} / {self._pages}" if self._pages > 1 else ""
        if self.page + 1 < self._pages:
            turn += f"  ·  {texts('help.turn', keys=' '.join(self._keys.caps(Deed.KEYS)))}"
        wide = sum(map(width_of_column, shown)) + 2 * pad - between * scale
        wide = max(wide, width_of(turn, "semibold", 13 * scale) + 2 * pad)
        foot = 30 * scale if turn else 0.0
        high = 86 * scale + row * max(map(lines_of, shown)) + pad * 0.6 + foot

        def content(canvas: skia.Canvas) -> None:
            x = pad
            for column in shown:
                line = 0
                for group in column:
                    top = 72 * scale + line * row
                    text = texts(_named(group.heading)).upper()
                    tracked(canvas, text, x, top - 22 * scale, "semibold", 12 * scale, accent, 1.8 * scale)
                    for keys, name in group.rows:
                        y = 72 * scale + line * row
                        at = x
                        for key in keys:
                            at += keycap(canvas, key, at, y, 26 * scale, theme.TEXT) + 6 * scale
                        told = texts(_named(name))
                        words(canvas, told, x + group.caps, y + 18 * scale, "regular", 15 * scale, theme.MUTED)
                        line += 1
                    line += HEAD_ROWS
                x += width_of_column(column)
            if turn:
                at = wide - pad - width_of(turn, "semibold", 13 * scale)
                words(canvas, turn, at, high - 20 * scale, "semibold", 13 * scale, accent)

        look = Panel(fill=theme.SURFACE, radius=theme.RADIUS * scale, shadow=edge)
        self.show(panel(wide, high, look, content))
        self.pos = (round((width - self.width) / 2), round((height - self.height) / 2))

    def _group(self, heading: str, rows: Rows, between: float) -> Group:
        """A group with the widths that its keys and its words need, and so much space to the next."""
        scale, texts = self._window[2], self._room.words
        size = 26 * 0.56 * scale
        caps = [
            sum(max(26 * scale, width_of(key, "semibold", size) + 15.6 * scale) + 6 * scale for key in keys)
            for keys, _ in rows
        ]
        told = [width_of(texts(_named(name)), "regular", 15 * scale) for _, name in rows]
        taken = max(caps) + 8 * scale
        return Group(heading=heading, rows=rows, caps=taken, wide=taken + max(told) + between * scale)

    @property
    def told(self) -> str:
        """What stands on the page that is open, to be spoken."""
        texts = self._room.words
        rows = [
            f"{texts.aloud(' '.join(keys))}, {texts(_named(name))}"
            for column in self._shown
            for group in column
            for keys, name in group.rows
        ]
        return ". ".join([texts("help.heading"), *rows])

    def toggle(self) -> None:
        """Open; turn over; close after the last page."""
        if self.is_open and self.page + 1 < self._pages:
            self.page += 1
            self._paint()
            return
        self.is_open = not self.is_open
        if self.is_open:
            self.page = 0
            self._paint()
            appear(self)
        else:
            vanish(self)

    def close(self) -> None:
        """Away with it, on whatever page."""
        self.page = self._pages
        if self.is_open:
            self.toggle()


def _named(name: str) -> str:
    return name if "." in name else f"help.{name}"


class Waiting(Widget):
    """A quiet line while nothing is ready: words, and a light that wanders along a thin rule."""

    def __init__(self, room: Room) -> None:
        super().__init__(size_hint=(1, 1), opacity=0.0)
        self._room = room
        self._text, self._light = Sprite(), Sprite()
        self.add_widget(self._light)
        self.add_widget(self._text)
        self._said = ""
        self._window = (1, 1, 1.0)
        self._track = (0.0, 0.0, 1.0)
        self.is_shown = False
        self._at_left = False

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        said, self._said = self._said, ""
        self.say(said, at_left=self._at_left)

    def say(self, text: str, *, at_left: bool = False) -> None:
        """Show `text` in the middle, or where the start screen has its button; "" goes away."""
        if text == self._said:
            return
        before, self._said = self._said, text
        self._at_left = at_left
        self.is_shown = bool(text)
        if not text:
            vanish(self)
            return
        width, height, scale = self._window
        style = TextStyle(size=theme.TYPE.large * scale, shadow=6 * scale, scrim=0.45, centred=True)
        self._text.show(text_block([[Run(text, "serif_italic", theme.TEXT)]], style))
        margin, rule = margin_of(style), 180 * scale
        if at_left:
            x, y = width * theme.SAFE + 8 * scale, height * 0.2
            self._text.pos = (round(x - margin), round(y))
            self._track = (x, y + margin * 0.4, rule)
        else:
            y = height * 0.46
            self._text.pos = (round((width - self._text.width) / 2), round(y))
            self._track = ((width - rule) / 2, y + margin * 0.3, rule)
        self._light.show(_wanderer(64 * scale, 3 * scale, self._room.accent))
        if not before:
            appear(self)

    def wander(self, seconds: float) -> None:
        """Move the light."""
        if self.is_shown:
            x, y, rule = self._track
            share = 0.5 if self._room.settings.reduced_motion else 0.5 - 0.5 * math.cos(seconds * 1.6)
            self._light.pos = (x + share * (rule - self._light.width), y)


def _wanderer(width: float, height: float, accent: theme.Colour) -> np.ndarray:
    def draw(canvas: skia.Canvas) -> None:
        stops = [skia.Color4f(*theme.with_alpha(accent, a)).toColor() for a in (0.0, 1.0, 0.0)]
        ink = paint_of(accent)
        ends = [skia.Point(0, 0), skia.Point(width, 0)]
        ink.setShader(skia.GradientShader.MakeLinear(ends, stops, [0.0, 0.5, 1.0]))
        canvas.drawRoundRect(skia.Rect.MakeWH(width, height), height / 2, height / 2, ink)

    return pixels(width, height, draw)


class Failure(Widget):
    """What happened, and the ways on: by pointer, or by arrows and Enter."""

    def __init__(self, ways: tuple[tuple[str, Callable[[], None]], ...], room: Room) -> None:
        """`ways`: names of texts and what pressing each does; the first is the one that most people want."""
        super().__init__(size_hint=(1, 1), opacity=0.0)
        self._room = room
        self._ways = ways
        self._said = ""
        self._window = (1, 1, 1.0)
        self._focus = 0
        self._back = Sprite()
        self.add_widget(self._back)
        self._buttons = [Pressable(deed) for _, deed in ways]
        for number, pressable in enumerate(self._buttons):
            pressable.enabled = False
            pressable.paint = lambda _hot, number=number: self._paint_button(number)
            self.add_widget(pressable)

    @property
    def is_open(self) -> bool:
        """Whether something has failed that nobody has left behind yet."""
        return bool(self._said)

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        if self.is_open:
            self._paint(self._said)

    def say(self, text: str) -> None:
        """Show `text` and tell it; "" goes away."""
        if text == self._said:
            return
        self._said, self._focus = text, 0
        for pressable in self._buttons:
            pressable.enabled = bool(text)
        if text:
            self._paint(text)
            appear(self)
            self._room.say(f"{text}. {self._told_way()}")
        else:
            vanish(self)

    def _paint(self, text: str) -> None:
        width, height, scale = self._window
        what, _, remedy = (part[:1].upper() + part[1:] for part in text.partition("; "))
        wide, edge = min(560 * scale, width * 0.92), 28 * scale
        heads = wrapped(what, "serif_semibold", 23 * scale, wide - 72 * scale, most=3)
        tails = wrapped(remedy, "regular", 16 * scale, wide - 72 * scale, most=4)
        high = 144 * scale + 31 * scale * len(heads) + 23 * scale * len(tails)

        def content(canvas: skia.Canvas) -> None:
            y = 56 * scale
            for line in heads:
                words(canvas, line, 36 * scale, y, "serif_semibold", 23 * scale, theme.TEXT)
                y += 31 * scale
            for line in tails:
                words(canvas, line, 36 * scale, y, "regular", 16 * scale, theme.MUTED)
                y += 23 * scale

        look = Panel(fill=theme.SURFACE, radius=theme.RADIUS * scale, shadow=edge)
        self._back.show(panel(wide, high, look, content))
        x, y = (width - wide) / 2, (height - high) / 2
        self._back.pos = (round(x - edge), round(y - edge))
        at = x + 36 * scale - EDGE * scale
        for pressable in self._buttons:
            pressable.refresh()
            pressable.pos = (round(at), round(y + (28 - EDGE) * scale))
            at += pressable.width + (16 - 2 * EDGE) * scale

    def _told_way(self) -> str:
        return self._room.words(self._ways[self._focus][0])

    def key(self, name: str) -> bool:
        """Arrows and Tab go from way to way, Enter takes one, Esc the first; whether the key meant something."""
        if not self.is_open:
            return False
        step = {"left": -1, "right": 1, "up": -1, "down": 1, "tab": 1}.get(name)
        if step is not None:
            self._look_at((self._focus + step) % len(self._ways))
            self._room.say(self._told_way())
        elif name in {"enter", "numpadenter", "spacebar"}:
            self._ways[self._focus][1]()
        elif name == "escape":
            self._ways[0][1]()
        else:
            return False
        return True

    def point(self, x: float, y: float) -> None:
        """Follow the mouse."""
        for number, pressable in enumerate(self._buttons):
            if pressable.holds(x, y) and number != self._focus:
                self._look_at(number)

    def _look_at(self, number: int) -> None:
        self._focus = number
        for pressable in self._buttons:
            pressable.refresh()

    def _paint_button(self, number: int) -> np.ndarray:
        text, focused = self._room.words(self._ways[number][0]), number == self._focus
        return button(text, self._window[2], self._room.accent, focused=focused, strong=number == 0)[0]
