"""Shared sound arithmetic: filters, resampling, room, compression and loudness over float32 arrays.

It knows no voice, place, score or file. Everything is a pure function of its arrays, so the same input gives
the same samples in every process.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from generators.biquads import run_sections
from generators.compiled import compiled
from generators.safety.loudness import SILENCE_LUFS, block_powers, gated
from story_engine.time import SAMPLE_RATE

Samples = NDArray[np.float32]
Sections = NDArray[np.float64]

FULL_RATIO_DENOMINATOR = 240
"""Finest resampling ratio (n/240): 7 cents, below what anyone hears in a voice's size."""
SHORTEST_HEARD = SAMPLE_RATE // 10
"""Less than a tenth of a second has no loudness."""


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


def low_shelf(hertz: float, decibels: float) -> Sections:
    """One shelf that lifts or cuts everything below `hertz` by `decibels`."""
    cosine, alpha = _angles(hertz, 0.7071)
    a = 10 ** (decibels / 40)
    root = 2 * math.sqrt(a) * alpha
    return _section(
        a * ((a + 1) - (a - 1) * cosine + root),
        2 * a * ((a - 1) - (a + 1) * cosine),
        a * ((a + 1) - (a - 1) * cosine - root),
        (a + 1) + (a - 1) * cosine + root,
        -2 * ((a - 1) + (a + 1) * cosine),
        (a + 1) + (a - 1) * cosine - root,
    )


def filtered(samples: Samples, *sections: Sections) -> Samples:
    """`samples` (n,) or (n, 2) through the sections in order, starting from silence."""
    return run_sections(np.vstack(sections), samples)


def resampled(samples: Samples, ratio: float) -> Samples:
    """`samples` stretched to `ratio` times as many (linear phase, Kaiser 12: images below −110 dB)."""
    fraction = Fraction(ratio).limit_denominator(FULL_RATIO_DENOMINATOR)
    if fraction == 1:
        return samples.astype(np.float32)
    from scipy import signal  # here: its import costs half a second, and only spoken words need it

    return signal.resample_poly(samples, fraction.numerator, fraction.denominator, window=("kaiser", 12.0)).astype(
        np.float32
    )


def shape(samples: Samples, curve: Samples) -> None:
    """Make every frame of `samples` (n, 2) as many times as loud as `curve` (n,) says, in place."""
    _shape(samples, curve)


@lru_cache(maxsize=16)
def raised_cosine(count: int) -> Samples:
    """A rise from 0 to 1 over `count` samples without corners; shared, read-only."""
    rise = (0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / max(count, 1))).astype(np.float32)
    rise.setflags(write=False)
    return rise


def faded(samples: Samples, fade_in: int, fade_out: int) -> Samples:
    """A copy that rises and falls over the given numbers of samples."""
    out = samples.astype(np.float32, copy=True)
    fade(out, fade_in, fade_out)
    return out


def fade(out: Samples, fade_in: int, fade_out: int) -> None:
    """Let `out` rise and fall over the given numbers of samples, in place."""
    fade_in, fade_out = min(fade_in, len(out)), min(fade_out, len(out))
    shape = (-1,) + (1,) * (out.ndim - 1)
    if fade_in:
        out[:fade_in] *= raised_cosine(fade_in).reshape(shape)
    if fade_out:
        out[-fade_out:] *= raised_cosine(fade_out)[::-1].reshape(shape)


def ring(out: NDArray[np.float64], hertz: Sequence[float], gains: Sequence[float], seconds: Sequence[float]) -> None:
    """Add partials to `out` (n,), in place: each begins at 0, rises, and falls to 1/e in its `seconds`.

    A partial is left when 180 dB of it are gone.
    """
    _ring(out, np.array(hertz, float), np.array(gains, float), np.array(seconds, float), np.empty(8), np.empty(8))


