"""IPA to the sounds that mouths and melodies know: ARPAbet as flite names it.

It knows no engine, word or language: what English has not becomes the English sound that is made with the same
lips ("ü" is pursed like "u", "ö" rounded like "er").
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

PAUSE = "pau"

_SOUNDS = {
    # Diphthongs and affricates, before the letters they are made of.
    "aɪə": "ay ax", "aɪɚ": "ay er", "eɪ": "ey", "aɪ": "ay", "ɑɪ": "ay", "aɪ̯": "ay", "aʊ": "aw", "ɑʊ": "aw", "ɔɪ": "oy",
    "ɔʏ": "oy", "ɔø": "oy", "ɔy": "oy", "oɪ": "oy", "oʊ": "ow", "əʊ": "ow", "ɔʊ": "ow", "ɛɪ": "ey", "œy": "oy",
    "tʃ": "ch", "dʒ": "jh", "tɕ": "ch", "dʑ": "jh", "ts": "t s", "dz": "d z", "pf": "p f",
    "ɑːɹ": "aa r", "ɔːɹ": "ao r", "oːɹ": "ao r", "ɪɹ": "ih r", "ɛɹ": "eh r", "ʊɹ": "uh r",
    "əl": "ax l", "n̩": "ax n", "m̩": "ax m", "l̩": "ax l",
    # Vowels.
    "i": "iy", "ɪ": "ih", "ᵻ": "ih", "e": "ey", "ɛ": "eh", "æ": "ae", "a": "aa", "ɑ": "aa", "ɒ": "aa", "ɔ": "ao",
    "o": "ow", "ʊ": "uh", "u": "uw", "ʌ": "ah", "ə": "ax", "ɐ": "ax", "ɜ": "er", "ɝ": "er", "ɚ": "er", "y": "uw",
    "ʏ": "uh", "ø": "er", "œ": "er", "ɨ": "ih", "ʉ": "uw", "ɯ": "uw", "ɤ": "uh", "ɘ": "ax", "ɵ": "er", "ɶ": "aa",
    # Consonants.
    "p": "p", "b": "b", "t": "t", "d": "d", "k": "k", "g": "g", "ɡ": "g", "q": "k", "c": "k", "ɟ": "g", "ɢ": "g",
    "m": "m", "ɱ": "m", "n": "n", "ɲ": "n", "ɳ": "n", "ŋ": "ng", "ɴ": "ng", "f": "f", "ɸ": "f", "v": "v", "β": "v",
    "ʋ": "v", "θ": "th", "ð": "dh", "s": "s", "z": "z", "ʃ": "sh", "ʒ": "zh", "ʂ": "sh", "ʐ": "zh", "ɕ": "sh",
    "ʑ": "zh", "ç": "hh", "x": "hh", "χ": "hh", "h": "hh", "ɦ": "hh", "ħ": "hh", "ɣ": "g", "ʁ": "r", "ʀ": "r",
    "r": "r", "ɹ": "r", "ɻ": "r", "ɾ": "r", "ɽ": "r", "l": "l", "ɫ": "l", "ɭ": "l", "ʎ": "l", "ɬ": "l", "ɮ": "l",
    "ɹ̩": "er", "j": "y", "w": "w", "ɥ": "w", "ʍ": "w", "t͡s": "t s", "t̪": "t", "d̪": "d",
}  # fmt: skip
_LONGEST = max(len(spelling) for spelling in _SOUNDS)
_FLAP = "ɾ"
_STRESSED, _MARKS = "ˈ", "ˈˌːˑʰʲʷˠˤ͡"


def is_stressed(ipa: str) -> bool:
    """Whether the sound carries the word's stress."""
    return _STRESSED in ipa


@lru_cache(maxsize=1024)
def arpabet(ipa: str, *, american: bool = False) -> tuple[str, ...]:
    """The sounds of one IPA symbol; () for a glottal stop or a sign that nobody hears.

    American English says "t" between vowels with a flap, which elsewhere is an r.
    """
    bare = "".join(letter for letter in ipa if letter not in _MARKS)
    if american:
        bare = bare.replace(_FLAP, "d")
    sounds: list[str] = []
    place = 0
    while place < len(bare):
        for length in range(min(_LONGEST, len(bare) - place), 0, -1):
            found = _SOUNDS.get(bare[place : place + length])
            if found is not None:
                sounds += found.split()
                place += length
                break
        else:
            plain = unicodedata.normalize("NFD", bare[place])[0]
            sounds += _SOUNDS.get(plain, "").split() if plain != bare[place] else []
            place += 1
    return tuple(sounds)
