"""How much of the machine a render worker may take: idle time only, or its fair share.

It knows process ids only. Where the system does not let us take a calm worker back (an ordinary user may
lower but not raise), it stays calm: rendering is then slower, never unsafe.
"""

from __future__ import annotations

import os

HURRIED_NICENESS = 5
"""A hurried worker still yields to the player's decoder and window."""
CALM_NICENESS = 19


def calm(pid: int) -> bool:
    """Let `pid` have only what nobody else wants; False where it could not be set."""
    try:
        if hasattr(os, "SCHED_IDLE"):
            os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
        else:
            os.setpriority(os.PRIO_PROCESS, pid, CALM_NICENESS)
    except OSError:
        return False
    return True


def hurry(pid: int) -> bool:
    """Let `pid` have nearly its fair share; False where it could not be set."""
    try:
        if hasattr(os, "SCHED_OTHER"):
            os.sched_setscheduler(pid, os.SCHED_OTHER, os.sched_param(0))
        os.setpriority(os.PRIO_PROCESS, pid, HURRIED_NICENESS)
    except OSError:
        return False
    return True
