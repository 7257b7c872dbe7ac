"""Keys on the screen, for fingers and gamepads: letters in rows, a blank, delete and done.

It knows no text; it says which sign was pressed. It is shown only where somebody has no keyboard in hand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import skia
from kivy.uix.widget import Widget

from player.ui import theme
from player.ui.paint import Panel, paint_of, panel, width_of, words, wrapped
from player.ui.sprites import Sprite, appear, vanish
from player.words import Words

ROWS = {
    "en": ("1234567890", "qwertyuiop", "asdfghjkl'", "zxcvbnm,.?"),
    "de": ("1234567890ß", "qwertzuiopü", "asdfghjklöä", "yxcvbnm,.?-"),
}
"""Signs in rows by language."""
WIDE = ("close", "space", "delete", "enter")
"""Keys of the last row; their names are `keys.<name>`."""
SHARES = (0.2, 0.36, 0.2, 0.24)
ROW_HIGH = 46.0
GAP = 6.0


class Keeper(Protocol):
    """Who has the texts, the colour and the voice: the room of the window, or the house of the foyer."""

    words: Words
    accent: theme.Colour
    say: Callable[[str], None]


class ScreenKeys(Widget):
    """A pad of keys at the window's lower edge; it takes touches only while it is open."""

    def __init__(self, press: Callable[[str], None], room: Keeper) -> None:
        """`press` is told the sign, or "space", "delete", "enter" or "close"."""
        super().__init__(size_hint=(1, 1), opacity=0.0)
        self._press, self._room = press, room
        self._sheet = Sprite()
        self.add_widget(self._sheet)
        self._window = (1, 1, 1.0)
        self._edge = 0.0
        self.focus = (1, 0)
        """Row and number of the key that Enter presses."""
        self.is_open = False
        self.ideas: tuple[str, ...] = ()
        """Whole texts above the letters: who writes with a pad need not spell them."""

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Names of the keys."""
        signs = ROWS.get(self._room.words.language, ROWS["en"])
        return (*((self.ideas,) if self.ideas else ()), *(tuple(row) for row in signs), WIDE)

    def _text(self, name: str) -> str:
        """What stands on a key."""
        return self._room.words(f"keys.{name}") if name in WIDE else name

    def _pressed(self) -> None:
        """The key that has the focus; an idea is sent with the next press."""
        name = self.rows[self.focus[0]][self.focus[1]]
        if name in self.ideas:
            self.focus = (len(self.rows) - 1, WIDE.index("enter"))
            self._paint()
        self._press(name)

    @property
    def height_above(self) -> float:
        """Pixels from the window's lower edge that it takes."""
        return self._sheet.top - self._edge if self.is_open else 0.0

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        if self.is_open:
            self._paint()

    def open(self) -> None:
        """Show the keys."""
        if not self.is_open:
            self.is_open = True
            self.focus = (0 if self.ideas else 1, 0)
            self._paint()
            appear(self)

    def close(self) -> None:
        """Away with them."""
        if self.is_open:
            self.is_open = False
            vanish(self)

    def _boxes(self) -> list[tuple[int, int, skia.Rect]]:
        """Row, number and place of every key on the panel, y downwards."""
        width, height, scale = self._window
        gap = GAP * scale
        room = min(width * (1 - theme.SAFE), 860 * scale)
        high = min(ROW_HIGH * scale, (height * 0.5 - gap) / len(self.rows) - gap)
        boxes = []
        for row, keys in enumerate(self.rows):
            y = gap + row * (high + gap)
            free = room - gap * (len(keys) + 1)
            shares = SHARES if keys == WIDE else (1 / len(keys),) * len(keys)
            x = gap
            for number, share in enumerate(shares):
                boxes.append((row, number, skia.Rect.MakeXYWH(x, y, free * share, high)))
                x += free * share + gap
        return boxes

    def _paint(self) -> None:
        width, height, scale = self._window
        boxes = self._boxes()
        self._edge = 18 * scale
        gap = GAP * scale
        wide, high = boxes[-1][2].right() + gap, boxes[-1][2].bottom() + gap

        def content(canvas: skia.Canvas) -> None:
            for row, number, box in boxes:
                chosen = (row, number) == self.focus
                ground = self._room.accent if chosen else theme.RAISED
                canvas.drawRoundRect(box, 7 * scale, 7 * scale, paint_of(ground))
                name = self.rows[row][number]
                text = self._text(name)
                ink = theme.BACKGROUND if chosen else theme.TEXT
                size = min((15.0 if len(name) > 1 else 19.0) * scale, box.height() * 0.5)
                lines, room = [text], box.width() * 0.9
                share = room / max(1.0, width_of(text, "medium", size))
                if share < 1.0:
                    size = min(size, box.height() * 0.36) if " " in text else size * share
                    lines = wrapped(text, "medium", size, room, most=2) if " " in text else [text]
                for line, told in enumerate(lines):
                    x = box.centerX() - width_of(told, "medium", size) / 2
                    y = box.centerY() + size * (0.34 + 1.2 * (line - (len(lines) - 1) / 2))
                    words(canvas, told, x, y, "medium", size, ink)

        look = Panel(fill=theme.with_alpha(theme.SURFACE, 0.97), radius=theme.RADIUS * scale, shadow=self._edge)
        self._sheet.show(panel(wide, high, look, content))
        self._sheet.pos = (round((width - wide) / 2 - self._edge), round(height * theme.SAFE * 0.4 - self._edge))

    def key(self, name: str) -> bool:
        """Arrows move, Enter presses; whether the key was one of these."""
        if name in {"left", "right", "up", "down"}:
            row, number = self.focus
            before = len(self.rows[row])
            row = (row + {"up": -1, "down": 1}.get(name, 0)) % len(self.rows)
            count = len(self.rows[row])
            number = min(count - 1, int(number * count / before))
            self.focus = (row, (number + {"left": -1, "right": 1}.get(name, 0)) % count)
            self._paint()
            sign = self.rows[self.focus[0]][self.focus[1]]
            self._room.say(self._text(sign))
            return True
        if name in {"enter", "numpadenter"}:
            self._pressed()
            return True
        return False

    def centre(self, name: str) -> tuple[float, float]:
        """Middle of a key in window pixels."""
        box = next(box for row, number, box in self._boxes() if self.rows[row][number] == name)
        return self._sheet.x + self._edge + box.centerX(), self._sheet.top - self._edge - box.centerY()

    def on_touch_down(self, touch: object) -> bool:
        """Press a key."""
        if not self.is_open or not self._sheet.collide_point(*touch.pos):
            return False
        x, y = touch.x - self._sheet.x - self._edge, self._sheet.top - self._edge - touch.y
        for row, number, box in self._boxes():
            if box.makeOutset(GAP / 2, GAP / 2).contains(x, y):
                self.focus = (row, number)
                self._paint()
                self._pressed()
                break
        return True
