"""The composition: the one module that knows everybody and puts a show together.

It holds no logic of its own: folders, store, director, pool, cache and conductor are made here and handed on.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from generators.segments.folders import Folders
from player.direction import Opening
from profiles.home import database_path, ready_home
from profiles.store import Store, Viewer
from profiles.taste import TasteValues
from story_engine.seed import Seed, load_seed

DEFAULT_VIEWER = "Viewer"
"""Who watches when nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The data folder with everything in it opened."""

    folders: Folders
    store: Store


def open_place() -> Place:
    """Make or open the data folder; raises HomeUnwritable."""
    home = ready_home()
    return Place(folders=Folders(home).make(), store=Store(database_path(home)))


def opening_for(
    seed: Path, viewer: Viewer | None, place: Place, *, rng_seed: int | None, manner: str = ""
) -> tuple[Opening, Seed]:
    """How a show of `seed` begins for `viewer`: their taste and ceiling, and a fresh rng seed unless given.

    Raises SeedError. Reads the profile, never teaches it.
    """
    loaded = load_seed(seed)
    taste: TasteValues | None = place.store.taste(viewer, loaded.id) if viewer else None
    opening = Opening(
        seed=str(seed),
        rng_seed=rng_seed if rng_seed is not None else secrets.randbelow(2**31),
        taste=taste,
        ceiling=viewer.ceiling if viewer else 99,
        manner=manner,
    )
    return opening, loaded
