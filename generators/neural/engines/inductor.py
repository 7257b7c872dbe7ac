"""Compiles a caught network ahead of time to a library of this machine's processor, by AOTInductor.

It knows torch and its compiler, no store. It works in the process that asks, as a traced network can be handed to
another process only by pickle; the C++ compiler is a child process of its own. So a limit of time or memory does not
bind it; Ctrl+C does.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from generators.neural.engines.capture import Caught
from generators.neural.engines.export import traceable
from generators.neural.engines.key import Profile
from generators.neural.errors import EngineError

PACKAGE = "library.pt2"
NO_COMPILER = "AOTInductor needs a C++ compiler: apt install g++"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A network as torch's own graph, not compiled yet."""

    name: str
    program: Any
    graph: str
    """SHA-256 of the graph's code and signature."""
    weights: str
    profiles: tuple[Profile, ...]
    precision: str = "fp32"


def traced(caught: Caught) -> Traced:
    """Trace `caught` with its inputs laid out in rows; raises EngineError."""
    inputs = tuple(tensor.contiguous() for tensor in caught.inputs)
    with torch.no_grad(), traceable(caught.network, inputs):
        try:
            program = torch.export.export(caught.network, inputs, strict=False)
        except Exception as error:
            raise EngineError(f"{caught.name} cannot be traced: {_first(error)}") from error
    told = f"{program.graph_module.code} {program.graph_signature}"
    return Traced(
        name=caught.name,
        program=program,
        graph=hashlib.sha256(told.encode()).hexdigest(),
        weights=caught.weights,
        profiles=tuple(
            Profile(name=name, least=tuple(tensor.shape), usual=tuple(tensor.shape), most=tuple(tensor.shape))
            for name, tensor in zip(caught.names, inputs, strict=True)
        ),
    )


def compiled_library(network: Traced, folder: Path) -> tuple[bytes, float]:
    """(the library's package, seconds it took); raises EngineError."""
    begun = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    why = no_compiler()
    if why:
        raise EngineError(why)
    from torch._inductor import aoti_compile_and_package

    place = folder / PACKAGE
    try:
        with torch.no_grad():
            aoti_compile_and_package(network.program, package_path=str(place))
        return place.read_bytes(), time.monotonic() - begun
    except OSError:
        raise
    except Exception as error:
        raise EngineError(f"{network.name} cannot be compiled: {_first(error)}") from error


def no_compiler() -> str:
    """Why nothing can be compiled here, with the remedy; "" where it can."""
    from torch._inductor import cpp_builder

    try:
        cpp_builder.get_cpp_compiler()
    except Exception:  # noqa: BLE001 - torch raises one of its own kinds; all say that there is none
        return NO_COMPILER
    return ""


def _first(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0][:200]}"
