"""Hears speech as a machine does: the words a recogniser makes of a sound, and how many of them are wrong.

It knows no voice, engine or line. pocketsphinx with its own English model is the `hearing` extra, which tests have;
the player's own ear is `player/ear/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from generators.sound.dsp import resampled
from generators.sound.voices.letters import word_sounds
from generators.sound.voices.reading import read_aloud
from story_engine.time import SAMPLE_RATE

_RATE = 16_000
"""Samples a second of the recogniser's model."""
_QUIET_SECONDS = 0.25
"""Silence around a line: the recogniser needs it to find the noise floor."""
_TOP = 0.7
_PHONES = {"ax": "AH"}
"""Sounds that the recogniser writes otherwise."""


def can_hear() -> bool:
    """Whether pocketsphinx is here."""
    return find_spec("pocketsphinx") is not None


class Listener:
    """The recogniser with its whole English vocabulary; takes half a second to load."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder, get_model_path

        self._decoder = Decoder(
            hmm=get_model_path("en-us/en-us"),
            lm=get_model_path("en-us/en-us.lm.bin"),
            dict=get_model_path("en-us/cmudict-en-us.dict"),
            loglevel="FATAL",
        )

    def learn(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Take the words of `texts` that are not in the vocabulary (names) into it, as captions tell a viewer them.

        Returns them, sorted. They are as likely as any rare word.
        """
        words = {word for text in texts for word in spoken_words(text)}
        new = sorted(word for word in words if self._decoder.lookup_word(word) is None)
        for word in new:
            phones = [_PHONES.get(sound.phone, sound.phone.upper()) for sound in word_sounds(word)]
            self._decoder.add_word(word, " ".join(phones), word == new[-1])
        return tuple(new)

    def knows(self, text: str) -> bool:
        """Whether every word of `text` is in the vocabulary: names of a story are not, and cannot be heard."""
        words = spoken_words(text)
        return bool(words) and all(self._decoder.lookup_word(word) is not None for word in words)

    def errors(self, text: str, samples: NDArray[np.float32]) -> tuple[int, int, str]:
        """Words of `text` that are missed, invented or mistaken in `samples`; how many there are; what was heard.

        Words that sound the same are the same to an ear, however they are written or parted ("its" and "it's",
        "a loan" and "alone"): each word has every pronunciation of the dictionary.
        """
        said, heard = spoken_words(text), self.words(samples)
        sounds = tuple(map(self._sounds_of, said)), tuple(map(self._sounds_of, heard))
        return word_errors(*sounds), len(said), " ".join(heard)

    def _sounds_of(self, word: str) -> frozenset[str]:
        """Every pronunciation of `word`; the word itself where the dictionary has none."""
        found = [self._decoder.lookup_word(word)]
        while found[-1] is not None:
            found.append(self._decoder.lookup_word(f"{word}({len(found) + 1})"))
        return frozenset(sound for sound in found if sound is not None) or frozenset((word,))

    def words(self, samples: NDArray[np.float32]) -> tuple[str, ...]:
        """The words heard in mono `samples` at 48 kHz."""
        sound = resampled(samples, _RATE / SAMPLE_RATE)
        top = float(np.abs(sound).max()) if len(sound) else 0.0
        quiet = np.zeros(int(_QUIET_SECONDS * _RATE), np.float32)
        sound = np.concatenate([quiet, sound * np.float32(_TOP / max(top, 1e-6)), quiet])
        self._decoder.start_utt()
        self._decoder.process_raw((sound * 32767).astype("<i2").tobytes(), full_utt=True)
        self._decoder.end_utt()
        heard = self._decoder.hyp()
        return tuple(heard.hypstr.split()) if heard else ()


def spoken_words(text: str) -> tuple[str, ...]:
    """The words of `text` as they are said, in lower case without punctuation."""
    said = " ".join(read_aloud(text, respell=False)).lower().replace("’", "'")
    return tuple(word.strip("'") for word in re.findall(r"[a-z']+", said) if word.strip("'"))


def word_errors(said: tuple[frozenset[str], ...], heard: tuple[frozenset[str], ...]) -> int:
    """Words missed, invented or mistaken (Levenshtein's distance of words), each word given as its pronunciations.

    Two words heard as one, or one as two, of exactly the same sounds are no mistake.
    """
    rows = [list(range(len(heard) + 1))]
    for number, word in enumerate(said, 1):
        above, row = rows[-1], [number]
        for place, other in enumerate(heard, 1):
            best = min(above[place] + 1, row[-1] + 1, above[place - 1] + (not word & other))
            if place > 1 and word & _joined(heard[place - 2], other):
                best = min(best, above[place - 2])
            if number > 1 and other & _joined(said[number - 2], word):
                best = min(best, rows[-2][place - 1])
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def _joined(first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    return frozenset(f"{one} {other}" for one in first for other in second)
