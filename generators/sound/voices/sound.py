"""The sound of a timed line, whatever its manner: what the mixer asks for.

It knows no mix and no place: mono, dry, from the line's start.
"""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np

from generators.errors import VoiceError
from generators.sound.voices.cast import Voice, voice_for
from generators.sound.voices.murmur import render_murmur
from generators.sound.voices.store import load_speech
from generators.timed import TimedLine

_LOG = logging.getLogger(__name__)


def voice_sound(line: TimedLine, store: Path, voices: dict[str, Voice] | None, key: int, mode: str) -> np.ndarray:
    """`line` as float32 mono from its start: speech from the store, murmur in `key` and `mode`, or silence.

    A murmur may ring up to `murmur.RING` beyond `line.duration`. Speech that has gone from the store is murmured
    instead and logged: the show goes on.
    """
    if line.manner == "speech" and line.speech:
        try:
            return load_speech(store, line.speech)
        except VoiceError as error:
            _LOG.warning("%s; the line is murmured", error)
    if line.manner == "silent":
        return np.zeros(line.duration, np.float32)
    return render_murmur(line, voice_for(line.voice or line.speaker or "narrator", voices), key, mode)
