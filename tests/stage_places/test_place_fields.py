"""Fields of a place's layers: what no painter can use or reads is told by the check and left out of the picture."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from generators.errors import AssetError
from generators.stage.art_check import art_faults
from generators.stage.generator import Stage
from generators.stage.library import read_yaml
from generators.stage.light import Light
from generators.stage.place import load_set
from generators.stage.place_check import layer_faults
from generators.stage.puppets.check import faults_in
from generators.stage.specimen import Specimen, part_of

PLACES = Path(__file__).resolve().parents[2] / "assets" / "places"
HEAD = "palette: coast\nindoors: false\nwords: [pan]\nseed: 7\nlayers:\n"
LAYERS = """  - {kind: sky, parallax: 0.08, distance: 1.0, horizon: 0.62}
  - {kind: ground, parallax: 1.0, level: 0.772, tint: "#CFC8B4"}
  - {kind: actors}
"""


def written(folder: Path, text: str) -> Path:
    """A seed's art with one place."""
    (folder / "places").mkdir()
    (folder / "places" / "pans.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", sorted(path.stem for path in PLACES.glob("*.yaml")))
def test_every_shipped_place_says_only_what_is_read(name):
    """No layer of a shipped place has a field that its painter cannot use or never asks for."""
    assert [fault.message for fault in layer_faults(load_set(name))] == []


def test_a_field_of_the_wrong_shape_is_told_with_its_line(tmp_path):
    """A path that is `true` instead of four numbers is found before anybody plays, with what the kind reads."""
    art = written(tmp_path, HEAD + LAYERS.replace("level: 0.772", "path: true"))
    (fault,) = art_faults(art)
    assert fault.line == 7
    assert fault.message.startswith("layer 2: ground cannot be painted")
    assert "tint" in fault.remedy


def test_a_misspelt_field_is_told_with_the_likely_one(tmp_path):
    """A field that nobody reads is named, and the one that was meant."""
    art = written(tmp_path, HEAD + LAYERS.replace("tint:", "tin:"))
    (fault,) = art_faults(art)
    assert fault.message == "layer 2: ground does not read 'tin'"
    assert fault.remedy.startswith("did you mean tint?")


def test_a_fault_on_the_other_side_has_its_own_line(tmp_path):
    """Layers of `reverse` are counted in their own list."""
    art = written(tmp_path, HEAD + LAYERS + "reverse:\n" + LAYERS.replace("level: 0.772", "lvel: 0.8"))
    (fault,) = art_faults(art)
    assert fault.line == 11
    assert fault.message.startswith("reverse layer 2")


SPOTS = """marks:
  left: .nan
  right: 0.4
slots:
  - {x: 0.3, depth: 0.4}
  - {x: 0.3, depth: 40}
  - {x: 0.3}
seats: {bench: {x: 0.1, depth: 0.4, up: %s}}
berth: {x: -46}
"""


def test_spots_off_the_stage_are_told_with_their_lines(tmp_path):
    """What is not finite or not on the stage is named with its line and what may stand there; the place is shown."""
    art = written(tmp_path, HEAD + LAYERS + SPOTS % ("9" * 400))
    found = [(fault.line, fault.message.partition(":")[0]) for fault in art_faults(art)]
    assert found == [
        (10, "marks left"),
        (14, "slots 2 depth"),
        (15, "slots 3"),
        (16, "seats bench up"),
        (17, "berth x"),
    ]
    assert all(fault.remedy.startswith("write ") and len(fault.message) < 80 for fault in art_faults(art))
    assert load_set("pans", art).id == "pans"


@pytest.mark.parametrize(
    "text", ["marks: [1, 2]\nslots: 3\nseats: 4\nberth: here\nnear: {c: 1}\n", "seed: .inf\n", "words: 5\n"]
)
def test_fields_of_another_shape_are_told(tmp_path, text):
    """No finding ends the check."""
    head = HEAD.replace("seed: 7\n", "") if "seed" in text else HEAD.replace("words: [pan]\n", "")
    art = written(tmp_path, head + LAYERS + text)
    assert art_faults(art)


