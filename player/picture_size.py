"""How large the picture is made where nobody has set it: by what a short measurement says, and by how shows fare since.

It knows no window and no process; it is told what was measured, and what a show drops. A pure policy, and a small file.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from generators.media import Size

SIZES = (Size(width=640, height=360), Size(width=854, height=480), Size(width=1280, height=720))
GAUGE_VERSION = "stage 20"
"""Raised when drawing has become much dearer or cheaper: every machine is measured anew."""
USUAL = SIZES[1]
"""What two cores draw and play at once, and what is taken where nothing could be measured."""
FILE = "picture-size.json"
BESIDE = 1.23
"""Decoding and drawing the window take their share of two cores."""
NEEDED = 1.8
"""Seconds of show that all workers together draw in a second: what is watched, and the heads of what may be chosen. A
moment so short has a beginning of its own, which takes as much as framings that are baked do."""

WINDOW_SECONDS = 10.0
"""Drops are counted over so long …"""
DROPPED, WINDOWS = 0.05, 2
"""… and are too many above this share in so many of those stretches in a row."""
LATE, LATE_SECONDS = 3, 120.0
"""So many joins that were late within so long are too many."""
CARDS, OF_SEGMENTS = 4, 8
"""So many of the last segments drawn as a card, for want of time, are too many."""
SETTLE_SECONDS = 45.0
"""After a change nothing is judged: what was drawn before it is still to be seen."""
CALM_SECONDS, LONGEST_CALM_SECONDS = 300.0, 2400.0
"""A larger picture is tried after so long without trouble; after every try that failed twice as long, up to this."""
FAILED_SECONDS = 120.0
"""A larger picture that is given up within this has failed."""
READY_SECONDS = 15.0
"""Calm means that so much was ready ahead all the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauged:
    """What a standard moment took on every worker at once: render seconds per media second, the slowest of them."""

    sizes: tuple[Size, ...]
    factors: tuple[float, ...]
    workers: int = 1
    seconds: float = 0.0
    """Of processor that the measurement took, its warming up left out."""

    def factor(self, size: Size) -> float:
        """At `size`, on the line through what was measured: a part of the cost does not grow with the picture."""
        if len(self.sizes) == 1:
            return self.factors[0] * _pixels(size) / _pixels(self.sizes[0])
        small, large = self.sizes[0], self.sizes[-1]
        slope = (self.factors[-1] - self.factors[0]) / (_pixels(large) - _pixels(small))
        return max(self.factors[0] + max(slope, 0.0) * (_pixels(size) - _pixels(small)), 1e-3)


def fitting(gauged: Gauged | None, *, software_gl: bool = True) -> Size:
    """The largest size that this machine can draw in time; where the processor draws the window, 854×480 at most."""
    if gauged is None:
        return USUAL
    offered = SIZES[: SIZES.index(USUAL) + 1] if software_gl else SIZES
    fits = [size for size in offered if gauged.workers / (gauged.factor(size) * BESIDE) >= NEEDED]
    return fits[-1] if fits else SIZES[0]


def _pixels(size: Size) -> int:
    return size.width * size.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of this machine; lies in the data folder."""

    machine: str = ""
    gauged: Gauged | None = None
    software_gl: bool | None = None
    """None until a window was open."""
    last: Size | None = None
    """The size that the last show ended with."""

    @property
    def most(self) -> Size:
        """The largest that is offered: the usual size at least, as a measurement may have been disturbed."""
        return max(self._fitting, USUAL, key=_pixels)

    @property
    def size(self) -> Size:
        """With which the next show begins: as the last one ended, unless that is too large now."""
        return self._fitting if self.last is None else min(self.last, self.most, key=_pixels)

    @property
    def _fitting(self) -> Size:
        return fitting(self.gauged, software_gl=self.software_gl is not False)


def machine_name(version: str = GAUGE_VERSION) -> str:
    """This machine and what draws on it: another one is measured anew."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0
    return f"{platform.machine()} {_processor()} ×{cores}, {version}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def read_record(home: Path, machine: str) -> Record:
    """What is known of `machine`; an empty record where nothing is, or its file is damaged."""
    try:
        record = msgspec.json.decode((home / FILE).read_bytes(), type=Record)
    except (OSError, msgspec.MsgspecError):
        return Record(machine=machine)
    known = record.last in (None, *SIZES)
    return record if record.machine == machine and known else Record(machine=machine, software_gl=record.software_gl)


def keep_record(home: Path, record: Record) -> None:
    """Write it; where that is not possible it is measured again the next time."""
    draft = home / f"{FILE}.{os.getpid()}"
    try:
        draft.write_bytes(msgspec.json.encode(record))
        draft.replace(home / FILE)
    except OSError:
        draft.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fared:
    """How a show has fared until now; counts only grow."""

    shown: int = 0
    dropped: int = 0
    late: int = 0
    """Joins whose part was not ready: what dried up or was bridged."""
    ready_seconds: float = 0.0
    cards: Sequence[bool] = ()
    """For each of the last segments whether it was a card for want of time."""


class Sizing:
    """Steps the picture's size down when a show cannot keep up, up again after calm minutes. One thread calls it."""

    def __init__(self, size: Size, most: Size, now: float) -> None:
        """`most`: never larger than this."""
        self.size = size
        self._most = most
        self._changed = self._calm_since = self._window_since = now
        self._window = Fared()
        self._bad_windows = 0
        self._late: list[float] = []
        self._late_known = 0
        self._calm = CALM_SECONDS
        self._tried_at: float | None = None

    def look(self, now: float, fared: Fared) -> Size | None:
        """The size with which to go on from the next part that is not drawn yet, if another."""
        self._count(now, fared)
        if now - self._changed < SETTLE_SECONDS:
            return None
        if self._is_too_much(fared):
            return self._step(-1, now)
        if fared.ready_seconds < READY_SECONDS or self._late or self._bad_windows:
            self._calm_since = now
        if now - self._calm_since >= self._calm and _pixels(self.size) < _pixels(self._most):
            return self._step(1, now)
        return None

    def _count(self, now: float, fared: Fared) -> None:
        if now - self._changed < SETTLE_SECONDS:
            self._window, self._window_since, self._late_known = fared, now, fared.late
            return
        self._late += [now] * max(fared.late - self._late_known, 0)
        self._late_known = fared.late
        self._late = [at for at in self._late if now - at <= LATE_SECONDS]
        if now - self._window_since >= WINDOW_SECONDS:
            shown, dropped = fared.shown - self._window.shown, fared.dropped - self._window.dropped
            bad = dropped > DROPPED * max(shown + dropped, 1)
            self._bad_windows = self._bad_windows + 1 if bad else 0
            self._window, self._window_since = fared, now

    def _is_too_much(self, fared: Fared) -> bool:
        cards = list(fared.cards)[-OF_SEGMENTS:]
        return self._bad_windows >= WINDOWS or len(self._late) >= LATE or sum(cards) >= CARDS

    def _step(self, by: int, now: float) -> Size | None:
        at = SIZES.index(self.size) + by if self.size in SIZES else -1
        self._bad_windows, self._late = 0, []
        self._calm_since = now
        if by < 0 and self._tried_at is not None and now - self._tried_at < SETTLE_SECONDS + FAILED_SECONDS:
            self._calm = min(self._calm * 2.0, LONGEST_CALM_SECONDS)
        self._tried_at = now if by > 0 else None
        if not 0 <= at < len(SIZES):
            return None
        self.size, self._changed = SIZES[at], now
        return self.size
