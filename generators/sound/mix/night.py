"""Night mode: what is loud made softer, what is soft a little louder, deep bass held back; speech stays clear.

It knows a stream of finished sound, no part and no bus. It adds no delay: it looks ahead into what the caller already
has. Off, it touches nothing.

Three stages, each a known one. A leveller follows the loudness (BS.1770 weighting) along a curve in the manner of the
dynamic-range profiles of AC-3 ("film standard": a band that is left alone, cut above, a bounded boost below), in the
log domain with the gain smoothed after the curve, fast down and slow up (Giannoulis, Massberg and Reiss, "Digital
dynamic range compressor design", JAES 60(6), 2012, §2.3: no lag in the release, no overshoot in the middle). A shelf
(RBJ cookbook) holds the bass back, which goes through walls. A look-ahead compressor with the soft knee of that paper
(equation 4) rounds what still sticks out, and holds every sample below a ceiling.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from generators.compiled import compiled
from generators.safety.loudness import K_WEIGHTING
from generators.sound.dsp import low_shelf, peak
from story_engine.time import SAMPLE_RATE, MediaTime, from_seconds

Stereo = NDArray[np.float32]

LOOK_AHEAD = 240
"""5 ms: gain begins to fall this long before what it falls for."""
TURNING: MediaTime = from_seconds(0.3)
"""How long it takes to come and to go."""
BASS_HERTZ, BASS_DECIBELS = 130.0, -9.0
"""Below this the shelf holds back; half of it is gone an octave above the middle of what a house carries."""
CLEAR_HERTZ, CLEAR_DECIBELS, CLEAR_Q = 2600.0, 1.5, 0.8
"""A small lift where consonants are: played softly, they are the first to be lost."""
MEAN_SECONDS = 0.25
"""Loudness is the mean over this: a syllable, not a wave."""
DOWN_SECONDS, UP_SECONDS = 0.08, 1.6
"""The leveller gives way faster than one notices, and comes back slower than a pause lasts: nothing pumps."""
MIDDLE_LUFS, LOWERED = -16.0, -0.8
"""A programme's loudness, and the decibels that it loses in the leveller; rounding peaks costs it three more."""
RATIO = 2.4
"""Above and below the middle so many decibels become one."""
MOST_BOOST = 6.0
"""Decibels by which soft things are raised at most."""
STILL_LUFS, SILENT_LUFS = -38.0, -52.0
"""Below the first what is soft is meant to be: the boost goes, and is gone at the second. Silence is never raised."""
KNEE_DECIBELS, WIDTH_DECIBELS, SLOPE = -12.0, 8.0, 0.25
"""Where peaks are rounded, over how many decibels the curve bends, and what is left of each decibel above."""
CEILING_DECIBELS = -8.0
"""No sample is higher; a true peak between samples by 2 dB at most."""
RELEASE_SECONDS = 0.15
STEP = 48
"""Frames between two looks at the curve: 1 ms."""
COLOUR = np.concatenate([low_shelf(BASS_HERTZ, BASS_DECIBELS), peak(CLEAR_HERTZ, CLEAR_DECIBELS, CLEAR_Q)])
"""(2, 6): what is held back and what is lifted."""
_SECTIONS = np.concatenate([K_WEIGHTING, COLOUR])
"""(4, 6): two sections that weight what is measured, two that colour what is heard."""
_CURVE = np.array(
    [MIDDLE_LUFS, LOWERED, 1.0 - 1.0 / RATIO, MOST_BOOST, STILL_LUFS, SILENT_LUFS, KNEE_DECIBELS, WIDTH_DECIBELS,
     1.0 - SLOPE, 10 ** (CEILING_DECIBELS / 20)]
)  # fmt: skip
_PACES = np.array(
    [1.0 - math.exp(-1.0 / (seconds * SAMPLE_RATE)) for seconds in (MEAN_SECONDS, DOWN_SECONDS, UP_SECONDS)]
    + [math.exp(-1.0 / (RELEASE_SECONDS * SAMPLE_RATE))]
)
_MEMORY = 2 * 2 * len(_SECTIONS)
"""Two values for each section of each channel."""


class Night:
    """The state of one listening: `quieten` block after block, each with what comes next."""

    def __init__(self, *, on: bool = False) -> None:
        self.on = on
        """Whether it is wanted; it comes and goes over `TURNING`."""
        self._share = 1.0 if on else 0.0
        self._memory, self._held = np.zeros(_MEMORY + 5), np.ones(LOOK_AHEAD)
        self._begin()

    @property
    def is_idle(self) -> bool:
        """Whether what is heard is untouched, to the last bit."""
        return not self.on and self._share == 0.0

    def _begin(self) -> None:
        self._memory[:] = 0.0
        self._memory[_MEMORY] = 10 ** ((MIDDLE_LUFS + 0.691) / 10)
        self._memory[_MEMORY + 1] = self._memory[_MEMORY + 2] = LOWERED
        self._memory[_MEMORY + 4] = 1.0
        self._held[:] = 1.0

    def quieten(self, sound: Stereo, ahead: Stereo) -> None:
        """Make `sound` (n, 2) fit for the night, in place; `ahead` (m, 2) is what follows, at best `LOOK_AHEAD` long.

        What is done to a frame does not depend on how the stream is cut into blocks.
        """
        if self.is_idle or not len(sound):
            return
        if self._share == 0.0:
            self._begin()
        whole = np.concatenate([np.asarray(sound, np.float32), np.asarray(ahead[:LOOK_AHEAD], np.float32)])
        made, wanted = np.empty_like(whole), np.empty(len(whole))
        step = 1.0 / TURNING if self.on else -1.0 / TURNING
        kept, queue = np.empty_like(self._memory), np.empty(len(whole) + 1, np.int64)
        _level(whole, len(sound), made, wanted, _SECTIONS, _CURVE, _PACES, self._memory, kept)
        _round(made, len(sound), wanted, self._held, self._memory[_MEMORY + 4 :], queue, _PACES[3])
        if self.on and self._share == 1.0:
            sound[:] = made[: len(sound)]
            return
        share = np.clip(self._share + step * np.arange(1, len(sound) + 1), 0.0, 1.0)
        self._share = float(share[-1])
        sound += (made[: len(sound)] - sound) * share[:, None].astype(np.float32)


