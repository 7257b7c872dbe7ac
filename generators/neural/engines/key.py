"""The key of an engine: everything that its bytes depend on, by name.

It knows no runtime. Two engines with one key are interchangeable; whatever differs in one field is another engine.
"""

from __future__ import annotations

import contextlib
import hashlib
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import msgspec

from generators.neural.errors import EngineError

BUILDER_REVISION = 1
"""Raised whenever our own building changes what it asks of a runtime."""
REMEDIES = {
    "tensorrt": "pip install tensorrt, from its vendor's own package index",
    "tensorrt_rtx": "pip install 'evershow[tensorrt]'",
    "onnxruntime": "pip install onnxruntime",
    "aotinductor": "pip install 'evershow[neural]'",
}
"""How to get each runtime."""
ONNX, AOT, PLAIN, RTX = "onnxruntime", "aotinductor", "tensorrt", "tensorrt_rtx"
PACKAGES = {AOT: "torch"}
"""The package that a runtime is part of, where that is not its name."""
ALIKE = {ONNX: f"{ONNX}-gpu"}
"""A package that takes another's place."""
PROCESSOR_FILE = Path("/proc/cpuinfo")
MISSING = "missing"
"""Version of a package that is not installed."""
EXPORTERS = ("torch", "onnx", "onnxscript", "diffusers", "transformers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The shapes of one input: least, usual and most; all equal for a static one."""

    name: str
    least: tuple[int, ...]
    usual: tuple[int, ...]
    most: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineKey:
    """What an engine was built from, by and for."""

    module: str
    """For people: "ltx-condition/transformer"."""
    graph: str
    """SHA-256 of the graph (ONNX, or torch's own with its constants) without its weights."""
    weights: str
    """SHA-256 of the weights."""
    profiles: tuple[Profile, ...]
    precision: str
    """Baked into the graph: "fp32", "fp16", "bf16"."""
    flags: tuple[str, ...]
    """What the builder was asked beyond its defaults, sorted."""
    loras: tuple[str, ...]
    """SHA-256 of every LoRA that is fused into the weights, in order."""
    runtime: str
    """"tensorrt", "tensorrt_rtx", "onnxruntime" or "aotinductor"."""
    runtime_version: str
    cuda: str
    driver: str
    """"" for an engine that was built without a driver."""
    device: str
    """Name of the graphics device, or "any" of its capability; of the processor where an engine is its machine code."""
    capability: str
    """Compute capability it is for: "8.9"; "cpu" for any processor, or what its processor can do, as a digest."""
    system: str
    """Operating system and processor: "Linux-x86_64"."""
    exporters: tuple[tuple[str, str], ...]
    """Versions of what wrote the graph, by package."""
    revision: int = BUILDER_REVISION

    @property
    def digest(self) -> str:
        """Its name in the store: 64 hex digits over every field."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


def this_system() -> str:
    """Operating system and processor of this machine."""
    return f"{platform.system()}-{platform.machine()}"


@cache
def this_processor() -> tuple[str, str]:
    """(name of this machine's processor, what it can do as a digest): machine code made for it runs on its like."""
    name, flags = platform.processor() or platform.machine(), ""
    try:
        lines = PROCESSOR_FILE.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # another system than Linux
        lines = []
    told = dict(reversed([[part.strip() for part in line.split(":", 1)] for line in lines if ":" in line]))
    name, flags = told.get("model name", name), told.get("flags", told.get("Features", ""))
    return name, f"cpu-{hashlib.sha256(' '.join(sorted(flags.split())).encode()).hexdigest()[:12]}"


def exporter_versions(packages: Iterable[str] = EXPORTERS) -> tuple[tuple[str, str], ...]:
    """Installed versions of the exporting packages; "missing" for one that is not there."""
    return tuple((package, _installed(package)) for package in packages)


def _installed(package: str) -> str:
    """Version of a package, or of the one that takes its place; "missing" where neither is there."""
    for name in (ALIKE.get(package, package), package):
        with contextlib.suppress(metadata.PackageNotFoundError):
            return metadata.version(name)
    return MISSING


def runtime_version(runtime: str) -> str:
    """Of the installed package; raises EngineError with the remedy where it is not installed."""
    version = _installed(package_of(runtime))
    if version == MISSING:
        raise EngineError(f"{runtime} is not installed: {REMEDIES.get(runtime, 'there is none of this name')}")
    return version


def package_of(runtime: str) -> str:
    """What is to be installed for `runtime`."""
    return PACKAGES.get(runtime, runtime.replace("_", "-"))
