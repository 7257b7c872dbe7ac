"""Fields of a place's layers: what no painter can use or reads is told by the check and left out of the picture."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from generators.stage.art_check import art_faults
from generators.stage.generator import Stage
from generators.stage.light import Light
from generators.stage.place import load_set
from generators.stage.place_check import layer_faults
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
