"""The microphone through PortAudio: opened while somebody speaks, closed when they are done, never kept open.

It knows no words. What it hears goes to whoever reads it and nowhere else.
"""

from __future__ import annotations

import queue
import threading
import time
from typing import Any

import numpy as np

from player.ear.port import EarError
from player.playback.errors import OutputError
from player.playback.sinks import BLOCK, LISTENING, LOST_AFTER_SECONDS, has_device, portaudio
from story_engine.time import SAMPLE_RATE

OPENS_SECONDS = 2.0
"""The first block of a device that was just opened may take so long: radio headsets change their way of working."""
LIST_SECONDS = 2.0
"""Who looks for a lost output device is waited for so long."""


class PortAudioMicrophone:
    """The default input device."""

    def __init__(self) -> None:
        self._stream: Any = None
        self._blocks: queue.SimpleQueue[np.ndarray] = queue.SimpleQueue()
        self._heard_at = 0.0
        self._heard_any = False
        self._finished = threading.Event()
        self._holds = False

    def start(self) -> None:
        """Open the device; raises EarError where there is none or it is refused."""
        try:
            sounddevice = portaudio()
        except OutputError as error:
            raise EarError(str(error), name="portaudio") from error

        def callback(block: np.ndarray, _frames: int, _times: Any, _status: Any) -> None:
            self._heard_at, self._heard_any = time.monotonic(), True
            self._blocks.put(block[:, 0].copy())

        self._holds = LISTENING.acquire(timeout=LIST_SECONDS)
        try:
            sounddevice.query_devices(kind="input")
        except (sounddevice.PortAudioError, ValueError) as error:
            self.close()
            raise EarError(f"there is no microphone ({error})", name="microphone") from error
        try:
            self._stream = sounddevice.InputStream(
                samplerate=SAMPLE_RATE,
                blocksize=BLOCK,
                channels=1,
                dtype="float32",
                callback=callback,
                finished_callback=self._finished.set,
            )
            self._heard_at = time.monotonic()
            self._stream.start()
        except (sounddevice.PortAudioError, ValueError, OSError) as error:
            self.close()
            raise EarError(f"the microphone cannot be opened ({error})", name="refused") from error

    def read(self, seconds: float) -> np.ndarray:
        """What has come; raises EarError when the device has gone."""
        try:
            blocks = [self._blocks.get(timeout=seconds)]
        except queue.Empty:
            patience = LOST_AFTER_SECONDS if self._heard_any else OPENS_SECONDS
            if self._finished.is_set() or time.monotonic() - self._heard_at > patience:
                raise EarError("the microphone has gone", name="lost") from None
            return np.zeros(0, np.float32)
        while not self._blocks.empty():
            blocks.append(self._blocks.get())
        return np.concatenate(blocks)

    def close(self) -> None:
        """Let the device go."""
        stream, self._stream = self._stream, None
        holds, self._holds = self._holds, False
        try:
            if stream is not None:
                _end(stream)
        finally:
            if holds:
                LISTENING.release()


def _end(stream: Any) -> None:
    sounddevice = portaudio()
    try:
        stream.abort()
    except sounddevice.PortAudioError:
        return  # the device is gone already: nothing is left to free
    stream.close(ignore_errors=True)


def has_microphone() -> bool:
    """Whether PortAudio is installed and knows an input device."""
    return has_device("input")
