"""Chains of second-order filter sections over sound, compiled.

It knows no filter design. SciPy's `sosfilt` does the same and is the oracle of the tests; its import costs every
process that starts half a second.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generators.compiled import compiled


def run_sections(sections: NDArray[np.float64], samples: NDArray[np.floating]) -> NDArray[np.float64]:
    """`samples` (n,) or (n, channels) through `sections` (count, 6: b0 b1 b2 a0 a1 a2, a0 = 1), from silence."""
    grid = np.array(samples, np.float64, ndmin=2)
    grid = grid.T.copy() if samples.ndim == 1 else grid
    _run(np.ascontiguousarray(sections, np.float64), grid)
    return grid[:, 0] if samples.ndim == 1 else grid


@compiled
def _run(sections, grid):
    """Direct form II transposed, in place."""
    count, channels = grid.shape
    for s in range(sections.shape[0]):
        b0, b1, b2 = sections[s, 0], sections[s, 1], sections[s, 2]
        a1, a2 = sections[s, 4], sections[s, 5]
        for c in range(channels):
            one, two = 0.0, 0.0
            for i in range(count):
                x = grid[i, c]
                y = b0 * x + one
                one = b1 * x - a1 * y + two
                two = b2 * x - a2 * y
                grid[i, c] = y
