"""A creator's own SVG drawings: read, lit, with states and grips; hostile and broken ones refused with a remedy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skia

from generators.errors import AssetError
from generators.stage.art_check import art_faults
from generators.stage.light import Light
from generators.stage.place import nearest_set
from generators.stage.props import draw_prop, load_prop, resolve_prop
from generators.stage.svg_art import MOST_BYTES, MOST_DEPTH, MOST_ELEMENTS, read_svg
from story_engine.plan import Look, Place

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 100"'
GOOD = f"""{HEAD} data-height="40" data-words="wind harp">
  <defs><linearGradient id="g"><stop stop-color="#ff0000"/><stop style="stop-color:#0000ff"/></linearGradient></defs>
  <g transform="translate(10 0) scale(0.5)" stroke-width="4">
    <rect x="0" y="0" width="120" height="160" rx="8" fill="url(#g)"/>
    <path d="M0 0 C 20 -20 40 -20 60 0 S 100 20 120 0" fill="none" stroke="gold"/>
    <circle cx="60" cy="80" r="20" style="fill:#fff;opacity:0.5" data-when="open" data-emit="0.8"/>
    <polygon points="10,10 30,10 20,40" fill="rgb(0, 128, 0)" data-sway="6" data-pivot="20 10"/>
  </g>
  <circle id="grip" cx="40" cy="10" r="2"/>
  <circle id="glow" cx="40" cy="40" r="30" fill="#ffcc00" data-when="open"/>
