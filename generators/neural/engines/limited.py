"""Ends what this process does itself when it takes too long, and tells every second that it still works.

It knows no work. A timer of the system interrupts Python wherever it is, a wait for a child process included; only the
main thread hears it, and elsewhere nothing is limited and nothing told.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

from generators.neural.errors import EngineError

TELL_SECONDS = 1.0


class _TooLong(BaseException):
    """Passes through everything that catches what goes wrong."""


@contextlib.contextmanager
def limited(what: str, seconds: float, tell: Callable[[float], None]) -> Iterator[None]:
    """Within it `tell` is given the seconds so far, and after `seconds` EngineError is raised."""
    if threading.current_thread() is not threading.main_thread() or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return
    begun = time.monotonic()

    def heard(number: int, frame: FrameType | None) -> None:
        so_far = time.monotonic() - begun
        if so_far >= seconds:
            raise _TooLong
        tell(so_far)

    before = signal.signal(signal.SIGALRM, heard)
    pace = max(0.001, min(TELL_SECONDS, seconds))
    signal.setitimer(signal.ITIMER_REAL, pace, pace)
    try:
        yield
    except _TooLong as error:
        raise EngineError(f"{what} was not built within {seconds:.0f} s; raise --limit") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
