"""The file of a show's story map: a line for every stretch as it was entered or altered; of each the last counts.

It knows no thread and no picture. Lines are only added, so that keeping the map costs as little after ten hours as in
the first minute; it is written whole where it was damaged, or has grown to many times what it tells.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from player.packed_words import PackedWords, as_written
from player.story_map import StoryMap, Stretch

MAP_FILE = "map.jsonl"
WHOLE_FILE = "map.json"
"""Where older versions kept it, in one piece."""
DAMAGED = ".damaged"
MOST_LINES = 6
"""Times as many lines as stretches, and the file is written whole by the next sitting."""


class _Line(msgspec.Struct, array_like=True):
    """A stretch, and the number of the one that the viewer is in."""

    here: int
    stretch: Stretch


class _Whole(msgspec.Struct, array_like=True):
    """What older versions wrote."""

    here: int
    stretches: list[Stretch]


def lines_of(story: StoryMap, numbers: Iterable[int]) -> bytes:
    """What is added to the file for those stretches."""
    told = (_Line(story.here, story.stretches[number]) for number in sorted(numbers))
    return b"".join(msgspec.json.encode(line, enc_hook=as_written) + b"\n" for line in told)


def read_map(folder: Path) -> tuple[StoryMap, bool]:
    """The map that a folder holds, and whether its file is to be written whole before anything is added.

    What cannot be read is left out: a last line that was torn, say. A file without any stretch that can be read is set
    aside.
    """
    path = folder / MAP_FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return _read_whole(folder / WHOLE_FILE), True
    except OSError:
        return StoryMap(), True
    lines = content.splitlines()
    stretches: dict[int, Stretch] = {}
    here = damaged = 0
    for line in lines:
        try:
            known = msgspec.json.decode(line, type=_Line)
        except (msgspec.MsgspecError, ValueError):
            damaged += 1
            continue
        here, stretches[known.stretch.id] = known.here, _packed(known.stretch)
    if content and not stretches:
        _set_aside(path)
    story = StoryMap(stretches=dict(sorted(stretches.items())), here=here)
    grown = len(lines) > MOST_LINES * max(len(stretches), 1)
    return story, bool(damaged) or grown or not content.endswith(b"\n")


def _read_whole(path: Path) -> StoryMap:
    try:
        written = msgspec.json.decode(path.read_bytes(), type=_Whole)
    except FileNotFoundError:
        return StoryMap()
    except (OSError, msgspec.MsgspecError, ValueError):
        _set_aside(path)
        return StoryMap()
    return StoryMap(stretches={stretch.id: _packed(stretch) for stretch in written.stretches}, here=written.here)


def _packed(stretch: Stretch) -> Stretch:
    return replace(stretch, said=PackedWords(stretch.said))


def _set_aside(path: Path) -> None:
    with contextlib.suppress(OSError):  # where nothing can be written, nothing can be lost either
        path.replace(path.with_suffix(DAMAGED))
