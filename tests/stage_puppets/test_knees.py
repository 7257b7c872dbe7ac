"""A bent knee carries the cloth that hangs before it; a jacket that ends above the knee is left alone."""

import itertools
import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from generators.stage.puppets import Foot, Pose, load_puppet
from generators.stage.puppets.feet import sole_height
from generators.stage.puppets.rig import Skeleton
from story_engine.plan import Look

BENT = Pose(crouch=0.4, near_foot=Foot(x=0.22), far_foot=Foot(x=0.05))


def _front(who, pose):
    """Metres from the feet to the front of knee and of cloth at the knee's height."""
    puppet = load_puppet(Look(asset=who))
    bones = Skeleton(puppet, pose)
    knee = max((leg.joint for leg in (bones.near_leg, bones.far_leg)), key=lambda point: point[0])
    points = [p for part in puppet.parts if part.on == "body" and not part.clip for p in part.loops[0].points]
    cloth = [x for x, y in bones.bend(points) if abs(y - knee[1]) < 0.12]
    return knee[0], max(cloth, default=-1.0)


@pytest.mark.parametrize("who", ["ines", "lola", "odile", "brandt"])
def test_no_knee_comes_out_beside_a_skirt(who):
    """The cloth is before the knee, however far it is bent."""
    knee, cloth = _front(who, BENT)
    assert cloth > knee


@pytest.mark.parametrize("who", ["tock", "wren", "pinch"])
def test_a_short_coat_does_not_follow_the_knees(who):
    """It hangs as it hangs without legs."""
    puppet = load_puppet(Look(asset=who))
    points = [p for part in puppet.parts if part.on == "body" for p in part.loops[0].points]
    straight = Pose(crouch=0.4)
    assert Skeleton(puppet, BENT).bend(points) == Skeleton(puppet, straight).bend(points)


def _dressed(who, bones, leg):
    """A library's figure with bones of a creator's own."""
    puppet = load_puppet(Look(asset=who))
    return replace(puppet, bones={**puppet.bones, **bones, "leg": {**puppet.bones["leg"], **leg}})


@pytest.mark.parametrize(
    ("bones", "leg"),
    [
        ({}, {"widths": [0.05]}),
        ({"hem": 0.85}, {"lower": 0.9}),
        ({}, {"lower": 0.85 - 0.072}),
        ({}, {"lower": 0.9}),
        ({}, {"lower": 0.85 - 0.0721}),
        ({}, {"upper": 0}),
        ({}, {"upper": 0, "lower": 0}),
        ({"neck": 0.85}, {}),
        ({"hip": 0}, {}),
    ],
    ids=[
        "one width",
        "no skirt",
        "knee at hip",
        "knee over hip",
        "knee under hip",
        "no thigh",
        "no leg",
        "no back",
        "0",
    ],
)
@pytest.mark.parametrize(
    "pose", [BENT, replace(BENT, crouch=0.0), Pose(sit=1.0, seat=0.5), Pose(sit=1.0), Pose(lie=1.0)]
)
def test_a_creators_own_legs_draw_whatever_they_measure(bones, leg, pose):
    """No bone may end the show, and its cloth stays near the one of a figure that is like all others."""
    usual, odd = load_puppet(Look(asset="ines")), _dressed("ines", bones, leg)
    points = [p for part in usual.parts if part.on == "body" for p in part.loops[0].points]
    found = Skeleton(odd, pose).bend(points)
    assert all(math.isfinite(value) for point in found for value in point)
    if not bones:
        there = Skeleton(usual, pose).bend(points)
        assert max(math.dist(one, other) for one, other in zip(found, there, strict=True)) < 0.5


def _sweep(low, high, steps, **fixed):
    """Poses from `low` to `high` (values by name), `steps` small steps apart."""
    shares = [k / steps for k in range(steps + 1)]
    return [Pose(**fixed, **{name: low[name] + share * (high[name] - low[name]) for name in low}) for share in shares]


BEHIND = {"near_foot": Foot(x=-0.18), "far_foot": Foot(x=-0.08)}
APART = {"near_foot": Foot(x=-0.2), "far_foot": Foot(x=0.2)}
SWEEPS = {
    "crouch": _sweep({"crouch": 0.0}, {"crouch": 0.6}, 1200, near_foot=Foot(x=-0.02), far_foot=Foot(x=-0.02)),
    "crouch, feet behind": _sweep({"crouch": 0.0}, {"crouch": 0.6}, 1200, **BEHIND),
    "sit down": _sweep({"sit": 0.0}, {"sit": 1.0}, 500, crouch=0.24, **BEHIND),
    "sit down, feet apart": _sweep({"sit": 0.0}, {"sit": 1.0}, 500, crouch=0.1, **APART),
    "sit on a chair": _sweep({"sit": 0.0}, {"sit": 1.0}, 500, crouch=0.1, seat=0.45),
    "lie down": _sweep({"lie": 0.0}, {"lie": 1.0}, 500, crouch=0.24),
}


@pytest.mark.parametrize("who", ["ines", "lola", "odile", "brandt", "sable"])
@pytest.mark.parametrize("sweep", SWEEPS)
def test_cloth_never_pops(who, sweep):
    """No point of it moves farther than 2 cm while the body moves a five-hundredth of its way or less."""
    puppet = load_puppet(Look(asset=who))
    points = [p for part in puppet.parts if part.on == "body" for p in part.loops[0].points]
    drawn = [Skeleton(puppet, pose).bend(points) for pose in SWEEPS[sweep]]
    moved = [max(map(math.dist, before, after)) for before, after in itertools.pairwise(drawn)]
    assert max(moved) < 0.02


@pytest.mark.parametrize(("who", "part"), [("ines", "dress"), ("lola", "dress"), ("odile", "coat"), ("brandt", "coat")])
@pytest.mark.parametrize("sit", [0.5, 0.8, 1.0])
def test_cloth_lies_over_the_thighs_of_who_sits_on_the_floor(who, part, sit):
    """No bare leg comes out beside a dress: the middle of each thigh is behind the cloth."""
    puppet = load_puppet(Look(asset=who))
    bones = Skeleton(puppet, Pose(sit=sit))
    cloth = next(p for p in puppet.parts if p.name == part).loops[0].points
    outline = np.array(bones.bend(cloth), np.float32)
    for leg in (bones.near_leg, bones.far_leg):
        thigh = tuple(0.3 * a + 0.7 * b for a, b in zip(leg.root, leg.joint, strict=True))
        assert cv2.pointPolygonTest(outline, thigh, False) > 0


@pytest.mark.parametrize("who", ["wren", "odile", "tock", "ines", "brandt", "lola", "pinch", "sable"])
def test_heels_of_who_sits_on_the_floor_lie_on_it(who):
    """Toes point up, heels touch: nothing of a shoe is in the floor."""
    puppet = load_puppet(Look(asset=who))
    bones = Skeleton(puppet, Pose(sit=1.0))
    for leg in (bones.near_leg, bones.far_leg):
        assert -0.01 < sole_height(puppet, leg.end, leg.angle) < 0.02
