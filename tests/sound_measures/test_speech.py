"""How far lines stand above the bed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scored import part

from generators.sound.measure.speech import can_reckon, lines_heard
from generators.timed import TimedLine
from story_engine.time import SAMPLE_RATE


def _line(speech: str) -> TimedLine:
    return TimedLine(
        start=SAMPLE_RATE, duration=3 * SAMPLE_RATE, speaker="wren", text="Rain.", manner="speech", speech=speech
    )


def _stems(bed_level: float) -> dict[str, np.ndarray]:
    random = np.random.default_rng(3)
    frames = 9 * SAMPLE_RATE
    # Syllables of noise, four a second: what the measure takes for speech.
    time = np.arange(frames) / SAMPLE_RATE
    voice = random.standard_normal((frames, 2)) * (0.1 * (1 + np.sin(2 * np.pi * 4 * time)))[:, None]
    silence = np.zeros((frames, 2), np.float32)
    bed = random.standard_normal((frames, 2)) * bed_level
    return {
        "voices": voice.astype(np.float32),
        "music": bed.astype(np.float32),
        "ambience": silence,
        "effects": silence,
    }


def test_a_louder_bed_lowers_a_line_by_as_much() -> None:
    """Ten decibels more music are ten decibels less distance, and less intelligible."""
    assert can_reckon()
    timed = replace(part(), lines=(_line("key"),))
    (far,) = lines_heard(timed, _stems(0.005), 0.0, reckon=True)
    (near,) = lines_heard(timed, _stems(0.05), 0.0, reckon=True)
    assert far.over_bed_lu - near.over_bed_lu == pytest.approx(20.0, abs=0.2)
    assert far.intelligibility is not None
    assert near.intelligibility is not None
    assert far.intelligibility > near.intelligibility + 0.02


def test_a_murmured_line_is_not_held_for_speech() -> None:
    """Without a spoken sound a line counts as murmured and nothing is reckoned for it."""
    (heard,) = lines_heard(replace(part(), lines=(_line(""),)), _stems(0.01), 2.0, reckon=True)
    assert (heard.is_speech, heard.intelligibility, heard.at_seconds) == (False, None, 3.0)
