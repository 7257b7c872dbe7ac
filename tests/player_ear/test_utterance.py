"""Where speech begins and ends: silence and noise are nobody, a sentence is over after its pause."""

from __future__ import annotations

import numpy as np
import pytest
from sounds import clatter, noise, silence

from player.ear.utterance import BEGIN_SECONDS, LONGEST_SECONDS, PAUSE_SECONDS, Utterance
from story_engine.time import SAMPLE_RATE


def syllables(seconds: float, level: float = 0.1) -> np.ndarray:
    """Something as loud and broken as speech: four bursts a second."""
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (level * np.sin(2 * np.pi * 180.0 * at) * (np.sin(2 * np.pi * 4.0 * at) > -0.3)).astype(np.float32)


def heard(sound: np.ndarray) -> tuple[Utterance, float]:
    """The utterance at its end, and when that was."""
    utterance = Utterance()
    for at in range(0, len(sound), 960):
        utterance.push(sound[at : at + 960])
        if utterance.is_over:
            break
    return utterance, utterance.seconds


def test_a_sentence_is_over_after_its_pause():
    """Half a second of room, two of speech, then silence."""
    utterance, at = heard(np.concatenate([silence(0.5), syllables(2.0) + silence(2.0), silence(4.0)]))
    assert utterance.is_speech
    assert at == pytest.approx(2.5 + PAUSE_SECONDS, abs=0.15)
    assert len(utterance.samples) == pytest.approx(at * SAMPLE_RATE, abs=1000)


def test_a_breath_between_two_words_ends_nothing():
    """Six tenths of a second of silence in the middle belong to the sentence."""
    sound = np.concatenate([silence(0.5), syllables(1.0) + silence(1.0), silence(0.6), syllables(1.0), silence(3.0)])
    assert heard(sound)[1] > 3.0


def test_silence_is_nobody():
    """Whoever says nothing for six seconds will not."""
    utterance, at = heard(silence(30.0))
    assert not utterance.is_speech
    assert at == pytest.approx(BEGIN_SECONDS, abs=0.05)


def test_a_steady_noise_is_nobody():
    """Thirty seconds of a loud fan: what is heard all the time is not speech."""
    utterance, at = heard(noise(30.0))
    assert not utterance.is_speech
    assert at == pytest.approx(BEGIN_SECONDS, abs=0.05)


def test_speech_over_a_noise_is_found():
    """Twenty decibels louder than the fan."""
    sound = noise(6.0, 0.008)
    sound[SAMPLE_RATE : 3 * SAMPLE_RATE] += syllables(2.0, 0.15)
    utterance, at = heard(sound)
    assert utterance.is_speech
    assert 3.0 < at < 4.5


def test_whatever_comes_it_ends():
    """Thirty seconds of clatter are given up in time."""
    assert heard(clatter(30.0))[1] <= LONGEST_SECONDS + 0.05


def test_a_click_is_nobody():
    """A tenth of a second of bang."""
    sound = silence(8.0)
    sound[48_000:52_000] += 0.5
    assert not heard(sound)[0].is_speech


def test_an_offset_of_a_cheap_sound_card_is_not_loud():
    """A constant in the signal is no sound."""
    assert not heard(silence(8.0) + np.float32(0.2))[0].is_speech


def test_the_level_is_between_nothing_and_full():
    """For the line on screen."""
    utterance = Utterance()
    utterance.push(silence(0.1))
    quiet = utterance.level
    utterance.push(syllables(0.1, 0.9))
    assert 0.0 <= quiet < 0.3 < utterance.level <= 1.0
