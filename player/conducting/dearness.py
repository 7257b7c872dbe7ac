"""What a part costs beside a usual one of its length, as far as its plan tells: for the lookahead's deadlines.

It knows no level and no machine: speeds are measured per level, and divided by this.
"""

from __future__ import annotations

from generators.timed import WEATHER_CHANGE, TimedPart

TURNING = 0.7
"""While the weather changes the stage mixes two airs: so much dearer is each picture (harbour, wood and post office,
clear to rain, storm and snow, at 854×480: 11.7 → 18.7 ms and the like, with the second air's bake)."""


def dearness(timed: TimedPart) -> float:
    """Times as long as a usual part of its length takes to draw."""
    entry, exit_ = timed.entry, timed.exit
    state = exit_ if exit_.weather_since > entry.weather_since else entry
    if state.weather == state.weather_before:
        return 1.0
    begins, ends = entry.scene_time, entry.scene_time + timed.duration
    turning = min(ends, state.weather_since + WEATHER_CHANGE) - max(begins, state.weather_since)
    return 1.0 + TURNING * max(turning, 0) / max(timed.duration, 1)
