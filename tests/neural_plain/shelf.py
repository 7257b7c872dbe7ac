"""Model folders made of a few numbers each, whole or broken, for tests that load nothing."""

from __future__ import annotations

import json
import struct
from pathlib import Path


def weights(path: Path, shapes: dict[str, tuple[int, ...]], *, missing: int = 0) -> Path:
    """A safetensors file of zeros (F16) with `missing` bytes cut off its end."""
    table, place = {}, 0
    for name, shape in shapes.items():
        size = 2
        for side in shape:
            size *= side
        table[name] = {"dtype": "F16", "shape": list(shape), "data_offsets": [place, place + size]}
        place += size
    header = json.dumps(table).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((struct.pack("<Q", len(header)) + header + bytes(place))[: -missing or None])
    return path


PARTS = {
    "transformer": ["diffusers", "LTXVideoTransformer3DModel"],
    "vae": ["diffusers", "AutoencoderKLLTXVideo"],
    "text_encoder": ["transformers", "T5EncoderModel"],
    "tokenizer": ["transformers", "T5TokenizerFast"],
    "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
}
FILES = {"transformer": "diffusion_pytorch_model", "vae": "diffusion_pytorch_model", "text_encoder": "model"}
SHAPES = {"proj_in.weight": (8, 16), "blocks.0.attn.to_q.weight": (32, 16)}


def ltx(folder: Path, name: str = "LTXConditionPipeline") -> Path:
    """A whole pipeline folder of a video model."""
    folder.mkdir(parents=True)
    (folder / "model_index.json").write_text(json.dumps({"_class_name": name, "_diffusers_version": "0.42.1", **PARTS}))
    for part, stem in FILES.items():
        weights(folder / part / f"{stem}.safetensors", SHAPES)
        (folder / part / "config.json").write_text(json.dumps({"_class_name": PARTS[part][1]}))
    (folder / "tokenizer").mkdir()
    (folder / "tokenizer" / "tokenizer.json").write_text("{}")
    (folder / "scheduler").mkdir()
    (folder / "scheduler" / "scheduler_config.json").write_text("{}")
    (folder / "LICENSE").write_text("\nOpen Weights Licence 1.0\nFor everybody.\n")
    return folder


def restyler(folder: Path) -> Path:
    """A whole pipeline folder of a restyler."""
    parts = {**PARTS, "vae": ["diffusers", "AutoencoderKL"], "unet": ["diffusers", "UNet2DConditionModel"]}
    del parts["transformer"]
    ltx(folder, "StableDiffusionPipeline")
    (folder / "transformer").rename(folder / "unet")
    index = {"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.42.1", **parts}
    (folder / "model_index.json").write_text(json.dumps(index))
    return folder
