"""What models give as sound, in the house's form: 48 kHz, stereo, float32, an exact length, no click at its ends.

It knows numbers, no model.
"""

from __future__ import annotations

from math import gcd

import numpy as np
from numpy.typing import NDArray
from scipy.signal import correlate, resample_poly

from generators.neural.errors import NeuralError

RATE = 48_000
FADE = 240
"""5 ms at either end: a cut within a wave is a click."""
LOUDEST = 0.9
"""Peak that a model's sound is held below; the mix sets its loudness."""

LOOP_BLEND = RATE // 2
"""A loop's end crosses over into its beginning within half a second."""
GRAIN = RATE // 25
"""40 ms, two periods of the lowest voice: pieces of which speech at another pace is laid."""
SEARCH = RATE // 125
"""A grain may be taken this far from its place, so that it falls in with the one before."""

Sound = NDArray[np.float32]


def stereo(sound: NDArray[np.float32]) -> Sound:
    """(samples,), (channels, samples) or (samples, channels) as (samples, 2); raises NeuralError for NaN."""
    if not np.isfinite(sound).all():
        raise NeuralError("a model gave sound that is not numbers (NaN); a higher precision may help")
    flat = np.squeeze(sound)
    if flat.ndim == 1:
        return np.repeat(flat[:, None], 2, axis=1).astype(np.float32)
    if flat.ndim != 2 or min(flat.shape) > 2:
        raise NeuralError(f"a model gave an array of shape {sound.shape} for a sound")
    tall = flat if flat.shape[1] <= flat.shape[0] else flat.T
    return np.ascontiguousarray(tall if tall.shape[1] == 2 else np.repeat(tall[:, :1], 2, axis=1), np.float32)


def at_48k(sound: Sound, rate: int) -> Sound:
    """Resampled from `rate` hertz."""
    if rate == RATE:
        return sound
    common = gcd(rate, RATE)
    return resample_poly(sound, RATE // common, rate // common, axis=0).astype(np.float32)


def fitted_to(sound: Sound, length: int) -> Sound:
    """Exactly `length` frames: cut with a fade, or followed by silence; peaks held below LOUDEST."""
    out = np.zeros((length, *sound.shape[1:]), np.float32)
    count = min(length, len(sound))
    out[:count] = sound[:count]
    peak = float(np.abs(out).max(initial=0.0))
    if peak > LOUDEST:
        out *= np.float32(LOUDEST / peak)
    edge = min(FADE, count)
    ramp = np.linspace(0, 1, edge, dtype=np.float32).reshape(-1, *([1] * (sound.ndim - 1)))
    out[:edge] *= ramp
    out[count - edge : count] *= ramp[::-1]
    return out


def gone_round(sound: NDArray[np.float32], rate: int, seconds: float, what: str) -> Sound:
    """`seconds` of what a model gave at `rate`, in the house's form; where it is too short it goes round.

    Raises NeuralError where `what` is no sound.
    """
    once = at_48k(stereo(sound), rate)
    if not len(once):
        raise NeuralError(f"a model gave no sound for {what}")
    length = round(seconds * RATE)
    return fitted_to(np.tile(once, (-(-length // len(once)), 1)), length)


def looped(sound: Sound, start: int, length: int) -> Sound:
    """`length` samples from `start` of `sound` going round for ever, without a seam."""
    blend = min(LOOP_BLEND, len(sound) // 3)
    period = len(sound) - blend
    once = sound[:period].copy()
    if blend:
        rise = np.linspace(0, np.pi / 2, blend, dtype=np.float32).reshape(-1, *([1] * (sound.ndim - 1)))
        once[:blend] = once[:blend] * np.sin(rise) + sound[period:] * np.cos(rise)
    return once[(start + np.arange(length)) % period]


def paced(sound: Sound, length: int) -> Sound:
    """Mono speech at the pace that makes it exactly `length` samples, at its own pitch (overlapped grains, WSOLA)."""
    hop, window = GRAIN // 2, np.hanning(GRAIN + 1)[:GRAIN].astype(np.float32)
    if len(sound) < 2 * GRAIN or length < 2 * GRAIN:
        return fitted_to(sound, length)
    padded = np.concatenate([np.zeros(SEARCH, np.float32), sound, np.zeros(GRAIN + 2 * SEARCH, np.float32)])
    out = np.zeros(length + GRAIN, np.float32)
    follow: Sound | None = None
    for place in range(0, length, hop):
        wanted = round(place * len(sound) / length)
        at = wanted
        if follow is not None:
            near = padded[wanted : wanted + GRAIN + 2 * SEARCH]
            at = wanted + int(np.argmax(correlate(near, follow, mode="valid", method="fft")))
            at = min(at, len(padded) - GRAIN)
        out[place : place + GRAIN] += padded[at : at + GRAIN] * window
        # What would naturally follow: the next grain should look like this.
        after = padded[at + hop : at + hop + GRAIN]
        follow = np.pad(after, (0, GRAIN - len(after)))
    return fitted_to(out[:length], length)
