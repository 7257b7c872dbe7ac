"""Work in this process that has a limit of time, and tells that it still goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from generators.neural.engines import limited as module
from generators.neural.engines.limited import limited
from generators.neural.errors import EngineError


def test_what_takes_too_long_is_ended_whatever_it_catches():
    """Also where it waits for a compiler, and where it catches everything that goes wrong; nothing stays behind."""
    before = signal.getsignal(signal.SIGALRM)

    def stubborn() -> None:
        while True:
            try:
                subprocess.run([sys.executable, "-c", "import time; time.sleep(600)"], check=True)
            except Exception:  # noqa: BLE001 - as compilers do
                continue

    with pytest.raises(EngineError, match=r"^tiny/unet was not built within 0 s; raise --limit$"):
        limited("tiny/unet", 0.05, lambda seconds: None, stubborn)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_it_is_told_how_long_it_has_worked(monkeypatch: pytest.MonkeyPatch):
    """Ever more seconds, as long as it works."""
    monkeypatch.setattr(module, "TELL_SECONDS", 0.01)
    told: list[float] = []

    def work() -> str:
        while len(told) < 3:
            continue
        return "made"

    assert limited("tiny/unet", 600, told.append, work) == "made"
    assert 0 < told[0] < told[1] < told[2]


def test_another_thread_is_not_limited():
    """The system's timer is the main thread's: elsewhere the work goes on to its end."""
    done: list[int] = []

    def work() -> None:
        limited("tiny/unet", 0.0, lambda seconds: None, lambda: done.append(1))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [1]


def test_what_is_interrupted_may_clear_up(monkeypatch: pytest.MonkeyPatch):
    """The timer goes on, but what ends a child or removes a draft is not interrupted in turn."""
    clock, cleared = [0.0], []
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(module, "TELL_SECONDS", 0.01)

    def work() -> None:
        try:
            clock[0] = 700.0
            while True:
                continue
        finally:
            until = time.monotonic() + 0.1
            while time.monotonic() < until:
                continue
            cleared.append(1)

    with pytest.raises(EngineError):
        limited("tiny/unet", 600.0, lambda seconds: None, work)
    assert cleared == [1]


def test_what_caught_the_interruption_is_interrupted_again(monkeypatch: pytest.MonkeyPatch):
    """A library that swallows everything does not get away with it."""
    clock, caught = [0.0], []
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(module, "TELL_SECONDS", 0.01)

    def work() -> None:
        while True:
            try:
                clock[0] += 700.0
                while True:
                    continue
            except BaseException:
                caught.append(1)
                if len(caught) == 3:
                    raise

    with pytest.raises(EngineError):
        limited("tiny/unet", 600.0, lambda seconds: None, work)
    assert len(caught) == 3


def test_a_timer_that_fires_while_it_is_put_away_ends_nothing(monkeypatch: pytest.MonkeyPatch):
    """The work is done: what the last alarm would raise would be no EngineError, and nobody would catch it."""
    clock, plain = [0.0], signal.setitimer

    def put_away(which: int, seconds: float, interval: float = 0.0) -> None:
        plain(which, seconds, interval)
        if seconds == 0.0:
            clock[0] = 700.0
            signal.raise_signal(signal.SIGALRM)

    monkeypatch.setattr(module.signal, "setitimer", put_away)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    assert limited("tiny/unet", 600.0, lambda seconds: None, lambda: "made") == "made"
