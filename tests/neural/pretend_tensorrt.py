"""The executing half of a TensorRT module with a graph of ONNX for an engine, on the processor's memory.

What a driver would do is done by ONNX Runtime: shapes are set, addresses are read and written as TensorRT does it. Only
names that the real module has are here, which a test compares.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import helper

NAMES = {1: "FLOAT", 10: "HALF", 16: "BF16", 3: "INT8", 6: "INT32", 7: "INT64", 9: "BOOL", 2: "UINT8", 11: "DOUBLE"}
INVALID = b"for another device"


class _Named:
    def __init__(self, name: str, value: int = 0) -> None:
        self.name, self.value = name, value

    def __int__(self) -> int:
        return self.value


INPUT, OUTPUT = _Named("INPUT"), _Named("OUTPUT")
HOST, DEVICE = _Named("HOST"), _Named("DEVICE")
VALID, BROKEN = _Named("VALID"), _Named("INVALID")


class Runtime:
    """Opens what parses."""

    def __init__(self, logger: Any) -> None:
        self._logger = logger

    def deserialize_cuda_engine(self, plan: bytes) -> Any:
        """None, and a word to the logger, for what is no engine."""
        try:
            return ICudaEngine(onnx.load_from_string(plan))
        except Exception:  # noqa: BLE001 - as the real one: it never raises
            self._logger.log(1, "Serialization assertion failed")
            return None

    def get_engine_validity(self, plan: bytes) -> tuple[Any, int]:
        """(validity, bits that say why)."""
        return (BROKEN, 4) if plan == INVALID else (VALID, 0)


class ICudaEngine:
    """A graph."""

    def __init__(self, model: Any) -> None:
        self._model = model
        known = {weight.name for weight in model.graph.initializer}
        self._inputs = [value for value in model.graph.input if value.name not in known]
        self._values = {value.name: value for value in (*self._inputs, *model.graph.output)}
        self.num_io_tensors = len(self._values)
        self.refittable = any(row.key == "refit" for row in model.metadata_props)

    def get_tensor_name(self, number: int) -> str:
        """Outputs in the wrong order: nobody promises one."""
        return [*(value.name for value in self._inputs), *reversed([one.name for one in self._model.graph.output])][
            number
        ]

    def get_tensor_mode(self, name: str) -> Any:
        """Whether it goes in or comes out."""
        return INPUT if name in [value.name for value in self._inputs] else OUTPUT

    def get_tensor_dtype(self, name: str) -> Any:
        """By TensorRT's name."""
        return _Named(NAMES[self._values[name].type.tensor_type.elem_type])

    def get_tensor_location(self, name: str) -> Any:
        """Everything lies with the device, but what is called a size."""
        return HOST if name.startswith("size") else DEVICE

    def get_tensor_profile_shape(self, name: str, profile: int) -> list[tuple[int, ...]]:
        """Least, usual, most: all the same."""
        return [_shape(self._values[name])] * 3

    def create_runtime_config(self) -> str:
        """What RTX wants a context made with."""
        return "config"

    def create_execution_context(self, config: Any = None) -> Any:
        """Remembers with what it was made."""
        return IExecutionContext(self._model, self._values, config)


