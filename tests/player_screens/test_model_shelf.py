"""The models of this machine as the settings tell them: every folder, what it is, whose, and what it gets here."""

from __future__ import annotations

import json
import struct
import threading
from pathlib import Path

import pytest

from generators.neural.models import MODELS_VARIABLE
from player.foyer.model_shelf import ModelRow, ModelShelf
from player.ui.foyer.settings import _house_look, _model_look
from player.words import words_in


def _rows(home: Path) -> tuple[ModelRow, ...]:
    shelf = ModelShelf(home)
    waiting = threading.Event()
    for _ in range(3000):
        rows = shelf.rows()
        if rows is not None:
            return rows
        waiting.wait(0.01)
    raise AssertionError("the models were never told")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one model of a voice and half of another."""
    monkeypatch.delenv(MODELS_VARIABLE, raising=False)
    whole, half = tmp_path / "models" / "a-voice", tmp_path / "models" / "b-half"
    for folder in (whole, half):
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps({"architectures": ["VitsModel"]}))
        (folder / "vocab.json").write_text("{}")
    header = json.dumps({"a": {"dtype": "F16", "shape": [1000, 300], "data_offsets": [0, 600_000]}}).encode()
    (whole / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + bytes(600_000))
    (whole / "LICENSE").write_text("Apache License\nVersion 2.0\n")
    (half / "model.safetensors.part").write_bytes(b"x")
    return tmp_path


def test_every_folder_is_told_with_what_it_is(home: Path):
    """Class, size and licence of what is whole; the reason and the remedy of what is not."""
    one, other = _rows(home)
    assert (one.name, one.kind, one.licence) == ("a-voice", "VitsModel", "Apache License Version 2.0")
    assert one.refused == ""
    assert other.name == "b-half"
    assert "still being downloaded" in other.refused


def test_without_a_folder_there_is_nothing_to_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """No models is an answer too, and no fault."""
    monkeypatch.delenv(MODELS_VARIABLE, raising=False)
    assert _rows(tmp_path) == ()


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_line_tells_tier_or_what_is_missing(language: str):
    """A model that fits says its tier, one that does not says what it needs, a damaged one its remedy."""
    texts = words_in(language)
    whole = ModelRow(name="m", kind="WanVACEPipeline", gigabytes=6.7, licence="Apache 2.0", tier="12 GB")
    assert "12 GB" in _model_look(whole, texts).value
    assert _model_look(whole, texts).hint == "WanVACEPipeline · 6.7 GB · Apache 2.0"
    large = ModelRow(name="m", kind="LTX2Pipeline", gigabytes=60.0, needs_gigabytes=44.0)
    assert "44" in _model_look(large, texts).value
    assert texts("models.no_licence") in _model_look(large, texts).hint
    assert "GPU 7" in _house_look("GPU 7", texts).value
    assert _house_look("", texts).value == texts("models.house.still")
    broken = ModelRow(name="m", refused="half is missing: download it again")
    assert _model_look(broken, texts).hint == "half is missing: download it again"
