"""Letters to sounds: words as ARPAbet phones with stress, by rules and, for English, a small lexicon.

It knows no times and no engine. It need not be right for every word: it moves mouths and melodies, and the
same word always gives the same sounds on every machine.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from generators.sound.voices.cast import VOICE_FOLDER, load_lexicon, read_table
from generators.sound.voices.counting import german_number, number_words
from generators.sound.voices.german import german_sounds
from generators.sound.voices.vowels import VOWEL_FORMANTS

VOWELS = frozenset(VOWEL_FORMANTS)
"""ARPAbet vowels: each carries a syllable."""

_LONG = {"a": "ey", "e": "iy", "i": "ay", "o": "ow", "u": "uw", "y": "ay"}
_LIGATURES = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_HISSES = frozenset(("s", "z", "sh", "ch", "jh", "zh"))
_UNVOICED = frozenset(("p", "t", "k", "f", "th", "s", "sh", "ch", "hh"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A phone with its stress (1 on the vowel that carries the word)."""

    phone: str
    stress: int = 0


def word_sounds(token: str, language: str = "") -> tuple[Sound, ...]:
    """The sounds of one blank-separated word of a text in `language` ("" = English); () for pure punctuation.

    German has rules of its own; in other languages letters sound as in English, without their accents.
    """
    text = unicodedata.normalize("NFC", token.lower().replace("’", "'"))
    sounds: list[Sound] = []
    if language.lower().partition("-")[0] == "de":
        text = "".join(letter if letter in "äöüßé" else _plain(letter) for letter in text.replace("'", ""))
        for piece in re.findall(r"[a-zäöüßé]+|\d+", text):
            word = german_number(int(piece)) if piece.isdigit() else piece
            sounds.extend(Sound(phone=phone, stress=stress) for phone, stress in german_sounds(word))
        return tuple(sounds)
    for piece in re.findall(r"[a-z']+|\d+", _plain(text)):
        for word in number_words(int(piece)) if piece.isdigit() else (piece,):
            sounds.extend(_sounds(word.strip("'")))
    return tuple(sounds)


def _plain(text: str) -> str:
    """`text` with "é" as "e", "ß" as "ss" and "ø" as "o": a letter with a sign is still a letter."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return bare.translate(_LIGATURES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelling:
    """`letters.yaml`."""

    rules: tuple[tuple[str, str], ...]
    weak: frozenset[str]


@lru_cache(maxsize=1)
def _spelling() -> _Spelling:
    return read_table(VOICE_FOLDER / "letters.yaml", _Spelling)


@lru_cache(maxsize=4096)
def _sounds(word: str) -> tuple[Sound, ...]:
    if not word:
        return ()
    written = load_lexicon().phones.get(word)
    if written is not None:
        return tuple(
            Sound(phone=item.rstrip("012"), stress=int(item[-1] == "1")) for item in written.split() if item.strip()
        )
    if word.endswith("'s"):
        return (*_sounds(word[:-2]), Sound(phone="z"))
    phones = _by_rule(word.replace("'", ""))
    stressed = _stressed_vowel(word, phones)
    return tuple(
        Sound(phone=_weakened(phone, index, stressed), stress=int(index == stressed and word not in _spelling().weak))
        for index, phone in enumerate(phones)
    )


def _by_rule(word: str) -> list[str]:
    phones: list[str] = []
    place = 0
    while place < len(word):
        if place and word[place] == word[place - 1] and word[place] not in "aeiou":
            place += 1  # doubled consonants sound once
            continue
        if _is_silent_e(word, place):
            place += 1
            continue
        long_vowel = _long_vowel(word, place)
        if long_vowel:
            phones.append(long_vowel)
            place += 1
            continue
        if word[place] in "cg" and word[place + 1 : place + 2] in tuple("eiy") and word[place : place + 2] != "gi":
            phones.append("s" if word[place] == "c" else "jh")
            place += 1
            continue
        spelling, sounds = _rule(word, place)
        phones.extend(sounds)
        place += len(spelling)
    if word.endswith("ed") and len(phones) > 1 and phones[-1] == "d" and phones[-2] in ("t", "d"):
        phones.insert(-1, "ih")
    if len(phones) > 1 and word.endswith("s") and not word.endswith("ss") and phones[-1] in ("s", "z"):
        phones[-1:] = _plural(phones[-2])
    if not any(phone in VOWELS for phone in phones):
        phones.insert(len(phones) // 2, "ax")
    return phones


def _plural(before: str) -> list[str]:
    """How a final s sounds after `before`: cats, jars, wishes."""
    if before in _HISSES:
        return ["ih", "z"]
    return ["s"] if before in _UNVOICED else ["z"]


def _rule(word: str, place: int) -> tuple[str, list[str]]:
    for pattern, sounds in _spelling().rules:
        spelling = pattern.strip("^$")
        if not word.startswith(spelling, place):
            continue
        if pattern.startswith("^") and place:
            continue
        if pattern.endswith("$") and (place + len(spelling) != len(word) or place == 0):
            continue
        if spelling in ("ed", "es") and not re.search(r"[aeiouy]", word[:place]):
            continue
        return spelling, sounds.split()
    return word[place], []


def _is_silent_e(word: str, place: int) -> bool:
    return (
        word[place] == "e" and place == len(word) - 1 and bool(re.search(r"[aeiouy].*[^aeiou]$|[aeiou]{2}$", word[:-1]))
    )


def _long_vowel(word: str, place: int) -> str:
    letter = word[place]
    if letter not in _LONG:
        return ""
    rest = word[place + 1 :]
    if (re.fullmatch(r"[^aeiouwxr]e(s|d)?", rest) and not (place and word[place - 1] in "aeiou")) or (
        letter in "ioy" and re.fullmatch(r"(nd|ld)s?", rest) and letter != "y"
    ):
        return _LONG[letter]
    if rest == "" and letter in "eioy" and not re.search(r"[aeiouy]", word[:place]):
        return _LONG[letter]
    if rest == "" and letter == "o":
        return "ow"
    return ""


def _stressed_vowel(word: str, phones: list[str]) -> int:
    vowels = [index for index, phone in enumerate(phones) if phone in VOWELS]
    if not vowels:
        return -1
    if len(vowels) > 1 and re.search(r"(tion|sion|ic|ity|ious)s?$", word):
        return vowels[-3] if re.search(r"ity$", word) and len(vowels) > 2 else vowels[-2]
    if len(vowels) > 1 and re.match(r"(be|re|de|un|dis|a(?=[^aeiou][^aeiou]?[aeiou])|ex|for(?=g)|to(?=d))", word):
        return vowels[1]
    return vowels[0]


def _weakened(phone: str, index: int, stressed: int) -> str:
    return "ax" if index > stressed >= 0 and phone in ("ae", "aa", "ah", "eh") else phone
