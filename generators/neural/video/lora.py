"""A seed's own LoRA, put into a denoiser's weights once, when the model is opened.

It knows one network and one file, no pipeline: what was inspected is added as B·A, and every step costs what it did.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors.torch
import torch

from generators.neural.errors import ModelError

DOWN, UP, ALPHA = ".lora_A.weight", ".lora_B.weight", ".alpha"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfused:
    """What a network was before a LoRA was put into it: engines that were built for it can be given the change."""

    weights: str
    """What `weights_print` told of it."""
    changed: tuple[str, ...]
    """Names of the weights that are others now."""


def fuse(network: Any, path: Path, denoiser: str) -> tuple[str, ...]:
    """Add the LoRA in `path` to `network`; names of the weights it changed. Raises ModelError, the network untouched.

    Names are diffusers' own, with or without the denoiser's name in front; a rank other than `alpha` scales by
    alpha / rank, as it was trained.
    """
    try:
        tensors = safetensors.torch.load_file(str(path))
    except (OSError, safetensors.SafetensorError) as error:
        raise ModelError(f"{path} cannot be read ({error}): get the LoRA again or remove it") from error
    weights = dict(network.named_parameters())
    changes: dict[str, tuple[torch.nn.Parameter, torch.Tensor]] = {}
    for name, down in tensors.items():
        if not name.endswith(DOWN):
            continue
        stem = name.removesuffix(DOWN)
        up = tensors.get(stem + UP)
        weight = weights.get(stem.removeprefix(f"{denoiser}.") + ".weight")
        if up is None or weight is None:
            raise ModelError(
                f"{path} changes {stem}, which this model has not got: it belongs to another model, remove it"
            )
        alpha = tensors.get(stem + ALPHA)
        scale = float(alpha) / down.shape[0] if alpha is not None else 1.0
        change = scale * (up.flatten(1).float() @ down.flatten(1).float())
        if change.numel() != weight.numel() or not torch.isfinite(change).all():
            raise ModelError(
                f"{path}: {stem} does not fit its weight {tuple(weight.shape)}: it belongs to another model, remove it"
            )
        changes[stem.removeprefix(f"{denoiser}.") + ".weight"] = (weight, change.reshape(weight.shape))
    with torch.no_grad():
        for weight, change in changes.values():
            weight.copy_((weight.float() + change.to(weight.device)).to(weight.dtype))
    return tuple(changes)
