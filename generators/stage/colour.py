"""Colour arithmetic of the stage: sRGB triples of floats 0–1, mixed in OKLCH.

It knows no palette and no drawing library. Formulas: Björn Ottosson, "A perceptual color space for
image processing" (OKLab); its polar form mixes hues along the short way round.
"""

from __future__ import annotations

import math
from functools import lru_cache

RGB = tuple[float, float, float]
"""Red, green, blue as sRGB values 0–1."""

GREY_CHROMA = 0.018
"""Below this OKLCH chroma a colour has no hue worth keeping: it takes the other's."""


def from_hex(text: str) -> RGB:
    """`#RRGGBB` as a triple 0–1."""
    digits = text.strip().lstrip("#")
    if len(digits) != 6:
        raise ValueError(f"colour {text!r} is not of the form #RRGGBB")
    return int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


@lru_cache(maxsize=8192)
def to_oklch(rgb: RGB) -> tuple[float, float, float]:
    """Lightness 0–1, chroma, hue in radians."""
    r, g, b = (_linear(c) for c in rgb)
    lo = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    me = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    sh = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * lo + 0.7936177850 * me - 0.0040720468 * sh
    a = 1.9779984951 * lo - 2.4285922050 * me + 0.4505937099 * sh
    bb = 0.0259040371 * lo + 0.7827717662 * me - 0.8086757660 * sh
    return lightness, math.hypot(a, bb), math.atan2(bb, a)


def _to_linear_rgb(lightness: float, chroma: float, hue: float) -> RGB:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    lo = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    me = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    sh = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * lo - 3.3077115913 * me + 0.2309699292 * sh,
        -1.2684380046 * lo + 2.6097574011 * me - 0.3413193965 * sh,
        -0.0041960863 * lo - 0.7034186147 * me + 1.7076147010 * sh,
    )


@lru_cache(maxsize=8192)
def from_oklch(lightness: float, chroma: float, hue: float) -> RGB:
    """The sRGB triple, with chroma reduced (never clipped) until it lies inside the gamut."""
    lightness = max(0.0, min(1.0, lightness))
    low, high = 0.0, chroma
    linear = _to_linear_rgb(lightness, chroma, hue)
    if min(linear) < -1e-4 or max(linear) > 1.0001:
        for _ in range(10):
            middle = (low + high) / 2
            linear = _to_linear_rgb(lightness, middle, hue)
            if min(linear) < -1e-4 or max(linear) > 1.0001:
                high = middle
            else:
                low = middle
        linear = _to_linear_rgb(lightness, low, hue)
    r, g, b = (_gamma(max(0.0, min(1.0, c))) for c in linear)
    return r, g, b


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """`one` at share 0, `other` at 1, mixed in OKLCH along the short way round the hue circle."""
    if share <= 0:
        return one
    if share >= 1:
        return other
    l0, c0, h0 = to_oklch(one)
    l1, c1, h1 = to_oklch(other)
    if c0 < GREY_CHROMA:
        h0 = h1
    elif c1 < GREY_CHROMA:
        h1 = h0
    turn = (h1 - h0 + math.pi) % (2 * math.pi) - math.pi
    # Opposite hues would pass through a third, foreign hue: let the chroma dip there instead.
    dip = 1 - 0.55 * max(0.0, abs(turn) / math.pi - 0.45) * 4 * share * (1 - share)
    return from_oklch(l0 + (l1 - l0) * share, (c0 + (c1 - c0) * share) * dip, h0 + turn * share)


def adjust(rgb: RGB, *, lightness: float = 1.0, chroma: float = 1.0) -> RGB:
    """`rgb` with its OKLCH lightness and chroma multiplied."""
    light, colour, hue = to_oklch(rgb)
    return from_oklch(light * lightness, colour * chroma, hue)


def multiply(one: RGB, other: RGB) -> RGB:
    """Channel by channel, as light on paint."""
    return one[0] * other[0], one[1] * other[1], one[2] * other[2]


def luma(rgb: RGB) -> float:
    """BT.709 luma of the gamma-coded triple, 0–1."""
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
