"""The processes of a show: which there are, what they hold in memory and how long the processor has worked for them.

It knows no show. Where the system keeps no account (/proc) this process is the only one, and takes nothing.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generators.memory import resident

LOOK_SECONDS = 2.0
"""Reading the account of all processes of a machine takes some milliseconds: not oftener, in a thread of its own."""
IDLE_SECONDS = 6.0
"""Nobody has asked for so long: the thread ends until somebody asks again."""
OWN = "player"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One process."""

    pid: int
    kind: str
    """The module it runs, without its package; "player" for this one."""
    resident_bytes: int
    processor_seconds: float
    """User and system time since it began."""
    share: float = 0.0
    """Of one core, since the look before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """Everybody at one moment."""

    at: float = 0.0
    """Monotonic seconds."""
    members: tuple[Member, ...] = ()
    gone_seconds: float = 0.0
    """Processor time of members that have ended, as far as it was seen."""

    @property
    def processor_seconds(self) -> float:
        """Of everybody, those who have gone among them."""
        return self.gone_seconds + sum(member.processor_seconds for member in self.members)


def family() -> list[int]:
    """This process and its descendants."""
    own = os.getpid()
    return [own, *descendants(own)]


def kind_of(pid: int) -> str:
    """What a process is: the module it runs, without its package; "other" where that is not told."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return "other"
    return words[words.index("-m") + 1].rpartition(".")[2] if "-m" in words[:-1] else "other"


def descendants(pid: int) -> list[int]:
    """Children and theirs; those that end meanwhile are left out."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(entry.name))
        if fields:
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found.extend(children)
        waiting.extend(children)
    return found


def _stat(pid: int) -> list[str]:
    """What the kernel says of a process, from its state on; [] = it has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return []


def taken(before: Census, now: float) -> Census:
    """Everybody now; `before` is the look before, for shares of a core."""
    ticks = float(os.sysconf("SC_CLK_TCK")) if hasattr(os, "sysconf") else 100.0
    known = {member.pid: member for member in before.members}
    span = max(now - before.at, 1e-3)
    members = []
    for pid in family():
        fields = _stat(pid)
        if not fields:
            continue
        seconds = (int(fields[11]) + int(fields[12])) / ticks
        last = known.pop(pid, None)
        share = max(seconds - last.processor_seconds, 0.0) / span if last is not None else 0.0
        kind = OWN if pid == os.getpid() else kind_of(pid)
        members.append(
            Member(pid=pid, kind=kind, resident_bytes=resident(pid), processor_seconds=seconds, share=round(share, 3))
        )
    gone = before.gone_seconds + sum(member.processor_seconds for member in known.values())
    return Census(at=now, members=tuple(members), gone_seconds=gone)


class CensusTaker:
    """Looks every `LOOK_SECONDS` as long as somebody asks; asking returns at once. For one thread."""

    def __init__(
        self, look: Callable[[Census, float], Census] = taken, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._look, self._now = look, now
        self._census = Census()
        self._asked = 0.0
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    @property
    def latest(self) -> Census:
        """The last look; an empty one until the first is done."""
        self._asked = self._now()
        if (self._thread is None or not self._thread.is_alive()) and not self._stop.is_set():
            self._thread = threading.Thread(target=self._run, name="census", daemon=True)
            self._thread.start()
        return self._census

    def close(self) -> None:
        """Look no more."""
        self._stop.set()

    def _run(self) -> None:
        while self._now() - self._asked < IDLE_SECONDS and not self._stop.is_set():
            self._census = self._look(self._census, self._now())
            self._stop.wait(LOOK_SECONDS)
