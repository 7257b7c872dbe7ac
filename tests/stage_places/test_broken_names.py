"""A seed's broken drawing that bears the name of one of ours is passed over like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from generators.errors import AssetError
from generators.stage.art_check import art_faults
from generators.stage.light import Light
from generators.stage.place import load_set, nearest_set
from generators.stage.props import load_prop, resolve_prop
from story_engine.plan import Look, Place


def _written(art: Path, name: str, content: str) -> Path:
    path = art / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return art


@pytest.mark.parametrize(
    ("name", "content"),
    [("props/parcel.svg", "<svg><g>"), ("props/parcel.yaml", "shapes: []\n")],
    ids=["torn SVG", "no shapes"],
)
def test_a_broken_thing_named_like_ours_gets_another_drawing(tmp_path: Path, name: str, content: str) -> None:
    """What is shown instead can be drawn, though the broken file hides the built-in thing of its name."""
    art = _written(tmp_path / "art", name, content)
    with pytest.raises(AssetError):
        load_prop("parcel", art)
    chosen = resolve_prop(Look(asset="parcel", words="a brown parcel"), "parcel", art)
    assert chosen != "parcel"
    load_prop(chosen, art)


@pytest.mark.parametrize("content", ["layers: [\n", "layers: [{kind: nonsense}]\n"], ids=["torn", "unknown layer"])
def test_a_broken_place_named_like_ours_gets_another_set(tmp_path: Path, content: str) -> None:
    """The set whose words fit best is one that can be built."""
    art = _written(tmp_path / "art", "places/harbour.yaml", content)
    with pytest.raises(AssetError):
        load_set("harbour", art)
    place = Place(id="harbour", name="Odd Harbour", look=Look(asset="harbour", words="a harbour by the sea"))
    chosen = nearest_set(place, art)
    assert chosen != "harbour"
    load_set(chosen, art)


@pytest.mark.parametrize("content", ["hours: 3\n", "hours: {noon: {}}\n", "hours: {12: 3}\n"])
def test_a_broken_palette_is_told_by_check_and_ours_lights_the_scene(tmp_path: Path, content: str) -> None:
    """`check` names the file; the picture has the light of the built-in palette of that name."""
    art = _written(tmp_path / "art", "palettes/harbour.yaml", content)
    (fault,) = art_faults(art)
    assert fault.path.name == "harbour.yaml"
    assert "palette harbour" in fault.message
    assert Light.of_seed("harbour", 12.0, "clear", False, art) == Light.at("harbour", 12.0)
