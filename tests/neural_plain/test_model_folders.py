"""Model folders: what is told of a whole one, and the one line for each way in which it can be broken."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generators.neural.errors import ModelError
from generators.neural.known import KNOWN, Use
from generators.neural.models import Model, Refused, find_models, inspect_model, model_roots

from . import shelf


def test_a_whole_pipeline_is_told(tmp_path: Path):
    """Class, use, parameters, bytes, memory and licence of a whole folder are known without loading it."""
    model = inspect_model(shelf.ltx(tmp_path / "tiny-ltx"))
    assert (model.row.name, model.row.use) == ("LTXConditionPipeline", Use.NEURAL)
    assert model.numbers == 3 * (8 * 16 + 32 * 16)
    assert model.licence == "Open Weights Licence 1.0 For everybody."
    assert model.least_bytes < model.whole_bytes
    assert {piece.name for piece in model.pieces} == {"transformer", "vae", "text_encoder"}


def _cut(folder: Path) -> None:
    shelf.weights(folder / "vae" / "diffusion_pytorch_model.safetensors", shelf.SHAPES, missing=30)


def _short(folder: Path) -> None:
    (folder / "vae" / "diffusion_pytorch_model.safetensors").write_bytes(b"\x10\0")


def _pointer(folder: Path) -> None:
    path = folder / "vae" / "diffusion_pytorch_model.safetensors"
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n")


def _pickle(folder: Path) -> None:
    (folder / "vae" / "diffusion_pytorch_model.safetensors").rename(folder / "vae" / "diffusion_pytorch_model.bin")


def _half(folder: Path) -> None:
    (folder / "vae" / "diffusion_pytorch_model.safetensors.incomplete").write_bytes(b"")


def _no_tokenizer(folder: Path) -> None:
    (folder / "tokenizer" / "tokenizer.json").unlink()


def _no_folder(folder: Path) -> None:
    shutil.rmtree(folder / "text_encoder")


def _index(folder: Path, **change: object) -> None:
    path = folder / "model_index.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))


def _shard(folder: Path, name: str) -> None:
    place = folder / "transformer"
    index = {"weight_map": {"proj_in.weight": "diffusion_pytorch_model.safetensors", "other.weight": name}}
    (place / "diffusion_pytorch_model.safetensors.index.json").write_text(json.dumps(index))


def _own_code(folder: Path) -> None:
    (folder / "transformer" / "config.json").write_text(json.dumps({"auto_map": {"AutoModel": "mine.Model"}}))


def _header(folder: Path, text: bytes) -> None:
    path = folder / "vae" / "diffusion_pytorch_model.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text)


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut": (_cut, "only partly there"),
    "stub": (_short, "download it again"),
    "lfs": (_pointer, "git lfs pull"),
    "pickle": (_pickle, "get the model as safetensors"),
    "half": (_half, "finish the download"),
    "tokenizer": (_no_tokenizer, "has no tokenizer"),
    "folder": (_no_folder, "the download is not complete"),
    "class": (lambda f: _index(f, _class_name="MarvelPipeline"), "'MarvelPipeline', which has no adapter"),
    "own library": (lambda f: _index(f, vae=["my_code", "Vae"]), "code of a model is never run"),
    "own code": (_own_code, "code of a model is never run"),
    "code in the way": (lambda f: (f / "vae" / "diffusers.py").write_text("1"), "which is never run: remove it"),
    "shard": (lambda f: _shard(f, "b.safetensors"), "b.safetensors is missing"),
    "escape": (lambda f: _shard(f, "../../b.safetensors"), "leaves its folder"),
    "index": (lambda f: (f / "model_index.json").write_text("{"), "is damaged"),
    "list": (lambda f: (f / "model_index.json").write_text("[]"), "no object"),
    "nested": (lambda f: (f / "model_index.json").write_text("[" * 50_000), "is damaged"),
    "header": (lambda f: _header(f, b"[1, 2]"), "damaged header"),
    "range": (
        lambda f: _header(f, b'{"a":{"dtype":"F16","shape":[2],"data_offsets":[8,2]}}'),
        "is described wrongly",
    ),
    "type": (lambda f: _header(f, b'{"a":{"dtype":"S3","shape":[2],"data_offsets":[0,4]}}'), "unknown type"),
    "shape": (lambda f: _header(f, b'{"a":{"dtype":"F16","shape":[-2],"data_offsets":[0,4]}}'), "described wrongly"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_folder_is_one_line_with_a_remedy(tmp_path: Path, fault: str):
    """Each damage is refused with one line that names the file and what to do; other models are still found."""
    folder = shelf.ltx(tmp_path / "models" / "broken")
    shelf.ltx(tmp_path / "models" / "whole")
    harm, words = BROKEN[fault]
    harm(folder)
    with pytest.raises(ModelError, match=words) as told:
        inspect_model(folder)
    assert "\n" not in str(told.value)
    assert str(tmp_path) in str(told.value)
    found = find_models([tmp_path / "models"])
    assert [type(one) for one in found] == [Refused, Model]


def test_a_lora_of_another_model_is_left_out_with_a_note(tmp_path: Path):
    """A LoRA whose weights fit is listed with its rank; one of another model, or a pickle, only costs a note."""
    folder = shelf.ltx(tmp_path / "m")
    place = folder / "loras"
    name = "transformer.blocks.0.attn.to_q"
    shelf.weights(place / "fits.safetensors", {f"{name}.lora_A.weight": (4, 16), f"{name}.lora_B.weight": (32, 4)})
    shelf.weights(place / "odd.safetensors", {f"{name}.lora_A.weight": (4, 24), f"{name}.lora_B.weight": (32, 4)})
    shelf.weights(place / "other.safetensors", {"transformer.far.lora_A.weight": (4, 16)})
    (place / "old.pt").write_bytes(b"x")
    model = inspect_model(folder)
    assert [(lora.name, lora.rank) for lora in model.loras] == [("fits", 4)]
    assert len(model.notes) == 3
    assert any("belongs to another model" in note for note in model.notes)
    assert any("never loaded" in note for note in model.notes)


def test_the_hub_cache_layout_is_understood(tmp_path: Path):
    """The newest snapshot of `models--org--name` is found under its name for people."""
    shelf.ltx(tmp_path / "models--acme--film" / "snapshots" / "abc")
    (found,) = find_models([tmp_path])
    assert isinstance(found, Model)
    assert found.name == "acme/film"


def test_folders_come_from_the_environment_and_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """EVERSHOW_MODELS is a path list before the settings' folders; a folder that is not there holds nothing."""
    monkeypatch.setenv("EVERSHOW_MODELS", f"{tmp_path / 'a'}:{tmp_path / 'b'}")
    roots = model_roots([tmp_path / "b", tmp_path / "c"])
    assert roots == (tmp_path / "a", tmp_path / "b", tmp_path / "c")
    assert find_models(roots) == ()


