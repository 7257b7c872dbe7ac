"""What is wrong with marks, slots, seats and berth of a creator's place, and with a thing's size or lens, line by line.

It knows no layer and no shape; at run time usual ones stand in for all that is told here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from generators.stage.lens import LENSES
from generators.stage.near_pieces import pieces
from generators.stage.numbers import SPOT_DEPTH, SPOT_UP, SPOT_X, THING_CENTIMETRES, Span, number

SPOT: Mapping[str, Span] = {"x": SPOT_X, "depth": SPOT_DEPTH, "up": SPOT_UP}
THING: Mapping[str, Span] = {"width": THING_CENTIMETRES, "height": THING_CENTIMETRES}
SPREAD = "{open: [92, 62, 105]}: width, lowest and highest point"
Path = tuple[str | int, ...]
"""Keys and indices from the top of a file down to a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotFault:
    """One value that is no usable number; lines count from 1."""

    message: str
    remedy: str
    line: int


def spot_faults(content: Mapping[str, Any], tree: Node | None) -> Iterator[SpotFault]:
    """What is wrong with the places of a set's file to stand at, sit on and put things."""
    marks = content.get("marks") or {}
    if isinstance(marks, Mapping):
        for name, value in marks.items():
            yield from _wrong(value, SPOT_X, ("marks", name), tree)
    else:
        yield _shape(("marks",), "{left: -0.4, …}", tree)
    yield from _spots(content, "slots", tree)
    yield from _spots(content, "seats", tree)
    if content.get("berth"):
        yield from _spot(content["berth"], ("berth",), (), tree)
    yield from _near(content.get("near") or (), ("near",), tree)


def size_faults(content: Mapping[str, Any], tree: Node | None) -> Iterator[SpotFault]:
    """What is wrong with the width and height of a thing's file."""
    for field, span in THING.items():
        if field in content:
            yield from _wrong(content[field], span, (field,), tree)
    if content.get("lens", "") not in ("", *LENSES):
        yield _shape(("lens",), f"one of {', '.join(LENSES)}", tree)
    spreads = content.get("spread") or {}
    if not isinstance(spreads, Mapping):
        yield _shape(("spread",), SPREAD, tree)
        return
    for state, entry in spreads.items():
        if not isinstance(entry, list) or len(entry) != len(("width", "low", "high")):
            yield _shape(("spread", state), SPREAD, tree)
        else:
            for value in entry:
                yield from _wrong(value, THING_CENTIMETRES, ("spread", state), tree)


def _near(listed: object, path: Path, tree: Node | None) -> Iterator[SpotFault]:
    """Pieces near the lens: a list of names, or one for each camera side."""
    if isinstance(listed, Mapping) and path == ("near",) and set(listed) <= {"a", "b"}:
        for side, names in listed.items():
            yield from _near(names or (), (*path, side), tree)
        return
    wrong = not isinstance(listed, list | tuple) or not all(isinstance(name, str) for name in listed)
    unknown = [] if wrong else [name for name in listed if name not in pieces()]  # type: ignore[attr-defined]
    if wrong or unknown:
        yield _shape(path, f"a list of {', '.join(sorted(pieces()))}", tree)


def _spots(content: Mapping[str, Any], field: str, tree: Node | None) -> Iterator[SpotFault]:
    """A list of slots, or seats by name."""
    listed = content.get(field) or ()
    named = field == "seats"
    if listed and not isinstance(listed, Mapping if named else list):
        yield _shape((field,), "{bench: {x: 0, depth: 0.4, up: 0.45}}" if named else "[{x: 0, depth: 0.4}]", tree)
    elif isinstance(listed, Mapping):
        for name, entry in listed.items():
            yield from _spot(entry, (field, name), ("x", "depth", "up"), tree)
    else:
        for index, entry in enumerate(listed):
            yield from _spot(entry, (field, index), ("x", "depth"), tree)


def _spot(entry: object, path: Path, needed: tuple[str, ...], tree: Node | None) -> Iterator[SpotFault]:
    if not isinstance(entry, Mapping) or any(name not in entry for name in needed):
        yield _shape(path, f"{{{', '.join(f'{name}: …' for name in needed or ('x', 'depth'))}}}", tree)
        return
    for name, span in SPOT.items():
        if name in entry:
            yield from _wrong(entry[name], span, (*path, name), tree)


def _wrong(value: object, span: Span, path: Path, tree: Node | None) -> Iterator[SpotFault]:
    try:
        number(value, span)
    except ValueError as error:
        remedy = f"write a number within {span[0]:g} to {span[1]:g}"
        message = str(error).partition(" is n")[0]
        yield SpotFault(message=f"{_named(path)}: {message} cannot be used", remedy=remedy, line=_line(tree, path))


def _shape(path: Path, wanted: str, tree: Node | None) -> SpotFault:
    return SpotFault(message=f"{_named(path)}: cannot be used", remedy=f"write {wanted}", line=_line(tree, path))


def _named(path: Path) -> str:
    return " ".join(str(step + 1) if isinstance(step, int) else str(step) for step in path)


def _line(tree: Node | None, path: Path) -> int:
    """The line of the value at `path`, or of what is nearest above it."""
    node, line = tree, 1
    for step in path:
        found = None
        if isinstance(node, MappingNode):
            found = next((value for key, value in node.value if str(key.value) == str(step)), None)
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step]
        if found is None:
            break
        node, line = found, int(found.start_mark.line) + 1
    return line
