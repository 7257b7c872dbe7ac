"""The tune of a murmured line: one note for every vowel, in the score's key, shaped like speech.

It knows no sound. A question rises, a statement falls, stress leaps, feeling widens or narrows; the same line
in the same key always sings the same tune.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generators.sound.voices.cast import Feeling, Voice
from generators.sound.voices.letters import VOWELS
from generators.timed import Phone, TimedLine
from story_engine.rng import unit
from story_engine.time import MediaTime

MODES: dict[str, tuple[int, ...]] = {
    "ionian": (0, 2, 4, 5, 7, 9, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "aeolian": (0, 2, 3, 5, 7, 8, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
    "noir": (0, 2, 3, 5, 7, 8, 10),
}
"""Semitones over the tonic; unknown modes sing ionian."""

_MOVE_ON = 0.6
"""Share of repeated notes that step to their neighbour instead: speech repeats a tone, but seldom."""
_MAJOR_CALM = (0, 2, 4, 7, 9)
_MINOR_CALM = (0, 3, 5, 7, 10)
"""The pentatonic core of a mode: no two of its notes clash, whatever chord sounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Syllable:
    """One sung syllable; times in samples from the line's start."""

    begin: MediaTime
    """Where its first consonant begins."""
    vowel_begin: MediaTime
    vowel_end: MediaTime
    vowel: str
    onset: tuple[Phone, ...]
    """Consonants before the vowel, in line time."""
    stress: int
    pitch: float
    """MIDI number, on the scale."""
    bend: float
    """Semitones by which the end of the note slides (a question's last one rises)."""
    weight: float
    """Loudness, about 1."""
    ends_phrase: bool
    """A silence or the line's end follows."""


def calm_scale(mode: str) -> tuple[int, ...]:
    """The five notes of `mode` that a murmur may rest on."""
    steps = MODES.get(mode, MODES["ionian"])
    return _MAJOR_CALM if 4 in steps else _MINOR_CALM


def sung(line: TimedLine, voice: Voice, felt: Feeling, key: int, mode: str) -> tuple[Syllable, ...]:
    """The syllables of `line` with their notes; times from the line's start."""
    phones = [_from_line(phone, line.start) for phone in line.phones]
    phrases = _phrases(phones)
    moods = _phrase_moods(line, len(phrases))
    syllables: list[Syllable] = []
    before: list[float] = []
    for number, phrase in enumerate(phrases):
        nuclei = [index for index, phone in enumerate(phrase) if phone.phone in VOWELS]
        for place, index in enumerate(nuclei):
            first = nuclei[place - 1] + 1 if place else 0
            onset = _onset(phrase[first:index], is_first=place == 0)
            vowel = phrase[index]
            position = place / max(len(nuclei) - 1, 1)
            is_last = place == len(nuclei) - 1
            wish = _contour(moods[number], position) * voice.murmur.span / 2 * felt.range
            wish += (1.8 if vowel.stress else -0.4) * felt.range
            chance = unit(0, "murmur", voice.id, line.text, number, place)
            wish += (chance - 0.5) * 3.0 * felt.range
            pitch = _snapped(
                voice.murmur.pitch + felt.shift + wish, key, mode, is_last, moods[number], before[-2:], chance
            )
            before.append(pitch)
            syllables.append(
                Syllable(
                    begin=onset[0].start if onset else vowel.start,
                    vowel_begin=vowel.start,
                    vowel_end=vowel.start + vowel.duration,
                    vowel=vowel.phone,
                    onset=tuple(onset),
                    stress=vowel.stress,
                    pitch=pitch,
                    bend=_bend(moods[number], is_last, key, mode, pitch),
                    weight=(1.12 if vowel.stress else 0.86) * (0.9 if is_last and moods[number] == "." else 1.0),
                    ends_phrase=is_last,
                )
            )
    return tuple(syllables)


def scale_notes(key: int, steps: tuple[int, ...], low: int, high: int) -> np.ndarray:
    """Every MIDI note of the scale from `low` to `high`."""
    return np.array([n for n in range(low, high + 1) if (n - key) % 12 in steps], dtype=np.float64)


def _from_line(phone: Phone, start: MediaTime) -> Phone:
    return Phone(start=phone.start - start, duration=phone.duration, phone=phone.phone, stress=phone.stress)


def _phrases(phones: list[Phone]) -> list[list[Phone]]:
    phrases: list[list[Phone]] = [[]]
    for phone in phones:
        if phone.phone == "pau":
            phrases.append([])
        else:
            phrases[-1].append(phone)
    return [phrase for phrase in phrases if any(phone.phone in VOWELS for phone in phrase)]


def _phrase_moods(line: TimedLine, count: int) -> list[str]:
    """For each phrase ".", "?", "!" or "," by the punctuation that ends it."""
    moods: list[str] = []
    for token in line.text.split():
        bare = token.rstrip("\"'”’)]»")
        if not bare:
            continue
        if bare.endswith(("…", "...", "—", "–", ",", ";", ":")):
            moods.append("," if not bare.endswith(("…", "...")) else "…")
        elif bare[-1] in ".!?":
            moods.append(bare[-1])
    if len(moods) < count:
        moods.append(".")
    last = moods[-1] if moods else "."
    return (moods + [last] * count)[:count]


def _onset(consonants: list[Phone], *, is_first: bool) -> list[Phone]:
    """What of the consonants between two vowels begins the second syllable: all at the start, else the last two."""
    return consonants if is_first else consonants[-2:]


def _contour(mood: str, position: float) -> float:
    """Height −1…1 of a phrase at `position` 0…1."""
    arch = np.sin(np.pi * min(position * 1.25 + 0.15, 1.0))
    if mood == "?":
        return float(-0.25 - 0.35 * arch + 1.35 * max(0.0, position - 0.45) / 0.55)
    if mood == "!":
        return float(0.35 + 0.65 * arch - 0.75 * position)
    if mood == ",":
        return float(0.1 + 0.4 * arch - 0.35 * position + (0.45 if position > 0.95 else 0.0))
    if mood == "…":
        return float(0.2 - 0.5 * position)
    return float(0.25 + 0.55 * arch - 1.1 * position)


def _snapped(wish: float, key: int, mode: str, is_last: bool, mood: str, before: list[float], chance: float) -> float:
    steps = calm_scale(mode)
    third = 4 if 4 in steps else 3
    if is_last:
        steps = {".": (0, 7), "!": (0, 7, third), "?": (7, 2, 9) if third == 4 else (7, 10), ",": (7, third)}.get(
            mood, (third, 7)
        )
    notes = scale_notes(key, steps, int(wish) - 13, int(wish) + 13)
    order = notes[np.argsort(np.abs(notes - wish), kind="stable")]
    if before and before[-1] == order[0] and not is_last and (before[0] == order[0] or chance < _MOVE_ON):
        return float(order[1])  # equal notes in a row sound like a stuck key
    return float(order[0])


def _bend(mood: str, is_last: bool, key: int, mode: str, pitch: float) -> float:
    if not is_last or mood != "?":
        return 0.0
    above = scale_notes(key, calm_scale(mode), int(pitch) + 1, int(pitch) + 6)
    return float(above[0] - pitch) if len(above) else 2.0
