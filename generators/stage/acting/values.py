"""Channels: a pose as named numbers, so that layers of acting can be added and mixed.

It knows no puppet and no time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from generators.stage.puppets.pose import Arm, Face, Foot, Pose

FACE = (
    "brow_in", "brow_out", "brow_tilt", "lid_up", "lid_low", "gaze_x", "gaze_y",
    "mouth_corner", "mouth_open", "mouth_wide", "mouth_round", "blush",
)  # fmt: skip
BODY = (
    "turn", "tilt", "nod", "lean", "curl", "squash", "breath", "shoulders", "lift", "hip_x", "crouch", "sit", "seat",
    "lie", "hem", "trail", "flutter", "tail", "tail_curl", "ears", "flame", "flicker",
)  # fmt: skip
HANDS = ("near_x", "near_y", "near_wrist", "near_bend", "far_x", "far_y", "far_wrist", "far_bend")
NEUTRAL: Mapping[str, float] = {
    **dict.fromkeys(FACE + BODY, 0.0),
    "lid_up": 1.0, "mouth_wide": 0.9, "turn": 0.45, "flame": 0.6,
    "near_x": 0.06, "near_y": 0.95, "near_wrist": 0.0, "near_bend": 1.0,
    "far_x": 0.14, "far_y": 0.95, "far_wrist": 0.0, "far_bend": 1.0,
}  # fmt: skip
"""A figure that stands and feels nothing."""
ARRIVES, BEYOND = 0.7, 0.08
"""A settling movement is there at this share of its time, then this share too far."""
LIMITS = {
    "lid_up": (0.0, 1.45), "lid_low": (0.0, 0.95), "gaze_x": (-1.0, 1.0), "gaze_y": (-1.0, 1.0),
    "mouth_open": (0.0, 1.0), "mouth_wide": (0.3, 1.1), "mouth_round": (0.0, 1.0), "mouth_corner": (-1.0, 1.0),
    "brow_in": (-1.0, 1.1), "brow_out": (-1.0, 1.1), "brow_tilt": (-1.0, 1.0), "blush": (0.0, 1.0),
    "turn": (-1.0, 1.0), "crouch": (-0.05, 1.0), "sit": (0.0, 1.0), "seat": (0.0, 1.2), "lie": (0.0, 1.0),
    "lift": (0.0, 0.8),
    "nod": (-0.8, 1.0), "tilt": (-0.4, 0.4), "lean": (-0.6, 0.95), "curl": (-0.4, 0.7), "shoulders": (-1.0, 1.0),
    "flame": (0.02, 1.2), "ears": (-1.0, 1.0), "tail": (-1.0, 1.0), "squash": (-0.08, 0.08), "trail": (-1.0, 1.0),
}  # fmt: skip
"""What joints and lids can do, whatever the layers add up to."""


@dataclass(slots=True)
class Channels:
    """One actor's numbers while a moment is put together, with hand shapes and feet."""

    values: dict[str, float] = field(default_factory=lambda: dict(NEUTRAL))
    near_shape: str = "relaxed"
    far_shape: str = "relaxed"
    mouth: str = "X"
    own: dict[str, tuple[float, float, str]] = field(
        default_factory=lambda: {"near": (0.06, 0.95, "relaxed"), "far": (0.14, 0.95, "relaxed")}
    )
    """Where this puppet's own hands rest, and their shapes."""
    feet: tuple[Foot, Foot, Foot, Foot] = (Foot(), Foot(), Foot(), Foot())
    """Near, far, near hind, far hind."""

    def copy(self) -> Channels:
        """The same numbers, to be changed apart."""
        return Channels(
            values=dict(self.values),
            near_shape=self.near_shape,
            far_shape=self.far_shape,
            mouth=self.mouth,
            own=self.own,
            feet=self.feet,
        )

    def add(self, name: str, amount: float) -> None:
        """Add to a channel."""
        self.values[name] += amount

    def towards(self, name: str, target: float, weight: float) -> None:
        """Move a channel towards `target` by `weight` 0–1."""
        self.values[name] += (target - self.values[name]) * weight

    def pose(self, facing: float) -> Pose:
        """The finished pose, every channel within its limits; whoever turns round shows us their face on the way."""
        v = self.values
        for name, (low, high) in LIMITS.items():
            v[name] = min(high, max(low, v[name]))
        near = Arm(x=v["near_x"], y=v["near_y"], wrist=v["near_wrist"], shape=self.near_shape, bend=v["near_bend"])
        far = Arm(x=v["far_x"], y=v["far_y"], wrist=v["far_wrist"], shape=self.far_shape, bend=v["far_bend"])
        body = {name: round(v[name], 5) for name in BODY}
        body["turn"] = round(v["turn"] * min(1.0, abs(facing)), 5)
        face = Face(**{name: round(v[name], 4) for name in FACE})
        return Pose(
            facing=facing,
            near=near,
            far=far,
            near_foot=self.feet[0],
            far_foot=self.feet[1],
            near_hind=self.feet[2],
            far_hind=self.feet[3],
            face=face,
            mouth=self.mouth,
            **body,
        )


def smooth(t: float) -> float:
    """Eased 0 … 1."""
    t = min(1.0, max(0.0, t))
    return t * t * (3 - 2 * t)


def settle(t: float) -> float:
    """Eased 0 … 1, a little beyond and back: weight, not clockwork."""
    t = min(1.0, max(0.0, t))
    if t < ARRIVES:
        return smooth(t / ARRIVES)
    return 1.0 + BEYOND * math.sin(math.pi * (t - ARRIVES) / (1.0 - ARRIVES))
