"""The speech store: spoken sound as 48 kHz mono WAV with its times as JSON beside it, named by content.

It knows no engine and no line. Writing is atomic, so any process may read while another writes.
"""

from __future__ import annotations

import os
import wave
from pathlib import Path

import msgspec
import numpy as np

from generators.errors import VoiceError
from generators.sound.voices.messages import Spoken
from story_engine.time import SAMPLE_RATE

_FULL_SCALE = 32767


def load_speech(store: Path, key: str) -> np.ndarray:
    """The spoken sound of `key`: float32 mono at 48 kHz. Raises VoiceError when it is not in the store."""
    path = _path(store, key, "wav")
    try:
        with wave.open(str(path), "rb") as file:
            raw = file.readframes(file.getnframes())
    except (OSError, wave.Error, EOFError) as error:
        raise VoiceError(
            f"no spoken sound {key[:12]}… in the store ({error}): delete the store and play again"
        ) from error
    return np.frombuffer(raw, "<i2").astype(np.float32) / _FULL_SCALE


def save_speech(store: Path, spoken: Spoken, samples: np.ndarray) -> None:
    """Keep sound and times; the times appear last, so that they vouch for the sound."""
    path = _path(store, spoken.key, "wav")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.part")
    with wave.open(str(partial), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.round(np.clip(samples, -1, 1) * _FULL_SCALE).astype("<i2").tobytes())
    os.replace(partial, path)
    partial.write_bytes(msgspec.json.encode(spoken))
    os.replace(partial, _path(store, spoken.key, "json"))


def load_times(store: Path, key: str) -> Spoken | None:
    """The times kept with `key`, or None when it was never spoken or is damaged."""
    try:
        return msgspec.json.decode(_path(store, key, "json").read_bytes(), type=Spoken)
    except (OSError, msgspec.MsgspecError):
        return None


def _path(store: Path, key: str, ending: str) -> Path:
    return store / key[:2] / f"{key}.{ending}"
