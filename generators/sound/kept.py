"""Kept samples: sounds that take long to make and never change, made once per machine and shared by its processes.

It knows no sound. Copies go by the digest of what they are made of, so none is ever stale; a damaged one is made anew.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np

CACHE_VARIABLE = "NUMBA_CACHE_DIR"
"""The folder of compiled code; without it samples lie beside the source, as the code does.

`evershow prepare` leaves them there at installation, for every new folder."""
DIGEST_BYTES = 16
MOST = 64
"""Files of a kind that stay on disk (a megabyte each): the newest."""


def kept_samples(kind: str, made_of: bytes, make: Callable[[], np.ndarray]) -> np.ndarray:
    """What `make` makes (int16, mono), read-only; from the disk if it was made there of the same before."""
    folder = os.environ.get(CACHE_VARIABLE)
    name = hashlib.blake2b(made_of, digest_size=DIGEST_BYTES).hexdigest()
    beside = Path(__file__).parent / "__pycache__" / kind / name
    path = Path(folder) / kind / name if folder else beside
    found = _opened(path)
    if found is None:
        found = _opened(beside)
    if found is not None:
        return found
    made = make()
    with suppress(OSError):  # a full or read-only disk: the next process makes it again
        _keep(path, made)
    return _sealed(made)


def _sealed(samples: np.ndarray) -> np.ndarray:
    samples.setflags(write=False)
    return samples


def _opened(path: Path) -> np.ndarray | None:
    """The samples at `path`, mapped, so that processes share them; None when there are none, or they are damaged."""
    try:
        whole = np.memmap(path, np.uint8, mode="r")
    except (OSError, ValueError):
        return None
    body = whole[DIGEST_BYTES:]
    if hashlib.blake2b(body, digest_size=DIGEST_BYTES).digest() != whole[:DIGEST_BYTES].tobytes():
        return None
    return np.asarray(body).view(np.int16)


def _keep(path: Path, samples: np.ndarray) -> None:
    body = np.ascontiguousarray(samples, np.int16).tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".draft")
    try:
        with os.fdopen(handle, "wb") as draft:
            draft.write(hashlib.blake2b(body, digest_size=DIGEST_BYTES).digest() + body)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    newest = sorted(path.parent.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in newest[MOST:]:
        old.unlink(missing_ok=True)
