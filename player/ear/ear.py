"""Listens when it is asked to, to one utterance at a time, and says which words it heard.

It knows a microphone and a recogniser by their ports, no window and no show. All that waits is done in a worker
thread of its own; the window looks at `state` and takes what was heard.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from player.ear.port import EarError, Heard, Hears, Heeded, Microphone
from player.ear.utterance import Utterance

READ_SECONDS = 0.1
"""How long is waited for sound before somebody looks whether listening is to end."""


class State(StrEnum):
    """What the ear does."""

    IDLE = "idle"
    OPENING = "opening"
    """The device is being opened: what is said now is lost."""
    LISTENING = "listening"
    THINKING = "thinking"
    """The viewer is done; their words are being made out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of listening."""

    heard: Heard = Heard()
    trouble: str = ""
    """Name of the lines `ear.<name>` and `ear.<name>_remedy`; "" = none. "silence" = nobody spoke."""
    told: str = ""
    """The trouble in the words of who had it."""


class Ear:
    """Methods may be called from any thread; each returns at once."""

    def __init__(self, make_hears: Callable[[], Hears], open_microphone: Callable[[], Microphone]) -> None:
        """Both are called when somebody first speaks: without anybody who does, nothing is loaded or opened."""
        self._make_hears, self._open_microphone = make_hears, open_microphone
        self._hears: Hears | None = None
        self._state = State.IDLE
        self._turn = 0
        """Grows with every beginning and every end that was not waited for."""
        self._lock = threading.Lock()
        self._enough = threading.Event()
        self._outcome: Outcome | None = None
        self._thread: threading.Thread | None = None
        self._level = 0.0

    @property
    def state(self) -> State:
        """What it does now."""
        return self._state

    @property
    def level(self) -> float:
        """How loud it is at the microphone, 0–1."""
        return self._level if self._state is State.LISTENING else 0.0

    def begin(self, heed: Callable[[], Heeded]) -> None:
        """Listen from now on; `heed` says, in the ear's thread, what for. Without effect while it listens."""
        with self._lock:
            if self._state is not State.IDLE:
                return
            self._state = State.OPENING
            self._outcome = None
            self._turn += 1
            before = self._thread
            self._enough = threading.Event()
            arguments = (heed, self._turn, self._enough, before)
            self._thread = threading.Thread(target=self._run, args=arguments, name="ear", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """The viewer is done speaking."""
        self._enough.set()

    def cancel(self) -> None:
        """Forget what was said."""
        with self._lock:
            self._turn += 1
            self._state = State.IDLE
            self._outcome = None
            self._enough.set()

    def take(self) -> Outcome | None:
        """What came of it, once; None while nothing has."""
        with self._lock:
            outcome, self._outcome = self._outcome, None
            return outcome

    def close(self) -> None:
        """End listening and free the recogniser."""
        self.cancel()
        thread = self._thread
        if thread is not None:
            thread.join(timeout=3.0)
        if self._hears is not None and (thread is None or not thread.is_alive()):
            self._hears.close()

    # -- the worker thread -----------------------------------------------------------------------

    def _run(
        self, heed: Callable[[], Heeded], turn: int, enough: threading.Event, before: threading.Thread | None
    ) -> None:
        if before is not None:
            before.join()  # one device, one recogniser: whoever was cancelled lets go first
        try:
            outcome = self._listen(heed, turn, enough)
        except EarError as error:
            outcome = Outcome(trouble=error.name, told=str(error))
        except Exception as error:  # noqa: BLE001 - the edge of the thread: a silent end would be a line that stays
            outcome = Outcome(trouble="recogniser_failed", told=f"{type(error).__name__}: {error}")
        with self._lock:
            if self._turn == turn:
                self._outcome, self._state = outcome, State.IDLE

    def _listen(self, heed: Callable[[], Heeded], turn: int, enough: threading.Event) -> Outcome:
        if self._hears is None:
            self._hears = self._make_hears()
        hears = self._hears
        if hears.missing:
            return Outcome(trouble="recogniser", told=hears.missing)
        microphone = self._open_microphone()
        utterance = Utterance()
        try:
            microphone.start()
            hears.begin(heed())
            self._go_to(State.LISTENING, turn)
            while not enough.is_set() and not utterance.is_over:
                block = microphone.read(READ_SECONDS)
                if len(block):
                    utterance.push(block)
                    self._level = utterance.level
        finally:
            microphone.close()
        if turn != self._turn:
            return Outcome()
        if not utterance.is_speech:
            return Outcome(trouble="silence")
        self._go_to(State.THINKING, turn)
        heard = hears.hear(utterance.samples)
        return Outcome(heard=heard) if heard.text else Outcome(trouble="no_words")

    def _go_to(self, state: State, turn: int) -> None:
        with self._lock:
            if self._turn == turn:
                self._state = state
