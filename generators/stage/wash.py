"""Watercolour as a filter: wandering edges, pooled and settling pigment, paper that shines through.

It knows premultiplied BGRA pixels and a style's numbers, no scene. The paper stands still: every tile is a
pure function of its name.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from generators.stage.kernels import soak
from generators.stage.styles import Wash
from story_engine.rng import generator

Array = np.ndarray
TILE = 512
"""Side of the noise tiles in pixels; they repeat without a seam."""
LEVELS, GREATEST = 64, 2.6
"""Steps and greatest value of the pigment's density in the table."""
DEEP, DEEP_SHARE = 0.75, 0.25
"""Below this value a colour is laid on in many glazes, which even out: black keeps this share of the wandering.
Without it a dark wall looks like fog."""
POOL_REACH = 0.0052
"""How far pooled pigment reaches into a piece, frame heights."""


@lru_cache(maxsize=16)
def noise_tile(name: str, size: float) -> Array:
    """A tile of soft noise, standard deviation 1, whose features measure about `size` pixels."""
    noise = generator(7, "wash", name).standard_normal((TILE, TILE)).astype(np.float32)
    soft = np.real(np.fft.ifft2(np.fft.fft2(noise) * _bell(size)))
    return np.ascontiguousarray(soft / soft.std(), np.float32)


def _bell(size: float) -> Array:
    """Frequency response of a Gaussian blur of `size` / 2 pixels on the tile; wraps by nature."""
    frequency = np.fft.fftfreq(TILE)
    square = frequency[:, None] ** 2 + frequency[None, :] ** 2
    return np.exp(-2 * (np.pi * size / 2) ** 2 * square)


@lru_cache(maxsize=4)
def _hollow(unit: float) -> Array:
    """The paper's surface: fine pits within slow swells, so that pigment settles in flocks."""
    return np.ascontiguousarray(
        0.75 * noise_tile("hollow", 2.0 * unit) + 0.55 * noise_tile("flock", 9 * unit), np.float32
    )


@lru_cache(maxsize=1)
def pigment_table() -> Array:
    """uint8 (LEVELS, 256): a channel's value after the pigment's density: value ** density."""
    density = np.linspace(0, GREATEST, LEVELS)[:, None]
    value = np.arange(256)[None, :] / 255
    density = 1 + (density - 1) * (DEEP_SHARE + (1 - DEEP_SHARE) * np.clip(value / DEEP, 0, 1))
    return np.ascontiguousarray(np.rint(255 * np.power(np.maximum(value, 1e-4), density)), np.uint8)


def soak_layer(
    pixels: Array, wash: Wash, height: float, place: int, share: float = 1.0, origin: tuple[int, int] = (0, 0)
) -> Array:
    """`pixels` painted: `height` is the frame's, `place` chooses the noise, `share` 0–1 weakens it all.

    `origin` is the pixel that the noise holds on to: a figure's feet, so that its paint does not swim.

    Where the piece is cut by the array's border its edge stays as it is.
    """
    rows, columns = pixels.shape[:2]
    unit = height / 720
    if wash.wobble > 0:
        pixels = _wander(pixels, wash.wobble * unit * share, wash.grain * unit, place, origin)
    # Half size is enough for what is soft.
    small = cv2.resize(pixels, (max(1, columns // 2), max(1, rows // 2)), interpolation=cv2.INTER_AREA)
    level = cv2.cvtColor(small, cv2.COLOR_BGRA2GRAY)
    paper = cv2.bitwise_not(small[:, :, 3])
    level = cv2.add(level, paper)  # what is bare is as bright as the paper
    around = cv2.GaussianBlur(level, (0, 0), max(0.8, POOL_REACH * height / 2))
    pooled = cv2.resize(cv2.subtract(around, level), (columns, rows), interpolation=cv2.INTER_LINEAR)
    cloud, hollow = noise_tile("density", 90 * unit), _hollow(unit)
    soak(
        pixels,
        pooled,
        np.roll(cloud, place * 131 % TILE, axis=1),
        hollow,
        pigment_table(),
        origin[0],
        origin[1],
        np.float32(wash.density * 0.5 * share),
        np.float32(wash.pool * share / 28),
        np.float32(wash.granulation * share),
        np.float32(wash.bleed * share),
    )
    return pixels


def _wander(pixels: Array, reach: float, size: float, place: int, origin: tuple[int, int]) -> Array:
    """Every edge moved by up to about `reach` pixels along slow noise."""
    rows, columns = pixels.shape[:2]
    field = []
    for axis in ("x", "y"):
        tile = noise_tile(f"wobble-{axis}", size) * 0.42 + noise_tile(f"tremble-{axis}", size * 0.22) * 0.18
        tile = np.roll(
            tile, ((place * 97 + origin[1]) % TILE, (place * 57 + origin[0]) % TILE), axis=(0, 1)
        ) * np.float32(reach)
        field.append(np.tile(tile, (rows // TILE + 1, columns // TILE + 1))[:rows, :columns])
    across = field[0] + np.arange(columns, dtype=np.float32)[None, :]
    down = field[1] + np.arange(rows, dtype=np.float32)[:, None]
    return cv2.remap(pixels, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
