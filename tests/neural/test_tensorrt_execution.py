"""Engines of TensorRT in the place of networks: everything but the driver is real, which `pretend_tensorrt` stands for.

Without a driver a real runtime opens no engine: that it says so, and the network answers, is tested with the real one.
"""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch

from generators.neural.engines import running
from generators.neural.engines import tensorrt as execution
from generators.neural.engines.bindings import Binding, bind
from generators.neural.engines.build import Plan, build_engines
from generators.neural.engines.builders import BuildOrder, open_builder
from generators.neural.engines.capture import caught_in, rendering
from generators.neural.engines.choices import EAGER, Timing, choice_of, record
from generators.neural.engines.key import MISSING, ONNX, PLAIN, RTX
from generators.neural.engines.seats import seat_engines
from generators.neural.engines.store import EngineStore
from generators.neural.engines.target import CUDA, PROCESSOR, Target
from generators.neural.errors import EngineError
from generators.neural.loading import open_generator
from generators.neural.models import inspect_model
from generators.neural.ports import never
from generators.neural.probe import Told
from generators.neural.trials import tiny
from generators.neural.video.pipes import Placement

from .conftest import a_take
from .pretend_tensorrt import CLASSES, INVALID, Pretended

KIND = "sd-turbo"
GPU = Target(kind=CUDA, name="a GPU", capability="8.9", driver="580.95")
HERE = torch.device("cpu")
MODULES = {PLAIN: Pretended(PLAIN, "11.4.0"), RTX: Pretended(RTX, "1.7.1")}
real = pytest.mark.skipif(
    importlib.util.find_spec(RTX) is None,
    reason="the tensorrt extra is not installed: pip install 'evershow[tensorrt]'",
)


@pytest.fixture(params=[PLAIN, RTX])
def runtime(request: pytest.FixtureRequest) -> Any:
    """Both adapters of the port."""
    kind = execution.ForRtx if request.param == RTX else execution.Plain
    return kind(MODULES[request.param])


def graph(kind: int = onnx.TensorProto.FLOAT, *, refit: bool = False, rows: int = 4) -> bytes:
    """y = x·w and its negative, (rows, 8) each, in numbers of `kind`."""
    weight = onnx.numpy_helper.from_array(np.eye(8).astype(onnx.helper.tensor_dtype_to_np_dtype(kind)), "w")
    value = onnx.helper.make_tensor_value_info
    nodes = [
        onnx.helper.make_node("MatMul", ["x", "w"], ["out_0"]),
        onnx.helper.make_node("Neg", ["out_0"], ["out_1"]),
    ]
    outputs = [value(name, kind, [rows, 8]) for name in ("out_0", "out_1")]
    whole = onnx.helper.make_graph(nodes, "g", [value("x", kind, [rows, 8])], outputs, [weight])
    model = onnx.helper.make_model(whole, opset_imports=[onnx.helper.make_opsetid("", 20)], ir_version=10)
    if refit:
        model.metadata_props.add(key="refit", value="yes")
    return model.SerializeToString()


@real
def test_every_name_that_is_used_is_one_of_the_real_interface():
    """What the pretended module has, the real one has under the same names; and so have types, but half bytes."""
    module = importlib.import_module(RTX)
    for kind in CLASSES:
        own = {name for name in vars(kind) if not name.startswith("_")}
        assert own <= set(dir(getattr(module, kind.__name__))), kind.__name__
    assert set(execution.KINDS) == {*module.DataType.__members__} - {"INT4", "FP4", "E8M0"}
    for name in ("TensorIOMode", "TensorLocation", "EngineValidity", "EngineInvalidityDiagnostics", "Weights"):
        assert hasattr(module, name)
    assert module.TensorIOMode.INPUT
    assert module.TensorLocation.HOST
    assert module.EngineValidity.INVALID


