"""Footing: hips come down and feet roll until every foot that carries touches the floor where it stands.

It knows no gait and no time: one figure's channels. Legs do not stretch and feet do not slide.
"""

from __future__ import annotations

import math

from generators.stage.acting.stances import leg_metres
from generators.stage.acting.values import Channels
from generators.stage.puppets.feet import hip_aside, lifted, rolled
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.pose import Foot

CROUCH_SHARE = 0.42
"""Share of the hip's height that a full crouch takes (`generators.stage.puppets.rig`)."""
DEEPEST_STEP = 0.26
"""A long step brings the hip down by this much of a crouch; then the heel rises."""
DEEPEST_OF_ALL = 0.9
"""And by this much where heel and toes have done what they can."""
STRAIGHT_LEG = 0.992
"""A leg is never quite straight."""
ON_TOES, ON_HEEL = 0.75, -0.35
"""Radians by which a foot behind rises over its toes and a foot ahead over its heel, at most."""
HALVINGS = 7
"""Of the angle that is looked for: half a degree."""
NOT_YET_DOWN = 3.0
"""A foot in the air asks so many times its height less of the hip: it is down before it carries."""


def reach_floor(body: Channels, puppet: Puppet) -> None:
    """Lower the hip and roll the feet until both reach where they stand; `lift` 0 is a foot that carries."""
    if puppet.rig == "quadruped" or max(body.values["sit"], body.values["lie"]) > 0.3:
        return
    hip = float(puppet.bones["hip"])
    if hip <= 0:
        return
    carries = [foot.lift == 0.0 for foot in body.feet[:2]]
    feet = [rolled(puppet, foot) for foot in body.feet[:2]]
    sides = (-1.0, 1.0)
    room = min(_hip_over(body, puppet, foot, side) for foot, side in zip(feet, sides, strict=True))
    _down_to(body, hip, room, DEEPEST_STEP)
    for index, side in enumerate(sides):
        if carries[index] and _hip_over(body, puppet, feet[index], side) < _height(body, hip):
            feet[index] = _rolled_farther(body, puppet, body.feet[index], side, _height(body, hip))
    room = min(
        _hip_over(body, puppet, foot, side) + (0.0 if carried else (NOT_YET_DOWN - 1.0) * foot.lift)
        for foot, side, carried in zip(feet, sides, carries, strict=True)
    )
    _down_to(body, hip, room, DEEPEST_OF_ALL)
    for index, side in enumerate(sides):
        short = _height(body, hip) - _hip_over(body, puppet, feet[index], side)
        if short > 0 and not carries[index]:
            feet[index] = lifted(feet[index], short)
    body.feet = (feet[0], feet[1], body.feet[2], body.feet[3])


def _height(body: Channels, hip: float) -> float:
    """How high the hip is."""
    return hip * (1.0 - CROUCH_SHARE * min(1.0, body.values["crouch"]))


def _down_to(body: Channels, hip: float, height: float, deepest: float) -> None:
    needed = min(deepest, (1.0 - height / hip) / CROUCH_SHARE)
    body.values["crouch"] = max(body.values["crouch"], needed)


def _hip_over(body: Channels, puppet: Puppet, foot: Foot, side: float) -> float:
    """The highest that the hip may be for this foot to be reached."""
    bone, long = puppet.bones["leg"], leg_metres(puppet)
    across = foot.x - body.values["hip_x"]
    aside = across - hip_aside(float(bone["spread"]), side, across * (1 - body.values["sit"]), long)
    leg = long * STRAIGHT_LEG
    return math.sqrt(max(leg * leg - aside * aside, (0.3 * leg) ** 2)) + float(bone["ankle"]) - 0.01 + foot.lift


def _rolled_farther(body: Channels, puppet: Puppet, foot: Foot, side: float, height: float) -> Foot:
    """The foot turned over its toes (over its heel, where it is ahead) just as far as it has to be."""
    most = ON_TOES if foot.x < body.values["hip_x"] else ON_HEEL
    low, high = foot.angle if foot.angle * most > 0 else 0.0, most
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        reached = _hip_over(body, puppet, _turned(puppet, foot, middle), side) >= height
        low, high = (low, middle) if reached else (middle, high)
    return _turned(puppet, foot, high)


def _turned(puppet: Puppet, foot: Foot, angle: float) -> Foot:
    return rolled(puppet, Foot(x=foot.x, angle=round(angle, 4)))
