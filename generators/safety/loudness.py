"""Loudness of sound by ITU-R BS.1770-4: gated loudness and true peak.

It knows samples, not parts: the mix decides what to do with the figures.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generators.compiled import compiled
from generators.media import Loudness
from generators.true_peak import highest_true_peak
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
    """K-weighted mean power of every 0.4 s block of `body` (n,) or (n, channels), 0.1 s apart, channels summed.

    Blocks of several segments may be strung together for the loudness of a whole show.
    """
    hop, block = round(HOP_SECONDS * SAMPLE_RATE), round(BLOCK_SECONDS * SAMPLE_RATE)
    count = len(body)
    energies = np.zeros(-(-count // hop))
    heard = np.require(body, np.float32, ("C", "A", "W"))
    _weighted_energies(K_WEIGHTING, heard[:, None] if heard.ndim == 1 else heard, hop, energies)
    total = np.concatenate(([0.0], np.cumsum(energies)))
    if count < block:
        return total[-1:] / max(count, 1)
    hops = block // hop
    last = (count - block) // hop
    return (total[hops : hops + last + 1] - total[: last + 1]) / block


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
    return 20 * float(np.log10(max(highest_true_peak(body), 1e-6)))


K_WEIGHTING = np.array(
    [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)
"""The two K-weighting sections at 48 kHz: shelf and high-pass (coefficients of BS.1770-4, tables 1 and 2)."""


@compiled
def _weighted_energies(sections, samples, hop, energies):
    """Add the energy of `samples` through both sections to the hop that they are in; two channels side by side."""
    count, channels = samples.shape
    b0, b1, b2 = sections[0, 0], sections[0, 1], sections[0, 2]
    a1, a2 = sections[0, 4], sections[0, 5]
    d0, d1, d2 = sections[1, 0], sections[1, 1], sections[1, 2]
    c1, c2 = sections[1, 4], sections[1, 5]
    for c in range(0, channels, 2):
        other = min(c + 1, channels - 1)
        share = 1.0 if other > c else 0.0
        left_1, left_2, left_3, left_4 = 0.0, 0.0, 0.0, 0.0
        right_1, right_2, right_3, right_4 = 0.0, 0.0, 0.0, 0.0
        for begin in range(0, count, hop):
            energy = 0.0
            for i in range(begin, min(begin + hop, count)):
                x = np.float64(samples[i, c])
                y = b0 * x + left_1
                left_1 = b1 * x - a1 * y + left_2
                left_2 = b2 * x - a2 * y
                z = d0 * y + left_3
                left_3 = d1 * y - c1 * z + left_4
                left_4 = d2 * y - c2 * z
                energy += z * z
                x = np.float64(samples[i, other])
                y = b0 * x + right_1
                right_1 = b1 * x - a1 * y + right_2
                right_2 = b2 * x - a2 * y
                z = d0 * y + right_3
                right_3 = d1 * y - c1 * z + right_4
                right_4 = d2 * y - c2 * z
                energy += share * (z * z)
            energies[begin // hop] += energy
