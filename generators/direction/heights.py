"""Body heights for framing, read from the puppets' own files.

It knows no drawing: only the one number that the camera needs.
"""

from __future__ import annotations

import functools
from pathlib import Path

from ruamel.yaml import YAML, YAMLError

from generators.errors import AssetError
from story_engine.plan import Look

PUPPETS = Path(__file__).resolve().parents[2] / "assets" / "puppets"
UNKNOWN_HEIGHT_METRES = 1.5
"""Between a child and a grown-up: a framing that is wrong by little for anybody."""


def body_height(look: Look) -> float:
    """Metres from floor to crown of the puppet that `look` names; a middle height for words alone."""
    return _height_of(look.asset)


@functools.cache
def _height_of(asset: str) -> float:
    path = PUPPETS / f"{asset}.yaml"
    if not asset or not path.is_file():
        return UNKNOWN_HEIGHT_METRES
    try:
        puppet = YAML(typ="safe", pure=True).load(path)
        return float(puppet.get("height_metres") or puppet.get("height") or UNKNOWN_HEIGHT_METRES)
    except (YAMLError, TypeError, ValueError, AttributeError) as error:
        raise AssetError(f"{path.name}: not a puppet: {error}; remedy: restore the file") from error
