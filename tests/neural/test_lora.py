"""A seed's own LoRA: put into the denoiser, told apart in every key, refused where it does not fit."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from generators.neural.equipment import equip, version_of
from generators.neural.errors import ModelError
from generators.neural.loading import opener
from generators.neural.models import inspect_model
from generators.neural.ports import never
from generators.neural.tiers import TRIAL

from . import tiny
from .conftest import a_take

TARGET = "blocks.0.attn1.to_q"


@pytest.fixture
def folder(shelf: Path, tmp_path: Path) -> Path:
    """A tiny model of its own with a LoRA for one story."""
    place = tmp_path / "wan"
    shutil.copytree(tiny.saved("wan-vace", shelf), place)
    (place / "loras").mkdir()
    torch.manual_seed(1)
    _lora(place / "loras" / "weather-post.safetensors", torch.randn(4, 24), torch.randn(24, 4))
    return place


def _lora(path: Path, down: torch.Tensor, up: torch.Tensor, target: str = TARGET, **more: torch.Tensor) -> None:
    names = {f"transformer.{target}.lora_A.weight": down, f"transformer.{target}.lora_B.weight": up}
    save_file({**names, **{f"transformer.{target}.{name}": value for name, value in more.items()}}, str(path))


def _opened(folder: Path, lora: Path | None) -> Any:
    return opener(folder, "cpu", "float32", lora)(TRIAL)


def _film(adapter: Any) -> np.ndarray:
    return np.concatenate([chunk.frames for chunk in adapter.render([a_take(5)], None, never)])


def test_a_lora_changes_the_film_by_exactly_its_product(folder: Path):
    """The weight is the model's own plus B·A, scaled by alpha over rank; the film is another."""
    path = folder / "loras" / "weather-post.safetensors"
    plain, changed = _opened(folder, None), _opened(folder, path)
    own = plain._pipe.transformer.get_parameter(f"{TARGET}.weight")
    torch.manual_seed(1)
    down, up = torch.randn(4, 24), torch.randn(24, 4)
    assert torch.allclose(changed._pipe.transformer.get_parameter(f"{TARGET}.weight"), own + up @ down, atol=1e-5)
    assert not np.array_equal(_film(plain), _film(changed))
    _lora(path, down, up, alpha=torch.tensor(2.0))
    halved = _opened(folder, path)
    assert torch.allclose(halved._pipe.transformer.get_parameter(f"{TARGET}.weight"), own + up @ down / 2, atol=1e-5)


def test_it_goes_with_its_own_story_only_and_is_part_of_the_key(folder: Path):
    """The file is named as the story; with another story, or another file, segments have other keys."""
    models = [inspect_model(folder)]
    with_it, without = equip(models, None, seed="weather-post"), equip(models, None, seed="night-exchange")
    assert with_it.models[0].lora.endswith("weather-post.safetensors")
    assert without.models[0].lora == ""
    before = version_of(with_it, "g")
    assert before != version_of(without, "g")
    _lora(folder / "loras" / "weather-post.safetensors", torch.zeros(8, 24), torch.zeros(24, 8))
    assert version_of(with_it, "g") != before


@pytest.mark.parametrize("fault", ["shape", "name", "nan", "torn"])
def test_what_does_not_fit_is_refused_and_named(folder: Path, fault: str):
    """Another model's LoRA, one of no numbers, or half a file: one clear line with the remedy."""
    path = folder / "loras" / "bad.safetensors"
    down, up = torch.randn(4, 24), torch.randn(24, 4)
    if fault == "shape":
        _lora(path, torch.randn(4, 9), up)
    elif fault == "name":
        _lora(path, down, up, target="blocks.7.attn1.to_q")
    elif fault == "nan":
        _lora(path, down * float("nan"), up)
    else:
        _lora(path, down, up)
        path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ModelError, match=r"bad\.safetensors"):
        _opened(folder, path)
