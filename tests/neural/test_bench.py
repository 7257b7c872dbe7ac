"""The GPU matrix: every row is there, and one that cannot run says why."""

from __future__ import annotations

from dataclasses import replace

from generators.neural.bench import NETWORKS, bench_neural, measured

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


def test_a_failure_is_a_row():
    """A network that cannot be built says so and stops nothing."""
    row = measured(replace(SMALL, build="NoSuchModel"), "eager", "cpu", 0.0)
    assert not row.ran
    assert "NoSuchModel" in row.why


def test_every_cell_of_the_matrix_is_told():
    """Without a device every row says why; with one every row ran or says why."""
    rows = bench_neural((SMALL,))["rows"]
    assert [row["runtime"] for row in rows] == ["eager", "compiled", "tensorrt", "tensorrt_rtx"]
    assert all(row["ran"] or row["why"] for row in rows)
