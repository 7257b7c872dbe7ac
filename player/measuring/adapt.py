"""Measures how a show bends: a real window off-screen on a paced device, its viewer choosing and wishing all the time.

It knows the composition only; who chooses and what is timed is `steering`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from generators.errors import ProcessError
from generators.processes import Tool
from player.measuring.apart import RNG_SEED, Measured, figures_of, own_home, serve
from player.measuring.in_window import watched_in_window
from player.measuring.steering import SteeringViewer, usual_wishes

JACK = ("jackd", "-r", "--no-mlock", "-d", "dummy", "-r", "48000", "-p", "960")
"""A sound server whose device is paced like a real one and heard by nobody."""
JACK_STARTS_SECONDS = 2.0


def bench_adapt(seconds: float = 300.0) -> dict[str, Any]:
    """Watch `seconds` of the first built-in seed; raises ProcessError when the run fails.

    Keys: choices, choice_gap_frames_max, pick_to_branch_s_p95, wish_ack_ms_p95, wish_reaction_s_p90,
    wish_outcome_s_p90 (what is not heard of within the run is not counted), and how playback fared meanwhile.
    """
    home, _ = own_home("adapt")
    with paced_device() as device:
        figures = figures_of("player.measuring.adapt", home, seconds, device)
    return figures


@contextmanager
def paced_device() -> Iterator[str]:
    """A sound device that keeps time: "jack" where it is installed, "silent" for the player's own silent output."""
    if shutil.which(JACK[0]) is None:
        yield "silent"
        return
    try:
        server = Tool(JACK)
    except ProcessError:
        yield "silent"
        return
    try:
        time.sleep(JACK_STARTS_SECONDS)
        yield "jack" if server.is_alive() else "silent"
    finally:
        server.close()


def measure(home: Path, seconds: float, rest: tuple[str, ...]) -> Measured:
    """In the measuring process: the window, its viewer, the figures."""
    viewer = SteeringViewer(seconds, RNG_SEED, usual_wishes())
    failed = watched_in_window(home, viewer, device=rest[0] if rest else "silent")
    figures = viewer.figures()
    if viewer.live is not None:
        measures = viewer.live.playback.measures
        figures |= {
            "device": "jack" if viewer.had_device else "silent",
            "seconds": seconds,
            "underruns": measures.underruns,
            "dropped_ratio": round(measures.dropped_ratio, 5),
            "av_error_ms_p99": measures.error_ms(99),
            "each_wish": viewer.each(),
        }
    return Measured(figures=figures, failed=failed)


if __name__ == "__main__":
    serve(measure)
