"""Which engine answers which calls of which network: a small file for each, beside the engines.

It knows the store, no network: the weights that a network has, and a call without its numbers, come as digests. A
binding to what is not whole, or was made by other versions than are installed now, counts as none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from generators.neural.engines.key import EngineKey
from generators.neural.engines.store import EngineStore, write_note
from generators.neural.engines.target import PROCESSOR, Target, kind_of, why_not_here

BINDINGS = "bindings"
MOST_BINDING_BYTES = 4 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Refit:
    """One weight of a network as its engine has it."""

    weight: str
    """Its name in the network."""
    place: str
    """Its name in the engine."""
    kind: str
    """Type of its numbers there, as torch names it: "float16"."""
    turned: bool = False
    """Rows and columns are exchanged there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Says which engine answers which calls of which network."""

    weights: str
    call: str
    key: EngineKey
    refits: tuple[Refit, ...] = ()
    """The network's weights that the engine can be given anew when it is opened."""


def bind(store: EngineStore, binding: Binding, target: Target = PROCESSOR) -> None:
    """Write `binding`, for calls on `target`, beside the engines; raises EngineError."""
    place = _place(store, binding.key.runtime, binding.weights, binding.call, target)
    write_note(place, msgspec.json.format(msgspec.json.encode(binding), indent=1), "a binding")


def bound(
    store: EngineStore, runtime: str, weights: str, call: str, target: Target = PROCESSOR
) -> tuple[EngineKey, bytes] | None:
    """The engine of `runtime` for a call on `target`, whole and of the versions installed now; None where there is
    none."""
    binding = _read(store, runtime, weights, call, target)
    plan = store.load(binding.key) if binding is not None else None
    return None if binding is None or plan is None else (binding.key, plan)


def refits_of(
    store: EngineStore, runtime: str, weights: str, call: str, target: Target = PROCESSOR
) -> tuple[Refit, ...]:
    """The weights that the engine of a call can be given anew; () where there is no engine."""
    binding = _read(store, runtime, weights, call, target)
    return binding.refits if binding is not None else ()


def _read(store: EngineStore, runtime: str, weights: str, call: str, target: Target) -> Binding | None:
    place = _place(store, runtime, weights, call, target)
    try:
        if place.stat().st_size > MOST_BINDING_BYTES:
            return None
        binding = msgspec.json.decode(place.read_bytes(), type=Binding)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    key = binding.key
    if (key.runtime, binding.weights, binding.call) != (runtime, weights, call) or kind_of(key) != target.kind:
        return None
    return None if why_not_here(key, (target,)) else binding


def _place(store: EngineStore, runtime: str, weights: str, call: str, target: Target) -> Path:
    told = f"{runtime} {weights} {call}{target.place}"
    return store.root / BINDINGS / f"{hashlib.sha256(told.encode()).hexdigest()}.json"
