"""Colours, sizes, motion and fonts of the interface: the numbers of the art direction.

It knows no widget and no toolkit.
"""

from __future__ import annotations

import colorsys
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

Colour: TypeAlias = tuple[float, float, float, float]
"""Red, green, blue, alpha, 0–1, sRGB."""


def colour(text: str, alpha: float = 1.0) -> Colour:
    """A colour from "#RRGGBB"."""
    red, green, blue = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue, alpha


BACKGROUND = colour("#0E0F13")
SURFACE = colour("#171922")
RAISED = colour("#20232E")
LINE = colour("#2C303C")
TEXT = colour("#F2EFE9")
MUTED = colour("#A7A39B")
DEFAULT_ACCENT = "#F0B54A"
"""Lamp light: the accent of a show that brings none."""

OUT_SECONDS = 0.18
IN_SECONDS = 0.12
FADE_AFTER_SECONDS = 2.5
"""Controls go when nothing was touched for this long."""
TOAST_SECONDS = 6.0
"""How long an answer can be read and undone: two lines at 13 characters a second."""
GRID = 8
RADIUS = 14
SAFE = 0.05
"""Share of width and height kept free at every edge."""
LINES = 720
"""Sizes are meant at this window height."""

SPEAKER_TINTS = ("#F4C27A", "#8FD6CB", "#F2A184", "#C9B6F2", "#A4CBF2", "#EBD98A", "#F2AEBE", "#BADB9F")
"""Name colours, apart in hue and alike in lightness (≥ 9 : 1 on black), given out in order of appearance."""
TROUBLE, FAULT = "#E5735A", "#F0A08C"
"""A mark, or words, that say what went wrong."""

SAFE_TINTS = ("#D6BB6D", "#BBC2F6", "#40978B", "#9283C7", "#7AFEE9", "#9B8F5D", "#81C3A5", "#EFFCC0")
"""Name colours for any colour vision: each two of them ≥ 13 apart (CIEDE2000) as seen with normal vision and with
protanopia, deuteranopia and tritanopia (Machado et al. 2009), each ≥ 4.9 : 1 on the surface; found by a search over
soft colours (chroma ≤ 45), in the order in which each next one is farthest from those before. Of `SPEAKER_TINTS` the
nearest two are 4.4, 1.4 and 5.2 apart for these eyes."""
SAFE_ACCENT, SAFE_TROUBLE = "#56B4E9", "#E69F00"
"""Sky blue and orange of Okabe and Ito's palette (2008): ≥ 50 apart for any of these eyes, ≥ 21 from words."""
SAFE_PLATE = 0.94
"""Opacity of the dark plate behind a speaker's name: over a white picture the darkest tint still has 4.5 : 1."""


@dataclass(frozen=True, slots=True)
class TypeScale:
    """Font sizes in pixels at 720 lines: one scale of 1.25."""

    small: float = 14.0
    body: float = 17.5
    large: float = 22.0
    heading: float = 27.0
    title: float = 34.0
    display: float = 43.0
    poster: float = 66.0


TYPE = TypeScale()


def luminance(rgb: Colour) -> float:
    """Relative luminance by WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio by WCAG 2.2, 1–21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable_accent(text: str, least: float = 4.5) -> Colour:
    """The accent "#RRGGBB", lightened until it has contrast `least` on the surface."""
    accent = colour(text)
    hue, lightness, saturation = colorsys.rgb_to_hls(*accent[:3])
    while contrast(accent, SURFACE) < least and lightness < 0.98:
        lightness += 0.02
        accent = (*colorsys.hls_to_rgb(hue, lightness, saturation), 1.0)
    return accent


def with_alpha(rgb: Colour, alpha: float) -> Colour:
    """`rgb` at another opacity."""
    return rgb[0], rgb[1], rgb[2], alpha


_FONTS = {
    "regular": ("font_manrope", "Manrope-Regular.ttf"),
    "medium": ("font_manrope", "Manrope-Medium.ttf"),
    "semibold": ("font_manrope", "Manrope-SemiBold.ttf"),
    "bold": ("font_manrope", "Manrope-Bold.ttf"),
    "serif": ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    "serif_italic": ("font_source_serif_pro", "SourceSerifPro-It.ttf"),
    "serif_semibold": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
}


def font_path(name: str) -> Path | None:
    """File of one of our fonts; None where its package is missing (the toolkit's own serves then)."""
    package, file = _FONTS[name]
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "files" / file
    return path if path.exists() else None
