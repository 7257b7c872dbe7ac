"""Networks of a model in whose place an engine may answer: each by its name, with the method that is called.

It knows pipelines by their parts and no model; an adapter without a pipeline names its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

PARTS = (
    ("transformer", "transformer", "forward"),
    ("unet", "unet", "forward"),
    ("controlnet", "controlnet", "forward"),
    ("text-encoder", "text_encoder", "forward"),
    ("projection-model", "projection_model", "forward"),
    ("connectors", "connectors", "forward"),
    ("vae-encoder", "vae", "_encode"),
    ("vae-decoder", "vae", "decode"),
    ("audio-decoder", "audio_vae", "decode"),
    ("vocoder", "vocoder", "forward"),
)
"""(name, part of a pipeline, method)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One network."""

    name: str
    network: torch.nn.Module
    method: str = "forward"
    times_in_full: bool = True
    """Its pipeline gives times and places in full precision, whatever the network's own."""

    @property
    def inner(self) -> torch.nn.Module | None:
        """The network within, before whose passes cancels are asked where `method` is no forward pass."""
        within = {"_encode": "encoder", "decode": "decoder"}.get(self.method)
        return getattr(self.network, within, None) if within is not None else None


def places_of(adapter: Any) -> tuple[Place, ...]:
    """Of an adapter's pipeline, or those that it names itself in `places`."""
    own = getattr(adapter, "places", None)
    if own is not None:
        return tuple(Place(name=name, network=network, method=method) for name, network, method in own())
    pipe = getattr(adapter, "_pipe", None)
    found = []
    for name, part, method in PARTS:
        network = getattr(pipe, part, None)
        if not isinstance(network, torch.nn.Module):
            continue
        if method == "_encode" and not hasattr(network, method):
            network, method = getattr(network, "encoder", None), "forward"  # a tiny autoencoder
        if isinstance(network, torch.nn.Module) and hasattr(network, method):
            in_full = getattr(adapter, "times_in_full", True)
            found.append(Place(name=name, network=network, method=method, times_in_full=in_full))
    return tuple(found)
