"""Times real-size networks with random weights on this machine's GPU; a row that cannot run says why.

It knows sizes and torch, no model on disk: random weights give true times of dense networks, and say nothing of looks.
"""

from __future__ import annotations

import importlib.util
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from generators.neural.cancelling import Waited, waits
from generators.neural.engines.choices import COMPILED, EAGER, TOLERANCE
from generators.neural.engines.key import AOT, ONNX, PLAIN, RTX
from generators.neural.matrix import NETWORKS, SEGMENTS, Network, Segment
from generators.neural.probe import Told, ask
from generators.neural.prospect import NEEDED

WARM, TIMED = 3, 20
PEAK_SIDE = 8192
"""A bf16 product of this side is what a share of the peak is told against."""
BUILT = (ONNX, PLAIN, RTX)
RUNTIMES = (EAGER, COMPILED, AOT, *BUILT)
FAR = TOLERANCE["bf16"]
"""A row that is further from eager is told, and counts for no segment."""
TOO_FAR = "too far from the network: no show would use it"
RESTYLER = "the shipped restyler, 720×1280, a frame"
CUDA = "CUDAExecutionProvider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One cell of the matrix."""

    network: str
    runtime: str
    ran: bool
    why: str = ""
    """Why it did not run, or why it counts for nothing."""
    median_ms: float = 0.0
    p95_ms: float = 0.0
    peak_bytes: int = 0
    share_of_peak: float = 0.0
    """Of this device's measured bf16 matrix product."""
    real_time: float = 0.0
    """Seconds of film or sound a second, this network alone; 0 where it makes none."""
    error: float = 0.0
    """Largest difference from eager, relative to the largest value."""
    prepare_seconds: float = 0.0


def bench_neural(networks: tuple[Network, ...] = NETWORKS, kinds: tuple[str, ...] = ()) -> dict[str, Any]:
    """The matrix of this machine: device, its measured peak, a row for each network and runtime; and how long a cancel
    waits in each adapter (of `kinds`, or all), with tiny models on the processor."""
    driver = ask("driver")
    why = _why_not(driver.ok, driver.words)
    report: dict[str, Any] = {"device": driver.words, "driver": driver.version, "peak_teraflops": 0.0, "rows": []}
    if not why:
        import torch

        report["peak_teraflops"] = _peak(torch)
    absent = {runtime: told.words for runtime in (PLAIN, RTX) if not (told := ask(runtime)).ok}
    for network in networks:
        for runtime in RUNTIMES:
            reason = why or absent.get(runtime, "")
            if reason:
                row = Row(network=network.name, runtime=runtime, ran=False, why=reason)
            else:
                row = measured(network, runtime, "cuda", report["peak_teraflops"])
            report["rows"].append(asdict(row))
    report["rows"].append(asdict(restyler_timed(why)))
    report["cancels"] = [{**asdict(row), "kept": row.is_kept} for row in _cancels(kinds)]
    report["segments"] = [told_of(segment, report["rows"]) for segment in SEGMENTS]
    return report


def restyler_timed(why: str) -> Row:
    """The shipped restyler in ONNX Runtime on this GPU, picture by picture, in and out included; `why` it cannot be."""
    import numpy as np
    import onnxruntime

    from generators.restyle.model import run, session

    if not why and CUDA not in onnxruntime.get_available_providers():
        why = "onnxruntime here is for processors: pip install onnxruntime-gpu"
    made = None if why else session(on_gpu=True)
    if made is not None and CUDA not in made.get_providers():  # it falls back without a word
        why = "onnxruntime found no CUDA and cuDNN of its version, and would run on the processor"
    if made is None or why:
        return Row(network=RESTYLER, runtime="onnxruntime", ran=False, why=why)
    channels = made.get_inputs()[0].shape[1]
    guide = np.random.default_rng(1).integers(0, 256, (720, 1280, channels), np.uint8)
    times = []
    for _ in range(WARM + TIMED):
        begun = time.perf_counter()
        run(made, guide)
        times.append(time.perf_counter() - begun)
    times = times[WARM:]
    median = statistics.median(times)
    return Row(
        network=RESTYLER,
        runtime="onnxruntime",
        ran=True,
        median_ms=round(median * 1000, 2),
        p95_ms=round(sorted(times)[int(0.95 * (len(times) - 1))] * 1000, 2),
        real_time=round(1 / (24 * median), 3),
    )