class IExecutionContext:
    """Runs a graph on the memory it was given."""

    def __init__(self, model: Any, values: dict[str, Any], config: Any) -> None:
        self._values, self._model, self._config = values, model, config
        self._addresses: dict[str, int] = {}
        self._shapes: dict[str, tuple[int, ...]] = {}

    def set_input_shape(self, name: str, shape: tuple[int, ...]) -> bool:
        """False for another shape than the engine was built for."""
        self._shapes[name] = shape
        return shape == _shape(self._values[name])

    def infer_shapes(self) -> list[str]:
        """Inputs whose shape nobody told."""
        outputs = {value.name for value in self._model.graph.output}
        return [name for name in self._values if name not in self._shapes and name not in outputs]

    def get_tensor_shape(self, name: str) -> tuple[int, ...]:
        """As it is known by now."""
        return _shape(self._values[name])

    def set_tensor_address(self, name: str, memory: int) -> bool:
        """False for no address, and for an input's where memory of torch's would not begin: 64 bytes here."""
        self._addresses[name] = memory
        is_input = name in [value.name for value in self._model.graph.input]
        return memory != 0 and (not is_input or name.startswith("size") or memory % 64 == 0)

    def execute_async_v3(self, stream_handle: int) -> bool:
        """Read, compute, write."""
        if set(self._addresses) != set(self._values):
            return False
        session = onnxruntime.InferenceSession(self._model.SerializeToString(), providers=["CPUExecutionProvider"])
        feed = {value.name: self._memory(value.name) for value in session.get_inputs()}
        names = [value.name for value in session.get_outputs()]
        for name, answer in zip(names, session.run(names, feed), strict=True):
            self._memory(name)[...] = answer
        return True

    def _memory(self, name: str) -> np.ndarray:
        value = self._values[name]
        kind = helper.tensor_dtype_to_np_dtype(value.type.tensor_type.elem_type)
        shape = _shape(value)
        size = int(np.prod(shape)) * kind.itemsize
        raw = (ctypes.c_char * size).from_address(self._addresses[name])
        return np.frombuffer(raw, kind).reshape(shape)


class Refitter:
    """Puts other weights into a graph."""

    def __init__(self, engine: Any, logger: Any) -> None:
        self._engine, self._new = engine, {}

    def set_named_weights(self, name: str, weights: Any) -> bool:
        """False for a weight that it has not, or of another size."""
        known = {weight.name: weight for weight in self._engine._model.graph.initializer}
        if name not in known or int(np.prod(known[name].dims)) != weights.count:
            return False
        self._new[name] = weights
        return True

    def get_missing_weights(self) -> list[str]:
        """Nothing else must be given."""
        return []

    def refit_cuda_engine(self) -> bool:
        """Read the new weights where they lie."""
        for weight in self._engine._model.graph.initializer:
            if weight.name in self._new:
                kind = helper.tensor_dtype_to_np_dtype(weight.data_type)
                raw = (ctypes.c_char * (self._new[weight.name].count * kind.itemsize)).from_address(
                    self._new[weight.name].pointer
                )
                numbers = np.frombuffer(bytes(raw), kind).reshape(tuple(weight.dims))
                weight.CopyFrom(onnx.numpy_helper.from_array(numbers, weight.name))
        return True


class Weights:
    """Numbers at an address."""

    def __init__(self, kind: Any, pointer: int, count: int) -> None:
        self.kind, self.pointer, self.count = kind, pointer, count


class Pretended:
    """A module."""

    def __init__(self, name: str, version: str) -> None:
        self.__name__, self.__version__ = name, version
        self.ILogger = type("ILogger", (), {"ERROR": 1, "INTERNAL_ERROR": 0})
        self.TensorIOMode = type("TensorIOMode", (), {"INPUT": INPUT})
        self.TensorLocation = type("TensorLocation", (), {"HOST": HOST})
        self.EngineValidity = type("EngineValidity", (), {"INVALID": BROKEN})
        bits = {"OLD_CUDA": _Named("OLD_CUDA", 2), "UNSUPPORTED_CC": _Named("UNSUPPORTED_CC", 4)}
        self.EngineInvalidityDiagnostics = type("EngineInvalidityDiagnostics", (), {"__members__": bits})
        self.DataType = type("DataType", (), {name: name for name in NAMES.values()})
        self.Runtime, self.Refitter, self.Weights = Runtime, Refitter, Weights


CLASSES = (Runtime, ICudaEngine, IExecutionContext, Refitter)


def _shape(value: Any) -> tuple[int, ...]:
    return tuple(side.dim_value for side in value.type.tensor_type.shape.dim)
