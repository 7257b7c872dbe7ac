"""A long evening in short: a live show off-screen for minutes or hours, its viewer busy, the machine watched.

It knows the composition only. Memory, threads and open files are read from the kernel's account of each process.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from generators.memory import proportional, resident
from player.census import family, kind_of
from player.measuring.apart import RNG_SEED, Measured, figures_of, own_home, serve
from story_engine.rng import derive_seed, unit
from story_engine.time import to_seconds

if TYPE_CHECKING:
    from player.live_player import LivePlayer

SAMPLE_EVERY_SECONDS = 5.0
"""Reading the memory of all processes takes some 20 ms: not oftener."""
SETTLED_SECONDS = 180.0
"""Growth counts from here: every deed has been done for the first time (a round takes 77 s) and the forty parts that
can be gone back to are there; `memory_mb_by_minute` tells what came before."""
WINDOW_SECONDS = 60.0
"""Memory is the median of so long, at both ends: a segment that is being opened is 7 MB for a moment."""
DEED_EVERY_SECONDS = 11.0
"""Something is done this often: a pick, a wish, a like, a rewind, a skip, a pause."""
WISHES = ("let it snow", "more comedy", "let the fox come", "closer", "a spaceship", "let us go to the wood")
PAUSE_SECONDS = 1.0
MEGABYTE = 1024**2
TROUBLES_TOLD = 8
"""Of a run's troubles this many are written out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What some processes take."""

    at: float
    """Seconds of the show."""
    memory_mb: float
    """Of the player."""
    all_memory_mb: float
    """Of the player, the director, the voices and the workers; what they share is shared out among them."""
    threads: int
    files: int
    processes: int
    kinds_mb: dict[str, float] = field(default_factory=dict)
    """Of all processes of a kind together, shared memory shared out."""


def vitals(at: float) -> Vitals:
    """Of this process and its descendants, now."""
    own = os.getpid()
    everybody = family()
    kinds: dict[str, float] = {}
    for pid in everybody:
        kind = "player" if pid == own else kind_of(pid)
        kinds[kind] = kinds.get(kind, 0.0) + proportional(pid) / MEGABYTE
    return Vitals(
        at=round(at, 1),
        memory_mb=round(resident(own) / MEGABYTE, 1),
        all_memory_mb=round(sum(kinds.values()), 1),
        threads=_count(own, "task"),
        files=_count(own, "fd"),
        processes=len(everybody),
        kinds_mb={kind: round(megabytes, 1) for kind, megabytes in kinds.items()},
    )


def _count(pid: int, what: str) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/{what}"))
    except OSError:
        return 0


@dataclass(slots=True)
class BusyViewer:
    """Does something every few seconds, and takes the vitals; call it on every turn."""

    rng_seed: int
    now: Callable[[], float] = time.monotonic
    taken: list[Vitals] = field(default_factory=list)
    deeds: dict[str, int] = field(default_factory=dict)
    _next_sample: float = 0.0
    _next_deed: float = DEED_EVERY_SECONDS
    _resume_at: float = 0.0
    _picked: int = 0

    def __call__(self, live: LivePlayer) -> None:
        """One turn."""
        now, at = self.now(), to_seconds(live.playback.playhead())
        if now >= self._next_sample:
            self._next_sample = now + SAMPLE_EVERY_SECONDS
            self.taken.append(vitals(at))
        if self._resume_at and now >= self._resume_at:
            self._resume_at = 0.0
            live.toggle_pause()
        opened = live.opened
        if opened is not None and opened.choice.id != self._picked and at >= to_seconds(opened.at) + self._wait(opened):
            self._picked = opened.choice.id
            self._note("pick")
            live.pick(1 + derive_seed(self.rng_seed, "which", opened.choice.id) % len(opened.choice.options))
        elif at >= self._next_deed and opened is None and not self._resume_at:
            self._next_deed = at + DEED_EVERY_SECONDS
            self._do(live, now)

    def _wait(self, opened: Any) -> float:
        return 0.5 + 8.0 * unit(self.rng_seed, "when", opened.choice.id)

    def _note(self, what: str) -> None:
        self.deeds[what] = self.deeds.get(what, 0) + 1

    def _do(self, live: LivePlayer, now: float) -> None:
        count = sum(self.deeds.values())
        what = ("wish", "like", "rewind", "wish", "pause", "dislike", "skip")[count % 7]
        self._note(what)
        if what == "wish":
            live.wish(WISHES[self.deeds[what] % len(WISHES)])
        elif what == "like":
            live.like()
        elif what == "dislike":
            live.dislike()
        elif what == "rewind":
            live.seek_by(-8.0)
        elif what == "skip":
            live.skip()
        else:
            live.toggle_pause()
            self._resume_at = now + PAUSE_SECONDS