@real
def test_without_a_driver_the_real_runtime_opens_nothing_and_says_why(tmp_path: Path):
    """Its own first words, no crash, no engine."""
    path = tmp_path / "g" / "graph.onnx"
    path.parent.mkdir()
    path.write_bytes(graph())
    plan = open_builder(RTX).build(
        BuildOrder(graph=path, profiles=(), capability="8.9"), lambda phase, share: None, never
    )
    if torch.cuda.is_available():
        pytest.skip("an NVIDIA driver is here: what is tried is the refusal where none is")
    with pytest.raises(EngineError, match=r"tensorrt_rtx 1\.\d.*invalid here.*(CUDA|driver)"):
        execution.open_runtime(RTX).open(plan, HERE, {})


@real
def test_a_gpu_that_the_builder_cannot_name_is_built_for_where_it_is(tmp_path: Path):
    """Elsewhere the line names those that it knows; on the machine itself the builder asks the driver."""
    path = tmp_path / "g" / "graph.onnx"
    path.parent.mkdir()
    path.write_bytes(graph())
    order = BuildOrder(graph=path, profiles=(), capability="9.0")
    with pytest.raises(EngineError, match=r"builds for SM75.*not for SM90"):
        open_builder(RTX).build(order, lambda phase, share: None, never)
    if not torch.cuda.is_available():
        with pytest.raises(EngineError, match=r"the builder gave nothing: .*CUDA"):
            open_builder(RTX).build(replace(order, is_here=True), lambda phase, share: None, never)


@real
def test_weights_that_are_to_be_refitted_are_marked(tmp_path: Path):
    """By name, each; one that the graph has not is told. RTX builds such an engine on a GPU alone."""
    path = tmp_path / "g" / "graph.onnx"
    path.parent.mkdir()
    path.write_bytes(graph())
    order = BuildOrder(graph=path, profiles=(), capability="8.9", flags=("refit",), refits=("v",))
    with pytest.raises(EngineError, match="no weight v to be refitted"):
        open_builder(RTX).build(order, lambda phase, share: None, never)
    if not torch.cuda.is_available():
        with pytest.raises(EngineError, match="the builder gave nothing"):
            open_builder(RTX).build(replace(order, refits=("w",)), lambda phase, share: None, never)


def test_outputs_come_in_their_order_and_in_new_memory(runtime: Any):
    """out_0 first whatever the engine's order; a later call does not write into an earlier one's answer."""
    run = runtime.open(graph(), HERE, {})
    x = torch.arange(32.0).reshape(4, 8)
    first = run({"x": x, "unused": x})
    second = run({"x": x + 1})
    assert torch.equal(first[0], x)
    assert torch.equal(first[1], -x)
    assert torch.equal(second[0], x + 1)


@pytest.mark.parametrize("given", [torch.float32, torch.bfloat16, torch.float64])
def test_inputs_are_given_in_the_engines_type(runtime: Any, given: torch.dtype):
    """A show computes in bfloat16, its engine in half: each input is turned into what the engine reads."""
    run = runtime.open(graph(onnx.TensorProto.FLOAT16), HERE, {})
    x = torch.arange(32.0).reshape(8, 4).to(given).T  # not laid out in rows
    (answer, _) = run({"x": x})
    assert answer.dtype is torch.float16
    assert torch.equal(answer, x.half())


def test_a_piece_of_a_larger_tensor_is_laid_where_an_engine_can_read_it(runtime: Any):
    """The second half of a batch begins anywhere; an engine reads from multiples of 256 bytes on."""
    x = torch.arange(33.0)[1:].reshape(4, 8)
    assert x.is_contiguous()
    assert x.data_ptr() % 64
    assert torch.equal(runtime.open(graph(), HERE, {})({"x": x})[0], x)


def test_an_empty_tensor_has_an_address(runtime: Any):
    """A call of which a part is empty is none that an engine refuses."""
    (answer, _) = runtime.open(graph(rows=0), HERE, {})({"x": torch.zeros(0, 8)})
    assert answer.shape == (0, 8)


