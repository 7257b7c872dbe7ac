"""Tapes: a texture baked once as an endless loop of ten-odd seconds, read at any scene time.

It knows no place, hour or wind. Every tape has a length of its own, so two never come round together.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec
import numpy as np
from numpy import fft

from generators.sound.ambience.recipes import Texture
from generators.sound.effects.layers import grain_sound
from generators.sound.effects.recipes import Layer
from generators.sound.kept import kept_samples
from story_engine.rng import derive_seed, generator
from story_engine.time import SAMPLE_RATE

LENGTHS = (480_000, 500_000, 518_400, 540_000, 562_500, 583_200)
"""10–12 s, all products of 2, 3 and 5 for the transform, pairwise far from simple ratios."""
TAPE_LEVEL = 0.05
"""Root mean square of every tape before its gain: −26 dB."""
LOUDEST = 9.0 * TAPE_LEVEL
"""No grain stands further above the tape's mean: a single drop must never click."""
STEP = LOUDEST / 32_767
"""A tape's unit: its rounding lies 103 dB below full scale, 77 dB below the tape."""
FORMAT = "tape 1"
"""Raised whenever the same texture would be baked otherwise."""


@lru_cache(maxsize=24)
def tape(texture: Texture, name: str) -> np.ndarray:
    """The loop of `texture` in bed layer `name`: int16 mono in `STEP`s, seamless at its end. Read-only."""
    made_of = f"{FORMAT} {name} ".encode() + msgspec.json.encode(texture, order="deterministic")
    return kept_samples("tapes", made_of, lambda: _baked(texture, name))


def _baked(texture: Texture, name: str) -> np.ndarray:
    seed = derive_seed(0, "tape", name)
    length = LENGTHS[seed % len(LENGTHS)]
    sound = np.zeros(length, np.float32)
    if texture.bands:
        sound += _noise(texture, length, seed)
    if texture.grains is not None:
        sound += _grains(texture, length, name)
    sound *= TAPE_LEVEL / max(float(np.sqrt(np.mean(sound**2))), 1e-9)
    return np.rint(np.tanh(sound / LOUDEST) * (LOUDEST / STEP)).astype(np.int16)


def _noise(texture: Texture, length: int, seed: int) -> np.ndarray:
    bins = fft.rfftfreq(length, 1 / SAMPLE_RATE).astype(np.float32)
    octaves = np.log2(np.maximum(bins, 1.0))
    shape = np.zeros(len(bins), np.float32)
    for band in texture.bands:
        hump = np.exp(-(((octaves - np.log2(band.hertz)) / band.octaves) ** 2))
        # Noise power per octave is even: each octave is as loud as the next.
        shape += 10 ** (band.decibels / 20) * hump * np.sqrt(1000.0 / np.maximum(bins, 20.0))
    shape[bins < 25] = 0
    random = np.random.Generator(np.random.PCG64(seed))
    white = fft.rfft(random.standard_normal(length, dtype=np.float32))
    return fft.irfft(white * shape, length)


def _grains(texture: Texture, length: int, name: str) -> np.ndarray:
    assert texture.grains is not None
    grains = texture.grains
    random = generator(0, "grains", name)
    layer = Layer(kind="grains", grain=grains.grain, bank=grains.bank, decay=grains.decay, attack=0.0006)
    # Sixty shapes placed many times: drops differ, but nobody counts them.
    pitches = np.exp(random.uniform(np.log(grains.low), np.log(grains.high), 60))
    shapes = [grain_sound(layer, float(pitch), random).astype(np.float32) for pitch in pitches]
    out = np.zeros(length + max(len(shape) for shape in shapes), np.float32)
    count = int(grains.a_second * length / SAMPLE_RATE)
    starts = random.integers(0, length, count)
    louds = (random.random(count) ** 3).astype(np.float32)
    for start, which, loud in zip(starts, random.integers(0, len(shapes), count), louds, strict=True):
        shape = shapes[which]
        out[start : start + len(shape)] += loud * shape
    out[: len(out) - length] += out[length:]  # what rings over the end opens the loop
    return out[:length]
