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

import onnx
import onnxruntime
import torch
from diffusers.models.attention_dispatch import AttentionBackendName

from generators.neural.engines.capture import Caught, apart, precision_of
from generators.neural.engines.choices import TOLERANCE, coarser
from generators.neural.engines.key import Profile
from generators.neural.engines.packing import weights_of
from generators.neural.engines.running import PROVIDERS, device_of, session_run
from generators.neural.engines.turning import without_complex
from generators.neural.errors import EngineError

OPSET = 20
PRECISIONS = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}
GRAPH = "graph.onnx"
IN_FULL = ("timestep", "coords")
"""Parts of names of inputs that say when and where."""
FLEX = (AttentionBackendName.FLEX, "_native_flex")
PLAIN_ATTENTION = AttentionBackendName.NATIVE
LOUD = ("torch.onnx", "torch._dynamo", "torch._inductor")
"""Loggers of exporters and compilers."""
PADDING = "_get_extra_padding_for_conv1d"
"""Method of a layer of EnCodec …"""
SIZES = {"stride", "kernel_size", "padding_total"}
"""… and what it keeps as tensors."""


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
    """Largest error of ONNX Runtime against torch, relative to the largest value; −1 = not to be told here: bf16, which
    ONNX Runtime's processor kernels refuse, or a GPU without its ONNX Runtime. Its engine is compared all the same."""
    against: str = "fp32"
    """The network's own precision."""

    @property
    def is_faithful(self) -> bool:
        """Whether the parity holds for the precision."""
        return self.parity <= TOLERANCE[coarser(self.precision, self.against)]


