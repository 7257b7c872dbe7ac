"""Finding story seeds and their scenes by name. It does not know what is in them."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from player.shipped import BUILT_IN

if TYPE_CHECKING:
    from story_engine.seed.model import Seed

FIRST_SEED = "weather-post"
"""The seed that plays when none is named."""


def built_in_seeds() -> tuple[Path, ...]:
    """Folders of the seeds that ship with the player, the one that plays by default first."""
    folders = (path.parent for path in BUILT_IN.glob("*/seed.yaml"))
    return tuple(sorted(folders, key=lambda folder: (folder.name != FIRST_SEED, folder.name)))


def find_seed(name: str | None) -> Path:
    """The folder of a seed named by path (a folder or a pack) or by built-in name.

    Raises a usage error with a suggestion where there is none.
    """
    if name is None:
        return BUILT_IN / FIRST_SEED
    path = Path(name)
    if (path / "seed.yaml").is_file():
        return path.resolve()
    if path.name == "seed.yaml" and path.is_file():
        return path.parent.resolve()
    if path.is_file():
        # A built-in seed needs no reader of packs, and a quick start is counted in milliseconds.
        from story_engine.seed.pack import is_pack, unpack

        if is_pack(path):
            return unpack(path)
    inside = BUILT_IN / name
    if (inside / "seed.yaml").is_file():
        return inside
    names = [folder.name for folder in built_in_seeds()]
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"built in: {', '.join(names)}"
    raise click.BadParameter(f"no story seed {name!r} (a folder with a seed.yaml, a pack, or a built-in name); {hint}")


def require_scene(seed: Seed, scene: str, *, option: str = "SCENE", begins: bool = False) -> None:
    """Raise a usage error with a suggestion where the seed has no such scene.

    With `begins` the scene must be one that begins by itself, not a sub-node.
    """
    own = [s.id for s in seed.storylets.values() if not s.automatic and not (begins and s.sub)]
    if scene in seed.storylets and not (begins and seed.storylets[scene].sub):
        return
    if scene in seed.storylets:
        raise click.BadParameter(f"{scene!r} is a sub-node: only jumps and detours lead there", param_hint=option)
    near = difflib.get_close_matches(scene, own, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(own[:8])}{' …' if len(own) > 8 else ''}"
    raise click.BadParameter(f"{seed.id} has no scene {scene!r}; {hint}", param_hint=option)
