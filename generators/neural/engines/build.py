"""Builds the engines of a model into the store: export, parity, one child process per build, one build per key.

It knows no command line. Playback never waits for it: what is not built yet runs eager or on the stage.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generators.errors import Cancelled, ChannelClosed, GeneratorError
from generators.neural.engines.bindings import Binding, Refit, bind, bound
from generators.neural.engines.builders import REFIT
from generators.neural.engines.capture import Caught, caught_in
from generators.neural.engines.choices import COMPILED, Choice, choice_of, record, recorded
from generators.neural.engines.export import Exported, export
from generators.neural.engines.inductor import Traced, compiled_library, compiler_print, traced
from generators.neural.engines.key import (
    AOT,
    PLAIN,
    RTX,
    EngineKey,
    exporter_versions,
    runtime_version,
    this_processor,
    this_system,
)
from generators.neural.engines.limited import limited
from generators.neural.engines.refits import of_library, refits_in
from generators.neural.engines.store import EngineStore, not_written, size_words
from generators.neural.engines.target import ANY, CUDA, PROCESSOR, Target
from generators.neural.engines.ways import ROUNDS, timings
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
    """Of the device to build for: "8.9"; "cpu" for the processor."""
    target: Target = PROCESSOR
    """The device that computes here: engines for it are timed on it, and answer calls on it."""
    precision: str = "fp16"
    flags: tuple[str, ...] = ()
    refits: tuple[str, ...] = ()
    """Weights that LoRAs of the model change, behind their network's name: "transformer.proj_in.weight"; an engine can
    be given them anew when it is opened."""
    modules: tuple[str, ...] = ()
    """Only these; () = all."""
    limit_seconds: float = 3600.0
    memory_bytes: int = 0
    rounds: int = 0
    """So often each network is timed beside its engines, which decides who answers in a show; 0 = not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of progress: a module and what became of it."""

    module: str
    state: str
    """"exporting", "building", "built", "kept" (was there), "elsewhere" (another process builds it), "measured" or
    "failed"."""
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
    tell: Callable[[Step], None] = lambda step: None,
) -> Iterator[Step]:
    """Build every module of `adapter` that has no engine yet, in the sizes of what `asked` asks of it.

    Raises EngineError where there is nothing of what the plan names.
    What was built stays when it is stopped or fails: asked again, it goes on with what is missing. A graph that is not
    faithful to its network is never built; one that half precision spoils is built in fp32 instead. What is compiled in
    this process cannot yield on its way: `tell` is given those steps.
    """
    store.sweep()
    for network in _wanted(name, caught_in(adapter, asked), plan.modules):
        if stop():
            raise Cancelled("building engines was stopped")
        module = f"{name}/{network.name}"
        yield Step(module=module, state="exporting")
        workshop = store.workshop(network.name)
        try:
            if plan.runtime == AOT:
                yield from _compile(store, module, network, plan, driver, tell)
                if bound(store, AOT, network.weights, network.call, plan.target) is not None:
                    yield from _measure(store, module, network, plan)
                continue
            exported = _exported(workshop, network, plan.precision)
            if not exported.is_faithful and exported.precision != "fp32":
                exported = _exported(workshop, network, "fp32")
            if not exported.is_faithful:
                words = f"its graph is {exported.parity:.1e} away from the network: not built"
                yield Step(module=module, state="failed", words=words, parity=exported.parity)
                continue
            refits = refits_in(exported.path, network.network.network, _changed(network, plan))
            own = _refittable(plan, refits)
            yield from _build(store, module, exported, own, driver, stop)
            key = key_of(module, exported, own, driver)
            if store.load(key) is not None:
                binding = Binding(weights=network.weights, call=network.call, key=key, refits=refits)
                bind(store, binding, plan.target)
                yield from _measure(store, module, network, plan)
        except EngineError as error:
            yield Step(module=module, state="failed", words=str(error))
        finally:
            shutil.rmtree(workshop, ignore_errors=True)  # a graph is as large as its network


def choose_ways(
    store: EngineStore,
    name: str,
    adapter: Any,
    asked: Callable[[], object],
    *,
    modules: tuple[str, ...] = (),
    rounds: int = ROUNDS,
    compiled: bool = True,
    target: Target = PROCESSOR,
) -> Iterator[Choice]:
    """Time every way to compute each network of `adapter`, which lies on `target`, in the sizes of what `asked` asks,
    and record who answers.

    Raises EngineError where there is nothing of what `modules` names.
    """
    for network in _wanted(name, caught_in(adapter, asked), modules):
        choice = _chosen(store, f"{name}/{network.name}", network, rounds, compiled, target)
        yield choice  # told before it is written: it may be that nothing can be
        record(store, choice)


def _chosen(store: EngineStore, module: str, network: Caught, rounds: int, compiled: bool, target: Target) -> Choice:
    where = f" --device {target.kind}" if target.kind == CUDA else ""
    engines = {
        runtime: bound(store, runtime, network.weights, network.call, target)
        or f"not built for this: evershow engines build {module.split('/')[0]} --runtime {runtime}{where}"
        for runtime in target.runtimes
    }
    rows = timings(network, engines, rounds=rounds, compiled=compiled)
    known = None if compiled else recorded(store, network.weights, network.call, target)
    kept = tuple(one for one in known.timings if one.way == COMPILED) if known is not None else ()
    return choice_of(module, network.weights, network.call, rounds, (rows[0], *kept, *rows[1:]), target)


def _measure(store: EngineStore, module: str, network: Caught, plan: Plan) -> Iterator[Step]:
    """Time what was built beside the network, where the plan asks for it and something here executes it."""
    if not plan.rounds or bound(store, plan.runtime, network.weights, network.call, plan.target) is None:
        return
    choice = record(store, _chosen(store, module, network, plan.rounds, False, plan.target))
    ratio = choice.times_as_fast(plan.runtime)
    words = f"{ratio:.2f} × as fast as the network; {choice.chosen} answers"
    why = next((one.why for one in choice.timings if one.way == plan.runtime), "")
    yield Step(module=module, state="measured", words=why or words)


def _wanted(name: str, networks: tuple[Caught, ...], modules: tuple[str, ...]) -> tuple[Caught, ...]:
    """Those that `modules` names, or all; raises EngineError for a name that is none of them."""
    names = [network.name for network in networks]
    unknown = [module for module in modules if module not in names]
    if unknown:
        raise EngineError(f"{name} has no network {unknown[0]!r}; it has {', '.join(names)}")
    return tuple(network for network in networks if not modules or network.name in modules)


def _changed(network: Caught, plan: Plan) -> tuple[str, ...]:
    """The weights of `network` that LoRAs change."""
    prefix = f"{network.name}."
    return tuple(name.removeprefix(prefix) for name in plan.refits if name.startswith(prefix))


def _refittable(plan: Plan, refits: tuple[Refit, ...]) -> Plan:
    """`plan` for a network with these `refits`: TensorRT wants them named when it builds, and a GPU to build so."""
    places = tuple(sorted({refit.place for refit in refits}))
    if plan.target.kind != CUDA or plan.runtime not in (PLAIN, RTX) or not places:
        return replace(plan, refits=())
    return replace(plan, flags=tuple(sorted({*plan.flags, REFIT})), refits=places)


def _compile(
    store: EngineStore, module: str, network: Caught, plan: Plan, driver: Told, tell: Callable[[Step], None]
) -> Iterator[Step]:
    """A library of AOTInductor for `network`, kept where it is not there yet and bound to the network's calls."""
    refits = of_library(network.network.network, _changed(network, plan), "network.")
    if plan.flags:
        raise EngineError(f"{AOT} {runtime_version(AOT)} cannot build with {plan.flags[0]!r}")
    trace = traced(network)
    key = key_of(module, trace, plan, driver)
    if store.load(key) is not None:
        yield Step(module=module, state="kept", digest=key.digest)
        bind(store, Binding(weights=network.weights, call=network.call, key=key, refits=refits), plan.target)
        return
    with store.building(key) as mine:
        if not mine:
            yield Step(module=module, state="elsewhere", words="another process builds it", digest=key.digest)
            return
        yield Step(module=module, state="building", words="compiling")

        def so_far(seconds: float) -> None:
            tell(Step(module=module, state="building", words=f"compiling for {seconds:.0f} s"))

        content, seconds = limited(module, plan.limit_seconds, so_far, lambda: compiled_library(trace))
        (row,) = (one for one in timings(network, {AOT: (key, content)}, rounds=1, compiled=False) if one.way == AOT)
        if not row.is_faithful:
            words = row.why or f"its library is {row.error:.1e} away from the network: not kept"
            yield Step(module=module, state="failed", words=words, parity=row.error)
            return
        yield _kept(store, key, content, seconds, row.error)
        bind(store, Binding(weights=network.weights, call=network.call, key=key, refits=refits), plan.target)


