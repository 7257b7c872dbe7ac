"""What is wrong with a creator's own drawings, places, gestures and feelings: file, line, what and how to mend it.

It knows no seed and draws nothing on screen; at run time the nearest built-in picture stands in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import skia
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from generators.errors import AssetError
from generators.stage import library
from generators.stage.acting.own_check import acting_faults
from generators.stage.light import Light, palette_keys
from generators.stage.place import load_set
from generators.stage.place_check import layer_faults
from generators.stage.props import draw_prop, load_prop
from generators.stage.spot_check import size_faults, spot_faults

PIXELS = 64
"""Size at which every thing is drawn once, to see that something is to be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtFault:
    """One thing that is wrong in a file; lines count from 1."""

    path: Path
    message: str
    remedy: str = ""
    line: int = 1


def art_faults(art: Path) -> tuple[ArtFault, ...]:
    """All faults of `props/`, `places/`, `palettes/`, `gestures/` and `faces/` in a seed's `art/` folder."""
    found: list[ArtFault] = []
    for kind in ("props", "places", "palettes", "gestures", "faces"):
        for path in sorted((art / kind).glob("*")) if (art / kind).is_dir() else ():
            if path.suffix == ".yaml" or (kind == "props" and path.suffix == ".svg"):
                found += _faults_of(path, kind, art)
            elif path.suffix == ".svg":
                found.append(
                    ArtFault(path=path, message=f"an SVG is no {kind[:-1]}", remedy=f"see assets/{kind}/README.md")
                )
    return tuple(found)


def _faults_of(path: Path, kind: str, art: Path) -> list[ArtFault]:
    tree, faults = readable(path)
    if faults:
        return faults
    if kind in ("gestures", "faces"):
        return _wrong_acting(path, art, tree)
    found = _wrong_numbers(path, kind, tree) if path.suffix == ".yaml" else []
    try:
        if kind == "props":
            return found or _unseen(path, art)
        if kind == "places":
            return found + _wrong_layers(path, art)
        else:
            palette_keys(path.stem, art)
    except AssetError as error:
        message, _, remedy = str(error).partition("; ")
        message = re.sub(rf"^(assets/)?({kind}/)?{re.escape(path.name)}: ", "", message)
        return [*found, ArtFault(path=path, message=message, remedy=remedy, line=_line(path, message))]
    return found


def readable(path: Path) -> tuple[Node | None, list[ArtFault]]:
    """The tree of a YAML file (None for a drawing), or what keeps it from being read at all."""
    if not library.SAFE_NAME.fullmatch(path.stem):
        remedy = "name it with small letters, digits, _ and -"
        return None, [ArtFault(path=path, message=f"{path.name} cannot be named in a seed", remedy=remedy)]
    tree: Node | None = None
    try:
        if path.stat().st_size > library.MOST_BYTES:
            remedy = f"keep it below {library.MOST_BYTES // 1000} kB"
            return None, [ArtFault(path=path, message=f"the file has {path.stat().st_size} bytes", remedy=remedy)]
        if path.suffix == ".yaml":
            text = path.read_text(encoding="utf-8")
            if message := library.tangle(text):
                return None, [ArtFault(path=path, message=message, remedy="write it flatter, without aliases")]
            tree = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = str(error.problem or error.context)
        return None, [ArtFault(path=path, message=said, remedy="mend the YAML", line=mark.line + 1 if mark else 1)]
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        return None, [
            ArtFault(path=path, message=f"cannot be read: {type(error).__name__}", remedy="write it as UTF-8")
        ]
    return tree, []


def line_of(tree: Node | None, *keys: str) -> int:
    """The line of the entry below `keys` in a YAML tree, 1 where there is none."""
    line = 1
    for wanted in keys:
        for key, value in tree.value if isinstance(tree, MappingNode) else ():
            if key.value == wanted:
                tree, line = value, int(key.start_mark.line) + 1
                break
    return line


def _wrong_acting(path: Path, art: Path, tree: Node | None) -> list[ArtFault]:
    """Entries of a seed's own gestures and feelings that cannot be played."""
    try:
        content = library.content_of(path)
    except ValueError as error:
        return [ArtFault(path=path, message=f"cannot be read: {error}", remedy="mend the YAML")]
    sections = [key.value for key, _ in tree.value] if isinstance(tree, MappingNode) and path.stem == "talk" else []
    found = []
    for fault in acting_faults(path, content, art):
        lines = [line_of(tree, fault.entry), *(line_of(tree, section, fault.entry) for section in sections)]
        found.append(ArtFault(path=path, message=fault.message, remedy=fault.remedy, line=max(lines)))
    return found


def _wrong_numbers(path: Path, kind: str, tree: Node | None) -> list[ArtFault]:
    """Where one may stand, and how large a thing is, told by what is no usable number."""
    try:
        content = library.read_yaml(path)
    except AssetError:
        return []  # told by who loads it whole
    faults = spot_faults(content, tree) if kind == "places" else size_faults(content, tree) if kind == "props" else ()
    return [ArtFault(path=path, message=one.message, remedy=one.remedy, line=one.line) for one in faults]


def _wrong_layers(path: Path, art: Path) -> list[ArtFault]:
    """Layers that cannot be painted, and fields that no painter reads."""
    return [
        ArtFault(
            path=path,
            message=fault.message.replace("layer", "reverse layer", 1) if fault.reverse else fault.message,
            remedy=fault.remedy,
            line=_line(path, fault.message, "reverse" if fault.reverse else "layers"),
        )
        for fault in layer_faults(load_set(path.stem, art), art)
    ]


def _unseen(path: Path, art: Path) -> list[ArtFault]:
    """States in which a thing would not be seen at all."""
    prop = load_prop(path.stem, art)
    light = Light.at("harbour", 12.0)
    found = []
    for states in ((), *((state,) for state in sorted(prop.states))):
        surface = skia.Surface(PIXELS, PIXELS)
        with surface as canvas:
            left, top, right, bottom = prop.bounds
            scale = (PIXELS - 8) / max(1e-3, right - left, bottom - top)
            canvas.translate(PIXELS / 2 - (left + right) / 2 * scale, PIXELS - 4 - bottom * scale)
            canvas.scale(scale, scale)
            draw_prop(canvas, prop, states, light, 0, scale)
        if not surface.toarray()[:, :, 3].any():
            told = f"while it is {states[0]}" if states else "in its plain state"
            found.append(
                ArtFault(path=path, message=f"nothing is seen {told}", remedy="add a piece without that `when`")
            )
    return found


def _line(path: Path, message: str, listed: str = "") -> int:
    """The line of `shape N` or `layer N` in a YAML file; `listed` is the list, where it is not called after them."""
    told = re.search(r"(shape|layer) (\d+)", message)
    if told is None or path.suffix != ".yaml":
        return 1
    tree = YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8"))
    for key, value in tree.value if isinstance(tree, MappingNode) else ():
        if (
            key.value == (listed or f"{told[1]}s")
            and isinstance(value, SequenceNode)
            and int(told[2]) <= len(value.value)
        ):
            return int(value.value[int(told[2]) - 1].start_mark.line) + 1
    return 1
