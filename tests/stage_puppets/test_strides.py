"""A stride fits the leg that takes it: feet come down on the floor, and they do so in a drawing."""

from __future__ import annotations

import itertools

import pytest

from generators.direction.heights import build_of
from generators.direction.timing import WALK_METRES_PER_SECOND
from generators.stage.acting import Acting
from generators.stage.puppets import load_puppet
from generators.stage.puppets.rig import Skeleton
from generators.stage.shown import ALL_BUT, first_shown
from generators.stage.strides import QUICKEST_STEP, STEP_METRES, step_metres, steps_of
from story_engine.plan import Look
from story_engine.time import to_seconds

TOUCHES = 0.025
"""Metres above the floor at which a foot is seen to stand: a thick sole."""


def above_floor(make_way, who: str, metres: float) -> list[float]:
    """For each landing of a walk: metres from the floor to the sole in the first drawing after it."""
    timed, act = make_way(who, "walk", metres, WALK_METRES_PER_SECOND)
    acting, puppet = Acting(timed), load_puppet(Look(asset=who))
    leg = puppet.bones["leg"]
    steps = steps_of(metres, running=False, leg=leg["upper"] + leg["lower"], seconds=to_seconds(act.duration))
    found = []
    for k in range(steps):
        lands = act.start + round((k + 0.5) / steps * act.duration)
        first = first_shown(lands, 0, 2, all_but=ALL_BUT)
        bones = Skeleton(puppet, acting.at(first)[0].pose)
        ankle = (bones.near_leg, bones.far_leg)[k % 2].end[1]
        found.append(bones.floor - leg["ankle"] - ankle)
    return found


@pytest.mark.parametrize("who", ["pinch", "cog", "brandt"])
@pytest.mark.parametrize("metres", [1.0, 1.4, 1.7, 2.0, 2.4, 2.8, 3.1, 3.6])
def test_a_foot_that_lands_is_drawn_on_the_floor(make_way, who: str, metres: float) -> None:
    """Pinch's too, whose legs are neither a child's nor a grown-up's."""
    heights = above_floor(make_way, who, metres)
    assert len(heights) >= 2
    assert max(heights) < TOUCHES


def test_legs_a_little_longer_take_no_strides_much_longer() -> None:
    """Nobody doubles a stride by growing two millimetres."""
    legs = [0.1 + 0.002 * k for k in range(500)]
    strides = [step_metres(leg) for leg in legs]
    assert all(0 <= after - before < 0.01 for before, after in itertools.pairwise(strides))
    assert all(stride <= 0.75 * leg + 1e-9 for stride, leg in zip(strides, legs, strict=True))


@pytest.mark.parametrize(("who", "metres"), [("ines", 0.62), ("brandt", 0.62), ("lola", 0.62), ("bramble", 0.207)])
def test_long_legs_and_paws_step_as_they_do(who: str, metres: float) -> None:
    """A grown-up's stride is STEP_METRES or hardly less, a fox's a third of it."""
    assert step_metres(build_of(Look(asset=who)).leg) == pytest.approx(metres, abs=0.025)
    assert STEP_METRES == 0.62


def test_no_step_is_too_quick_to_be_drawn() -> None:
    """However short the legs and the time are, a step takes QUICKEST_STEP; a way has two at least."""
    assert steps_of(4.0, running=False, leg=0.1, seconds=2.0) == int(2.0 / QUICKEST_STEP)
    assert steps_of(4.0, running=False, leg=0.0, seconds=0.1) == 2
