"""Executes engines of TensorRT on torch's own memory and stream: plain TensorRT 10 and 11, and TensorRT for RTX.

Two adapters of one port: they share everything but how an engine is judged before it is opened and how its context is
made. It knows torch and one TensorRT module, no store and no network. Only where a driver is may it be called: without
one a runtime may end its process.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import torch

from generators.neural.engines.builders import Said, logger_of
from generators.neural.engines.key import PLAIN, REMEDIES, RTX
from generators.neural.errors import EngineError

KINDS = {
    "FLOAT": torch.float32,
    "HALF": torch.float16,
    "BF16": torch.bfloat16,
    "INT8": torch.int8,
    "INT32": torch.int32,
    "INT64": torch.int64,
    "BOOL": torch.bool,
    "UINT8": torch.uint8,
    "FP8": torch.float8_e4m3fn,
}
"""torch's types by TensorRT's names; those of half a byte have none."""
VERSIONS = {PLAIN: (10, 11), RTX: (1,)}
"""First numbers of the versions whose interface this is written for."""
ALIGNED = 256
"""Bytes to whose multiples what an engine reads is laid; a piece of a larger tensor may begin anywhere."""
OUTPUT = "out_"
"""What a graph's outputs are called, followed by their number."""

Call = Callable[[dict[str, torch.Tensor]], list[torch.Tensor]]


class EngineRuntime(Protocol):
    """Opens engines of one TensorRT module."""

    version: str

    def open(self, plan: bytes, device: torch.device, changed: Mapping[str, torch.Tensor]) -> Call:
        """What answers calls with engine `plan` on `device`; `changed` weights take the place of its own.

        Raises EngineError with the runtime's own first words.
        """
        ...


def open_runtime(name: str) -> EngineRuntime:
    """The runtime of TensorRT module `name`; raises EngineError."""
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        raise EngineError(f"{name} is not installed: {REMEDIES.get(name, 'there is none of this name')}") from error
    version = str(module.__version__)
    if int(version.split(".")[0]) not in VERSIONS[name]:
        wanted = " and ".join(str(number) for number in VERSIONS[name])
        raise EngineError(f"{name} {version} is installed; engines are executed with {wanted}")
    return ForRtx(module) if name == RTX else Plain(module)


class Plain:
    """Executes with TensorRT 10 and 11."""

    def __init__(self, module: Any) -> None:
        self._trt = module
        self.version = str(module.__version__)

    def open(self, plan: bytes, device: torch.device, changed: Mapping[str, torch.Tensor]) -> Call:
        """See EngineRuntime."""
        said = Said()
        logger = logger_of(self._trt, said)
        with on(device):
            runtime = self._trt.Runtime(logger)
            self._judge(runtime, plan, said)
            engine = runtime.deserialize_cuda_engine(plan)
            if engine is None:  # it never raises
                raise EngineError(f"{self._name} does not open the engine: {said.first()}")
            if changed:
                self._refit(engine, logger, said, changed)
            context = self._context(engine)
        if context is None:
            raise EngineError(f"{self._name} has no room to execute the engine: {said.first()}")
        return Execution(self._trt, (runtime, engine, logger), context, device, said)

    @property
    def _name(self) -> str:
        return f"{self._trt.__name__} {self.version}"

    def _judge(self, runtime: Any, plan: bytes, said: Said) -> None:
        """Raise EngineError where the runtime tells beforehand that an engine is none for this device."""

    def _context(self, engine: Any) -> Any:
        return engine.create_execution_context()

    def _refit(self, engine: Any, logger: Any, said: Said, changed: Mapping[str, torch.Tensor]) -> None:
        trt = self._trt
        if not engine.refittable:
            raise EngineError("the engine was built without refit: `evershow engines build MODEL --flag refit`")
        refitter = trt.Refitter(engine, logger)
        kept = {name: weight.detach().cpu().contiguous() for name, weight in changed.items()}
        for name, weight in kept.items():
            kind = next(one for one, own in KINDS.items() if own is weight.dtype)
            told = trt.Weights(getattr(trt.DataType, kind), weight.data_ptr(), weight.numel())
            if not refitter.set_named_weights(name, told):
                raise EngineError(f"the engine takes no new {name}: {said.first()}")
        missing = refitter.get_missing_weights()
        if missing or not refitter.refit_cuda_engine():
            raise EngineError(f"the engine was not refitted: {missing[0] if missing else said.first()}")