def told_of(segment: Segment, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A segment's real-time factor, and when its first frame is there: words, all steps and the decoder, one after the
    other, each by its quickest runtime."""
    quickest: dict[str, dict[str, Any]] = {}
    for row in rows:
        faithful = row["ran"] and row.get("error", 0.0) <= FAR
        if faithful and row["median_ms"] < quickest.get(row["network"], {"median_ms": float("inf")})["median_ms"]:
            quickest[row["network"]] = row
    missing = [name for name in (segment.encoder, segment.denoiser, segment.decoder) if name not in quickest]
    if missing:
        return {"segment": segment.name, "ran": False, "why": f"{missing[0]} was not timed"}
    denoiser = next(network for network in NETWORKS if network.name == segment.denoiser)
    words, step, decoded = (
        quickest[name]["median_ms"] / 1000 for name in (segment.encoder, segment.denoiser, segment.decoder)
    )
    seconds = words + denoiser.steps * step + decoded
    eager = next(row for row in rows if (row["network"], row["runtime"]) == (segment.denoiser, "eager"))
    return {
        "segment": segment.name,
        "ran": True,
        "why": "",
        "real_time": round(denoiser.seconds / seconds, 3),
        "first_frame_s": round(seconds, 3),
        # It is heard between two calls of networks; none is waited for but the one that runs.
        "cancel_at_most_s": round(max(words, step, decoded), 3),
        "against_eager": round(eager["median_ms"] / 1000 / step, 3) if eager["ran"] else 0.0,
    }


def _cancels(kinds: tuple[str, ...]) -> tuple[Waited, ...]:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        why = f"{', '.join(missing)} not installed: pip install 'evershow[neural]'"
        return (Waited(kind="every adapter", ran=False, why=why),)
    return waits(kinds)


def _why_not(driver: bool, words: str) -> str:
    if importlib.util.find_spec("torch") is None:
        return "torch is not installed: pip install 'evershow[neural]'"
    return "" if driver else words


def measured(network: Network, runtime: str, device: str, peak: float) -> Row:
    """Time one network with random weights; a failure is a row that says why."""
    import torch

    try:
        model, inputs = _random(network, device)
        call = getattr(model, network.method)
        if device != "cpu":
            torch.cuda.reset_peak_memory_stats()
        with torch.no_grad():
            wanted = _answer(call(**inputs))
            begun = time.perf_counter()
            if runtime == COMPILED:
                if getattr(model, "_repeated_blocks", None):
                    model.compile_repeated_blocks(fullgraph=True)
                else:
                    call = torch.compile(call)
            elif runtime == AOT:
                call = _library(model, network.method, inputs)
            elif runtime in BUILT:
                call = _engine(model, network, inputs, runtime)
            found = _answer(call(**inputs))
            prepared = time.perf_counter() - begun
            times = _times(lambda: call(**inputs), device)
    except Exception as error:  # noqa: BLE001 - compilers raise anything; the matrix tells it and goes on
        words = str(error).strip().splitlines() or [""]
        return Row(network=network.name, runtime=runtime, ran=False, why=f"{type(error).__name__}: {words[0][:160]}")
    median = statistics.median(times)
    error = float((found - wanted).abs().max() / wanted.abs().max().clamp_min(1e-9))
    return Row(
        network=network.name,
        runtime=runtime,
        ran=True,
        why="" if error <= FAR else TOO_FAR,
        median_ms=round(median * 1000, 2),
        p95_ms=round(sorted(times)[int(0.95 * (len(times) - 1))] * 1000, 2),
        peak_bytes=torch.cuda.max_memory_allocated() if device != "cpu" else 0,
        share_of_peak=round(network.teraflops / median / peak, 3) if peak else 0.0,
        real_time=round(network.seconds / (network.steps * median), 3) if median else 0.0,
        error=error,
        prepare_seconds=round(prepared, 2),
    )


def _engine(model: Any, network: Network, inputs: dict[str, Any], runtime: str) -> Callable[..., Any]:
    """The network's graph in its own precision, built and opened by `runtime`, as engines of a show are."""
    from generators.neural.engines.build import Plan, key_of
    from generators.neural.engines.builders import BuildOrder, open_builder
    from generators.neural.engines.capture import precision_of
    from generators.neural.engines.export import export
    from generators.neural.engines.running import device_of, open_engine

    caught = _caught(model, network.method, inputs)
    given = dict(zip(caught.names, caught.inputs, strict=True))
    with tempfile.TemporaryDirectory(prefix="bench-engine-") as folder:
        exported = export(caught, Path(folder) / "graph", precision_of(model))
        order = BuildOrder(graph=exported.path, profiles=exported.profiles, capability="")
        plan = open_builder(runtime).build(order, lambda phase, share: None, lambda: False)
    key = key_of(network.name, exported, Plan(runtime=runtime, capability=""), Told(ok=False, words=""))
    run = open_engine(key, plan, device_of(caught.inputs))
    return lambda **_: tuple(run(given))


def _caught(model: Any, method: str, inputs: dict[str, Any]) -> Any:
    """The network as a function of its tensors, as engines are made of one."""
    import torch
    from torch.utils._pytree import tree_flatten

    from generators.neural.engines.capture import Caught, Flat, tensors_of

    leaves, shape = tree_flatten(inputs)
    flat = Flat(model, leaves, shape, method).eval()
    tensors = tuple(leaf for leaf in leaves if isinstance(leaf, torch.Tensor))
    return Caught(name=method, network=flat, names=tuple(tensors_of(inputs)), inputs=tensors)


def _library(model: Any, method: str, inputs: dict[str, Any]) -> Callable[..., Any]:
    """The network as a library of AOTInductor, which uses the network's own weights: they are not kept twice."""
    import torch
    from torch._inductor import aoti_compile_and_package, aoti_load_package

    caught = _caught(model, method, inputs)
    flat, tensors = caught.network, caught.inputs
    program = torch.export.export(flat, tensors, strict=False)
    with tempfile.TemporaryDirectory(prefix="bench-library-") as folder:
        place = aoti_compile_and_package(
            program,
            package_path=str(Path(folder) / "library.pt2"),
            inductor_configs={"aot_inductor.package_constants_in_so": False},
        )
        library = aoti_load_package(place)
    weights = {**dict(flat.named_parameters()), **dict(flat.named_buffers()), **program.constants}
    wanted = {name: weights[name] for name in library.get_constant_fqns() if name in weights}
    library.load_constants(wanted, check_full_update=True, user_managed=True)
    return lambda **given: tuple(library(*tensors))


def _answer(out: Any) -> Any:
    """The first tensor of what a network gave, in full precision."""
    return (out if isinstance(out, tuple) else tuple(out.values()))[0].float()


def _random(network: Network, device: str) -> tuple[Any, dict[str, Any]]:
    """The network on `device` with weights drawn anew (zeros and garbage time differently), and its arguments.

    On "meta" nothing is drawn, as there are no numbers: such a call tells whether shapes and names fit.
    """
    import torch

    dtype = torch.float32 if device == "cpu" else torch.bfloat16
    with torch.device("meta"):
        model = _built(network).to(dtype)
    model = model.to_empty(device=device).eval().requires_grad_(False)
    generator = torch.Generator("cpu" if device == "meta" else device).manual_seed(1)
    for name, value in (*model.named_parameters(), *model.named_buffers()):
        if value.is_floating_point() and device != "meta":
            value.data.normal_(0, 0.02, generator=generator)
            if "norm" in name and name.endswith("weight"):
                value.data.fill_(1)
    inputs: dict[str, Any] = {
        name: torch.full(shape, 500, device=device)
        if name.startswith(("timestep", "input_ids"))
        else torch.randn(shape, device=device, dtype=dtype, generator=None if device == "meta" else generator)
        for name, shape in network.inputs
    }
    return model, {**inputs, **dict(network.plain)}


def _built(network: Network) -> Any:
    """The network without numbers; raises AttributeError for a class that nobody has."""
    import diffusers
    import transformers

    config = dict(network.config)
    if hasattr(transformers, network.build):
        kind = getattr(transformers, network.build)
        return kind(kind.config_class(**config))
    return getattr(diffusers, network.build)(**config)


def _times(call: Callable[[], Any], device: str) -> list[float]:
    """Seconds of each timed call; on a GPU between events, so that queueing does not hide."""
    import torch

    for _ in range(WARM):
        call()
    found = []
    for _ in range(TIMED):
        if device == "cpu":
            begun = time.process_time()
            call()
            found.append(time.process_time() - begun)
            continue
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        call()
        end.record()
        end.synchronize()
        found.append(start.elapsed_time(end) / 1000)
    return found


def _peak(torch: Any) -> float:
    """Teraflops of a large bf16 matrix product here."""
    one = torch.randn(PEAK_SIDE, PEAK_SIDE, device="cuda", dtype=torch.bfloat16)
    seconds = statistics.median(_times(lambda: one @ one, "cuda"))
    return float(2 * PEAK_SIDE**3 / seconds / 1e12)
