"""The four puppets: complete, drawable, distinct and lit."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import skia

from generators.errors import AssetError
from generators.stage.light import Light
from generators.stage.puppets import Arm, Face, Pose, anchors, draw_puppet, glow, lit_by, load_puppet
from generators.stage.puppets.paint import PlainLight
from generators.stage.puppets.shapes import parse_loop, two_bone
from story_engine.plan import Look

CAST = ("wren", "odile", "bramble", "tock")
SIDE = 320
PIXELS_PER_METRE = 150.0


def drawn(who: str, pose: Pose, light: object = None, ppm: float = PIXELS_PER_METRE) -> np.ndarray:
    surface = skia.Surface(SIDE, SIDE)
    canvas = surface.getCanvas()
    canvas.translate(SIDE / 2, SIDE - 15)
    canvas.scale(ppm, ppm)
    draw_puppet(canvas, load_puppet(Look(asset=who)), pose, light or PlainLight(), ppm)
    return surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType).copy()


def silhouette(who: str) -> np.ndarray:
    """The filled outline scaled to 64 by 64, without the soft contact shadow."""
    filled = drawn(who, Pose())[:, :, 3] > 120
    rows, columns = np.where(filled.any(1))[0], np.where(filled.any(0))[0]
    top, left = rows[0], columns[0]
    size = max(rows[-1] - top, columns[-1] - left) + 1
    box = np.zeros((size, size), bool)
    part = filled[top : rows[-1] + 1, left : columns[-1] + 1]
    box[size - part.shape[0] :, (size - part.shape[1]) // 2 : (size - part.shape[1]) // 2 + part.shape[1]] = part
    index = np.arange(64) * size // 64
    return box[np.ix_(index, index)]


@pytest.mark.parametrize("who", CAST)
def test_a_puppet_stands_on_its_feet_and_is_as_tall_as_its_file_says(who: str) -> None:
    """The drawing reaches from the floor to the puppet's height within a tenth."""
    filled = drawn(who, Pose())[:, :, 3] > 200
    rows = np.where(filled.any(1))[0]
    height = (SIDE - 15 - rows[0]) / PIXELS_PER_METRE
    assert height == pytest.approx(load_puppet(Look(asset=who)).height_metres, rel=0.1)
    assert abs(rows[-1] - (SIDE - 15)) <= 3


def test_silhouettes_differ() -> None:
    """Filled black, no two of the cast overlap by more than 0.80 (facts A2)."""
    shapes = {who: silhouette(who) for who in CAST}
    for a in CAST:
        for b in CAST:
            if a < b:
                both, either = (shapes[a] & shapes[b]).sum(), (shapes[a] | shapes[b]).sum()
                assert both / either <= 0.80, (a, b, both / either)


@pytest.mark.parametrize("who", CAST)
def test_facing_mirrors_the_figure_and_its_anchors(who: str) -> None:
    """Facing left is the mirror image in outline, hands included."""
    pose = Pose(near=Arm(x=0.8, y=0.2))
    light = PlainLight(direction=(0.0, -1.0))
    right = drawn(who, pose, light)[:, :, 3] > 128
    left = drawn(who, dataclasses.replace(pose, facing=-1.0), light)[:, ::-1, 3] > 128
    assert (right ^ left).mean() < 0.01
    puppet = load_puppet(Look(asset=who))
    there, here = anchors(puppet, pose), anchors(puppet, dataclasses.replace(pose, facing=-1.0))
    assert {"head", "eyes", "mouth", "hand_l", "hand_r", "top"} <= there.keys()
    assert all(there[k][0] == pytest.approx(-here[k][0]) and there[k][1] == here[k][1] for k in there)


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize(
    "pose",
    [
        Pose(turn=0.0), Pose(turn=1.0), Pose(turn=-1.0), Pose(sit=1.0), Pose(lie=1.0), Pose(crouch=1.0, lean=0.6),
        Pose(face=Face(lid_up=0.0, mouth_open=1.0), mouth="D"), Pose(facing=0.1), Pose(flame=0.0, trail=1.0, tail=1.0),
        Pose(near=Arm(x=5.0, y=-5.0), far=Arm(x=0.0, y=0.0)),
    ],
    ids=str,
)  # fmt: skip
def test_every_pose_can_be_drawn(who: str, pose: Pose) -> None:
    """Extreme poses leave a figure on the paper, never an error or an empty picture."""
    assert (drawn(who, pose)[:, :, 3] > 200).sum() > 600


