"""Loudness of sound by ITU-R BS.1770-4: gated loudness and true peak.

It knows samples, not parts: the mix decides what to do with the figures.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generators.biquads import run_sections
from generators.media import Loudness
from generators.true_peak import true_peaks
from story_engine.time import SAMPLE_RATE

SILENCE_LUFS = -70.0
"""The absolute gate of BS.1770; anything quieter is reported as this."""
RELATIVE_GATE_LU = -10.0
BLOCK_SECONDS = 0.4
HOP_SECONDS = 0.1


def measure(body: NDArray[np.float32]) -> Loudness:
    """Loudness and true peak of `body` (frames, 2), full scale ±1."""
    return Loudness(integrated_lufs=round(integrated(body), 2), true_peak_dbtp=round(true_peak(body), 2))


def block_powers(body: NDArray[np.float32]) -> NDArray[np.float64]:
    """K-weighted mean power of every 0.4 s block, 0.1 s apart, both channels summed.

    Blocks of several segments may be strung together for the loudness of a whole show.
    """
    weighted = run_sections(_K_WEIGHTING, body)
    hop, block = round(HOP_SECONDS * SAMPLE_RATE), round(BLOCK_SECONDS * SAMPLE_RATE)
    energy = np.concatenate(([0.0], np.cumsum((weighted**2).sum(axis=1))))
    starts = np.arange(0, max(len(body) - block, 0) + 1, hop)
    ends = np.minimum(starts + block, len(body))
    return (energy[ends] - energy[starts]) / np.maximum(ends - starts, 1)


def gated(powers: NDArray[np.float64]) -> float:
    """LUFS of blocks by the absolute and the relative gate."""
    if not len(powers):
        return SILENCE_LUFS
    levels = -0.691 + 10 * np.log10(np.maximum(powers, 1e-12))
    loud = powers[levels > SILENCE_LUFS]
    if not len(loud):
        return SILENCE_LUFS
    gate = -0.691 + 10 * np.log10(loud.mean()) + RELATIVE_GATE_LU
    kept = powers[levels > max(gate, SILENCE_LUFS)]
    return float(-0.691 + 10 * np.log10(kept.mean())) if len(kept) else SILENCE_LUFS


def integrated(body: NDArray[np.float32]) -> float:
    """Gated loudness of `body` (frames, 2) in LUFS."""
    return gated(block_powers(body))


def true_peak(body: NDArray[np.float32]) -> float:
    """Highest inter-sample peak in dBTP; −120 for silence."""
    if not len(body):
        return -120.0
    return 20 * float(np.log10(max(float(true_peaks(body).max()), 1e-6)))


_K_WEIGHTING = np.array(
    [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)
"""The two K-weighting sections at 48 kHz: shelf and high-pass (coefficients of BS.1770-4, tables 1 and 2)."""
