"""Inserts without headless coats, and tilts that do not begin at people's waists."""

import pytest

from generators.direction.camera import Figure, hands_of, place_in, sees_face
from generators.direction.heights import build_of
from generators.direction.moves import make_move
from generators.direction.pictures import half_seen, insert_of, is_stepping
from generators.direction.slot import Slot
from generators.timed import ActorState, Camera, PropState
from story_engine.plan import Act, Beat, BeatKind, Look


def figure(name: str, x: float = 0.0, facing: int = 1) -> Figure:
    """Somebody on their feet."""
    return Figure(state=ActorState(id=name, x=x, depth=0.5, facing=facing), build=build_of(Look(asset=name)))


def test_a_child_with_a_parcel_has_a_face() -> None:
    """What a child holds in both arms is shown with the face above it."""
    wren = figure("wren")
    assert sees_face(hands_of(wren, 0.4 * wren.unit), wren)


@pytest.mark.parametrize("name", ["wren", "odile", "tock", "pinch"])
@pytest.mark.parametrize("metres", [0.0, 0.2, 0.3, 0.45])
def test_hands_without_a_face_are_seen_from_near(name: str, metres: float) -> None:
    """A picture of hands without a face shows less than half of a body."""
    one = figure(name)
    camera = hands_of(one, metres * one.unit)
    assert sees_face(camera, one) or 1 / camera.zoom < 0.5 * one.body


def test_nobody_stands_half_in_a_picture_of_a_thing_and_a_face() -> None:
    """Who would be cut by the frame is left out; who speaks is not."""
    figures = {"wren": figure("wren", -0.15), "tock": figure("tock", 0.12, -1)}
    parcel = PropState(id="parcel", x=0.0, depth=0.5, holder="wren")
    slot = Slot(start=0, end=48_000, situation="deed", figures=figures, props=(parcel,), sizes={"parcel": 0.42})
    camera = insert_of(parcel, slot)
    assert half_seen(camera, ("parcel",), slot) == ("tock",)
    spoken = Slot(
        start=0,
        end=48_000,
        situation="deed",
        figures=figures,
        props=(parcel,),
        sizes={"parcel": 0.42},
        speakers=("tock",),
    )
    assert half_seen(camera, ("parcel",), spoken) == ()


@pytest.mark.parametrize(("apart", "verb", "steps"), [(0.4, "give", True), (0.12, "give", False), (0.4, "show", False)])
def test_hands_that_go_to_each_other_get_no_insert(apart: float, verb: str, steps: bool) -> None:
    """What is handed over from far is carried out of a close picture, so there is none; from near there is."""
    figures = {"wren": figure("wren", -apart / 2), "tock": figure("tock", apart / 2, -1)}
    beat = Beat(kind=BeatKind.ACT, act=Act(actor="tock", verb=verb, target="wren", thing="coin"))
    slot = Slot(start=0, end=48_000, situation="deed", beat=beat, figures=figures, thing="coin")
    assert is_stepping(slot) is steps


def test_a_wide_tilt_begins_above_everybody() -> None:
    """A tilt of a wide view shows nobody at its beginning, and all of them at its end."""
    wren = figure("wren")
    composed = Camera(x=0.0, y=0.5, zoom=1.0)
    move = make_move("tilt", composed, 0.01, above=wren.crown_y - 0.03)
    assert place_in(move.at(0), wren.face_x, wren.crown_y)[1] > 1
    assert 0 < place_in(move.at(move.length), wren.face_x, wren.crown_y)[1] < 1
    assert place_in(move.at(move.length), wren.face_x, wren.feet_y)[1] <= 1