@pytest.mark.parametrize("who", ["wren", "odile", "bramble"])
def test_the_night_reaches_every_colour(who: str) -> None:
    """By night a puppet without light of its own is much darker than by day."""
    noon = drawn(who, Pose(), Light.at("harbour", 12.0))
    night = drawn(who, Pose(), Light.at("harbour", 1.0))
    inside = noon[:, :, 3] > 250
    assert night[inside][:, :3].mean() < 0.75 * noon[inside][:, :3].mean()


def test_tock_gives_light_and_the_others_do_not() -> None:
    """Only the lantern glows; a low flame gives less."""
    tock = load_puppet(Look(asset="tock"))
    bright, low = glow(tock, Pose(flame=1.0)), glow(tock, Pose(flame=0.2))
    assert bright is not None
    assert low is not None
    assert bright.strength > 2 * low.strength
    assert bright.y < -0.8
    assert glow(load_puppet(Look(asset="wren")), Pose()) is None


@pytest.mark.parametrize(
    ("words", "rig"),
    [
        ("a sly wolf in a red scarf", "quadruped"), ("clockwork robot", "robot"), ("an old captain", "person"),
        ("", "person"),
    ],
)  # fmt: skip
def test_words_alone_give_a_figure_of_the_right_kind(words: str, rig: str) -> None:
    """A look without a file becomes the creature or person of its words, never nothing."""
    puppet = load_puppet(Look(asset="nobody_knows", words=words))
    assert puppet.rig == rig
    assert puppet.parts


def test_genes_recolour() -> None:
    """A gene names a role and a colour, as word or #rrggbb."""
    plain = load_puppet(Look(asset="wren"))
    red = load_puppet(Look(asset="wren", genes=(("coat", "red"), ("cap", "#00ff00"))))
    assert red.colours["coat"] != plain.colours["coat"]
    assert red.colours["cap"] == (0.0, 1.0, 0.0)


def test_a_limb_reaches_but_never_stretches() -> None:
    """Bones keep their lengths; what is too far is reached for."""
    joint, end = two_bone((0, 0), (9, 0), 1.0, 1.0, 1.0)
    assert np.hypot(*joint) == pytest.approx(1.0, abs=0.01)
    assert end[0] == pytest.approx(2.0, abs=0.01)


def test_a_bad_outline_is_named() -> None:
    """A point that is none gives one line with the piece and the way to write it."""
    with pytest.raises(AssetError, match="write x,y"):
        parse_loop("0,0 1;2 3,4")


def test_a_flame_warms_faces_by_night_only() -> None:
    """Beside a lamp colours are lighter and warmer at night; far from it, and at noon, they stay."""
    skin = (0.9, 0.7, 0.55)
    night, noon = Light.at("harbour", 1.0), Light.at("harbour", 12.0)
    lamp = (1.0, 0.74, 0.36)
    lit = lit_by(night, lamp, 1.0, 0.5, 1.9).shade(skin)
    dark = night.shade(skin)
    assert lit[0] > 1.2 * dark[0]
    assert lit[0] / lit[2] > dark[0] / dark[2]
    assert lit_by(night, lamp, 1.0, 9.0, 1.9) is night
    by_day = lit_by(noon, lamp, 1.0, 0.5, 1.9).shade(skin)
    assert by_day[0] == pytest.approx(noon.shade(skin)[0], abs=0.12)
