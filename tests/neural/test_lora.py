"""A seed's own LoRA: put into the denoiser, told apart in every key, refused where it does not fit."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch.utils._pytree import tree_flatten

from generators.neural.engines.build import Plan, build_engines
from generators.neural.engines.capture import Caught, Flat, rendering
from generators.neural.engines.export import export
from generators.neural.engines.inductor import compiled_library, traced
from generators.neural.engines.key import AOT
from generators.neural.engines.refits import changed_weights, of_library, refits_in
from generators.neural.engines.running import open_engine
from generators.neural.engines.store import EngineStore
from generators.neural.equipment import equip, version_of
from generators.neural.errors import ModelError
from generators.neural.loading import opener
from generators.neural.models import inspect_model
from generators.neural.ports import never
from generators.neural.probe import Told
from generators.neural.tiers import TRIAL
from generators.neural.trials import tiny

from . import engine_cases
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


@pytest.fixture(scope="module")
def built(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, EngineStore, tuple[str, ...]]:
    """A model with LoRAs, and the engine of its transformer, which was built without any."""
    place = tmp_path_factory.mktemp("lora") / "wan"
    shutil.copytree(tiny.saved("wan-vace", shelf), place)
    (place / "loras").mkdir()
    torch.manual_seed(2)
    targets = {"one": (TARGET, 24, 24), "two": ("blocks.0.ffn.net.0.proj", 24, 32), "other": ("proj_out", 24, 64)}
    for name, (target, wide, high) in targets.items():
        _lora(place / "loras" / f"{name}.safetensors", torch.randn(4, wide), torch.randn(high, 4), target)
    model = inspect_model(place)
    changed = tuple(f"transformer.{name}" for lora in model.loras if lora.name != "other" for name in lora.weights)
    assert changed == (f"transformer.{TARGET}.weight", "transformer.blocks.0.ffn.net.0.proj.weight")
    store, adapter = EngineStore(tmp_path_factory.mktemp("engines")), _opened(place, None)
    plan = Plan(runtime="onnxruntime", capability="cpu", precision="fp32", modules=("transformer",), refits=changed)
    asked = rendering(adapter, a_take(5))
    list(build_engines(store, "wan", adapter, asked, plan, Told(ok=False, words=""), never))
    return place, engine_cases.measured(store), changed


@pytest.mark.parametrize("name", ["one", "two"])
def test_an_engine_is_given_a_storys_lora_when_it_is_opened(
    name: str, built: tuple[Path, EngineStore, tuple[str, ...]]
):
    """One engine, built and measured once, draws each story's film: the network's with its LoRA, but for a step of
    255; and without one the model's own."""
    folder, store, _ = built
    lora = folder / "loras" / f"{name}.safetensors"
    films = []
    for put in (lora, None):
        seated = opener(folder, "cpu", "float32", put, store.root)(TRIAL)
        films.append(_film(seated).astype(int))
        (seat,) = [one for one in seated.seats if one.answered]
        assert seat.name == "transformer"
        assert seat.worst <= 1e-5
        assert not seat.refused
        assert np.abs(films[-1] - _film(_opened(folder, put)).astype(int)).max() <= 1
    assert not np.array_equal(*films)


def test_a_lora_that_an_engine_was_not_built_for_leaves_its_calls_to_the_network(
    built: tuple[Path, EngineStore, tuple[str, ...]],
):
    """One that came later and changes another weight: the film is the network's, bit for bit; the remedy is told."""
    folder, store, _ = built
    lora = folder / "loras" / "other.safetensors"
    seated = opener(folder, "cpu", "float32", lora, store.root)(TRIAL)
    assert np.array_equal(_film(seated), _film(_opened(folder, lora)))
    assert not any(seat.answered for seat in seated.seats)
    assert any("has not all that the LoRA changes" in seat.refused for seat in seated.seats)


class Pair(torch.nn.Module):
    """Two weights that are equal, one that is alone, and one that is symmetric."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.one, self.two, self.alone = (torch.nn.Linear(6, 6, bias=False) for _ in range(3))
        self.two.load_state_dict(self.one.state_dict())
        self.even = torch.nn.Parameter(torch.eye(6) * 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """x through all of them."""
        return torch.relu(self.two(torch.relu(self.one(x)))) @ self.even + self.alone(x)


def _caught() -> Caught:
    network = Flat(Pair(), [torch.zeros(2, 6)], tree_flatten({"x": torch.zeros(2, 6)})[1], "forward")
    return Caught(name="pair", network=network, names=("x",), inputs=(torch.ones(2, 6),))


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_a_weight_that_stands_for_two_cannot_be_changed(precision: str, tmp_path: Path):
    """A graph keeps equal weights once: to change one would change both. A symmetric one is found as it is."""
    caught = _caught()
    exported = export(caught, tmp_path / "g", precision)
    names = ("one.weight", "two.weight", "alone.weight", "even")
    found = refits_in(exported.path, caught.network.network, names)
    assert {refit.weight for refit in found} == {"alone.weight", "even"}
    assert not next(refit for refit in found if refit.weight == "even").turned
    assert changed_weights(caught.network.network, found, ("one.weight",)) is None


@engine_cases.compiles
def test_a_library_is_given_what_a_lora_changes():
    """AOTInductor keeps every weight under its name: the same numbers as the changed network's."""
    caught = _caught()
    content, _ = compiled_library(traced(caught))
    network = caught.network.network
    with torch.no_grad():
        network.alone.weight += 0.5
    refits = of_library(network, ("alone.weight",), "network.")
    given = changed_weights(network, refits, ("alone.weight",))
    key = SimpleNamespace(runtime=AOT, profiles=(SimpleNamespace(name="x"),))
    (answer,) = open_engine(key, content, torch.device("cpu"), given)({"x": caught.inputs[0]})  # type: ignore[arg-type]
    assert torch.allclose(answer, network(caught.inputs[0]), atol=1e-6)


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
