"""The rng's single numbers, remembered: live layers ask for the same ones in every frame.

It knows nothing that `story_engine.rng` does not; a forgotten number comes back the same.
"""

from __future__ import annotations

from functools import lru_cache

from story_engine import rng

REMEMBERED = 1 << 16
"""Numbers kept; a set asks for a few thousand."""


@lru_cache(maxsize=REMEMBERED)
def unit(root: int, *path: str | int) -> float:
    """One number in [0, 1) for `path`, as `story_engine.rng.unit`."""
    return rng.unit(root, *path)
