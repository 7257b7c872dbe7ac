"""The seed's own drawings while its parts are directed: where its `art/` folder is, and what a file there says.

It knows no field of any file. A part is directed in one worker thread from beginning to end, so a context variable
carries the folder to the few functions that read sizes, marks and slots; without it there are the built-in files alone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from generators.errors import AssetError
from generators.stage import library

_ART: ContextVar[Path | None] = ContextVar("seed_art", default=None)


@contextmanager
def drawings_of(art: Path | None) -> Iterator[None]:
    """Within it `read` looks into the folder `art` first."""
    token = _ART.set(art)
    try:
        yield
    finally:
        _ART.reset(token)


def own_art() -> Path | None:
    """The `art/` folder of the seed whose part is being directed."""
    return _ART.get()


def path_of(kind: str, asset: str) -> Path | None:
    """The file that says what `asset` is, the seed's own first; None where there is none."""
    return library.find(kind, asset, ".yaml", _ART.get())


def read(kind: str, asset: str) -> dict[str, Any]:
    """The content of `asset`'s file; nothing where there is none, or where a seed's own cannot be read.

    `evershow check` tells what is wrong with a seed's own; AssetError for a damaged built-in one.
    """
    path = path_of(kind, asset)
    if path is None:
        return {}
    try:
        return _content(path, path.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        if path.is_relative_to(library.ASSETS):
            raise AssetError(f"{path.name} cannot be read: {error}; remedy: restore the file") from error
        return {}


@functools.lru_cache(maxsize=512)
def _content(path: Path, _saved: int) -> dict[str, Any]:
    found = library.content_of(path)
    return found if isinstance(found, dict) else {}
