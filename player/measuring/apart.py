"""Runs a measurement in a fresh process, with a data folder of its own, and brings its figures back.

It knows no figure. The folder lies below the viewer's, so that no profile is touched and compiled code is warm.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.errors import ChannelClosed, ProcessError
from generators.processes import parent_channel, spawn
from profiles.home import ready_home

PATIENCE_SECONDS = 300.0
"""Beyond the length of a run: for start-up on a slow machine."""
RNG_SEED = 2_026
"""Measured shows are always the same ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The figures of a run, as its process sends them."""

    figures: dict[str, Any]
    failed: str = ""


TYPES: dict[str, type] = {"Measured": Measured}


def own_home(name: str, *, empty_cache: bool = True) -> tuple[Path, bool]:
    """The data folder of measurement `name`, made or with its segments thrown away; whether it is new."""
    home = ready_home() / "bench" / name
    is_new = not home.exists()
    home.mkdir(parents=True, exist_ok=True)
    if empty_cache:
        shutil.rmtree(home / "cache", ignore_errors=True)
    return home, is_new


def figures_of(module: str, home: Path, seconds: float, *arguments: str) -> dict[str, Any]:
    """What `python -m module home seconds arguments…` measured; raises ProcessError when the run fails."""
    child = spawn(module, TYPES, idle=False, arguments=(str(home), str(seconds), *arguments))
    try:
        answer = child.channel.receive(seconds * 3 + PATIENCE_SECONDS)
    except ChannelClosed as error:
        raise ProcessError("the measuring process ended early; run `evershow play --off-screen` to see why") from error
    finally:
        child.stop(patience_seconds=3.0)
    if not isinstance(answer, Measured) or answer.failed:
        raise ProcessError(f"nothing could be measured: {getattr(answer, 'failed', 'no answer came')}")
    return answer.figures


def serve(measure: Callable[[Path, float, tuple[str, ...]], Measured]) -> None:
    """The measuring process: measure what the arguments ask for, send the figures, end."""
    channel = parent_channel(TYPES)
    home, seconds, rest = Path(sys.argv[1]), float(sys.argv[2]), tuple(sys.argv[3:])
    os.environ["EVERSHOW_HOME"] = str(home)
    sys.setswitchinterval(0.001)  # as `evershow play` does: the sound must not wait for the decoder
    channel.send(measure(home, seconds, rest))
    channel.close()
