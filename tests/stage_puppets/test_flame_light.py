"""The light of a flame on its surroundings swells slowly, while the flame itself dances."""

from itertools import pairwise

from generators.stage.puppets.flame import flame_height, flame_light

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
