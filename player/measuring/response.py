"""Measures how soon the player answers: keys on the screen, rewinds in picture and sound, the interface's own voice.

A real window off-screen on a paced device, with workers that draw meanwhile; it knows the composition only. Who presses
the keys and takes the times is `hands`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from player.measuring.adapt import paced_device
from player.measuring.apart import Measured, figures_of, own_home, serve
from player.measuring.hands import BusyHands
from player.measuring.in_window import watched_in_window
from player.settings import FILE as SETTINGS

SECONDS = 150.0
"""A run takes about so long by the clock."""


def bench_response() -> dict[str, Any]:
    """Press keys in a show of the first built-in seed; raises ProcessError when the run fails.

    Keys: inputs, input_ms_p95, input_ms_max; seeks, seeks_exact, seek_ms_p95, seek_ms_max; announced,
    announce_ms_p95, announce_ms_max, voice_ready_s (the voice's first word, loading included); unanswered (of all of
    them), and how playback fared meanwhile.
    """
    home, _ = own_home("response")
    with paced_device() as device:
        return figures_of("player.measuring.response", home, SECONDS, device)


def measure(home: Path, seconds: float, rest: tuple[str, ...]) -> Measured:
    """In the measuring process: the window, the hands, the figures."""
    (home / SETTINGS).unlink(missing_ok=True)  # the run before has left the voice on
    shutil.rmtree(home / "speech", ignore_errors=True)  # what was said before would be heard at once
    hands = BusyHands(watch_flips=_watch_flips)
    failed = watched_in_window(home, hands, device=rest[0] if rest else "silent")
    figures = hands.figures()
    if hands.live is not None:
        measures = hands.live.playback.measures
        figures |= {
            "device": "jack" if hands.had_device else "silent",
            "underruns": measures.underruns,
            "dropped_ratio": round(measures.dropped_ratio, 5),
            "av_error_ms_p99": measures.error_ms(99),
            "av_error_ms_max": measures.error_ms(100),
        }
    return Measured(figures=figures, failed=failed)


def _watch_flips(told: Callable[..., None]) -> None:
    """Have `told` called whenever a drawn picture goes to the screen."""
    from player.ui.window_kind import watch_flips  # the window is there by then

    watch_flips(told)


if __name__ == "__main__":
    serve(measure)
