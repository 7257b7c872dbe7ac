"""Where an engine has the weights that a LoRA changes: what it is given anew when it is opened for a story.

It knows graphs and networks, no runtime. Exporters exchange rows and columns, give names of their own, and keep what is
equal once: so a weight is found by its numbers, and one that stands for several is none that could be changed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
import torch

from generators.neural.engines.bindings import Refit
from generators.neural.engines.packing import weights_of

TYPES = {1: torch.float32, 10: torch.float16, 16: torch.bfloat16}
"""torch's types by ONNX's numbers."""


def refits_in(graph: Path, network: torch.nn.Module, names: Collection[str]) -> tuple[Refit, ...]:
    """Where the graph in file `graph` has the weights `names` of `network`; those that it has nowhere are left out."""
    places: dict[tuple[Any, ...], list[tuple[str, torch.dtype]]] = {}
    kinds = set()
    for tensor in weights_of(graph):
        kind = TYPES.get(tensor.data_type)
        if kind is None:
            continue
        kinds.add(kind)
        numbers = tensor.raw_data or onnx.numpy_helper.to_array(tensor).tobytes()
        told = (kind, tuple(tensor.dims), hashlib.sha256(numbers).digest())
        places.setdefault(told, []).append((tensor.name, kind))
    found, claims = [], Counter[str]()
    for name, value in network.named_parameters():
        here: dict[str, Refit] = {}
        for told, turned in _prints(value, kinds):
            for place, kind in places.get(told, ()):  # as it is first: what is symmetric is not exchanged
                own = Refit(weight=name, place=place, kind=str(kind).removeprefix("torch."), turned=turned)
                here.setdefault(place, own)
        claims.update(here.keys())
        found += list(here.values()) if name in names else []
    return tuple(refit for refit in found if claims[refit.place] == 1)


def of_library(network: torch.nn.Module, names: Collection[str], prefix: str) -> tuple[Refit, ...]:
    """The same for a library of AOTInductor, which keeps every weight under its name behind `prefix`."""
    return tuple(
        Refit(weight=name, place=f"{prefix}{name}", kind=str(value.dtype).removeprefix("torch."))
        for name, value in network.named_parameters()
        if name in names
    )


def changed_weights(
    network: torch.nn.Module, refits: Sequence[Refit], changed: Collection[str]
) -> Mapping[str, torch.Tensor] | None:
    """The `changed` weights of `network` as its engine wants them, by their names there; None where it has not all."""
    wanted = [refit for refit in refits if refit.weight in changed]
    if {refit.weight for refit in wanted} != set(changed):
        return None
    weights = dict(network.named_parameters())
    return {
        refit.place: _as_there(weights[refit.weight], getattr(torch, refit.kind), refit.turned).cpu()
        for refit in wanted
    }


def _prints(value: torch.Tensor, kinds: Collection[torch.dtype]) -> Iterator[tuple[tuple[Any, ...], bool]]:
    """What tells a weight in each of `kinds`, as it is and with rows and columns exchanged."""
    for kind in kinds:
        for turned in (False, True) if value.ndim == 2 else (False,):
            there = _as_there(value, kind, turned).cpu()
            numbers = there.reshape(-1).view(torch.uint8).numpy().tobytes()
            yield (kind, tuple(there.shape), hashlib.sha256(numbers).digest()), turned


def _as_there(value: torch.Tensor, kind: torch.dtype, turned: bool) -> torch.Tensor:
    plain = value.detach().to(kind)
    return (plain.T if turned else plain).contiguous()
