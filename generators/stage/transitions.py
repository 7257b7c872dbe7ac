"""Transitions: how a shot comes in from what nobody knows, and how the last picture of an episode goes.

It knows no picture before: a dissolve rises from the palette's own mist, a page is turned off it, an iris opens.
Pure functions of the picture, its light and the time since the shot began.
"""

from __future__ import annotations

import functools
import math

import cv2
import numpy as np

from generators.stage.light import Light
from generators.timed import TitleCard
from story_engine.time import SAMPLE_RATE, MediaTime, to_seconds

Array = np.ndarray
FADE: MediaTime = SAMPLE_RATE * 5 // 6
"""A scene rises from the mist."""
IRIS: MediaTime = SAMPLE_RATE * 9 // 10
PAGE: MediaTime = SAMPLE_RATE * 11 // 10
"""A page is turned off a chapter's first picture."""
LENGTHS = {"dissolve": FADE, "iris": IRIS, "page": PAGE}
SLANT, BULGE = 0.20, 0.07
"""How far the turning edge leans, and how far it bows out in the middle, shares of the width."""
CURL = 0.10
"""Width of the page's own shading at its edge, share of the frame's width."""
CAST, CAST_DARK = 0.06, 0.42
"""Width of the shadow that the page throws on the picture, and how dark it is."""
SHEET_TONES = (0.82, 0.94, 0.99)
"""Light of the sheet in its fold, on its way up, and flat."""
DIM, GONE_SECONDS, DIM_SECONDS = 0.72, 0.9, 1.5
"""Share of the picture that an end card takes; how quickly the last of it goes, and the first."""
FIBRES = 9
"""Standard deviation of the sheet's fibre, of 255."""


def come_in(frame: Array, kind: str, since: MediaTime, light: Light, centre: tuple[float, float]) -> Array:
    """`frame` (BGRA) as the transition `kind` shows it `since` the shot began; `centre` is where an iris opens."""
    length = LENGTHS.get(kind, 0)
    if since >= length:
        return frame
    share = since / length
    if kind == "iris":
        return _iris(frame, centre, share)
    if kind == "page":
        return _page(frame, light, share)
    return veiled(frame, light, 1.0 - _smooth(share))


def veiled(frame: Array, light: Light, amount: float) -> Array:
    """`frame` with `amount` 0–1 of the mist of its palette before it."""
    if amount <= 0:
        return frame
    mist = tuple(255 * (0.55 * m + 0.45 * s) for m, s in zip(light.mist, light.shadow, strict=True))
    b, g, r = mist[2] * amount, mist[1] * amount, mist[0] * amount
    faded = cv2.convertScaleAbs(frame, alpha=1.0 - amount)
    out: Array = cv2.add(faded, (b, g, r, 255.0 * amount))
    return out


def ended(frame: Array, cards: tuple[TitleCard, ...], time: MediaTime, duration: MediaTime, light: Light) -> Array:
    """`frame` going down behind an end card; wholly where the card is the part's last thing."""
    for card in cards:
        if card.style != "end" or not card.start <= time:
            continue
        age, left = to_seconds(time - card.start + card.before), to_seconds(card.start + card.duration - time)
        if left <= 0:
            continue
        last = card.start + card.duration >= duration - SAMPLE_RATE // 2
        amount = DIM * _smooth(age / DIM_SECONDS)
        if last:
            amount = max(amount, 1 - (1 - amount) * _smooth(to_seconds(duration - time) / GONE_SECONDS))
        else:
            amount *= _smooth(left / GONE_SECONDS)
        return cv2.convertScaleAbs(frame, alpha=1.0 - amount)
    return frame


def _iris(frame: Array, centre: tuple[float, float], share: float) -> Array:
    height, width = frame.shape[:2]
    mask = np.zeros((height // 2, width // 2), np.uint8)
    radius = _smooth(share) * math.hypot(width, height) * 0.42
    cv2.circle(mask, (int(centre[0] / 2), int(centre[1] / 2)), int(radius), 255, -1, cv2.LINE_AA)
    mask = cv2.resize(cv2.blur(mask, (9, 9)), (width, height))
    return cv2.multiply(frame, cv2.merge([mask] * 4), scale=1 / 255)


def _page(frame: Array, light: Light, share: float) -> Array:
    """A sheet of the book's paper that is turned to the left: its edge bows, bears light, and throws a shadow."""
    height, width = frame.shape[:2]
    t = _smooth(share) ** 0.9
    down = np.linspace(0.0, 1.0, height, dtype=np.float32)
    reach = 1.0 + 0.4 * SLANT
    edge = (
        (1 - t) * reach
        - t * CAST
        - SLANT * down * (0.4 + 0.6 * t)
        + BULGE * np.sin(math.pi * down) * math.sin(math.pi * t)
    )
    # How far each pixel lies to the left of the edge, in frame widths: above 0 the sheet, below it the picture.
    across = np.arange(width, dtype=np.float32) / width
    inside = edge[:, None] - across[None, :]
    cover = np.clip(inside * width, 0, 1)
    near = np.clip(inside / CURL, 0, 1)
    fold, rise, flat = SHEET_TONES
    tone = np.where(near < 0.35, rise + (1.04 - rise) * near / 0.35, 1.04 + (fold - 1.04) * (near - 0.35) / 0.65)
    tone = tone + (flat - fold) * np.clip((inside - CURL) / (2 * CURL), 0, 1) * (near >= 1)
    shade = 1 - CAST_DARK * np.exp(-np.clip(-inside, 0, None) / (CAST / 2.5)) * math.sin(math.pi * min(1.0, t + 0.1))
    warm = np.array([0.86, 0.94, 1.0], np.float32)
    lit = 0.34 + 0.66 * np.array(light.mist[::-1], np.float32)
    sheet = 236 * warm * lit * tone[:, :, None] + _fibre(height, width)[:, :, None]
    out = frame.copy()
    picture = frame[:, :, :3].astype(np.float32) * shade[:, :, None]
    mixed = picture + (sheet - picture) * cover[:, :, None]
    out[:, :, :3] = np.clip(mixed, 0, 255).astype(np.uint8)
    return out


@functools.lru_cache(maxsize=2)
def _fibre(height: int, width: int) -> Array:
    """Fibres of the sheet: the same for every page of one size."""
    noise = np.random.default_rng(5).standard_normal((height, width)).astype(np.float32)
    along = cv2.GaussianBlur(noise, (0, 0), sigmaX=3.0, sigmaY=0.7)
    fibre: Array = along / along.std() * (FIBRES / 4)
    return fibre


def _smooth(t: float) -> float:
    t = max(0.0, min(1.0, t))
    return t * t * (3 - 2 * t)
