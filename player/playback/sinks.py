"""Outputs of sound: a device through PortAudio, and a silent one that keeps its own pace.

They know neither segments nor the story: they ask a fill function for blocks and say how much was heard.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import numpy as np

from player.playback.clock import AudioClock, MonotonicClock
from player.playback.errors import OutputError
from story_engine.time import SAMPLE_RATE

BLOCK = 960
"""Audio frames a block: 20 ms, because a Python callback needs the interpreter lock and half a frame of slack."""
DEVICE_LATENCY_SECONDS = 0.15
"""Asked of PortAudio: below 0.1 s loaded machines underflow (measured)."""
SILENT_LEAD = 2 * BLOCK
"""How far the silent output writes ahead, as a device with two periods would."""
LOST_AFTER_SECONDS = 0.5
"""A device whose callback has not come for this long is gone."""
SLEPT_SECONDS = 0.75
"""A gap this long in the silent output's own thread means that the machine slept: nobody heard the gap."""

LISTENING = threading.Lock()
"""Held while a microphone is open: it would end with PortAudio's list of devices."""

Fill: TypeAlias = Callable[[np.ndarray], None]
"""Writes the next block into a float32 array of shape (n, 2); called on the output's thread, must not block."""


class Sink(Protocol):
    """An output of sound with a clock."""

    name: str

    def start(self, fill: Fill) -> None:
        """Begin to ask for blocks; raises OutputError."""
        ...

    def heard(self) -> float:
        """Audio frames heard since `start`; never falls."""
        ...

    def is_alive(self) -> bool:
        """Whether blocks are still being asked for."""
        ...

    def close(self) -> None:
        """Stop asking and free the device; may be called twice."""
        ...


class SilentSink:
    """Output without a device: asks for blocks at the true pace and throws them away."""

    name = "silent"

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._clock: MonotonicClock | None = None
        self._written = 0
        self._awake_at = 0.0

    def start(self, fill: Fill) -> None:
        """Begin to ask for blocks."""
        self._clock = MonotonicClock(self._now)
        self._thread = threading.Thread(target=self._run, args=(fill,), name="silent-sink", daemon=True)
        self._thread.start()

    def _run(self, fill: Fill) -> None:
        assert self._clock is not None
        block = np.zeros((BLOCK, 2), dtype=np.float32)
        self._awake_at = self._now()
        while not self._stop.is_set():
            self._mind_sleep(self._clock)
            while self._written < self._clock.heard() + SILENT_LEAD and not self._stop.is_set():
                fill(block)
                self._written += BLOCK
                self._mind_sleep(self._clock)  # a machine may fall asleep here as well
            self._stop.wait(BLOCK / SAMPLE_RATE / 2)

    def _mind_sleep(self, clock: MonotonicClock) -> None:
        """Take a gap that is too long for this thread out of the count."""
        now = self._now()
        if now - self._awake_at > SLEPT_SECONDS:
            clock.set_back((now - self._awake_at) * SAMPLE_RATE)
        self._awake_at = now

    def heard(self) -> float:
        """Audio frames that would have been heard; at most what was written."""
        return 0.0 if self._clock is None else min(self._clock.heard(), float(self._written))

    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread is not None and self._thread.is_alive() and not self._stop.is_set()

    def close(self) -> None:
        """Stop the thread."""
        self._stop.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=1.0)


class PortAudioSink:
    """Output to the default sound device (or a named one) through PortAudio."""

    name = "device"

    def __init__(self, device: str | int | None = None) -> None:
        self._device = device
        self._stream: Any = None
        self._clock: AudioClock | None = None
        self._written = 0
        self._called_at = 0.0
        self._finished = threading.Event()

    def start(self, fill: Fill) -> None:
        """Open the device and begin; raises OutputError when there is none."""
        sounddevice = portaudio()

        def callback(out: np.ndarray, frames: int, times: Any, _status: Any) -> None:
            fill(out)
            if self._clock is not None:
                self._clock.wrote(self._written, frames, times.outputBufferDacTime, times.currentTime)
            self._written += frames
            self._called_at = time.monotonic()

        try:
            self._stream = sounddevice.OutputStream(
                samplerate=SAMPLE_RATE,
                blocksize=BLOCK,
                channels=2,
                dtype="float32",
                latency=DEVICE_LATENCY_SECONDS,
                device=self._device,
                callback=callback,
                finished_callback=self._finished.set,
            )
            stream = self._stream
            self._clock = AudioClock(lambda: float(stream.time), float(stream.latency))
            self._called_at = time.monotonic()
            stream.start()
        except (sounddevice.PortAudioError, ValueError, OSError) as error:
            self.close()
            raise OutputError(f"no sound device can be opened ({error}); the show plays silently") from error

    def heard(self) -> float:
        """Audio frames heard, by the fitted device clock."""
        return 0.0 if self._clock is None else self._clock.heard()

    def is_alive(self) -> bool:
        """Whether the device still asks for blocks."""
        if self._stream is None or self._finished.is_set():
            return False
        return time.monotonic() - self._called_at < LOST_AFTER_SECONDS

    def close(self) -> None:
        """Abort the stream and free the device."""
        stream, self._stream = self._stream, None
        if stream is None:
            return
        sounddevice = portaudio()
        try:
            stream.abort()
            stream.close()
        except sounddevice.PortAudioError:
            self._finished.set()  # the device is gone already: nothing is left to free


def refresh_devices() -> None:
    """Make PortAudio look for devices anew; only while no stream is open (its list is frozen at start)."""
    sounddevice = portaudio()
    if not LISTENING.acquire(blocking=False):
        return  # the viewer speaks: what is plugged in is found the next time
    try:
        sounddevice._terminate()
        sounddevice._initialize()
    except sounddevice.PortAudioError as error:
        raise OutputError(f"sound devices cannot be listed ({error}); the show plays silently") from error
    finally:
        LISTENING.release()


def has_device(kind: str = "output") -> bool:
    """Whether PortAudio is installed and knows an output device, or of another `kind` ("input")."""
    try:
        sounddevice = portaudio()
        sounddevice.query_devices(kind=kind)
    except OutputError:
        return False
    except (sounddevice.PortAudioError, ValueError):
        return False
    return True


def portaudio() -> Any:
    """The sounddevice module; raises OutputError when PortAudio is missing."""
    try:
        import sounddevice
    except OSError as error:
        message = "PortAudio is not installed; install libportaudio2 to hear the show"
        raise OutputError(message, name="portaudio") from error
    return sounddevice
