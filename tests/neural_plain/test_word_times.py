"""Words in time, by a network's attention to letters or by letters alone."""

from __future__ import annotations

import numpy as np

from generators.neural.sound.aligned import attended_times, shared_times, spoken_letters

TEXT = "two people"
FIRSTS = [0, 4]
"""Letters: a space and three, a space and six."""


def _attention(way: list[int], letters: int = 11, sure: float = 0.8) -> np.ndarray:
    """A head that looks at letter `way[step]`."""
    head = np.full((len(way), letters), (1 - sure) / letters, np.float32)
    head[np.arange(len(way)), way] += sure
    return head


def test_words_begin_where_their_letters_are_attended():
    """A slow first word is as long as its share of the steps, whatever its letters."""
    way = [0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 7, 10]
    times = attended_times(TEXT, _attention(way)[None], FIRSTS, 1200)
    assert times == ((0, 800, "two"), (800, 400, "people"))


def test_the_surest_head_is_believed():
    """A head that looks everywhere says nothing."""
    way = [0, 2, 4, 6, 8, 10]
    vague = np.full((6, 11), 1 / 11, np.float32)
    assert attended_times(TEXT, np.stack([vague, _attention(way)]), FIRSTS, 600)[1] == (200, 400, "people")


def test_a_glance_back_does_not_turn_time_round():
    """One step at an earlier letter changes no order: letters only go on."""
    way = spoken_letters(_attention([0, 1, 2, 3, 1, 4, 5, 6]))
    assert (np.diff(way) >= 0).all()
    assert way[-1] == 6
    assert way[0] == 0


def test_what_does_not_fit_is_shared_out_by_letters():
    """Another number of words than of beginnings, or no steps: the estimate by letters, whole and in order."""
    plain = shared_times(TEXT, 1100)
    assert plain == ((0, 400, "two"), (400, 700, "people"))
    assert attended_times(TEXT, _attention([0, 1])[None], [0], 1100) == plain
    assert attended_times(TEXT, np.zeros((1, 0, 11), np.float32), FIRSTS, 1100) == plain
    assert attended_times(TEXT, _attention([0, 1], letters=3)[None], FIRSTS, 1100) == plain
    assert attended_times("", _attention([0])[None], [], 1100) == ()
