""" "Previously on": a few stills of what happened, each with a line, one after another, before the show goes on.

It knows no show; it is given cards and stills, and says when it is over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import skia
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from player.story_map import RecapCard
from player.ui import theme
from player.ui.paint import Run, TextStyle, keycap, margin_of, paint_of, pixels, text_block, width_of, words, wrapped
from player.ui.room import Room
from player.ui.sprites import Sprite, texture_of

CARD_SECONDS = 3.6
"""How long a card stays: 96 letters at 27 a second; four cards are under a quarter of a minute."""
FADE_SECONDS = 0.7
GROWTH = 0.05
"""Share by which a still grows while it is shown."""
SOFTEN = 0.9
"""Blur of a still in its own pixels: a memory, and no jagged edges when it fills a window."""


class Recap(Widget):
    """Covers the window while cards are left."""

    def __init__(self, room: Room) -> None:
        super().__init__(size_hint=(1, 1), opacity=0.0)
        self._room = room
        self._window = (1, 1, 1.0)
        self._cards: Sequence[RecapCard] = ()
        self._still: Callable[[int], np.ndarray | None] = lambda _: None
        self._title = ""
        self._over: Callable[[], None] = lambda: None
        self._began: float | None = None
        self._number = self._spoken = -1
        self.is_open = False
        with self.canvas:
            Color(*theme.BACKGROUND)
            self._ground = Rectangle()
            self._inks, self._pictures = [], []
            for _ in range(2):
                self._inks.append(Color(1, 1, 1, 0))
                self._pictures.append(Rectangle())
        self._shade, self._words, self._heading, self._foot = (Sprite() for _ in range(4))
        for sprite in (self._shade, self._words, self._heading, self._foot):
            self.add_widget(sprite)

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        self.size = (width, height)
        self._ground.size = (width, height)
        if self.is_open:
            self._furnish()
            self._tell()

    def play(
        self,
        title: str,
        cards: Sequence[RecapCard],
        still: Callable[[int], np.ndarray | None],
        over: Callable[[], None],
    ) -> None:
        """Show `cards`; `over` is told at the end, or when the viewer skips."""
        self._title, self._cards, self._still, self._over = title, cards, still, over
        self._began, self._number, self._spoken, self.is_open = None, -1, -1, True
        self.opacity = 1.0
        self._furnish()

    def end(self) -> None:
        """On with the show."""
        if self.is_open:
            self.is_open = False
            self.opacity = 0.0
            self._over()

    def tick(self, now: float) -> None:
        """The card that is due; a still that grows slowly."""
        if not self.is_open:
            return
        self._began = now if self._began is None else self._began
        passed = now - self._began
        number = int(passed / CARD_SECONDS)
        if number >= len(self._cards):
            self.end()
            return
        if number != self._number:
            self._number = number
            self._turn_over()
        inside = passed - number * CARD_SECONDS
        rise = min(1.0, inside / FADE_SECONDS)
        rise = rise * rise * (3 - 2 * rise)
        self._inks[1].a = rise
        self._inks[0].a = 1.0 if number else 0.0
        self._words.opacity = rise
        grown = 1.0 if self._room.settings.reduced_motion else 1.0 + GROWTH * inside / CARD_SECONDS
        width, height, _ = self._window
        self._pictures[1].size = (width * grown, height * grown)
        self._pictures[1].pos = (width * (1 - grown) / 2, height * (1 - grown) / 2)

    def _turn_over(self) -> None:
        """The still before goes behind, the next comes in front."""
        front, back = self._pictures[1], self._pictures[0]
        back.texture, back.size, back.pos = front.texture, front.size, front.pos
        picture = self._still(self._cards[self._number].stretch)
        front.texture = texture_of(_remembered(picture, self._window[:2]))
        self._inks[1].a = 0.0
        self._tell()

    def _furnish(self) -> None:
        width, height, scale = self._window
        ramp = np.linspace(0.0, 1.0, height)
        shade = np.zeros((height, 1, 4), np.uint8)
        shade[:, 0, :3] = (8, 8, 12)
        shade[:, 0, 3] = np.round(
            255 * (0.10 + 0.78 * np.clip((ramp - 0.45) / 0.5, 0, 1) ** 1.4 + 0.5 * (1 - ramp) ** 6)
        )
        self._shade.show(shade, fit=False)
        self._shade.size, self._shade.pos = (width, height), (0, 0)
        style = TextStyle(size=theme.TYPE.body * scale, shadow=5 * scale)
        run = [
            Run(self._room.words("recap.heading") + "  ", "medium", theme.with_alpha(theme.TEXT, 0.75)),
            Run(self._title, "serif_semibold", theme.TEXT, theme.TYPE.large * scale),
        ]
        self._heading.show(text_block([run], style))
        edge = margin_of(style)
        x = width * theme.SAFE
        self._heading.pos = (round(x - edge), round(height * (1 - theme.SAFE) - self._heading.height + edge))

    def _tell(self) -> None:
        width, height, scale = self._window
        if not 0 <= self._number < len(self._cards):
            return
        card = self._cards[self._number]
        if self._number != self._spoken:
            self._spoken = self._number
            opens = f"{self._room.words('recap.heading')} {self._title}. " if self._number == 0 else ""
            self._room.say(f"{opens}{card.title}. {card.speaker + ': ' if card.speaker else ''}{card.words}")
        size = theme.TYPE.heading * scale
        lines = [[Run(card.title, "semibold", self._room.accent, theme.TYPE.body * scale)]]
        spoken = f"“{card.words}”" if card.speaker else card.words
        for number, line in enumerate(wrapped(spoken, "serif_italic", size, width * 0.78, most=3)):
            who = [Run(f"{card.speaker}  ", "bold", theme.TEXT, size * 0.72)] if card.speaker and not number else []
            lines.append([*who, Run(line, "serif_italic", theme.TEXT)])
        style = TextStyle(size=size, leading=1.34, shadow=6 * scale)
        self._words.show(text_block(lines, style))
        edge = margin_of(style)
        x = width * theme.SAFE
        self._words.pos = (round(x - edge), round(height * theme.SAFE + 50 * scale - edge))
        self._foot.show(pixels(width * (1 - 2 * theme.SAFE), 30 * scale, self._draw_foot))
        self._foot.pos = (round(x), round(height * theme.SAFE - 4 * scale))

    def _draw_foot(self, canvas: skia.Canvas) -> None:
        """A bar for every card, and how to go on at once."""
        scale, wide = self._window[2], self._window[0] * (1 - 2 * theme.SAFE)
        for number in range(len(self._cards)):
            ink = self._room.accent if number <= self._number else theme.with_alpha(theme.TEXT, 0.25)
            rect = skia.Rect.MakeXYWH(number * 46 * scale, 13 * scale, 38 * scale, 3.5 * scale)
            canvas.drawRoundRect(rect, 2 * scale, 2 * scale, paint_of(ink))
        text, size = self._room.words("recap.on"), 14 * scale
        at = wide - width_of(text, "medium", size)
        words(canvas, text, at, 19 * scale, "medium", size, theme.with_alpha(theme.TEXT, 0.8))
        keycap(canvas, "Space", at - 66 * scale, 2 * scale, 24 * scale, theme.TEXT)

    def key(self, _name: str) -> bool:
        """Any key goes on with the show."""
        self.end()
        return True

    def on_touch_down(self, _touch: object) -> bool:
        """So does a press."""
        if not self.is_open:
            return False
        self.end()
        return True


def _remembered(picture: np.ndarray | None, size: tuple[int, int]) -> np.ndarray:
    """A still as one remembers it: soft, a little paler, dark at its edges; uint8 RGB."""
    if picture is None:
        return np.full((9, 16, 3), (23, 25, 34), np.uint8)
    wide = min(size[0], 1280)
    soft = cv2.GaussianBlur(picture, (0, 0), SOFTEN)
    large = cv2.resize(soft, (wide, round(wide * size[1] / size[0])), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    grey = large.mean(axis=2, keepdims=True)
    large = grey + (large - grey) * 0.82
    y, x = np.mgrid[-1 : 1 : large.shape[0] * 1j, -1 : 1 : large.shape[1] * 1j].astype(np.float32)
    light = 1.0 - 0.42 * np.clip(x * x * 0.8 + y * y * 0.9 - 0.3, 0, 1)
    remembered: np.ndarray = np.clip(large * light[..., None], 0, 255).astype(np.uint8)
    return remembered
