"""When every sound and word of a murmured line is heard, from its text alone.

It knows no engine and makes no sound: the same line has the same times on every machine.
"""

from __future__ import annotations

from generators.sound.voices.cast import Voice, feeling, voice_for
from generators.sound.voices.letters import VOWELS, Sound, word_sounds
from generators.sound.voices.messages import Spoken
from generators.sound.voices.reading import CLOSERS, ends_nothing, read_aloud
from generators.timed import Phone, Word
from story_engine.plan import Line, Tone
from story_engine.time import MediaTime, from_seconds

LEAD_SECONDS = 0.06
"""Silence before the first sound: a mouth opens before it is heard."""
TAIL_SECONDS = 0.16
"""Room after the last sound for it to ring."""
SHORTEST_SECONDS = 0.5
"""A murmured line lasts at least this long, so that a bare "Hm." can be seen."""

_VOWEL_SECONDS = {"aw": 0.165, "ay": 0.16, "ey": 0.15, "ow": 0.155, "oy": 0.17, "iy": 0.13, "uw": 0.135, "aa": 0.135}
_VOWEL_SECONDS |= {"ao": 0.14, "er": 0.13, "ae": 0.135, "ax": 0.075, "ih": 0.09}
_OTHER_VOWEL = 0.105
_CONSONANT_SECONDS = {"s": 0.085, "sh": 0.09, "ch": 0.085, "z": 0.07, "f": 0.075, "m": 0.07, "n": 0.06, "ng": 0.07}
_OTHER_CONSONANT = 0.055
_STRESSED = 1.28
_PHRASE_FINAL = 1.45
_TONE_RATE = {Tone.WHISPER: 0.92, Tone.SHOUT: 0.95, Tone.THINK: 0.85, Tone.SING: 0.62}
_PAUSES = (
    (("…", "..."), 0.5),
    ((".", "!", "?", "。", "！", "？", "؟", "।", "۔"), 0.34),
    ((";", ":", "—", "–", "；", "：", "؛"), 0.2),
    ((",", "，", "、", "،"), 0.16),
)


def murmur_times(line: Line, voice: str | Voice, language: str = "") -> Spoken:
    """Phones and words of a murmured `line` in `language` ("" = English), from the line's start.

    `key` is "": it is rendered, not stored.
    """
    owner = voice_for(voice) if isinstance(voice, str) else voice
    felt = feeling(line.emotion, line.intensity)
    rate = owner.murmur.rate * felt.rate * _TONE_RATE.get(line.tone, 1.0)
    pen = _Pen(clock=from_seconds(LEAD_SECONDS), rate=rate, language=language)
    tokens = line.text.split()
    for index, (token, said) in enumerate(zip(tokens, read_aloud(line.text, language, respell=False), strict=True)):
        pen.write(token, said, is_last=index == len(tokens) - 1)
    end = max(pen.clock + from_seconds(TAIL_SECONDS), from_seconds(SHORTEST_SECONDS))
    return Spoken(key="", duration=end, phones=tuple(pen.phones), words=tuple(pen.words))


def pause_after(token: str) -> float:
    """Seconds of silence a calm reader leaves after a word with this punctuation; 0 inside a phrase."""
    if ends_nothing(token):
        return 0.0
    bare = token.rstrip(CLOSERS)
    for endings, seconds in _PAUSES:
        if bare.endswith(endings):
            return seconds
    return 0.0


class _Pen:
    """Writes sounds one after the other; lives for one line."""

    def __init__(self, clock: MediaTime, rate: float, language: str) -> None:
        self.clock = clock
        self.rate = rate
        self.language = language
        self.phones: list[Phone] = []
        self.words: list[Word] = []

    def write(self, token: str, said: str, *, is_last: bool) -> None:
        sounds = word_sounds(said, self.language)
        pause = pause_after(token)
        begin = self.clock
        final_vowel = max((i for i, sound in enumerate(sounds) if sound.phone in VOWELS), default=-1)
        for index, sound in enumerate(sounds):
            is_final = (pause > 0 or is_last) and index >= final_vowel >= 0
            self._sound(sound, seconds=_seconds(sound) * (_PHRASE_FINAL if is_final else 1.0) / self.rate)
        if self.clock > begin:
            stressed = any(sound.stress for sound in sounds)
            self.words.append(Word(start=begin, duration=self.clock - begin, text=token, stressed=stressed))
        if pause and not is_last and self.phones:
            self._sound(Sound(phone="pau"), seconds=pause / self.rate)

    def _sound(self, sound: Sound, *, seconds: float) -> None:
        duration = from_seconds(seconds)
        self.phones.append(Phone(start=self.clock, duration=duration, phone=sound.phone, stress=sound.stress))
        self.clock += duration


def _seconds(sound: Sound) -> float:
    if sound.phone in VOWELS:
        return _VOWEL_SECONDS.get(sound.phone, _OTHER_VOWEL) * (_STRESSED if sound.stress else 0.9)
    return _CONSONANT_SECONDS.get(sound.phone, _OTHER_CONSONANT)
