"""Where brush strokes lie: dabs of paint scattered over the surfaces of a picture and drawn out along its forms.

It knows no network and chooses no colour. Strokes stick to what they are painted on, because the dabs are looked up at
each pixel's place on its own surface.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from story_engine.rng import generator

Array = np.ndarray
TILE = 512
"""Side of the periodic tile of dabs, in pixels of a 360-line picture."""
DOUBLINGS = 4
"""A dab is drawn out by 1, 2, 4 and 8 steps in turn: 15 steps each way in four looks."""
FALL = 0.34
"""What a stroke loses of its rank from its middle to its ends: they taper and are painted over first."""
SMALLEST_TENSOR = 2e-5
"""Contrast below which a form says nothing of a direction, so that the hand's own sweep decides."""
SWEEP_PIXELS = 210.0
"""Length over which the hand's own direction turns, in pixels of a 360-line picture."""
LINES_OF_STUDY = 360
"""Stroke sizes are given for a picture of so many lines …"""
GROWTH = 0.7
"""… and grow with the size's power of this: a larger canvas shows more strokes, and larger ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brush:
    """One size of brush, pixels of a 360-line picture."""

    name: str
    width: float
    reach: float
    """From a stroke's middle to its end."""
    spacing: float
    """Between dabs."""


BRUSHES = (
    Brush(name="broad", width=17.0, reach=30.0, spacing=9.5),
    Brush(name="round", width=8.0, reach=16.0, spacing=5.0),
    Brush(name="fine", width=3.6, reach=8.0, spacing=2.6),
)
"""From the first coat to the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strokes:
    """One coat of strokes over a picture, all float32 (height, width)."""

    rank: Array
    """Which stroke lies on top, 0–1, falling to its ends and sides."""
    body: Array
    """Height of the paint 0–1: the dome of the stroke and the furrows of its bristles."""
    tone: Array
    """A number −1 … 1 of the stroke's own: how its colour was mixed."""
    source: Array
    """(height, width, 2): the pixel from which the brush took its colour."""


def scale_of(height: int) -> float:
    """Pixels of this picture for one pixel of a 360-line one, as stroke sizes grow."""
    return float((height / LINES_OF_STUDY) ** GROWTH)


def direction(luma: Array, anchors: Array, lines: Array, unit: float) -> Array:
    """Unit vectors (height, width, 2) along which a hand would paint: along forms, elsewhere in a slow sweep.

    `luma` is 0–1, `unit` the picture's height in 360 lines. The field has no sign: v and −v are the same stroke.
    """
    soft = cv2.GaussianBlur(luma, (0, 0), 1.4 * unit)
    gx = cv2.Scharr(soft, cv2.CV_32F, 1, 0) / 32
    gy = cv2.Scharr(soft, cv2.CV_32F, 0, 1) / 32
    inked = cv2.GaussianBlur(lines, (0, 0), 1.6 * unit)
    gx2 = cv2.Scharr(inked, cv2.CV_32F, 1, 0) / 160
    gy2 = cv2.Scharr(inked, cv2.CV_32F, 0, 1) / 160
    xx, xy, yy = gx * gx + gx2 * gx2, gx * gy + gx2 * gy2, gy * gy + gy2 * gy2
    near, far = 2.2 * unit, 9.0 * unit
    spread = [cv2.GaussianBlur(t, (0, 0), near) + 0.35 * cv2.GaussianBlur(t, (0, 0), far) for t in (xx, xy, yy)]
    # The sweep of the hand: mostly level, turning slowly with the place on the surface.
    phase = anchors / (SWEEP_PIXELS * unit)
    angle = 0.55 * np.sin(phase[:, :, 0] * 2.3 + 1.7 * np.sin(phase[:, :, 1] * 1.9)) + 0.35 * np.sin(
        phase[:, :, 1] * 3.1 + phase[:, :, 0] * 1.3
    )
    weight = SMALLEST_TENSOR / unit**2
    sx, sy = -np.sin(angle), np.cos(angle)  # the normal of the sweep
    xx, xy, yy = spread[0] + weight * sx * sx, spread[1] + weight * sx * sy, spread[2] + weight * sy * sy
    theta = 0.5 * np.arctan2(2 * xy, xx - yy) + np.pi / 2  # the normal turned by a quarter: along the form
    return np.stack((np.cos(theta), np.sin(theta)), axis=2).astype(np.float32)


