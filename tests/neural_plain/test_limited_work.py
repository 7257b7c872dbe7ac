"""Work in this process that has a limit of time, and tells that it still goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

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

    with (
        pytest.raises(EngineError, match=r"^tiny/unet was not built within 0 s; raise --limit$"),
        limited("tiny/unet", 0.05, lambda seconds: None),
    ):
        stubborn()
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_it_is_told_how_long_it_has_worked(monkeypatch: pytest.MonkeyPatch):
    """Ever more seconds, as long as it works."""
    monkeypatch.setattr(module, "TELL_SECONDS", 0.01)
    told: list[float] = []
    with limited("tiny/unet", 600, told.append):
        while len(told) < 3:
            continue
    assert 0 < told[0] < told[1] < told[2]


def test_another_thread_is_not_limited():
    """The system's timer is the main thread's: elsewhere the work goes on to its end."""
    done: list[int] = []

    def work() -> None:
        with limited("tiny/unet", 0.0, lambda seconds: None):
            done.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [1]
