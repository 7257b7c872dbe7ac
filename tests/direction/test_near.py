"""A piece near the lens: medium shots may have one, at an edge where nobody is, and every set has some that exist."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generators.direction.camera import Figure, group, single
from generators.direction.heights import build_of
from generators.direction.moves import Move
from generators.direction.near import is_clear, listed, near_of, room_of, stays_clear
from generators.direction.slot import Slot
from generators.direction.view import View
from generators.stage import library
from generators.stage.bake import canvas_on
from generators.stage.framing import frame_shot
from generators.stage.kinds.near import near_piece
from generators.stage.light import Light
from generators.stage.near import as_seen
from generators.stage.near_pieces import covers, pieces
from generators.stage.paper import Paper
from generators.stage.place import load_set
from generators.timed import ActorState, Camera, PropState, Shot
from story_engine.plan import Look, Part
from tests.direction.conftest import actor, part, scene

SIDE = 200
"""Pixels a frame is high."""
BLURRED = 0.02
"""Frame heights that blur and swaying add to a piece."""


def somebody(name: str = "odile", x: float = 0.0, facing: int = 1) -> Figure:
    """A grown-up who stands."""
    return Figure(state=ActorState(id=name, x=x, depth=0.5, facing=facing), build=build_of(Look(asset=name)))


def seen(camera: Camera, *names: str, size: str = "MS", end: Camera | None = None, **more: object) -> View:
    """A view that stands still, or moves to `end`."""
    return View(idiom="plain", size=size, subjects=names, move=Move(begin=camera, end=end or camera), **more)  # type: ignore[arg-type]


def shown(*figures: Figure) -> list[Slot]:
    """One slot with these people."""
    return [Slot(start=0, end=48_000, situation="speech", figures={f.state.id: f for f in figures})]


def numbered(number: int) -> Part:
    """A part of scene `number` at the harbour."""
    return part(scene(actor("odile"), number=number))


@pytest.mark.parametrize("name", library.names("places"))
def test_every_set_has_pieces_for_both_sides(name: str) -> None:
    """No set's medium shots must do without, and no name is misspelt."""
    load_set(name)
    for side in ("a", "b"):
        assert listed(name, side)
    written = library.load("places", name)["near"]
    assert set(written) <= set(pieces())


