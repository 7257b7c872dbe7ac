"""The colours that a story brings to the interface: the accent of each of its places' palettes.

It knows seeds and palettes, no screen; who shows the colour makes it readable.
"""

from __future__ import annotations

import re
from pathlib import Path

from generators.errors import GeneratorError
from generators.stage import library
from story_engine.seed import Seed


def accents_of(seed: Seed) -> dict[str, str]:
    """Colours `#RRGGBB` by place, without the places whose palette names none."""
    art = Path(seed.path).parent / "art"
    found = ((site.place.id, _accent(site.place.look.asset, art)) for site in seed.places.values())
    return {place: colour for place, colour in found if colour}


def accent_of(seed: Seed) -> str:
    """The colour of a seed's first place; "" where its palette names none."""
    site = next(iter(seed.places.values()), None)
    return "" if site is None else _accent(site.place.look.asset, Path(seed.path).parent / "art")


def _accent(asset: str, art: Path) -> str:
    path = library.find("palettes", asset, ".yaml", art)
    if path is None:
        return ""
    try:
        accent = str(library.read_yaml(path).get("accent", ""))
    except GeneratorError:
        return ""  # who draws the place says what is wrong with its palette
    return accent if re.fullmatch(r"#[0-9A-Fa-f]{6}", accent) else ""
