"""Where the stories are that ship with the player. It does not know what is in them."""

from __future__ import annotations

from pathlib import Path

BUILT_IN = Path(__file__).resolve().parents[1] / "assets" / "seeds"


def is_built_in(seed: Path) -> bool:
    """Whether the folder `seed` is one that ships with the player: it was checked before it was shipped."""
    return seed.resolve().parent == BUILT_IN
