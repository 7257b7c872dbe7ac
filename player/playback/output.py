"""The one output of a session: a sound device while there is one, the silent output while there is not.

It knows no segment: it keeps one count of audio frames going over every change of device.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from player.playback.errors import OutputError
from player.playback.pcm import PcmQueue
from player.playback.sinks import PortAudioSink, SilentSink, Sink, refresh_devices

RETRY_SECONDS = 1.0
"""How often a lost device is looked for: often enough to feel at once, seldom enough to cost nothing."""


class Output:
    """Keeps some sink asking `queue` for blocks, whatever happens to the device."""

    def __init__(
        self,
        queue: PcmQueue,
        *,
        silent: bool = False,
        open_device: Callable[[], Sink] = PortAudioSink,
        refresh: Callable[[], None] = refresh_devices,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        """`silent`: never look for a device (tests, recordings)."""
        self._queue = queue
        self._silent_wanted = silent
        self._open_device = open_device
        self._refresh = refresh
        self._retry = retry_seconds
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        """Held while a device is looked for or opened: looking anew ends every stream of the library."""
        self._sink: Sink | None = None
        self._before = 0
        self._highest = 0.0
        self._closing = threading.Event()
        self._seeker: threading.Thread | None = None
        self.silent_name = ""
        """Of `why_silent` in the interface's tables: the lines `silent.<name>` and `silent.<name>_remedy`."""
        self.why_silent = ""
        """Why there is no sound, in one line; "" when there is, or when silence was asked for."""

    def start(self) -> None:
        """Open the device, or the silent output where there is none."""
        if self._silent_wanted:
            self._use(SilentSink())
            return
        try:
            self._use(self._open_device())
        except OutputError as error:
            self.why_silent, self.silent_name = str(error), error.name
            self._use(SilentSink())
            self._look_for_device()

    def _use(self, sink: Sink) -> None:
        with self._lock:
            if self._closing.is_set():
                return  # a device that was found while the show ended is not opened any more
            self._before = self._queue.written
            self._queue.begin_soft()
            sink.start(self._queue.fill)
            self._sink = sink

    def heard(self) -> float:
        """Audio frames heard since the session began, over all devices; never falls."""
        with self._lock:
            if self._sink is not None:
                self._highest = max(self._highest, self._before + self._sink.heard())
            return self._highest

    @property
    def has_sound(self) -> bool:
        """Whether a device is playing."""
        return self._sink is not None and self._sink.name != "silent"

    def check(self) -> bool:
        """Look after the device (every tick); whether it has just been lost."""
        sink = self._sink
        if sink is None or self._closing.is_set() or sink.is_alive():
            return False
        self.why_silent = "the sound device has gone; plug it in again, the show goes on silently"
        self._use(SilentSink())
        threading.Thread(target=sink.close, name="sink-close", daemon=True).start()  # a dead driver may block
        self._look_for_device()
        return True

    def move(self, open_device: Callable[[], Sink]) -> None:
        """Play on another device from now on; it is changed in a thread, for a driver may take its time."""
        self._open_device = open_device
        if self._silent_wanted or self._closing.is_set():
            return
        with self._lock:
            old, self._sink = self._sink, None
        threading.Thread(target=self._change, args=(old,), name="device-change", daemon=True).start()

    def _change(self, old: Sink | None) -> None:
        if old is not None:
            old.close()
        with self._opening:
            if self._closing.is_set() or self._sink is not None:
                return
            try:
                self._use(self._open_device())
                self.why_silent = ""
            except OutputError as error:
                self.why_silent, self.silent_name = str(error), error.name
                self._use(SilentSink())
                self._look_for_device()

    def _look_for_device(self) -> None:
        if self._seeker is None or not self._seeker.is_alive():
            self._seeker = threading.Thread(target=self._seek_device, name="device-seeker", daemon=True)
            self._seeker.start()

    def _seek_device(self) -> None:
        while not self._closing.wait(self._retry):
            with self._opening:
                if self.has_sound:
                    return  # the viewer has chosen another device meanwhile
                old = self._sink
                try:
                    self._refresh()
                    self._use(self._open_device())
                except OutputError as error:
                    self.why_silent = str(error)
                    continue
                if old is not None:
                    old.close()
                self.why_silent = ""
                return

    def close(self) -> None:
        """Stop; returns when the sink is silent."""
        self._closing.set()
        with self._lock:
            sink, self._sink = self._sink, None
        if sink is not None:
            sink.close()


def process_age_seconds() -> float:
    """Seconds since this process was started, by the kernel's account; 0 where it keeps none."""
    try:
        with open("/proc/self/stat", encoding="ascii") as stat, open("/proc/uptime", encoding="ascii") as uptime:
            ticks = float(stat.read().rpartition(")")[2].split()[19])
            return max(0.0, float(uptime.read().split()[0]) - ticks / _ticks_per_second())
    except (OSError, ValueError, IndexError):
        return time.process_time()


def _ticks_per_second() -> float:
    import os

    return float(os.sysconf("SC_CLK_TCK"))
