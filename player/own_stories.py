"""The stories of one's own that the library shows: folders with a seed, and packs, in the data folder.

It reads no seed.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

PACKS = "*.evershow"
STORIES = "seeds"
"""Folder of the home for one's own seeds; kept shows go there."""


def own_stories(folder: Path) -> list[Path]:
    """Folders of the seeds in `folder`, by name, those of packs unpacked; a pack that cannot be is named itself.

    Whoever reads that says what is wrong with it.
    """
    found = {path.parent.name: path.parent for path in folder.glob("*/seed.yaml")}
    for pack in folder.glob(PACKS):
        if pack.is_file():
            state = pack.stat()
            found.setdefault(pack.name, _unpacked(pack, state.st_size, state.st_mtime_ns))
    return [found[name] for name in sorted(found)]


@lru_cache(maxsize=64)
def _unpacked(pack: Path, _size: int, _changed: int) -> Path:
    """The folder of a pack's content, made once for each state of the file: the library asks whenever it is shown."""
    # Here: only who has packs waits for their reader.
    from story_engine.errors import SeedError
    from story_engine.seed.pack import unpack

    try:
        return unpack(pack)
    except SeedError:
        return pack
