"""The last gate of a part's sound: too loud is turned down, peaks are limited, what is beyond repair is refused.

What is within the limits goes through untouched, to the bit. It knows no part and nobody who made the sound.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from generators.errors import GeneratorError
from generators.media import Loudness
from generators.safety.loudness import measure
from generators.sound.dsp import decibels_to_gain
from generators.sound.mix.join import LOOK_AHEAD, limited

LOUDEST_LUFS = -10.0
"""A part may be as loud as this: the loudest of 1,488 parts of our own measured −10.9, a programme is −16."""
MOST_TURNED_DOWN = 6.0
"""Decibels by which a part that is too loud is turned down; what is louder still is no mix but a fault."""
HIGHEST_PEAK_DBTP = -1.0
LIMITED_TO = 10 ** (-1.2 / 20)
"""The limiter aims below the promise by what four-fold oversampling does not see."""


class TooLoud(GeneratorError):
    """A sound is beyond repair: far too loud, or no sound at all."""


@dataclass(frozen=True, slots=True)
class Gated:
    """What may be heard."""

    body: NDArray[np.float32]
    """(n, 2)."""
    tail: NDArray[np.float32]
    """(m, 2)."""
    loudness: Loudness
    """Of the body, with the gain that was applied to both."""


def gated(body: NDArray[np.float32], tail: NDArray[np.float32], *, at_any_cost: bool = False) -> Gated:
    """The part's sound within the limits; raises TooLoud unless it must be heard `at_any_cost`."""
    if not (np.isfinite(body).all() and np.isfinite(tail).all()):
        raise TooLoud("a sound holds what is no number")
    heard = measure(body)
    over = heard.integrated_lufs - LOUDEST_LUFS
    gain = 0.0
    if over > 0:
        if over > MOST_TURNED_DOWN and not at_any_cost:
            raise TooLoud(f"a sound of {heard.integrated_lufs} LUFS is {over:.1f} above the loudest there may be")
        gain = -math.ceil(over * 100) / 100
        body, tail = (sound * np.float32(decibels_to_gain(gain)) for sound in (body, tail))
        heard = measure(body)
    if heard.true_peak_dbtp > HIGHEST_PEAK_DBTP:
        whole = limited(body, LIMITED_TO)
        body = _level_at_ends(body, whole)
        heard = measure(body)
        if heard.true_peak_dbtp > HIGHEST_PEAK_DBTP:  # a blow in the very first or last moment
            body, heard = whole, measure(whole)
    return Gated(body, tail, replace(heard, gain_db=gain))


def _level_at_ends(before: NDArray[np.float32], after: NDArray[np.float32]) -> NDArray[np.float32]:
    """`after` that begins and ends as `before`, within 5 ms: its neighbours were not turned down with it."""
    edge = np.minimum(np.arange(len(before)), np.arange(len(before))[::-1])
    share = np.clip(edge / LOOK_AHEAD, 0.0, 1.0).astype(np.float32)[:, None]
    return (before + (after - before) * share).astype(np.float32)
