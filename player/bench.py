"""Measures live playback: a real show off-screen, in a fresh process, with its real clock and deadlines.

It knows no figures of its own: it starts a run and hands its report on. The run has a data folder of its
own below the viewer's, so that no profile is touched, nothing is in the cache and compiled code is warm.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.errors import ProcessError
from generators.processes import ChannelClosed, parent_channel, spawn

WARM_UP_SECONDS = 4.0
"""Media seconds of the first run on a machine, in which machine code is compiled and kept."""
PATIENCE_SECONDS = 240.0
"""Beyond the length of the run: for start-up on a slow machine."""
RNG_SEED = 2_026
"""The measured show is always the same one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The report of a run, as its child process sends it."""

    figures: dict[str, Any]
    failed: str = ""


TYPES: dict[str, type] = {"Measured": Measured}


def bench_playback(seconds: float = 60.0) -> dict[str, Any]:
    """Play `seconds` of the first built-in seed; raises ProcessError when the run fails.

    Keys: first_frame_s, dropped_ratio, av_error_ms_p99, underruns, player_core_share, realtime_factor,
    and starved_s, seconds beside them.
    """
    from profiles.home import ready_home

    home = ready_home() / "bench"
    is_first = not home.exists()
    home.mkdir(exist_ok=True)
    if is_first:
        _measured(home, WARM_UP_SECONDS)
    shutil.rmtree(home / "cache", ignore_errors=True)
    return _measured(home, seconds)


def _measured(home: Path, seconds: float) -> dict[str, Any]:
    child = spawn("player.bench", TYPES, idle=False, arguments=(str(home), str(seconds)))
    try:
        answer = child.channel.receive(seconds * 3 + PATIENCE_SECONDS)
    except ChannelClosed as error:
        raise ProcessError("the measuring process ended early; run `evershow play --off-screen` to see why") from error
    finally:
        child.stop()
    if not isinstance(answer, Measured) or answer.failed:
        raise ProcessError(f"playback could not be measured: {getattr(answer, 'failed', 'no answer')}")
    return answer.figures


def main(home: Path, seconds: float) -> None:
    """The measuring process: play, report, end."""
    channel = parent_channel(TYPES)
    os.environ["EVERSHOW_HOME"] = str(home)
    sys.setswitchinterval(0.001)  # as `evershow play` does: the sound must not wait for the decoder
    from player.cli.options import LIVE_SIZE
    from player.cli.seeds import find_seed
    from player.compose import LiveChoices, open_place
    from player.session import watch_off_screen

    choices = LiveChoices(size=LIVE_SIZE, rng_seed=RNG_SEED)
    report = watch_off_screen(open_place(), "bench", find_seed(None), choices, seconds=seconds)
    keys = (
        "first_frame_s",
        "dropped_ratio",
        "av_error_ms_p99",
        "underruns",
        "player_core_share",
        "realtime_factor",
        "starved_s",
        "seconds",
    )
    figures = report.as_json()
    channel.send(Measured(figures={key: figures[key] for key in keys}, failed=report.failed))
    channel.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
