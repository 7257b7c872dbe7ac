"""The interface's own voice: speaks a text aloud at once, over whatever plays, and can be cut short.

It knows neither window nor show. Words become sound in the voice process, as the cast's do; a worker thread of its
own waits for that, so that nobody else does. Without an engine or a device it says why, once, and stays silent.
"""

from __future__ import annotations

import math
import queue
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from generators.errors import VoiceError
from generators.sound.voices.messages import Spoken
from generators.sound.voices.store import load_speech
from player.playback.errors import OutputError
from player.playback.sinks import PortAudioSink, SilentSink, Sink
from story_engine.plan import Line
from story_engine.time import to_seconds

SPEAKER = "narrator"
"""The clearest of our voices."""
PIECES = re.compile(r"(?<=[.;:!?])\s+")
"""A text is spoken sentence by sentence: the first is heard while the next is made."""
BREATH = 7_200
"""Audio frames (150 ms) between two of them."""
LONGEST = 600
"""Characters of one text: nobody listens to more at once."""
SOFT = 240
"""Audio frames (5 ms) over which a cut voice falls silent."""


class Speaks(Protocol):
    """Makes sound of a line: the voice box, or a fake in tests."""

    @property
    def missing(self) -> str:
        """Why there is no speech, or ""."""
        ...

    @property
    def store(self) -> Path:
        """Where the sound lies."""
        ...

    def speak(self, line: Line, voice_id: str, language: str = "") -> Spoken:
        """The sound of a line; raises VoiceError."""
        ...

    def close(self) -> None:
        """Free the process."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    text: str
    serial: int
    language: str
    until: float
    """Monotonic time by which it must have been said; infinite = no hurry."""


class Voice:
    """Says one text at a time, the latest. Methods may be called from any thread."""

    def __init__(
        self,
        box: Callable[[], Speaks],
        *,
        open_sink: Callable[[], Sink] = PortAudioSink,
        on_trouble: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`box` makes what speaks, when it is first needed."""
        self._make_box, self._open_sink = box, open_sink
        self.on_trouble = on_trouble
        """Told once, from a worker thread, why nothing can be heard."""
        self._wanted: queue.SimpleQueue[_Wanted | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._serial = 0
        self._sound = np.zeros(0, np.float32)
        self._at = 0
        self._pending = False
        self._fresh = False
        self._said = 0
        """Serial of the text of which something has been heard."""
        self._began = 0.0
        self._box: Speaks | None = None
        self._sink: Sink | None = None
        self._thread: threading.Thread | None = None
        self._told = False
        self.language = "en"
        self.gain = 1.0
        """Linear."""

    @property
    def is_speaking(self) -> bool:
        """Whether something is being said, or about to be."""
        with self._lock:
            return self._pending or self._at < len(self._sound)

    @property
    def is_heard(self) -> bool:
        """Whether sound of it goes to the device now."""
        with self._lock:
            return self._at < len(self._sound)

    @property
    def began(self) -> float:
        """When the latest text's first sound went to the device, monotonic seconds; 0 = it has not yet."""
        return self._began

    def say(self, text: str, *, within: float = float("inf"), whole: bool = False) -> None:
        """Say `text` now; what was being said is cut short. What would last beyond `within` seconds is left unsaid.

        A long text ends early unless the `whole` of it was asked for.
        """
        text = " ".join(text.split())[: None if whole else LONGEST]
        self.hush()
        if not text:
            return
        with self._lock:
            self._pending = True
            self._serial += 1
            wanted = _Wanted(text=text, serial=self._serial, language=self.language, until=time.monotonic() + within)
        self._begin()
        self._wanted.put(wanted)

    def warm(self) -> None:
        """Start what speaks, so that the first word does not wait for it."""
        self._begin()
        self._wanted.put(_Wanted(text="", serial=-1, language=self.language, until=math.inf))

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="interface-voice", daemon=True)
            self._thread.start()

    def hush(self) -> None:
        """Say nothing more of what was begun."""
        with self._lock:
            self._serial += 1
            self._pending = self._fresh = False
            self._began = 0.0
            rest = self._sound[self._at : self._at + SOFT]
            self._sound = rest * np.linspace(1.0, 0.0, len(rest), dtype=np.float32)
            self._at = 0

    def close(self) -> None:
        """End the thread and the process; the device is let go."""
        self.hush()
        thread, self._thread = self._thread, None
        if thread is not None:
            self._wanted.put(None)
            thread.join(timeout=5.0)
        if self._sink is not None:
            self._sink.close()
        if self._box is not None:
            self._box.close()

    # -- the worker thread -----------------------------------------------------------------------

    def _work(self) -> None:
        while (wanted := self._wanted.get()) is not None:
            if not wanted.text:
                self._make_ready()
            if wanted.serial != self._serial:
                continue  # something newer is to be said
            try:
                if wanted.until == math.inf:
                    for piece in PIECES.split(wanted.text):
                        if wanted.serial == self._serial:
                            self._play(wanted, self._synthesised(replace(wanted, text=piece)))
                else:
                    self._play(wanted, self._synthesised(wanted))
            except VoiceError as error:
                self._give_up(wanted, str(error))
                continue
            with self._lock:
                if wanted.serial == self._serial:
                    self._pending = False

    def _play(self, wanted: _Wanted, sound: np.ndarray) -> None:
        """Let `sound` be heard, after what is being said of the same text; unless it would last too long."""
        lasts = time.monotonic() + to_seconds(len(sound))
        self._listen_to_device()
        with self._lock:
            if wanted.serial != self._serial or lasts > wanted.until:
                return
            if self._said == wanted.serial:
                rest = self._sound[self._at :]
                self._sound = np.concatenate([rest, np.zeros(BREATH, np.float32), sound])
                self._at = 0
            else:
                self._sound, self._at, self._fresh, self._said = sound, 0, True, wanted.serial

    def _make_ready(self) -> None:
        """Begin the voice process; what is missing is told when something is to be said."""
        if self._box is None:
            self._box = self._make_box()
        if not self._box.missing:
            self._listen_to_device()

    def _synthesised(self, wanted: _Wanted) -> np.ndarray:
        if self._box is None:
            self._box = self._make_box()
        spoken = self._box.speak(Line(text=wanted.text, speaker=""), SPEAKER, wanted.language)
        return load_speech(self._box.store, spoken.key)

    def _give_up(self, wanted: _Wanted, why: str) -> None:
        with self._lock:
            if wanted.serial == self._serial:
                self._pending = False
        if not self._told:
            self._told = True
            self.on_trouble(why)

    def _listen_to_device(self) -> None:
        """Open the device, or open it again where it was lost."""
        if self._sink is not None and self._sink.is_alive():
            return
        if self._sink is not None:
            self._sink.close()
        try:
            self._sink = self._open_sink()
            self._sink.start(self._fill)
        except OutputError as error:
            self._sink = SilentSink()
            self._sink.start(self._fill)
            if not self._told:
                self._told = True
                self.on_trouble(str(error))

    def _fill(self, out: np.ndarray) -> None:
        """The device's thread asks for a block."""
        with self._lock:
            part = self._sound[self._at : self._at + len(out)]
            self._at += len(part)
            gain = self.gain
            if self._fresh and len(part):
                self._fresh, self._began = False, time.monotonic()
        out[: len(part)] = part[:, None] * gain
        out[len(part) :] = 0.0
