"""Spots: places of a body that a hand can go to, by name, for every build of puppet.

It knows no gesture and no deed. A spot is where the wrist goes, so that the hand covers the place.
"""

from __future__ import annotations

import functools

from generators.stage.puppets.load import Puppet

Spot = tuple[float, float]
HEAD_SPOTS = {
    "chin": (0.80, -1.10), "below_mouth": (1.15, -0.80), "cheek": (1.05, -0.70), "eyes": (1.75, -0.45),
    "ear": (-0.95, -0.20), "temple": (-0.70, 0.05), "brow": (-0.80, 0.36), "cap": (-0.85, 0.42), "neck": (-1.0, -0.85),
}  # fmt: skip
"""Forward and up from the middle of the head, in head radii: where the fingers are; the wrist is a hand's length lower.

Those behind the middle are reached with the elbow behind (`near_bend: -2`), so that no sleeve crosses the face.
"""
HAND_SHARE = 0.9
BODY_SPOTS = {"heart": (0.30, -0.30), "belly": (0.34, -0.62)}
"""Forward from the body's middle and up from the shoulders, in arm lengths."""


@functools.lru_cache(maxsize=256)
def spot(name: str, puppet_id: str, far: bool, shape: tuple[float, ...]) -> Spot | None:
    """The spot in arm lengths from a shoulder; `shape`: see `build`. None for a name there is not."""
    shoulder_x, shoulder_y, reach, head_y, radius, hand = shape
    if name in HEAD_SPOTS:
        forward, up = HEAD_SPOTS[name]
        return (
            (forward * radius - shoulder_x) / reach,
            (shoulder_y - head_y - up * radius + HAND_SHARE * hand) / reach,
        )
    if name in BODY_SPOTS:
        forward, up = BODY_SPOTS[name]
        return (forward - shoulder_x / reach * (1.0 if far else 0.35), -up)
    return None


def spots_of(puppet: Puppet, name: str, side: str) -> Spot | None:
    """Where `name` is for the hand of `side` ("near", "far"), in arm lengths from its shoulder."""
    return spot(name, puppet.id, side == "far", build(puppet, side))


def build(puppet: Puppet, side: str) -> tuple[float, ...]:
    """Shoulder (forward, up), arm length, height and radius of the head, length of a hand, in metres."""
    arm = puppet.bones["arm"]
    x, y = arm[side]
    reach = float(arm["upper"]) + float(arm["lower"])
    head_x = float(puppet.bones.get("neck_x", 0.0))
    head_y = float(puppet.bones["neck"]) + float(puppet.bones["head"])
    return (float(x) - head_x, float(y), reach, head_y, float(puppet.face["radius"]), float(puppet.bones["hand"]))
