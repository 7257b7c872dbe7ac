"""A hand on the fader: brings a programme whose balance somebody has changed back to its loudness, too slowly to hear.

It knows what is heard, limiter included, no part and no plan. Where nobody has changed anything it does nothing.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from generators.safety.loudness import HOP_SECONDS, block_powers, gated
from story_engine.time import SAMPLE_RATE

Stereo = NDArray[np.float32]

TARGET_LUFS = -16.0
BELIEVED_SECONDS = 15.0
"""The mix is believed to be right for this long before what is heard says otherwise: one loud line moves nothing."""
REMEMBERED_SECONDS = 600.0
"""The promise is for ten minutes."""
AT_PEACE = 0.3
"""Decibels beside the target that are left alone."""
REACH = 9.0
"""Decibels that it moves at most: a programme further off is meant to be."""
A_SECOND = 0.1
"""Decibels a second: ten seconds for the least step that is heard."""


class Rider:
    """One for a whole sitting: seeks and new mixers go on with it."""

    def __init__(self) -> None:
        self._decibels = 0.0
        self._mean = 0.0
        """Of what it added to the sound that was turned last."""
        self._blocks: deque[float] = deque(maxlen=round(REMEMBERED_SECONDS / HOP_SECONDS))
        self._believed = np.full(round(BELIEVED_SECONDS / HOP_SECONDS), 10 ** ((TARGET_LUFS + 0.691) / 10))

    @property
    def decibels(self) -> float:
        """What it adds now."""
        return self._decibels

    def ride(self, sound: Stereo, weighed: bool) -> None:
        """Turn `sound` (n, 2), which follows what came before, up or down in place.

        Where it is not `weighed` by a viewer's balance any more, go back to where nothing is changed, as slowly.
        """
        if not len(sound) or not (weighed or self._decibels):
            return
        wanted = 0.0
        if weighed:
            off = TARGET_LUFS - gated(np.concatenate([self._believed, np.array(self._blocks)]))
            wanted = float(np.clip(np.sign(off) * max(0.0, abs(off) - AT_PEACE), -REACH, REACH))
        most = A_SECOND * len(sound) / SAMPLE_RATE
        before = self._decibels
        self._decibels += float(np.clip(wanted - before, -most, most))
        if before or self._decibels:
            curve = np.linspace(before, self._decibels, len(sound), endpoint=False, dtype=np.float32)
            sound *= (10 ** (curve / 20))[:, None]
        self._mean = (before + self._decibels) / 2

    def hear(self, sound: Stereo, weighed: bool) -> None:
        """What became of the sound that was turned last, after the limiter: how loud it would be without turning."""
        if weighed and len(sound):
            self._blocks.extend(block_powers(sound) / 10 ** (self._mean / 10))
