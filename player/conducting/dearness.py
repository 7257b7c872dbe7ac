"""What a part costs beside a usual one of its length, as far as its plan tells: for the lookahead's deadlines.

It knows no level and no machine: speeds of what the stage draws are measured per level, and divided by this.
"""

from __future__ import annotations

from generators.restyle.sittings import sitting_of
from generators.timed import WEATHER_CHANGE, TimedPart
from story_engine.time import SAMPLE_RATE

TURNING = 0.7
"""While the weather changes the stage mixes two airs: so much dearer is each picture (harbour, wood and post office,
clear to rain, storm and snow, at 854×480: 11.7 → 18.7 ms and the like, with the second air's bake)."""
PAINTING_SECONDS = 1.6
"""Painting a chapter's card takes as long as so much of the show: 0.8 s of a processor, at the first picture."""
STROKES = 0.35
"""Laying its strokes on a picture, as a share of what a picture takes: 8 ms at 854×480."""


def dearness(timed: TimedPart) -> float:
    """Times as long as a usual part of its length takes to draw."""
    return 1.0 + TURNING * _turning(timed, 1.0) + _painting(timed, 1.0)


def work_done(timed: TimedPart, done: float) -> float:
    """Share of the work, 0–1, when `done` of the pictures are drawn.

    Most changes come at once: who reckoned the rest by the first pictures' pace would give a render up that will be
    in time.
    """
    return (done + TURNING * _turning(timed, done) + _painting(timed, done)) / dearness(timed)


def _painting(timed: TimedPart, until: float) -> float:
    """What a painted card takes until one of the part's moments (0–1), as a share of what the part takes without."""
    sitting = sitting_of(timed)
    if sitting is None or until <= 0:
        return 0.0
    seen = min(sitting.until, until * timed.duration) - sitting.card.start
    return (PAINTING_SECONDS + STROKES * max(0.0, seen / SAMPLE_RATE)) / (timed.duration / SAMPLE_RATE)


def _turning(timed: TimedPart, until: float) -> float:
    """Share of the part in which the weather changes, up to one of its moments (0–1)."""
    entry, exit_ = timed.entry, timed.exit
    state = exit_ if exit_.weather_since > entry.weather_since else entry
    if state.weather == state.weather_before or timed.duration <= 0:
        return 0.0
    begins = (state.weather_since - entry.scene_time) / timed.duration
    ends = begins + WEATHER_CHANGE / timed.duration
    return max(min(ends, until) - max(begins, 0.0), 0.0)
