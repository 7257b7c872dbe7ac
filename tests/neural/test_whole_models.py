"""Networks whose file does not hold them: told before a picture is made, never filled with chance."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import diffusers
import numpy as np
import pytest
import safetensors.torch
import torch

from generators.neural.drawing import Restyle
from generators.neural.equipment import equip, version_of, write_equipment
from generators.neural.errors import ModelError
from generators.neural.loading import open_generator
from generators.neural.models import inspect_model
from generators.neural.ports import never
from generators.neural.trials import tiny, tiny_sound
from generators.neural.video.pipes import Placement
from generators.neural.video.whole import ONLY_FOR_TRAINING
from generators.stage.bench import bench_part

from .conftest import a_take

UNET = Path("unet") / "diffusion_pytorch_model.safetensors"


def _copy(kind: str, shelf: Path, folder: Path) -> Path:
    saved = (tiny_sound if kind in tiny_sound.SOUND else tiny).saved(kind, shelf)
    return Path(shutil.copytree(saved, folder / kind))


def _without(path: Path, part: str) -> int:
    """Leave weights out as a converter that was broken off would: the file is whole, the network is not. How many."""
    tensors = safetensors.torch.load_file(str(path))
    kept = {name: value.clone() for name, value in tensors.items() if part not in name}
    safetensors.torch.save_file(kept, str(path), metadata={"format": "pt"})
    return len(tensors) - len(kept)


def _refused(folder: Path) -> str:
    with pytest.raises(ModelError, match="it is another network's, or not whole; get it again") as told:
        open_generator(inspect_model(folder), Placement())
    assert "\n" not in str(told.value)
    assert str(folder) in str(told.value)
    return str(told.value)


def test_another_networks_file_is_told(shelf: Path, tmp_path: Path):
    """The folder, the class and the first missing weight are named."""
    folder = _copy("sd-turbo", shelf, tmp_path)
    shutil.copy(folder / "vae" / UNET.name, folder / UNET)
    assert "unet lacks" in _refused(folder)


@pytest.mark.parametrize(
    ("kind", "file", "part"),
    [
        ("sd-turbo", str(UNET), "mid_block"),
        ("sd-turbo", str(UNET), "conv_out.bias"),
        ("sd-turbo", "text_encoder/model.safetensors", "mlp"),
        ("musicgen", "model.safetensors", "decoder.model.decoder.layers.0."),
        ("musicgen", "model.safetensors", "layers.0.codebook.embed"),
        ("ltx-condition", "vae/diffusion_pytorch_model.safetensors", "latents_mean"),
        ("vits", "model.safetensors", "flow."),
    ],
)
def test_a_network_that_is_half_there_is_told(kind: str, file: str, part: str, shelf: Path, tmp_path: Path):
    """Of diffusers and of transformers alike, one number or many: the libraries draw what is missing by chance."""
    folder = _copy(kind, shelf, tmp_path)
    _without(folder / file, part)
    assert part.rstrip(".") in _refused(folder)


@pytest.mark.parametrize("kind", [*tiny.BUILDERS, *tiny_sound.SOUND])
def test_what_no_picture_and_no_sound_needs_may_be_missing(kind: str, shelf: Path, tmp_path: Path):
    """Every family loads as its library saved it, and without what only training used."""
    folder = _copy(kind, shelf, tmp_path)
    left_out = 0
    for path in sorted(folder.rglob("*.safetensors")):
        for part in ONLY_FOR_TRAINING:
            left_out += _without(path, f".{part}")
    assert (left_out > 0) == (kind in {"musicgen", "speecht5"})
    open_generator(inspect_model(folder), Placement())


def _published(shelf: Path, folder: Path) -> Path:
    """A restyler as it is published, with the VAE of Stable Diffusion; a tiny one lies beside it as a viewer put it."""
    place = _copy("sd-turbo", shelf, folder)
    (place / "vae").rename(place / "tiny_vae")
    torch.manual_seed(5)
    slow = diffusers.AutoencoderKL(
        block_out_channels=(8, 8, 8, 8), layers_per_block=1, norm_num_groups=4, sample_size=32,
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
    )  # fmt: skip
    slow.save_pretrained(str(place / "vae"), safe_serialization=True)
    index = json.loads((place / "model_index.json").read_text())
    index["vae"] = ["diffusers", "AutoencoderKL"]
    (place / "model_index.json").write_text(json.dumps(index))
    return place


def test_a_tiny_vae_beside_a_restyler_is_used(shelf: Path, tmp_path: Path):
    """From the viewer's own folder, with nothing edited in it: pictures go through it, and without it through the
    model's own; a show draws with it, and its cache key tells."""
    folder = _published(shelf, tmp_path)
    part, films, versions = bench_part(0, 2), [], []
    for _ in range(2):
        model = inspect_model(folder)
        adapter = open_generator(model, Placement())
        films.append(np.concatenate([chunk.frames for chunk in adapter.render([a_take(2)], None, never)]))
        equipment = replace(equip([model], None), trusting=True)
        versions.append(version_of(equipment, "g"))
        level = Restyle(96, 96, 24, equipment=write_equipment(equipment))
        assert len(list(level.frames(part, never))) == 2
        assert dict(level.notes)["takes"] == "1 of 1"
        assert type(adapter._pipe.vae) is (diffusers.AutoencoderKL if len(films) == 2 else diffusers.AutoencoderTiny)
        shutil.rmtree(folder / "tiny_vae", ignore_errors=True)
    assert not np.array_equal(*films)
    assert versions[0] != versions[1]


def test_files_in_half_precision_alone_are_a_whole_model(shelf: Path, tmp_path: Path):
    """Many are published so: what `inspect_model` finds is what is loaded, to the same film."""
    folder = _copy("sd-turbo", shelf, tmp_path)
    films = []
    for _ in range(2):
        adapter = open_generator(inspect_model(folder), Placement())
        films.append(np.concatenate([chunk.frames for chunk in adapter.render([a_take(2)], None, never)]))
        for path in (*folder.glob("*/*.safetensors"),):
            path.rename(path.with_name(f"{path.stem}.fp16.safetensors"))
    assert np.array_equal(*films)