def test_sizes_are_given_and_answered_with_the_processor():
    """Where an engine says that a tensor lies there, its address is one of the processor's memory, both ways."""
    call = execution.Plain(MODULES[PLAIN]).open(_sized(), HERE, {})
    call._device = torch.device("meta")  # nothing of a device can be read here
    assert call._hosted == {"size_in", "size_out"}
    assert call._given("size_in", torch.tensor([3]), torch.int64).device.type == "cpu"
    assert call._answer("size_out", torch.int64).device.type == "cpu"
    assert call._answer("out_0", torch.int64).device.type == "meta"


def _sized() -> bytes:
    value = onnx.helper.make_tensor_value_info
    names = ("size_out", "out_0")
    nodes = [onnx.helper.make_node("Neg", ["size_in"], [name]) for name in names]
    kind = onnx.TensorProto.INT64
    whole = onnx.helper.make_graph(
        nodes, "g", [value("size_in", kind, [1])], [value(name, kind, [1]) for name in names]
    )
    opsets = [onnx.helper.make_opsetid("", 20)]
    return onnx.helper.make_model(whole, opset_imports=opsets, ir_version=10).SerializeToString()


def test_a_shape_that_the_engine_has_not_is_named(runtime: Any):
    """With what it has; nothing is executed."""
    run = runtime.open(graph(), HERE, {})
    with pytest.raises(EngineError, match=r"no x of \(5, 8\), but from \(4, 8\) to \(4, 8\)"):
        run({"x": torch.zeros(5, 8)})


def test_what_does_not_open_is_told_in_the_runtimes_words(runtime: Any):
    """The runtime gives None and a line to its logger, and never raises."""
    with pytest.raises(EngineError, match="does not open the engine: Serialization assertion failed"):
        runtime.open(b"no engine", HERE, {})


def test_rtx_tells_beforehand_that_an_engine_is_none_for_the_device():
    """By the names of its own diagnostics."""
    with pytest.raises(EngineError, match="invalid here: UNSUPPORTED_CC"):
        execution.ForRtx(MODULES[RTX]).open(INVALID, HERE, {})


def test_contexts_are_made_as_each_module_wants_it():
    """RTX wants a runtime configuration, plain TensorRT none."""
    assert execution.Plain(MODULES[PLAIN]).open(graph(), HERE, {})._context._config is None
    assert execution.ForRtx(MODULES[RTX]).open(graph(), HERE, {})._context._config == "config"


def test_an_engine_is_refitted_when_it_is_opened(runtime: Any):
    """With new weights it computes with them; one that was built without refit, or has no such weight, says so."""
    x = torch.arange(32.0).reshape(4, 8)
    run = runtime.open(graph(refit=True), HERE, {"w": 3 * torch.eye(8)})
    assert torch.equal(run({"x": x})[0], 3 * x)
    with pytest.raises(EngineError, match="built without refit"):
        runtime.open(graph(), HERE, {"w": torch.eye(8)})
    with pytest.raises(EngineError, match="takes no new v"):
        runtime.open(graph(refit=True), HERE, {"v": torch.eye(8)})


def test_other_versions_are_not_executed(monkeypatch: pytest.MonkeyPatch):
    """An interface that nobody has looked at is not called."""
    monkeypatch.setattr(execution.importlib, "import_module", lambda name: Pretended(name, "9.3.0"))
    with pytest.raises(EngineError, match=r"tensorrt 9\.3\.0 is installed; engines are executed with 10 and 11"):
        execution.open_runtime(PLAIN)


@pytest.fixture(scope="module")
def folder(shelf: Path) -> Path:
    """The model's folder."""
    return tiny.saved(KIND, shelf)


def _opened(folder: Path) -> Any:
    return open_generator(inspect_model(folder), Placement())


def _film(adapter: Any) -> np.ndarray:
    return np.concatenate([chunk.frames for chunk in adapter.render([a_take(4)], None, never)])


