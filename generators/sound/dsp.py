"""Shared sound arithmetic: filters, resampling, room, compression and loudness over float32 arrays.

It knows no voice, place, score or file. Everything is a pure function of its arrays, so the same input gives
the same samples in every process.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from generators.biquads import run_sections
from generators.compiled import compiled
from story_engine.time import SAMPLE_RATE

Samples = NDArray[np.float32]
Sections = NDArray[np.float64]

FULL_RATIO_DENOMINATOR = 240
"""Finest resampling ratio (n/240): 7 cents, below what anyone hears in a voice's size."""


def low_pass(hertz: float, q: float = 0.7071) -> Sections:
    """One second-order low-pass section (RBJ cookbook)."""
    cosine, alpha = _angles(hertz, q)
    return _section((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha)


def high_pass(hertz: float, q: float = 0.7071) -> Sections:
    """One second-order high-pass section."""
    cosine, alpha = _angles(hertz, q)
    return _section((1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha)


def band_pass(hertz: float, q: float) -> Sections:
    """One band-pass section with unity gain at its centre."""
    cosine, alpha = _angles(hertz, q)
    return _section(alpha, 0.0, -alpha, 1 + alpha, -2 * cosine, 1 - alpha)


def peak(hertz: float, decibels: float, q: float = 1.0) -> Sections:
    """One bell that lifts or cuts by `decibels` around `hertz`."""
    cosine, alpha = _angles(hertz, q)
    a = 10 ** (decibels / 40)
    return _section(1 + alpha * a, -2 * cosine, 1 - alpha * a, 1 + alpha / a, -2 * cosine, 1 - alpha / a)


def high_shelf(hertz: float, decibels: float) -> Sections:
    """One shelf that lifts or cuts everything above `hertz` by `decibels`."""
    cosine, alpha = _angles(hertz, 0.7071)
    a = 10 ** (decibels / 40)
    root = 2 * math.sqrt(a) * alpha
    return _section(
        a * ((a + 1) + (a - 1) * cosine + root),
        -2 * a * ((a - 1) + (a + 1) * cosine),
        a * ((a + 1) + (a - 1) * cosine - root),
        (a + 1) - (a - 1) * cosine + root,
        2 * ((a - 1) - (a + 1) * cosine),
        (a + 1) - (a - 1) * cosine - root,
    )


def filtered(samples: Samples, *sections: Sections) -> Samples:
    """`samples` (n,) or (n, 2) through the sections in order, starting from silence."""
    return run_sections(np.vstack(sections), samples).astype(np.float32)


def resampled(samples: Samples, ratio: float) -> Samples:
    """`samples` stretched to `ratio` times as many (linear phase, Kaiser 12: images below −110 dB)."""
    fraction = Fraction(ratio).limit_denominator(FULL_RATIO_DENOMINATOR)
    if fraction == 1:
        return samples.astype(np.float32)
    from scipy import signal  # here: its import costs half a second, and only spoken words need it

    return signal.resample_poly(samples, fraction.numerator, fraction.denominator, window=("kaiser", 12.0)).astype(
        np.float32
    )


def raised_cosine(count: int) -> Samples:
    """A rise from 0 to 1 over `count` samples without corners."""
    return (0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / max(count, 1))).astype(np.float32)


def faded(samples: Samples, fade_in: int, fade_out: int) -> Samples:
    """A copy that rises and falls over the given numbers of samples."""
    out = samples.astype(np.float32, copy=True)
    fade_in, fade_out = min(fade_in, len(out)), min(fade_out, len(out))
    shape = (-1,) + (1,) * (out.ndim - 1)
    if fade_in:
        out[:fade_in] *= raised_cosine(fade_in).reshape(shape)
    if fade_out:
        out[-fade_out:] *= raised_cosine(fade_out)[::-1].reshape(shape)
    return out


def decibels_to_gain(decibels: float) -> float:
    """Linear gain of `decibels`."""
    return float(10 ** (decibels / 20))


def compressed(
    samples: Samples,
    threshold_decibels: float,
    ratio: float,
    attack_seconds: float = 0.006,
    release_seconds: float = 0.12,
) -> Samples:
    """Mono `samples` with everything above the threshold turned down by `ratio`; no make-up gain."""
    heard = np.ascontiguousarray(samples, np.float32)
    out = np.empty_like(heard)
    _compress(
        heard,
        out,
        decibels_to_gain(threshold_decibels),
        1.0 - 1.0 / ratio,
        math.exp(-1 / (attack_seconds * SAMPLE_RATE)),
        math.exp(-1 / (release_seconds * SAMPLE_RATE)),
    )
    return out


def room(
    samples: Samples, rt60_seconds: float, size: float = 1.0, damping: float = 0.35, predelay_seconds: float = 0.01
) -> Samples:
    """The wet sound alone, (n + tail, 2), of a mono or stereo input in a room.

    An eight-line feedback delay network with a Householder matrix (Jot 1991). `size` scales the delays (1 is a
    living room), `damping` 0–1 how much faster the highs die; the tail lasts `rt60_seconds`.
    """
    stereo = samples if samples.ndim == 2 else np.stack([samples, samples], axis=1)
    tail = int((rt60_seconds + predelay_seconds) * SAMPLE_RATE)
    padded = np.zeros((len(stereo) + tail, 2), np.float32)
    begin = int(predelay_seconds * SAMPLE_RATE)
    padded[begin : begin + len(stereo)] = stereo
    delays = np.array([max(32, int(base * size)) for base in _ROOM_DELAYS], np.int64)
    gains = np.array([10 ** (-3 * d / (rt60_seconds * SAMPLE_RATE)) for d in delays], np.float32)
    wet = np.zeros_like(padded)
    lines = np.zeros((len(delays), int(delays.max())), np.float32)
    state = np.zeros((2, len(delays)), np.float32)
    _feedback_network(padded, wet, lines, np.zeros(len(delays), np.int64), state, delays, gains, np.float32(damping))
    return faded(wet, 0, min(tail, SAMPLE_RATE // 5))


def loudness(samples: Samples) -> float:
    """Integrated loudness in LUFS after ITU-R BS.1770-4 (gated); −70 for silence or less than 0.1 s."""
    shaped = filtered(samples, *_weighting()).astype(np.float64)
    if shaped.ndim == 1:
        shaped = shaped[:, None]
    block, hop = int(0.4 * SAMPLE_RATE), int(0.1 * SAMPLE_RATE)
    if len(shaped) < hop:
        return -70.0
    energy = np.concatenate([[0.0], np.cumsum((shaped**2).sum(axis=1))])
    starts = np.arange(0, max(1, len(shaped) - block + 1), hop)
    ends = np.minimum(starts + block, len(shaped))
    powers = (energy[ends] - energy[starts]) / (ends - starts)
    loud = powers[_to_lufs(powers) > -70]
    if not len(loud):
        return -70.0
    gated = loud[_to_lufs(loud) > _to_lufs(loud.mean()) - 10]
    return float(_to_lufs(gated.mean()))


def levelled(samples: Samples, target_lufs: float, ceiling: float = 0.89) -> Samples:
    """`samples` brought to `target_lufs`, less if their peak would pass `ceiling` (−1 dBFS)."""
    now = loudness(samples)
    if now <= -70:
        return samples.astype(np.float32)
    gain = decibels_to_gain(target_lufs - now)
    top = float(np.abs(samples).max())
    return (samples * min(gain, ceiling / max(top, 1e-9))).astype(np.float32)


_ROOM_DELAYS = (1009, 1213, 1427, 1637, 1861, 2087, 2311, 2539)
"""Primes between 21 and 53 ms at 48 kHz: no two lines share an echo."""


def _angles(hertz: float, q: float) -> tuple[float, float]:
    omega = 2 * math.pi * min(hertz, 0.49 * SAMPLE_RATE) / SAMPLE_RATE
    return math.cos(omega), math.sin(omega) / (2 * q)


def _section(b0: float, b1: float, b2: float, a0: float, a1: float, a2: float) -> Sections:
    return np.array([[b0 / a0, b1 / a0, b2 / a0, 1.0, a1 / a0, a2 / a0]])


@lru_cache(maxsize=1)
def _weighting() -> tuple[Sections, Sections]:
    # The K-weighting coefficients of BS.1770 at 48 kHz, as printed there.
    shelf = np.array(
        [[1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585]]
    )
    rumble = np.array([[1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621]])
    return shelf, rumble


def _to_lufs(power: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-12))


@compiled
def _compress(samples, out, threshold, slope, attack, release):
    envelope = 0.0
    for i in range(len(samples)):
        level = abs(samples[i])
        pole = attack if level > envelope else release
        envelope = pole * envelope + (1.0 - pole) * level
        gain = 1.0 if envelope <= threshold else (threshold / envelope) ** slope
        out[i] = samples[i] * gain


@compiled
def _feedback_network(dry, wet, lines, heads, state, delays, gains, damping):
    count = len(delays)
    memory, taps = state[0], state[1]
    for i in range(len(dry)):
        total = np.float32(0.0)
        for k in range(count):
            tap = lines[k, heads[k]]
            memory[k] = tap + damping * (memory[k] - tap)
            taps[k] = memory[k] * gains[k]
            total += taps[k]
        left = np.float32(0.0)
        right = np.float32(0.0)
        share = total * np.float32(2.0 / count)
        for k in range(count):
            entry = dry[i, k & 1] * np.float32(0.35)
            lines[k, heads[k]] = entry + taps[k] - share
            heads[k] += 1
            if heads[k] >= delays[k]:
                heads[k] = 0
            sign = np.float32(1.0) if k & 2 else np.float32(-1.0)
            if k & 1:
                right += taps[k] * sign
            else:
                left += taps[k] * sign
        wet[i, 0] = left
        wet[i, 1] = right


def fast_length(least: int) -> int:
    """The smallest length ≥ `least` without a prime factor above 5: lengths that a Fourier transform takes quickly."""
    best = 1 << max(0, least - 1).bit_length()
    fives = 1
    while fives < best:
        threes = fives
        while threes < best:
            twos = -(-least // threes)
            best = min(best, threes << max(0, twos - 1).bit_length())
            threes *= 3
        fives *= 5
    return best
