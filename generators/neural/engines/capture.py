"""Networks of a pipeline with the very inputs that a take gives them: what is exported is what runs.

It knows torch and pipelines, no file. Inputs are caught while a take is rendered, so that shapes are those of the tier.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils._pytree import tree_flatten, tree_flatten_with_path, tree_unflatten

from generators.neural.errors import EngineError
from generators.neural.ports import Take, never

DENOISERS = ("transformer", "unet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """One network as a function of tensors alone."""

    name: str
    """"transformer", "unet", "controlnet", "vae-decoder", "text-encoder"."""
    network: torch.nn.Module
    """Takes `inputs` in order and gives its tensors in order."""
    names: tuple[str, ...]
    inputs: tuple[torch.Tensor, ...]
    call: str = ""
    """What every call has that an engine of this one can answer, as `call_print` tells it."""
    weights: str = ""
    """What `weights_print` tells of the network."""


class Flat(torch.nn.Module):
    """A network with its tensors as positions, everything else fixed as it was called."""

    def __init__(self, network: torch.nn.Module, leaves: list[Any], shape: Any, method: str) -> None:
        super().__init__()
        self.network = network
        self._leaves = [None if isinstance(leaf, torch.Tensor) else leaf for leaf in leaves]
        self._places = [place for place, leaf in enumerate(leaves) if isinstance(leaf, torch.Tensor)]
        self._shape, self._method = shape, method

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Every tensor that the network gives, in order."""
        leaves = list(self._leaves)
        for place, tensor in zip(self._places, tensors, strict=True):
            leaves[place] = tensor
        named = tree_unflatten(leaves, self._shape)
        call = self.network if self._method == "forward" else getattr(self.network, self._method)
        out = call(**named)
        found, _ = tree_flatten(tuple(out.values()) if hasattr(out, "values") else out)
        return tuple(one for one in found if isinstance(one, torch.Tensor))


def caught(adapter: Any, take: Take) -> tuple[Caught, ...]:
    """Every network that is worth an engine, with the inputs of its last call in `take`; raises EngineError."""
    pipe = adapter._pipe
    found: dict[str, tuple[torch.nn.Module, str, dict[str, Any]]] = {}
    with contextlib.ExitStack() as stack:
        for name in (*DENOISERS, "controlnet", "text_encoder"):
            network = getattr(pipe, name, None)
            if isinstance(network, torch.nn.Module):
                stack.enter_context(_listening(network, name.replace("_", "-"), found))
        if getattr(pipe, "vae", None) is not None:
            stack.enter_context(_decoding(pipe.vae, found))
        for _ in adapter.render([take], None, never):
            continue
    if not found:
        raise EngineError("no network of this model was called: nothing to export")
    return tuple(_flat(name, *call) for name, call in found.items())


@contextlib.contextmanager
def _listening(network: torch.nn.Module, name: str, found: dict[str, Any]) -> Iterator[None]:
    signature = names_of(network.forward)

    def before(module: torch.nn.Module, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        found[name] = (network, "forward", named_call(signature, arguments, named))

    handle = network.register_forward_pre_hook(before, with_kwargs=True)
    try:
        yield
    finally:
        handle.remove()


@contextlib.contextmanager
def _decoding(vae: Any, found: dict[str, Any]) -> Iterator[None]:
    """A decoder keeps a cache of its own while it walks over frames: it is caught from outside, whole."""
    plain = vae.decode

    def decode(z: torch.Tensor, *arguments: Any, **named: Any) -> Any:
        found["vae-decoder"] = (vae, "decode", decode_call(z, named))
        return plain(z, *arguments, **named)

    vae.decode = decode
    try:
        yield
    finally:
        del vae.decode


def named_call(signature: list[str], arguments: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
    """A call's arguments by name, those that are None left out."""
    given = {**dict(zip(signature, arguments, strict=False)), **named}
    return {key: value for key, value in given.items() if value is not None}


def decode_call(z: torch.Tensor, named: dict[str, Any]) -> dict[str, Any]:
    """As `named_call`, of a decoder: it draws no chance, and its answer is asked for as a tuple."""
    rest = {key: value for key, value in named.items() if key not in ("return_dict", "generator")}
    return named_call([], (), {"z": z, **rest, "return_dict": False})


def call_print(given: dict[str, Any]) -> str:
    """SHA-256 of a call without the numbers in its tensors: names, shapes, types, and everything that is no tensor."""
    leaves, shape = tree_flatten(given)
    told = [f"{tuple(leaf.shape)} {leaf.dtype}" if isinstance(leaf, torch.Tensor) else repr(leaf) for leaf in leaves]
    return hashlib.sha256(f"{shape} {told}".encode()).hexdigest()


def weights_print(network: torch.nn.Module) -> str:
    """SHA-256 of every parameter and buffer of `network`, LoRAs that were put into it included."""
    digest = hashlib.sha256()
    for name, value in sorted(network.state_dict().items()):
        plain = value.detach().cpu().contiguous()
        digest.update(f"{name} {tuple(plain.shape)} {plain.dtype}\0".encode())
        digest.update(plain.reshape(-1).view(torch.uint8).numpy())
    return digest.hexdigest()


def tensors_of(given: dict[str, Any]) -> dict[str, torch.Tensor]:
    """The tensors of a call by the names that a graph's inputs have."""
    return {_joined(path): leaf for path, leaf in tree_flatten_with_path(given)[0] if isinstance(leaf, torch.Tensor)}


def _flat(name: str, network: torch.nn.Module, method: str, given: dict[str, Any]) -> Caught:
    call = call_print(given)
    first = names_of(getattr(type(network), method))[1]
    if method == "decode" and first not in given:
        # The pipeline gave the latents by place; the class names them otherwise than we caught them.
        given = {first: given["z"], **{key: value for key, value in given.items() if key != "z"}}
    leaves, shape = tree_flatten(given)
    tensors = tensors_of(given)
    return Caught(
        name=name,
        network=Flat(network, leaves, shape, method).eval(),
        names=tuple(tensors),
        inputs=tuple(tensor.detach().clone() for tensor in tensors.values()),
        call=call,
        weights=weights_print(network),
    )


def _joined(path: Any) -> str:
    """A place in nested arguments as one name: `down_block_residuals_2`."""
    return "_".join(str(getattr(step, "key", getattr(step, "idx", step))) for step in path)


def names_of(call: Any) -> list[str]:
    """Its parameters, in order."""
    return list(inspect.signature(call).parameters)
