"""Where the stage finds its data files: palettes, places, props, styles, weathers.

It knows files, not what is drawn from them. A name that is not there gives the nearest one or a clear error.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from generators.errors import AssetError
from generators.tables import parsed

ASSETS = Path(__file__).resolve().parents[2] / "assets"
"""The folder that travels with the packages."""
SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
"""Asset ids are plain names: never a path out of the folder."""


def find(folder: str, name: str, suffix: str, seed_art: Path | None = None) -> Path | None:
    """The file of asset `name`, the seed's own first; None when there is none."""
    if not SAFE_NAME.fullmatch(name):
        return None
    roots = ([seed_art / folder, seed_art] if seed_art else []) + [ASSETS / folder]
    for root in roots:
        candidate = root / f"{name}{suffix}"
        if candidate.is_file():
            return candidate
    return None


def names(folder: str, suffix: str = ".yaml") -> tuple[str, ...]:
    """All asset ids in a folder, sorted."""
    return tuple(sorted(path.name.removesuffix(suffix) for path in (ASSETS / folder).glob(f"*{suffix}")))


@lru_cache(maxsize=128)
def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file (safe loader, no aliases needed); AssetError when damaged."""
    try:
        content = parsed(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AssetError(f"{path.name}: cannot be read ({type(error).__name__}); correct or remove the file") from error
    if not isinstance(content, dict):
        raise AssetError(f"{path.name}: must hold a mapping of names to values")
    return content


def load(folder: str, name: str, seed_art: Path | None = None) -> dict[str, Any]:
    """The YAML of asset `name`; AssetError naming what there is when it is missing."""
    path = find(folder, name, ".yaml", seed_art)
    if path is None:
        known = ", ".join(names(folder)) or "none"
        raise AssetError(f"assets/{folder}/{name}.yaml does not exist; there are: {known}")
    return read_yaml(path)