def add(out: Samples, sound: Samples, left: float, right: float) -> None:
    """Add `sound` (n, 2), its channels `left` and `right` times as loud, to the first n frames of `out`, in place."""
    _add(out, np.require(sound, np.float32, ("C", "A", "W")), np.float32(left), np.float32(right))


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
    samples: Samples,
    rt60_seconds: float,
    size: float = 1.0,
    damping: float = 0.35,
    predelay_seconds: float = 0.01,
    *,
    length: int | None = None,
) -> Samples:
    """The wet sound alone, (n + tail, 2), of a mono or stereo input in a room; only its first `length` frames if given.

    An eight-line feedback delay network with a Householder matrix (Jot 1991). `size` scales the delays (1 is a
    living room), `damping` 0–1 how much faster the highs die; the tail lasts `rt60_seconds`.
    """
    stereo = samples if samples.ndim == 2 else np.stack([samples, samples], axis=1)
    tail = int((rt60_seconds + predelay_seconds) * SAMPLE_RATE)
    whole = len(stereo) + tail
    count = whole if length is None else min(length, whole)
    begin = min(int(predelay_seconds * SAMPLE_RATE), count)
    padded = np.zeros((count, 2), np.float32)
    padded[begin : begin + len(stereo)] = stereo[: count - begin]
    delays = np.array([max(BLOCK, int(base * size)) for base in _ROOM_DELAYS], np.int64)
    gains = np.array([10 ** (-3 * d / (rt60_seconds * SAMPLE_RATE)) for d in delays], np.float32)
    wet = np.empty_like(padded)
    lines = np.zeros((LINES, int(delays.max())), np.float32)
    heads, memory = np.zeros(LINES, np.int64), np.zeros(LINES, np.float32)
    rows, total = np.zeros((LINES, BLOCK), np.float32), np.zeros(BLOCK, np.float32)
    _feedback_network(padded, wet, lines, heads, rows, total, memory, delays, gains, np.float32(damping))
    fade = min(tail, SAMPLE_RATE // 5)
    # What is cut off anyway need not be faded.
    kept = max(0, fade - (whole - count))
    if kept:
        wet[count - kept :] *= raised_cosine(fade)[::-1][:kept, None]
    return wet


def loudness(samples: Samples) -> float:
    """Integrated loudness in LUFS after ITU-R BS.1770-4 (gated); −70 for silence or less than 0.1 s."""
    return gated(block_powers(samples)) if len(samples) >= SHORTEST_HEARD else SILENCE_LUFS


def levelled(samples: Samples, target_lufs: float, ceiling: float = 0.89) -> Samples:
    """`samples` brought to `target_lufs`, less if their peak would pass `ceiling` (−1 dBFS)."""
    now = loudness(samples)
    if now <= -70:
        return samples.astype(np.float32)
    gain = decibels_to_gain(target_lufs - now)
    top = float(np.abs(samples).max())
    return (samples * min(gain, ceiling / max(top, 1e-9))).astype(np.float32)


LINES = 8
BLOCK = 256
"""Frames that a room is played at a time; no echo may return sooner."""
_ROOM_DELAYS = (1009, 1213, 1427, 1637, 1861, 2087, 2311, 2539)
"""Primes between 21 and 53 ms at 48 kHz: no two lines share an echo."""


def _angles(hertz: float, q: float) -> tuple[float, float]:
    omega = 2 * math.pi * min(hertz, 0.49 * SAMPLE_RATE) / SAMPLE_RATE
    return math.cos(omega), math.sin(omega) / (2 * q)


def _section(b0: float, b1: float, b2: float, a0: float, a1: float, a2: float) -> Sections:
    return np.array([[b0 / a0, b1 / a0, b2 / a0, 1.0, a1 / a0, a2 / a0]])


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
def _ring(out, hertz, gains, seconds, re, im):
    """`re` and `im`: as many samples as turn together, each by as much as all of them, so that none waits."""
    lanes = len(re)
    for k in range(len(hertz)):
        count = min(len(out), int(21.0 * seconds[k] * 48000.0) + 1)
        step, fall = 2.0 * math.pi * hertz[k] / 48000.0, 1.0 / (seconds[k] * 48000.0)
        for j in range(lanes):
            loud = gains[k] * math.exp(-j * fall)
            re[j], im[j] = loud * math.cos(j * step), loud * math.sin(j * step)
        far = math.exp(-lanes * fall)
        turn_re, turn_im = far * math.cos(lanes * step), far * math.sin(lanes * step)
        whole = count - count % lanes
        for begin in range(0, whole, lanes):
            for j in range(lanes):
                out[begin + j] += im[j]
                turned = re[j] * turn_re - im[j] * turn_im
                im[j] = re[j] * turn_im + im[j] * turn_re
                re[j] = turned
        for i in range(whole, count):
            out[i] += im[i - whole]


@compiled
def _shape(samples, curve):
    for i in range(len(samples)):
        samples[i, 0] *= curve[i]
        samples[i, 1] *= curve[i]


@compiled
def _add(out, sound, left, right):
    for i in range(len(sound)):
        out[i, 0] += sound[i, 0] * left
        out[i, 1] += sound[i, 1] * right


@compiled
def _feedback_network(dry, wet, lines, heads, rows, total, memory, delays, gains, damping):
    """`rows` (LINES, BLOCK) and `total` (BLOCK): room for what the lines give and take in a block.

    Line after line where nothing waits for its neighbour: such loops run eight numbers at a time.
    """
    count = len(dry)
    for begin in range(0, count, BLOCK):
        some = min(BLOCK, count - begin)
        for k in range(LINES):
            first = min(some, delays[k] - heads[k])
            _copy(lines[k, heads[k] :], rows[k], first)
            _copy(lines[k], rows[k, first:], some - first)
        _damp(rows, memory, damping, some)
        for i in range(some):
            total[i] = np.float32(0.0)
        for k in range(LINES):
            row, gain = rows[k], gains[k]
            for i in range(some):
                row[i] *= gain
                total[i] += row[i]
        for i in range(some):
            total[i] *= np.float32(2.0 / LINES)
        for side in range(2):
            one, two, three, four = rows[side], rows[side + 2], rows[side + 4], rows[side + 6]
            for i in range(some):
                wet[begin + i, side] = np.float32(0.0) - one[i] + two[i] - three[i] + four[i]
        for k in range(LINES):
            row, side = rows[k], k & 1
            for i in range(some):
                row[i] = dry[begin + i, side] * np.float32(0.35) + row[i] - total[i]
            first = min(some, delays[k] - heads[k])
            _copy(row, lines[k, heads[k] :], first)
            _copy(row[first:], lines[k], some - first)
            heads[k] += some
            if heads[k] >= delays[k]:
                heads[k] -= delays[k]


@compiled
def _copy(source, target, count):
    for i in range(count):
        target[i] = source[i]


@compiled
def _damp(rows, memory, damping, count):
    """Every line loses highs, in place: eight chains side by side, since each waits for its own last value."""
    m0, m1, m2, m3 = memory[0], memory[1], memory[2], memory[3]
    m4, m5, m6, m7 = memory[4], memory[5], memory[6], memory[7]
    for i in range(count):
        m0 = rows[0, i] + damping * (m0 - rows[0, i])
        m1 = rows[1, i] + damping * (m1 - rows[1, i])
        m2 = rows[2, i] + damping * (m2 - rows[2, i])
        m3 = rows[3, i] + damping * (m3 - rows[3, i])
        m4 = rows[4, i] + damping * (m4 - rows[4, i])
        m5 = rows[5, i] + damping * (m5 - rows[5, i])
        m6 = rows[6, i] + damping * (m6 - rows[6, i])
        m7 = rows[7, i] + damping * (m7 - rows[7, i])
        rows[0, i], rows[1, i], rows[2, i], rows[3, i] = m0, m1, m2, m3
        rows[4, i], rows[5, i], rows[6, i], rows[7, i] = m4, m5, m6, m7
    memory[0], memory[1], memory[2], memory[3] = m0, m1, m2, m3
    memory[4], memory[5], memory[6], memory[7] = m4, m5, m6, m7


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