def _kept(store: EngineStore, key: EngineKey, content: bytes, seconds: float, parity: float) -> Step:
    """Keep an engine; the line says how many had to go for it."""
    before = {entry.digest for entry in store.entries()}
    store.keep(key, content, build_seconds=seconds, parity=parity)
    gone = len(before - {entry.digest for entry in store.entries()})
    words = f"{gone} not used for longest removed: the store holds {size_words(store.limit_bytes)}" if gone else ""
    return Step(
        module=key.module, state="built", words=words, parity=parity, seconds=seconds, share=1.0, digest=key.digest
    )


def _exported(workshop: Path, network: Caught, precision: str) -> Exported:
    """The graph of a network in `workshop`, written anew each time: its digests are part of the key."""
    folder = workshop / precision
    try:
        return export(network, folder, precision)
    except OSError as error:
        raise not_written(error, f"the graph of {network.name}", workshop.parent) from error


def key_of(module: str, exported: Exported | Traced, plan: Plan, driver: Told) -> EngineKey:
    """The key of the engine that `plan` makes of `exported` on this machine."""
    device, capability, is_gpu = ANY, plan.capability, plan.target.kind == CUDA
    if is_gpu:
        device, capability = plan.target.name, plan.target.capability
    elif plan.runtime == AOT:  # machine code of this very processor
        device, capability = this_processor()
    return EngineKey(
        module=module,
        graph=exported.graph,
        weights=exported.weights,
        profiles=exported.profiles,
        precision=exported.precision,
        flags=tuple(sorted((*plan.flags, *_told_of(plan)))),
        loras=(),
        runtime=plan.runtime,
        runtime_version=runtime_version(plan.runtime),
        cuda=driver.version if is_gpu else "",
        driver=plan.target.driver,
        device=device,
        capability=capability,
        system=this_system(),
        exporters=exporter_versions(),
    )


def _told_of(plan: Plan) -> tuple[str, ...]:
    """By which C++ compiler a library was made; which weights an engine of TensorRT was built to be given anew."""
    if plan.runtime == AOT:
        return (f"c++:{compiler_print()}",)
    if REFIT not in plan.flags or not plan.refits:
        return ()
    return (f"{REFIT}:{hashlib.sha256(' '.join(plan.refits).encode()).hexdigest()[:16]}",)


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
        draft = exported.path.parent / PLAN_FILE
        built = yield from _in_child(module, exported, plan, draft, stop)
        try:
            content = draft.read_bytes()
            draft.unlink()  # its room is needed twice otherwise
        except OSError as error:
            raise not_written(error, f"the engine of {module}", store.root) from error
        yield _kept(store, key, content, built.seconds, exported.parity)


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
                is_here=plan.target.kind == CUDA,
                flags=plan.flags,
                refits=plan.refits if REFIT in plan.flags else (),
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
