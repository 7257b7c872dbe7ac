"""Which way a network is computed on this machine: a recorded benchmark with parity decides, a small file a call.

It knows times and files, no network and no torch. A record of another machine or of other versions counts as none, and
without a record the network answers for itself: an engine is used because it was measured, never by hope.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from generators.neural.engines.key import EXPORTERS, ONNX, exporter_versions
from generators.neural.engines.store import MANIFEST, EngineStore, write_note
from generators.neural.engines.target import EXECUTED, PROCESSOR, Target

CHOICES = "choices"
CHOICE_SCHEMA = 1
MOST_CHOICE_BYTES = 1 << 20
EAGER, COMPILED = "eager", "compiled"
"""The network as it is; the same compiled in its process (torch.compile), which a show does not wait for: a library of
it is what `aotinductor` makes, so this row only tells what could be had."""
WORTH = 1.05
"""An engine is used where it is so many times as fast as the network."""
TOLERANCE = {"fp32": 1e-5, "fp16": 5e-3, "bf16": 3e-2}
"""Largest relative error of an engine against its network."""
PACKAGES = (ONNX, *EXPORTERS)
"""On whose versions times and engines depend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """One way to compute one call of a network."""

    way: str
    """"eager", "compiled" or a runtime."""
    ran: bool
    why: str = ""
    """Why it did not run."""
    median_ms: float = 0.0
    p95_ms: float = 0.0
    error: float = 0.0
    """Largest difference from the network, relative to the largest value."""
    precision: str = "fp32"
    prepare_seconds: float = 0.0
    """Compiling or opening, before the first call."""
    engine: str = ""
    """Digest of the engine's key; "" = none."""

    @property
    def is_faithful(self) -> bool:
        """Whether it ran and gives the network's numbers."""
        return self.ran and self.error <= TOLERANCE[self.precision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was measured of one call, and so which way it goes."""

    schema: int = CHOICE_SCHEMA
    module: str
    """For people: "ltx-condition/transformer"."""
    weights: str
    call: str
    machine: tuple[str, ...]
    """System, and the device that computes, as `Target.machine` has it."""
    versions: tuple[tuple[str, str], ...]
    rounds: int
    timings: tuple[Timing, ...]

    @property
    def worth(self) -> tuple[Timing, ...]:
        """The engines that are worth it, quickest first."""
        plain = next((one.median_ms for one in self.timings if one.way == EAGER and one.ran), 0.0)
        served = [one for one in self.timings if one.way in EXECUTED and one.is_faithful]
        quick = [one for one in served if plain >= WORTH * one.median_ms]
        return tuple(sorted(quick, key=lambda one: one.median_ms))

    @property
    def chosen(self) -> str:
        """The quickest way that a show can go, or "eager" where none is worth it."""
        return self.worth[0].way if self.worth else EAGER

    def times_as_fast(self, way: str) -> float:
        """How many times as fast as the network `way` is; 0 = it did not run."""
        found = {one.way: one.median_ms for one in self.timings if one.ran}
        return found[EAGER] / found[way] if EAGER in found and found.get(way, 0.0) > 0 else 0.0


def coarser(one: str, other: str) -> str:
    """Of two precisions the one that may be further off: an engine is no nearer to its network than either."""
    return max(one, other, key=lambda precision: TOLERANCE[precision])


def choice_of(
    module: str, weights: str, call: str, rounds: int, timings: tuple[Timing, ...], target: Target = PROCESSOR
) -> Choice:
    """A record of `target` as it is now."""
    return Choice(
        module=module,
        weights=weights,
        call=call,
        machine=target.machine,
        versions=exporter_versions(PACKAGES),
        rounds=rounds,
        timings=timings,
    )


def record(store: EngineStore, choice: Choice) -> Choice:
    """Write `choice` beside the engines; raises EngineError. What an error cannot be is kept as the largest number."""
    choice = replace(choice, timings=tuple(replace(one, error=min(one.error, 1e9)) for one in choice.timings))
    place = _place(store, choice.weights, choice.call, choice.machine)
    write_note(place, msgspec.json.format(msgspec.json.encode(choice), indent=1), "what was measured")
    return choice


def recorded(store: EngineStore, weights: str, call: str, target: Target = PROCESSOR) -> Choice | None:
    """What was measured of a call on `target` with what is installed now; None where nothing was."""
    choice = _read(_place(store, weights, call, target.machine))
    if choice is None or (choice.weights, choice.call) != (weights, call):
        return None
    return choice if is_of_now(choice, (target,)) else None


def is_of_now(choice: Choice, here: Collection[Target] = (PROCESSOR,)) -> bool:
    """Whether it was measured on a device of this machine with the versions that are installed."""
    return any(choice.machine == one.machine for one in here) and choice.versions == exporter_versions(PACKAGES)


def choices(root: Path) -> tuple[Choice, ...]:
    """Every record of the store in `root` that can be read."""
    found = (_read(path) for path in sorted((root / CHOICES).glob("*.json")))
    return tuple(choice for choice in found if choice is not None)


def choices_print(root: Path, target: Target = PROCESSOR) -> str:
    """Which engines answer which calls on `target`, for cache keys: their films differ in the last bits. "" = none."""
    here = target.machine, exporter_versions(PACKAGES)
    used = []
    for choice in choices(root):
        engine = next((one.engine for one in choice.worth if (root / one.engine / MANIFEST).is_file()), "")
        if engine and (choice.machine, choice.versions) == here:
            used.append(f"{choice.weights} {choice.call} {engine}")
    return hashlib.sha256(" ".join(sorted(used)).encode()).hexdigest() if used else ""


def _read(path: Path) -> Choice | None:
    try:
        if path.stat().st_size > MOST_CHOICE_BYTES:
            return None
        choice = msgspec.json.decode(path.read_bytes(), type=Choice)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    known = all(one.precision in TOLERANCE for one in choice.timings)
    return choice if choice.schema == CHOICE_SCHEMA and known else None


def _place(store: EngineStore, weights: str, call: str, machine: tuple[str, ...]) -> Path:
    told = f"{weights} {call} {machine}"  # a folder may serve several devices, and come from another machine
    return store.root / CHOICES / f"{hashlib.sha256(told.encode()).hexdigest()}.json"
