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
LARGEST_BYTES = {"puppets": 250_000}
"""The largest YAML file of a folder that is read: ten times the richest puppet of the library."""
MOST_BYTES = 512 * 1024
"""As above, for all other folders."""
MOST_NESTED = 64
"""Brackets, lists and mappings within one another; thousands would end the process within the parser."""
MOST_VALUES = 300_000
"""More than a file of MOST_BYTES can hold without aliases that stand for aliases."""
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
        content = content_of(path)
    except (OSError, ValueError) as error:
        raise AssetError(f"{path.name}: cannot be read ({type(error).__name__}); correct or remove the file") from error
    if not isinstance(content, dict):
        raise AssetError(f"{path.name}: must hold a mapping of names to values")
    return content


def content_of(path: Path) -> Any:
    """What a YAML file holds; OSError or ValueError where it cannot be read, is too large or nested too deep."""
    if path.is_relative_to(ASSETS):
        return parsed(path.read_text(encoding="utf-8"))
    most = LARGEST_BYTES.get(path.parent.name, MOST_BYTES)
    if path.stat().st_size > most:
        raise ValueError(f"it is larger than {most // 1000} kB")
    text = path.read_text(encoding="utf-8")
    if wrong := tangle(text):
        raise ValueError(wrong)
    try:
        return parsed(text)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def tangle(text: str) -> str:
    """How the YAML `text` would end whoever reads it: too deep, or too much by its aliases; "" when it would not.

    Its events come one by one, without recursion; an alias counts as what it stands for.
    """
    if "*" not in text and sum(map(text.count, "[{-?:")) <= MOST_NESTED:
        return ""
    from ruamel.yaml import YAML  # here: whoever brings no drawings does not pay for its import
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent

    known: dict[str, tuple[int, int]] = {}
    """By anchor: values below it, and levels."""
    opened: list[tuple[str, int, int]] = [("", 0, 0)]
    """Collections around: anchor, values and levels so far."""
    try:
        for event in YAML(typ="safe").parse(text):
            if isinstance(event, CollectionStartEvent):
                opened.append((event.anchor or "", 1, 1))
                values, levels = 0, 0
            elif isinstance(event, CollectionEndEvent):
                anchor, values, levels = opened.pop()
                known[anchor] = values, levels
            elif isinstance(event, AliasEvent):
                if event.anchor in (anchor for anchor, _, _ in opened):
                    return f"&{event.anchor} holds itself"
                values, levels = known.get(event.anchor, (1, 0))
            elif isinstance(event, NodeEvent):
                values, levels = 1, 0
            else:
                continue
            anchor, before, deepest = opened[-1]
            opened[-1] = anchor, before + values, max(deepest, levels + 1)
            if max(len(opened), opened[-1][2]) > MOST_NESTED + 1:
                return f"it is nested deeper than {MOST_NESTED} levels"
            if opened[-1][1] > MOST_VALUES:
                return f"its aliases make more than {MOST_VALUES} values of it"
    except YAMLError:
        return ""  # whoever reads it says where
    return ""


def load(folder: str, name: str, seed_art: Path | None = None) -> dict[str, Any]:
    """The YAML of asset `name`; AssetError naming what there is when it is missing."""
    path = find(folder, name, ".yaml", seed_art)
    if path is None:
        known = ", ".join(names(folder)) or "none"
        raise AssetError(f"assets/{folder}/{name}.yaml does not exist; there are: {known}")
    return read_yaml(path)
