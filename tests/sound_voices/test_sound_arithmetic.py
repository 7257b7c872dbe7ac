"""Filters, resampling, room, compression and loudness."""

from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest

from generators.sound import dsp
from story_engine.time import SAMPLE_RATE


def tone(hertz: float, seconds: float = 1.0, level: float = 0.3) -> np.ndarray:
    """A sine."""
    places = np.arange(int(seconds * SAMPLE_RATE))
    return (level * np.sin(2 * np.pi * hertz * places / SAMPLE_RATE)).astype(np.float32)


def test_loudness_agrees_with_pyloudnorm() -> None:
    """Our gated loudness is the reference's, mono and stereo, within a tenth of a unit."""
    random = np.random.Generator(np.random.PCG64(1))
    noise = (0.1 * random.standard_normal((3 * SAMPLE_RATE, 2))).astype(np.float32)
    meter = pyloudnorm.Meter(SAMPLE_RATE)

    for sound in (noise, noise[:, 0], tone(997, 2.0)):
        assert dsp.loudness(sound) == pytest.approx(meter.integrated_loudness(sound.astype(np.float64)), abs=0.1)


def test_filters_pass_and_stop() -> None:
    """A high-pass keeps a high tone and removes a low one."""
    kept = dsp.filtered(tone(4000), dsp.high_pass(1000))
    stopped = dsp.filtered(tone(50), dsp.high_pass(1000))

    assert np.abs(kept[4800:]).max() == pytest.approx(0.3, rel=0.02)
    assert np.abs(stopped[4800:]).max() < 0.003


def test_resampling_keeps_a_tone_clean() -> None:
    """16 kHz to 48 kHz triples the samples and leaves no image above −70 dB."""
    low = (0.3 * np.sin(2 * np.pi * 1000 * np.arange(16_000) / 16_000)).astype(np.float32)
    high = dsp.resampled(low, 3.0)

    spectrum = np.abs(np.fft.rfft(high[4800:-4800] * np.blackman(len(high) - 9600)))
    bins = np.fft.rfftfreq(len(high) - 9600, 1 / SAMPLE_RATE)
    assert len(high) == 48_000
    assert spectrum[bins > 8000].max() < spectrum.max() * 3e-4


def test_a_room_rings_for_its_time_and_no_longer() -> None:
    """Sixty decibels after `rt60` the room is quiet, and both ears hear different things."""
    click = np.zeros(4800, np.float32)
    click[10] = 1.0
    wet = dsp.room(click, 0.5)

    early = float(np.sqrt(np.mean(wet[2400:7200] ** 2)))
    late = float(np.sqrt(np.mean(wet[22_000:24_000] ** 2)))
    assert 0 < late < early * 0.02
    assert abs(np.corrcoef(wet[:, 0], wet[:, 1])[0, 1]) < 0.5


def test_levelling_reaches_its_target_and_respects_the_ceiling() -> None:
    """A quiet tone is raised to the target; a peaky sound stops at the ceiling."""
    assert dsp.loudness(dsp.levelled(tone(500, 2.0, 0.01), -18.0)) == pytest.approx(-18.0, abs=0.2)
    peaky = tone(500, 2.0, 0.001)
    peaky[1000] = 0.9
    assert float(np.abs(dsp.levelled(peaky, -18.0)).max()) <= 0.891
