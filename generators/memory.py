"""What processes hold in memory, by the kernel's account, and giving back what was freed.

It knows no process's purpose. Where the system keeps no such account everything is 0 bytes.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path


def give_back_memory() -> bool:
    """Give freed memory back to the system; whether some was. Some milliseconds: to be called between two jobs.

    The C library of Linux keeps freed pieces for the next job, a third of a worker's memory; others do not.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    return trim is not None and bool(trim(0))


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
