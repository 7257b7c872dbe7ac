"""What every speech engine gives and takes: a sentence in, sound with its segments out; and who speaks for a voice.

It knows no engine's interface, no process and no store.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from generators.errors import VoiceError

if TYPE_CHECKING:  # the voices' files are read by the director, never by the voice process
    from generators.sound.voices.cast import Voice
    from generators.sound.voices.messages import SpeechRecipe

FLITE, ESPEAK = "flite", "espeak-ng"
FLITE_VOICES = ("rms", "awb", "slt", "kal16")
"""flite's English voices at 16 kHz, the clearest first."""
REMEDIES = {
    FLITE: "install it with `apt-get install flite`",
    ESPEAK: "install it with `pip install 'evershow[voices]'`",
}
"""What helps when an engine is missing."""
UNTIL_THEN = "until then the cast murmurs and captions are shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One speech sound of a sentence; times in seconds from the sentence's first sample."""

    phone: str
    """ARPAbet, lower case, as flite names it; "pau" is a pause."""
    begin: float
    end: float
    stress: int
    token: int
    """Number of the blank-separated token it belongs to; −1 for a pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What an engine made of a sentence."""

    samples: NDArray[np.float32]
    segments: tuple[Segment, ...]
    shift_left: float = 0.0
    """Octaves by which the engine could not move the pitch."""
    reach_left: float = 1.0
    """Liveliness of the melody that the engine could not give."""


class Engine(Protocol):
    """What speaks a sentence: flite, espeak-ng, or a fake in tests."""

    rate: int
    """Samples a second."""

    def speak(
        self, text: str, voice: str, *, stretch: float, pitch: float = 1.0, reach: float = 1.0, language: str = "en"
    ) -> Sentence:
        """One sentence; `stretch` lengthens it, `pitch` and `reach` factor its pitch and melody. Raises VoiceError."""
        ...


def is_english(language: str) -> bool:
    """Whether `language` is a kind of English; "" is the author's, which is English."""
    return language.lower().partition("-")[0] in ("", "en")


def who_speaks(voice: Voice, language: str, found: frozenset[str]) -> tuple[str, SpeechRecipe]:
    """The engine that speaks `language` for `voice` and its recipe; raises VoiceError with the remedy.

    English is spoken by the flite voice that the character was given; espeak-ng speaks everything else, English where
    flite is missing, and those voices that ask for it.
    """
    if is_english(language):
        if voice.speech.engine_voice in FLITE_VOICES and FLITE in found:
            return FLITE, voice.speech
        if ESPEAK in found:
            return ESPEAK, voice.espeak
        if FLITE in found:
            return FLITE, replace(voice.speech, engine_voice=FLITE_VOICES[0])
        raise VoiceError(f"nothing here speaks English: {REMEDIES[FLITE]}; {UNTIL_THEN}")
    if ESPEAK not in found:
        raise VoiceError(f"nothing here speaks {language!r}: {REMEDIES[ESPEAK]}; {UNTIL_THEN}")
    return ESPEAK, voice.espeak
