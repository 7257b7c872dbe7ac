"""The light of a flame on its surroundings swells slowly, while the flame itself dances."""

from itertools import pairwise

import pytest

from generators.stage.puppets import Pose, anchors, glow, load_puppet
from generators.stage.puppets.flame import flame_height, flame_light
from story_engine.plan import Look

RATE = 9.0
"""How fast the phase runs, radians a second (`acting.py`)."""


def _greatest_step(of, flame):
    """The greatest change from one picture to the next at 24 a second, share of the flame."""
    values = [of(flame, RATE * frame / 24) for frame in range(24 * 20)]
    return max(abs(b - a) for a, b in pairwise(values)) / flame


def test_a_room_does_not_flicker_with_a_flame():
    """From picture to picture the light changes by less than half a per cent, the flame by more than one."""
    for flame in (0.2, 0.6, 1.0):
        assert _greatest_step(flame_light, flame) < 0.005
        assert _greatest_step(flame_height, flame) > 0.01


def test_no_flame_no_light():
    """What is out throws none."""
    assert flame_light(0.0, 3.0) == 0.0


def test_a_lantern_that_nods_leaves_the_light_of_the_room_where_it_is():
    """The head goes some centimetres, the light less than a sixth of that; who sits down takes the light along."""
    tock = load_puppet(Look(asset="tock"))
    calm, nodding = Pose(), Pose(lean=0.1, tilt=0.05)
    moved = anchors(tock, nodding)["head"][0] - anchors(tock, calm)["head"][0]
    assert moved > 0.03
    assert 0 < glow(tock, nodding).x - glow(tock, calm).x < moved / 6
    sunk = anchors(tock, Pose(sit=1.0))["head"][1] - anchors(tock, calm)["head"][1]
    assert glow(tock, Pose(sit=1.0)).y - glow(tock, calm).y == pytest.approx(sunk)


def test_light_goes_over_into_another_step_by_step():
    """Between two drawings of a figure its light is between theirs."""
    tock = load_puppet(Look(asset="tock"))
    one, other = glow(tock, Pose(flame=0.4)), glow(tock, Pose(flame=0.8))
    between = one.towards(other, 0.5)
    assert one.strength < between.strength < other.strength
    assert between.radius_metres == pytest.approx((one.radius_metres + other.radius_metres) / 2)
    assert one.towards(other, 0.0) == one
