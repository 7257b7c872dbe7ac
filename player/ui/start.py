"""The start screen: one wide living poster, its title set in type, and "press play".

It knows no show beyond what its posters say.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import skia
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from player.ui import theme
from player.ui.overlays import primary, quiet
from player.ui.paint import (
    Run,
    TextStyle,
    margin_of,
    paint_of,
    pixels,
    scrim,
    side_scrim,
    text_block,
    width_of,
    words,
    wrapped,
)
from player.ui.sprites import Pressable, Sprite, appear, texture_of, vanish
from player.ui.view import Poster, StartView

PICTURE_SECONDS = 1 / 12
"""Posters move on twos, like the puppets."""
DRIFT = 0.05
"""Share by which the picture is larger than the window, so that it can wander slowly."""


class LivingPicture(Widget):
    """A still or a loop that fills the window and drifts."""

    def __init__(self) -> None:
        super().__init__(size_hint=(1, 1))
        with self.canvas:
            Color(*theme.BACKGROUND)
            self._ground = Rectangle()
            self._ink = Color(1, 1, 1, 0)
            self._rect = Rectangle()
        self._texture = None
        self._last: np.ndarray | None = None
        self.bind(size=self._ground_size)

    def _ground_size(self, *_: object) -> None:
        self._ground.size = self.size

    def show(self, picture: np.ndarray) -> None:
        """The next picture of the loop, uint8 RGB."""
        if picture is self._last:
            return
        self._last = picture
        self._texture = texture_of(picture, self._texture)
        self._rect.texture = self._texture

    def drift(self, seconds: float, brightness: float = 1.0) -> None:
        """Wander; brighten to `brightness`."""
        if self._texture is None:
            return
        wide, high = self._texture.size
        scale = max(self.width / wide, self.height / high) * (1 + DRIFT)
        size = (wide * scale, high * scale)
        room_x, room_y = size[0] - self.width, size[1] - self.height
        self._rect.size = size
        self._rect.pos = (
            -room_x * (0.5 + 0.5 * math.sin(seconds * 0.09)),
            -room_y * (0.5 + 0.5 * math.cos(seconds * 0.07)),
        )
        self._ink.a += (brightness - self._ink.a) * 0.08


class StartScreen(Widget):
    """Poster, title, logline, play, continue."""

    def __init__(
        self, start: StartView, play: Callable[[str, bool], None], accent: theme.Colour, close: Callable[[], None]
    ) -> None:
        """`play(key, resume)` is called with the chosen poster."""
        super().__init__(size_hint=(1, 1))
        self._start, self._play, self._accent, self._close = start, play, accent, close
        self._chosen = 0
        self._window = (1, 1, 1.0)
        self._asked = 0.0
        self.gone = False
        self.picture = LivingPicture()
        self._side, self._foot, self._brand, self._viewer, self._words, self._more = (Sprite() for _ in range(6))
        self._go = Pressable(self.play_now)
        self._anew = Pressable(self._play_anew)
        for widget in (
            self.picture,
            self._side,
            self._foot,
            self._brand,
            self._viewer,
            self._words,
            self._more,
            self._go,
            self._anew,
        ):
            self.add_widget(widget)
        self._go.paint = lambda hot: primary(self._go_text(), self._window[2], accent, hot=hot, mark="play")
        self._anew.paint = lambda hot: quiet("Start over", self._window[2], hot=hot)

    @property
    def _poster(self) -> Poster | None:
        return self._start.posters[self._chosen] if self._start.posters else None

    def _go_text(self) -> str:
        poster = self._poster
        if poster is None:
            return "Leave"
        return "Continue watching" if poster.resumes else "Press play"

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        self.size = self.picture.size = (width, height)
        self._side.show(side_scrim(256, 0.92), fit=False)
        self._side.size, self._side.pos = (width * 0.72, height), (0, 0)
        self._foot.show(scrim(round(240 * scale), 0.6, at_top=False), fit=False)
        self._foot.size, self._foot.pos = (width, 240 * scale), (0, 0)
        left, top = width * theme.SAFE + 8 * scale, height * (1 - theme.SAFE)
        self._brand.show(brand(scale, self._accent))
        self._brand.pos = (round(left), round(top - self._brand.height))
        self._viewer.show(_viewer(self._start.viewer, scale))
        self._viewer.pos = (round(width * (1 - theme.SAFE) - self._viewer.width), round(top - self._viewer.height))
        self._paint_words()

    def _paint_words(self) -> None:
        width, height, scale = self._window
        left = width * theme.SAFE + 8 * scale
        room = width * 0.46
        poster = self._poster
        title = poster.title if poster else "Nothing to play yet"
        logline = poster.logline if poster else self._start.problem
        lines: list[list[Run]] = []
        size = theme.TYPE.poster * scale
        for line in wrapped(title, "serif_semibold", size, room, most=2):
            lines.append([Run(line, "serif_semibold", theme.TEXT, size)])
        style = TextStyle(size=size * 0.98, leading=1.08, shadow=12 * scale)
        heading = text_block(lines, style)
        body = TextStyle(size=theme.TYPE.large * 0.9 * scale, leading=1.46, shadow=6 * scale)
        told = [
            [Run(line, "regular", theme.with_alpha(theme.TEXT, 0.9))]
            for line in wrapped(logline, "regular", body.size, width * 0.36, most=5)
        ]
        if poster is not None and poster.resumes:
            told.append([])
            told.append(
                [
                    Run("You left off  ", "regular", theme.MUTED, 16 * scale),
                    Run(poster.resumes, "serif_italic", self._accent, 19 * scale),
                ]
            )
        elif poster is not None and poster.note:
            told.append([])
            told.append([Run(poster.note, "regular", theme.MUTED, 16 * scale)])
        text = text_block(told, body)
        gap = 8 * scale
        m1, m2 = margin_of(style), margin_of(body)
        joined = _stacked(heading, text, round(m1 - m2), round(gap - m1 * 0.5 - m2 * 0.5))
        self._words.show(joined)
        base = height * 0.2
        self._go.refresh()
        self._go.pos = (round(left), round(base))
        self._anew.enabled = poster is not None and bool(poster.resumes)
        if self._anew.enabled:
            self._anew.refresh()
            self._anew.pos = (round(left + self._go.width + 16 * scale), round(base))
        else:
            self._anew.clear()
        self._words.pos = (round(left - m1), round(base + self._go.height + 30 * scale - m2))
        self._more.show(_hints(self._start, self._chosen, scale, self._accent))
        self._more.pos = (round(left), round(height * theme.SAFE + 6 * scale))

    def tick(self, seconds: float) -> None:
        """Move the picture."""
        poster = self._poster
        if poster is not None and seconds - self._asked >= PICTURE_SECONDS:
            self._asked = seconds
            picture = poster.picture()
            if picture is not None:
                self.picture.show(picture)
        self.picture.drift(seconds)

    def move(self, step: int) -> None:
        """To the next poster."""
        if len(self._start.posters) > 1:
            self._chosen = (self._chosen + step) % len(self._start.posters)
            self._paint_words()

    def play_now(self) -> None:
        """Play (or go on with) the chosen show."""
        poster = self._poster
        if poster is None:
            self._close()
        elif not self.gone:
            self._leave()
            self._play(poster.key, bool(poster.resumes))

    def _play_anew(self) -> None:
        poster = self._poster
        if poster is not None and not self.gone:
            self._leave()
            self._play(poster.key, False)

    def _leave(self) -> None:
        self.gone = True
        for button in (self._go, self._anew):
            button.enabled = False
            vanish(button)
        for sprite in (self._more, self._viewer, self._brand):
            vanish(sprite)

    def point(self, x: float, y: float) -> None:
        """Follow the mouse."""
        self._go.point(x, y)
        if self._anew.enabled:
            self._anew.point(x, y)

    def dissolve(self) -> None:
        """The film begins: give the screen to it."""
        vanish(self, then=lambda: self.parent.remove_widget(self) if self.parent else None)

    def reveal(self) -> None:
        """Come in."""
        self.opacity = 0.0
        appear(self)


def _stacked(first: np.ndarray, second: np.ndarray, shift: int, gap: int) -> np.ndarray:
    """`first` above `second` on one sheet; `shift` moves the second right, `gap` may be negative (margins)."""
    wide = max(first.shape[1], second.shape[1] + max(0, shift))
    high = first.shape[0] + second.shape[0] + gap
    top = skia.Image.fromarray(np.ascontiguousarray(first), colorType=skia.kRGBA_8888_ColorType)
    low = skia.Image.fromarray(np.ascontiguousarray(second), colorType=skia.kRGBA_8888_ColorType)

    def draw(canvas: skia.Canvas) -> None:
        canvas.drawImage(top, 0, 0)
        canvas.drawImage(low, shift, first.shape[0] + gap)

    return pixels(wide, high, draw)


def brand(scale: float, accent: theme.Colour) -> np.ndarray:
    """The name of the player: a small lamp that is always on, and a word."""

    def draw(canvas: skia.Canvas) -> None:
        middle = 16 * scale
        for radius, alpha in ((10.0, 0.14), (7.0, 0.28), (4.2, 1.0)):
            canvas.drawCircle(11 * scale, middle, radius * scale, paint_of(theme.with_alpha(accent, alpha)))
        words(canvas, "Evershow", 30 * scale, middle + 7 * scale, "semibold", 20 * scale, theme.TEXT)

    return pixels(150 * scale, 32 * scale, draw)


def _viewer(name: str, scale: float) -> np.ndarray:
    """A round initial and the viewer's name."""
    size = 16 * scale
    wide = width_of(name, "medium", size)
    disc = 36 * scale

    def draw(canvas: skia.Canvas) -> None:
        words(canvas, name, 2, disc / 2 + size * 0.36, "medium", size, theme.with_alpha(theme.TEXT, 0.9))
        x = wide + 14 * scale + disc / 2
        canvas.drawCircle(x, disc / 2, disc / 2 - 1, paint_of(theme.with_alpha(theme.RAISED, 0.9)))
        ring = paint_of(theme.with_alpha(theme.TEXT, 0.35), Style=skia.Paint.kStroke_Style, StrokeWidth=1.2 * scale)
        canvas.drawCircle(x, disc / 2, disc / 2 - 1.5, ring)
        letter = (name[:1] or "?").upper()
        big = 17 * scale
        words(canvas, letter, x - width_of(letter, "bold", big) / 2, disc / 2 + big * 0.36, "bold", big, theme.TEXT)

    return pixels(wide + 16 * scale + disc, disc, draw)


def _hints(start: StartView, chosen: int, scale: float, accent: theme.Colour) -> np.ndarray:
    """Which poster of how many, and the keys that matter here."""
    count = len(start.posters)

    def draw(canvas: skia.Canvas) -> None:
        x, y = 0.0, 12 * scale
        if count > 1:
            for number in range(count):
                ink = accent if number == chosen else theme.with_alpha(theme.TEXT, 0.35)
                canvas.drawCircle(x + (number * 18 + 4) * scale, y, 4 * scale, paint_of(ink))
            x += count * 18 * scale + 16 * scale
        text = "Enter  plays      ?  keys" + ("      ← →  other shows" if count > 1 else "")
        words(canvas, text, x, y + 5 * scale, "medium", 14 * scale, theme.with_alpha(theme.TEXT, 0.62))

    return pixels(520 * scale, 24 * scale, draw)
