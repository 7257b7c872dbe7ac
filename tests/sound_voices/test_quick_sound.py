"""The quick ways of the sound against plain arithmetic."""

import numpy as np
import pytest

from generators.safety.loudness import block_powers
from generators.sound import dsp
from generators.sound.mix.duck import Dip, ambience_curve
from generators.true_peak import highest_true_peak, true_peaks

NOISE = np.random.default_rng(3).standard_normal((30_000, 2)).astype(np.float32) * np.float32(0.2)


def test_the_highest_true_peak_is_the_largest_of_all():
    """Passing over quiet stretches finds the same peak, wherever it is, between blocks too."""
    for place in (5, 255, 256, 20_000, 29_999):
        sound = NOISE * np.float32(0.05)
        sound[place] += 0.5
        assert highest_true_peak(sound) == true_peaks(sound).max()
    assert highest_true_peak(NOISE[:0]) == 0.0


@pytest.mark.parametrize("length", [1, 700, 12_000, 29_000])
def test_a_room_cut_short_begins_like_the_whole(length: int):
    """The first frames of a room are the same samples whether the rest is asked for or not."""
    whole = dsp.room(NOISE, 0.5, 1.2, 0.4)
    np.testing.assert_array_equal(whole[:length], dsp.room(NOISE, 0.5, 1.2, 0.4, length=length))


def test_a_room_dies_by_its_time():
    """Sixty decibels after the reverberation time, and silent at its end."""
    click = np.zeros((480, 2), np.float32)
    click[0] = 1.0
    wet = dsp.room(click, 1.0, 1.0, 0.0, 0.0)
    power = (wet.astype(np.float64) ** 2).sum(axis=1)
    early, late = power[2_000:7_000].mean(), power[32_000:37_000].mean()
    assert 10 * np.log10(late / early) == pytest.approx(-37.5, abs=6.0)
    assert np.abs(wet[-1]).max() < 1e-4


def test_partials_are_the_sines_they_say():
    """Rung partials agree with sines and exponentials, for lengths that no lane divides too."""
    time = np.arange(10_001) / 48_000
    wanted = 0.5 * np.exp(-time / 0.1) * np.sin(2 * np.pi * 440 * time)
    wanted += 0.2 * np.exp(-time / 0.03) * np.sin(2 * np.pi * 3_111.5 * time)
    out = np.ones(len(time))
    dsp.ring(out, [440, 3_111.5], [0.5, 0.2], [0.1, 0.03])
    np.testing.assert_allclose(out, 1 + wanted, atol=1e-9)


def test_block_powers_follow_the_sound():
    """Every 0.4 s block is measured 0.1 s on: mono is one channel of it, a short sound is one block."""
    loud = NOISE * np.linspace(0.1, 1.0, len(NOISE), dtype=np.float32)[:, None]
    both = block_powers(loud)
    assert len(both) == 1 + (len(loud) - 19_200) // 4_800
    assert (np.diff(both) > 0).all()
    np.testing.assert_allclose(block_powers(loud[:, 0].copy()) + block_powers(loud[:, 1].copy()), both, rtol=1e-9)
    assert len(block_powers(loud[:100])) == 1


def test_a_ducked_bed_is_level_at_both_ends():
    """The curve has a value for every frame, is deepest under the line and exactly 1 at both ends of the part."""
    dip = Dip(begin=20_000, end=60_000, decibels=12.0)
    curve = ambience_curve((dip,), 100_000, 148_001)
    assert len(curve) == 148_001
    assert curve[0] == 1.0
    assert curve[100_000:].min() > 0.999
    assert 20 * np.log10(curve[40_000]) == pytest.approx(-12.0, abs=0.01)