LAUGHS = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
CHAIN = "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 4000))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[" * 3000 + "]" * 3000, "it is nested deeper than 64 levels"),
        ("- " * 60_000, "it is nested deeper than 64 levels"),
        ("[" * 60_000, "it is nested deeper than 64 levels"),
        (f"a0: &a0 [1]\n{CHAIN}", "it is nested deeper than 64 levels"),
        (f"a0: &a0 [1]\n{LAUGHS}", "its aliases make more than 300000 values of it"),
        ("bones: &b [*b]\n", "&b holds itself"),
    ],
    ids=["brackets", "dashes", "open", "chain", "laughs", "itself"],
)
def test_what_would_end_the_reader_is_told(tmp_path, text, told):
    """Thousands of brackets, and aliases of aliases, are a finding, not the end of the process."""
    art = written(tmp_path, f"a: {text}" if text[0] == "[" else text)
    (tmp_path / "puppets").mkdir()
    (tmp_path / "puppets" / "deep.yaml").write_text(text, encoding="utf-8")
    (fault,) = art_faults(art)
    (other,) = faults_in(art)
    assert fault.message == other.message == told
    with pytest.raises(AssetError):
        read_yaml(tmp_path / "places" / "pans.yaml")


def test_an_unknown_lens_is_told_with_its_line(tmp_path):
    """Nobody can look through a spoon."""
    (tmp_path / "props").mkdir()
    shape = 'shapes: [{d: "M-5 0 V-30 H5 V0 Z", fill: "#403020"}]'
    (tmp_path / "props" / "spoon.yaml").write_text(f"height: 30\nwidth: 10\nlens: spoon\n{shape}\n", encoding="utf-8")
    (fault,) = art_faults(tmp_path)
    assert (fault.line, fault.remedy) == (3, "write one of round, bars, slot, eye")


def test_a_thing_of_no_size_is_told_with_its_line(tmp_path):
    """Width and height are finite centimetres."""
    (tmp_path / "props").mkdir()
    shape = "shapes: [{d: 'M0 0h9v9z', fill: '#332211'}]"
    (tmp_path / "props" / "vat.yaml").write_text(f"height: 30\nwidth: .inf\n{shape}\n", encoding="utf-8")
    (fault,) = art_faults(tmp_path)
    assert (fault.line, fault.message) == (2, "width: inf cannot be used")


@pytest.mark.parametrize(
    ("spread", "told"),
    [
        ("{open: [92, .nan, 105]}", "spread open: nan cannot be used"),
        ("{open: [92, 105]}", "spread open: cannot be used"),
        ("wide", "spread: cannot be used"),
    ],
)
def test_a_spread_that_is_none_is_told_with_its_line(tmp_path, spread, told):
    """A thing that grows in a state says how wide, and between which heights, in centimetres."""
    (tmp_path / "props").mkdir()
    shape = "shapes: [{d: 'M0 0h9v9z', fill: '#332211'}]"
    (tmp_path / "props" / "vat.yaml").write_text(f"height: 30\nspread: {spread}\n{shape}\n", encoding="utf-8")
    (fault,) = art_faults(tmp_path)
    assert (fault.line, fault.message) == (2, told)


def test_at_run_time_only_the_wrong_layer_is_missing(tmp_path):
    """A place whose ground cannot be painted is shown without it; the sky is the same as ever."""
    art = written(tmp_path, HEAD + LAYERS.replace("level: 0.772", "path: true"))
    picture = Stage(320, 180, 24, art).still(part_of(Specimen(place="pans", hour=13.0, seed_art=art)), 0)
    assert np.ptp(picture[:90].reshape(-1, 3), axis=0).max() > 10


def test_the_place_and_the_palette_of_the_reference_hold(tmp_path):
    """What the creator's page gives to copy is checked without a word, and night is dark there."""
    page = (PLACES / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.S)
    (tmp_path / "places").mkdir()
    (tmp_path / "palettes").mkdir()
    for block in blocks:
        kind, name = ("places", "saltpans") if "layers" in YAML(typ="safe").load(block) else ("palettes", "salt")
        (tmp_path / kind / f"{name}.yaml").write_text(block, encoding="utf-8")
    assert len(blocks) == 2
    assert art_faults(tmp_path) == ()
    noon, night = (Light.of_seed("salt", hour, "clear", False, tmp_path) for hour in (13.0, 1.0))
    assert sum(noon.ambient) > 2 * sum(night.ambient)
    assert load_set("saltpans", tmp_path).palette == "salt"
