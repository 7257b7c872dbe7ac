"""Faces are framed whole: hands and held things, ankles, who looks away, and what a wait may show."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from generators.direction.camera import Figure, group, hands_of, place_in, single
from generators.direction.direct import Continuity, direct
from generators.direction.heights import build_of
from generators.direction.pictures import alone_in
from generators.timed import ActorState
from story_engine.plan import Look, PartKind

_spec = importlib.util.spec_from_file_location("direction_cases", Path(__file__).with_name("conftest.py"))
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)

WREN, ODILE, TOCK = (
    replace(cases.actor(name), look=Look(asset=name, words=name)) for name in ("wren", "odile", "tock")
)


def figure(name: str, x: float = 0.0, facing: int = 1) -> Figure:
    """Somebody on their feet."""
    return Figure(state=ActorState(id=name, x=x, depth=0.5, facing=facing), build=build_of(Look(asset=name)))


@pytest.mark.parametrize("name", ["wren", "odile", "tock", "pinch"])
@pytest.mark.parametrize("metres", [0.0, 0.3, 0.45])
def test_a_picture_of_hands_cuts_no_face(name, metres):
    """What somebody holds is shown with their whole head or with none of their face."""
    one = figure(name)
    camera = hands_of(one, metres * one.unit)
    crown, chin = (place_in(camera, 0.0, y)[1] for y in (one.crown_y, one.chin_y))
    assert crown >= 0 or chin <= 0


@pytest.mark.parametrize("name", ["wren", "odile", "tock", "pinch"])
def test_a_full_figure_stands_on_its_feet(name):
    """A full figure ends below the soles, never at the ankles."""
    one = figure(name)
    assert place_in(single(one, "MLS"), 0.0, one.feet_y)[1] <= 0.99


def test_a_company_is_not_cut_at_the_ankles():
    """A two-shot ends above the shins of everybody or below everybody's soles."""
    for apart in (0.2, 0.3, 0.4, 0.5, 0.6):
        both = (figure("wren", -apart / 2), figure("odile", apart / 2, -1))
        camera = group(both)
        feet = [place_in(camera, 0.0, one.feet_y)[1] for one in both]
        shins = [place_in(camera, 0.0, one.feet_y - 0.2 * one.body)[1] for one in both]
        assert max(feet) <= 1 or min(shins) >= 1


@pytest.mark.parametrize("nearer", [0.5, 0.6, 0.7, 0.8])
def test_a_full_figure_cuts_no_neighbour_at_the_ankles(nearer):
    """Who stands nearer beside a full figure is seen with their feet, or by no more than their coat."""
    one = figure("pinch", 0.18, -1)
    one = replace(one, state=replace(one.state, depth=0.38))
    other = figure("ines", -0.17)
    other = replace(other, state=replace(other.state, depth=nearer))
    camera = alone_in(one, "MLS", (one, other))
    feet, shins = (place_in(camera, 0.0, other.feet_y - share * other.body)[1] for share in (0.0, 0.2))
    assert feet <= 0.98 or shins >= 1
    assert 0 <= place_in(camera, 0.0, one.crown_y)[1] < place_in(camera, 0.0, one.feet_y)[1] <= 0.98


def test_who_was_startled_is_framed_as_they_stand():
    """Somebody who has turned to what startled them is framed from that side, though they spoke to another before."""
    truth = cases.scene(WREN, ODILE, TOCK)
    singles = []
    for number in range(1, 12):
        scene = replace(truth, number=number, id=f"s{number}")
        _, after = direct(
            cases.part(scene, cases.say("wren", "It was never yours.", to="odile")),
            Continuity(),
            cases.EvenVoices(),
            rng_seed=3,
        )
        beats = (cases.do("wren", "startle", target="tock"), cases.say("wren", "Who put the trees on, and why?"))
        timed, _ = direct(cases.part(scene, *beats, index=1), after, cases.EvenVoices(), rng_seed=3)
        wren = next(one for one in timed.exit.actors if one.id == "wren")
        singles += [(shot, wren) for shot in timed.shots if shot.subjects == ("wren",) and shot.begun == 0]
    assert singles
    for shot, wren in singles:
        assert (shot.begin.x - wren.x) * wren.facing > 0, "the longer side is the one they look to"


def test_a_wait_shows_the_company_together():
    """Parts that wait for the viewer show two-shots only, so that whatever follows is another picture."""
    truth = cases.scene(WREN, ODILE)
    continuity = Continuity()
    parts = [cases.part(truth, cases.say("wren", "Left or right?", to="odile"))]
    parts += [cases.part(truth, cases.do("odile", "listen"), index=1 + i, kind=PartKind.HOLD) for i in range(5)]
    sizes = []
    for part in parts:
        timed, continuity = direct(part, continuity, cases.EvenVoices(), rng_seed=3)
        sizes += [shot.size for shot in timed.shots if part.kind is PartKind.HOLD and shot.begun == 0]
    assert set(sizes) <= {"GROUP"}
