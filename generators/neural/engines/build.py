"""Builds the engines of a model into the store: export, parity, one child process per build, one build per key.

It knows no command line. Playback never waits for it: what is not built yet runs eager or on the stage.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.errors import Cancelled, ChannelClosed, GeneratorError
from generators.neural.engines.bindings import Binding, bind
from generators.neural.engines.capture import Caught, caught_in
from generators.neural.engines.export import Exported, export
from generators.neural.engines.key import EngineKey, exporter_versions, runtime_version, this_system
from generators.neural.engines.store import EngineStore, not_written, size_words
from generators.neural.engines.worker import BUILD_MESSAGES, Build, Building, Built, NotBuilt
from generators.neural.errors import EngineError
from generators.neural.probe import Told
from generators.processes import spawn

WORKER = "generators.neural.engines.worker"
PLAN_FILE = "built.plan"
WORKSPACE_BYTES = 4 << 30
LISTEN_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the engines are to be."""

    runtime: str
    capability: str
    precision: str = "fp16"
    flags: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    """Only these; () = all."""
    limit_seconds: float = 3600.0
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of progress: a module and what became of it."""

    module: str
    state: str
    """"exporting", "building", "built", "kept" (was there), "elsewhere" (another process builds it) or "failed"."""
    words: str = ""
    share: float = 0.0
    parity: float = -1.0
    seconds: float = 0.0
    digest: str = ""


def build_engines(
    store: EngineStore,
    name: str,
    adapter: Any,
    asked: Callable[[], object],
    plan: Plan,
    driver: Told,
    stop: Callable[[], bool],
) -> Iterator[Step]:
    """Build every module of `adapter` that has no engine yet, in the sizes of what `asked` asks of it.

    Raises EngineError where there is nothing of what the plan names.
    What was built stays when it is stopped or fails: asked again, it goes on with what is missing. A graph that is not
    faithful to its network is never built; one that half precision spoils is built in fp32 instead.
    """
    store.sweep()
    networks = caught_in(adapter, asked)
    names = [network.name for network in networks]
    unknown = [module for module in plan.modules if module not in names]
    if unknown:
        raise EngineError(f"{name} has no network {unknown[0]!r}; it has {', '.join(names)}")
    for network in networks:
        if plan.modules and network.name not in plan.modules:
            continue
        if stop():
            raise Cancelled("building engines was stopped")
        module = f"{name}/{network.name}"
        yield Step(module=module, state="exporting")
        workshop = store.workshop(network.name)
        try:
            exported = _exported(workshop, network, plan.precision)
            if not exported.is_faithful and exported.precision != "fp32":
                exported = _exported(workshop, network, "fp32")
            if not exported.is_faithful:
                words = f"its graph is {exported.parity:.1e} away from the network: not built"
                yield Step(module=module, state="failed", words=words, parity=exported.parity)
                continue
            yield from _build(store, module, exported, plan, driver, stop)
            key = key_of(module, exported, plan, driver)
            if store.load(key) is not None:
                bind(store, Binding(weights=network.weights, call=network.call, key=key))
        except EngineError as error:
            yield Step(module=module, state="failed", words=str(error))
        finally:
            shutil.rmtree(workshop, ignore_errors=True)  # a graph is as large as its network


def _exported(workshop: Path, network: Caught, precision: str) -> Exported:
    """The graph of a network in `workshop`, written anew each time: its digests are part of the key."""
    folder = workshop / precision
    try:
        return export(network, folder, precision)
    except OSError as error:
        raise not_written(error, f"the graph of {network.name}", workshop.parent) from error


def key_of(module: str, exported: Exported, plan: Plan, driver: Told) -> EngineKey:
    """The key of the engine that `plan` makes of `exported` on this machine."""
    device = next((one.name for one in driver.devices), "any")
    return EngineKey(
        module=module,
        graph=exported.graph,
        weights=exported.weights,
        profiles=exported.profiles,
        precision=exported.precision,
        flags=tuple(sorted(plan.flags)),
        loras=(),
        runtime=plan.runtime,
        runtime_version=runtime_version(plan.runtime),
        cuda=driver.version,
        driver=driver.version,
        device=device,
        capability=plan.capability,
        system=this_system(),
        exporters=exporter_versions(),
    )


def _build(
    store: EngineStore, module: str, exported: Exported, plan: Plan, driver: Told, stop: Callable[[], bool]
) -> Iterator[Step]:
    key = key_of(module, exported, plan, driver)
    if store.load(key) is not None:
        yield Step(module=module, state="kept", parity=exported.parity, digest=key.digest)
        return
    with store.building(key) as mine:
        if not mine:
            yield Step(module=module, state="elsewhere", words="another process builds it", digest=key.digest)
            return
        before = {entry.digest for entry in store.entries()}
        draft = exported.path.parent / PLAN_FILE
        built = yield from _in_child(module, exported, plan, draft, stop)
        try:
            content = draft.read_bytes()
            draft.unlink()  # its room is needed twice otherwise
        except OSError as error:
            raise not_written(error, f"the engine of {module}", store.root) from error
        store.keep(key, content, build_seconds=built.seconds, parity=exported.parity)
        gone = len(before - {entry.digest for entry in store.entries()})
        yield Step(
            module=module,
            state="built",
            words=f"{gone} not used for longest removed: the store holds {size_words(store.limit_bytes)}"
            if gone
            else "",
            parity=exported.parity,
            seconds=built.seconds,
            share=1.0,
            digest=key.digest,
        )


def _in_child(
    module: str, exported: Exported, plan: Plan, draft: Path, stop: Callable[[], bool]
) -> Generator[Step, None, Built]:
    """Build in a child process; returns Built. Raises EngineError, Cancelled."""
    child = spawn(WORKER, BUILD_MESSAGES, idle=True)
    begun = time.monotonic()
    try:
        child.channel.send(
            Build(
                runtime=plan.runtime,
                graph=str(exported.path),
                out=str(draft),
                profiles=exported.profiles,
                capability=plan.capability,
                flags=plan.flags,
                workspace_bytes=WORKSPACE_BYTES,
                memory_bytes=plan.memory_bytes,
            )
        )
        while True:
            if stop():
                raise Cancelled("building engines was stopped")
            if time.monotonic() - begun > plan.limit_seconds:
                raise EngineError(f"{module} was not built within {plan.limit_seconds:.0f} s; raise --limit")
            told = child.channel.receive(LISTEN_SECONDS)
            if isinstance(told, Building):
                yield Step(module=module, state="building", words=told.phase, share=told.share)
            elif isinstance(told, Built):
                return told
            elif isinstance(told, NotBuilt):
                raise EngineError(told.reason)
    except ChannelClosed as error:
        raise EngineError(f"the process that built {module} died; less memory pressure or --memory may help") from error
    except EngineError:
        raise
    except GeneratorError as error:
        if isinstance(error, Cancelled):
            raise
        raise EngineError(str(error)) from error
    finally:
        child.stop(patience_seconds=0.2)
