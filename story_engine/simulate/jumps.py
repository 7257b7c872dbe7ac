"""Measures how long it takes to go back to a scene of a show that was watched.

It does not know viewers or policies: a journal is resumed as the player does it, and jumped about in.
"""

from __future__ import annotations

import time

import numpy as np

from story_engine.journal import Journal
from story_engine.seed.model import Seed
from story_engine.timeline import Timeline

JUMPS = 48
"""Scenes jumped to, evenly over the show, because the snapshots lie at most 32 scenes apart."""


def jump_ms(seed: Seed, journal: Journal) -> tuple[float, ...]:
    """Milliseconds of each of the jumps, in the order of the scenes; they depend on the machine."""
    timeline = Timeline.resume(seed, journal)
    count = len(timeline.scenes)
    wanted = np.unique(np.linspace(0, count - 1, min(JUMPS, count)).round().astype(int)) if count else ()
    times = []
    for number in wanted:
        started = time.perf_counter()
        timeline.at(timeline.scenes[int(number)])
        times.append(1000.0 * (time.perf_counter() - started))
    return tuple(times)