@pytest.mark.parametrize("name", sorted(pieces()))
def test_a_piece_stays_within_what_it_says_that_it_covers(name: str) -> None:
    """Nothing of a piece is drawn where its boxes promise that there is room for a face."""
    pixels = np.zeros((SIDE, 2 * SIDE, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.scale(SIDE, SIDE)
    paper = Paper(canvas=canvas, light=Light.at("harbour", 13.0), seed=3, pixels=SIDE, fine=SIDE)
    near_piece(paper, {**pieces()[name], "edge": "left", "view": (0.0, 0.0, 2.0, 1.0)})
    surface.flushAndSubmit()
    solid = pixels[:, :, 3] > 128
    assert solid.mean() > 0.005
    for reach, top, bottom in covers(name):
        first, last = max(0, round((top - BLURRED) * SIDE)), round((bottom + BLURRED) * SIDE)
        solid[first:last, : round((reach + BLURRED) * SIDE)] = False
    assert not solid.any()


def test_a_piece_is_mirrored_at_the_right_edge() -> None:
    """What comes in from the left comes in from the right as far."""
    found = {}
    for edge in ("left", "right"):
        pixels = np.zeros((SIDE, 2 * SIDE, 4), np.uint8)
        surface, canvas = canvas_on(pixels)
        canvas.scale(SIDE, SIDE)
        paper = Paper(canvas=canvas, light=Light.at("harbour", 13.0), seed=3, pixels=SIDE, fine=SIDE)
        near_piece(paper, {**pieces()["post"], "edge": edge, "view": (0.0, 0.0, 2.0, 1.0)})
        surface.flushAndSubmit()
        found[edge] = pixels[:, :, 3] > 128
    assert (found["left"] == found["right"][:, ::-1]).mean() > 0.995
    assert found["left"].any()


def test_most_medium_shots_have_a_piece_and_no_wide_or_close_one() -> None:
    """About three of four medium singles; never a close-up, a wide shot, a shoulder or a pan."""
    figure = somebody()
    camera = single(figure, "MS")
    near = [near_of(numbered(n), seen(camera, "odile"), shown(figure)) for n in range(40)]
    assert 20 <= sum(bool(name) for name in near) <= 38
    aside = Camera(x=camera.x + 0.1, y=camera.y, zoom=camera.zoom)
    for view in (
        seen(single(figure, "CU"), "odile", size="CU"),
        seen(Camera(x=0.0, y=0.5, zoom=1.0), "odile", size="WS"),
        seen(camera, "odile", shoulder="wren"),
        seen(camera, "odile", end=aside),
    ):
        assert not any(near_of(numbered(n), view, shown(figure)) for n in range(20))


def test_the_same_view_of_a_scene_has_the_same_piece() -> None:
    """A shot that is cut back to looks as it did."""
    figure = somebody()
    view = seen(single(figure, "MS"), "odile")
    assert len({near_of(numbered(4), view, shown(figure)) for _ in range(3)}) == 1


def test_a_piece_is_never_before_somebody() -> None:
    """Who stands at an edge keeps it free, high pieces above heads too; the other edge may have one."""
    odile, wren = somebody(), somebody("wren", x=-0.25)
    camera = Camera(x=0.1, y=0.66, zoom=2.2)
    both = seen(camera, "odile", "wren", size="GROUP")
    taken = [room_of(odile), room_of(wren)]
    for name in pieces():
        assert is_clear(seen(camera, "odile"), "right", name, [room_of(somebody(x=0.0))])
    assert not is_clear(both, "left", "post", taken)
    assert is_clear(both, "right", "post", taken)
    assert stays_clear("right:post", both, shown(odile, wren))
    assert not stays_clear("left:post", both, shown(odile, wren))


def test_a_pull_out_that_brings_somebody_behind_a_piece_has_none() -> None:
    """What is clear at a shot's beginning must be so at its end."""
    near, far = Camera(x=0.0, y=0.62, zoom=3.4), Camera(x=0.0, y=0.62, zoom=1.7)
    guest = somebody("wren", x=0.55, facing=-1)
    assert is_clear(seen(near, "odile"), "right", "curtain", [room_of(somebody(x=-0.05)), room_of(guest)])
    assert not is_clear(seen(near, "odile", end=far), "right", "curtain", [room_of(somebody(x=-0.05)), room_of(guest)])


def test_a_set_has_the_piece_as_its_last_layer_and_none_without() -> None:
    """A shot with a piece sees its set with one layer more, before everybody; an unknown piece is none."""
    place = load_set("harbour")
    camera = Camera(x=0.1, y=0.66, zoom=2.2)
    shot = Shot(start=0, duration=48_000, key="k", size="MS", begin=camera, end=camera, near="right:post")
    framing = frame_shot(shot, 426, 240)
    dressed = as_seen(place, shot, framing)
    assert dressed.layers[:-1] == place.layers
    assert dressed.layers[-1].front
    assert dressed.id != place.id
    bare = Shot(start=0, duration=48_000, key="k", size="MS", begin=camera, end=camera, near="left:unicorn")
    assert as_seen(place, bare, framing) is place


def test_a_thing_on_the_floor_is_not_hidden() -> None:
    """A parcel at the edge keeps it free as somebody would; one in a hand is its holder's."""
    figure = somebody()
    view = seen(Camera(x=0.1, y=0.66, zoom=2.2), "odile")

    def near(holder: str) -> set[str]:
        props = tuple(PropState(id=f"box{x}", x=x, depth=0.5, holder=holder) for x in (-0.24, 0.44))
        slots = [replace(shown(figure)[0], props=props)]
        return {near_of(numbered(n), view, slots).partition(":")[2] for n in range(30)} - {""}

    assert near("") == {"rigging"}
    assert near("odile") == {"rigging", "post"}


def test_who_comes_in_does_not_pass_behind_a_piece() -> None:
    """Somebody who walks in from the left leaves that edge free, whom no box meets at either end of the way."""
    wren, before = somebody("wren", x=-0.02), somebody("wren", x=-1.4)
    view = seen(Camera(x=0.0, y=0.66, zoom=2.2), "wren")
    standing, walking = shown(wren), [replace(shown(wren)[0], origins={"wren": before})]
    assert {near_of(numbered(n), view, standing).partition(":")[0] for n in range(20)} == {"", "left"}
    assert {near_of(numbered(n), view, walking).partition(":")[0] for n in range(20)} == {"", "right"}


def test_two_people_leave_an_edge_to_a_piece() -> None:
    """A two-shot of a quiet pair may have one, too."""
    pair = (somebody("odile", x=0.18, facing=-1), somebody("wren", x=-0.18, facing=1))
    view = seen(group(pair), "odile", "wren", size="GROUP")
    assert any(near_of(numbered(n), view, shown(*pair)) for n in range(20))


def test_the_file_of_pieces_says_how_it_is_read() -> None:
    """Each piece has what its layer needs, and nothing else."""
    known = {"tint", "soft", "sway", "covers", "parts"}
    assert all(set(piece) <= known and piece["parts"] and piece["covers"] for piece in pieces().values())
    assert (Path(library.ASSETS) / "near" / "pieces.yaml").is_file()
