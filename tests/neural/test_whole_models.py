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

from . import tiny, tiny_sound

UNET = Path("unet") / "diffusion_pytorch_model.safetensors"


def _copy(kind: str, shelf: Path, folder: Path) -> Path:
    saved = (tiny_sound if kind in tiny_sound.SOUND else tiny).saved(kind, shelf)
    return Path(shutil.copytree(saved, folder / kind))


def _without(path: Path, part: str) -> None:
    """Leave weights out as a converter that was broken off would: the file is whole, the network is not."""
    tensors = safetensors.torch.load_file(str(path))
    safetensors.torch.save_file(
        {name: value.clone() for name, value in tensors.items() if part not in name},
        str(path),
        metadata={"format": "pt"},
    )


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
        ("sd-turbo", "text_encoder/model.safetensors", "mlp"),
        ("musicgen", "model.safetensors", "decoder.model.decoder.layers.0."),
        ("vits", "model.safetensors", "flow."),
    ],
)
def test_a_network_that_is_half_there_is_told(kind: str, file: str, part: str, shelf: Path, tmp_path: Path):
    """Of diffusers and of transformers alike; the libraries would draw what is missing by chance."""
    folder = _copy(kind, shelf, tmp_path)
    _without(folder / file, part)
    _refused(folder)
