"""How a way is cut into steps: one count for the feet that are drawn and for the steps that are heard.

It knows metres, legs and seconds; no pose and no sound.
"""

from __future__ import annotations

import math

STEP_METRES = 0.62
"""One walking step of whoever has legs enough for it."""
RUN_STEP = 1.6
"""A running step in walking steps."""
PAW_LEG, PAW_STEP = 0.305, 0.68
CHILD_LEG, LEG_STEP = 0.36, 0.75
"""A walking step is at most this share of a leg: on paws and on legs as short as a fox's, and on a child's and longer
ones; between them it grows. A foot set farther ahead hangs in the air, for no leg reaches there from its hip."""
LEAST_LEG = 0.05
"""Metres; who has less floats or slides, and a way has steps all the same."""
QUICKEST_STEP = 0.165
"""Seconds: two drawings, one of them with the foot in the air."""


def steps_of(metres: float, *, running: bool, leg: float, seconds: float = math.inf) -> int:
    """How many steps a way of `metres` takes on legs of `leg` metres; none is too quick to be drawn.

    Step k of n lands at the share (k + ½) / n of the way's time.
    """
    steps = max(2, round(metres / (step_metres(leg) * (RUN_STEP if running else 1.0))))
    if seconds < steps * QUICKEST_STEP:
        steps = max(2, int(seconds / QUICKEST_STEP))
    return steps


def step_metres(leg: float) -> float:
    """One walking step on legs of `leg` metres."""
    grown = min(1.0, max(0.0, (leg - PAW_LEG) / (CHILD_LEG - PAW_LEG)))
    return min(STEP_METRES, max(leg, LEAST_LEG) * (PAW_STEP + (LEG_STEP - PAW_STEP) * grown))
