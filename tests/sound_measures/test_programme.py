"""Figures of a programme: each of them notices the fault it is for."""

from __future__ import annotations

import numpy as np
import pytest

from generators.sound.measure.programme import loudness_range, measure_programme, short_term
from story_engine.time import SAMPLE_RATE

SECONDS = 8


def _tone(level: float = 0.2) -> np.ndarray:
    time = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    mono = (level * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    noise = np.random.default_rng(1).standard_normal(len(mono)).astype(np.float32) * 0.0005
    return np.stack([mono + noise, mono + noise], axis=1)


def test_a_smooth_join_does_not_click() -> None:
    """Where nothing happens at a join, its second difference is that of its surroundings."""
    found = measure_programme(_tone(), (3 * SAMPLE_RATE,))
    assert [join.ratio < 1.5 for join in found.joins] == [True]


@pytest.mark.parametrize("step", [0.02, 0.1, -0.3])
def test_a_step_at_a_join_clicks(step: float) -> None:
    """Samples that jump at a join are told as a click, and only there."""
    samples = _tone()
    samples[3 * SAMPLE_RATE :] += np.float32(step)
    found = measure_programme(samples, (3 * SAMPLE_RATE, 5 * SAMPLE_RATE))
    assert [join.ratio > 2 for join in found.joins] == [True, False]


def test_digital_silence_is_measured_in_milliseconds() -> None:
    """The longest stretch without any sample counts, and its length is right."""
    samples = _tone()
    samples[SAMPLE_RATE : SAMPLE_RATE + 12_000] = 0.0
    assert measure_programme(samples, ()).longest_silence_ms == pytest.approx(250.0, abs=0.1)


def test_the_range_of_a_steady_tone_is_none_and_of_two_levels_their_distance() -> None:
    """Ten decibels between halves are about ten units of range."""
    samples = np.tile(_tone(), (4, 1))
    assert loudness_range(samples) < 0.2
    samples[: len(samples) // 2] *= np.float32(10 ** (-10 / 20))
    assert loudness_range(samples) == pytest.approx(10.0, abs=0.5)


def test_short_term_loudness_of_a_tone_is_its_level() -> None:
    """A 440 Hz tone of −14 dB peak in both channels reads about −14 LUFS in every window."""
    assert np.allclose(short_term(_tone(0.2)), -14.3, atol=0.5)


def test_channels_that_cancel_are_noticed() -> None:
    """A programme whose channels are each other's mirror loses far more than 3 dB in mono."""
    samples = _tone()
    assert abs(measure_programme(samples, ()).mono_loss_lu) < 0.1
    samples[:, 1] *= -1
    assert measure_programme(samples, ()).mono_loss_lu > 12
