"""`evershow engines list|build|bench|verify`: networks built for this machine, what is there, and whether it is whole.

It knows words and the store, no runtime: torch is touched by `build` and `bench` only, TensorRT in a child process.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import click
from rich.markup import escape

from player.cli.engine_asking import Wanted, device_named, model_named, opened
from player.cli.engine_tables import printed, tell_choice

STORE_FOLDER = "engines"
STOPPED = 130
"""Exit status of a command that was stopped by hand, as shells have it."""
ROUNDS = 15
CAPABILITY = re.compile(r"\d{1,2}\.\d")
ON_PROCESSOR = ("onnxruntime", "aotinductor")
"""The runtimes whose engines need no GPU: without --device they are built for trials, at the size of one."""
SHORT = {"float32": "fp32", "float16": "fp16", "bfloat16": "bf16"}
DEVICE = re.compile(r"cpu|cuda(:\d{1,2})?")
GIB = 2**30


@click.group()
def engines() -> None:
    """Engines: networks of models, built for this machine.

    \b
    evershow engines list
    evershow engines build my-model --device cuda
    evershow engines build my-model --runtime onnxruntime
    evershow engines bench my-model
    evershow engines verify
    """


@engines.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_engines(as_json: bool) -> None:
    """What has been built, newest use first.

    \b
    evershow engines list --json
    """
    _show(_store(), _store().entries(), as_json)


@engines.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def verify(as_json: bool) -> None:
    """Read every byte of every engine; a bad one is set aside. Exit status 1 when there was one.

    \b
    evershow engines verify
    """
    found = _store().verify()
    _show(_store(), found, as_json)
    bad = sum(entry.state != "ok" for entry in found)
    if bad and not as_json:
        click.echo(f"{bad} of {len(found)} set aside; `evershow engines build MODEL` makes what is missing again")
    sys.exit(1 if bad else 0)


@engines.command()
@click.argument("model")
@click.option(
    "--runtime",
    type=click.Choice(["tensorrt_rtx", "tensorrt", "onnxruntime", "aotinductor"]),
    default="tensorrt_rtx",
    show_default=True,
)
@click.option(
    "--device",
    default="",
    metavar="NAME",
    help="cpu, cuda or cuda:N; by default the GPU for TensorRT, the processor for the others.",
)
@click.option("--capability", default="", metavar="N.N", help="Compute capability to build for where there is no GPU.")
@click.option(
    "--precision",
    type=click.Choice(["fp32", "fp16", "bf16"]),
    default=None,
    help="Of a graph; by default that of a show on the device.",
)
@click.option(
    "--module", "modules", multiple=True, metavar="NAME", help="Only this network: transformer, vae-decoder …"
)
@click.option("--size", default="", metavar="WxH", help="Frame size of the model; that of its tier by default.")
@click.option("--frames", type=click.IntRange(0, 161), default=0, help="Frames of a run; those of its tier by default.")
@click.option(
    "--limit",
    type=click.FloatRange(1, 86_400),
    default=3600.0,
    show_default=True,
    help="Seconds a network.",
)
@click.option(
    "--memory",
    type=click.FloatRange(0, 4096),
    default=0.0,
    help="GB a build may take; 0 = no limit; not for aotinductor.",
)
@click.option(
    "--store",
    type=click.FloatRange(0.0001, 65_536),
    default=40.0,
    show_default=True,
    help="GB that all engines may take.",
)
@click.option("--flag", "flags", multiple=True, type=click.Choice(["refit", "weight-streaming"]))
@click.option(
    "--rounds",
    type=click.IntRange(0, 10_000),
    default=ROUNDS,
    show_default=True,
    help="Timed calls that decide whether an engine is used; 0 = decide later, by `evershow engines bench`.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def build(
    model: str,
    runtime: str,
    device: str,
    capability: str,
    precision: str | None,
    modules: tuple[str, ...],
    size: str,
    frames: int,
    limit: float,
    memory: float,
    store: float,
    flags: tuple[str, ...],
    rounds: int,
    as_json: bool,
) -> None:
    """Export the networks of MODEL (a name that `evershow doctor` lists, or a folder) and build their engines.

    \b
    evershow engines build ltx-video --device cuda
    evershow engines build ltx-video --device cuda --runtime aotinductor

    What was built stays when it is stopped; asked again it goes on with what is missing. Nothing is built whose graph
    is not faithful to its network. Each is timed beside its network, and a show on that device uses it where it is at
    least 1.05 times as fast. With --capability TensorRT builds for a GPU that is not here, which tells that it can.
    --memory does not bind aotinductor, which compiles in this process.
    """
    _known_device(device)
    if memory and runtime == "aotinductor":
        raise click.UsageError("--memory cannot bind aotinductor, which compiles in this process: leave it out")
    if capability and not CAPABILITY.fullmatch(capability):
        raise click.BadParameter(f"{capability!r} is not a compute capability such as 8.9", param_hint="--capability")
    _needs_torch()
    from generators.neural.engines.key import runtime_version
    from generators.neural.probe import ask

    runtime_version(runtime)  # said before anything is loaded
    if runtime == "aotinductor":
        from generators.neural.engines.inductor import no_compiler

        if why := no_compiler():
            raise click.ClickException(why)
    found = model_named(model)
    from generators.neural.engines.build import Plan, build_engines
    from generators.neural.engines.target import PROCESSOR

    driver = ask("driver")
    is_offline = device == "cpu" or runtime in ON_PROCESSOR or bool(capability) or not driver.devices
    wanted, target = Wanted(size=size, frames=frames, on_trial=runtime in ON_PROCESSOR), PROCESSOR
    if device.startswith("cuda") or (not device and not is_offline):
        wanted, target = _on_gpu(device or "cuda", wanted, driver)
        capability = target.capability
    elif runtime in ON_PROCESSOR:
        capability = "cpu"
    if not capability:
        raise click.UsageError("there is no GPU here: say what to build for, for example --capability 8.9")
    adapter, asked = opened(found, wanted)
    plan = Plan(
        runtime=runtime,
        capability=capability,
        target=target,
        precision=precision or ("fp16" if capability != "cpu" and target is PROCESSOR else SHORT[wanted.dtype]),
        flags=flags,
        refits=tuple(f"{found.row.denoiser}.{name}" for lora in found.loras for name in lora.weights),
        modules=modules,
        limit_seconds=limit,
        memory_bytes=round(memory * GIB),
        rounds=rounds,
    )
    bad = False

    def tell(step: Any) -> None:
        if as_json:
            click.echo(json.dumps(_step(step)))
        elif step.state != "building" or sys.stderr.isatty():
            click.echo(_line(step), nl=step.state != "building", err=step.state == "building")

    try:
        for step in build_engines(_store(store), found.name, adapter, asked, plan, driver, lambda: False, tell):
            bad |= step.state == "failed"
            tell(step)
    except KeyboardInterrupt:
        click.echo("stopped; what was built stays, and the same command goes on with what is missing", err=True)
        sys.exit(STOPPED)
    sys.exit(1 if bad else 0)


@engines.command()
@click.argument("model")
@click.option("--module", "modules", multiple=True, metavar="NAME", help="Only this network.")
@click.option("--size", default="", metavar="WxH", help="Frame size of the model; that of a trial by default.")
@click.option("--frames", type=click.IntRange(0, 161), default=0, help="Frames of a run; those of a trial by default.")
@click.option("--device", default="cpu", show_default=True, metavar="NAME", help="cpu, cuda or cuda:N.")
@click.option("--rounds", type=click.IntRange(1, 10_000), default=ROUNDS, show_default=True, help="Timed calls.")
@click.option("--no-compile", is_flag=True, help="Leave out torch.compile, which may take minutes a network.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def bench(
    model: str,
    modules: tuple[str, ...],
    size: str,
    frames: int,
    device: str,
    rounds: int,
    no_compile: bool,
    as_json: bool,
) -> None:
    """Time every network of MODEL on a device in every way there is, and record which one a show on it uses.

    \b
    evershow engines bench tiny-ltx
    evershow engines bench tiny-ltx --module vae-decoder --rounds 50
    evershow engines bench ltx-video --device cuda

    Eager, compiled by torch (what could be had; a show waits for no compiler), and engines that were built. An engine
    answers in shows where it is at least 1.05 times as fast as the network and gives its numbers.
    """
    _known_device(device)
    _needs_torch()
    found = model_named(model)
    from generators.neural.engines.build import choose_ways
    from generators.neural.engines.target import PROCESSOR
    from generators.neural.probe import ask

    wanted, target = Wanted(size=size, frames=frames, on_trial=True), PROCESSOR
    if device != "cpu":
        wanted, target = _on_gpu(device, wanted, ask("driver"))
    adapter, asked = opened(found, wanted)
    try:
        for choice in choose_ways(
            _store(),
            found.name,
            adapter,
            asked,
            modules=modules,
            rounds=rounds,
            compiled=not no_compile,
            target=target,
        ):
            tell_choice(choice, as_json)
    except KeyboardInterrupt:
        click.echo("stopped; what was measured is recorded", err=True)
        sys.exit(STOPPED)


def _known_device(name: str) -> None:
    if name and not DEVICE.fullmatch(name):
        raise click.BadParameter(f"{name!r} is no device such as cpu, cuda or cuda:0", param_hint="--device")


def _on_gpu(name: str, wanted: Wanted, driver: Any) -> tuple[Wanted, Any]:
    """How a show opens a model on graphics device `name`, and that device as engines are told apart by."""
    from generators.neural.engines.target import gpu
    from generators.neural.equipment import dtype_of

    device = device_named(name, driver)
    place = f"cuda:{device.index}"
    more = {"device": place, "dtype": dtype_of(device), "memory_bytes": device.memory_bytes, "on_trial": False}
    return replace(wanted, **more), gpu(device, driver)


def _needs_torch() -> None:
    from generators.neural.prospect import NEEDED

    missing = [package for package in NEEDED if importlib.util.find_spec(package) is None]
    if missing:
        raise click.ClickException(f"{', '.join(missing)} not installed: pip install 'evershow[neural]'")


def _line(step: Any) -> str:
    if step.state == "building":
        share = f"{step.share:4.0%}" if step.share else "    "
        return f"\r  {step.module}: {step.words[:50]:50} {share}"
    parity = f"  parity {step.parity:.1e}" if step.parity >= 0 else ""
    seconds = f"  {step.seconds:.1f} s" if step.seconds else ""
    return f"  {step.module}: {step.state} {step.words}{parity}{seconds}".rstrip()


def _step(step: Any) -> dict[str, Any]:
    return {name: getattr(step, name) for name in ("module", "state", "words", "share", "parity", "seconds", "digest")}


def _store(limit: float | None = None) -> Any:
    """The engines of this data folder, at most `limit` GB of them."""
    from generators.neural.engines.store import LIMIT_BYTES, EngineStore
    from profiles.home import home

    return EngineStore(home() / STORE_FOLDER, LIMIT_BYTES if limit is None else round(limit * 2**30))


def _show(store: Any, entries: Any, as_json: bool) -> None:
    here = _gpus(entries)
    not_used, measured = _for_this_machine(here), _measured(store, here)
    rows = [
        {
            "digest": entry.digest,
            "state": entry.state,
            "not_used": not_used(entry.manifest.key) if entry.manifest else "",
            "bytes": entry.file_bytes,
            "module": entry.manifest.key.module if entry.manifest else "",
            "precision": entry.manifest.key.precision if entry.manifest else "",
            "runtime": f"{entry.manifest.key.runtime} {entry.manifest.key.runtime_version}" if entry.manifest else "",
            "for": f"{entry.manifest.key.device} {entry.manifest.key.capability}" if entry.manifest else "",
            "parity": entry.manifest.parity if entry.manifest else -1.0,
            "build_seconds": entry.manifest.build_seconds if entry.manifest else 0.0,
            "times_as_fast": measured.get(entry.digest, (0.0, False))[0],
            "answers": measured.get(entry.digest, (0.0, False))[1],
        }
        for entry in entries
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    if not rows:
        click.echo(
            "no engine has been built; `evershow engines build MODEL` builds some for the GPU that is here, "
            "--runtime onnxruntime for this processor"
        )
        return
    cells = []
    for row in rows:
        parity = f"{row['parity']:.1e}" if row["parity"] >= 0 else "—"
        state = _state(row)
        ratio = f"{row['times_as_fast']:.2f}" if row["times_as_fast"] else "—"
        told = (row["digest"][:12], row["module"], row["precision"], row["runtime"], row["for"])
        cells.append((*(escape(cell) for cell in told), f"{row['bytes'] / 2**20:.1f}", parity, ratio, state))
    printed(("engine", "module", "precision", "runtime", "for", "MB", "parity", "× network", "state"), cells)
    for why in dict.fromkeys(row["not_used"] for row in rows if row["state"] == "ok" and row["not_used"]):
        click.echo(f"not used: {why}; `evershow engines build MODEL` builds anew for this machine")
    if any(_state(row) == "not measured" for row in rows):
        click.echo("not measured: used by no show until `evershow engines bench MODEL` tells whether it is quicker")


def _state(row: dict[str, Any]) -> str:
    """Of an engine, in a word or two."""
    if row["state"] != "ok":
        return str(row["state"])
    if row["not_used"]:
        return "not used"
    return "answers" if row["answers"] else "not quicker" if row["times_as_fast"] else "not measured"


def _measured(store: Any, here: Sequence[Any]) -> dict[str, tuple[float, bool]]:
    """By an engine's digest: how many times as fast as its network it is here, and whether it answers in shows."""
    from generators.neural.engines.choices import choices, is_of_now
    from generators.neural.engines.target import PROCESSOR

    return {
        row.engine: (round(choice.times_as_fast(row.way), 3), row.way == choice.chosen)
        for choice in choices(store.root)
        if is_of_now(choice, (PROCESSOR, *here))
        for row in choice.timings
        if row.engine
    }


def _gpus(entries: Any) -> Sequence[Any]:
    """The graphics devices here; the driver is asked once, if an engine is for one."""
    from generators.neural.engines.target import CPU, gpus, kind_of
    from generators.neural.probe import ask

    keys = [entry.manifest.key for entry in entries if entry.manifest is not None]
    return gpus(ask("driver")) if any(kind_of(key) != CPU for key in keys) else ()


def _for_this_machine(here: Sequence[Any]) -> Callable[[Any], str]:
    """Tells of an engine's key why it is none for this machine as it is now."""
    from generators.neural.engines.target import why_not_here

    return lambda key: why_not_here(key, here)
