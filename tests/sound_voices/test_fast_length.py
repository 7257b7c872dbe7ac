"""Lengths that a Fourier transform takes quickly."""

from __future__ import annotations

import pytest

from generators.sound.dsp import fast_length


def _is_smooth(number: int) -> bool:
    for factor in (2, 3, 5):
        while number % factor == 0:
            number //= factor
    return number == 1


@pytest.mark.parametrize("least", [1, 2, 7, 64, 97, 1001, 46_657, 480_001])
def test_a_fast_length_is_the_next_number_of_small_factors(least: int) -> None:
    """It has no prime factor above five, and no smaller number above the least has none either."""
    found = fast_length(least)
    assert found >= least
    assert _is_smooth(found)
    assert not any(_is_smooth(number) for number in range(least, found))
