"""Joining parts: adds what rings over from earlier parts and keeps true peaks below −1 dBTP.

The live player and `render` use it alike. It has no delay: as many frames come out as go in, at once, so
picture and sound stay exact; it looks ahead inside what it is given. Parts follow each other without a seam unless
somebody leaps: then the place that is left dies away under what comes (`leap`).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from generators.compiled import compiled
from generators.sound.mix.leap import REMEMBERED, cross, is_leap
from generators.sound.mix.rider import Rider
from generators.true_peak import true_peaks
from story_engine.time import SAMPLE_RATE

CEILING = 10 ** (-1.7 / 20)
"""−1.7 dBTP: below the promise of −1 by what four-fold oversampling does not see (0.2 dB) and by what a film's AAC
adds to a peak (0.45 dB at 192 kb/s, measured at the sharpest blow of five minutes)."""
LOOK_AHEAD = 240
"""5 ms: the limiter begins to give way this long before a peak."""
RELEASE_SECONDS = 0.12
QUIET = 0.6
"""Blocks whose samples stay below this cannot have true peaks above the ceiling worth computing."""


class JoinMixer:
    """Streams bodies and tails into one limited programme; one object per listening."""

    def __init__(self, rider: Rider | None = None) -> None:
        """`rider` holds a programme to its loudness whose balance a viewer has changed; its own unless given."""
        self._rider = rider or Rider()
        self._ringing = np.zeros((0, 2), np.float32)
        self._before = np.zeros((0, 2), np.float32)
        self._held = np.ones(LOOK_AHEAD, np.float64)
        self._gain = 1.0

    def push(
        self, body: NDArray[np.float32], tail: NDArray[np.float32], *, weighed: bool = False
    ) -> NDArray[np.float32]:
        """The sound to play for `body`, float32 (n, 2), with earlier tails in it; keeps `tail` for later.

        `weighed`: a viewer's balance has changed it, so it may not be as loud as it was mixed.
        """
        out = np.array(body, np.float32)
        count = min(len(out), len(self._ringing))
        out[:count] += self._ringing[:count]
        rest = self._ringing[count:]
        ringing = np.zeros((max(len(rest), len(tail)), 2), np.float32)
        ringing[: len(rest)] += rest
        ringing[: len(tail)] += tail
        self._ringing = ringing
        if is_leap(self._before, out):
            cross(self._before, out)
        self._before = np.concatenate([self._before, out[-REMEMBERED:]])[-REMEMBERED:]
        self._rider.ride(out, weighed)
        heard = self._limited(out)
        self._rider.hear(heard, weighed)
        return heard

    def _limited(self, out: NDArray[np.float32]) -> NDArray[np.float32]:
        if not len(out):
            return out
        wanted = _wanted_gain(out)
        if self._gain > 0.9999 and wanted is None and float(self._held.min()) > 0.9999:
            return out
        if wanted is None:
            wanted = np.ones(len(out))
        gain, last = np.empty(len(out)), np.array([self._gain])
        queue = np.empty(len(out) + 1, np.int64)
        _smooth(wanted, gain, last, self._held, queue, math.exp(-1 / (RELEASE_SECONDS * SAMPLE_RATE)))
        self._gain = float(last[0])
        return (out * gain[:, None]).astype(np.float32)


def limited(sound: NDArray[np.float32], ceiling: float) -> NDArray[np.float32]:
    """`sound` (n, 2) by itself, with its true peaks at `ceiling` at most; itself where they are."""
    wanted = _wanted_gain(sound, ceiling)
    if wanted is None:
        return sound
    gain, queue = np.empty(len(sound)), np.empty(len(sound) + 1, np.int64)
    release = math.exp(-1 / (RELEASE_SECONDS * SAMPLE_RATE))
    _smooth(wanted, gain, np.array([1.0]), np.ones(LOOK_AHEAD, np.float64), queue, release)
    return (sound * gain[:, None]).astype(np.float32)


def _wanted_gain(samples: NDArray[np.float32], ceiling: float = CEILING) -> NDArray[np.float64] | None:
    """The gain each frame needs, or None when all are quiet enough."""
    coarse = np.abs(samples).max()
    if coarse < QUIET:
        return None
    peaks = true_peaks(samples)
    if peaks.max() <= ceiling:
        return None
    # A peak between two frames needs both to give way.
    spread = np.maximum(peaks, np.maximum(np.append(peaks[1:], 0.0), np.append(0.0, peaks[:-1])))
    return np.minimum(1.0, ceiling / np.maximum(spread, 1e-9))


@compiled
def _smooth(wanted, out, last, held, queue, release):
    """Look-ahead minimum, slow release, then the mean over the look-ahead: never above `wanted`.

    last (1,) and held: the gain and the gains before it, carried from call to call; queue: room, one longer than `out`.
    """
    count, ahead = len(wanted), len(held)
    gain = last[0]
    head, tail = 0, 0
    coming = 0
    place = 0
    total = held.sum()
    first = True
    for i in range(count):
        while coming < count and coming < i + ahead:
            while tail > head and wanted[queue[tail - 1]] >= wanted[coming]:
                tail -= 1
            queue[tail] = coming
            tail += 1
            coming += 1
        while queue[head] < i:
            head += 1
        low = wanted[queue[head]]
        gain = min(low, 1.0 - (1.0 - gain) * release)
        if first:
            # What the earlier parts could not foresee gives way at once.
            for k in range(ahead):
                held[k] = min(held[k], gain) if low < 1.0 else held[k]
            total = held.sum()
            first = False
        total += gain - held[place]
        held[place] = gain
        place += 1
        if place == ahead:
            place = 0
            total = held.sum()
        out[i] = min(total / ahead, wanted[i])
    last[0] = gain
    _turn(held, place)


@compiled
def _turn(values, first):
    """`values` so that the one at `first` becomes the first, in place: three reversals."""
    count = len(values)
    for begin, end in ((0, first), (first, count), (0, count)):
        for k in range((end - begin) // 2):
            values[begin + k], values[end - 1 - k] = values[end - 1 - k], values[begin + k]
