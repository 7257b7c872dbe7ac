"""Perceptual hashes: whether two pictures would be taken for the same one.

It knows pictures only. 64 bits: the signs of the 8×8 lowest waves of a 32×32 grey picture against their median.
"""

from __future__ import annotations

from itertools import combinations

import cv2
import numpy as np

Array = np.ndarray
SIDE, WAVES = 32, 8
APART_BITS = 12
"""Pictures at least so many bits apart are different pictures (issue 4)."""
LEAST_SPREAD = 9.0
"""Standard deviation of luma below which a picture is empty: even fog over snow has more."""


def perceptual_hash(bgr: Array) -> int:
    """64 bits of a uint8 BGR picture."""
    grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:WAVES, :WAVES].ravel()
    # The first wave is the mean brightness: it says nothing about what is shown.
    bits = low > np.median(low[1:])
    return int(sum(1 << index for index, bit in enumerate(bits) if bit))


def bits_apart(one: int, other: int) -> int:
    """Number of differing bits."""
    return (one ^ other).bit_count()


def apart_share(found: list[int]) -> float:
    """Share of all pairs that are at least `APART_BITS` apart; 1 for fewer than two."""
    pairs = [bits_apart(a, b) for a, b in combinations(found, 2)]
    return float(np.mean([bits >= APART_BITS for bits in pairs])) if pairs else 1.0


def is_empty(bgr: Array) -> bool:
    """Whether there is nothing to see."""
    return float(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY).std()) < LEAST_SPREAD
