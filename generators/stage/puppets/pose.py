"""A pose: joint and face values of a puppet at one moment.

It knows no puppet and no time. Lengths are metres unless said; angles are radians, positive turns
from forward towards down (clockwise while facing right); x runs forward, y runs down.
"""

from __future__ import annotations

from dataclasses import dataclass

NARROWEST_TURN = 0.74
"""Half-way round a figure is this share of its width: a thinner face is squeezed, not turned."""


def mirrored_width(facing: float) -> float:
    """By how much a figure's width is multiplied; negative mirrors it. It narrows while it turns round."""
    wide = NARROWEST_TURN + (1.0 - NARROWEST_TURN) * min(1.0, abs(facing))
    return wide if facing >= 0 else -wide


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Twelve face parameters; 0 is the neutral face for all but the lids and gaze."""

    brow_in: float = 0.0
    """Inner ends of the brows, −1 pulled down … 1 raised."""
    brow_out: float = 0.0
    """Outer ends of the brows, −1 … 1."""
    brow_tilt: float = 0.0
    """One brow up, the other down, −1 … 1 (doubt, slyness)."""
    lid_up: float = 1.0
    """Upper lid: 0 closed, 1 open, 1.4 wide."""
    lid_low: float = 0.0
    """Lower lid: 0 low, 1 pushed up (smile, squint)."""
    gaze_x: float = 0.0
    """Where the eyes look, −1 backward … 1 forward (screen x of the unmirrored puppet)."""
    gaze_y: float = 0.0
    """−1 up … 1 down."""
    mouth_corner: float = 0.0
    """−1 down … 1 up."""
    mouth_open: float = 0.0
    """0 closed … 1 wide open."""
    mouth_wide: float = 0.9
    """0 narrow … 1 wide."""
    mouth_round: float = 0.0
    """0 flat … 1 pursed."""
    blush: float = 0.0
    """0 … 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """Where a hand is: measured from its shoulder in arm lengths, forward and down."""

    x: float = 0.05
    y: float = 0.95
    wrist: float = 0.0
    """Turn of the hand against the forearm."""
    shape: str = "relaxed"
    """Hand shape of `assets/puppets/wardrobe/hands.yaml`: relaxed, open, point, grip, fist, flat, cup, pinch."""
    bend: float = 1.0
    """1 the elbow points back and down, −1 up and forward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """Where a foot is, from the puppet's ground point."""

    x: float = 0.0
    lift: float = 0.0
    angle: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Everything that shapes a puppet for one drawing."""

    facing: float = 1.0
    """1 looks right, −1 left; values between are a figure that turns round, by way of facing us."""
    turn: float = 0.5
    """Head: 0 to the viewer, 0.5 three-quarter, 1 profile; negative looks back over the shoulder."""
    back: float = 0.0
    """From 0.5 the figure is seen from behind: who walks away, whose shoulder we look past (two-legged ones)."""
    tilt: float = 0.0
    """Head rolled."""
    nod: float = 0.0
    """Head pitched, −1 up … 1 down."""
    lean: float = 0.0
    """Whole trunk from the hip."""
    curl: float = 0.0
    """Bend of the trunk over its length (positive slumps forward)."""
    squash: float = 0.0
    """−0.08 stretched … 0.08 squashed."""
    breath: float = 0.0
    """−1 out … 1 in."""
    shoulders: float = 0.0
    """Shoulders raised, −1 … 1."""
    lift: float = 0.0
    """Height above the floor."""
    hip_x: float = 0.0
    """Weight shift."""
    crouch: float = 0.0
    """0 upright … 1 hips nearly on the heels."""
    sit: float = 0.0
    """0 stands … 1 sits on the floor, or on a seat."""
    seat: float = 0.0
    """Metres above the floor of what one sits on; 0 the floor itself."""
    lie: float = 0.0
    """0 upright … 1 lies on the floor."""
    near: Arm = Arm()
    far: Arm = Arm(x=0.12)
    """The hand away from the viewer."""
    near_foot: Foot = Foot(x=-0.05)
    far_foot: Foot = Foot(x=0.05)
    near_hind: Foot = Foot()
    """Four-legged puppets only; the other two feet are their front ones."""
    far_hind: Foot = Foot()
    hem: float = 0.0
    """Swing of the coat's hem, −1 … 1."""
    trail: float = 0.0
    """Swing of hair, braid, scarf, satchel: −1 forward … 1 blown back."""
    flutter: float = 0.0
    """Ripple of loose ends, radians of a running phase."""
    tail: float = 0.0
    """Tail, −1 hanging … 1 high."""
    tail_curl: float = 0.0
    ears: float = 0.0
    """−1 laid back … 1 pricked."""
    flame: float = 0.6
    """Height of Tock's flame, 0 out … 1.2."""
    flicker: float = 0.0
    """Phase of the flame, radians."""
    lamp: tuple[float, float, float] = (0.0, 0.0, 1.0)
    """A flame beside this figure: its height 0 … 1.2, metres away (positive right on screen), reach in metres."""
    face: Face = Face()
    mouth: str = "X"
    """Mouth shape A–H, X: decides teeth and tongue; the opening itself is in `face`."""
