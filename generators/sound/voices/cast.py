"""Voices as data: what `assets/voices/*.yaml` says about a character's murmur and speech.

It knows no line and makes no sound. A voice that has no file is derived from its id, so nobody is ever mute.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from generators.errors import AssetError
from generators.sound.voices.messages import SpeechRecipe
from generators.tables import parsed
from story_engine.rng import unit

VOICE_FOLDER = Path(__file__).resolve().parents[3] / "assets" / "voices"
_TABLES = ("lexicon", "emotions", "letters", "letters_de", "reading", "understudies")


@dataclass(frozen=True, slots=True, kw_only=True)
class MurmurRecipe:
    """The instrument that murmurs for a character."""

    pitch: float = 57.0
    """Centre, MIDI number."""
    span: float = 9.0
    """Semitones between the lowest and the highest calm note."""
    rate: float = 1.0
    """Speed of the syllables."""
    size: float = 1.0
    """Formant factor: 1 an adult, 1.3 a child."""
    slope: float = -8.0
    """Decibels an octave by which the harmonics fall."""
    odd: float = 0.0
    """How far even harmonics are missing: 1 is a clarinet."""
    body_hertz: float = 500.0
    """Resonance of the instrument's own body."""
    body_decibels: float = 0.0
    formants: float = 1.0
    """How clearly the vowels speak: 0 an instrument, 1 a throat."""
    breath: float = 0.05
    """Air in the tone (linear)."""
    attack_seconds: float = 0.035
    release_seconds: float = 0.07
    glide_seconds: float = 0.03
    scoop: float = 0.4
    """Semitones below the note at which a syllable begins."""
    vibrato_hertz: float = 5.4
    vibrato_semitones: float = 0.25
    consonants: float = 0.5
    """Loudness of consonant noise against the vowels."""
    ticks: float = 0.0
    """Loudness of the wooden tick that stands for a stop."""
    bell: tuple[float, ...] = ()
    """Partials of a struck bar against its pitch; () sings instead."""
    bell_decay_seconds: float = 0.9
    gain_decibels: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a voice's speech sounds like, as `build/intelligibility.py --measure` heard it."""

    hertz: float = 120.0
    """Median pitch."""
    rate: float = 12.0
    """Sounds a second, pauses aside."""
    bands: tuple[float, ...] = ()
    """Level in decibels of each band of `casting.BANDS_HERTZ` against their mean."""
    word_error: float = 0.0
    """Share of words that a machine mistakes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A character's voice in both manners."""

    id: str
    words: str = ""
    murmur: MurmurRecipe = field(default_factory=MurmurRecipe)
    speech: SpeechRecipe = field(default_factory=SpeechRecipe)
    espeak: SpeechRecipe = field(default_factory=lambda: SpeechRecipe(engine_voice="klatt4"))
    """How espeak-ng speaks for the character: other languages, and English where flite is missing."""
    heard: Heard = field(default_factory=Heard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling:
    """What an emotion at full intensity does to a voice."""

    rate: float = 1.0
    shift: float = 0.0
    """Semitones."""
    range: float = 1.0
    gain_decibels: float = 0.0
    breath: float = 0.0
    tremble: float = 0.0
    """Semitones of fast unsteadiness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Words that spelling does not give away."""

    spoken: dict[str, str] = field(default_factory=dict)
    """Respellings for the speech engine, by lower-case word."""
    phones: dict[str, str] = field(default_factory=dict)
    """ARPAbet with stress digits ("ow1 d iy0 l"), by lower-case word."""


def load_voices(folder: Path | None = None) -> dict[str, Voice]:
    """Every voice of `folder` (the built-in ones without it), by id. Raises AssetError naming file and remedy."""
    return dict(_voices(folder or VOICE_FOLDER))


def voice_for(voice_id: str, voices: dict[str, Voice] | None = None) -> Voice:
    """The voice of that id, or one derived from the id when nobody wrote it."""
    known = voices if voices is not None else _voices(VOICE_FOLDER)
    if voice_id in known:
        return known[voice_id]
    return _understudies(VOICE_FOLDER).get(voice_id) or _derived(voice_id)


def load_understudies(folder: Path | None = None) -> dict[str, Voice]:
    """The voices of `understudies.yaml`, which are lent to whoever has none, by id."""
    return dict(_understudies(folder or VOICE_FOLDER))


@lru_cache(maxsize=4)
def load_lexicon(folder: Path = VOICE_FOLDER) -> Lexicon:
    """`lexicon.yaml` of `folder`."""
    return read_table(folder / "lexicon.yaml", Lexicon)


@lru_cache(maxsize=4)
def _feelings(folder: Path) -> dict[str, Feeling]:
    return read_table(folder / "emotions.yaml", dict[str, Feeling])


def feeling(emotion: str, intensity: float, folder: Path = VOICE_FOLDER) -> Feeling:
    """What `emotion` does at `intensity` 0–1; an unknown one is calm."""
    full = _feelings(folder).get(emotion, Feeling())
    share = min(max(intensity, 0.0), 1.0)
    return Feeling(
        rate=full.rate**share,
        shift=full.shift * share,
        range=full.range**share,
        gain_decibels=full.gain_decibels * share,
        breath=full.breath * share,
        tremble=full.tremble * share,
    )


def read_table(path: Path, kind: Any) -> Any:
    """The YAML of `path` as `kind`. Raises AssetError with the place of the fault."""
    try:
        loaded = parsed(path.read_text(encoding="utf-8"))
        return msgspec.convert(loaded, kind, strict=False)
    except OSError as error:
        raise AssetError(f"{path.name} is missing in {path.parent.name}: restore it ({error})") from error
    except msgspec.ValidationError as error:
        raise AssetError(f"{path.name}: {error}") from error
    except ValueError as error:
        raise AssetError(f"{path.name} is not YAML: {error}") from error


@lru_cache(maxsize=4)
def _voices(folder: Path) -> dict[str, Voice]:
    found: dict[str, Voice] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in _TABLES:
            found[path.stem] = read_table(path, _VoiceFile).voice(path.stem)
    return found


@lru_cache(maxsize=4)
def _understudies(folder: Path) -> dict[str, Voice]:
    found = read_table(folder / "understudies.yaml", dict[str, _VoiceFile])
    return {name: written.voice(name) for name, written in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _VoiceFile:
    words: str = ""
    murmur: MurmurRecipe = field(default_factory=MurmurRecipe)
    speech: SpeechRecipe = field(default_factory=SpeechRecipe)
    espeak: SpeechRecipe = field(default_factory=lambda: SpeechRecipe(engine_voice="klatt4"))
    heard: Heard = field(default_factory=Heard)

    def voice(self, voice_id: str) -> Voice:
        return Voice(
            id=voice_id,
            words=self.words,
            murmur=self.murmur,
            speech=self.speech,
            espeak=self.espeak,
            heard=self.heard,
        )


def _derived(voice_id: str) -> Voice:
    def between(low: float, high: float, *path: str) -> float:
        return low + (high - low) * unit(0, "voice", voice_id, *path)

    pitch = round(between(45, 72, "pitch"), 2)
    return Voice(
        id=voice_id,
        words="derived from its name",
        murmur=MurmurRecipe(
            pitch=pitch,
            rate=between(0.88, 1.12, "rate"),
            size=0.85 + (pitch - 45) / 27 * 0.4,
            slope=between(-11, -6, "slope"),
            odd=between(0, 0.9, "odd"),
            body_hertz=between(350, 1200, "body"),
            body_decibels=between(0, 6, "body_gain"),
            glide_seconds=between(0.02, 0.06, "glide"),
            breath=between(0.03, 0.1, "breath"),
        ),
        speech=SpeechRecipe(
            engine_voice=("rms", "awb", "slt")[int(between(0, 3, "engine"))],
            size=between(0.92, 1.14, "size"),
        ),
    )