def test_a_transformers_model_is_found_by_its_architecture(tmp_path: Path):
    """A folder with `config.json` alone is one network with its tokenizer."""
    folder = tmp_path / "voice"
    shelf.weights(folder / "model.safetensors", {"a.weight": (10, 10)})
    (folder / "config.json").write_text(json.dumps({"architectures": ["VitsModel"]}))
    with pytest.raises(ModelError, match="has no tokenizer"):
        inspect_model(folder)
    (folder / "vocab.json").write_text("{}")
    assert inspect_model(folder).row.use is Use.SPEECH


def test_every_known_class_is_named_once():
    """The table has one row per class, so that a folder has one meaning."""
    assert len({row.name for row in KNOWN}) == len(KNOWN)


def test_a_tiny_vae_beside_a_restyler_takes_the_place_of_its_own(tmp_path: Path):
    """Its numbers count for memory, its file for cache keys; another network there is one line with the remedy; and
    beside a model that has no use for it it is nothing."""
    plain = shelf.restyler(tmp_path / "plain")
    whole = next(piece for piece in inspect_model(plain).pieces if piece.name == "vae")
    shelf.weights(plain / "tiny_vae" / "diffusion_pytorch_model.safetensors", {"encoder.layers.0.weight": (2, 3)})
    (plain / "tiny_vae" / "config.json").write_text(json.dumps({"_class_name": "AutoencoderTiny"}))
    tiny = next(piece for piece in inspect_model(plain).pieces if piece.name == "vae")
    assert (whole.place, tiny.place, tiny.numbers) == ("", "tiny_vae", 6)
    assert tiny.files == (plain / "tiny_vae" / "diffusion_pytorch_model.safetensors",)
    (plain / "tiny_vae" / "config.json").write_text(json.dumps({"_class_name": "AutoencoderKL"}))
    with pytest.raises(ModelError, match=r"is of 'AutoencoderKL', not of AutoencoderTiny: remove .*tiny_vae"):
        inspect_model(plain)
    film = shelf.ltx(tmp_path / "ltx")
    (film / "tiny_vae").mkdir()
    assert all(piece.place == "" for piece in inspect_model(film).pieces)


def test_files_in_half_precision_alone_are_told_as_such(tmp_path: Path):
    """A publisher's `.fp16` files are loaded under that name; plain ones beside them come first."""
    folder = shelf.restyler(tmp_path / "half")
    path = folder / "vae" / "diffusion_pytorch_model.safetensors"
    half = path.with_name("diffusion_pytorch_model.fp16.safetensors")
    path.rename(half)
    assert [piece.variant for piece in inspect_model(folder).pieces if piece.name == "vae"] == ["fp16"]
    shutil.copy(half, path)
    assert [piece.variant for piece in inspect_model(folder).pieces if piece.name == "vae"] == [""]
