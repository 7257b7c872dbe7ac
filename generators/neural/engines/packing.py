"""A graph and its weights as one run of bytes, however large: what ONNX Runtime's engines are in the store.

It knows ONNX's format and no runtime. The format holds two gigabytes in one piece: what is larger is the graph without
its weights, and the file with them behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import onnx
from onnx.external_data_helper import ExternalDataInfo

from generators.neural.errors import EngineError

MOST_GRAPH_BYTES = (2 << 30) - (1 << 20)
"""Of a graph with its weights in one piece: what its format can hold."""
MARK = b"evershow graph, weights behind\n\0"
"""No graph begins so: its first byte says that a number follows."""
LENGTH_BYTES = 8
WEIGHTS = "weights"
"""Where a graph in two pieces says that its weights lie."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a runtime is given."""

    graph: bytes
    weights: memoryview | None
    """The file that the graph calls WEIGHTS; None = all is in the graph."""


def packed(path: Path, most_bytes: int = MOST_GRAPH_BYTES) -> bytes:
    """The graph in file `path` with its weights; raises EngineError for weights that are not in one file beside it."""
    bare = onnx.load(str(path), load_external_data=False)
    outside = [tensor for tensor in bare.graph.initializer if tensor.external_data]
    files = {path.parent / ExternalDataInfo(tensor).location for tensor in outside}
    if path.stat().st_size + sum(file.stat().st_size for file in files) <= most_bytes:
        return bytes(onnx.load(str(path), load_external_data=True).SerializeToString(deterministic=True))
    if len(files) != 1:
        raise EngineError(f"{path.parent.name}: its weights lie in {len(files)} files, not in one")
    for tensor in outside:
        for entry in tensor.external_data:
            entry.value = WEIGHTS if entry.key == "location" else entry.value
    graph = bytes(bare.SerializeToString(deterministic=True))
    (file,) = files
    return b"".join((MARK, len(graph).to_bytes(LENGTH_BYTES, "little"), graph, file.read_bytes()))


def pieces(plan: bytes) -> Pieces:
    """The graph and the weights behind it, in the memory of `plan`; raises EngineError where that is cut short."""
    if not plan.startswith(MARK):
        return Pieces(plan, None)
    begin = len(MARK) + LENGTH_BYTES
    end = begin + int.from_bytes(plan[len(MARK) : begin], "little")
    if end > len(plan):
        raise EngineError("the graph is cut short")
    return Pieces(plan[begin:end], memoryview(plan)[end:])


def weights_of(path: Path) -> Iterator[onnx.TensorProto]:
    """Every weight of the graph in file `path`, one after the other: all together may be larger than memory."""
    bare = onnx.load(str(path), load_external_data=False)
    for tensor in bare.graph.initializer:
        if tensor.external_data:
            onnx.external_data_helper.load_external_data_for_tensor(tensor, str(path.parent))
            yield tensor
            tensor.ClearField("raw_data")
        else:
            yield tensor
