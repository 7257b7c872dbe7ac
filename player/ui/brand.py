"""The wordmark: a small lamp that is always on, and the player's name. It knows no screen."""

from __future__ import annotations

import numpy as np
import skia

from player.ui import theme
from player.ui.paint import paint_of, pixels, words


def brand(scale: float, accent: theme.Colour) -> np.ndarray:
    """The name of the player: a small lamp that is always on, and a word."""

    def draw(canvas: skia.Canvas) -> None:
        middle = 16 * scale
        for radius, alpha in ((10.0, 0.14), (7.0, 0.28), (4.2, 1.0)):
            canvas.drawCircle(11 * scale, middle, radius * scale, paint_of(theme.with_alpha(accent, alpha)))
        words(canvas, "Evershow", 30 * scale, middle + 7 * scale, "semibold", 20 * scale, theme.TEXT)

    return pixels(150 * scale, 32 * scale, draw)
