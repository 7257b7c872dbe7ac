"""espeak-ng through ctypes: 22 kHz speech of a sentence in any of its languages, with its segments and tokens.

It knows no line, voice file or store. The library is under the GNU GPL, so it is loaded by the voice process alone,
only when the wheel or the system brings it. One engine per process; it is not safe for several worker threads.
"""

from __future__ import annotations

import ctypes
import importlib.util
import math
from pathlib import Path

import numpy as np

from generators.errors import VoiceError
from generators.sound.voices.engines import ESPEAK, REMEDIES, UNTIL_THEN, Segment, Sentence, is_english
from generators.sound.voices.ipa import PAUSE, arpabet, is_stressed

WHEEL = "espeakng_loader"
SYSTEM_LIBRARY = "libespeak-ng.so.1"
NATURAL_WORDS_PER_MINUTE = 158
"""Rate at stretch 1: espeak-ng's own 175 is hurried beside flite."""

_OTHER_NAMES = {"zh": "cmn", "no": "nb", "iw": "he", "ji": "yi", "in": "id", "tl": "fil", "sh": "hr"}
"""What espeak-ng calls languages that have another code in general use."""
_RETRIEVE = 2  # AUDIO_OUTPUT_SYNCHRONOUS
_OPTIONS = 0x0001 | 0x0002 | 0x8000  # PHONEME_EVENTS, PHONEME_IPA, DONT_EXIT
_UTF8 = 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_SLOWEST, _FASTEST = 80, 450
_PHONEME = 7
_SHORTEST_PAUSE_SECONDS = 0.04
"""A shorter gap between two sounds is a glottal stop, no pause."""


