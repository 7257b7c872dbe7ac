"""Asset tables: YAML read once per machine and kept as MessagePack, which opens thirty times faster.

It knows no asset. Kept copies go by the digest of the text, so an edited file is read anew and none is ever stale.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

CACHE_VARIABLE = "NUMBA_CACHE_DIR"
"""The folder of compiled code; without it every process reads the YAML itself."""
FORMAT = "tables 1"


def parsed(text: str) -> Any:
    """What the YAML `text` holds (plain values only); raises ValueError with the place of a fault."""
    folder = os.environ.get(CACHE_VARIABLE)
    if not folder:
        return _read(text)
    path = Path(folder) / "tables" / hashlib.blake2b((FORMAT + text).encode(), digest_size=16).hexdigest()
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.msgpack.decode(path.read_bytes())
    content = _read(text)
    # A table of other than plain values, or a full or read-only disk: the next process reads the YAML again.
    with suppress(OSError, TypeError, ValueError, OverflowError):
        _keep(path, msgspec.msgpack.encode(content))
    return content


def _read(text: str) -> Any:
    from ruamel.yaml import YAML  # here: with kept tables nobody pays for its import
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe").load(text)
    except YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".draft")
    try:
        with os.fdopen(handle, "wb") as draft:
            draft.write(content)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
