"""Compiles a caught network ahead of time to a library of the device it lies on, by AOTInductor.

It knows torch and its compiler, no store. It works in the process that asks, as a traced network can be handed to
another process only by pickle; the C++ compiler is a child process of its own. A limit of time interrupts it; one of
memory does not bind it.
"""

from __future__ import annotations

import hashlib
import io
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch

from generators.neural.engines.capture import Caught, precision_of
from generators.neural.engines.export import quiet, traceable
from generators.neural.engines.key import Profile
from generators.neural.engines.running import one_thread
from generators.neural.engines.scratch import within_scratch
from generators.neural.errors import EngineError

NO_COMPILER = "AOTInductor needs a C++ compiler: apt install g++"
REMEDY = "look whether g++ works and TMPDIR has room, or take --runtime onnxruntime"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A network as torch's own graph, not compiled yet."""

    name: str
    program: Any
    graph: str
    """SHA-256 of the graph's code, signature and constants."""
    weights: str
    profiles: tuple[Profile, ...]
    precision: str = "fp32"


def traced(caught: Caught) -> Traced:
    """Trace `caught` with its inputs laid out in rows; raises EngineError."""
    inputs = tuple(tensor.contiguous() for tensor in caught.inputs)
    with torch.no_grad(), traceable(caught.network, inputs), quiet():
        try:
            program = torch.export.export(caught.network, inputs, strict=False)
        except Exception as error:
            raise EngineError(f"{caught.name} cannot be traced: {_first(error)}") from error
    digest = hashlib.sha256(f"{program.graph_module.code} {program.graph_signature}".encode())
    for name, value in sorted(program.constants.items()):  # buffers that no file keeps, and what tracing lifted out
        digest.update(f"{name} {value.dtype} {tuple(value.shape)}\0".encode() if hasattr(value, "dtype") else b"?")
        if isinstance(value, torch.Tensor):
            digest.update(value.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy())
    return Traced(
        name=caught.name,
        program=program,
        graph=digest.hexdigest(),
        weights=caught.weights,
        precision=precision_of(caught.network),
        profiles=tuple(
            Profile(name=name, least=tuple(tensor.shape), usual=tuple(tensor.shape), most=tuple(tensor.shape))
            for name, tensor in zip(caught.names, inputs, strict=True)
        ),
    )


def compiled_library(network: Traced) -> tuple[bytes, float]:
    """(the library's package, seconds it took); raises EngineError."""
    begun = time.monotonic()
    why = no_compiler()
    if why:
        raise EngineError(why)
    from torch._inductor import aoti_compile_and_package

    # In memory: torch's writer of files ends the process where a disk is full.
    package = io.BytesIO()
    try:
        with torch.no_grad(), one_thread(), within_scratch(), quiet():
            aoti_compile_and_package(network.program, package_path=package)
    except Exception as error:
        raise EngineError(f"{network.name} cannot be compiled: {_first(error)}; {REMEDY}") from error
    return package.getvalue(), time.monotonic() - begun


@cache
def compiler_print() -> str:
    """What tells one C++ compiler from another, by all that it says of itself; "none" where there is none."""
    from torch._inductor import cpp_builder

    try:
        told = cpp_builder.get_compiler_version_info(cpp_builder.get_cpp_compiler())
    except Exception:  # noqa: BLE001 - as in `no_compiler`
        return "none"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def no_compiler() -> str:
    """Why nothing can be compiled here, with the remedy; "" where it can."""
    from torch._inductor import cpp_builder

    try:
        cpp_builder.get_cpp_compiler()
    except Exception:  # noqa: BLE001 - torch raises one of its own kinds; all say that there is none
        return NO_COMPILER
    return ""


def _first(error: Exception) -> str:
    """What went wrong in a line: a compiler's own first error where it told one."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [""]
    told = next((line for line in lines if " error:" in line), lines[0])
    return f"{type(error).__name__}: {told[:200]}"