class ForRtx(Plain):
    """Executes with TensorRT for RTX, which compiles an engine for the very device when its context is made."""

    def _judge(self, runtime: Any, plan: bytes, said: Said) -> None:
        validity, why = runtime.get_engine_validity(plan)
        if validity == self._trt.EngineValidity.INVALID:
            known = self._trt.EngineInvalidityDiagnostics.__members__.items()
            named = ", ".join(name for name, bit in known if int(why) & int(bit))
            raise EngineError(f"{self._name} calls the engine invalid here: {named or said.first()}")

    def _context(self, engine: Any) -> Any:
        # Every call has one shape and memory of torch's own: nothing is specialised later, no graph is captured.
        return engine.create_execution_context(engine.create_runtime_config())


class Execution:
    """One engine that is open; a call writes into new tensors of torch's."""

    def __init__(self, trt: Any, kept: tuple[Any, ...], context: Any, device: torch.device, said: Said) -> None:
        self._trt, self._kept, self._context, self._device, self._said = trt, kept, context, device, said
        engine = self._engine = kept[1]
        names = [engine.get_tensor_name(number) for number in range(engine.num_io_tensors)]
        inputs = [name for name in names if engine.get_tensor_mode(name) == trt.TensorIOMode.INPUT]
        outputs = sorted((name for name in names if name not in inputs), key=_number)
        self._inputs = {name: self._kind(name) for name in inputs}
        self._outputs = {name: self._kind(name) for name in outputs}
        where = trt.TensorLocation.HOST
        self._somewhere = torch.empty(ALIGNED, dtype=torch.uint8, device=device)
        """An empty tensor lies nowhere, and every input and output wants an address."""
        self._hosted = {name for name in names if engine.get_tensor_location(name) == where}

    def __call__(self, tensors: dict[str, torch.Tensor]) -> list[torch.Tensor]:
        """The network's tensors in order; raises EngineError."""
        context = self._context
        with on(self._device):
            # Memory that torch gives again is used in the order of its stream: what is bound lives as long as it must.
            given = {name: self._given(name, tensors[name], kind) for name, kind in self._inputs.items()}
            for name, tensor in given.items():
                if not context.set_input_shape(name, tuple(tensor.shape)):
                    raise EngineError(f"the engine has no {name} of {tuple(tensor.shape)}{self._allowed(name)}")
                self._bind(name, tensor)
            unknown = context.infer_shapes()
            if unknown:
                raise EngineError(f"the engine does not know the shape of {unknown[0]}: {self._said.first()}")
            answers = [self._answer(name, kind) for name, kind in self._outputs.items()]
            for name, tensor in zip(self._outputs, answers, strict=True):
                self._bind(name, tensor)
            if not context.execute_async_v3(stream_of(self._device)):
                raise EngineError(f"the engine did not run: {self._said.first()}")
            if self._hosted and self._device.type == "cuda":  # torch gives the processor's memory away at once
                torch.cuda.current_stream(self._device).synchronize()
        return [answer.to(self._device) for answer in answers]

    def _kind(self, name: str) -> torch.dtype:
        told = self._engine.get_tensor_dtype(name).name
        if told not in KINDS:
            raise EngineError(f"the engine's {name} is of {told}, which torch has not")
        return KINDS[told]

    def _given(self, name: str, tensor: torch.Tensor, kind: torch.dtype) -> torch.Tensor:
        """An input in the engine's type, where the engine reads it: sizes lie with the processor."""
        there = tensor.detach().to(device=self._where(name), dtype=kind).contiguous()
        return there if name in self._hosted or there.data_ptr() % ALIGNED == 0 else there.clone()

    def _where(self, name: str) -> torch.device:
        return torch.device("cpu") if name in self._hosted else self._device

    def _answer(self, name: str, kind: torch.dtype) -> torch.Tensor:
        shape = tuple(self._context.get_tensor_shape(name))
        if any(side < 0 for side in shape):
            raise EngineError(f"how large {name} is depends on numbers: an engine has one shape")
        return torch.empty(shape, dtype=kind, device=self._where(name))

    def _bind(self, name: str, tensor: torch.Tensor) -> None:
        if not self._context.set_tensor_address(name, tensor.data_ptr() or self._somewhere.data_ptr()):
            raise EngineError(f"the engine takes no memory for {name}: {self._said.first()}")

    def _allowed(self, name: str) -> str:
        shapes = [tuple(shape) for shape in self._engine.get_tensor_profile_shape(name, 0)]
        return f", but from {shapes[0]} to {shapes[-1]}" if shapes else ""


def on(device: torch.device) -> contextlib.AbstractContextManager[object]:
    """TensorRT uses the device that is current."""
    return torch.cuda.device(device) if device.type == "cuda" else contextlib.nullcontext()


def stream_of(device: torch.device) -> int:
    """Handle of torch's current stream, so that what torch computes before and after waits for nothing else."""
    return int(torch.cuda.current_stream(device).cuda_stream) if device.type == "cuda" else 0


def _number(name: str) -> int:
    told = name.removeprefix(OUTPUT)
    return int(told) if told.isdigit() else 0
