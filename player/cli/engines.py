"""`evershow engines list|build|bench|verify`: networks built for this machine, what is there, and whether it is whole.

It knows words and the store, no runtime: torch is touched by `build` and `bench` only, TensorRT in a child process.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from player.cli.engine_tables import printed, tell_choice

STORE_FOLDER = "engines"
SMALLEST = 64
"""Pixels of a side, below which no level asks a model for a frame."""
STOPPED = 130
"""Exit status of a command that was stopped by hand, as shells have it."""
ROUNDS = 15
CAPABILITY = re.compile(r"\d{1,2}\.\d")
SCORE = "a quiet piece for strings, slow, warm"
LINE = "Somebody has to carry the lamp across."
"""What a sound model is asked for while its networks are caught: the length of a score is always the same, those of
words and lines are not."""
ON_PROCESSOR = ("onnxruntime", "aotinductor")
"""The runtimes whose engines need no GPU: they are built for trials, at the size of one."""


@click.group()
def engines() -> None:
    """Engines: networks of models, built for this machine.

    \b
    evershow engines list
    evershow engines build my-model --capability 8.9
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
@click.option("--capability", default="", metavar="N.N", help="Compute capability to build for; that of the GPU here.")
@click.option("--precision", type=click.Choice(["fp32", "fp16", "bf16"]), default="fp16", show_default=True)
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
    help="Seconds a network; not for aotinductor.",
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
    capability: str,
    precision: str,
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
    evershow engines build ltx-video --capability 8.9 --precision fp16

    What was built stays when it is stopped; asked again it goes on with what is missing. Nothing is built whose graph
    is not faithful to its network. With --runtime onnxruntime or aotinductor they are for the processor, in fp32, and
    need no GPU; each is timed beside its network, and a show uses it where it is at least 1.05 times as fast.
    --limit and --memory do not bind aotinductor.
    """
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
    found = _model(model)
    from generators.neural.engines.build import Plan, build_engines

    driver = ask("driver")
    device = max(driver.devices, key=lambda one: one.memory_bytes, default=None)
    if not capability and device is not None:
        capability = f"{device.capability[0]}.{device.capability[1]}"
    if runtime in ON_PROCESSOR:
        capability, precision, device = "cpu", "fp32", None
    if not capability:
        raise click.UsageError("there is no GPU here: say what to build for, for example --capability 8.9")
    adapter, asked = _opened(found, size, frames, device.memory_bytes if device else 0, runtime in ON_PROCESSOR)
    plan = Plan(
        runtime=runtime,
        capability=capability,
        precision=precision,
        flags=flags,
        modules=modules,
        limit_seconds=limit,
        memory_bytes=round(memory * 2**30),
        rounds=rounds,
    )
    bad = False
    try:
        for step in build_engines(_store(store), found.name, adapter, asked, plan, driver, lambda: False):
            bad |= step.state == "failed"
            if as_json:
                click.echo(json.dumps(_step(step)))
            elif step.state != "building" or sys.stderr.isatty():
                click.echo(_line(step), nl=step.state != "building", err=step.state == "building")
    except KeyboardInterrupt:
        click.echo("stopped; what was built stays, and the same command goes on with what is missing", err=True)
        sys.exit(STOPPED)
    sys.exit(1 if bad else 0)


@engines.command()
@click.argument("model")
@click.option("--module", "modules", multiple=True, metavar="NAME", help="Only this network.")
@click.option("--size", default="", metavar="WxH", help="Frame size of the model; that of a trial by default.")
@click.option("--frames", type=click.IntRange(0, 161), default=0, help="Frames of a run; those of a trial by default.")
@click.option("--rounds", type=click.IntRange(1, 10_000), default=ROUNDS, show_default=True, help="Timed calls.")
@click.option("--no-compile", is_flag=True, help="Leave out torch.compile, which may take minutes a network.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def bench(
    model: str, modules: tuple[str, ...], size: str, frames: int, rounds: int, no_compile: bool, as_json: bool
) -> None:
    """Time every network of MODEL on the processor in every way there is, and record which one a show uses.

    \b
    evershow engines bench tiny-ltx
    evershow engines bench tiny-ltx --module vae-decoder --rounds 50

    Eager, compiled by torch (what could be had; a show waits for no compiler), and engines that were built. An engine
    answers in shows where it is at least 1.05 times as fast as the network and gives its numbers.
    """
    _needs_torch()
    found = _model(model)
    from generators.neural.engines.build import choose_ways

    adapter, asked = _opened(found, size, frames, 0, on_trial=True)
    try:
        for choice in choose_ways(
            _store(), found.name, adapter, asked, modules=modules, rounds=rounds, compiled=not no_compile
        ):
            tell_choice(choice, as_json)
    except KeyboardInterrupt:
        click.echo("stopped; what was measured is recorded", err=True)
        sys.exit(STOPPED)


def _needs_torch() -> None:
    from generators.neural.prospect import NEEDED

    missing = [package for package in NEEDED if importlib.util.find_spec(package) is None]
    if missing:
        raise click.ClickException(f"{', '.join(missing)} not installed: pip install 'evershow[neural]'")


def _line(step: Any) -> str:
    if step.state == "building":
        return f"\r  {step.module}: {step.words[:50]:50} {step.share:4.0%}"
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
    from generators.neural.engines.key import built_anew

    not_used, measured = _for_this_machine(entries), _measured(store)
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
            "no engine has been built; `evershow engines build MODEL --capability 8.9` builds some for a GPU, "
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
    whole = [(row, entry.manifest.key) for row, entry in zip(rows, entries, strict=True) if row["state"] == "ok"]
    for why, anew in dict.fromkeys((row["not_used"], built_anew(key)) for row, key in whole if row["not_used"]):
        click.echo(f"not used: {why}{'; `evershow engines build MODEL` builds anew for this machine' if anew else ''}")
    if any(_state(row) == "not measured" for row in rows):
        click.echo("not measured: used by no show until `evershow engines bench MODEL` tells whether it is quicker")


def _state(row: dict[str, Any]) -> str:
    """Of an engine, in a word or two."""
    if row["state"] != "ok":
        return str(row["state"])
    if row["not_used"]:
        return "not used"
    return "answers" if row["answers"] else "not quicker" if row["times_as_fast"] else "not measured"


def _measured(store: Any) -> dict[str, tuple[float, bool]]:
    """By an engine's digest: how many times as fast as its network it is here, and whether it answers in shows."""
    from generators.neural.engines.choices import choices, is_of_now

    return {
        row.engine: (round(choice.times_as_fast(row.way), 3), row.way == choice.chosen)
        for choice in choices(store.root)
        if is_of_now(choice)
        for row in choice.timings
        if row.engine
    }


