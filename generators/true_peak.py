"""True peaks by four-fold oversampling (ITU-R BS.1770-4, annex 2), in one compiled pass.

It knows no mix and no file. The interpolation filter is a windowed sinc of 20 taps a phase; SciPy's
`resample_poly`, whose import costs the player half a second, is its oracle in the tests.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generators.compiled import compiled

OVERSAMPLING = 4
HALF_TAPS = 10
"""Taps on each side of a phase: error below 0.05 dB up to 0.4 of the sampling rate."""
KAISER_BETA = 5.0


def _phases() -> NDArray[np.float64]:
    """Filters of the three points between two samples, shape (3, 2·HALF_TAPS)."""
    reach = HALF_TAPS * OVERSAMPLING
    n = np.arange(-reach, reach + 1)
    taps = np.sinc(n / OVERSAMPLING) * np.kaiser(2 * reach + 1, KAISER_BETA)
    taps *= OVERSAMPLING / taps.sum()
    rows = [taps[[reach + OVERSAMPLING * k - p for k in range(-HALF_TAPS + 1, HALF_TAPS + 1)]] for p in (1, 2, 3)]
    return np.stack([row[::-1] for row in rows])


PHASES = _phases()


def true_peaks(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """The larger channel's true peak at and after every frame; `samples` is float32 (n, channels)."""
    peaks = np.empty(len(samples))
    _true_peaks(np.ascontiguousarray(samples, np.float32), PHASES, peaks)
    return peaks


@compiled
def _true_peaks(samples, phases, peaks):
    count, channels = samples.shape
    between, taps = phases.shape
    half = taps // 2
    for i in range(count):
        peak = 0.0
        for c in range(channels):
            peak = max(peak, abs(samples[i, c]))
            for p in range(between):
                total = 0.0
                for k in range(taps):
                    j = i + half - k
                    if 0 <= j < count:
                        total += phases[p, k] * samples[j, c]
                peak = max(peak, abs(total))
        peaks[i] = peak
