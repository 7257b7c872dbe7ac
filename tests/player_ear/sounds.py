"""What a microphone of the tests hears: our own voices, silence and noises, without a device."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from player.ear.port import EarError
from story_engine.time import SAMPLE_RATE


def silence(seconds: float) -> np.ndarray:
    """A quiet room: −66 dBFS of noise."""
    return (np.random.default_rng(3).normal(0.0, 0.0005, round(seconds * SAMPLE_RATE))).astype(np.float32)


def noise(seconds: float, level: float = 0.1) -> np.ndarray:
    """A fan beside the microphone."""
    return np.random.default_rng(5).normal(0.0, level, round(seconds * SAMPLE_RATE)).astype(np.float32)


def clatter(seconds: float) -> np.ndarray:
    """Knocks and scraping of every length: loud and quiet without a word."""
    dice = np.random.default_rng(7)
    sound, at = silence(seconds), 0
    while at < len(sound):
        length = int(dice.integers(500, 12_000))
        piece = sound[at : at + length]
        piece += dice.normal(0.0, dice.uniform(0.02, 0.3), len(piece)).astype(np.float32)
        at += length + int(dice.integers(1_000, 20_000))
    return sound


class Speaker:
    """Our own narrator in a quiet room, half a second before a text and a second after it."""

    def __init__(self, store: Path) -> None:
        from generators.sound.voices.box import VoiceBox

        self._box = VoiceBox(store)

    def said(self, text: str) -> np.ndarray:
        """`text`, mono float32 at 48 kHz."""
        from generators.sound.voices.store import load_speech
        from story_engine.plan import Line

        spoken = self._box.speak(Line(text=text, speaker=""), "narrator", "en")
        sound = load_speech(self._box.store, spoken.key)
        whole = silence(1.5 + len(sound) / SAMPLE_RATE)
        at = round(0.5 * SAMPLE_RATE)
        whole[at : at + len(sound)] += 0.3 * sound
        return whole

    def close(self) -> None:
        """End the voices."""
        self._box.close()


class FakeMicrophone:
    """Plays what it was given in blocks of 20 ms as fast as it is read, then a quiet room; may break or be refused."""

    opened = 0

    def __init__(self, sound: np.ndarray, *, refuses: str = "", lost_at: float = float("inf")) -> None:
        self._sound, self._refuses, self._lost_at = sound, refuses, lost_at
        self._at = 0
        self.closed = False

    def start(self) -> None:
        """Open, or be refused."""
        if self._refuses:
            raise EarError("refused by the test", name=self._refuses)
        FakeMicrophone.opened += 1

    def read(self, seconds: float) -> np.ndarray:
        """The next block."""
        if self._at >= self._lost_at * SAMPLE_RATE:
            raise EarError("unplugged by the test", name="lost")
        block = self._sound[self._at : self._at + 960]
        self._at += 960
        return block if len(block) else silence(0.02)

    def close(self) -> None:
        """Let go."""
        self.closed = True
