"""ONNX Runtime's engines in two pieces: what is beyond the two gigabytes that one graph can hold."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest
import torch

from generators.neural.engines.capture import Caught
from generators.neural.engines.export import Exported, export
from generators.neural.engines.packing import MARK, packed, pieces, weights_of
from generators.neural.engines.refits import refits_in
from generators.neural.engines.running import session_run
from generators.neural.errors import EngineError

SIDE = 40
CPU = torch.device("cpu")


class Two(torch.nn.Module):
    """Two layers whose weights lie in a file beside the graph."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(4)
        self.one, self.other = torch.nn.Linear(SIDE, SIDE), torch.nn.Linear(SIDE, 7)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """(n, SIDE) → (n, 7)."""
        return (self.other(torch.relu(self.one(x))),)


@pytest.fixture(scope="module")
def caught() -> Caught:
    """The network and one call of it."""
    return Caught(name="two", network=Two().eval(), names=("x",), inputs=(torch.randn(3, SIDE),))


@pytest.fixture(scope="module")
def exported(caught: Caught, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Its graph on disk."""
    return export(caught, tmp_path_factory.mktemp("two"))


def test_a_graph_that_is_too_large_for_one_piece_answers_in_two(caught: Caught, exported: Exported):
    """The same numbers as in one piece, from memory alone; the graph itself is small then."""
    whole, apart = packed(exported.path), packed(exported.path, most_bytes=0)
    assert pieces(whole).weights is None
    assert apart.startswith(MARK)
    weights = pieces(apart).weights
    assert weights is not None
    assert len(weights) >= SIDE * SIDE * 4
    given = {"x": caught.inputs[0]}
    one, two = (session_run(plan, CPU, {})(given)[0] for plan in (whole, apart))
    assert torch.equal(one, two)
    assert torch.allclose(one, caught.network(*caught.inputs)[0], atol=1e-5)


def test_a_weight_is_given_anew_in_both_forms(caught: Caught, exported: Exported):
    """A story's LoRA reaches an engine in two pieces too."""
    (refit,) = refits_in(exported.path, caught.network, ("one.weight",))
    weight = torch.zeros(SIDE, SIDE)
    given = {"x": caught.inputs[0]}
    plans = (packed(exported.path), packed(exported.path, most_bytes=0))
    one, two = (session_run(plan, CPU, {refit.place: weight})(given)[0] for plan in plans)
    plain = session_run(plans[0], CPU, {})(given)[0]
    assert torch.equal(one, two)
    assert not torch.equal(one, plain)


def test_an_engine_that_is_cut_short_is_refused(exported: Exported):
    """One that is shorter than it says is no graph."""
    with pytest.raises(EngineError, match="cut short"):
        pieces(packed(exported.path, most_bytes=0)[: len(MARK) + 20])


def test_weights_come_one_after_the_other(exported: Exported):
    """All of a graph's, wherever they lie, as reading it whole gives them."""
    whole = onnx.load(str(exported.path), load_external_data=True).graph.initializer
    wanted = [(one.name, onnx.numpy_helper.to_array(one).tobytes()) for one in whole]
    assert [(one.name, onnx.numpy_helper.to_array(one).tobytes()) for one in weights_of(exported.path)] == wanted


def test_weights_in_several_files_are_not_packed(exported: Exported, tmp_path: Path):
    """Another exporter's graph may have them so: one line says it."""
    model = onnx.load(str(exported.path), load_external_data=True)
    onnx.save(
        model, str(tmp_path / "graph.onnx"), save_as_external_data=True, all_tensors_to_one_file=False,
        size_threshold=0,
    )  # fmt: skip
    with pytest.raises(EngineError, match="files, not in one"):
        packed(tmp_path / "graph.onnx", most_bytes=0)
