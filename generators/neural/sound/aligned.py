"""When each word is spoken: by the attention that a speech network paid to its letters, or shared out by letters.

It knows numbers, no network.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

LONGEST_LEAP = 4
"""Letters that speech may pass over between two steps: silent ones, and those of a network that hurries."""
LEAST_ATTENTION = 1e-6

Times = tuple[tuple[int, int, str], ...]
"""(start, duration, word), in samples, one after another from 0 to the end."""


def shared_times(text: str, length: int) -> Times:
    """The length shared out by letters; an estimate, for captions and mouths."""
    words = text.split()
    letters = [len(word) + 1 for word in words]
    total = sum(letters) or 1
    return _between([length * sum(letters[:place]) // total for place in range(len(words))], words, length)


def attended_times(text: str, attention: NDArray[np.float32], firsts: list[int], length: int) -> Times:
    """Times by `attention` (heads, steps, letters), where word n begins with letter `firsts[n]`.

    Of the heads the one that is surest of its letter is believed. As `shared_times` where they do not fit together.
    """
    words = text.split()
    if not words or len(firsts) != len(words) or firsts[-1] >= attention.shape[2] or not attention.shape[1]:
        return shared_times(text, length)
    head = attention[int(attention.max(axis=2).mean(axis=1).argmax())]
    heard = spoken_letters(head)
    starts = [0, *(int(np.searchsorted(heard, first)) * length // len(heard) for first in firsts[1:])]
    return _between(starts, words, length)


def spoken_letters(attention: NDArray[np.float32]) -> NDArray[np.int64]:
    """For each step of `attention` (steps, letters) its letter, never going back: the likeliest such way through."""
    steps, letters = attention.shape
    gain = np.log(np.maximum(attention.astype(np.float64), LEAST_ATTENTION))
    best = np.full(letters, -np.inf)
    best[0] = gain[0, 0]
    came = np.zeros((steps, letters), np.int64)
    for step in range(1, steps):
        leaps = np.stack(
            [np.concatenate([np.full(leap, -np.inf), best[: letters - leap]]) for leap in range(LONGEST_LEAP + 1)]
        )
        came[step] = leaps.argmax(axis=0)
        best = leaps.max(axis=0) + gain[step]
    way = np.empty(steps, np.int64)
    way[-1] = int(best.argmax())
    for step in range(steps - 1, 0, -1):
        way[step - 1] = way[step] - came[step, way[step]]
    return way


def _between(starts: list[int], words: list[str], length: int) -> Times:
    edges = [*starts, length]
    return tuple((begin, end - begin, word) for (begin, end), word in zip(pairwise(edges), words, strict=True))
