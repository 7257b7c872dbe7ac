"""Hears speech as a machine does: the words a recogniser makes of a sound, and how many of them are wrong.

It knows no voice, engine or line. pocketsphinx with its own English model is a test dependency; nothing of the
player needs it.
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

        Words that sound the same ("its", "it's") are the same word to an ear.
        """
        said, heard = spoken_words(text), self.words(samples)
        sounds = tuple(map(self._sound_of, said)), tuple(map(self._sound_of, heard))
        return word_errors(*sounds), len(said), " ".join(heard)

    def _sound_of(self, word: str) -> str:
        return self._decoder.lookup_word(word) or word

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


def word_errors(said: tuple[str, ...], heard: tuple[str, ...]) -> int:
    """Words missed, invented or mistaken (Levenshtein's distance of words)."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, 1):
        above, row = row, [number]
        for place, other in enumerate(heard, 1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (word != other)))
    return row[-1]
