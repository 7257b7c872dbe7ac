"""The cast of The Night Exchange: complete, upright, told apart from everybody, readable at night."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pytest
import skia

from generators.direction.heights import body_height
from generators.sound.composer.library import themes
from generators.sound.voices.cast import load_voices
from generators.stage.acting.feelings import feelings
from generators.stage.light import Light
from generators.stage.props import load_prop
from generators.stage.puppets import Arm, Face, Pose, anchors, draw_puppet, load_puppet
from generators.stage.puppets.paint import PlainLight
from story_engine.plan import Look

NIGHT_CAST = ("ines", "brandt", "lola", "pinch", "sable")
FIRST_CAST = ("wren", "odile", "bramble", "tock")
NIGHT_THINGS = {
    "notebook": ("", "open"),
    "tram_ticket": ("",),
    "revolver": ("", "wrapped"),
    "canary_cage": ("", "full", "full covered", "open"),
    "photograph": ("",),
    "matchbook": ("", "lit"),
    "plug_cord": ("", "cut"),
    "coin": ("",),
    "envelope": ("", "open"),
    "flask": ("",),
    "key": ("",),
    "black_umbrella": ("", "open"),
}
SIDE, PIXELS_PER_METRE, FOOT = 320, 140.0, 15


def drawn(who: str, pose: Pose, light: object = None) -> np.ndarray:
    surface = skia.Surface(SIDE, SIDE)
    canvas = surface.getCanvas()
    canvas.translate(SIDE / 2, SIDE - FOOT)
    canvas.scale(PIXELS_PER_METRE, PIXELS_PER_METRE)
    draw_puppet(canvas, load_puppet(Look(asset=who)), pose, light or PlainLight(), PIXELS_PER_METRE)
    return surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType).copy()


def standing(who: str) -> Pose:
    """The pose in which a figure waits: its own idle hands."""
    idle = load_puppet(Look(asset=who)).idle
    near, far = idle.get("near", (0.05, 0.95)), idle.get("far", (0.12, 0.95))
    return Pose(near=Arm(x=near[0], y=near[1]), far=Arm(x=far[0], y=far[1]))


@cache
def silhouette(who: str) -> np.ndarray:
    """The filled outline scaled to 64 by 64, without the soft contact shadow."""
    filled = drawn(who, standing(who))[:, :, 3] > 120
    rows, columns = np.where(filled.any(1))[0], np.where(filled.any(0))[0]
    size = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    box = np.zeros((size, size), bool)
    part = filled[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    left = (size - part.shape[1]) // 2
    box[size - part.shape[0] :, left : left + part.shape[1]] = part
    index = np.arange(64) * size // 64
    return box[np.ix_(index, index)]


@pytest.mark.parametrize("who", NIGHT_CAST)
def test_who_works_at_night_stands_on_the_floor_at_full_height(who: str) -> None:
    """The drawing reaches from the floor to the file's height within a tenth; the camera reads the same height."""
    filled = drawn(who, standing(who))[:, :, 3] > 200
    rows = np.where(filled.any(1))[0]
    wanted = load_puppet(Look(asset=who)).height_metres
    assert (SIDE - FOOT - rows[0]) / PIXELS_PER_METRE == pytest.approx(wanted, rel=0.1)
    assert abs(rows[-1] - (SIDE - FOOT)) <= 4
    assert body_height(Look(asset=who)) == wanted


def test_nobody_is_taken_for_somebody_else() -> None:
    """Filled black, no two of the night cast, and none of it with the first cast, overlap by more than 0.80."""
    for a, b in combinations((*NIGHT_CAST, *FIRST_CAST), 2):
        if a in FIRST_CAST and b in FIRST_CAST:
            continue
        one, other = silhouette(a), silhouette(b)
        assert (one & other).sum() / (one | other).sum() <= 0.80, (a, b)


def test_grown_ups_have_smaller_heads_than_children() -> None:
    """An adult is five and a half heads tall or more, the boy of fourteen at most five."""
    heads = {who: body_height(Look(asset=who)) / load_puppet(Look(asset=who)).face["head_height"] for who in NIGHT_CAST}
    assert min(heads[who] for who in ("ines", "brandt", "lola")) > 5.8
    assert heads["sable"] > 5.2
    assert heads["pinch"] < 5.2
    assert body_height(Look(asset="pinch")) < 0.9 * min(body_height(Look(asset=w)) for w in ("ines", "lola", "sable"))


@pytest.mark.parametrize("who", NIGHT_CAST)
def test_a_head_has_three_views(who: str) -> None:
    """Front, three-quarter and profile differ clearly, and looking back is drawn too."""
    views = [drawn(who, replace(standing(who), turn=turn)).astype(int) for turn in (0.0, 0.5, 1.0, -0.8)]
    for one, other in combinations(views, 2):
        assert (np.abs(one - other).max(axis=2) > 40).sum() > 60


