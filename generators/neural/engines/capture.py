"""Networks of a pipeline with the very inputs that a take gives them: what is exported is what runs.

It knows torch and pipelines, no file. Inputs are caught while a take is rendered, so that shapes are those of the tier.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils._pytree import tree_flatten, tree_flatten_with_path, tree_unflatten

from generators.neural.engines.places import Place, places_of
from generators.neural.errors import EngineError
from generators.neural.ports import Take, never


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """One network as a function of tensors alone."""

    name: str
    """As `PARTS` has it: "transformer", "vae-decoder" …"""
    network: torch.nn.Module
    """Takes `inputs` in order and gives its tensors in order."""
    names: tuple[str, ...]
    inputs: tuple[torch.Tensor, ...]
    times_in_full: bool = True
    """As `Place` has it."""
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
        found, _ = tree_flatten(tuple(out.values()) if isinstance(out, dict) else out)
        return tuple(one for one in found if isinstance(one, torch.Tensor))


def rendering(adapter: Any, take: Take) -> Callable[[], object]:
    """Asks an adapter for the film of `take`, and drops it."""

    def asked() -> None:
        for _ in adapter.render([take], None, never):
            continue

    return asked


def caught_in(adapter: Any, asked: Callable[[], object]) -> tuple[Caught, ...]:
    """Every network worth an engine, with the inputs of its first largest call while `asked` asks the adapter for
    something; raises EngineError."""
    found: dict[str, tuple[Place, dict[str, Any]]] = {}
    places = places_of(adapter)
    with contextlib.ExitStack() as stack:
        for place in places:
            stack.enter_context(_listening(place, found))
        asked()
    if not found:
        raise EngineError("no network of this model was called: nothing to export")
    return tuple(_flat(*found[place.name]) for place in places if place.name in found)


@contextlib.contextmanager
def _listening(place: Place, found: dict[str, tuple[Place, dict[str, Any]]]) -> Iterator[None]:
    """A network is caught from outside, whole: some keep a cache of their own while they walk over frames."""
    plain = getattr(place.network, place.method)
    before = vars(place.network).get(place.method)

    def asked(*arguments: Any, **named: Any) -> Any:
        given = call_of(plain, place.method, arguments, named)
        known = found.get(place.name)
        if known is None or _numbers(given) > _numbers(known[1]):
            found[place.name] = (place, given)
        return plain(*arguments, **named)

    setattr(place.network, place.method, asked)
    try:
        yield
    finally:
        if before is None:
            delattr(place.network, place.method)
        else:
            setattr(place.network, place.method, before)


def _numbers(given: dict[str, Any]) -> int:
    """In all tensors of a call."""
    return sum(leaf.numel() for leaf in tree_flatten(given)[0] if isinstance(leaf, torch.Tensor))


def call_of(
    plain: Callable[..., Any], method: str, arguments: tuple[Any, ...], named: dict[str, Any]
) -> dict[str, Any]:
    """A call's arguments by the names that `plain` has for them, those that are None left out.

    A decoder draws no chance, and its answer is asked for as a tuple.
    """
    signature = names_of(plain)
    given = {**dict(zip(signature, arguments, strict=False)), **named}
    if method == "decode":
        given.pop("generator", None)
        if "return_dict" in signature:
            given["return_dict"] = False
    return {key: value for key, value in given.items() if value is not None}


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


NAMES = {torch.float32: "fp32", torch.float16: "fp16", torch.bfloat16: "bf16"}


def precision_of(network: torch.nn.Module) -> str:
    """That of the network's coarsest weights, as `TOLERANCE` names it: its own numbers are no better."""
    kinds = {value.dtype for value in network.parameters()}
    return next((NAMES[kind] for kind in (torch.bfloat16, torch.float16) if kind in kinds), "fp32")


def tensors_of(given: dict[str, Any]) -> dict[str, torch.Tensor]:
    """The tensors of a call by the names that a graph's inputs have."""
    return {_joined(path): leaf for path, leaf in tree_flatten_with_path(given)[0] if isinstance(leaf, torch.Tensor)}


MASK = "attention_mask"


def apart(
    given: dict[str, torch.Tensor], answers: Sequence[torch.Tensor], wanted: Sequence[torch.Tensor]
) -> list[float]:
    """For each answer its largest difference from what was wanted, relative to the largest value; NaN is far away.

    What stands at places that the call's mask leaves out does not count: nobody reads it, and each way of writing
    attention fills it with something else.
    """
    mask = given.get(MASK)
    found = []
    for one, other in zip(answers, wanted, strict=True):
        ours, theirs = one.float().to(other.device), other.float()
        if mask is not None and ours.ndim >= 2 and mask.ndim == 2 and ours.shape[:2] == mask.shape:
            read = mask.to(torch.bool)
            ours, theirs = ours[read], theirs[read]
        if not theirs.numel():
            continue
        far = float((ours - theirs).abs().max() / theirs.abs().max().clamp_min(1e-12))
        found.append(far if far == far else float("inf"))
    return found


def _flat(place: Place, given: dict[str, Any]) -> Caught:
    leaves, shape = tree_flatten(given)
    tensors = tensors_of(given)
    return Caught(
        name=place.name,
        network=Flat(place.network, leaves, shape, place.method).eval(),
        names=tuple(tensors),
        inputs=tuple(tensor.detach().clone() for tensor in tensors.values()),
        times_in_full=place.times_in_full,
        call=call_print(given),
        weights=weights_print(place.network),
    )


def _joined(path: Any) -> str:
    """A place in nested arguments as one name: `down_block_residuals_2`."""
    return "_".join(str(getattr(step, "key", getattr(step, "idx", step))) for step in path)


def names_of(call: Any) -> list[str]:
    """Its parameters, in order."""
    return list(inspect.signature(call).parameters)
