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
    return readable(colour(text), least)


def readable(accent: Colour, least: float = 4.5) -> Colour:
    """`accent` lightened until it has contrast `least` on the surface."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*accent[:3])
    while contrast(accent, SURFACE) < least and lightness < 0.98:
        lightness += 0.02
        accent = (*colorsys.hls_to_rgb(hue, lightness, saturation), 1.0)
    return accent


def between(one: Colour, other: Colour, share: float) -> Colour:
    """The colour at `share` of the way from `one` to `other` by OKLab (Ottosson 2020), which passes no grey mud."""
    lab = tuple(a + (b - a) * share for a, b in zip(_oklab(one), _oklab(other), strict=True))
    red, green, blue = _from_oklab(*lab)
    return red, green, blue, 1.0


def _oklab(rgb: Colour) -> tuple[float, float, float]:
    red, green, blue = ((c / 12.92) if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb[:3])
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_oklab(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (
        min(1.0, max(0.0, 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055)) for c in linear
    )
    return red, green, blue


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
