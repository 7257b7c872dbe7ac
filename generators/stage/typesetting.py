"""Type: faces of Source Serif, lines set in a width, and the small spaced head above a title.

It knows words and sizes, no card.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import font_source_serif_pro as serif
import skia

from generators.stage.colour import RGB
from generators.stage.paper import fill

HEAD_SIZE, HEAD_SPACING = 0.030, 0.16
"""Type size of such a head in frame heights, and the space between its letters in its own size."""


@lru_cache(maxsize=8)
def typeface(weight: str) -> skia.Typeface:
    """A Source Serif face ("Semibold", "It", "Regular")."""
    path = {
        "Semibold": serif.SourceSerifProSemibold,
        "It": serif.SourceSerifProIt,
        "Regular": serif.SourceSerifPro,
    }[weight]
    # A manager of no system fonts: the usual one reads the machine's font configuration first, and complains of it.
    return skia.FontMgr.New_Custom_Empty().makeFromFile(path)


def font_of(weight: str, size: float) -> skia.Font:
    """That face at `size` pixels."""
    font = skia.Font(typeface(weight), size)
    font.setSubpixel(True)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    font.setHinting(skia.FontHinting.kNone)
    return font


@dataclass(frozen=True, slots=True)
class Setting:
    """Words broken into lines."""

    lines: tuple[str, ...]
    font: skia.Font
    leading: float

    @property
    def height(self) -> float:
        """All lines together, pixels."""
        return self.leading * len(self.lines)


@lru_cache(maxsize=64)
def set_lines(text: str, weight: str, size: float, widest: float, leading: float) -> Setting:
    """`text` in lines no wider than `widest` pixels, `leading` times `size` apart."""
    font = font_of(weight, size)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and font.measureText(longer) > widest:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return Setting(tuple(lines), font, size * leading)


@lru_cache(maxsize=16)
def balanced(text: str, weight: str, size: float, widest: float, leading: float) -> Setting:
    """As `set_lines`, with lines as equal as they can be: no single word is left over."""
    setting = set_lines(text, weight, size, widest, leading)
    if len(setting.lines) < 2 or "\n" in text:
        return setting
    best, width = setting, widest
    for _ in range(24):
        width *= 0.97
        tried = set_lines(text, weight, size, width, leading)
        if len(tried.lines) > len(setting.lines):
            break
        best = tried
    return best


def ease(t: float) -> float:
    """0 … 1 softly, for t from 0 to 1."""
    t = max(0.0, min(1.0, t))
    return t * t * (3 - 2 * t)


def draw_head(
    canvas: skia.Canvas, middle: float, y: float, height: int, text: str, colour: RGB, shadow: RGB, alpha: float
) -> None:
    """“CHAPTER TWO” above a title, round `middle`: small, upright, spaced."""
    font = font_of("Semibold", HEAD_SIZE * height)
    space = HEAD_SPACING * HEAD_SIZE * height
    text = text.upper()
    x = middle - (font.measureText(text) + space * (len(text) - 1)) / 2
    for letter in text:
        canvas.drawString(letter, x + height * 0.001, y + height * 0.002, font, fill(shadow, 0.6 * alpha))
        canvas.drawString(letter, x, y, font, fill(colour, 0.92 * alpha))
        x += font.measureText(letter) + space
