"""Which engine answers which calls of which network: a small file for each, beside the engines.

It knows the store, no network: the weights that a network has, and a call without its numbers, come as digests. A
binding to what is not whole, or was made by other versions than are installed now, counts as none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from generators.neural.engines.key import EngineKey, why_not_here
from generators.neural.engines.store import EngineStore, write_note

BINDINGS = "bindings"
MOST_BINDING_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Says which engine answers which calls of which network."""

    weights: str
    call: str
    key: EngineKey


def bind(store: EngineStore, binding: Binding) -> None:
    """Write `binding` beside the engines; raises EngineError."""
    place = _place(store, binding.key.runtime, binding.weights, binding.call)
    write_note(place, msgspec.json.format(msgspec.json.encode(binding), indent=1), "a binding")


def bound(store: EngineStore, runtime: str, weights: str, call: str) -> tuple[EngineKey, bytes] | None:
    """The engine of `runtime` for a call, whole and of the versions installed now; None where there is none."""
    place = _place(store, runtime, weights, call)
    try:
        if place.stat().st_size > MOST_BINDING_BYTES:
            return None
        binding = msgspec.json.decode(place.read_bytes(), type=Binding)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    key = binding.key
    if (key.runtime, binding.weights, binding.call) != (runtime, weights, call) or why_not_here(key):
        return None
    plan = store.load(key)
    return None if plan is None else (key, plan)


def _place(store: EngineStore, runtime: str, weights: str, call: str) -> Path:
    return store.root / BINDINGS / f"{hashlib.sha256(f'{runtime} {weights} {call}'.encode()).hexdigest()}.json"
