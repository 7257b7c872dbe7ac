"""Finding story seeds by name or path. It reads nothing but folder names."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from story_engine.seed.pack import is_pack, unpack

BUILT_IN = Path(__file__).resolve().parents[2] / "assets" / "seeds"
FIRST_SEED = "weather-post"
"""The seed that plays when none is named."""


def built_in_seeds() -> tuple[Path, ...]:
    """Folders of the seeds that ship with the player, the one that plays by default first."""
    folders = (path.parent for path in BUILT_IN.glob("*/seed.yaml"))
    return tuple(sorted(folders, key=lambda folder: (folder.name != FIRST_SEED, folder.name)))


def find_seed(name: str | None) -> Path:
    """The folder of a seed named by path (a folder or a pack) or by built-in name; a usage error with suggestions otherwise."""
    if name is None:
        return BUILT_IN / FIRST_SEED
    path = Path(name)
    if (path / "seed.yaml").is_file():
        return path.resolve()
    if path.name == "seed.yaml" and path.is_file():
        return path.parent.resolve()
    if is_pack(path):
        return unpack(path)
    inside = BUILT_IN / name
    if (inside / "seed.yaml").is_file():
        return inside
    names = [folder.name for folder in built_in_seeds()]
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"built in: {', '.join(names)}"
    raise click.BadParameter(f"no story seed {name!r} (a folder with a seed.yaml, a pack, or a built-in name); {hint}")
