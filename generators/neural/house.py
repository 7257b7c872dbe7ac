"""Evershow's own restyler as a model among models: what runs it on this machine, its name and its version.

It knows no picture and imports neither torch nor onnxruntime: whether they can use a GPU is read from their files.
"""

from __future__ import annotations

import importlib.util
import re
from importlib import metadata
from pathlib import Path

from generators.restyle.model import FOLDER, model_hash

TORCH, ONNX = "torch", "onnxruntime"
ONNX_FOR_GPUS = "onnxruntime-gpu"
CUDA_TOLD = re.compile(r"^cuda[^=\n]*=\s*['\"]\d", re.MULTILINE)
"""In torch's own `version.py`; None stands there in the build for processors."""
REMEDY = "pip install 'evershow[neural]' with a torch for CUDA, or onnxruntime-gpu"


def gpu_runtime() -> str:
    """What of this installation can run the restyler on an NVIDIA GPU, the quicker first; "" = nothing can."""
    spec = importlib.util.find_spec(TORCH)
    if spec is not None and spec.origin is not None and _has(Path(spec.origin).with_name("version.py")):
        return TORCH
    try:
        metadata.version(ONNX_FOR_GPUS)
    except metadata.PackageNotFoundError:
        return ""
    return ONNX


def is_house(folder: str) -> bool:
    """Whether a model's folder is the one that travels with the packages."""
    return Path(folder) == FOLDER


def house_name() -> str:
    """For manifests and people; raises AssetError where the restyler is missing or damaged."""
    return f"evershow restyler {model_hash()[:12]}"


def house_version(runtime: str) -> str:
    """Of its weights and of what runs them: part of every cache key. Raises AssetError."""
    name = ONNX_FOR_GPUS if runtime == ONNX and gpu_runtime() == ONNX else runtime
    try:
        return f"{model_hash()} {name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return f"{model_hash()} {name}"


def _has(version: Path) -> bool:
    try:
        return CUDA_TOLD.search(version.read_text(encoding="utf-8")) is not None
    except OSError:
        return False