def soak(minutes: float) -> dict[str, Any]:
    """Watch the first built-in seed for `minutes`; raises ProcessError when the run fails.

    Keys: minutes, dropped_ratio, rebuffer_ratio (starved seconds among heard ones), underruns, av_error_ms_p99,
    memory (MB: at the first settled sample, at the end, growth, most of all processes), threads, files, deeds.
    """
    home, _ = own_home("soak")
    return figures_of("player.measuring.soak", home, minutes * 60.0)


def measure(home: Path, seconds: float, rest: tuple[str, ...]) -> Measured:
    """In the measuring process: play and watch."""
    from player.cli.options import LIVE_SIZE
    from player.measuring.off_screen import watched

    viewer = BusyViewer(RNG_SEED)
    report = watched(home, "soak", viewer, size=LIVE_SIZE, rng_seed=RNG_SEED, seconds=seconds)
    return Measured(figures=figures(report.as_json(), viewer), failed=report.failed)


def figures(report: dict[str, Any], viewer: BusyViewer) -> dict[str, Any]:
    """A run's report and vitals in one table."""
    settled = [one for one in viewer.taken if one.at >= SETTLED_SECONDS] or viewer.taken[-1:]
    first, last = settled[0], settled[-1]
    heard = max(float(report["seconds"]), 1e-6)
    return {
        "minutes": round(heard / 60.0, 2),
        "first_frame_s": report["first_frame_s"],
        "dropped_ratio": report["dropped_ratio"],
        "rebuffer_ratio": round(float(report["starved_s"]) / (heard + float(report["starved_s"])), 6),
        "underruns": report["underruns"],
        "av_error_ms_p99": report["av_error_ms_p99"],
        "av_error_ms_max": report["av_error_ms_max"],
        "player_core_share": report["player_core_share"],
        "realtime_factor": report["realtime_factor"],
        "memory_mb": last.memory_mb,
        "memory_growth_mb": round(_growth(settled, lambda one: one.memory_mb), 1),
        "all_memory_mb_max": max(one.all_memory_mb for one in viewer.taken),
        "memory_mb_max_of": {
            kind: max(one.kinds_mb.get(kind, 0.0) for one in viewer.taken)
            for kind in sorted({kind for one in viewer.taken for kind in one.kinds_mb})
        },
        "all_memory_growth_mb": round(_growth(settled, lambda one: one.all_memory_mb), 1),
        "memory_mb_by_minute": by_minute(viewer.taken),
        "threads": [first.threads, last.threads],
        "files": [first.files, last.files],
        "processes": [first.processes, last.processes],
        "deeds": viewer.deeds,
        "troubles": len(report["troubles"]),
        "troubles_told": [str(one) for one in report["troubles"][:TROUBLES_TOLD]],
    }


def _growth(taken: list[Vitals], of: Callable[[Vitals], float]) -> float:
    """From the median of the first window to that of the last."""
    begins, ends = taken[0].at + WINDOW_SECONDS, taken[-1].at - WINDOW_SECONDS
    return median(of(one) for one in taken if one.at >= ends) - median(of(one) for one in taken if one.at <= begins)


def by_minute(taken: list[Vitals]) -> list[list[float]]:
    """The first sample of each minute: minute of the show, MB of the player, MB of all; a growing player shows here."""
    found: dict[int, Vitals] = {}
    for one in taken:
        found.setdefault(int(one.at // 60.0), one)
    return [[minute, one.memory_mb, one.all_memory_mb] for minute, one in sorted(found.items())]


if __name__ == "__main__":
    serve(measure)
