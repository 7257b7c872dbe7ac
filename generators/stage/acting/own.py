"""A seed's own acting: what its `art/gestures` and `art/faces` add to the library's feelings, gestures and deeds.

It knows files and which of them is meant while somebody acts, no pose. An entry that cannot be used is left out at
run time; `evershow check` tells of it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.errors import AssetError
from generators.stage import library

FILES: Mapping[str, str] = {"talk": "gestures", "arms": "gestures", "acts": "gestures", "emotions": "faces"}
"""What a seed may add to, and the folder in which it lies."""
LARGEST = 9.0
"""No number of a gesture or a feeling is larger: joints end long before."""
MOST_ENTRIES = 200
"""Of one file of a seed."""
UNUSABLE = (AssetError, AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What reading an entry of somebody's own may end in."""


@dataclass(frozen=True, slots=True)
class Own:
    """A seed's files as they stood when its part began."""

    art: Path
    stamps: tuple[tuple[str, int], ...]
    """Name and time of change of each."""


_PLAYED: ContextVar[Own | None] = ContextVar("own_acting", default=None)


def own_of(art: Path | None) -> Own | None:
    """What the seed with that `art/` folder adds; None where it adds nothing."""
    if art is None:
        return None
    found = [(name, art / folder / f"{name}.yaml") for name, folder in FILES.items()]
    stamps = tuple((name, path.stat().st_mtime_ns) for name, path in found if path.is_file())
    return Own(art, stamps) if stamps else None


@contextmanager
def played_with(own: Own | None) -> Iterator[None]:
    """Within it the library's tables have the seed's own entries."""
    token = _PLAYED.set(own)
    try:
        yield
    finally:
        _PLAYED.reset(token)


def current() -> Own | None:
    """Whose acting is being played."""
    return _PLAYED.get()


@functools.lru_cache(maxsize=32)
def added(own: Own | None, name: str) -> Mapping[str, Any]:
    """The content of the seed's own file `name`; nothing where there is none, or where it cannot be read."""
    if own is None or name not in dict(own.stamps):
        return {}
    try:
        content = library.content_of(own.art / FILES[name] / f"{name}.yaml")
    except (OSError, ValueError):
        return {}
    return dict(list(content.items())[:MOST_ENTRIES]) if isinstance(content, dict) else {}


def usable(name: str, entry: Any) -> dict[str, Any]:
    """`entry` of somebody's own, if it is a mapping whose numbers are fit for joints; else AssetError."""
    if not isinstance(entry, dict):
        raise AssetError(f"{name}: it is {entry!r:.40}, not a mapping; see README.md")
    for value in _leaves(entry):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and not (math.isfinite(value) and abs(value) <= LARGEST):
            raise AssetError(f"{name}: {value!r} is no number from -{LARGEST:g} to {LARGEST:g}")
    return entry


def _leaves(entry: Any) -> Iterator[Any]:
    if isinstance(entry, dict | list):
        for value in entry.values() if isinstance(entry, dict) else entry:
            yield from _leaves(value)
    else:
        yield entry