@pytest.mark.parametrize("who", NIGHT_CAST)
def test_every_feeling_changes_the_face(who: str) -> None:
    """No feeling that a line may have leaves the calm face as it is."""
    calm = drawn(who, standing(who)).astype(int)
    for name in ("happy", "angry", "sad", "surprised", "afraid", "tired"):
        assert name in feelings()
    for face in (
        Face(mouth_corner=0.9, lid_low=0.5),
        Face(brow_in=-0.9, lid_up=0.8, mouth_corner=-0.5),
        Face(brow_in=0.9, lid_up=1.4, mouth_open=0.7, mouth_round=0.4),
        Face(lid_up=0.0),
    ):
        other = drawn(who, replace(standing(who), face=face), PlainLight()).astype(int)
        assert (np.abs(calm - other).max(axis=2) > 30).sum() > 6


@pytest.mark.parametrize("who", NIGHT_CAST)
@pytest.mark.parametrize(
    "pose",
    [
        Pose(sit=1.0), Pose(lie=1.0), Pose(crouch=1.0, lean=0.6), Pose(facing=-1.0, turn=1.0), Pose(facing=0.1),
        Pose(trail=1.0, hem=1.0, lift=0.3), Pose(near=Arm(x=5.0, y=-5.0), far=Arm(x=-1.0, y=0.0)),
    ],
    ids=("sits", "lies", "crouches", "left", "turning", "jumps", "reaches"),
)  # fmt: skip
def test_every_night_pose_can_be_drawn(who: str, pose: Pose) -> None:
    """Extreme poses leave a figure on the paper."""
    assert (drawn(who, pose)[:, :, 3] > 200).sum() > 600


@pytest.mark.parametrize("who", NIGHT_CAST)
@pytest.mark.parametrize("palette", ["street", "rooftop", "exchange", "club"])
def test_a_face_is_found_in_the_night(who: str, palette: str) -> None:
    """By night in rain a face is dimmer than at noon, yet clearly lighter than the air behind it."""
    pose = standing(who)
    x, y = anchors(load_puppet(Look(asset=who)), pose)["mouth"]
    column = round(SIDE / 2 + x * PIXELS_PER_METRE)
    row = round(SIDE - FOOT + y * PIXELS_PER_METRE)
    around = (slice(row - 14, row + 3), slice(column - 8, column + 9))
    indoors = palette in ("exchange", "club")
    night, noon = (Light.at(palette, hour, "rain", indoors) for hour in (23.0, 12.0))
    dark = np.percentile(drawn(who, pose, night)[around][:, :, :3].mean(axis=2), 80)
    bright = np.percentile(drawn(who, pose, noon)[around][:, :, :3].mean(axis=2), 80)
    behind = 255 * sum(night.paper(0.6)) / 3
    assert dark < bright
    assert dark > 70
    assert dark > behind + 18


def test_the_cane_goes_with_the_hand() -> None:
    """Sable's cane reaches the floor while he waits and leaves it when he lifts that hand."""
    low = drawn("sable", standing("sable"))[:, :, 3] > 200
    up = drawn("sable", replace(standing("sable"), far=Arm(x=0.85, y=-0.2)))[:, :, 3] > 200
    right_of_feet = slice(SIDE // 2 + 75, SIDE)
    floor = slice(SIDE - FOOT - 12, SIDE - FOOT + 6)
    assert low[floor, right_of_feet].any()
    assert not up[floor, right_of_feet].any()


@pytest.mark.parametrize("name", sorted(NIGHT_THINGS))
def test_night_things_are_drawn_in_every_state(name: str) -> None:
    """Each thing has a grip and something to see in each of its states."""
    prop = load_prop(name)
    assert prop.height > 0
    for states in NIGHT_THINGS[name]:
        wanted = tuple(states.split())
        shown = [
            shape
            for shape in prop.shapes
            if all((s[1:] not in wanted) if s.startswith("!") else s in wanted for s in shape.states)
        ]
        assert shown, states


def test_a_lit_match_gives_light_and_a_covered_canary_none() -> None:
    """The match shines only while it burns, the canary's cage only while the bird may be seen."""
    assert load_prop("matchbook").shines_in(("lit",))
    assert not load_prop("matchbook").shines_in(())
    assert load_prop("canary_cage").shines_in(("full",))
    assert not load_prop("canary_cage").shines_in(("full", "covered"))


def test_everybody_has_a_voice_and_a_theme_of_their_own() -> None:
    """The five murmur far apart in pitch or temper, and each has a written leitmotif."""
    voices = load_voices()
    assert set(NIGHT_CAST) <= set(voices)
    assert set(NIGHT_CAST) <= set(themes())
    for a, b in combinations(NIGHT_CAST, 2):
        one, other = voices[a].murmur, voices[b].murmur
        apart = abs(one.pitch - other.pitch) / 12 + abs(one.rate - other.rate) * 2 + abs(one.slope - other.slope) / 8
        assert apart > 0.6, (a, b)
