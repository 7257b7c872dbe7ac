"""Writes a caught network as ONNX, its precision baked in, and compares it with the network it was made from.

It knows torch and ONNX Runtime, no TensorRT. The slow path is the oracle: a graph is kept only with its parity.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch

from generators.neural.engines.capture import Caught
from generators.neural.engines.key import Profile
from generators.neural.errors import EngineError

OPSET = 20
PRECISIONS = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}
TOLERANCE = {"fp32": 1e-5, "fp16": 5e-3, "bf16": 3e-2}
"""Largest relative error against the network in fp32."""
GRAPH = "graph.onnx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One ONNX graph on disk."""

    name: str
    path: Path
    precision: str
    graph: str
    """SHA-256 of the graph without weights and without words for people."""
    weights: str
    """SHA-256 of all weights in the graph's order."""
    profiles: tuple[Profile, ...]
    nodes: int
    seconds: float
    parity: float
    """Largest error of ONNX Runtime on the processor against torch in fp32, relative to the largest value; −1 = bf16,
    which ONNX Runtime's processor kernels refuse."""

    @property
    def is_faithful(self) -> bool:
        """Whether the parity holds for the precision."""
        return self.parity <= TOLERANCE[self.precision]


def export(caught: Caught, folder: Path, precision: str = "fp32") -> Exported:
    """Write `caught` below `folder` in `precision` and measure its parity; raises EngineError."""
    begun = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / GRAPH
    dtype = PRECISIONS[precision]
    with torch.no_grad():
        wanted = [one.float().numpy() for one in caught.network(*caught.inputs)]
    inputs = tuple(tensor.to(dtype) if tensor.is_floating_point() else tensor for tensor in caught.inputs)
    with _in_precision(caught.network, dtype), _eager(caught.network), _quiet(), torch.no_grad():
        try:
            program = torch.onnx.export(
                caught.network,
                inputs,
                dynamo=True,
                opset_version=OPSET,
                input_names=list(caught.names),
                output_names=[f"out_{number}" for number in range(len(wanted))],
                verbose=False,
            )
        except Exception as error:
            first = str(error).strip().splitlines()[0][:200] if str(error).strip() else ""
            raise EngineError(f"{caught.name} cannot be exported: {type(error).__name__}: {first}") from error
        if program is None:
            raise EngineError(f"{caught.name} cannot be exported: the exporter gave nothing")
        program.save(str(path), external_data=True)
    graph, weights, nodes = digests(path)
    return Exported(
        name=caught.name,
        path=path,
        precision=precision,
        graph=graph,
        weights=weights,
        profiles=_profiles(path, caught),
        nodes=nodes,
        seconds=time.monotonic() - begun,
        parity=-1.0 if precision == "bf16" else _parity(path, caught.names, inputs, wanted),
    )


def digests(path: Path) -> tuple[str, str, int]:
    """(graph, weights, nodes): SHA-256 of a graph's structure and of its weights; neither depends on paths or words."""
    model = onnx.load(str(path), load_external_data=True)
    weights = hashlib.sha256()
    for tensor in model.graph.initializer:
        weights.update(tensor.name.encode() + b"\0" + str(list(tensor.dims)).encode() + bytes([tensor.data_type]))
        weights.update(onnx.numpy_helper.to_array(tensor).tobytes())
    nodes = len(model.graph.node)
    bare = onnx.ModelProto()
    bare.CopyFrom(model)
    bare.doc_string = ""
    del bare.metadata_props[:]
    for group in (bare.graph.node, bare.graph.value_info, bare.graph.input, bare.graph.output):
        for one in group:
            one.doc_string = ""
            del one.metadata_props[:]
    for tensor in bare.graph.initializer:
        for field in ("raw_data", "float_data", "int32_data", "int64_data", "double_data", "external_data"):
            tensor.ClearField(field)
        tensor.doc_string = ""
    bare.graph.doc_string = ""
    del bare.graph.metadata_props[:]
    return hashlib.sha256(bare.SerializeToString(deterministic=True)).hexdigest(), weights.hexdigest(), nodes


def _profiles(path: Path, caught: Caught) -> tuple[Profile, ...]:
    """One narrow profile: every shape as it was caught. A graph may have dropped an input that it does not need."""
    used = {value.name for value in onnx.load(str(path), load_external_data=False).graph.input}
    shapes = {name: tuple(tensor.shape) for name, tensor in zip(caught.names, caught.inputs, strict=True)}
    return tuple(
        Profile(name=name, least=shape, usual=shape, most=shape) for name, shape in shapes.items() if name in used
    )


def _parity(path: Path, names: tuple[str, ...], inputs: tuple[torch.Tensor, ...], wanted: list[np.ndarray]) -> float:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        given = {value.name for value in session.get_inputs()}
        feed = {name: tensor.numpy() for name, tensor in zip(names, inputs, strict=True) if name in given}
        found = session.run(None, feed)
    except Exception as error:
        raise EngineError(f"{path.parent.name}: ONNX Runtime refuses the graph: {str(error)[:200]}") from error
    errors = [
        float(np.abs(one.astype(np.float32) - other).max() / max(float(np.abs(other).max()), 1e-12))
        for one, other in zip(found, wanted, strict=True)
    ]
    return max(errors)


@contextlib.contextmanager
def _in_precision(network: torch.nn.Module, dtype: torch.dtype) -> Iterator[None]:
    """Parameters in `dtype` while the graph is written; back to their own, bit for bit, afterwards."""
    if dtype is torch.float32:
        yield
        return
    kept = [(value, value.data) for value in (*network.parameters(), *network.buffers()) if value.is_floating_point()]
    try:
        for value, plain in kept:
            value.data = plain.to(dtype)
        yield
    finally:
        for value, plain in kept:
            value.data = plain


@contextlib.contextmanager
def _eager(network: Any) -> Iterator[None]:
    """Attention written out: the fused kind of text encoders cannot be exported."""
    changed = [
        (module, module.config._attn_implementation)
        for module in network.modules()
        if hasattr(getattr(module, "config", None), "_attn_implementation")
        and hasattr(module, "set_attn_implementation")
    ]
    for module, _ in changed:
        module.set_attn_implementation("eager")
    try:
        yield
    finally:
        for module, before in changed:
            module.set_attn_implementation(before)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    level = logging.getLogger("torch.onnx").level
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            logging.getLogger("torch.onnx").setLevel(level)
