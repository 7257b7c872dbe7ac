"""Messages between the director and the voice process, and what both call spoken sound.

They know no engine's interface; the sound itself travels through the store, never through the channel.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.timed import Phone, Word
from story_engine.time import MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRecipe:
    """How an engine's voice is made into a character's: what to ask of it and what to do afterwards."""

    engine_voice: str = "rms"
    """flite voice ("rms", "awb", "slt", "kal16"), a variant of espeak-ng ("klatt4"), or "espeak-ng" for the
    character's own recipe there."""
    rate: float = 1.0
    """Speed; 0.95 is unhurried."""
    pitch: float = 1.0
    """Pitch against the voice's own."""
    range: float = 1.0
    """Liveliness of the melody against the voice's own."""
    size: float = 1.0
    """Formant and pitch factor by resampling: 1.15 is a child's throat, 0.9 a giant's."""
    gain_decibels: float = 0.0
    pause: float = 1.0
    """Length of the pauses at punctuation against a calm reader's."""
    room: float = 0.05
    """Wet share of a short room (linear)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak:
    """Client to service: speak these words into the store under `key`."""

    key: str
    text: str
    """Words as written; `respelled` has one entry for each blank-separated word of it."""
    respelled: tuple[str, ...]
    """What the engine reads for each word (names and numbers put right)."""
    recipe: SpeechRecipe
    tone: str = "say"
    engine: str = "flite"
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A line with its times, measured from the line's start; `key` "" means no sound in the store."""

    key: str
    duration: MediaTime
    phones: tuple[Phone, ...] = ()
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Service to client, once: what speaks here."""

    engines: tuple[tuple[str, str], ...]
    """Name and version of each engine that was found."""
    missing: tuple[str, ...] = ()
    """A line with the remedy for each that was not."""

    @property
    def names(self) -> frozenset[str]:
        """The engines' names."""
        return frozenset(name for name, _ in self.engines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unable:
    """Service to client: every engine is missing (at the start), or one could not speak these words."""

    reason: str


MESSAGES: dict[str, type] = {kind.__name__: kind for kind in (Speak, Spoken, Ready, Unable)}
