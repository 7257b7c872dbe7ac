"""Opens engines to be called: a graph in ONNX Runtime, or a library of AOTInductor.

It knows torch and both runtimes, no store and no network. An engine is code: only bytes that the store has checked
come here.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator

import numpy as np
import onnxruntime
import torch

from generators.neural.engines.key import AOT, EngineKey
from generators.neural.engines.scratch import within_scratch

Run = Callable[[dict[str, torch.Tensor]], list[torch.Tensor]]
"""The tensors of a call by name → the network's tensors in order."""


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """torch computes as in a show's worker: in one thread, as the other cores have other work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def open_engine(key: EngineKey, plan: bytes) -> Run:
    """What answers calls with the engine `plan` of `key`; a runtime raises whatever it likes."""
    return _library(key, plan) if key.runtime == AOT else _session(plan)


def _session(plan: bytes) -> Run:
    options = onnxruntime.SessionOptions()
    # One thread: the machine has other work, and sums come out in one order.
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(plan, options, providers=["CPUExecutionProvider"])
    wanted = {value.name for value in session.get_inputs()}

    def run(tensors: dict[str, torch.Tensor]) -> list[torch.Tensor]:
        feed = {name: tensor.detach().cpu().numpy() for name, tensor in tensors.items() if name in wanted}
        return [torch.from_numpy(np.ascontiguousarray(answer)) for answer in session.run(None, feed)]

    return run


def _library(key: EngineKey, plan: bytes) -> Run:
    from torch._inductor import aoti_load_package

    with within_scratch():
        library = aoti_load_package(io.BytesIO(plan))
    names = [profile.name for profile in key.profiles]

    def run(tensors: dict[str, torch.Tensor]) -> list[torch.Tensor]:
        # A library reads memory as it was laid out when it was made.
        return list(library.loader.boxed_run([tensors[name].detach().contiguous() for name in names]))

    return run
