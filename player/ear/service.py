"""The recogniser's process: `python -m player.ear.service` hears words with pocketsphinx and its English model.

It knows no microphone and no story; it keeps nothing of what it heard. Two ways of hearing are compared: by the rules
that were given, and as general speech. Where both sound alike the rules' words are taken, because they know the
story's names; where they do not, the viewer said something else.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from generators.errors import ChannelClosed
from generators.processes import parent_channel
from generators.sound.voices.letters import word_sounds
from player.ear.likeness import likeness
from player.ear.messages import MESSAGES, Heed, Ready, Sound, Unable, Words

RATE = 16_000
"""Samples a second of the engine's model."""
QUIET_SECONDS = 0.25
"""Silence around what is heard: the engine needs it to find the noise floor."""
TOP = 0.7
"""Of full scale: as loud as the loudest sample is made."""
RULES_BY = 0.55
"""By the rules it is where both ways of hearing are this much alike."""
GENERAL = "general"
PHONES = {"ax": "AH"}
"""Sounds that the engine writes otherwise."""


def main() -> None:
    """Serve until the player hangs up."""
    channel = parent_channel(MESSAGES)
    try:
        try:
            engine = Engine()
        except (ImportError, RuntimeError, ValueError, OSError) as error:
            channel.send(Unable(reason=str(error)))
            return
        channel.send(Ready())
        while True:
            asked = channel.receive()
            if isinstance(asked, Heed):
                engine.heed(asked)
            elif isinstance(asked, Sound):
                channel.send(engine.hear(asked.pcm))
    except ChannelClosed:
        return  # the player has gone: nothing is left to say


class Engine:
    """pocketsphinx with its whole English vocabulary and the rules of the moment; takes half a second to load."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder, get_model_path

        self._decoder: Any = Decoder(
            hmm=get_model_path("en-us/en-us"),
            lm=get_model_path("en-us/en-us.lm.bin"),
            dict=get_model_path("en-us/cmudict-en-us.dict"),
            loglevel="FATAL",
        )
        self._general = self._decoder.current_search()
        self._given: dict[str, str] = {}

    def heed(self, asked: Heed) -> None:
        """Take rules; a name that the vocabulary lacks is learnt by its letters. Rules that make no sense are left."""
        for name, rules in (("answers", asked.answers), ("wishes", asked.wishes)):
            if self._given.get(name, "") == rules:
                continue
            self._given[name] = rules
            if not rules:
                continue
            self._learn(rules)
            try:
                self._decoder.add_jsgf_string(name, rules)
            except (RuntimeError, ValueError):
                self._given[name] = ""

    def _learn(self, rules: str) -> None:
        body = re.sub(r"<\w+>", " ", rules.partition(";")[2].partition(";")[2])
        lacking = sorted({w for w in re.findall(r"[a-z']+", body) if self._decoder.lookup_word(w) is None})
        for word in lacking:
            phones = [PHONES.get(sound.phone, sound.phone.upper()) for sound in word_sounds(word)]
            if phones:
                self._decoder.add_word(word, " ".join(phones), word == lacking[-1])

    def hear(self, pcm: bytes) -> Words:
        """The words in 16-bit mono at 16 kHz."""
        raw = _levelled(np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2"))
        general = self._words(self._general, raw)
        if not general:
            return Words(text="", confidence=0.0)
        best, alike = "", 0.0
        for name in ("answers", "wishes"):
            if self._given.get(name):
                words = self._words(name, raw)
                near = likeness(self._sounds(words), self._sounds(general)) if words else 0.0
                if near > alike:
                    best, alike = words, near
        if alike >= RULES_BY:
            return Words(text=best, confidence=alike)
        return Words(text=general, confidence=0.5 * (1.0 - alike))

    def _words(self, search: str, raw: bytes) -> str:
        decoder = self._decoder
        decoder.activate_search(search)
        decoder.start_utt()
        decoder.process_raw(raw, full_utt=True)
        decoder.end_utt()
        heard = decoder.hyp()
        return heard.hypstr if heard is not None else ""

    def _sounds(self, words: str) -> tuple[str, ...]:
        """The sounds of words, by the first pronunciation of each."""
        return tuple(sound for word in words.split() for sound in (self._decoder.lookup_word(word) or word).split())


def _levelled(samples: np.ndarray) -> bytes:
    """As loud as the engine likes it, with quiet around it."""
    sound = samples.astype(np.float32)
    top = float(np.abs(sound).max()) if len(sound) else 0.0
    quiet = np.zeros(int(QUIET_SECONDS * RATE), np.float32)
    sound = np.concatenate([quiet, sound * np.float32(TOP * 32767.0 / max(top, 1.0)), quiet])
    return sound.astype("<i2").tobytes()


if __name__ == "__main__":
    main()
