"""Effects: every short sound that a deed or a place makes, synthesised from recipes.

They know no story and no mix. Public names are resolved when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "render_effect": "effect",
    "nearest_effect": "effect",
    "effect_names": "effect",
    "effect_for": "deeds",
    "moment_of": "deeds",
    "surface_of": "deeds",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
