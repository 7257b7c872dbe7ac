"""Ends what this process does itself when it takes too long, and tells every second that it still works.

It knows no work. A timer of the system interrupts Python wherever it is, a wait for a child process included; only the
main thread hears it, and elsewhere nothing is limited and nothing told.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

from generators.neural.errors import EngineError

Made = TypeVar("Made")
TELL_SECONDS = 1.0
AGAIN_SECONDS = 10.0
"""What was interrupted has so long to clear up; what caught the interruption and works on is interrupted again."""


class _TooLong(BaseException):
    """Passes through everything that catches what goes wrong."""


def limited(what: str, seconds: float, tell: Callable[[float], None], work: Callable[[], Made]) -> Made:
    """What `work` gives; meanwhile `tell` is given the seconds so far, and after `seconds` EngineError is raised."""
    if threading.current_thread() is not threading.main_thread() or signal.getitimer(signal.ITIMER_REAL)[0]:
        return work()
    begun, ends, over = time.monotonic(), seconds, False

    def heard(number: int, frame: FrameType | None) -> None:
        nonlocal ends
        so_far = time.monotonic() - begun
        if over or (ends > seconds and so_far < ends):
            return  # the work has ended just now, or is clearing up
        if so_far >= ends:
            ends = so_far + AGAIN_SECONDS
            raise _TooLong
        tell(so_far)

    before = signal.signal(signal.SIGALRM, heard)
    pace = max(0.001, min(TELL_SECONDS, seconds))
    try:
        # The work is called here and no context: between its end and `over` an alarm strikes inside of this try.
        try:
            signal.setitimer(signal.ITIMER_REAL, pace, pace)
            return work()
        finally:
            over = True
    except _TooLong as error:
        raise EngineError(f"{what} was not built within {seconds:.0f} s; raise --limit") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
