"""Times real-size networks with random weights on this machine's GPU; a row that cannot run says why.

It knows sizes and torch, no model on disk: random weights give true times of dense networks, and say nothing of looks.
"""

from __future__ import annotations

import importlib.util
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from generators.neural.probe import ask

WARM, TIMED = 3, 20
PEAK_SIDE = 8192
"""A bf16 product of this side is what a share of the peak is told against."""
RUNTIMES = ("eager", "compiled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One network of the matrix."""

    name: str
    build: str
    """Class of diffusers."""
    config: tuple[tuple[str, Any], ...]
    inputs: tuple[tuple[str, tuple[int, ...]], ...]
    """Shapes by name; names that begin with `timestep` are integers."""
    teraflops: float
    """Of one forward pass, by arithmetic."""
    steps: int
    seconds: float
    """Of film that `steps` passes make."""


WAN = (("num_layers", 30), ("num_attention_heads", 12), ("ffn_dim", 8960), ("text_dim", 4096))
NETWORKS: tuple[Network, ...] = (
    Network(
        name="Wan 1.3B, 480×832, 33 frames",
        build="WanTransformer3DModel",
        config=WAN,
        inputs=(("hidden_states", (1, 16, 9, 60, 104)), ("timestep", (1,)), ("encoder_hidden_states", (1, 512, 4096))),
        teraflops=76.0,
        steps=4,
        seconds=33 / 16,
    ),
    Network(
        name="Wan 1.3B, 480×832, 17 frames",
        build="WanTransformer3DModel",
        config=WAN,
        inputs=(("hidden_states", (1, 16, 5, 60, 104)), ("timestep", (1,)), ("encoder_hidden_states", (1, 512, 4096))),
        teraflops=33.0,
        steps=4,
        seconds=17 / 16,
    ),
)
"""What is timed; the arithmetic is that of 2·parameters·tokens plus attention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One cell of the matrix."""

    network: str
    runtime: str
    ran: bool
    why: str = ""
    """Why it did not run."""
    median_ms: float = 0.0
    p95_ms: float = 0.0
    peak_bytes: int = 0
    share_of_peak: float = 0.0
    """Of this device's measured bf16 matrix product."""
    real_time: float = 0.0
    """Film seconds a second, the denoiser alone."""
    error: float = 0.0
    """Largest difference from eager, relative to the largest value."""
    prepare_seconds: float = 0.0


def bench_neural(networks: tuple[Network, ...] = NETWORKS) -> dict[str, Any]:
    """The matrix of this machine: device, its measured peak, and a row for each network and runtime."""
    driver = ask("driver")
    why = _why_not(driver.ok, driver.words)
    report: dict[str, Any] = {"device": driver.words, "driver": driver.version, "peak_teraflops": 0.0, "rows": []}
    if not why:
        import torch

        report["peak_teraflops"] = _peak(torch)
    for network in networks:
        for runtime in RUNTIMES:
            if why:
                row = Row(network=network.name, runtime=runtime, ran=False, why=why)
            else:
                row = measured(network, runtime, "cuda", report["peak_teraflops"])
            report["rows"].append(asdict(row))
        for runtime in ("tensorrt", "tensorrt_rtx"):
            told = ask(runtime)
            reason = told.words if not told.ok else "engines are timed by `evershow engines build` on this GPU"
            report["rows"].append(asdict(Row(network=network.name, runtime=runtime, ran=False, why=why or reason)))
    return report


def _why_not(driver: bool, words: str) -> str:
    if importlib.util.find_spec("torch") is None:
        return "torch is not installed: pip install 'evershow[neural]'"
    return "" if driver else words


def measured(network: Network, runtime: str, device: str, peak: float) -> Row:
    """Time one network with random weights; a failure is a row that says why."""
    import torch

    try:
        model, inputs = _random(network, device)
        with torch.no_grad():
            wanted = model(**inputs, return_dict=False)[0].float()
            begun = time.perf_counter()
            if runtime == "compiled":
                model.compile_repeated_blocks(fullgraph=True)
            found = model(**inputs, return_dict=False)[0].float()
            prepared = time.perf_counter() - begun
            times = _times(lambda: model(**inputs, return_dict=False), device)
    except Exception as error:  # noqa: BLE001 - compilers raise anything; the matrix tells it and goes on
        words = str(error).strip().splitlines() or [""]
        return Row(network=network.name, runtime=runtime, ran=False, why=f"{type(error).__name__}: {words[0][:160]}")
    median = statistics.median(times)
    return Row(
        network=network.name,
        runtime=runtime,
        ran=True,
        median_ms=round(median * 1000, 2),
        p95_ms=round(sorted(times)[int(0.95 * (len(times) - 1))] * 1000, 2),
        peak_bytes=torch.cuda.max_memory_allocated() if device != "cpu" else 0,
        share_of_peak=round(network.teraflops / median / peak, 3) if peak else 0.0,
        real_time=round(network.seconds / (network.steps * median), 3),
        error=float((found - wanted).abs().max() / wanted.abs().max().clamp_min(1e-9)),
        prepare_seconds=round(prepared, 2),
    )


def _random(network: Network, device: str) -> tuple[Any, dict[str, Any]]:
    """The network on `device` with weights drawn anew (zeros and garbage time differently), and its inputs."""
    import diffusers
    import torch

    dtype = torch.float32 if device == "cpu" else torch.bfloat16
    with torch.device("meta"):
        model = getattr(diffusers, network.build)(**dict(network.config)).to(dtype)
    model = model.to_empty(device=device).eval().requires_grad_(False)
    generator = torch.Generator(device).manual_seed(1)
    for name, value in (*model.named_parameters(), *model.named_buffers()):
        if value.is_floating_point():
            value.data.normal_(0, 0.02, generator=generator)
            if "norm" in name and name.endswith("weight"):
                value.data.fill_(1)
    inputs = {
        name: torch.full(shape, 500, device=device)
        if name.startswith("timestep")
        else torch.randn(shape, device=device, dtype=dtype, generator=generator)
        for name, shape in network.inputs
    }
    return model, inputs


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
