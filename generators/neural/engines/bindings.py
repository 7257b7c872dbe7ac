"""Which engine answers which calls of which network: a small file for each, beside the engines.

It knows the store, no network: the weights that a network has, and a call without its numbers, come as digests. A
binding to what is not whole, or was made by other versions than are installed now, counts as none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from generators.neural.engines.key import EXECUTED, EngineKey, why_not_here
from generators.neural.engines.store import EngineStore, not_written

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
    place = _place(store, binding.weights, binding.call)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(".draft")
        draft.write_bytes(msgspec.json.format(msgspec.json.encode(binding), indent=1))
        draft.replace(place)
    except OSError as error:
        raise not_written(error, "a binding", place.parent) from error


def bound(store: EngineStore, weights: str, call: str) -> tuple[EngineKey, bytes] | None:
    """The engine for a call, whole and of the versions that are installed now; None where there is none."""
    place = _place(store, weights, call)
    try:
        if place.stat().st_size > MOST_BINDING_BYTES:
            return None
        binding = msgspec.json.decode(place.read_bytes(), type=Binding)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    key = binding.key
    if (binding.weights, binding.call) != (weights, call) or why_not_here(key):
        return None
    plan = store.load(key)
    return None if plan is None else (key, plan)


def bindings_print(root: Path) -> str:
    """Which engines there are to be used, for cache keys: their films differ in the last bits."""
    names = sorted(path.name for path in (root / BINDINGS).glob("*.json"))
    return hashlib.sha256(" ".join(names).encode()).hexdigest() if names else ""


def _place(store: EngineStore, weights: str, call: str) -> Path:
    return store.root / BINDINGS / f"{hashlib.sha256(f'{EXECUTED} {weights} {call}'.encode()).hexdigest()}.json"
