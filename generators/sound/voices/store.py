"""The speech store: spoken sound as 48 kHz mono WAV with its times as JSON beside it, named by content.

It knows no engine and no line. Writing is atomic, so any process may read while another writes. A seed's own sounds
lie there too; what nobody asked for in a long time goes when there is more than a limit.
"""

from __future__ import annotations

import os
import time
import wave
from contextlib import suppress
from pathlib import Path

import msgspec
import numpy as np

from generators.errors import VoiceError
from generators.sound.voices.messages import Spoken
from story_engine.time import SAMPLE_RATE

_FULL_SCALE = 32767
LIMIT_BYTES = 2 << 30
"""Of the store: six hours of speech, more than a day of a show says."""
RESTED_SECONDS = 24 * 3600.0
"""What was asked for since then stays in any case: a show that runs may still play it."""


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
    path = _path(store, key, "json")
    try:
        spoken = msgspec.json.decode(path.read_bytes(), type=Spoken)
    except (OSError, msgspec.MsgspecError):
        return None
    used(path)
    return spoken


def used(path: Path) -> None:
    """Note that a file of the store was asked for just now."""
    with suppress(OSError):  # a store that is only read is a store all the same
        os.utime(path)


def trim(store: Path, *, limit_bytes: int = LIMIT_BYTES, rested_seconds: float = RESTED_SECONDS) -> int:
    """Remove what was not asked for longest until the store holds `limit_bytes`; how many sounds went."""
    sounds: dict[Path, tuple[float, int]] = {}
    for path in store.glob("*/*"):
        with suppress(OSError):  # another process may be at it too
            found, stem = path.stat(), path.with_suffix("")
            last, size = sounds.get(stem, (0.0, 0))
            sounds[stem] = (max(last, found.st_mtime), size + found.st_size)
    total, gone = sum(size for _, size in sounds.values()), 0
    rested = time.time() - rested_seconds
    for stem, (last, size) in sorted(sounds.items(), key=lambda sound: sound[1]):
        if total <= limit_bytes or last > rested:
            break
        # The times go first: they vouch for the sound.
        for path in sorted(stem.parent.glob(f"{stem.name}.*")):
            with suppress(OSError):
                path.unlink()
        total, gone = total - size, gone + 1
    return gone


def _path(store: Path, key: str, ending: str) -> Path:
    return store / key[:2] / f"{key}.{ending}"
