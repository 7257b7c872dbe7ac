"""Leaps: where somebody skips, the place that is left dies away under what comes, instead of stopping.

It knows two sounds that meet, not why. A course that runs on never breaks: there nothing is touched.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from story_engine.rng import generator
from story_engine.time import MediaTime, from_seconds

Stereo = NDArray[np.float32]

REMEMBERED: MediaTime = from_seconds(0.5)
"""How much of what was heard last is looked at: its quietest moment is the place alone, between words and notes."""
MOMENT: MediaTime = from_seconds(0.05)
CROSSING: MediaTime = from_seconds(0.1)
"""What was left goes on this long, backwards and upside down from its end: nobody hears that, and neither its level
nor its slope steps (only backwards, the slope of a low note turned at once: a click)."""
DYING: MediaTime = from_seconds(0.7)
"""Its place is heard this long under the next, as long as a scene takes to fade in: one place over a leap stays one."""
AROUND: MediaTime = from_seconds(0.05)
"""What a seam is compared with on each side."""
SEAM = 1.3
"""A join that bends this many times more sharply than all around it would click."""
FAINT = 4.0 / 32768
"""A bend below this is not heard, whatever is around it."""
HOLE = 0.4
"""A place of which less than this is left (8 dB) at once has ended; one that goes on is never softer than itself."""
SOFTEST = 2e-4
"""Root mean square (−74 dB) below which there is no place to miss."""


def is_leap(before: Stereo, after: Stereo) -> bool:
    """Whether `after` does not go on where `before` ends: the seam would click, or the place is gone."""
    if len(before) < AROUND or len(after) < AROUND:
        return False
    return _bends(before[-AROUND:], after[:AROUND]) or _is_gone(before, after)


def cross(before: Stereo, after: Stereo) -> None:
    """Let `after` rise, in place, while what was heard `before` goes on, turned about its end, and its place dies."""
    count = min(len(before) - 1, len(after), CROSSING)
    fall = _falling(count)
    place = _going_on(before)
    after[:count] *= 1.0 - fall
    after[:count] += (2.0 * before[-1] - before[-2 : -2 - count : -1]) * fall
    length = min(len(after), len(place))
    under = _falling(DYING)[:length].copy()
    under[:count] *= np.sqrt(1.0 - fall**2)
    after[:length] += place[:length] * under


def _bends(before: Stereo, after: Stereo) -> bool:
    """Whether the two meet in a seam that would click."""
    bends = np.abs(np.diff(np.concatenate([before, after]), n=2, axis=0)).max(axis=1)
    seam = slice(len(before) - 2, len(before))
    around = max(float(bends[: seam.start].max()), float(bends[seam.stop :].max()), FAINT)
    return float(bends[seam].max()) > SEAM * around


def _is_gone(before: Stereo, after: Stereo) -> bool:
    """Whether even the quietest moment before was much louder than what comes first."""
    if len(before) < REMEMBERED or len(after) < MOMENT:
        return False
    quietest = min(_level(moment) for moment in _moments(before))
    return quietest > SOFTEST and _level(after[:MOMENT]) < HOLE * quietest


def _going_on(before: Stereo) -> Stereo:
    """The place as it was heard in the quietest moment of `before`, going on for `DYING`: (DYING, 2).

    A moment's spectrum with phases thrown anew is a sound without end of the same colour, width and level.
    """
    moment = min(_moments(before), key=_level)
    size = 1 << (DYING + len(moment)).bit_length()
    spectrum = np.fft.rfft(moment * np.hanning(len(moment))[:, None], size, axis=0)
    turn = generator(0, "leap").uniform(0.0, 2.0 * np.pi, len(spectrum))
    endless = np.fft.irfft(spectrum * np.exp(1j * turn)[:, None], size, axis=0)[:DYING]
    found: Stereo = (endless * (_level(moment) / max(_level(endless), 1e-9))).astype(np.float32)
    return found


def _moments(before: Stereo) -> list[Stereo]:
    count = len(before) // MOMENT
    return [before[len(before) - (back + 1) * MOMENT :][:MOMENT] for back in range(count)] or [before]


def _falling(count: MediaTime) -> NDArray[np.float32]:
    """From 1 to 0 without a corner, (count, 1)."""
    return (0.5 + 0.5 * np.cos(np.pi * np.arange(count, dtype=np.float32) / max(count, 1)))[:, None]


def _level(samples: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
