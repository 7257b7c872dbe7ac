"""A creator's own skeleton: what is missing is said in one line, what is odd is drawn, and nobody's worker stumbles."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skia

from generators.errors import AssetError
from generators.stage import library
from generators.stage.acting import Acting
from generators.stage.floor import metre
from generators.stage.puppets import draw_puppet, load_puppet
from generators.stage.puppets.bones import check_bones
from generators.stage.puppets.load import build, read_puppet
from generators.stage.puppets.paint import PlainLight
from generators.stage.puppets.rig import Skeleton, skeleton
from generators.stage.puppets.trial import try_drawing
from generators.timed import TimedAct
from story_engine.plan import Look
from story_engine.time import VIDEO_FRAME, from_seconds

LIBRARY = sorted(path for path in library.ASSETS.glob("puppets/*.yaml"))
FARTHEST = 4.0
"""Metres from the feet: no point of a child of 1.1 metres is so far away, whatever its bones are."""


def changed(who: str, path: tuple[str, ...], value: object) -> dict[str, Any]:
    """The file of `who` with another value under `bones`; None takes it away."""
    content: dict[str, Any] = copy.deepcopy(library.read_yaml(library.ASSETS / "puppets" / f"{who}.yaml"))
    at = content["bones"]
    for key in path[:-1]:
        at = at[key]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return content


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_the_library_has_all_its_bones(path: Path) -> None:
    """Every puppet that comes with the stage passes the check that a creator's own has to pass."""
    content = library.read_yaml(path)
    check_bones(str(content["rig"]), content["bones"])


@pytest.mark.parametrize(
    ("who", "path", "value", "said"),
    [
        ("wren", ("leg",), None, "bones: 'leg' is missing; compare with wren.yaml"),
        ("wren", ("leg", "upper"), None, "bones: leg: 'upper' is missing"),
        ("wren", ("leg", "spread"), None, "bones: leg: 'spread' is missing"),
        ("wren", ("leg", "upper"), -0.2, "bones: leg: upper: -0.2 is not within 0 to 8"),
        ("wren", ("leg", "ankle"), "high", "bones: leg: ankle: 'high' is no number"),
        ("wren", ("leg", "widths"), [0.1], "bones: leg: widths: [0.1] is no list of 2 widths or more"),
        ("wren", ("leg", "shoe"), "boot", "bones: leg: shoe: 'boot' is no list"),
        ("wren", ("leg", "shoe"), [{"fill": "shoe"}], "bones: leg: shoe: 'shape' is missing"),
        ("wren", ("leg", "shoe"), [{"fill": "shoe", "shape": "0,0 nan,1"}], "bones: leg: shoe: nan is not within"),
        ("wren", ("hand",), None, "bones: 'hand' is missing"),
        ("wren", ("hem",), "low", "bones: hem: 'low' is no number"),
        ("wren", ("arm", "near"), 3, "bones: arm: near: 3 is no place"),
        ("bramble", ("leg", "front"), None, "bones: leg: 'front' is missing"),
        ("bramble", ("leg", "hind"), [], "bones: leg: hind: [] is no list of 2 widths or more"),
        ("bramble", ("tail",), 0.3, "bones: 'tail': 0.3 is no bone"),
    ],
)
def test_a_bone_that_is_missing_or_none_is_named(
    tmp_path: Path, who: str, path: tuple[str, ...], value: object, said: str
) -> None:
    """One line with the file, the bone and what to do; at run time a figure grown from the name stands in."""
    file = tmp_path / "puppets" / "odd.yaml"
    file.parent.mkdir()
    file.write_text(json.dumps(changed(who, path, value)))
    with pytest.raises(AssetError) as caught:
        read_puppet(file)
    assert said in str(caught.value)
    assert "odd.yaml" in str(caught.value)
    assert load_puppet(Look(asset="odd"), tmp_path).parts


