"""Paper for the forms that are drawn on it: its colours, its fibre, and a sheet with its shadow.

It knows no choice.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable
from functools import cache

import numpy as np
import skia

from player.ui.paint import paint_of, pixels
from player.ui.theme import Colour, colour, contrast

PAPER = colour("#E6DAC0")
PAPER_LOW = colour("#D3C4A4")
"""Towards the edges, where it was handled."""
INK = colour("#2A2533")
FADED = colour("#6A5F58")
"""4.5 : 1 on the paper and more."""
WAX = colour("#A3302A")
DEEP = 0.82
"""Strength of an ink's colour: amber becomes rust, not mud."""
TILE = 384
"""Pixels after which the fibre comes again."""
FIBRE = 9
"""Most steps of 255 by which the paper is uneven: felt, not seen."""


def ink_accent(accent: Colour, least: float = 4.5) -> Colour:
    """The show's accent as a deep ink, dark enough to read on paper."""
    hue, light, strength = colorsys.rgb_to_hls(*accent[:3])
    strength = max(strength, DEEP) if strength > 0.12 else strength
    while contrast(found := (*colorsys.hls_to_rgb(hue, light, strength), 1.0), PAPER_LOW) < least:
        light *= 0.96
    return found


@cache
def _fibre() -> skia.Shader:
    """Uneven paper as grey with a little opacity, the same every time, again and again."""
    noise = np.random.default_rng(7).normal(0.0, 1.0, (TILE, TILE // 3)).repeat(3, axis=1)
    soft = (noise + np.roll(noise, 1, 0) + np.roll(noise, 1, 1)) / 3
    out = np.zeros((*soft.shape, 4), np.uint8)
    out[..., :3] = np.where(soft[..., None] > 0, 255, 60)
    out[..., 3] = np.clip(np.abs(soft) * FIBRE * 0.7, 0, 2 * FIBRE)
    tile = skia.Image.fromarray(out, colorType=skia.kRGBA_8888_ColorType)
    return tile.makeShader(skia.TileMode.kRepeat, skia.TileMode.kRepeat)


def sheet_of_paper(
    size: tuple[float, float], edge: float, scale: float, content: Callable[[skia.Canvas], None], *, under: float = 0.0
) -> np.ndarray:
    """A sheet of `size`, `edge` wider on every side for its shadow; `content` is drawn from its top left corner.

    `under` degrees: a second sheet lies below it, turned by so much.
    """
    wide, high = size

    def draw(canvas: skia.Canvas) -> None:
        area = skia.Rect.MakeXYWH(edge, edge, wide, high)
        shade = paint_of((0.0, 0.0, 0.0, 0.5))
        shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, edge * 0.4))
        canvas.drawRect(area.makeOffset(0, edge * 0.2), shade)
        if under:
            canvas.save()
            canvas.rotate(under, edge + wide / 2, edge + high / 2)
            canvas.drawRect(area.makeInset(2 * scale, 0), paint_of(PAPER_LOW))
            canvas.drawRect(area.makeInset(2 * scale, 0), paint_of((0.16, 0.13, 0.2, 0.16)))
            canvas.restore()
        corner = 3 * scale
        canvas.save()
        canvas.clipRRect(skia.RRect.MakeRectXY(area, corner, corner), skia.ClipOp.kIntersect, True)
        ground = skia.Paint(AntiAlias=True)
        tones = [skia.Color4f(*tone).toColor() for tone in (PAPER, PAPER, PAPER_LOW)]
        middle, reach = skia.Point(edge + wide * 0.48, edge + high * 0.4), max(wide, high) * 0.68
        ground.setShader(skia.GradientShader.MakeRadial(middle, reach, tones, [0.0, 0.45, 1.0]))
        canvas.drawRect(area, ground)
        canvas.drawRect(area, skia.Paint(Shader=_fibre()))
        canvas.translate(edge, edge)
        content(canvas)
        canvas.restore()

    return pixels(wide + 2 * edge, high + 2 * edge, draw)
