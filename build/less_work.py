"""Processor time of a whole show as always, on battery, unseen and paused: player, director, voices and workers.

`python build/less_work.py [--seconds 60] [--settle 20] [--json]` plays the first built-in seed in its live size, in a
window on a virtual display of this run's own where there is Xvfb (Debian: apt-get install xvfb; the off-screen window
is drawn lazily, so that pictures seem to cost less), for so long in each situation one after the other, as always
first and last. Power supply and window are told by this script; what follows is the player's. What counts is user and
system time of every process of the show, and how many pictures and joins were late.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WARM_UP_SECONDS = 30.0
"""Until the buffer is full for the first time."""
MODES = ("as always", "on battery", "unseen", "paused", "as always again")


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="how long each situation is counted")
    parser.add_argument("--settle", type=float, default=20.0, help="how long each lasts before it is counted")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.inside:
        _on_own_display()
        return
    found = _measure(options.seconds, options.settle)
    if options.json:
        print(json.dumps(found))
        return
    for one in found:
        parts = ", ".join(f"{kind} {seconds:.1f}" for kind, seconds in one["by_kind"].items())
        print(
            f"{one['mode']:16} {one['seconds_a_minute']:6.1f} processor seconds a minute ({parts}); "
            f"load {one['load']:.1f}, ran dry {one['underruns']} ×, dropped {one['dropped']}"
        )


def _on_own_display() -> None:
    """Run ourselves again, with a data folder and, where that is possible, a display of our own."""
    with tempfile.TemporaryDirectory(prefix="evershow-less-") as home:
        environment = {**os.environ, "EVERSHOW_HOME": home, "PYTHONPATH": str(ROOT)}
        environment.pop("WAYLAND_DISPLAY", None)
        environment.pop("DISPLAY", None)
        command = [sys.executable, __file__, *sys.argv[1:], "--inside"]
        display = None
        if shutil.which("Xvfb"):
            read, write = os.pipe()
            display = subprocess.Popen(
                ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
                pass_fds=(write,), stderr=subprocess.DEVNULL,
            )  # fmt: skip
            os.close(write)
            with os.fdopen(read) as told:
                environment["DISPLAY"] = f":{told.readline().strip()}"
        try:
            sys.exit(subprocess.run(command, env=environment, check=False).returncode)
        finally:
            if display is not None:
                display.terminate()
                display.wait()


def _measure(seconds: float, settle: float) -> list[dict[str, Any]]:
    """A show in a window, taken through the situations."""
    sys.setswitchinterval(0.001)  # as `evershow play` does
    from generators.segments.folders import Folders
    from player.cli.options import LIVE_SIZE
    from player.cli.seeds import find_seed
    from player.crew import begin_crew
    from profiles.home import ready_home

    seed = find_seed(None)
    crew = begin_crew(Folders(ready_home()), seed, size=LIVE_SIZE)
    from player.compose import LiveChoices, open_place
    from player.session import watch_in_window

    course = _Course(seconds, settle)
    try:
        failed = watch_in_window(
            open_place(), "bench", [seed], LiveChoices(size=LIVE_SIZE, rng_seed=7), crew,
            at_once=True, full=False, silent=True, off_screen="DISPLAY" not in os.environ, beside=course.turn,
        )  # fmt: skip
    finally:
        crew.close()
    if failed:
        raise SystemExit(failed)
    return course.found


class _Course:
    """Changes the situation when its time is over; called on every turn of the window."""

    def __init__(self, seconds: float, settle: float) -> None:
        self._seconds, self._settle = seconds, settle
        self._left = list(MODES)
        self._mode = ""
        self._next = 0.0
        self._before: dict[str, float] | None = None
        self._since = 0.0
        self._counts = (0, 0)
        self.found: list[dict[str, Any]] = []

    def turn(self, player: Any, live: Any) -> None:
        """Count, or go on to the next situation."""
        now = time.monotonic()
        if not self._mode:
            if live.playback.playhead() > 0:
                self._set("as always", player, live)
                self._next = now + WARM_UP_SECONDS
            return
        if now < self._next:
            return
        if self._before is None:
            self._before, self._since = _processor_seconds(), now
            self._counts = (live.playback.measures.underruns, live.playback.measures.dropped)
            self._next = now + self._seconds
            return
        self._note(live, now)
        self._left.pop(0)
        self._before = None
        if not self._left:
            _app().stop()
            self._next = float("inf")
            return
        self._set(self._left[0], player, live)
        self._next = now + self._settle

    def _set(self, mode: str, player: Any, live: Any) -> None:
        from player.playback.reducer import Phase
        from player.power import Power, PowerMeter

        self._mode = mode
        sight = _app().sight
        sight.power = PowerMeter(lambda: Power(on_battery=mode == "on battery"), begin=lambda work: work())
        sight.see(mode != "unseen")
        if (mode == "paused") != (player.watched[1].phase is Phase.PAUSED):
            live.toggle_pause()

    def _note(self, live: Any, now: float) -> None:
        assert self._before is not None
        scale = 60.0 / (now - self._since)
        after = _processor_seconds()
        spent = {kind: (after[kind] - self._before.get(kind, 0.0)) * scale for kind in after}
        measures = live.playback.measures
        self.found.append(
            {
                "mode": self._mode,
                "seconds_a_minute": round(sum(spent.values()), 2),
                "by_kind": {kind: round(value, 2) for kind, value in sorted(spent.items(), key=lambda e: -e[1])},
                "load": round(os.getloadavg()[0], 2),
                "effort": str(live.thrift.effort.mode),
                "underruns": measures.underruns - self._counts[0],
                "dropped": measures.dropped - self._counts[1],
                "ahead_s": round(live.view().timeline.ready_seconds, 1),
            }
        )
        print(json.dumps(self.found[-1]), file=sys.stderr, flush=True)


def _app() -> Any:
    from kivy.app import App

    return App.get_running_app()


def _processor_seconds() -> dict[str, float]:
    """User and system seconds of this process and its descendants, with children that have ended, by kind."""
    from player.census import descendants, kind_of

    ticks = os.sysconf("SC_CLK_TCK")
    own = os.getpid()
    found: dict[str, float] = {}
    for pid in (own, *descendants(own)):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        kind = "player" if pid == own else kind_of(pid)
        found[kind] = found.get(kind, 0.0) + sum(int(field) for field in fields[11:15]) / ticks
    return found


if __name__ == "__main__":
    main()
