"""Where the machine's power comes from: the mains, or a battery and how full it is.

It knows no show. Linux tells it below /sys/class/power_supply; where nothing is told, it is the mains.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")
READ_EVERY_SECONDS = 30.0
"""A firmware may take a tenth of a second to answer: not oftener, and never on the window's thread."""
FED = frozenset({"charging", "full", "not charging"})
"""States of a battery that has the mains behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """What the power supply says."""

    on_battery: bool = False
    percent: int | None = None
    """How full the batteries are together; None = there is none, or it does not say."""


def read_power(folder: Path = SUPPLIES) -> Power:
    """What the supplies in `folder` say; the mains where they say nothing."""
    plugged: list[bool] = []
    states: list[str] = []
    levels: list[int] = []
    for supply in _supplies(folder):
        kind = _word(supply / "type")
        if kind in {"mains", "usb", "wireless"}:
            plugged.append(_word(supply / "online") not in {"0", ""})
        elif kind == "battery" and _word(supply / "scope") != "device" and _word(supply / "present") != "0":
            states.append(_word(supply / "status"))
            level = _word(supply / "capacity")
            if level.isdecimal():
                levels.append(min(int(level), 100))
    percent = round(sum(levels) / len(levels)) if levels else None
    if not states or any(plugged):
        return Power(percent=percent)
    if "discharging" in states:
        return Power(on_battery=True, percent=percent)
    # A battery that does not know, and a plug that is known to be out: the battery it is.
    return Power(on_battery=bool(plugged) and not FED.intersection(states), percent=percent)


def _supplies(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _word(path: Path) -> str:
    """What a file of the kernel says, in lower case; "" where it says nothing."""
    try:
        return path.read_bytes()[:64].decode("ascii", "replace").strip().lower()
    except OSError:
        return ""


class PowerMeter:
    """The last reading; a new one is begun in a worker thread once the last is old."""

    def __init__(
        self,
        read: Callable[[], Power] = read_power,
        *,
        now: Callable[[], float] = time.monotonic,
        begin: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        """`begin` runs what reads; by default in a thread of its own."""
        self._read, self._now = read, now
        self._begin = begin or _in_thread
        self._asked = float("-inf")
        self._power = Power()

    @property
    def power(self) -> Power:
        """What was read last; returns at once."""
        now = self._now()
        if now - self._asked >= READ_EVERY_SECONDS:
            self._asked = now
            self._begin(self._look)
        return self._power

    def _look(self) -> None:
        self._power = self._read()


def _in_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="power", daemon=True).start()
