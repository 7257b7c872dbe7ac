"""What is wrong with a creator's puppet file: where, why and how to mend it.

It knows no seed and draws nothing; at run time the same files give a sensible figure instead of a fault.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from generators.errors import AssetError
from generators.stage import library
from generators.stage.puppets.load import LARGEST_BYTES, PART_KEYS, Puppet, read_puppet
from generators.stage.puppets.patterns import PATTERNS

PLACES = ("body", "head", "hand_near", "hand_far")
"""What a part may hang on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong in a file; lines and columns count from 1."""

    path: Path
    message: str
    remedy: str = ""
    line: int = 1
    column: int = 1
    serious: bool = True
    """A serious fault has a figure from words stand in; another one only leaves something out."""


def faults_in(art: Path) -> tuple[Fault, ...]:
    """All faults of the puppet files below a seed's `art/` folder."""
    found: list[Fault] = []
    folder = art / "puppets"
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix == ".yaml":
            found += faults_of(path)
        elif path.suffix == ".svg":
            remedy = "trace its outlines into the `parts` of a YAML file; see assets/puppets/README.md"
            found.append(
                Fault(
                    path=path, message="an SVG has no joints and is not drawn as a puppet", remedy=remedy, serious=False
                )
            )
    return tuple(found)


def faults_of(path: Path) -> tuple[Fault, ...]:
    """What is wrong in one puppet file; empty when nothing is."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            remedy = f"keep it below {LARGEST_BYTES // 1000} kB: fewer points do"
            return (Fault(path=path, message=f"the file has {path.stat().st_size} bytes", remedy=remedy),)
        text = path.read_text(encoding="utf-8")
        if message := library.tangle(text):
            return (Fault(path=path, message=message, remedy="write it flatter, without aliases"),)
        tree = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return (
            Fault(
                path=path, message=str(error.problem or error.context), remedy="mend the YAML", line=line, column=column
            ),
        )
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        return (Fault(path=path, message=f"cannot be read: {type(error).__name__}", remedy="write it as UTF-8 YAML"),)
    try:
        puppet = read_puppet(path)
    except AssetError as error:
        message, _, remedy = str(error).removeprefix(f"{path.name}: ").partition("; ")
        line, column = _place(tree, message)
        return (Fault(path=path, message=message, remedy=remedy, line=line, column=column),)
    return tuple(_slips(path, tree, puppet))


def _entries(node: Node | None) -> Iterator[tuple[str, Node, Node]]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield str(key.value), key, value


def _child(node: Node | None, name: str) -> Node | None:
    return next((value for key, _, value in _entries(node) if key == name), None)


def _place(tree: Node | None, message: str) -> tuple[int, int]:
    """The line and column that a message is about: a part, a gene or a key that it names."""
    part = re.match(r"part (\S+?):", message)
    gene = re.match(r"gene (\w+):", message) or re.match(r"there is no gene '(\w+)'", message)
    if part:
        for node in _parts(tree):
            name = _child(node, "name")
            if name is not None and name.value == part[1]:
                return node.start_mark.line + 1, node.start_mark.column + 1
    holder = _child(tree, "genes") if gene or message.startswith("genes") else tree
    if gene:
        message = gene[1]
    found = holder
    # "face: eye.x: …" leads from key to key, as far as there are such keys.
    for named in re.split(r"[:.]", message):
        key = next((pair for pair in _entries(holder) if pair[0] == named.strip(" '")), None)
        if key is None:
            break
        _, found, holder = key
    return (found.start_mark.line + 1, found.start_mark.column + 1) if found is not None else (1, 1)


def _parts(tree: Node | None) -> list[Node]:
    parts = _child(tree, "parts")
    return list(parts.value) if isinstance(parts, SequenceNode) else []


def _slips(path: Path, tree: Node | None, puppet: Puppet) -> Iterator[Fault]:
    """What can be drawn, but not as meant: words that nothing knows."""
    names = {part.name for part in puppet.parts}

    def slip(node: Node, message: str, remedy: str) -> Fault:
        mark: Any = node.start_mark
        return Fault(
            path=path, message=message, remedy=remedy, line=mark.line + 1, column=mark.column + 1, serious=False
        )

    for part in _parts(tree):
        for key, at, value in _entries(part):
            said = str(value.value)
            if key not in PART_KEYS:
                yield slip(at, f"a part has no {key!r}", f"it may have {', '.join(sorted(PART_KEYS))}")
            elif key == "fill" and not said.startswith("#") and said.partition("*")[0] not in puppet.colours:
                yield slip(value, f"there is no colour {said!r}", "add it under `colours`")
            elif key == "on" and said not in PLACES:
                yield slip(value, f"nothing can hang on {said!r}", f"write {', '.join(PLACES)}")
            elif key == "pattern" and said not in PATTERNS:
                yield slip(value, f"there is no pattern {said!r}", f"there are {', '.join(PATTERNS)}")
            elif key == "within" and said not in names:
                yield slip(value, f"there is no part {said!r} to stay within", "name an earlier part")
    known = {field.name for field in dataclasses.fields(Puppet)} | {"genes", "words"}
    for key, at, _ in _entries(tree):
        if key not in known:
            yield slip(
                at, f"a puppet has no {key!r}", f"it may have {', '.join(sorted(known - {'id', 'idle_shapes'}))}"
            )
