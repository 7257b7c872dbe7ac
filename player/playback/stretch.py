"""Plays sound faster or slower with its pitch kept: overlapping windows, each laid where it fits best (WSOLA).

It knows no queue and no show; it is asked for one hop at a time and runs on the audio thread.
"""

from __future__ import annotations

import numpy as np

HOP = 960
"""Frames of output a step makes (20 ms): two pitch periods of a low voice."""
SEEK = 480
"""Frames in which the best place for a window is looked for (10 ms): one period of a low voice."""
COARSE = 4
"""Every so many frames are compared first."""
NEED = 2 * HOP + SEEK
"""Frames of source that one hop looks at, from where it stands."""
_RISE = (0.5 - 0.5 * np.cos(np.pi * (np.arange(HOP, dtype=np.float32) + 0.5) / HOP)).astype(np.float32)[:, None]


class Stretch:
    """The state between two hops: the half of the last window that the next one covers."""

    def __init__(self) -> None:
        self._tail: np.ndarray | None = None
        self._goes_on: np.ndarray | None = None

    @property
    def is_ringing(self) -> bool:
        """Whether a window has begun whose end has not been heard."""
        return self._tail is not None

    def clear(self) -> None:
        """Forget what was heard: another sound begins."""
        self._tail = self._goes_on = None

    def hop(self, source: np.ndarray) -> np.ndarray:
        """The next `HOP` frames, from `NEED` frames of source (float32 (n, 2)) at the place that is due."""
        at = 0 if self._goes_on is None else _best(self._goes_on, source)
        first = source[at : at + HOP]
        out = first.copy() if self._tail is None else self._tail + first * _RISE
        second = source[at + HOP : at + 2 * HOP]
        self._tail = second * _RISE[::-1]
        self._goes_on = second
        return out

    def settle(self, source: np.ndarray) -> np.ndarray:
        """The last hop before plain sound: `source` of `HOP` frames, faded in from the window that rings."""
        out = source.copy() if self._tail is None else self._tail + source * _RISE
        self.clear()
        return out


def _best(wanted: np.ndarray, source: np.ndarray) -> int:
    """Where in the first `SEEK` frames of `source` sound continues like `wanted`."""
    goal, space = wanted.sum(axis=1), source[: HOP + SEEK].sum(axis=1)
    rough = _likeness(goal[::COARSE], space[::COARSE])
    near = int(np.argmax(rough)) * COARSE
    low, high = max(0, near - COARSE + 1), min(SEEK, near + COARSE - 1)
    return low + int(np.argmax(_likeness(goal, space[low : high + HOP])))


def _likeness(goal: np.ndarray, space: np.ndarray) -> np.ndarray:
    """Correlation of `goal` with every place of `space`, by the loudness there."""
    product = np.correlate(space, goal, mode="valid")
    power = np.concatenate(([0.0], np.cumsum(space.astype(np.float64) ** 2)))
    energy = power[len(goal) :] - power[: len(power) - len(goal)]
    return product / np.sqrt(energy[: len(product)] + 1e-9)
