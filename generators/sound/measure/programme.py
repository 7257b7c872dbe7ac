"""Figures of a whole programme: loudness and its range, true peak, silences and the smoothness of its joins.

It knows samples and the frames at which parts meet; not what is heard.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.safety import loudness
from generators.sound.dsp import filtered, high_pass
from story_engine.time import SAMPLE_RATE, MediaTime

Stereo = NDArray[np.float32]

SHORT_TERM_SECONDS = 3.0
"""Window of the short-term loudness (EBU Tech 3341)."""
RANGE_GATE_LU = 20.0
"""Short-term values this far below their mean do not count for the range (EBU Tech 3342)."""
ABSOLUTE_GATE_LUFS = -70.0
DIGITAL_SILENCE = 1.5 / 32768
"""A frame with every sample below 1½ steps of 16 bits is digital silence."""
JOIN_FRAMES = 96
"""A click lies within 2 ms of its join."""
AROUND_FRAMES = 7_200
"""The background of a join: 150 ms on both sides of it."""
CLICK = 2.0
"""A join whose second difference peaks this many times above its surroundings is heard."""
FAINT = 4.0 / 32768
"""A second difference below this is not heard, whatever its background."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """How a join sounds: its second-difference peak over the background's."""

    at: MediaTime
    ratio: float
    """Above 2 it clicks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Figures of a programme."""

    seconds: float
    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float
    longest_silence_ms: float
    """Longest stretch of digital silence."""
    mono_loss_lu: float
    """How much quieter the sum of both channels is: far above 3 means that it cancels."""
    joins: tuple[Join, ...]


def measure_programme(samples: Stereo, joins: tuple[MediaTime, ...]) -> Programme:
    """Figures of `samples` (n, 2) whose parts meet at the frames `joins`."""
    mono = samples.mean(axis=1)
    return Programme(
        seconds=len(samples) / SAMPLE_RATE,
        integrated_lufs=loudness.integrated(samples),
        range_lu=loudness_range(samples),
        true_peak_dbtp=loudness.true_peak(samples),
        longest_silence_ms=_longest(np.abs(samples).max(axis=1) < DIGITAL_SILENCE) * 1000 / SAMPLE_RATE,
        mono_loss_lu=loudness.integrated(samples) - loudness.integrated(np.stack([mono, mono], axis=1)),
        joins=tuple(Join(at=at, ratio=join_ratio(samples, at)) for at in joins if 0 < at < len(samples)),
    )


def short_term(samples: Stereo) -> NDArray[np.float64]:
    """Short-term loudness (LUFS) every 100 ms of `samples` (n, 2); empty for less than three seconds."""
    powers = loudness.block_powers(samples)
    # Blocks of 0.4 s, 0.1 s apart: 27 of them span three seconds.
    window = round((SHORT_TERM_SECONDS - loudness.BLOCK_SECONDS) / loudness.HOP_SECONDS) + 1
    if len(powers) < window:
        return np.zeros(0)
    mean = np.convolve(powers, np.ones(window) / window, mode="valid")
    return -0.691 + 10 * np.log10(np.maximum(mean, 1e-12))


def loudness_range(samples: Stereo) -> float:
    """Loudness range in LU (EBU Tech 3342): between the 10th and the 95th percentile of what passes the gates."""
    values = short_term(samples)
    values = values[values > ABSOLUTE_GATE_LUFS]
    if not len(values):
        return 0.0
    mean = 10 * np.log10(np.mean(10 ** (values / 10)))
    values = values[values > mean - RANGE_GATE_LU]
    low, high = np.percentile(values, (10, 95))
    return float(high - low)


def join_ratio(samples: Stereo, at: MediaTime) -> float:
    """Second-difference peak within 2 ms of a join at frame `at` over the peak of its surroundings."""
    begin, end = max(0, at - AROUND_FRAMES), min(len(samples), at + AROUND_FRAMES)
    bent = bend(samples[begin:end])
    here = at - begin
    near = slice(max(0, here - JOIN_FRAMES), here + JOIN_FRAMES)
    peak = float(bent[near].max(initial=0.0))
    around = np.concatenate([bent[256 : near.start], bent[near.stop :]])
    if peak < FAINT or not len(around):
        return 0.0
    return peak / max(float(around.max()), FAINT)


def bend(samples: Stereo) -> NDArray[np.float32]:
    """How sharply `samples` (n, 2) bend at each frame, (n − 2,): second difference of the louder side."""
    # Above 2 kHz: a click is broad, a low note's curve is not.
    bent: NDArray[np.float32] = np.abs(np.diff(filtered(samples, high_pass(2_000.0)), n=2, axis=0)).max(axis=1)
    return bent


def _longest(silent: NDArray[np.bool_]) -> int:
    """Longest run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], silent, [False]]).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max(initial=0))
