"""Gaits: walking and running with feet that stay where they are planted.

It knows no scene: a way from one x to another, in metres, and its time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.stage.puppets.pose import Foot
from generators.stage.strides import LEAST_LEG, steps_of

HEEL_FROM, RUNNING_HEEL_FROM = 0.28, 0.12
"""A heel rises when its foot is this share of a leg behind where it stands under the body."""
HEEL_RISES, HIGHEST_HEEL = 1.6, 0.7
"""Radians for each leg farther behind, and at most."""
AHEAD, RUNNING_AHEAD = 0.54, 0.30
"""Steps that the body still goes until it is over a foot that lands."""
SWING, RUNNING_SWING = 0.92, 1.40
"""Steps that a foot is in the air: who walks has always one on the floor, who runs flies from `FLIGHT_FROM` on."""
FLIGHT_FROM = 2.0 - RUNNING_SWING
"""Share of a running step at which the foot that carries leaves the floor."""
MID_WAY = 0.4
"""Mid-way the feet keep nearer to the line they walk on, lest one step be long and the next one short."""
STARTS_AFTER, PUSHES_OFF = 0.02, 0.55
"""Steps after which the first foot and the other one leave where they stood."""
FLIGHT = 0.10
"""Share of a leg by which a runner flies."""
EASE = 0.12
"""Share of the way on which one starts and stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One way: `metres` to go (always positive), in `steps` steps."""

    metres: float
    steps: int
    running: bool
    leg: float
    """Length of a leg in metres: how high feet and hips may go; `LEAST_LEG` for who has none."""


def plan_walk(metres: float, *, running: bool, leg: float, seconds: float = math.inf) -> Walk:
    """The way of `metres`, cut into steps as they are heard; none is too quick to be drawn."""
    steps = steps_of(metres, running=running, leg=leg, seconds=seconds)
    return Walk(metres=metres, steps=steps, running=running, leg=max(leg, LEAST_LEG))


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

    A foot that carries has no `lift`, whatever its angle: on its toes it is as high as its shoe has it
    (`generators.stage.puppets.feet`).

    `rests`: where it stands, from the body, before the way and after it.

    Plants lie where the body will be half a step later, so that the foot lands ahead and leaves behind.
    """
    rest, rest_after = rests
    usual = MID_WAY * rest_after
    step = 1.0 / walk.steps

    def behind(place: float, at: float) -> float:
        """Radians by which the heel of a foot at `place` has risen."""
        legs = (progress(at) * walk.metres + usual - place) / walk.leg
        risen = (legs - (RUNNING_HEEL_FROM if walk.running else HEEL_FROM)) * HEEL_RISES
        return min(HIGHEST_HEEL, max(0.0, risen)) if 0 < at < 1 else 0.0

    here = progress(share) * walk.metres
    lands = [0.0]
    places = [rest]
    for k in range(group, walk.steps, 2):
        lands.append((k + 0.5) * step)
        ahead = min(1.0, (k + 0.5) * step + step * (RUNNING_AHEAD if walk.running else AHEAD))
        last = k == walk.steps - 1
        places.append(walk.metres + rest_after if last else progress(ahead) * walk.metres + usual)
    closes_up = bool((walk.steps - 1 - group) % 2)
    if closes_up:
        lands.append(1.0)
        places.append(walk.metres + rest_after)
    x, lift = places[0], 0.0
    angle = behind(x, share)
    for i in range(1, len(lands)):
        begin, end = _leaves(walk, lands, i, group, closes_up=closes_up), lands[i]
        if share >= end:
            x = places[i]
            angle = behind(x, share)
            continue
        if share > begin:
            t = (share - begin) / (end - begin)
            eased = t * t * (3 - 2 * t)
            left = behind(x, begin)
            x = places[i - 1] + (places[i] - places[i - 1]) * eased
            size = min(1.0, abs(places[i] - places[i - 1]) / (0.4 * walk.leg + 0.01))
            lift = math.sin(math.pi * t) * walk.leg * (0.30 if walk.running else 0.15) * size
            angle = (0.55 * math.sin(math.pi * min(1.0, t * 1.5)) * (1 - t) - 0.35 * t * math.sin(math.pi * t)) * size
            angle += left * (1 - t) ** 3
        break
    return Foot(x=round(x - here, 4), lift=round(max(0.0, lift), 4), angle=round(angle, 4))


def _leaves(walk: Walk, lands: list[float], i: int, group: int, *, closes_up: bool) -> float:
    """Share of the way at which a foot is lifted to land at `lands[i]`."""
    step = 1.0 / walk.steps
    begin = lands[i] - step * (RUNNING_SWING if walk.running else SWING)
    if i == 1:
        begin = max(begin, step * (PUSHES_OFF if group else STARTS_AFTER))
    elif walk.running:
        begin = max(begin, lands[i - 1] + FLIGHT_FROM * step)
    if closes_up and i == len(lands) - 1 and not walk.running:  # the other foot carries before this one closes up
        begin = max(begin, lands[i] - 0.48 * step)
    return begin


def flight(walk: Walk, share: float) -> float:
    """Metres by which a runner is above the floor, with no foot on it."""
    gone = share * walk.steps - 0.5
    if not walk.running or not 0 < gone < walk.steps - 1 or gone % 1 <= FLIGHT_FROM:
        return 0.0
    flown = (gone % 1 - FLIGHT_FROM) / (1 - FLIGHT_FROM)
    return FLIGHT * walk.leg * 4 * flown * (1 - flown)


def stride_phase(walk: Walk, share: float) -> float:
    """Radians of the double step: 0 where the first foot lands."""
    return math.pi * (share * walk.steps - 0.5)


def bounce(walk: Walk, share: float) -> float:
    """1 where the body is lowest … −1 where it is highest: a walker's as a foot lands, a runner's over the foot."""
    late = 0.5 * FLIGHT_FROM if walk.running else 0.0
    return math.cos(2 * stride_phase(walk, share) - 2 * math.pi * late)


def briskness(share: float) -> float:
    """0 at the ends of the way … 1 in its middle: how much arms and hips swing."""
    return min(1.0, share / EASE, (1 - share) / EASE) if 0 < share < 1 else 0.0
