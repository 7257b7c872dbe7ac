"""AnyFlow's places as turns, written in real numbers while its graph is made: ONNX has no complex ones.

It knows one family of positional embeddings. How far each place turns follows from a call's sizes alone: it is a
constant of the graph.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

import torch

KIND = "AnyFlowCausalRotaryPosEmbed"
APPLY = "apply_rotary_emb"


@contextlib.contextmanager
def without_complex(network: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> Iterator[None]:
    """For one call of `network` with `inputs`; nothing is changed where no such embedding is in it."""
    embedding = next((module for module in network.modules() if type(module).__name__ == KIND), None)
    if embedding is None:
        yield
        return
    told: list[dict[str, torch.Tensor]] = []
    handle = embedding.register_forward_hook(lambda module, given, out: told.append(dict(out)))
    try:
        network(*(tensor.clone() for tensor in inputs))
    finally:
        handle.remove()
    turns = {key: torch.view_as_real(value).float() for key, value in told[0].items()}
    owner = sys.modules[type(embedding).__module__]
    kept = getattr(owner, APPLY)
    embedding.forward = lambda *arguments, **named: dict(turns)
    setattr(owner, APPLY, _turned)
    try:
        yield
    finally:
        setattr(owner, APPLY, kept)
        del embedding.forward


def _turned(states: torch.Tensor, turns: torch.Tensor) -> torch.Tensor:
    """(batch, heads, places, width), pairs of which are turned by (1, 1, places, width / 2, 2): cosines and sines."""
    pairs: Any = states.float().unflatten(3, (-1, 2))
    x, y, cosine, sine = pairs[..., 0], pairs[..., 1], turns[..., 0], turns[..., 1]
    return torch.stack([x * cosine - y * sine, x * sine + y * cosine], dim=-1).flatten(3, 4).type_as(states)