class _Name(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("text", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("kind", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user", ctypes.c_void_p),
        ("what", _Name),
    )


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


def library_place() -> tuple[str, str | None]:
    """Library and the folder that holds its data: the wheel's, or the system's own (None)."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent
        for library in sorted(folder.glob("*espeak-ng*")):
            if library.suffix in (".so", ".dylib", ".dll") and (folder / "espeak-ng-data").is_dir():
                return str(library), str(folder)
    return SYSTEM_LIBRARY, None


class Espeak:
    """The loaded engine. Raises VoiceError with the remedy when the library or its data is missing."""

    def __init__(self, library: str = "") -> None:
        found, data = library_place()
        try:
            self._core = ctypes.CDLL(library or found)
        except OSError as error:
            raise VoiceError(f"espeak-ng is missing ({error}): {REMEDIES[ESPEAK]}; {UNTIL_THEN}") from error
        rate = self._core.espeak_Initialize(_RETRIEVE, 0, data.encode() if data else None, _OPTIONS)
        if rate <= 0:
            raise VoiceError(f"espeak-ng finds no language data: {REMEDIES[ESPEAK]}; {UNTIL_THEN}")
        self.rate = int(rate)
        self._core.espeak_Info.restype = ctypes.c_char_p
        self._callback = _CALLBACK(self._heard)
        self._core.espeak_SetSynthCallback(self._callback)
        self._pieces: list[np.ndarray] = []
        self._phones: list[tuple[int, int, str]] = []
        """Sample, character position from 1, IPA; of the sentence being spoken."""

    @property
    def version(self) -> str:
        """The library's version."""
        return str(self._core.espeak_Info(None).decode()).split()[0]

    def speak(
        self, text: str, voice: str, *, stretch: float, pitch: float = 1.0, reach: float = 1.0, language: str = "en"
    ) -> Sentence:
        """One sentence of `language` in the variant `voice` ("klatt4"; "" is the language's own)."""
        self._choose(language, voice)
        words_per_minute = round(NATURAL_WORDS_PER_MINUTE / max(stretch, 0.2))
        self._core.espeak_SetParameter(_RATE, min(max(words_per_minute, _SLOWEST), _FASTEST), 0)
        self._core.espeak_SetParameter(_PITCH, min(max(round(50 + 50 * math.log2(pitch)), 0), 99), 0)
        self._core.espeak_SetParameter(_RANGE, min(max(round(50 * reach), 0), 99), 0)
        self._pieces, self._phones = [], []
        raw = text.encode()
        if self._core.espeak_Synth(raw, len(raw) + 1, 0, 1, 0, _UTF8, None, None) or not self._pieces:
            raise VoiceError(f"espeak-ng could not speak {text[:60]!r}: use plainer words")
        samples = np.concatenate(self._pieces).astype(np.float32) / 32768.0
        return Sentence(samples=samples, segments=self._segments(text, len(samples), american=is_english(language)))

    def _choose(self, language: str, variant: str) -> None:
        american = language.lower() in ("", "en", "en-us")
        plain = language.lower().partition("-")[0]
        names = ["en-us"] if american else [language, language.lower(), plain, *_OTHER_NAMES.get(plain, "").split()]
        tail = f"+{variant}" if variant else ""
        for name in names:
            if self._core.espeak_SetVoiceByName(f"{name}{tail}".encode()) == 0:
                return
        for name in names:
            if self._core.espeak_SetVoiceByName(name.encode()) == 0:
                raise VoiceError(
                    f"espeak-ng has no voice variant {variant!r}: choose klatt4, f2, m3 or another of its own"
                )
        raise VoiceError(f"espeak-ng speaks no language {language!r}: use a code such as de, fr or pt-BR")

    def _heard(self, samples: ctypes._Pointer, count: int, events: ctypes._Pointer) -> int:
        if count > 0 and samples:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        number = 0
        while events[number].kind:
            event = events[number]
            if event.kind == _PHONEME:
                ipa = event.what.text.decode("utf-8", errors="ignore")
                self._phones.append((event.sample, event.text_position, ipa))
            number += 1
        return 0

    def _segments(self, text: str, length: int, *, american: bool) -> tuple[Segment, ...]:
        owners = _token_at(text)
        segments: list[Segment] = []
        ends = [sample for sample, _, _ in self._phones[1:]] + [length]
        if self._phones and self._phones[0][0] > 0:
            segments.append(Segment(phone=PAUSE, begin=0.0, end=self._phones[0][0] / self.rate, stress=0, token=-1))
        for (sample, position, ipa), sample_end in zip(self._phones, ends, strict=True):
            begin, end = sample / self.rate, min(sample_end, length) / self.rate
            if end <= begin:
                continue
            sounds = arpabet(ipa, american=american)
            if not sounds and segments and (ipa.strip() or end - begin < _SHORTEST_PAUSE_SECONDS):
                last = segments.pop()  # a glottal stop: the sound before it is held
                segments.append(
                    Segment(phone=last.phone, begin=last.begin, end=end, stress=last.stress, token=last.token)
                )
                continue
            if not sounds:
                segments.append(Segment(phone=PAUSE, begin=begin, end=end, stress=0, token=-1))
                continue
            token = owners[min(max(position - 1, 0), len(owners) - 1)] if owners else 0
            step = (end - begin) / len(sounds)
            stress = int(is_stressed(ipa))
            segments += [
                Segment(phone=phone, begin=begin + k * step, end=begin + (k + 1) * step, stress=stress, token=token)
                for k, phone in enumerate(sounds)
            ]
        return _shared_out(segments, text.split())


def _token_at(text: str) -> list[int]:
    """For every character the number of its blank-separated token; a blank belongs to the token after it."""
    owners: list[int] = []
    token = 0
    for index, letter in enumerate(text):
        if letter.isspace() and index and not text[index - 1].isspace():
            token += 1
        owners.append(token)
    return owners


def _shared_out(segments: list[Segment], tokens: list[str]) -> tuple[Segment, ...]:
    """Sounds of words that espeak-ng says as one ("out of") shared among them by their letters."""
    voiced = [index for index, segment in enumerate(segments) if segment.phone != PAUSE]
    seen = {segments[index].token for index in voiced}
    shared = list(segments)
    for token in sorted(seen):
        mute = [token]
        while mute[-1] + 1 < len(tokens) and mute[-1] + 1 not in seen and any(map(str.isalnum, tokens[mute[-1] + 1])):
            mute.append(mute[-1] + 1)
        own = [index for index in voiced if segments[index].token == token]
        if len(mute) == 1 or len(own) < len(mute):
            continue
        letters = [max(len(tokens[number]), 1) for number in mute]
        first = 0
        for place, number in enumerate(mute):
            rest = len(mute) - 1 - place
            share = len(own) - first if not rest else max(1, round(len(own) * letters[place] / sum(letters)))
            last = min(first + share, len(own) - rest)
            for index in own[first:last]:
                old = segments[index]
                shared[index] = Segment(phone=old.phone, begin=old.begin, end=old.end, stress=old.stress, token=number)
            first = last
    return tuple(shared)