</svg>"""
HOSTILE = {
    "script": f"{HEAD}><script>alert(1)</script><path d='M0 0h9v9z'/></svg>",
    "hidden script": f"{HEAD}><defs><script>alert(1)</script></defs><path d='M0 0h9v9z'/></svg>",
    "handler": f"{HEAD}><path d='M0 0h9v9z' onload='alert(1)'/></svg>",
    "image": f"{HEAD}><image href='file:///etc/passwd' width='9' height='9'/></svg>",
    "clone from outside": f"{HEAD}><use xlink:href='http://example.com/a.svg#b'/></svg>",
    "fill from outside": f"{HEAD}><path d='M0 0h9v9z' fill='url(http://example.com/a.svg#b)'/></svg>",
    "style from outside": f"{HEAD}><path d='M0 0h9v9z' style='fill: url(\"file:///etc/passwd\")'/></svg>",
    "link": f"{HEAD}><a href='javascript:alert(1)'><path d='M0 0h9v9z'/></a></svg>",
    "foreign": f"{HEAD}><foreignObject><body/></foreignObject></svg>",
    "entities": "<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>" + f"{HEAD}><path d='M0 0h9v9z'/></svg>",
    "outer entity": '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + f"{HEAD}><title>&x;</title></svg>",
    "style sheet": "<?xml-stylesheet href='a.css'?>" + f"{HEAD}><path d='M0 0h9v9z'/></svg>",
    "depth": HEAD + ">" + "<g>" * (MOST_DEPTH + 5) + "<path d='M0 0h9v9z'/>" + "</g>" * (MOST_DEPTH + 5) + "</svg>",
    "number": HEAD + ">" + "<path d='M0 0h9v9z'/>" * (MOST_ELEMENTS + 5) + "</svg>",
    "size": f"{HEAD}><!--{'x' * MOST_BYTES}--><path d='M0 0h9v9z'/></svg>",
    "far away": f"{HEAD}><path d='M0 0h9e300v9z'/></svg>",
    "far moved": f"{HEAD}><path transform='translate(1e9)' d='M0 0h9v9z'/></svg>",
    "broken": f"{HEAD}><path d='M0 0h9v9z'></svg>",
    "not a path": f"{HEAD}><path d='M0 0 hello'/></svg>",
    "text": f"{HEAD}><text>hello</text></svg>",
    "nothing": f"{HEAD}></svg>",
    "not svg": "<html><body/></html>",
    "not xml": "hello",
}


def seed_with(tmp_path: Path, name: str, text: str) -> Path:
    """An art folder with one drawing."""
    (tmp_path / "props").mkdir(exist_ok=True)
    (tmp_path / "props" / f"{name}.svg").write_text(text, encoding="utf-8")
    return tmp_path


def test_an_svg_in_the_seed_is_a_thing(tmp_path: Path) -> None:
    """It is found by its name and by its words, stands on the ground and has grip, light and states."""
    art = seed_with(tmp_path, "harp", GOOD)
    assert resolve_prop(Look(asset="harp"), seed_art=art) == "harp"
    assert resolve_prop(Look(words="a harp for the wind"), seed_art=art) == "harp"
    prop = load_prop("harp", art)
    assert prop.height == pytest.approx(0.40)
    assert prop.states == {"open"}
    assert prop.bounds[3] == pytest.approx(0, abs=0.01)
    assert prop.bounds[1] == pytest.approx(-0.40, abs=0.01)
    assert prop.grip[1] < -0.3
    assert not prop.shines_in(())
    assert prop.shines_in(("open",))
    assert len(prop.shapes) == 4
    assert prop.shapes[0].fill == pytest.approx((0.5, 0, 0.5))


def test_an_svg_takes_the_light_of_the_scene(tmp_path: Path) -> None:
    """By night the same drawing is darker: it is paper on the stage, not a picture pasted in."""
    prop = load_prop("harp", seed_with(tmp_path, "harp", GOOD))
    means = []
    for hour in (12.0, 1.0):
        surface = skia.Surface(64, 64)
        with surface as canvas:
            canvas.translate(32, 60)
            canvas.scale(130, 130)
            draw_prop(canvas, prop, (), Light.at("harbour", hour), 0, 130)
        pixels = surface.toarray()
        means.append(pixels[:, :, :3][pixels[:, :, 3] > 200].mean())
    assert means[1] < 0.7 * means[0]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_broken_drawings_are_refused_with_a_remedy(tmp_path: Path, name: str) -> None:
    """Nothing runs, nothing outside is read; the message names the file, what is wrong and what to do."""
    art = seed_with(tmp_path, "bad", HOSTILE[name])
    with pytest.raises(AssetError) as told:
        read_svg(art / "props" / "bad.svg")
    assert "props/bad.svg" in str(told.value)
    assert len(str(told.value)) < 300
    faults = art_faults(art)
    assert len(faults) == 1
    assert faults[0].path.name == "bad.svg"


@pytest.mark.parametrize("name", ["script", "entities", "broken"])
def test_at_run_time_a_refused_drawing_is_replaced(tmp_path: Path, name: str) -> None:
    """A show goes on: the nearest drawing by words is shown."""
    art = seed_with(tmp_path, "lamp_of_doom", HOSTILE[name])
    assert resolve_prop(Look(asset="lamp_of_doom", words="a brass lantern"), seed_art=art) == "lantern"


def test_faults_of_yaml_things_and_places_name_their_line(tmp_path: Path) -> None:
    """A bad shape, an unknown layer and a colour that is none are told with the line they stand in."""
    (tmp_path / "props").mkdir()
    (tmp_path / "places").mkdir()
    (tmp_path / "palettes").mkdir()
    shapes = 'words: [x]\nshapes:\n  - {d: "M0 0h9v9z", fill: "#123456"}\n  - {d: "M0 0 nonsense", fill: "#123456"}\n'
    (tmp_path / "props" / "odd.yaml").write_text(shapes, encoding="utf-8")
    (tmp_path / "places" / "moon.yaml").write_text("layers:\n  - {kind: sky}\n  - {kind: cheese}\n", encoding="utf-8")
    (tmp_path / "palettes" / "mud.yaml").write_text("hours:\n  0: {zenith: brown}\n", encoding="utf-8")
    faults = {fault.path.name: fault for fault in art_faults(tmp_path)}
    assert faults["odd.yaml"].line == 4
    assert faults["moon.yaml"].line == 3
    assert "cheese" in faults["moon.yaml"].message
    assert "mud.yaml" in faults
    place = Place(id="moon", name="the moon", look=Look(asset="moon", words="a hill"), indoors=False)
    assert nearest_set(place, tmp_path) != "moon"


def test_gallery_drawings_are_bit_identical(tmp_path: Path) -> None:
    """An SVG drawn twice gives the same pixels."""
    prop = load_prop("harp", seed_with(tmp_path, "harp", GOOD))
    pictures = []
    for _ in range(2):
        surface = skia.Surface(64, 64)
        with surface as canvas:
            canvas.translate(32, 60)
            canvas.scale(130, 130)
            draw_prop(canvas, prop, ("open",), Light.at("harbour", 12.0), 12345, 130)
        pictures.append(surface.toarray())
    assert np.array_equal(*pictures)


def test_a_letter_lies_flat_on_the_floor_and_is_whole_in_a_hand() -> None:
    """Seen on the floor it is less than three fifths as high as in a hand; a candle stands as ever."""

    def tall(name: str, grounded: bool) -> int:
        prop, surface = load_prop(name), skia.Surface(200, 200)
        with surface as canvas:
            canvas.translate(100, 150)
            canvas.scale(400, 400)
            draw_prop(canvas, prop, (), Light.at("harbour", 12.0), 0, 400, grounded=grounded)
        solid = surface.toarray()[:, :, 3] > 200
        return int(solid.any(axis=1).sum())

    assert tall("letter", True) < 0.6 * tall("letter", False)
    assert tall("candle", True) == tall("candle", False)