@pytest.fixture(scope="module")
def store(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> EngineStore:
    """Engines of both TensorRT modules for the UNet and the decoder, as measured on a GPU: graphs that are pretended to
    be theirs."""
    store = EngineStore(tmp_path_factory.mktemp("engines"))
    adapter = _opened(folder)
    asked = rendering(adapter, a_take(4))
    plan = Plan(runtime=ONNX, capability="cpu", precision="fp32", modules=("unet", "vae-decoder"))
    list(build_engines(store, KIND, adapter, asked, plan, Told(ok=False, words=""), never))
    plans = {entry.manifest.key.module: entry.manifest.key for entry in store.entries() if entry.manifest is not None}
    for network in caught_in(adapter, asked):
        key = plans.get(f"{KIND}/{network.name}")
        if key is None:
            continue
        whole, rows = store.load(key), [Timing(way=EAGER, ran=True, median_ms=4.0)]
        assert whole is not None
        for speed, runtime in ((2.0, PLAIN), (1.0, RTX)):
            own = replace(
                key, runtime=runtime, runtime_version=MISSING, device=GPU.name, capability="8.9", driver=GPU.driver
            )
            store.keep(own, whole, build_seconds=0.0)
            bind(store, Binding(weights=network.weights, call=network.call, key=own), GPU)
            rows.append(Timing(way=runtime, ran=True, median_ms=speed, engine=own.digest))
        record(store, choice_of(key.module, network.weights, network.call, 1, tuple(rows), GPU))
    return store


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Pretended runtimes of the versions that the engines were built with; which of them opened an engine."""
    opened: list[str] = []

    def open_runtime(name: str) -> Any:
        opened.append(name)
        return (execution.ForRtx if name == RTX else execution.Plain)(MODULES[name])

    monkeypatch.setattr(running, "open_runtime", open_runtime)
    monkeypatch.setattr("generators.neural.engines.target.exporter_versions", _as_built)
    return opened


def _as_built(packages: Any) -> tuple[tuple[str, str], ...]:
    from generators.neural.engines.key import exporter_versions

    return tuple(
        (name, MISSING) if name.startswith("tensorrt") else row
        for name, row in zip(packages, exporter_versions(packages), strict=True)
    )


def test_engines_of_tensorrt_make_the_same_film(folder: Path, store: EngineStore, driver: list[str]):
    """On the device they were measured on, the quickest one answers each call, compared with its network at the first;
    the film is the network's but for a step of 255."""
    seated = _opened(folder)
    seats = {seat.name: seat for seat in seat_engines(seated, store, GPU)}
    apart = np.abs(_film(_opened(folder)).astype(int) - _film(seated).astype(int)).max()
    assert apart <= 1
    assert {name for name, seat in seats.items() if seat.answered} == {"unet", "vae-decoder"}
    assert all(seat.worst <= 1e-5 and not seat.refused for seat in seats.values())
    assert set(driver) == {RTX}


@pytest.mark.parametrize(
    "target",
    [PROCESSOR, replace(GPU, name="another GPU"), replace(GPU, capability="9.0"), replace(GPU, driver="581.0")],
)
def test_another_device_goes_its_own_way(folder: Path, store: EngineStore, driver: list[str], target: Target):
    """Neither the processor nor another GPU or driver uses what was built and measured for one."""
    seated = _opened(folder)
    seats = seat_engines(seated, store, target)
    _film(seated)
    assert not any(seat.answered or seat.refused for seat in seats)
    assert driver == []


@real
def test_an_engine_that_the_real_runtime_does_not_open_leaves_the_call_to_the_network(
    folder: Path, store: EngineStore, monkeypatch: pytest.MonkeyPatch
):
    """As on a GPU that lost its driver: one line, and the film is the network's, bit for bit."""
    monkeypatch.setattr("generators.neural.engines.target.exporter_versions", _as_built)
    seated = _opened(folder)
    seats = {seat.name: seat for seat in seat_engines(seated, store, GPU)}
    assert np.array_equal(_film(seated), _film(_opened(folder)))
    assert "tensorrt_rtx" in seats["unet"].refused
    assert seats["unet"].answered == 0
