"""What can be focused and pressed on a page: words, pictures, portraits, sliders.

It knows no page; a tile paints itself for its state and calls back.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import skia
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from player.foyer.pictures import LOOP_FPS, Request, tones_of
from player.ui import theme
from player.ui.foyer.house import House
from player.ui.paint import paint_of, pixels
from player.ui.sprites import Sprite, texture_of

DRIFT = 0.06
"""Share by which a picture is larger than its frame, so that it can wander slowly."""
AT_REST = 0.8
"""Light of a picture that is not looked at."""
FADE = 0.12
"""Share of the way to its light that a picture goes in one turn."""
SEEN = 0.998
"""A picture that has faded in so far is there: what stands still is not drawn again."""


class Tile(Widget):
    """A place on a page that the focus can go to."""

    def __init__(self, name: str, spoken: str, pressed: Callable[[], None]) -> None:
        """`name` is unique on its page; `spoken` is what a voice says of it."""
        super().__init__(size_hint=(None, None), size=(1, 1))
        self.name, self.spoken, self.pressed = name, spoken, pressed
        self.shifted: Callable[[int], None] | None = None
        """Called with ±1 for left and right where the tile has a value of its own."""
        self.dragged: Callable[[float], None] | None = None
        """Called with the share 0–1 of its width at which it was touched."""
        self.focused = False
        self.enabled = True

    def focus(self, wanted: bool) -> None:
        """Take or lose the focus."""
        if wanted != self.focused:
            self.focused = wanted
            self.refresh()

    def refresh(self) -> None:
        """Paint anew."""

    def tick(self, now: float) -> None:
        """One turn of the display, at `now` seconds."""

    def holds(self, x: float, y: float) -> bool:
        """Whether the point is on it."""
        return self.enabled and self.opacity > 0.05 and self.collide_point(x, y)


class PaintedTile(Tile):
    """A tile that is one painting: buttons, fields, sliders."""

    def __init__(
        self,
        name: str,
        spoken: str,
        pressed: Callable[[], None],
        paint: Callable[[bool], np.ndarray],
        edge: float = 0.0,
    ) -> None:
        """`paint(focused)` gives the pixels; `edge` of them on every side are shadow and count for nothing."""
        super().__init__(name, spoken, pressed)
        self._paint, self._edge = paint, edge
        self._sprite = Sprite()
        self.add_widget(self._sprite)
        self.bind(pos=self._follow)
        self.refresh()

    def refresh(self) -> None:
        """Paint anew."""
        self._sprite.show(self._paint(self.focused))
        self.size = (self._sprite.width - 2 * self._edge, self._sprite.height - 2 * self._edge)
        self._follow()

    def _follow(self, *_: object) -> None:
        self._sprite.pos = (self.x - self._edge, self.y - self._edge)


class PictureTile(Tile):
    """A stage picture in a frame: it drifts, and plays its loop while it is looked at."""

    def __init__(
        self,
        name: str,
        spoken: str,
        pressed: Callable[[], None],
        *,
        house: House,
        picture: Request,
        size: tuple[float, float],
        overlay: Callable[[bool], np.ndarray],
        edge: float,
        plays: bool = False,
        anchor: float = 0.5,
    ) -> None:
        """`overlay(focused)` is painted over the picture, `edge` wider on every side; `plays`: it always moves.

        `anchor` says which part is kept where the frame is flatter than the picture: 0 the lowest … 1 the highest.
        """
        super().__init__(name, spoken, pressed)
        self._house, self._picture, self._overlay, self._edge = house, picture, overlay, edge
        self._always, self._anchor = plays, anchor
        self._phase = (sum(map(ord, name)) % 97) / 97 * 6.28
        self._texture = None
        self._shown: np.ndarray | None = None
        self._still: np.ndarray | None = None
        self._cropped: object = None
        """The texture of which the part that is shown stands still."""
        self._number = 0
        self._asked: tuple[int, bool] | None = None
        self._given: tuple[np.ndarray | None, list[np.ndarray]] = None, []
        self.size = size
        with self.canvas:
            Color(1, 1, 1, 1)
            self._ground = Rectangle(texture=texture_of(self._field(picture)))
            self._ink = Color(AT_REST, AT_REST, AT_REST, 0)
            self._rect = Rectangle()
        self._front = Sprite()
        self.add_widget(self._front)
        self.bind(pos=self._follow, size=self._follow)
        self.refresh()

    @property
    def is_ready(self) -> bool:
        """Whether its picture is there."""
        return self._texture is not None

    def refresh(self) -> None:
        """Paint the frame anew."""
        self._front.show(self._overlay(self.focused))
        self._follow()

    def _follow(self, *_: object) -> None:
        self._ground.pos = self._rect.pos = self.pos
        self._ground.size = self._rect.size = self.size
        self._front.pos = (self.x - self._edge, self.y - self._edge)

    def tick(self, now: float) -> None:
        """Move."""
        frame = self._frame(now)
        if frame is not None and frame is not self._shown:
            self._shown = frame
            self._texture = texture_of(self._cut(frame), self._texture)
            self._rect.texture = self._texture
        if self._texture is None:
            return
        if self._ink.a < 1.0:
            self._ink.a = self._ink.a + (1.0 - self._ink.a) * FADE if self._ink.a < SEEN else 1.0
        target = 1.0 if self.focused or self._always else AT_REST
        if abs(target - self._ink.r) > 0.004:
            light = self._ink.r + (target - self._ink.r) * FADE
            self._ink.rgb = (light, light, light)
        if not self._house.is_still or self._cropped is not self._texture:
            self._cropped = self._texture if self._house.is_still else None
            self._rect.tex_coords = self._crop(0.0 if self._house.is_still else now)

    def _field(self, picture: Request) -> np.ndarray:
        """What stands there until the picture is drawn."""
        return _gradient(*tones_of(picture))

    def _cut(self, frame: np.ndarray) -> np.ndarray:
        """The frame in the shape in which it is shown."""
        return frame

    def _pictures(self) -> tuple[np.ndarray | None, list[np.ndarray]]:
        """The still, and the loop where it moves; the atelier is asked when it has news, not on every turn."""
        atelier = self._house.atelier
        asked = atelier.serial, (self.focused or self._always) and not self._house.is_still
        if asked != self._asked:
            self._asked = asked
            frames = (atelier.loop(self._picture) or []) if asked[1] else []
            self._given = None if frames else atelier.still(self._picture), frames
        return self._given

    def _frame(self, now: float) -> np.ndarray | None:
        still, frames = self._pictures()
        if frames:
            count = len(frames)
            at = int(now * LOOP_FPS) % max(1, 2 * count - 2)
            return frames[at if at < count else 2 * count - 2 - at]
        if self._shown is not None and still is self._still:
            return self._shown
        self._still = still  # the first one, or its painting
        return still

    def _crop(self, now: float) -> tuple[float, ...]:
        """The part of the texture that fills the frame without distortion, wandering slowly."""
        assert self._texture is not None
        wide, high = self._texture.size
        scale = max(self.width / wide, self.height / high) * (1 + DRIFT)
        share_x, share_y = self.width / (wide * scale), self.height / (high * scale)
        left = (1 - share_x) * (0.5 + 0.5 * math.sin(now * 0.11 + self._phase))
        loose = min(DRIFT, 1 - share_y)
        low = (1 - share_y - loose) * self._anchor + loose * (0.5 + 0.5 * math.cos(now * 0.08 + self._phase))
        u0, v0, u1, v1 = self._bounds()
        x0, x1 = u0 + (u1 - u0) * left, u0 + (u1 - u0) * (left + share_x)
        y0, y1 = v0 + (v1 - v0) * low, v0 + (v1 - v0) * (low + share_y)
        return x0, y0, x1, y0, x1, y1, x0, y1

    def _bounds_as_coords(self) -> tuple[float, ...]:
        u0, v0, u1, v1 = self._bounds()
        return u0, v0, u1, v0, u1, v1, u0, v1

    def _bounds(self) -> tuple[float, float, float, float]:
        assert self._texture is not None
        coords = self._texture.tex_coords
        return coords[0], coords[1], coords[4], coords[5]


class RoundTile(PictureTile):
    """A portrait: it stands still, and is glad and moves while it is looked at."""

    def _field(self, picture: Request) -> np.ndarray:
        side = 96
        field = np.empty((side, side, 3), np.uint8)
        field[:] = [round(value * 255) for value in theme.colour(tones_of(picture)[0])[:3]]
        return self._cut(field)

    def _cut(self, frame: np.ndarray) -> np.ndarray:
        return np.dstack((frame, _disc(frame.shape[0])))

    def _frame(self, now: float) -> np.ndarray | None:
        still, frames = self._pictures()
        if not frames:
            return still
        half = len(frames) // 2
        part = frames[half:]
        at = int(now * LOOP_FPS) % max(1, 2 * half - 2)
        return part[at if at < half else 2 * half - 2 - at]

    def _crop(self, now: float) -> tuple[float, ...]:
        return self._bounds_as_coords()


@lru_cache(maxsize=8)
def _disc(side: int) -> np.ndarray:
    """Opacity of a smooth disc, uint8 (side, side)."""

    def draw(canvas: skia.Canvas) -> None:
        canvas.drawCircle(side / 2, side / 2, side / 2 - 1, paint_of((1.0, 1.0, 1.0, 1.0)))

    return np.ascontiguousarray(pixels(side, side, draw)[..., 3])


def _gradient(top: str, bottom: str) -> np.ndarray:
    """Two colours, one above the other, as a soft field."""
    shades = [skia.Color4f(*theme.colour(tone)).toColor() for tone in (top, bottom)]

    def draw(canvas: skia.Canvas) -> None:
        paint = paint_of(theme.TEXT)
        paint.setShader(skia.GradientShader.MakeLinear([skia.Point(0, 4), skia.Point(0, 44)], shades))
        canvas.drawRect(skia.Rect.MakeWH(8, 48), paint)
        canvas.drawRect(skia.Rect.MakeWH(8, 48), paint_of((*theme.BACKGROUND[:3], 0.35)))

    return pixels(8, 48, draw)
