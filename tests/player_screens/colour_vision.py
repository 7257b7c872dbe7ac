"""Colours as eyes with a colour blindness see them, and how far apart two of them are; sRGB 0–1 throughout.

Simulation: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color
Vision Deficiency", IEEE TVCG 15(6), 2009: the tables for severity 1.0, applied to linear RGB. Distance: CIEDE2000 as in
G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 Color-Difference Formula", Color Research and Application 30(1), 2005.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

SIGHTS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""sRGB to CIE XYZ under D65 (IEC 61966-2-1)."""


def linear(colour) -> np.ndarray:
    """Linear light, (3,)."""
    values = np.asarray(colour[:3], dtype=np.float64)
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear light, (3,)."""
    share = (_XYZ @ light) / _XYZ.sum(axis=1)
    f = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def seen_by(sight: str, colour) -> np.ndarray:
    """L*a*b* of a colour as those eyes see it."""
    return lab(np.clip(SIGHTS[sight] @ linear(colour), 0.0, 1.0))


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """CIEDE2000 between two L*a*b* colours."""
    chroma = [np.hypot(c[1], c[2]) for c in (one, other)]
    mean7 = (sum(chroma) / 2) ** 7
    stretch = 1 + 0.5 * (1 - np.sqrt(mean7 / (mean7 + 25.0**7)))
    lightness = np.array([one[0], other[0]])
    a = np.array([one[1], other[1]]) * stretch
    b = np.array([one[2], other[2]])
    chroma = np.hypot(a, b)
    hue = np.degrees(np.arctan2(b, a)) % 360
    grey = chroma.prod() == 0
    turn = 0.0 if grey else (hue[1] - hue[0] + 180) % 360 - 180
    big = 2 * np.sqrt(chroma.prod()) * np.sin(np.radians(turn / 2))
    mean_l, mean_c = lightness.mean(), chroma.mean()
    mean_h = hue.sum() if grey else (hue[0] + turn / 2) % 360
    t = (
        1
        - 0.17 * np.cos(np.radians(mean_h - 30))
        + 0.24 * np.cos(np.radians(2 * mean_h))
        + 0.32 * np.cos(np.radians(3 * mean_h + 6))
        - 0.20 * np.cos(np.radians(4 * mean_h - 63))
    )
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    r_c = 2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7))
    r_t = -np.sin(np.radians(60 * np.exp(-(((mean_h - 275) / 25) ** 2)))) * r_c
    d_l, d_c, d_h = (lightness[1] - lightness[0]) / s_l, (chroma[1] - chroma[0]) / s_c, big / s_h
    return float(np.sqrt(d_l**2 + d_c**2 + d_h**2 + r_t * d_c * d_h))


def least_apart(colours, sight: str) -> float:
    """The smallest distance between two of `colours` for those eyes."""
    seen = [seen_by(sight, colour) for colour in colours]
    return min(difference(one, other) for one, other in combinations(seen, 2))
