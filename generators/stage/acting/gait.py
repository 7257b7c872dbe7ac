"""Gaits: walking and running with feet that stay where they are planted.

It knows no scene: a way from one x to another, in metres, and its time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.stage.puppets.pose import Foot
from generators.stage.strides import steps_of

TOES = 0.30
"""A heel rises over the toes: this share of a leg lies between ankle and toe."""
EASE = 0.12
"""Share of the way on which one starts and stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One way: `metres` to go (always positive), in `steps` steps."""

    metres: float
    steps: int
    running: bool
    leg: float
    """Length of a leg in metres: how high feet and hips may go."""


def plan_walk(metres: float, *, running: bool, leg: float, seconds: float = math.inf) -> Walk:
    """The way of `metres`, cut into steps as they are heard; none is too quick to be drawn."""
    steps = steps_of(metres, running=running, leg=leg, seconds=seconds)
    return Walk(metres=metres, steps=steps, running=running, leg=leg)


def progress(share: float) -> float:
    """Share of the way covered at `share` of the time: short start and stop, steady between."""
    share = min(1.0, max(0.0, share))
    full = 1 - EASE
    if share < EASE:
        return share * share / (2 * EASE * full)
    if share > 1 - EASE:
        rest = 1 - share
        return 1 - rest * rest / (2 * EASE * full)
    return (share - EASE / 2) / full


def foot_at(walk: Walk, share: float, group: int, rests: tuple[float, float]) -> Foot:
    """A foot (`group` 0 steps first, 1 second) relative to the body, which stands at `progress(share)`.

    `rests`: where it stands, from the body, before the way and after it.

    Plants lie where the body will be half a step later, so that the foot lands ahead and leaves behind.
    """
    rest, rest_after = rests
    usual = rest_after - 0.25 * rest_after  # mid-way the feet keep nearer to the line they walk on
    here = progress(share) * walk.metres
    step = 1.0 / walk.steps
    lands = [0.0]
    places = [rest]
    for k in range(group, walk.steps, 2):
        lands.append((k + 0.5) * step)
        ahead = min(1.0, (k + 0.5) * step + step * (0.42 if walk.running else 0.54))
        last = k == walk.steps - 1
        places.append(walk.metres + rest_after if last else progress(ahead) * walk.metres + usual)
    if (walk.steps - 1 - group) % 2:  # the other foot closes up
        lands.append(1.0)
        places.append(walk.metres + rest_after)
    swing = step * (1.15 if walk.running else 0.92)
    x, lift, angle = places[0], 0.0, 0.0
    for i in range(1, len(lands)):
        begin, end = max(lands[i] - swing, lands[i - 1] + 0.02 * step), lands[i]
        if share >= end:
            x = places[i]
            continue
        if share > begin:
            t = max(0.0, (share - max(begin, 0.0)) / (end - max(begin, 0.0)))
            eased = t * t * (3 - 2 * t)
            x = places[i - 1] + (places[i] - places[i - 1]) * eased
            size = min(1.0, abs(places[i] - places[i - 1]) / (0.4 * walk.leg + 0.01))
            lift = math.sin(math.pi * t) * walk.leg * (0.30 if walk.running else 0.15) * size
            angle = (0.55 * math.sin(math.pi * min(1.0, t * 1.5)) * (1 - t) - 0.35 * t * math.sin(math.pi * t)) * size
        break
    if angle == 0.0 and x - here - usual < -0.28 * walk.leg and 0 < share < 1:
        angle = min(0.7, (-(x - here - usual) / walk.leg - 0.28) * 1.6)  # the heel rises before the foot leaves
        lift = math.sin(angle) * TOES * walk.leg
    return Foot(x=round(x - here, 4), lift=round(max(0.0, lift), 4), angle=round(angle, 4))


def stride_phase(walk: Walk, share: float) -> float:
    """Radians of the double step: 0 where the first foot lands."""
    return math.pi * (share * walk.steps - 0.5)


def briskness(share: float) -> float:
    """0 at the ends of the way … 1 in its middle: how much arms and hips swing."""
    return min(1.0, share / EASE, (1 - share) / EASE) if 0 < share < 1 else 0.0