def coat(brush: Brush, along: Array, anchors: Array, ids: Array, scale: float) -> Strokes:
    """One coat of `brush` over the whole picture, `scale` pixels for each of the study's (`scale_of`).

    No stroke leaves the entity on which it began.
    """
    height, width = ids.shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    tiles = dabs(brush)
    at_x = np.mod(anchors[:, :, 0] / scale, TILE).astype(np.float32)
    at_y = np.mod(anchors[:, :, 1] / scale, TILE).astype(np.float32)
    rank0 = cv2.remap(tiles[0], at_x, at_y, cv2.INTER_LINEAR)
    dome0 = cv2.remap(tiles[1], at_x, at_y, cv2.INTER_LINEAR)
    tone0 = cv2.remap(tiles[2], at_x, at_y, cv2.INTER_NEAREST)
    hair0 = cv2.remap(tiles[3], at_x, at_y, cv2.INTER_LINEAR)
    kind = ids.astype(np.float32)
    rank, from_x, from_y = rank0, xs, ys
    step = brush.reach * scale / (2**DOUBLINGS - 1)
    for sign in (1.0, -1.0):
        best, best_x, best_y = rank0, xs, ys
        move = along * np.float32(sign * step)
        fall = FALL / (2**DOUBLINGS - 1)
        for _ in range(DOUBLINGS):
            to_x, to_y = xs + move[:, :, 0], ys + move[:, :, 1]
            other = cv2.remap(best, to_x, to_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) - np.float32(fall)
            other_x = cv2.remap(best_x, to_x, to_y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
            other_y = cv2.remap(best_y, to_x, to_y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
            same = cv2.remap(kind, other_x, other_y, cv2.INTER_NEAREST) == kind
            wins = (other > best) & same
            best = np.where(wins, other, best)
            best_x, best_y = np.where(wins, other_x, best_x), np.where(wins, other_y, best_y)
            then = cv2.remap(move, to_x, to_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            turned = np.sign((then * move).sum(axis=2, keepdims=True))
            move = move + then * turned
            fall *= 2
        wins = best > rank
        rank = np.where(wins, best, rank)
        from_x, from_y = np.where(wins, best_x, from_x), np.where(wins, best_y, from_y)
    dome = cv2.remap(dome0, from_x, from_y, cv2.INTER_NEAREST)
    hair = cv2.remap(hair0, from_x, from_y, cv2.INTER_NEAREST)
    return Strokes(
        rank=np.clip(rank, 0, 1),
        body=np.clip(dome * (0.62 + 0.38 * hair), 0, 1),
        tone=cv2.remap(tone0, from_x, from_y, cv2.INTER_NEAREST),
        source=np.stack((from_x, from_y), axis=2),
    )


@lru_cache(maxsize=8)
def dabs(brush: Brush) -> tuple[Array, Array, Array, Array]:
    """Periodic tiles (TILE + 1, TILE + 1), the last as the first: rank, dome, tone and bristles of dabs."""
    random = generator(7, "restyle", "dabs", brush.name)
    count = max(4, round(TILE / brush.spacing))
    cell = TILE / count
    inside = random.uniform(0.08, 0.92, (2, count, count))
    firsts = random.uniform(0.35, 1.0, (count, count))
    tones = np.clip(random.normal(0, 0.45, (count, count)), -1, 1)
    halves = brush.width / 2 * random.uniform(0.75, 1.2, (count, count))
    pixels = np.arange(TILE) + 0.5
    cells = np.floor(pixels / cell).astype(np.int64)
    rank = np.zeros((TILE, TILE), np.float32)
    dome = np.zeros((TILE, TILE), np.float32)
    tone = np.zeros((TILE, TILE), np.float32)
    reach = math.ceil(brush.width * 0.6 / cell)
    for down in range(-reach, reach + 1):
        for aside in range(-reach, reach + 1):
            # Every pixel looks at the dab of one of its neighbour cells; the tile goes round.
            place = np.ix_((cells + down) % count, (cells + aside) % count)
            y = (cells + down)[:, None] * cell + inside[0][place] * cell
            x = (cells + aside)[None, :] * cell + inside[1][place] * cell
            away = np.hypot(pixels[None, :] - x, pixels[:, None] - y) / halves[place]
            shape = np.clip(1 - away**4, 0, 1)
            value = (firsts[place] - 0.3 * (1 - shape)) * (away < 1)
            over = value > rank
            rank = np.where(over, value, rank).astype(np.float32)
            dome = np.where(over, shape, dome).astype(np.float32)
            tone = np.where(over, tones[place], tone).astype(np.float32)
    noise = random.standard_normal((TILE, TILE)).astype(np.float32)
    wrapped = np.tile(noise, (3, 3))
    grain = max(0.55, brush.width * 0.075)
    hair = cv2.GaussianBlur(wrapped, (0, 0), grain)[TILE : 2 * TILE, TILE : 2 * TILE]
    hair = 0.5 + hair / (4 * hair.std())
    # One row and column more than the tile: between its last pixel and its first there is no seam.
    room = ((0, 1), (0, 1))
    hair = np.clip(hair, 0, 1)
    return (
        np.pad(rank, room, "wrap"),
        np.pad(dome, room, "wrap"),
        np.pad(tone, room, "wrap"),
        np.pad(hair, room, "wrap"),
    )
