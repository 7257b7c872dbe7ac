"""How a way is cut into steps: one count for the feet that are drawn and for the steps that are heard.

It knows metres, legs and seconds; no pose and no sound.
"""

from __future__ import annotations

import math

STEP_METRES = 0.62
"""One walking step."""
RUN_STEP = 1.6
"""A running step in walking steps."""
SHORT_LEG = 0.45
"""Metres; whoever has shorter legs (a child, a fox) takes two steps to a grown-up's one."""
PAW_LEG = 0.33
"""Metres; still shorter ones trot: three steps to one."""
QUICKEST_STEP = 0.165
"""Seconds: two drawings, one of them with the foot in the air."""


def steps_of(metres: float, *, running: bool, leg: float, seconds: float = math.inf) -> int:
    """How many steps a way of `metres` takes on legs of `leg` metres; none is too quick to be drawn.

    Step k of n lands at the share (k + ½) / n of the way's time.
    """
    steps = max(2, round(metres / (STEP_METRES * (RUN_STEP if running else 1.0))))
    steps *= 3 if leg < PAW_LEG else 2 if leg < SHORT_LEG else 1
    if seconds < steps * QUICKEST_STEP:
        steps = max(2, int(seconds / QUICKEST_STEP))
    return steps