@pytest.mark.parametrize("verb", ["walk", "run", "sit"])
@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("hip",), 0),
        (("hem",), 0.4),
        (("hem",), 0.7),
        (("leg",), {"upper": 0, "lower": 0, "ankle": 0, "spread": 0, "widths": []}),
        (("leg", "shoe"), None),
        (("leg", "shoe"), [{"fill": "shoe", "shape": "-0.1,-0.3 0.1,-0.3 0.1,-0.2"}]),
        (("leg", "spread"), -0.5),
        (("leg", "ankle"), 0),
    ],
)
def test_odd_skeletons_walk_run_and_sit(
    make_part, tmp_path: Path, verb: str, path: tuple[str, ...], value: Any
) -> None:
    """Without hips, legs, soles or heels, in a hem above the hip: everything is somewhere near, and it can be drawn."""
    name = f"odd_{'_'.join(path)}"
    (tmp_path / "puppets").mkdir()
    (tmp_path / "puppets" / f"{name}.yaml").write_text(json.dumps(changed("wren", path, value)))
    look, reach = Look(asset=name), 0.7 * metre(0.5)
    ends = (0.0, 0.0) if verb == "sit" else (-reach, reach)
    act = TimedAct(
        start=from_seconds(0.1), duration=from_seconds(1.0), actor=name, verb=verb, from_x=ends[0], to_x=ends[1]
    )
    timed = make_part(who=(name,), acts=(act,), seconds=1.2)
    here = dataclasses.replace(timed.entry.actors[0], x=ends[0])
    timed = dataclasses.replace(timed, entry=dataclasses.replace(timed.entry, actors=(here,)))
    acting, puppet = Acting(timed, tmp_path), load_puppet(look, tmp_path)
    outlines = [point for part in puppet.parts if part.on == "body" for loop in part.loops for point in loop.points]
    pixels = np.zeros((240, 240, 4), np.uint8)
    surface = skia.Surface(pixels)
    surface.getCanvas().translate(120, 230)
    surface.getCanvas().scale(120, 120)
    for time in range(0, timed.duration, 3 * VIDEO_FRAME):
        pose = acting.at(time)[0].pose
        bones = skeleton(puppet, pose)
        assert isinstance(bones, Skeleton)
        limbs = (bones.near_leg, bones.far_leg, bones.near_arm, bones.far_arm)
        points = [*bones.bend(outlines), *(point for limb in limbs for point in (limb.root, limb.joint, limb.end))]
        assert all(math.hypot(*point) < FARTHEST for point in points)
        draw_puppet(surface.getCanvas(), puppet, pose, PlainLight(), 120.0)
    assert pixels[:, :, 3].any()


@pytest.mark.parametrize("who", ["wren", "bramble", "cog"])
@pytest.mark.parametrize("value", [None, "bad", math.nan])
def test_no_slip_in_a_face_stops_a_show(tmp_path: Path, who: str, value: object) -> None:
    """Every key of a face and every colour taken away or spoilt: it is named, or it can be drawn; never neither."""
    content = library.read_yaml(library.ASSETS / "puppets" / f"{who}.yaml")
    file = tmp_path / "odd.yaml"
    named = 0
    for field in ("face", "colours"):
        for key, inner in content[field].items():
            for path in ((key,), *((key, name) for name in (inner if isinstance(inner, dict) else ()))):
                spoilt = copy.deepcopy(content)
                at = spoilt[field] if len(path) == 1 else spoilt[field][key]
                if value is None:
                    del at[path[-1]]
                else:
                    at[path[-1]] = value
                try:
                    try_drawing(build("odd", spoilt))
                except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, AssetError):
                    file.write_text(json.dumps(spoilt).replace("NaN", ".nan"))
                    library.read_yaml.cache_clear()
                    with pytest.raises(AssetError, match=r"odd\.yaml: "):
                        read_puppet(file)
                    named += 1
    assert named > 5
