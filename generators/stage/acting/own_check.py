"""What is wrong with a seed's own gestures and feelings, entry by entry.

It knows the files of `generators.stage.acting.own`, no seed.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.errors import AssetError
from generators.stage import library
from generators.stage.acting.deeds import deed_of, deeds
from generators.stage.acting.feelings import arms_of, feeling_of
from generators.stage.acting.gestures import SECTIONS, gesture_of
from generators.stage.acting.own import FILES, MOST_ENTRIES, UNUSABLE, own_of, played_with, usable


@dataclass(frozen=True, slots=True)
class ActingFault:
    """What is wrong with one entry; `entry` "" = with the file."""

    entry: str
    message: str
    remedy: str = ""


def acting_faults(path: Path, content: Any, art: Path) -> tuple[ActingFault, ...]:
    """The faults of `art/gestures/….yaml` or `art/faces/….yaml` with that content."""
    name = path.stem
    if FILES.get(name) != path.parent.name:
        known = ", ".join(sorted(one for one, folder in FILES.items() if folder == path.parent.name))
        return (ActingFault("", f"{path.parent.name}/{path.name} is read by nobody", f"known are: {known}"),)
    if not isinstance(content, dict):
        return (ActingFault("", "it is no mapping of names to entries", f"see assets/{FILES[name]}/README.md"),)
    with played_with(own_of(art)):
        return tuple(_faults(name, content))


def _faults(name: str, content: dict[str, Any]) -> Iterator[ActingFault]:
    if len(content) > MOST_ENTRIES:
        yield ActingFault("", f"{len(content)} entries; those after {MOST_ENTRIES} are not read", "keep the best")
    if name == "talk":
        for section, entries in content.items():
            if section not in SECTIONS or not isinstance(entries, dict):
                near = difflib.get_close_matches(str(section), SECTIONS, n=1)
                remedy = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(SECTIONS)}"
                yield ActingFault(str(section), f"{section!r} is no section with gestures", remedy)
                continue
            for label, entry in entries.items():
                yield from _tried(str(label), entry, gesture_of)
        return
    for label, entry in content.items():
        if not library.SAFE_NAME.fullmatch(str(label)):
            yield ActingFault(str(label), f"{label!r} cannot be named in a seed", "use small letters, digits and _")
        elif name == "emotions":
            yield from _tried(label, entry, feeling_of)
        elif name == "arms":
            yield from _tried(label, entry, arms_of)
        elif (label, True) not in deeds():
            near = difflib.get_close_matches(label, sorted({verb for verb, _ in deeds()}), n=1)
            yield ActingFault(label, f"nobody can {label!r}", f"did you mean {near[0]!r}?" if near else "")
        else:
            yield from _tried(label, entry, deed_of)


def _tried(label: str, entry: Any, read: Any) -> Iterator[ActingFault]:
    try:
        read(label, usable(label, entry))
    except AssetError as error:
        message, _, remedy = str(error).partition("; ")
        yield ActingFault(label, message, remedy)
    except UNUSABLE as error:
        yield ActingFault(label, f"{label} cannot be read: {type(error).__name__}: {error}", "see README.md")
