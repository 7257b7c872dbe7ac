"""Feet on the floor: whoever walks or runs stands on the foot that carries, measured on the skeleton as it is drawn."""

from __future__ import annotations

import itertools
from math import cos

import pytest

from generators.direction.timing import RUN_METRES_PER_SECOND, WALK_METRES_PER_SECOND
from generators.stage.acting import Acting
from generators.stage.acting.footing import DEEPEST_STEP, reach_floor
from generators.stage.acting.gait import FLIGHT_FROM, flight, foot_at, plan_walk
from generators.stage.acting.values import Channels
from generators.stage.puppets import Foot, load_puppet
from generators.stage.puppets.feet import hip_aside, rolled, sole_height, stands_on, turned
from generators.stage.puppets.people import tipped
from generators.stage.puppets.rig import Beast, Limb, skeleton
from story_engine.plan import Look
from story_engine.time import VIDEO_FRAME, to_seconds

TOUCHES = 0.01
"""Metres: nobody sees a centimetre between a sole and the floor."""
CAST = ("wren", "odile", "tock", "ines", "brandt", "lola", "pinch", "sable")
DRAWING = 2 * VIDEO_FRAME
"""Figures are drawn on twos."""


def soles(make_way, who: str, verb: str, metres: float) -> list[tuple[float, float]]:
    """Share of the way and metres above the floor of every foot that carries, in every drawing of the way."""
    speed = WALK_METRES_PER_SECOND if verb == "walk" else RUN_METRES_PER_SECOND
    timed, act = make_way(who, verb, metres, speed)
    acting, puppet = Acting(timed), load_puppet(Look(asset=who))
    leg = float(puppet.bones["leg"]["upper"]) + float(puppet.bones["leg"]["lower"])
    going = plan_walk(metres, running=verb == "run", leg=leg, seconds=to_seconds(act.duration))
    found = []
    for time in range(0, timed.duration, DRAWING):
        share = (time - act.start) / act.duration
        if not 0 < share < 1:
            continue
        bones = skeleton(puppet, acting.at(time)[0].pose)
        limbs = (
            ((bones.near_front, 0), (bones.far_front, 1), (bones.near_hind_leg, 1), (bones.far_hind_leg, 0))
            if isinstance(bones, Beast)
            else ((bones.near_leg, 0), (bones.far_leg, 1))
        )
        for limb, group in limbs:
            step = foot_at(going, share, group, (0.0, 0.0))
            if step.lift == 0.0:
                found.append((share, sole_height(puppet, limb.end, limb.angle)))
    return found


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("verb", ["walk", "run"])
@pytest.mark.parametrize("metres", [1.4, 2.6, 3.7])
def test_a_foot_that_carries_touches_the_floor(make_way, who: str, verb: str, metres: float) -> None:
    """In every drawing, on short legs and long ones, slim and stout: neither above the floor nor in it."""
    heights = [height for _, height in soles(make_way, who, verb, metres)]
    assert len(heights) > 2
    assert max(heights) <= TOUCHES
    assert min(heights) >= -TOUCHES


@pytest.mark.parametrize(("who", "touches"), [("bramble", TOUCHES), ("hound", 0.02), ("mog", 0.02)])
def test_paws_that_carry_touch_the_floor(make_way, who: str, touches: float) -> None:
    """A walking animal's four feet too; hound and cat, whom no seed has, within two centimetres."""
    heights = [height for _, height in soles(make_way, who, "walk", 2.6)]
    assert max(heights) <= touches
    assert min(heights) >= -TOUCHES


@pytest.mark.parametrize("who", ["brandt", "wren"])
def test_a_foot_on_its_toes_keeps_them_where_they_are(who: str) -> None:
    """The heel comes up round the toes: they neither slide nor leave the floor."""
    puppet = load_puppet(Look(asset=who))
    tips = []
    for angle in (0.1, 0.3, 0.5, 0.7):
        foot = rolled(puppet, Foot(x=0.1, angle=angle))
        ankle = float(puppet.bones["leg"]["ankle"])
        assert sole_height(puppet, (foot.x, -foot.lift - ankle), angle) == pytest.approx(0.0, abs=TOUCHES)
        tips.append(foot.x + turned(stands_on(puppet, angle), angle)[0])
    assert max(tips) - min(tips) < 0.02


@pytest.mark.parametrize("metres", [1.2, 2.6, 5.0])
@pytest.mark.parametrize("leg", [0.36, 0.62, 0.8])
def test_who_walks_has_a_foot_on_the_floor_and_who_runs_flies_between_two(metres: float, leg: float) -> None:
    """Nobody is above the floor while a foot carries."""
    for running, speed in ((False, 1.25), (True, 2.9)):
        going = plan_walk(metres, running=running, leg=leg, seconds=metres / speed)
        for share in (k / 500 for k in range(1, 500)):
            carry = [foot_at(going, share, group, (0.0, 0.0)).lift == 0.0 for group in (0, 1)]
            assert any(carry) or running
            assert flight(going, share) < 1e-9 or not any(carry)


def test_a_runner_carries_for_most_of_a_step() -> None:
    """Long enough for a drawing of each step."""
    going = plan_walk(6.0, running=True, leg=0.8)
    stands = [foot_at(going, k / 1000, 0, (0.0, 0.0)).lift == 0.0 for k in range(1, 1000)]
    runs = [len(list(group)) for carried, group in itertools.groupby(stands) if carried]
    assert min(runs[1:]) >= 0.9 * FLIGHT_FROM / going.steps * 1000


@pytest.mark.parametrize("reach", [-0.3, 0.0, 0.2, 0.5])
@pytest.mark.parametrize("room", [0.05, 0.4, 0.7, 0.9])
def test_no_cane_goes_into_the_floor(reach: float, room: float) -> None:
    """Whoever bows or sits down puts it forward; who stands lets it hang."""
    length = 0.735
    limb = Limb((0.0, -1.2), (0.1, -1.0), (reach, -0.8), 1.5)
    angle = tipped(limb, length, room)
    assert length * cos(angle) <= room + 1e-6
    assert (angle <= 0) == (reach >= 0)


def test_a_hip_goes_along_with_a_foot_that_crosses() -> None:
    """A foot on its own side leaves its hip where it is; one that crosses takes it along, without a leap."""
    for side in (-1.0, 1.0):
        assert hip_aside(0.08, side, side * 0.3, 0.7) == pytest.approx(side * 0.08)
        across = [side * hip_aside(0.08, side, -side * 0.01 * k, 0.7) for k in range(40)]
        assert across[-1] < -0.02
        assert all(0 <= before - after < 0.01 for before, after in itertools.pairwise(across))


def test_a_heel_rises_before_a_body_goes_down() -> None:
    """With a foot far behind, the one that carries stands on its toes, and the hip stays where a step brings it."""
    puppet = load_puppet(Look(asset="brandt"))
    body = Channels()
    body.feet = (Foot(x=-0.55), Foot(x=0.1), Foot(), Foot())
    reach_floor(body, puppet)
    assert body.feet[0].angle > 0.1
    assert body.values["crouch"] < 1.2 * DEEPEST_STEP
