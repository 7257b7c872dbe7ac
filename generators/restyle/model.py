"""The restyler's weights on disk, and the ONNX session that runs them.

It knows no picture. onnxruntime is loaded when the first session is made, never by importing this.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from generators.errors import AssetError, GeneratorError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Array = np.ndarray
FOLDER = Path(__file__).resolve().parents[2] / "assets" / "restyler"
"""The model that travels with the packages."""
GRAPH, WEIGHTS, CARD = "restyler.onnx", "restyler.safetensors", "restyler.json"
CPU, CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"
THREADS = 2
"""Of one session: it paints behind a show that plays."""
REMEDY = "install evershow again, or make it anew with build/restyler/export.py"


def model_hash(folder: Path = FOLDER) -> str:
    """SHA-256 of the graph as its card states it: part of the key of everything painted; AssetError without a card."""
    return stated_hash(GRAPH, folder)


def stated_hash(name: str, folder: Path = FOLDER) -> str:
    """SHA-256 of one of its files as its card states it; AssetError without a card."""
    return str(_card(folder)["sha256"][name])


def session(folder: Path = FOLDER, threads: int = THREADS, *, on_gpu: bool = False) -> InferenceSession:
    """A session of the graph in `folder`; AssetError when it is missing, damaged or not the one of its card.

    Without `on_gpu` on the processor, whichever onnxruntime there is: posters and cards start no driver and come out
    the same everywhere. With it on the processor, too, where onnxruntime finds no GPU.
    """
    return _session(folder, threads, on_gpu)


def forget_session() -> None:
    """Let go of every session made so far: some 40 MB each."""
    _session.cache_clear()


def run(made: InferenceSession, guide: Array) -> Array:
    """Paint: guide uint8 (height, width, channels), sides multiples of 8 → BGR uint8 (height, width, 3).

    Raises GeneratorError where the runtime gives up, as when memory is short.
    """
    asked = np.ascontiguousarray(guide.transpose(2, 0, 1)[None]).astype(np.float32)
    asked *= np.float32(1 / 255)
    try:
        (answer,) = made.run(None, {"guide": asked})
    except Exception as error:  # its errors have nothing else in common
        raise GeneratorError(f"the restyler's network failed ({str(error).strip().splitlines()[0][:160]})") from error
    board: Array = np.clip(np.rint(answer[0].transpose(1, 2, 0) * 255), 0, 255).astype(np.uint8)
    return board


def _card(folder: Path) -> dict[str, Any]:
    path = folder / CARD
    try:
        card = json.loads(path.read_bytes())
        if not all(isinstance(card["sha256"][name], str) for name in (GRAPH, WEIGHTS)):
            raise TypeError
    except OSError as error:
        raise AssetError(f"{path}: the restyler's card is missing; {REMEDY}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise AssetError(f"{path}: the restyler's card is damaged; {REMEDY}") from error
    return dict(card)


@lru_cache(maxsize=2)
def _session(folder: Path, threads: int, on_gpu: bool) -> InferenceSession:
    stated = model_hash(folder)
    path = folder / GRAPH
    try:
        content = path.read_bytes()
    except OSError as error:
        raise AssetError(f"{path}: the restyler's network is missing; {REMEDY}") from error
    if hashlib.sha256(content).hexdigest() != stated:
        raise AssetError(f"{path}: the restyler's network is damaged ({len(content)} bytes); {REMEDY}")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Idle threads that spin would take the cores from the show.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    wanted = [CUDA, CPU] if on_gpu and CUDA in onnxruntime.get_available_providers() else [CPU]
    return onnxruntime.InferenceSession(content, options, providers=wanted)
