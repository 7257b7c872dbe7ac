"""Kivy widgets that show pixels: the one place where arrays become textures.

It knows no show; positions are window pixels from the bottom left.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from kivy.animation import Animation
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from player.ui import manner
from player.ui.theme import IN_SECONDS, OUT_SECONDS


def texture_of(pixels: np.ndarray, old: Texture | None = None) -> Texture:
    """Upload RGB or RGBA pixels (h, w, 3 or 4), into `old` where it fits."""
    height, width, channels = pixels.shape
    fmt = "rgba" if channels == 4 else "rgb"
    texture = old
    if texture is None or texture.size != (width, height) or texture.colorfmt != fmt:
        texture = Texture.create(size=(width, height), colorfmt=fmt)
        texture.flip_vertical()
        texture.wrap = "clamp_to_edge"
    texture.blit_buffer(np.ascontiguousarray(pixels).reshape(-1), colorfmt=fmt, bufferfmt="ubyte")
    return texture


class Sprite(Widget):
    """A picture of its own size with an opacity."""

    def __init__(self, **options: object) -> None:
        super().__init__(size_hint=(None, None), size=(1, 1), **options)
        self._texture: Texture | None = None
        with self.canvas:
            Color(1, 1, 1, 1)
            self._rect = Rectangle(pos=self.pos, size=self.size)
        self.bind(pos=self._follow, size=self._follow)

    def _follow(self, *_: object) -> None:
        self._rect.pos, self._rect.size = self.pos, self.size

    def show(self, pixels: np.ndarray, *, fit: bool = True) -> None:
        """Show `pixels`; `fit`: take their size."""
        self._texture = texture_of(pixels, self._texture)
        self._rect.texture = self._texture
        if fit:
            self.size = (pixels.shape[1], pixels.shape[0])
        self.canvas.ask_update()

    def clear(self) -> None:
        """Show nothing."""
        self._texture = None
        self._rect.texture = None
        self.size = (0, 0)


def appear(widget: Widget, **targets: float) -> None:
    """Move and brighten `widget` to its place."""
    Animation.cancel_all(widget)
    if manner.NOW.still:
        targets["opacity"] = 1.0
        for name, value in targets.items():
            setattr(widget, name, value)
        return
    Animation(opacity=1.0, d=OUT_SECONDS, t="out_cubic", **targets).start(widget)


def vanish(widget: Widget, then: Callable[[], None] | None = None, **targets: float) -> None:
    """Fade `widget` out, then do `then`."""
    Animation.cancel_all(widget)
    if manner.NOW.still:
        targets = {}  # it fades where it stands: nothing travels over the screen
    motion = Animation(opacity=0.0, d=IN_SECONDS, t="in_quad", **targets)
    if then is not None:
        motion.bind(on_complete=lambda *_: then())
    motion.start(widget)


class Pressable(Sprite):
    """A sprite that can be pointed at and pressed; `paint(hot)` gives its pixels."""

    def __init__(self, pressed: Callable[[], None], **options: object) -> None:
        super().__init__(**options)
        self.pressed = pressed
        self.hot = False
        self.enabled = True
        self.reach = 0.0
        """Pixels around the picture that count as the button."""
        self.paint: Callable[[bool], np.ndarray] | None = None

    def refresh(self) -> None:
        """Paint anew."""
        if self.paint is not None:
            self.show(self.paint(self.hot))

    def holds(self, x: float, y: float) -> bool:
        """Whether the point is on the button."""
        return (
            self.enabled
            and self.opacity > 0.05
            and self.x - self.reach <= x <= self.right + self.reach
            and self.y - self.reach <= y <= self.top + self.reach
        )

    def point(self, x: float, y: float) -> bool:
        """Follow the mouse; whether it is here."""
        hot = self.holds(x, y)
        if hot != self.hot:
            self.hot = hot
            self.refresh()
        return hot

    def on_touch_down(self, touch: object) -> bool:
        """Press."""
        if getattr(touch, "button", "left") in {"left", None} and self.holds(*touch.pos):
            self.pressed()
            return True
        return False
