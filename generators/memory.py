"""What processes hold in memory, by the kernel's account, and giving back what was freed.

It knows no process's purpose. Where the system keeps no such account everything is 0 bytes.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from pathlib import Path

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
"""As the C library's malloc.h numbers them."""
HEAPS = 2
LARGE_PIECE_BYTES = 262_144
GROWN_BYTES = 24 << 20
"""So much more than at the last time, and freed memory is given back in the middle of work: with pictures of 854×480
that is once or twice in a part of some seconds, 10 ms each."""


def give_back_memory() -> bool:
    """Give freed memory back to the system; whether some was. Some milliseconds: to be called between two jobs.

    The C library of Linux keeps freed pieces for the next job, a third of a worker's memory; others do not.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    return trim is not None and bool(trim(0))


def hold_little() -> bool:
    """From now on have this process give large pieces back at once and keep few heaps; whether the C library can.

    Call it before there are threads. A player decodes a segment in one thread and hands it to another: the C library of
    Linux keeps a heap for each, and after some frees also keeps pieces as large as a segment's sound; it was 17 MB more
    after two minutes of a show. Not for who makes pictures: fresh pages for each would cost it a millisecond.
    """
    tune = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    return tune is not None and all([tune(M_ARENA_MAX, HEAPS), tune(M_MMAP_THRESHOLD, LARGE_PIECE_BYTES)])


def put_off_collecting() -> None:
    """Look for no circles of garbage until `collect_again`.

    A process that loads some hundred modules makes much and throws nothing away: the looks were a fifth of its time.
    """
    gc.disable()


def collect_again() -> None:
    """What this process holds now stays as long as it lives, and is never looked through; what comes is, from now on.

    Modules, classes and tables. What is made later and may be let go, layers and models, must not be here yet.
    """
    gc.freeze()
    gc.enable()


class Growth:
    """Looks whether this process has grown, and gives back what it holds for nothing. For one thread."""

    def __init__(self, most: int = GROWN_BYTES) -> None:
        """`most`: bytes by which it may grow before freed memory is given back."""
        self._most = most
        self._least = resident(os.getpid())

    def look(self) -> bool:
        """Give freed memory back if the process has grown by so much; whether it had. Looking takes microseconds."""
        now = resident(os.getpid())
        grown = now - self._least >= self._most
        if grown:
            give_back_memory()
            now = resident(os.getpid())
        self._least = now if grown else min(now, self._least)
        return grown


def resident(pid: int) -> int:
    """Bytes in memory; 0 of a process that has gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def proportional(pid: int) -> int:
    """Bytes in memory, each shared one divided by those who share it; what is resident where the kernel keeps no count.

    The design's limit for all processes is of this kind: two workers hold the same library once. It costs some
    milliseconds.
    """
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return resident(pid)
    line = next((line for line in rollup.splitlines() if line.startswith("Pss:")), "")
    return int(line.split()[1]) * 1024 if line else resident(pid)
