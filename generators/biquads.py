"""Chains of second-order filter sections over sound, compiled.

It knows no filter design. SciPy's `sosfilt` does the same and is the oracle of the tests; its import costs every
process that starts half a second.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generators.compiled import compiled

PAIR = 2
"""Sections that run side by side: each waits for its own last result, so two chains cost hardly more than one."""
_NOTHING = np.array([[1.0, 0.0, 0.0, 1.0, 0.0, 0.0]])
"""A section that passes everything."""


def run_sections(sections: NDArray[np.float64], samples: NDArray[np.floating]) -> NDArray[np.float32]:
    """`samples` (n,) or (n, channels) through `sections` (count, 6: b0 b1 b2 a0 a1 a2, a0 = 1), from silence.

    Between a pair of sections everything is double; pairs hand on doubles too.
    """
    if len(sections) % PAIR:
        sections = np.vstack([sections, _NOTHING])
    sections = np.ascontiguousarray(sections, np.float64)
    heard = np.require(samples, np.float32 if len(sections) == PAIR else np.float64, ("C", "A", "W"))
    grid = heard[:, None] if heard.ndim == 1 else heard
    for first in range(0, len(sections), PAIR):
        is_last = first + PAIR == len(sections)
        out = np.empty(grid.shape, np.float32 if is_last else np.float64)
        _run_pair(sections[first : first + PAIR], grid, out)
        grid = out
    return grid.reshape(samples.shape)


@compiled
def _run_pair(sections, samples, out):
    """Direct form II transposed, two sections in one pass; two channels side by side."""
    count, channels = samples.shape
    b0, b1, b2 = sections[0, 0], sections[0, 1], sections[0, 2]
    a1, a2 = sections[0, 4], sections[0, 5]
    d0, d1, d2 = sections[1, 0], sections[1, 1], sections[1, 2]
    c1, c2 = sections[1, 4], sections[1, 5]
    first = 0
    if channels == 2:
        left_1, left_2, left_3, left_4 = 0.0, 0.0, 0.0, 0.0
        right_1, right_2, right_3, right_4 = 0.0, 0.0, 0.0, 0.0
        for i in range(count):
            x = np.float64(samples[i, 0])
            y = b0 * x + left_1
            left_1 = b1 * x - a1 * y + left_2
            left_2 = b2 * x - a2 * y
            z = d0 * y + left_3
            left_3 = d1 * y - c1 * z + left_4
            left_4 = d2 * y - c2 * z
            out[i, 0] = z
            x = np.float64(samples[i, 1])
            y = b0 * x + right_1
            right_1 = b1 * x - a1 * y + right_2
            right_2 = b2 * x - a2 * y
            z = d0 * y + right_3
            right_3 = d1 * y - c1 * z + right_4
            right_4 = d2 * y - c2 * z
            out[i, 1] = z
        first = 2
    for c in range(first, channels):
        one, two, three, four = 0.0, 0.0, 0.0, 0.0
        for i in range(count):
            x = np.float64(samples[i, c])
            y = b0 * x + one
            one = b1 * x - a1 * y + two
            two = b2 * x - a2 * y
            z = d0 * y + three
            three = d1 * y - c1 * z + four
            four = d2 * y - c2 * z
            out[i, c] = z
