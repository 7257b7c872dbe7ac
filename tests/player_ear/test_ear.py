"""Listening: one utterance at a time, in a thread of its own; every way in which it may fail is told by its name."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from sounds import FakeMicrophone, clatter, noise, silence

from player.ear.ear import Ear, State
from player.ear.port import EarError, Heard, Heeded
from player.ear.utterance import LONGEST_SECONDS
from story_engine.time import SAMPLE_RATE


def speech(seconds=1.5):
    """Loud and broken, then quiet."""
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    voice = 0.1 * np.sin(2 * np.pi * 180.0 * at) * (np.sin(2 * np.pi * 4.0 * at) > -0.3)
    return np.concatenate([silence(0.5), voice.astype(np.float32), silence(2.0)])


class Hears:
    """A recogniser that always hears the same."""

    def __init__(self, text="let it snow", missing="", fails=""):
        self.text, self.missing, self.fails = text, missing, fails
        self.begun, self.lengths, self.closed = [], [], False
        self.gate = threading.Event()
        self.gate.set()

    def begin(self, heeded):
        self.begun.append(heeded)

    def hear(self, samples):
        self.gate.wait(5)
        self.lengths.append(len(samples) / SAMPLE_RATE)
        if self.fails:
            raise EarError(self.fails, name="recogniser_failed")
        return Heard(text=self.text, confidence=0.9)

    def close(self):
        self.closed = True


def outcome_of(ear, heeded=None):
    """Listen and wait for what came of it."""
    ear.begin(lambda: heeded or Heeded())
    return awaited(ear)


def awaited(ear):
    """What came of it."""
    for _ in range(2000):
        outcome = ear.take()
        if outcome is not None:
            return outcome
        time.sleep(0.005)
    raise AssertionError("nothing came of it")


def test_what_is_said_becomes_words():
    """The microphone is closed again, and the recogniser knew what to listen for."""
    hears, microphone = Hears(), FakeMicrophone(speech())
    ear = Ear(lambda: hears, lambda: microphone)
    heeded = Heeded(wishes="rules", options=("left", "right"))
    outcome = outcome_of(ear, heeded)
    assert (outcome.heard.text, outcome.trouble) == ("let it snow", "")
    assert hears.begun == [heeded]
    assert 2.0 < hears.lengths[0] < 4.0
    assert microphone.closed
    assert ear.state is State.IDLE
    ear.close()
    assert hears.closed


def test_nothing_is_loaded_or_opened_before_somebody_speaks():
    """A show without a spoken wish never knows that there is an ear."""
    ear = Ear(lambda: pytest.fail("loaded"), lambda: pytest.fail("opened"))
    assert ear.state is State.IDLE
    ear.close()


def test_without_a_recogniser_the_microphone_stays_closed():
    """It is told what is missing."""
    ear = Ear(lambda: Hears(missing="no recogniser: pip install …"), lambda: pytest.fail("opened"))
    assert outcome_of(ear).trouble == "recogniser"
    ear.close()


@pytest.mark.parametrize("name", ["microphone", "refused", "portaudio"])
def test_without_a_microphone_it_is_told(name):
    """There is none, or it may not be used."""
    ear = Ear(Hears, lambda: FakeMicrophone(silence(1.0), refuses=name))
    assert outcome_of(ear).trouble == name
    ear.close()


def test_a_microphone_that_goes_while_somebody_speaks_is_told_and_the_next_one_works():
    """Unplugged in the middle of a word; plugged in again."""
    microphones = [FakeMicrophone(speech(), lost_at=1.0), FakeMicrophone(speech())]
    ear = Ear(Hears, lambda: microphones.pop(0))
    first = microphones[0]
    assert outcome_of(ear).trouble == "lost"
    assert first.closed
    assert outcome_of(ear).heard.text == "let it snow"
    ear.close()


@pytest.mark.parametrize("sound", [silence(40.0), noise(30.0)], ids=["silence", "thirty seconds of noise"])
def test_nobody_speaks(sound):
    """Silence and a steady noise are nobody: the recogniser is not even asked."""
    hears = Hears()
    ear = Ear(lambda: hears, lambda: FakeMicrophone(sound))
    assert outcome_of(ear).trouble == "silence"
    assert hears.lengths == []
    ear.close()


def test_thirty_seconds_of_clatter_are_given_up():
    """No more than the longest utterance goes to the recogniser, which finds no words."""
    hears = Hears(text="")
    ear = Ear(lambda: hears, lambda: FakeMicrophone(clatter(30.0)))
    assert outcome_of(ear).trouble in {"no_words", "silence"}
    assert all(length <= LONGEST_SECONDS + 0.1 for length in hears.lengths)
    ear.close()


def test_a_recogniser_that_fails_is_told():
    """The process died, say."""
    ear = Ear(lambda: Hears(fails="it died"), lambda: FakeMicrophone(speech()))
    outcome = outcome_of(ear)
    assert (outcome.trouble, outcome.told) == ("recogniser_failed", "it died")
    ear.close()


def test_whatever_goes_wrong_the_line_does_not_stay():
    """A fault of ours ends listening as well."""

    def broken():
        raise RuntimeError("a fault")

    ear = Ear(broken, lambda: FakeMicrophone(speech()))
    assert outcome_of(ear).trouble == "recogniser_failed"
    assert ear.state is State.IDLE
    ear.close()


def test_the_viewer_ends_it():
    """The key is let go in the middle of a long sentence: what was said until then counts."""
    hears = Hears()
    paced = FakeMicrophone(speech(9.0))
    read = paced.read

    def slowly(seconds):
        time.sleep(0.004)
        return read(seconds)

    paced.read = slowly
    ear = Ear(lambda: hears, lambda: paced)
    ear.begin(Heeded)
    while ear.state is not State.LISTENING:
        time.sleep(0.002)
    time.sleep(0.4)
    ear.end()
    assert awaited(ear).heard.text == "let it snow"
    assert hears.lengths[0] < 9.0
    ear.close()


def test_what_was_cancelled_is_forgotten():
    """Nothing comes of it, also when the recogniser was at it already; the next utterance is heard."""
    hears = Hears()
    hears.gate.clear()
    ear = Ear(lambda: hears, lambda: FakeMicrophone(speech()))
    ear.begin(Heeded)
    while ear.state is not State.THINKING:
        time.sleep(0.002)
    ear.cancel()
    assert ear.state is State.IDLE
    hears.gate.set()
    assert outcome_of(ear).heard.text == "let it snow"
    assert len(hears.lengths) == 2
    assert ear.take() is None
    ear.close()
