"""The choice: two to four cards that rise from below, with a thin line that runs out.

It knows no story; it draws a `ChoiceView` and says which card was pressed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skia
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from player.ui import manner, theme
from player.ui.icons import draw_icon
from player.ui.paint import (
    Panel,
    Run,
    TextStyle,
    keycap,
    margin_of,
    paint_of,
    panel,
    text_block,
    words,
    wrapped,
)
from player.ui.room import Room
from player.ui.sprites import Pressable, Sprite, appear, vanish
from player.ui.veil import Veiled
from player.ui.view import CardView, ChoiceView

CARD_HEIGHT, CARD_WIDTH = 108.0, 380.0
"""Of a card at 720 lines: the least height, the most width."""
LEAST_WIDTH = 190.0
"""Narrower cards stand in two rows, or below one another: large type needs that."""
GAP = 16.0
RISE = 36.0
"""Pixels that the cards rise while they appear."""
TAKEN_SECONDS = 1.1
"""How long the taken card stays to confirm the pick."""


class Cards(Veiled):
    """The open question; hidden when there is none."""

    def __init__(self, pick: Callable[[int], None], room: Room) -> None:
        super().__init__(size_hint=(1, 1))
        self._pick = pick
        self._room = room
        self._choice: ChoiceView | None = None
        self._cards: list[Pressable] = []
        self._prompt = Sprite()
        self._window = (1, 1, 1.0)
        self._high = 0.0
        self.focus = 0
        """Number of the card that Enter takes; 0 = none."""
        self._line = Widget(size_hint=(None, None))
        with self._line.canvas:
            Color(1, 1, 1, 0.16)
            self._rail = Rectangle()
            self._ink = Color(*room.accent)
            self._left = Rectangle()
        self._line.opacity = 0.0
        self.add_widget(self._line)
        self.add_widget(self._prompt)

    @property
    def is_open(self) -> bool:
        """Whether a question waits for an answer."""
        return self._choice is not None and not self._choice.taken

    @property
    def height_above(self) -> float:
        """Pixels above the safe area that the cards take."""
        return self._high

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        choice, self._choice = self._choice, None
        self._remove()
        if choice is not None:
            self._build(choice)

    def update(self, choice: ChoiceView | None, left: float) -> None:
        """Show `choice`; `left` is the share of its window that is left."""
        if choice != self._choice:
            same = choice is not None and self._choice is not None and choice.id == self._choice.id
            if choice is None:
                self._choice = None
                self._leave()
            elif same:
                self._choice = choice
                self._confirm(choice.taken)
            else:
                self._remove()
                self._build(choice)
        if self._choice is not None:
            self._draw_line(0.0 if self._choice.taken else 1.0 if self._choice.waits else left)

    def _build(self, choice: ChoiceView) -> None:
        self._choice = choice
        self.focus = next((card.number for card in choice.cards if card.is_default), 1)
        self._ink.rgba = self._room.accent
        width, height, scale = self._window
        gap = GAP * scale
        room = width * (1 - 2 * theme.SAFE)
        columns, wide, high = self._grid(choice, room)
        rows = -(-len(choice.cards) // columns)
        total = wide * columns + gap * (columns - 1)
        x0, y0 = (width - total) / 2, height * theme.SAFE
        top = y0 + rows * (high + gap) - gap
        edge = 18 * scale
        for number, card in enumerate(choice.cards):
            button = Pressable(self._presser(card.number))
            button.paint = self._painter(card, wide, high, edge)
            button.reach = -edge
            button.refresh()
            button.opacity = 0.0
            row, column = divmod(number, columns)
            place = (round(x0 + column * (wide + gap) - edge), round(top - high - row * (high + gap) - edge))
            button.pos = place if manner.NOW.still else (place[0], place[1] - RISE * scale)
            self.add_widget(button)
            self._cards.append(button)
            appear(button, y=place[1])
        style = TextStyle(size=theme.TYPE.heading * scale, shadow=7 * scale, scrim=0.42, centred=True)
        self._high = top - y0 + 30 * scale
        if choice.prompt:
            lines = wrapped(choice.prompt, "serif_italic", style.size, room, most=3)
            self._prompt.show(text_block([[Run(line, "serif_italic", theme.TEXT)] for line in lines], style))
            self._prompt.pos = (round((width - self._prompt.width) / 2), round(top + 26 * scale - margin_of(style)))
            self._prompt.opacity = 0.0
            appear(self._prompt)
            self._high += len(lines) * style.size * style.leading + 13 * scale
        self._rail.pos = self._left.pos = (round(x0), round(top + 12 * scale))
        self._rail.size = (round(total), max(2, round(3 * scale)))
        appear(self._line)
        if choice.taken:
            self._confirm(choice.taken)

    def _grid(self, choice: ChoiceView, room: float) -> tuple[int, float, float]:
        """Cards a row, and width and height of one, so that no word is cut and the picture keeps most of the window."""
        scale, count = self._window[2], len(choice.cards)
        gap = GAP * scale
        found = []
        for columns in range(count, 0, -1):
            wide = min(CARD_WIDTH * scale * (2 if columns == 1 else 1), (room - gap * (columns - 1)) / columns)
            size = _type_size(scale)
            lines = [wrapped(card.text, "semibold", size, _text_room(wide, scale), most=9) for card in choice.cards]
            marked = any(card.is_default for card in choice.cards)
            high = max(map(len, lines)) * size * 1.28 + (20 if marked else 0) * scale + 2 * 15 * scale
            high = max(high, CARD_HEIGHT * scale if columns == count else 56 * scale)
            cut = any(line.endswith("…") for text in lines for line in text)
            rows = -(-count // columns)
            found.append((cut or wide < LEAST_WIDTH * scale, rows * (high + gap), -columns, wide, high))
        _, _, columns, wide, high = min(found)
        return -columns, wide, high

    def _presser(self, number: int) -> Callable[[], None]:
        return lambda: self.take(number)

    def take(self, number: int) -> None:
        """Take card `number`, if the question is open and has it."""
        if self.is_open and self._choice is not None and any(card.number == number for card in self._choice.cards):
            self._pick(number)

    def move(self, step: int) -> None:
        """Move the focus by one card."""
        if self._choice is None or not self._cards:
            return
        self.focus = (self.focus - 1 + step) % len(self._cards) + 1
        card = self._choice.cards[self.focus - 1]
        self._room.say(
            f"{card.number}: {card.text}" + (f". {self._room.words('cards.waits')}" if card.is_default else "")
        )
        for button in self._cards:
            button.refresh()

    def point(self, x: float, y: float) -> None:
        """Follow the mouse: what is pointed at has the focus."""
        if not self.is_open:
            return
        for number, button in enumerate(self._cards, start=1):
            if button.holds(x, y) and self.focus != number:
                self.focus = number
                for each in self._cards:
                    each.refresh()

    def card_centre(self, number: int) -> tuple[float, float]:
        """Middle of card `number` in window pixels."""
        return self._cards[number - 1].center

    def _painter(self, card: CardView, wide: float, high: float, edge: float) -> Callable[[bool], np.ndarray]:
        def paint(_hot: bool) -> np.ndarray:
            taken = self._choice is not None and self._choice.taken == card.number
            focused = self.focus == card.number and not taken
            return _card(card, (wide, high, edge), self._window[2], self._room, focused=focused, taken=taken)

        return paint

    def _draw_line(self, left: float) -> None:
        width = round(self._rail.size[0] * min(1.0, max(0.0, left)))
        x = round(self._rail.pos[0] + (self._rail.size[0] - width) / 2)  # runs out towards the middle
        if (width, x) != (self._left.size[0], self._left.pos[0]):
            self._left.size, self._left.pos = (width, self._rail.size[1]), (x, self._rail.pos[1])

    def _confirm(self, taken: int) -> None:
        for number, button in enumerate(self._cards, start=1):
            button.enabled = False
            if number == taken:
                button.refresh()
                Clock.schedule_once(lambda _, button=button: vanish(button), TAKEN_SECONDS)
            else:
                vanish(button, y=button.y - RISE * self._window[2] / 2)
        vanish(self._prompt)
        vanish(self._line)

    def _leave(self) -> None:
        leaving, self._cards = self._cards, []
        for button in leaving:
            vanish(button, then=lambda button=button: self.remove_widget(button), y=button.y - RISE * self._window[2])
        vanish(self._prompt)
        vanish(self._line)

    def _remove(self) -> None:
        for button in self._cards:
            self.remove_widget(button)
        self._cards = []


def _type_size(scale: float) -> float:
    return theme.TYPE.large * 0.93 * scale


def _text_room(wide: float, scale: float) -> float:
    """Pixels of a card's width that its words have, beside the key."""
    return wide - (20 + 26 + 16 + 20) * scale


