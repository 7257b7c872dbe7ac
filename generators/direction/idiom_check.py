"""What is wrong with a creator's own temperaments of cutting, `art/idioms/….yaml`.

It knows files, no seed.
"""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml.nodes import MappingNode

from generators.direction.idioms import content_of_own, file_name, read_temperament
from generators.errors import AssetError
from generators.stage import library
from generators.stage.art_check import ArtFault, line_of, readable


def idiom_faults(art: Path) -> tuple[ArtFault, ...]:
    """All faults of `idioms/` in a seed's `art/` folder; one a file, for reading ends at the first."""
    found: list[ArtFault] = []
    for path in sorted((art / "idioms").glob("*.yaml")) if (art / "idioms").is_dir() else ():
        tree, faults = readable(path)
        found += faults
        if faults:
            continue
        try:
            read_temperament(path.stem, content_of_own(path))
        except AssetError as error:
            message, _, remedy = str(error).removeprefix(f"idioms/{path.name}: ").partition("; ")
            told = re.search(r"entry '(\w+)'|^(\w+) is ", message)
            line = line_of(tree, told[1] or told[2]) if told else line_of(tree, "idioms")
            found.append(ArtFault(path=path, message=message, remedy=remedy, line=line))
    return (*found, *_cut_by_nobody(art))


def _cut_by_nobody(art: Path) -> list[ArtFault]:
    """Styles of the seed's own that ask for a temperament that is not there."""
    found: list[ArtFault] = []
    for path in sorted((art / "styles").glob("*.yaml")) if (art / "styles").is_dir() else ():
        tree, faults = readable(path)
        values = tree.value if isinstance(tree, MappingNode) and not faults else ()
        named = next((str(value.value) for key, value in values if key.value == "editing"), "")
        if named and library.find("idioms", file_name(named), ".yaml", art) is None:
            known = sorted({*library.names("idioms"), *(one.stem for one in (art / "idioms").glob("*.yaml"))})
            message = f"there is no temperament {named!r} in idioms/"
            remedy = f"known: {', '.join(known)}"
            found.append(ArtFault(path=path, message=message, remedy=remedy, line=line_of(tree, "editing")))
    return found
