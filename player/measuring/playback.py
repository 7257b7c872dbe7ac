"""Measures live playback: a real show off-screen, in a fresh process, with its real clock and deadlines.

It knows no figures of its own: it starts a run and hands its report on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from generators.processes import Tool
from player.measuring.apart import RNG_SEED, Measured, figures_of, own_home, serve

WARM_UP_SECONDS = 4.0
"""Media seconds of the first run on a machine, in which machine code is compiled and kept."""
OVERLOADED_SECONDS = 30.0
FIGURES = (
    "first_frame_s",
    "dropped_ratio",
    "av_error_ms_p99",
    "av_error_ms_max",
    "underruns",
    "player_core_share",
    "realtime_factor",
    "starved_s",
    "seconds",
)
STRAINED = ("av_error_ms_p99", "av_error_ms_max", "dropped_ratio", "starved_s")


def bench_playback(seconds: float = 60.0) -> dict[str, Any]:
    """Play `seconds` of the first built-in seed; raises ProcessError when the run fails.

    Keys: first_frame_s, dropped_ratio, av_error_ms_p99, av_error_ms_max, underruns, player_core_share,
    realtime_factor, and starved_s, seconds beside them; `overloaded_…`: half a minute more while other processes want
    twice what the machine has.
    """
    home, is_new = own_home("playback")
    if is_new:
        figures_of("player.measuring.playback", home, WARM_UP_SECONDS)
        own_home("playback")
    figures = figures_of("player.measuring.playback", home, seconds)
    own_home("playback")
    with overload():
        strained = figures_of("player.measuring.playback", home, min(seconds, OVERLOADED_SECONDS))
    return figures | {f"overloaded_{key}": strained[key] for key in STRAINED}


@contextmanager
def overload() -> Iterator[None]:
    """Two processes a core that never rest, at the usual priority."""
    with ExitStack() as busy:
        for _ in range(2 * (os.cpu_count() or 1)):
            busy.callback(Tool((sys.executable, "-c", "while True: pass")).close)
        yield


def measure(home: Path, seconds: float, rest: tuple[str, ...]) -> Measured:
    """In the measuring process: play and report."""
    from generators.segments.folders import Folders
    from player.cli.options import LIVE_SIZE
    from player.cli.seeds import find_seed
    from player.crew import begin_crew

    seed = find_seed(None)
    crew = begin_crew(Folders(home), seed, size=LIVE_SIZE)
    try:
        from player.compose import LiveChoices, open_place
        from player.session import watch_off_screen

        choices = LiveChoices(size=LIVE_SIZE, rng_seed=RNG_SEED)
        report = watch_off_screen(open_place(), "bench", seed, choices, crew, seconds=seconds)
    finally:
        crew.close()
    figures = report.as_json()
    return Measured(figures={key: figures[key] for key in FIGURES}, failed=report.failed)


if __name__ == "__main__":
    serve(measure)
