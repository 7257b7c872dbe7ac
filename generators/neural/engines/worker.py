"""Builds one engine in a process of its own: `python -m generators.neural.engines.worker`, started by `build.py`.

A builder may take gigabytes, minutes, or the whole process with it: here it can. It knows no store.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from generators.errors import Cancelled, ChannelClosed, GeneratorError
from generators.neural.engines.builders import BuildOrder, open_builder
from generators.neural.engines.key import Profile
from generators.neural.engines.store import not_written, size_words
from generators.processes import parent_channel

TELL_SECONDS = 0.25
"""Progress is told this often at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """Build an engine of `graph` into file `out`."""

    runtime: str
    graph: str
    out: str
    profiles: tuple[Profile, ...]
    capability: str
    flags: tuple[str, ...]
    workspace_bytes: int
    memory_bytes: int
    """Most the process may allocate; 0 = no limit."""
    refits: tuple[str, ...] = ()
    is_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """How far it is."""

    phase: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The engine lies in the file."""

    seconds: float
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotBuilt:
    """There is no engine, and why."""

    reason: str


BUILD_MESSAGES: dict[str, type] = {kind.__name__: kind for kind in (Build, Building, Built, NotBuilt)}


def main() -> int:
    """Build one engine."""
    channel = parent_channel(BUILD_MESSAGES)
    gone = threading.Event()
    told = 0.0

    def progress(phase: str, share: float) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told < TELL_SECONDS:
            return
        told = now
        try:
            channel.send(Building(phase=phase, share=share))
        except ChannelClosed:
            gone.set()

    try:
        order = channel.receive()
        if order.memory_bytes:
            resource.setrlimit(resource.RLIMIT_DATA, (order.memory_bytes, order.memory_bytes))
        begun = time.monotonic()
        builder = open_builder(order.runtime)
        plan = builder.build(
            BuildOrder(
                graph=Path(order.graph),
                profiles=order.profiles,
                capability=order.capability,
                is_here=order.is_here,
                flags=order.flags,
                refits=order.refits,
                workspace_bytes=order.workspace_bytes,
            ),
            progress,
            gone.is_set,
        )
        _put(Path(order.out), plan)
        channel.send(Built(seconds=time.monotonic() - begun, version=builder.version))
    except (ChannelClosed, Cancelled):
        return 0
    except GeneratorError as error:  # our own words: the parent says them
        channel.send(NotBuilt(reason=str(error)))
        return 1
    except (MemoryError, OSError, RuntimeError, TypeError, AttributeError, ValueError) as error:
        text = str(error).strip().splitlines()
        print(f"engine build: {type(error).__name__}: {error}", file=sys.stderr)
        channel.send(NotBuilt(reason=text[0] if text else type(error).__name__))
        return 1
    return 0


def _put(place: Path, plan: bytes) -> None:
    """Write the engine whole or not at all; raises EngineError where it does not fit."""
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        draft.write_bytes(plan)
        os.replace(draft, place)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise not_written(error, f"an engine of {size_words(len(plan))}", place.parent) from error


if __name__ == "__main__":
    raise SystemExit(main())
