"""The GPU matrix: every row is there, and one that cannot run says why."""

from __future__ import annotations

import importlib.util
from dataclasses import replace

import pytest
import torch

from generators.neural import bench
from generators.neural.bench import RUNTIMES, bench_neural, measured, told_of
from generators.neural.matrix import NETWORKS, SEGMENTS, Network

from .engine_cases import compiles

SMALL = replace(
    NETWORKS[0],
    config=(("num_layers", 1), ("num_attention_heads", 2), ("attention_head_dim", 12), ("ffn_dim", 32),
            ("text_dim", 32), ("freq_dim", 32)),
    inputs=(("hidden_states", (1, 16, 2, 4, 4)), ("timestep", (1,)), ("encoder_hidden_states", (1, 8, 32))),
)  # fmt: skip


def test_a_network_is_timed_with_random_weights():
    """On a processor, small: time, real-time factor, and no difference from itself."""
    row = measured(SMALL, "eager", "cpu", 0.0)
    assert row.ran, row.why
    assert 0 < row.median_ms <= row.p95_ms
    assert row.error == 0
    assert row.real_time > 0


@compiles
@pytest.mark.parametrize("runtime", ["compiled", "aotinductor"])
def test_a_compiled_network_is_the_network(runtime: str):
    """By torch's compiler in its blocks, and as a library with the network's own weights: the same numbers."""
    row = measured(SMALL, runtime, "cpu", 0.0)
    assert row.ran, row.why
    assert row.error <= 1e-5


def test_an_engine_is_timed_as_a_show_would_use_it():
    """The network's graph in its own precision, opened on the device of the call: the same numbers."""
    row = measured(SMALL, "onnxruntime", "cpu", 0.0)
    assert row.ran, row.why
    assert row.error <= 1e-5


@pytest.mark.skipif(importlib.util.find_spec("tensorrt_rtx") is None, reason="pip install 'evershow[tensorrt]'")
def test_an_engine_of_tensorrt_is_built_and_says_why_it_does_not_run():
    """The same way with a real builder and runtime, which opens nothing without a driver."""
    row = measured(SMALL, "tensorrt_rtx", "cpu", 0.0)
    assert not row.ran
    assert "EngineError: tensorrt_rtx" in row.why


def test_a_failure_is_a_row():
    """A network that cannot be built says so and stops nothing."""
    row = measured(replace(SMALL, build="NoSuchModel"), "eager", "cpu", 0.0)
    assert not row.ran
    assert "NoSuchModel" in row.why


def test_every_cell_of_the_matrix_is_told():
    """Without a device every row says why; with one every row ran or says why."""
    report = bench_neural((SMALL,), ("vits",))
    rows = report["rows"]
    assert [row["kind"] for row in report["cancels"]] == ["vits"]
    assert [row["runtime"] for row in rows] == [*RUNTIMES, "onnxruntime"]
    assert all(row["ran"] or row["why"] for row in rows)


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.name)
def test_every_network_of_the_matrix_takes_its_inputs(network: Network):
    """In its published size, without a number in it: names and shapes fit, so no minute of a GPU is lost to them."""
    model, inputs = bench._random(network, "meta")
    with torch.no_grad():
        answer = bench._answer(getattr(model, network.method)(**inputs))
    assert answer.ndim >= 3


def test_a_segment_is_words_steps_and_decoder():
    """Its quickest runtimes together tell the real-time factor; what was not timed is named."""
    segment = SEGMENTS[0]
    rows = [
        {"network": name, "runtime": runtime, "ran": True, "median_ms": ms}
        for name, runtime, ms in (
            (segment.encoder, "eager", 20.0),
            (segment.denoiser, "eager", 200.0),
            (segment.denoiser, "compiled", 100.0),
            (segment.decoder, "eager", 80.0),
        )
    ]
    told = told_of(segment, rows)
    assert (told["first_frame_s"], told["against_eager"], told["cancel_at_most_s"]) == (0.5, 2.0, 0.1)
    assert told["real_time"] == pytest.approx(33 / 16 / 0.5, abs=1e-3)
    far = {"network": segment.denoiser, "runtime": "aotinductor", "ran": True, "median_ms": 1.0, "error": 0.5}
    assert told_of(segment, [*rows, far]) == told
    assert told_of(segment, rows[:3])["why"] == f"{segment.decoder} was not timed"
