"""flite through ctypes: 16 kHz speech of a sentence with its segments and tokens in seconds.

It knows no line, voice file or store. One engine per process; it is not safe for several worker threads.
"""

from __future__ import annotations

import ctypes
import math
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np

from generators.errors import VoiceError
from generators.sound.voices.engines import FLITE, FLITE_VOICES, REMEDIES, UNTIL_THEN, Segment, Sentence

LIBRARY = "libflite.so.1"
ENGINE_RATE = 16_000
"""Samples a second of every voice used here."""

_SAID = {"a": "ah0"}
"""Words that flite says otherwise than its own lexicon has them. Its "a" (ax, 70 ms) was lost or taken for "the" 30
times of 60 by a recogniser, this one (30 ms longer, still unstressed) 21 times."""

FIXED_PITCH = frozenset(("rms",))
"""Voices whose pitch flite cannot move; it is moved afterwards."""


class _VoiceHead(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("rate", ctypes.c_int),
        ("count", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


def is_here(library: str = LIBRARY) -> bool:
    """Whether the libraries load that the voice process speaks with; the program `flite` is not needed."""
    try:
        _loaded(library)
    except VoiceError:
        return False
    return True


def _loaded(library: str) -> ctypes.CDLL:
    try:
        core = ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)
        for name in ("libflite_cmulex.so.1", "libflite_usenglish.so.1"):
            ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        raise VoiceError(f"flite is missing ({error}): {REMEDIES[FLITE]}; {UNTIL_THEN}") from error
    return core


class Flite:
    """The loaded engine. Raises VoiceError with the remedy when the library is missing."""

    rate = ENGINE_RATE

    def __init__(self, library: str = LIBRARY) -> None:
        self._core = _loaded(library)
        self._declare()
        self._core.flite_init()
        self._voices: dict[str, int] = {}

    @property
    def version(self) -> str:
        """The library's version as its file name says it ("2.2"); "unknown" where that cannot be seen."""
        maps = Path("/proc/self/maps")
        if maps.exists():
            for line in maps.read_text().splitlines():
                name = line.rpartition("/")[2]
                if name.startswith("libflite.so."):
                    resolved = Path(line[line.index("/") :]).resolve().name
                    return resolved.removeprefix("libflite.so.")
        return "unknown"

    def speak(
        self, text: str, voice: str, *, stretch: float, pitch: float = 1.0, reach: float = 1.0, language: str = "en"
    ) -> Sentence:
        """Speak one English sentence; flite shifts the pitch of all voices but rms, and no voice's melody."""
        pointer = self._voice(voice)
        features = _VoiceHead.from_address(pointer).features
        self._core.flite_feat_set_float(features, b"duration_stretch", stretch)
        self._core.flite_feat_set_float(features, b"f0_shift", pitch)
        utterance = self._core.flite_synth_text(text.encode(), pointer)
        if not utterance:
            raise VoiceError(f"flite could not speak {text!r}: use plainer words")
        try:
            wave = _Wave.from_address(self._core.utt_wave(utterance))
            if wave.rate != ENGINE_RATE:
                raise VoiceError(
                    f"flite voice {voice!r} speaks at {wave.rate} Hz: use one of {', '.join(FLITE_VOICES)}"
                )
            raw = np.ctypeslib.as_array(wave.samples, (wave.count,)).astype(np.float32) / 32768.0
            return Sentence(
                samples=raw,
                segments=self._segments(utterance),
                shift_left=math.log2(pitch) if voice in FIXED_PITCH else 0.0,
                reach_left=reach,
            )
        finally:
            self._core.delete_utterance(utterance)

    def _voice(self, name: str) -> int:
        if name not in self._voices:
            if name not in FLITE_VOICES:
                raise VoiceError(f"flite has no voice {name!r}: choose one of {', '.join(FLITE_VOICES)}")
            try:
                library = ctypes.CDLL(f"libflite_cmu_us_{name}.so.1")
            except OSError as error:
                raise VoiceError(f"flite voice {name!r} is missing ({error}): {REMEDIES[FLITE]}") from error
            register = getattr(library, f"register_cmu_us_{name}")
            register.restype, register.argtypes = ctypes.c_void_p, (ctypes.c_char_p,)
            self._voices[name] = register(None)
            self._teach(self._voices[name])
        return self._voices[name]

    def _teach(self, voice: int) -> None:
        """Tell a voice how `_SAID` is said. flite takes this from a file alone: where none can be, it says its own."""
        with suppress(OSError), tempfile.NamedTemporaryFile("w", suffix=".lex") as file:
            file.writelines(f'"{word}" nil : {phones}\n' for word, phones in _SAID.items())
            file.flush()
            self._core.flite_voice_add_lex_addenda(voice, file.name.encode())

    def _segments(self, utterance: int) -> tuple[Segment, ...]:
        core = self._core
        tokens: dict[int, int] = {}
        token = core.relation_head(core.utt_relation(utterance, b"Token"))
        while token:
            tokens[token] = len(tokens)
            token = core.item_next(token)
        segments: list[Segment] = []
        begin = 0.0
        item = core.relation_head(core.utt_relation(utterance, b"Segment"))
        while item:
            end = float(core.item_feat_float(item, b"end"))
            segments.append(
                Segment(
                    phone=core.item_feat_string(item, b"name").decode(),
                    begin=begin,
                    end=end,
                    stress=int(core.ffeature_string(item, b"R:SylStructure.parent.stress") == b"1"),
                    token=self._token_of(item, tokens),
                )
            )
            begin = end
            item = core.item_next(item)
        return tuple(segments)

    def _token_of(self, segment: int, tokens: dict[int, int]) -> int:
        core = self._core
        step = core.item_as(segment, b"SylStructure")
        for relation in (b"SylStructure", b"SylStructure", b"Token"):
            if not step:
                return -1
            if relation == b"Token":
                step = core.item_as(step, relation)
                if not step:
                    return -1
            step = core.item_parent(step)
        return tokens.get(core.item_as(step, b"Token"), -1) if step else -1

    def _declare(self) -> None:
        pointer, text, number, whole = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_float, ctypes.c_int
        signatures = {
            "flite_synth_text": (pointer, (text, pointer)),
            "flite_feat_set_float": (None, (pointer, text, number)),
            "delete_utterance": (None, (pointer,)),
            "flite_voice_add_lex_addenda": (whole, (pointer, text)),
            "utt_wave": (pointer, (pointer,)),
            "utt_relation": (pointer, (pointer, text)),
            "relation_head": (pointer, (pointer,)),
            "item_next": (pointer, (pointer,)),
            "item_parent": (pointer, (pointer,)),
            "item_as": (pointer, (pointer, text)),
            "item_feat_float": (number, (pointer, text)),
            "item_feat_string": (text, (pointer, text)),
            "ffeature_string": (text, (pointer, text)),
        }
        for name, (result, arguments) in signatures.items():
            function = getattr(self._core, name)
            function.restype, function.argtypes = result, arguments