def nightly(pieces: Iterable[Stereo]) -> Iterator[Stereo]:
    """`pieces` of a programme fit for the night, one by one: each is given when the one after it is known."""
    night = Night(on=True)
    before: Stereo | None = None
    for piece in pieces:
        if before is not None:
            night.quieten(before, piece)
            yield before
        before = piece.copy()
    if before is not None:
        night.quieten(before, before[:0])
        yield before


@compiled
def _level(whole, count, made, wanted, sections, curve, paces, memory, kept):
    """Weight, measure, level and colour `whole` into `made`; `wanted`: what each frame's peak may keep.

    memory: filters (two values a section and channel), mean power, gain and its aim in decibels, frames since the last
    look. What is kept of it is its state after `count` frames: the rest was only a look ahead.
    """
    half = len(sections)
    middle, lowered, slope, boost = curve[0], curve[1], curve[2], curve[3]
    still, silent = curve[4], curve[5]
    knee, width, cut, ceiling = curve[6], curve[7], curve[8], curve[9]
    place = 4 * half
    for i in range(len(whole)):
        if i == count:
            for k in range(len(memory)):
                kept[k] = memory[k]
        power, high = 0.0, 0.0
        for c in range(2):
            weighed = float(whole[i, c])
            for s in range(half):
                at = 2 * (c * half + s)
                x = weighed if s != 2 else float(whole[i, c])
                y = sections[s, 0] * x + memory[at]
                memory[at] = sections[s, 1] * x - sections[s, 4] * y + memory[at + 1]
                memory[at + 1] = sections[s, 2] * x - sections[s, 5] * y
                weighed = y
                if s == 1:
                    power += y * y
            made[i, c] = weighed
            high = max(high, abs(weighed))
        memory[place] += paces[0] * (power - memory[place])
        if memory[place + 3] <= 0.0:
            memory[place + 3] = STEP
            loud = -0.691 + 10.0 * math.log10(max(memory[place], 1e-12))
            more = min(slope * (middle - loud), boost - lowered)
            if loud < still and more > 0.0:
                more *= max(0.0, (loud - silent) / (still - silent))
            memory[place + 2] = lowered + more
        memory[place + 3] -= 1.0
        aim, gain = memory[place + 2], memory[place + 1]
        gain += (paces[1] if aim < gain else paces[2]) * (aim - gain)
        memory[place + 1] = gain
        factor = 10.0 ** (gain / 20.0)
        made[i, 0] *= factor
        made[i, 1] *= factor
        high *= factor
        keeps = 1.0
        if high > 0.01:
            over = 20.0 * math.log10(high) - knee
            if 2.0 * over > width:
                keeps = 10.0 ** (-cut * over / 20.0)
            elif 2.0 * over > -width:
                keeps = 10.0 ** (-cut * (over + width / 2.0) ** 2 / (2.0 * width) / 20.0)
            keeps = min(keeps, ceiling / high)
        wanted[i] = keeps
    if count < len(whole):
        for k in range(len(memory)):
            memory[k] = kept[k]


@compiled
def _round(made, count, wanted, held, gains, queue, release):
    """Multiply the first `count` frames of `made` by the least that is wanted over the look-ahead, smoothed.

    held: the gains before, oldest first; gains (1,): the last one. The mean over the look-ahead of what never exceeds
    what is wanted within it cannot exceed it either.
    """
    ahead = len(held)
    gain = gains[0]
    head, tail, coming, place = 0, 0, 0, 0
    total = 0.0
    for k in range(ahead):
        total += held[k]
    for i in range(count):
        while coming < len(wanted) and coming < i + ahead:
            while tail > head and wanted[queue[tail - 1]] >= wanted[coming]:
                tail -= 1
            queue[tail] = coming
            tail += 1
            coming += 1
        while queue[head] < i:
            head += 1
        gain = min(wanted[queue[head]], 1.0 - (1.0 - gain) * release)
        total += gain - held[place]
        held[place] = gain
        place += 1
        if place == ahead:
            place = 0
            total = 0.0
            for k in range(ahead):
                total += held[k]
        factor = min(total / ahead, wanted[i])
        made[i, 0] *= factor
        made[i, 1] *= factor
    gains[0] = gain
    for begin, end in ((0, place), (place, ahead), (0, ahead)):
        for k in range((end - begin) // 2):
            held[begin + k], held[end - 1 - k] = held[end - 1 - k], held[begin + k]
