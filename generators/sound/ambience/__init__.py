"""Ambience: the continuous sound of a place, the same at the same scene time whoever renders it.

It knows no story and no mix. Public names are resolved when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {"render_bed": "bed", "bed_names": "bed", "beds_for": "choice"}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