def _card(
    card: CardView, sizes: tuple[float, float, float], scale: float, room: Room, *, focused: bool, taken: bool
) -> np.ndarray:
    """One card of width, height and edge `sizes`: key, words, the default's mark."""
    wide, high, edge = sizes
    accent = room.accent
    ink = theme.BACKGROUND if taken else theme.TEXT
    look = Panel(
        fill=accent if taken else theme.with_alpha(theme.RAISED if focused else theme.SURFACE, 0.95),
        border=accent if focused else theme.LINE,
        border_width=(2.0 if focused else 1.0) * max(1.0, scale),
        radius=theme.RADIUS * scale,
        shadow=edge,
    )

    def content(canvas: skia.Canvas) -> None:
        pad = 20 * scale
        cap = 26 * scale
        if taken:
            draw_icon(canvas, "check", pad, (high - cap) / 2, cap, ink)
        else:
            keycap(canvas, str(card.number), pad, (high - cap) / 2, cap, accent if focused else theme.MUTED)
        x = pad + cap + 16 * scale
        size = _type_size(scale)
        lines = wrapped(card.text, "semibold", size, _text_room(wide, scale), most=9)
        pitch = size * 1.28
        marked = card.is_default and not taken
        block = pitch * len(lines) + (20 * scale if marked else 0.0)
        y = (high - block) / 2 + size * 0.98
        for line in lines:
            words(canvas, line, x, y, "semibold", size, ink)
            y += pitch
        if marked:
            small = 13 * scale
            dot = paint_of(accent)
            canvas.drawCircle(x + 3.5 * scale, y - small * 0.42, 3 * scale, dot)
            words(canvas, room.words("cards.waits"), x + 12 * scale, y - small * 0.1, "medium", small, theme.MUTED)

    return panel(wide, high, look, content)