def export(caught: Caught, folder: Path, precision: str = "fp32") -> Exported:
    """Write `caught` below `folder` in `precision` and measure its parity; raises EngineError."""
    begun = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / GRAPH
    dtype = PRECISIONS[precision]
    with torch.no_grad():
        wanted = [one.clone() for one in caught.network(*(tensor.clone() for tensor in caught.inputs))]
    in_full = IN_FULL if caught.times_in_full else ()
    inputs = tuple(
        _given(name, tensor, dtype, in_full) for name, tensor in zip(caught.names, caught.inputs, strict=True)
    )
    network = caught.network
    with torch.no_grad(), _in_precision(network, dtype), _plain(network, inputs), quiet():
        try:
            traced = torch.export.export(network, inputs, strict=False)
            _without_idle_squeezes(traced.graph_module)
            program = torch.onnx.export(
                traced,
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
    device = device_of(inputs)
    untold = (precision == "bf16" and device.type == "cpu") or (
        device.type == "cuda" and PROVIDERS["cuda"] not in onnxruntime.get_available_providers()
    )
    return Exported(
        name=caught.name,
        path=path,
        precision=precision,
        graph=graph,
        weights=weights,
        profiles=_profiles(path, caught),
        nodes=nodes,
        seconds=time.monotonic() - begun,
        parity=-1.0 if untold else _parity(path, caught.names, inputs, wanted),
        against=precision_of(network),
    )


def _given(name: str, tensor: torch.Tensor, dtype: torch.dtype, in_full: tuple[str, ...]) -> torch.Tensor:
    """An input as a pipeline in `dtype` gives it: times and places are given in full, as half would round them to ½."""
    return tensor if not tensor.is_floating_point() or any(part in name for part in in_full) else tensor.to(dtype)


def digests(path: Path) -> tuple[str, str, int]:
    """(graph, weights, nodes): SHA-256 of a graph's structure and of its weights; neither depends on paths or words."""
    weights = hashlib.sha256()
    for tensor in weights_of(path):
        weights.update(tensor.name.encode() + b"\0" + str(list(tensor.dims)).encode() + bytes([tensor.data_type]))
        weights.update(onnx.numpy_helper.to_array(tensor).tobytes())
    bare = onnx.load(str(path), load_external_data=False)
    nodes = len(bare.graph.node)
    bare.doc_string = ""
    del bare.metadata_props[:]
    for group in (bare.graph.node, bare.graph.value_info, bare.graph.input, bare.graph.output):
        for one in group:
            one.doc_string = ""
            del one.metadata_props[:]
    for tensor in bare.graph.initializer:
        if tensor.external_data:
            tensor.data_location = onnx.TensorProto.DEFAULT
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


def _parity(path: Path, names: tuple[str, ...], inputs: tuple[torch.Tensor, ...], wanted: list[torch.Tensor]) -> float:
    given = dict(zip(names, inputs, strict=True))
    try:
        answers = session_run(str(path), device_of(inputs), {})(given)
    except Exception as error:
        raise EngineError(f"{path.parent.name}: ONNX Runtime refuses the graph: {str(error)[:200]}") from error
    return max(apart(given, answers, wanted), default=0.0)


@contextlib.contextmanager
def _in_precision(network: torch.nn.Module, dtype: torch.dtype) -> Iterator[None]:
    """Parameters in `dtype` while the graph is written; their own are put back afterwards."""
    if dtype is torch.float32 and precision_of(network) == "fp32":
        yield
        return
    kept = [
        (module, name, value)
        for module in network.modules()
        for name, value in (*module._parameters.items(), *module._buffers.items())
        if value is not None and value.is_floating_point()
    ]
    made: dict[int, torch.Tensor] = {}
    try:
        for module, name, value in kept:
            # Shared weights stay shared. Others in their place, as those of recurrent layers are views of one another.
            if id(value) not in made:
                plain = value.detach().to(dtype)
                is_weight = isinstance(value, torch.nn.Parameter)
                made[id(value)] = torch.nn.Parameter(plain, requires_grad=False) if is_weight else plain
            setattr(module, name, made[id(value)])
        yield
    finally:
        for module, name, value in kept:
            setattr(module, name, value)


@contextlib.contextmanager
def _plain(network: Any, inputs: tuple[torch.Tensor, ...]) -> Iterator[None]:
    """Written as ONNX can have it while it is exported: attention in full, and what `traceable` does."""
    with _eager(network), traceable(network, inputs):
        yield


@contextlib.contextmanager
def traceable(network: Any, inputs: tuple[torch.Tensor, ...]) -> Iterator[None]:
    """Written as a graph can have it for one call: usual attention, sizes as numbers, nothing complex."""
    with _without_flex(network), _whole_numbers(network), without_complex(network, inputs):
        yield


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
def _without_flex(network: Any) -> Iterator[None]:
    """AnyFlow's attention by the usual call: ONNX has none for the flexible one, which is not given any mask here."""
    processors = [getattr(module, "processor", None) for module in network.modules()]
    changed = [(one, dict(vars(one))) for one in processors if getattr(one, "_attention_backend", None) in FLEX]
    for one, _ in changed:
        one._SUPPORTED_BACKENDS = (*one._SUPPORTED_BACKENDS, PLAIN_ATTENTION)
        one._attention_backend = PLAIN_ATTENTION
    try:
        yield
    finally:
        for one, before in changed:
            vars(one).clear()
            vars(one).update(before)


def _without_idle_squeezes(graph: Any) -> None:
    """torch leaves a dimension of several where `squeeze` names it; ONNX refuses it (LTX-2's gates)."""
    for node in list(graph.graph.nodes):
        if node.target is not torch.ops.aten.squeeze.dim:
            continue
        source, dimension = node.args
        if source.meta["val"].shape[dimension] != 1:
            node.replace_all_uses_with(source)
            graph.graph.erase_node(node)
    graph.recompile()


@contextlib.contextmanager
def _whole_numbers(network: torch.nn.Module) -> Iterator[None]:
    """Sizes that EnCodec's layers keep as tensors are plain numbers while the graph is written.

    How far such a layer pads would be asked of a tensor, which a graph cannot know: every other size is fixed as well.
    """
    layers = [layer for layer in network.modules() if hasattr(layer, PADDING) and layer._buffers.keys() >= SIZES]
    kept = [dict(layer._buffers) for layer in layers]
    try:
        for layer in layers:
            stride, wide = int(layer.stride), int(layer.kernel_size)
            for name in SIZES:
                del layer._buffers[name]
            layer.padding_total = wide - stride

            def missing(states: torch.Tensor, stride: int = stride) -> int:
                # (length − kernel + padding) is (length − stride): a last step that is not whole is padded
                return -states.shape[-1] % stride

            setattr(layer, PADDING, missing)
        yield
    finally:
        for layer, buffers in zip(layers, kept, strict=True):
            vars(layer).pop("padding_total", None)
            vars(layer).pop(PADDING, None)
            layer._buffers.update(buffers)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """torch's exporters and compilers warn of what is no trouble here."""
    loud = [logging.getLogger(name) for name in LOUD]
    levels = [logger.level for logger in loud]
    for logger in loud:
        logger.setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            for logger, level in zip(loud, levels, strict=True):
                logger.setLevel(level)
