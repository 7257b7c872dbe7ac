"""Feet on the floor: how a shoe or a paw touches the ground at any angle, and where a leg leaves the hip.

It knows no gait and no time. Lengths are metres, angles radians, positive with the toes down.
"""

from __future__ import annotations

import functools
import math
from dataclasses import replace

from generators.stage.puppets.load import Puppet
from generators.stage.puppets.pose import Foot
from generators.stage.puppets.shapes import Point, parse_loop

ROLLS_TO = 0.04
"""Metres above the floor at which a foot no longer turns about its toes or its heel but about its ankle."""
HIP_GOES, HIP_GONE_AT = 1.4, 0.35
"""A foot that crosses to the other side takes its hip along, by this share of the hips' distance from the middle, when
it is this share of a leg across: in a step the trunk turns, and hips seen from the side are one before the other."""


def hip_aside(spread: float, side: float, foot_x: float, leg: float) -> float:
    """Metres from the middle at which a leg leaves the hip; `side` −1 near, 1 far; `foot_x` from the middle."""
    across = min(1.0, max(0.0, -side * foot_x / max(HIP_GONE_AT * leg, 1e-3)))
    return side * spread * (1.0 - HIP_GOES * across * across * (3 - 2 * across))


def rolled(puppet: Puppet, foot: Foot) -> Foot:
    """`foot` as it has to be so that nothing of its shoe is below the floor: on its toes, its heel or in the air."""
    if foot.angle == 0.0:
        return foot
    tip = stands_on(puppet, foot.angle)
    ahead, below = turned(tip, foot.angle)
    up = max(0.0, below - stands_on(puppet, 0.0)[1])
    stays = max(0.0, 1.0 - max(0.0, foot.lift - up) / ROLLS_TO)
    x = foot.x + (tip[0] - ahead) * stays
    return Foot(x=round(x, 4), lift=round(max(foot.lift, up), 4), angle=foot.angle)


def sole_height(puppet: Puppet, ankle: Point, angle: float) -> float:
    """How far the lowest point of a drawn shoe is above y = 0 (negative: below it)."""
    return -(ankle[1] + turned(stands_on(puppet, angle), angle)[1])


def heel_height(puppet: Puppet, angle: float) -> float:
    """Metres by which an ankle rises where a shoe stands on its heel, the toes `angle` up."""
    if angle <= 0:
        return 0.0
    return max(0.0, turned(stands_on(puppet, -angle), -angle)[1] - stands_on(puppet, 0.0)[1])


def lifted(foot: Foot, by: float) -> Foot:
    """`foot` so much higher."""
    return replace(foot, lift=round(foot.lift + by, 4))


def stands_on(puppet: Puppet, angle: float) -> Point:
    """The point of a shoe that is lowest when it is turned by `angle`, from its ankle."""
    c, s = math.cos(angle), math.sin(angle)
    return max(_shoe(puppet), key=lambda point: (point[0] * s + point[1] * c, point[0]))


def turned(point: Point, angle: float) -> Point:
    """`point` of a shoe, turned about the ankle."""
    c, s = math.cos(angle), math.sin(angle)
    return (point[0] * c - point[1] * s, point[0] * s + point[1] * c)


@functools.lru_cache(maxsize=128)
def _shoe(puppet: Puppet) -> tuple[Point, ...]:
    """The corners of a shoe or paw, from its ankle."""
    leg = puppet.bones.get("leg") or {}
    if puppet.rig == "quadruped":
        w = float(leg["front"][-1])
        return ((-1.1 * w, 1.15 * w), (2.2 * w, 1.15 * w))
    points = [p for piece in leg.get("shoe") or () for p in parse_loop(str(piece["shape"])).points]
    ankle = float(leg.get("ankle", 0.0))
    return tuple(points) or ((-0.5 * ankle, ankle), (1.5 * ankle, ankle))
