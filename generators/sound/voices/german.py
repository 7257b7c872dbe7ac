"""German letters to sounds: a word as ARPAbet phones with its stressed vowel, by rules.

It knows no times, no engine and no lexicon. It moves mouths and melodies; who speaks German aloud is espeak-ng.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from generators.sound.voices.cast import VOICE_FOLDER, read_table
from generators.sound.voices.vowels import VOWEL_FORMANTS

_LETTERS = "aeiouäöüyé"
"""Letters of vowels."""
_WEAK_END = f"[^{_LETTERS}]+(e[rnlmst]?n?)?"
"""All that follows a beginning which is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelling:
    """`letters_de.yaml`."""

    rules: tuple[tuple[str, str], ...]
    vowels: dict[str, tuple[str, str]]
    unstressed: tuple[str, ...]
    stressed_endings: tuple[str, ...] = ()
    weak: frozenset[str] = field(default_factory=frozenset)


@lru_cache(maxsize=1)
def _spelling() -> _Spelling:
    return read_table(VOICE_FOLDER / "letters_de.yaml", _Spelling)


@lru_cache(maxsize=4096)
def german_sounds(word: str) -> tuple[tuple[str, int], ...]:
    """Phones of a lower-case `word`, each with its stress (1 on the vowel that carries the word)."""
    phones, places = [], []
    place = 0
    while place < len(word):
        letters, sounds = _at(word, place)
        phones += sounds
        places += [place] * len(sounds)
        place += letters
    if phones and not any(phone in VOWEL_FORMANTS for phone in phones):
        phones.append("ax")
        places.append(len(word))
    stressed = -1 if word in _spelling().weak else _stressed(word, phones, places)
    return tuple((phone, int(index == stressed)) for index, phone in enumerate(phones))


def _at(word: str, place: int) -> tuple[int, list[str]]:
    """How many letters sound at `place`, and as what."""
    if place and word[place] == word[place - 1]:
        return 1, []  # doubled letters sound once
    for pattern, sounds in _spelling().rules:
        spelling = pattern.strip("^$V")
        end = place + len(spelling)
        if not word.startswith(spelling, place) or (pattern.startswith("^") and place):
            continue
        if pattern.endswith("$") and not (end == len(word) and _has_vowel(word[:place])):
            continue
        if pattern.endswith("V") and word[end : end + 1] not in tuple(_LETTERS):
            continue
        return len(spelling), sounds.split()
    kinds = _spelling().vowels.get(word[place])
    if kinds is None:
        return 1, []
    rest = word[place + 1 :]
    if rest.startswith("h") and not (len(rest) > 1 and rest[1] in _LETTERS and place == 0):
        return 2, [kinds[0]]  # the h only lengthens
    is_long = rest[:1] in ("", word[place]) or (len(rest) > 1 and rest[0] not in _LETTERS and rest[1] in _LETTERS)
    return 1, [kinds[0 if is_long else 1]]


def _has_vowel(letters: str) -> bool:
    return any(letter in _LETTERS for letter in letters)


def _stressed(word: str, phones: list[str], places: list[int]) -> int:
    """The vowel that carries the word: the first of its stem, or that of a foreign ending."""
    vowels = [index for index, phone in enumerate(phones) if phone in VOWEL_FORMANTS]
    if len(vowels) < 2:
        return vowels[0] if vowels else -1
    for ending in _spelling().stressed_endings:
        if word.endswith(ending) and _has_vowel(word[: -len(ending)]):
            return next(index for index in vowels if places[index] >= len(word) - len(ending))
    for beginning in _spelling().unstressed:
        stem = word[len(beginning) :]
        # "besser" and "gestern" have no stem but a beginning's letters and an ending.
        if word.startswith(beginning) and re.match(f"[^{_LETTERS}]", stem) and not re.fullmatch(_WEAK_END, stem):
            return vowels[1]
    return vowels[0]
