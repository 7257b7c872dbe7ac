"""Casting: who lends a voice to whom, so that no two of a cast sound alike.

It knows no story but the cast's voice ids. A voice that somebody wrote is never replaced; a voice without a file is
lent by an understudy, the one that sounds least like everybody cast before.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generators.sound.voices.cast import Heard, Voice, load_understudies, load_voices
from story_engine.rng import unit

if TYPE_CHECKING:
    import numpy as np

    from generators.sound.voices.messages import Spoken

ALIKE = 1.0
"""Voices less unlike than this are taken for one another."""
CLEAR_WORD_ERROR, MOST_WORD_ERROR = 0.25, 0.35
"""Share of its words that a machine may mistake in an understudy's speech: of those asked first, and of the others."""
_HERTZ_OCTAVES, _RATE_OCTAVES, _BAND_DECIBELS = 0.3, 0.25, 4.5
"""What makes one voice another by itself: 3.6 semitones, a fifth of the speed, or another throat."""
BANDS_HERTZ = (120, 250, 400, 630, 1000, 1600, 2500, 4000, 7000)
"""Edges of the bands in which a voice's colour is heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Whose voice is heard for each voice id."""

    lent: Mapping[str, str] = field(default_factory=dict)

    def voice(self, voice_id: str) -> str:
        """The voice that is heard for `voice_id`."""
        return self.lent.get(voice_id, voice_id)

    @property
    def voices(self) -> tuple[str, ...]:
        """Every voice that is heard, in the cast's order."""
        return tuple(dict.fromkeys(self.lent.values()))


def cast_for(voice_ids: tuple[str, ...]) -> Cast:
    """The cast of a story whose characters ask for `voice_ids`, in the order of their importance."""
    written, understudies = load_voices(), load_understudies()
    taken = [written[voice_id].heard for voice_id in dict.fromkeys(voice_ids) if voice_id in written]
    free = {name: voice for name, voice in understudies.items() if voice.heard.word_error <= MOST_WORD_ERROR}
    lent: dict[str, str] = {}
    for voice_id in dict.fromkeys(voice_ids):
        if voice_id in written or voice_id in understudies or not free:
            lent[voice_id] = voice_id
            continue
        clear = {name: voice for name, voice in free.items() if voice.heard.word_error <= CLEAR_WORD_ERROR}
        chosen = _most_unlike(voice_id, clear or free, taken)
        lent[voice_id] = chosen.id
        taken.append(chosen.heard)
        del free[chosen.id]
    return Cast(lent=lent)


def unlikeness(one: Heard, other: Heard) -> float:
    """How unlike two voices sound: `ALIKE` is just enough to tell them apart."""
    import math

    pitch = math.log2(one.hertz / other.hertz) / _HERTZ_OCTAVES
    rate = math.log2(one.rate / other.rate) / _RATE_OCTAVES
    bands = [(a - b) ** 2 for a, b in zip(one.bands, other.bands, strict=False)]
    colour = math.sqrt(sum(bands) / len(bands)) / _BAND_DECIBELS if bands else 0.0
    return math.sqrt(pitch**2 + rate**2 + colour**2)


def sound_of(samples: np.ndarray, spoken: Spoken, word_error: float = 0.0) -> Heard:
    """What a voice sounds like, from a spoken line of some seconds (mono, 48 kHz)."""
    import numpy as np

    from generators.sound.voices.pitch import contour
    from story_engine.time import SAMPLE_RATE, to_seconds

    pitch = contour(samples, SAMPLE_RATE)
    voiced = pitch[pitch > 0]
    sounds = [phone for phone in spoken.phones if phone.phone != "pau"]
    seconds = to_seconds(sum(phone.duration for phone in sounds))
    power = np.abs(np.fft.rfft(samples)) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    edges = itertools.pairwise(BANDS_HERTZ)
    levels = np.array([10 * np.log10(power[(hertz >= low) & (hertz < high)].sum() + 1e-12) for low, high in edges])
    return Heard(
        hertz=round(float(np.median(voiced)), 1) if len(voiced) else 100.0,
        rate=round(len(sounds) / max(seconds, 0.1), 2),
        bands=tuple(round(float(level), 1) for level in levels - levels.mean()),
        word_error=word_error,
    )


def _most_unlike(voice_id: str, free: Mapping[str, Voice], taken: list[Heard]) -> Voice:
    """The understudy farthest from whoever is nearest to them; equals are drawn by the id."""

    def rank(voice: Voice) -> tuple[float, float]:
        nearest = min((unlikeness(voice.heard, other) for other in taken), default=0.0)
        return (round(nearest, 2), unit(0, "casting", voice_id, voice.id))

    return max(free.values(), key=rank)
