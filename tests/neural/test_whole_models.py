"""Networks whose file does not hold them: told before a picture is made, never filled with chance."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import safetensors.torch

from generators.neural.errors import ModelError
from generators.neural.loading import open_generator
from generators.neural.models import inspect_model
from generators.neural.video.pipes import Placement
from generators.neural.video.whole import ONLY_FOR_TRAINING

from . import tiny, tiny_sound

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