def _for_this_machine(entries: Any) -> Callable[[Any], str]:
    """Tells of an engine's key why it is none for this machine as it is now; asks the driver once, if one matters."""
    from generators.neural.engines.key import why_not_here
    from generators.neural.probe import Told, ask

    keys = [entry.manifest.key for entry in entries if entry.manifest is not None]
    driver = ask("driver") if any(key.runtime not in ON_PROCESSOR for key in keys) else Told(ok=False, words="")
    capabilities = [f"{device.capability[0]}.{device.capability[1]}" for device in driver.devices]
    return lambda key: why_not_here(key, capabilities, driver.version)


def _model(name: str) -> Any:
    from generators.neural.models import Refused, find_models, inspect_model, model_roots
    from generators.neural.prospect import MODEL_FOLDER
    from profiles.home import home

    if Path(name).is_dir():
        return inspect_model(Path(name))
    if Path(name).name != name:
        raise click.UsageError(f"there is no folder {name}")
    found = find_models(model_roots((home() / MODEL_FOLDER,)))
    for one in found:
        if isinstance(one, Refused):
            if one.folder.name == name:
                raise click.ClickException(one.reason)
        elif one.name == name:
            return one
    names = ", ".join(one.name for one in found if not isinstance(one, Refused)) or "none"
    raise click.UsageError(f"no model {name!r}; found: {names} (EVERSHOW_MODELS names folders)")


def _opened(model: Any, size: str, frames: int, device_bytes: int, on_trial: bool) -> tuple[Any, Callable[[], object]]:
    """The model's adapter on the processor, and what asks it as a show would, in the size to build for."""
    from generators.neural.known import Use
    from generators.neural.loading import open_generator
    from generators.neural.ports import never
    from generators.neural.sounding import LOOP_SECONDS
    from generators.neural.tiers import TIERS, TRIAL, tier_for
    from generators.neural.video.pipes import Placement

    tier = TRIAL if on_trial else tier_for(model, device_bytes) or TIERS[-2]
    pictures = model.row.use in (Use.NEURAL, Use.RESTYLE)
    if not pictures and (size or frames):
        raise click.UsageError(f"{model.name} makes sound: --size and --frames are for models of pictures")
    adapter = open_generator(model, Placement(tier=tier))
    if pictures:
        return adapter, _picturing(adapter, size, frames, tier.most_pixels)
    if model.row.use is Use.SPEECH:
        return adapter, lambda: adapter.speak(LINE, 1, never)
    return adapter, lambda: adapter.render(SCORE, LOOP_SECONDS, 1, never)


def _picturing(adapter: Any, size: str, frames: int, most_pixels: int) -> Callable[[], object]:
    """Asks an adapter for an empty take of `size`, or of a show's in `most_pixels`."""
    import numpy as np

    from generators.neural.engines.capture import rendering
    from generators.neural.ports import Control, Guide, Prompt, Take, fitted
    from player.cli.options import SIZE

    if size:
        wide, _, high = size.lower().partition("x")
        if not (wide.isdigit() and high.isdigit()) or min(int(wide), int(high)) < 32:
            raise click.BadParameter(f"{size!r} is not a size such as 832x480", param_hint="--size")
        width, height = int(wide), int(high)
    else:
        told = SIZE.convert("854x480", None, None)
        width, height = fitted(told.width, told.height, adapter.abilities.multiple, most_pixels)
        width, height = max(SMALLEST, width), max(SMALLEST, height)
    width -= width % adapter.abilities.multiple
    height -= height % adapter.abilities.multiple
    count = frames or adapter.abilities.rule.greatest
    colour = np.full((count, height, width, 3), 90, np.uint8)
    guide = Guide(colour=colour, depth=np.zeros((count, height, width), np.float32), lines=colour[..., 0])
    take = Take(
        prompt=Prompt(positive="a lamp in the harbour at night"),
        guide=guide,
        seed=1,
        steps=1,
        control=Control.DEPTH if Control.DEPTH in adapter.abilities.controls else Control.COLOUR,
    )
    return rendering(adapter, take)
