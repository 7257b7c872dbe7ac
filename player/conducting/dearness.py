"""What a part costs beside a usual one of its length, as far as its plan tells: for the lookahead's deadlines.

It knows no level and no machine: speeds of what the stage draws are measured per level, and divided by this.
"""

from __future__ import annotations

from generators.timed import WEATHER_CHANGE, TimedPart

TURNING = 0.7
"""While the weather changes the stage mixes two airs: so much dearer is each picture (harbour, wood and post office,
clear to rain, storm and snow, at 854×480: 11.7 → 18.7 ms and the like, with the second air's bake)."""


def dearness(timed: TimedPart) -> float:
    """Times as long as a usual part of its length takes to draw."""
    return 1.0 + TURNING * _turning(timed, 1.0)


def work_done(timed: TimedPart, done: float) -> float:
    """Share of the work, 0–1, when `done` of the pictures are drawn.

    Most changes come at once: who reckoned the rest by the first pictures' pace would give a render up that will be
    in time.
    """
    return (done + TURNING * _turning(timed, done)) / dearness(timed)


def _turning(timed: TimedPart, until: float) -> float:
    """Share of the part in which the weather changes, up to one of its moments (0–1)."""
    entry, exit_ = timed.entry, timed.exit
    state = exit_ if exit_.weather_since > entry.weather_since else entry
    if state.weather == state.weather_before or timed.duration <= 0:
        return 0.0
    begins = (state.weather_since - entry.scene_time) / timed.duration
    ends = begins + WEATHER_CHANGE / timed.duration
    return max(min(ends, until) - max(begins, 0.0), 0.0)
