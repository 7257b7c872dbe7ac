"""The sound of a timed line, whatever its manner: what the mixer asks for.

It knows no mix and no place: mono, dry, from the line's start.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from generators.sound.voices.cast import Voice, voice_for
from generators.sound.voices.murmur import render_murmur
from generators.sound.voices.store import load_speech
from generators.timed import TimedLine


def voice_sound(line: TimedLine, store: Path, voices: dict[str, Voice] | None, key: int, mode: str) -> np.ndarray:
    """`line` as float32 mono from its start: speech from the store, murmur in `key` and `mode`, or silence.

    A murmur may ring up to `murmur.RING` beyond `line.duration`. Raises VoiceError when speech is not in the store.
    """
    if line.manner == "speech" and line.speech:
        return load_speech(store, line.speech)
    if line.manner == "silent":
        return np.zeros(line.duration, np.float32)
    return render_murmur(line, voice_for(line.voice or line.speaker or "narrator", voices), key, mode)
