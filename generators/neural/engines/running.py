"""Opens engines to be called on a device: a graph in ONNX Runtime, a library of AOTInductor, an engine of TensorRT.

It knows torch and the runtimes, no store and no network. An engine is code: only bytes that the store has checked
come here. The device is that of the call's tensors: the processor and a GPU go the same way.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import onnxruntime
import torch

from generators.neural.engines.key import AOT, ONNX, EngineKey
from generators.neural.engines.packing import WEIGHTS, pieces
from generators.neural.engines.scratch import within_scratch
from generators.neural.engines.tensorrt import open_runtime
from generators.neural.errors import EngineError

Run = Callable[[dict[str, torch.Tensor]], list[torch.Tensor]]
"""The tensors of a call by name → the network's tensors in order."""
Changed = Mapping[str, torch.Tensor]
"""Weights that an engine is given anew when it is opened, by their names in it and in its types."""
PROVIDERS = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}
KINDS = {
    "tensor(float)": (torch.float32, 1),
    "tensor(uint8)": (torch.uint8, 2),
    "tensor(int8)": (torch.int8, 3),
    "tensor(int32)": (torch.int32, 6),
    "tensor(int64)": (torch.int64, 7),
    "tensor(bool)": (torch.bool, 9),
    "tensor(float16)": (torch.float16, 10),
    "tensor(double)": (torch.float64, 11),
    "tensor(bfloat16)": (torch.bfloat16, 16),
}
"""torch's types and ONNX's numbers for them, by ONNX Runtime's names."""


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """torch computes as in a show's worker: in one thread, as the other cores have other work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def device_of(tensors: Iterable[torch.Tensor]) -> torch.device:
    """Where a call is computed: on the GPU that any of its tensors lies on, else on the processor."""
    return next((tensor.device for tensor in tensors if tensor.device.type != "cpu"), torch.device("cpu"))


def open_engine(key: EngineKey, plan: bytes, device: torch.device, changed: Changed | None = None) -> Run:
    """What answers calls on `device` with the engine `plan` of `key`, with `changed` weights in the place of its own.

    A runtime raises whatever it likes.
    """
    given = changed or {}
    if key.runtime == ONNX:
        return session_run(plan, device, given)
    if key.runtime == AOT:
        return _library(key, plan, device, given)
    return open_runtime(key.runtime).open(plan, device, given)


def session_run(plan: bytes | str, device: torch.device, changed: Changed) -> Run:
    """A graph (its bytes, or its file) in ONNX Runtime; its memory is torch's, nothing is copied on a GPU.

    Raises EngineError where ONNX Runtime cannot use the device.
    """
    options = onnxruntime.SessionOptions()
    # One thread: the machine has other work, and sums come out in one order.
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    values = {name: _value(weight) for name, weight in changed.items()}
    for name, value in values.items():
        options.add_initializer(name, value)
    provider, number = PROVIDERS[device.type], device.index or 0
    told: Any = [(provider, {"device_id": number})] if device.type == "cuda" else [provider]
    graph = plan
    if isinstance(plan, bytes):
        own = pieces(plan)
        graph = own.graph
        if own.weights is not None:
            options.add_external_initializers_from_files_in_memory([WEIGHTS], [own.weights], [len(own.weights)])
    session = onnxruntime.InferenceSession(graph, options, providers=told)
    if provider not in session.get_providers():  # it falls back without a word
        raise EngineError("onnxruntime found no CUDA and cuDNN of its version: pip install onnxruntime-gpu")
    wanted = {value.name: KINDS[value.type] for value in session.get_inputs()}
    made = [(value.name, tuple(value.shape), *KINDS[value.type]) for value in session.get_outputs()]
    is_fixed = all(type(side) is int for _, shape, *_ in made for side in shape)
    somewhere = torch.empty(16, dtype=torch.uint8, device=device)
    """An empty tensor lies nowhere, and ONNX Runtime wants a place for it all the same."""

    def run(tensors: dict[str, torch.Tensor]) -> list[torch.Tensor]:
        kept = {
            name: tensors[name].detach().to(device=device, dtype=kind).contiguous()
            for name, (kind, _) in wanted.items()
        }
        binding = session.io_binding()
        for name, tensor in kept.items():
            place = tensor.data_ptr() or somewhere.data_ptr()
            binding.bind_input(name, device.type, number, wanted[name][1], tuple(tensor.shape), place)
        answers = []
        for name, shape, kind, named in made:
            if not is_fixed:
                binding.bind_output(name, "cpu")
                continue
            answers.append(torch.empty(shape, dtype=kind, device=device))
            place = answers[-1].data_ptr() or somewhere.data_ptr()
            binding.bind_output(name, device.type, number, named, shape, place)
        if device.type == "cuda":
            torch.cuda.current_stream(device).synchronize()  # ONNX Runtime has a stream of its own, and waits for it
        session.run_with_iobinding(binding)
        if not is_fixed:
            told = (np.ascontiguousarray(answer) for answer in binding.copy_outputs_to_cpu())
            answers = [torch.from_numpy(answer).to(device) for answer in told]
        return answers

    run.values = values  # type: ignore[attr-defined]  # a session reads them where they lie
    return run


def _value(weight: torch.Tensor) -> Any:
    """A weight as ONNX Runtime takes it; NumPy has no bfloat16."""
    if weight.dtype is not torch.bfloat16:
        return onnxruntime.OrtValue.ortvalue_from_numpy(weight.numpy())
    bits = weight.view(torch.int16).numpy().view(np.uint16)
    return onnxruntime.OrtValue.ortvalue_from_numpy_with_onnx_type(bits, KINDS["tensor(bfloat16)"][1])


def _library(key: EngineKey, plan: bytes, device: torch.device, changed: Changed) -> Run:
    from torch._inductor import aoti_load_package

    with within_scratch():
        library = aoti_load_package(io.BytesIO(plan), device_index=device.index if device.type == "cuda" else -1)
    if changed:
        given = {name: weight.to(device) for name, weight in changed.items()}
        library.load_constants(given, check_full_update=False)
    names = [profile.name for profile in key.profiles]

    def run(tensors: dict[str, torch.Tensor]) -> list[torch.Tensor]:
        # A library reads memory as it was laid out when it was made.
        return list(library.loader.boxed_run([tensors[name].detach().contiguous() for name in names]))

    return run
