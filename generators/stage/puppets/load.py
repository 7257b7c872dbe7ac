"""Puppets from their files: bones, parts, colours and faces, checked once and kept.

It knows no drawing. A look without a file of its own gets a figure grown from its words and genes (or the
creature that they name), so that nobody is ever invisible.
"""

from __future__ import annotations

import functools
import logging
import math
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from generators.errors import AssetError
from generators.stage import library
from generators.stage.numbers import BODY_METRES, LIMB_METRES, beyond, told, worded
from generators.stage.puppets.bones import check_bones
from generators.stage.puppets.figure import grow
from generators.stage.puppets.genes import COLOUR_WORDS, checked, creature_in, genes_from, spoken
from generators.stage.puppets.paint import Rgb, parse_colour
from generators.stage.puppets.shapes import Loop, parse_loop
from story_engine.plan import Look

log = logging.getLogger(__name__)

VIEWS = ("front", "three_quarter", "profile")
"""Head views, at turns 0, 0.5 and 1."""
LARGEST_BYTES, MOST_PARTS, MOST_POINTS, FARTHEST_METRES = library.LARGEST_BYTES["puppets"], 400, 400, LIMB_METRES[1]
"""What a file may ask of the stage: ten times more than the richest puppet of the library."""
PART_NUMBERS = ("z", "stroke", "slide", "lod", "sway", "swing", "edge", "alpha", "emit", "form")
LARGEST_NUMBERS = {"bones": FARTHEST_METRES, "face": 1000.0, "acting": 1000.0, "idle": 1000.0}
"""By field: metres, and for what is not all metres (layers, shares) only that it is a usable number."""
NUMBERED: dict[str, frozenset[str]] = {"face": frozenset({"kind", "style"}), "acting": frozenset()}
"""By field: the keys whose values are words; all others are numbers, or lists and tables of them."""
PART_KEYS = frozenset(
    [
        "name",
        "on",
        "z",
        "shape",
        "fill",
        "stroke",
        "slide",
        "lod",
        "sway",
        "swing",
        "shadow",
        "edge",
        "clip",
        "alpha",
        "emit",
        "form",
        "pattern",
        "within",
    ]
)
"""What a part may have."""
VARIANT = "variant"
"""A gene of a look: another throw of all that its words leave open, so that two of a cast are not alike."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """A cut piece of paper: an outline in rest metres, on the body or on the head. Equal only to itself."""

    name: str
    on: str
    """"body", "head" (head metres, origin between the ears), "hand_near" or "hand_far" (upright, from the palm)."""
    z: float
    loops: tuple[Loop, ...]
    """One outline, or three: one for each head view."""
    fill: str
    stroke: float = 0.0
    """Metres; 0 fills the outline."""
    slide: float = 0.0
    """How far (metres) the piece moves forward on the head in profile."""
    lod: int = 0
    """Least detail level at which it is drawn."""
    sway: float = 0.0
    """How much the piece follows trailing hair and cloth, growing downwards from its top."""
    swing: float = 0.0
    """Radians of pendulum swing about its top."""
    shadow: bool = True
    edge: float = 1.0
    clip: bool = False
    """Drawn only on top of what is there (patterns, shade)."""
    alpha: float = 1.0
    emit: float = 0.0
    form: float = 1.0
    """How much of a shaded side it shows from near."""
    pattern: str = ""
    """Cloth marks seen from near: one of `patterns.PATTERNS`."""
    within: str = ""
    """Name of an earlier part on the same frame that cuts this one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Puppet:
    """A figure, ready to be posed. Equal only to itself: the same look is loaded once."""

    id: str
    rig: str
    """"quadruped", or a kind of two-legged figure: person, automaton, robot, ghost, bird, fish, object."""
    height_metres: float
    colours: dict[str, Rgb]
    bones: dict[str, Any]
    parts: tuple[Part, ...]
    face: dict[str, Any]
    acting: dict[str, float] = field(default_factory=dict)
    """How this one moves: `energy`, `breath`…, 1 = as everybody."""
    idle: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Where the hands hang when nothing happens, in arm lengths from the shoulder."""
    idle_shapes: dict[str, str] = field(default_factory=dict)


def load_puppet(look: Look, seed_art: Path | None = None) -> Puppet:
    """The puppet of `look`; the nearest one, recoloured, where there is no such file. Cached."""
    return _load(look.asset, look.words, look.genes, seed_art)


@functools.lru_cache(maxsize=128)
def _load(asset: str, words: str, genes: tuple[tuple[str, str], ...], seed_art: Path | None) -> Puppet:
    path = library.find("puppets", asset, ".yaml", seed_art) if asset else None
    if path is None:
        said = f"{asset.replace('_', ' ')} {words}".strip()
        creature = creature_in(said)
        path = library.find("puppets", creature, ".yaml") if creature else None
        if path is None:
            return replace(build(asset or "person", _grown(asset, said, dict(genes))), id=asset or "person")
        return _dyed(_from_file(path), asset or creature, (*_coat_of(said), *genes))
    return _dyed(_from_file(path), asset, genes)


def _grown(asset: str, words: str, genes: dict[str, str]) -> dict[str, Any]:
    """Somebody known by words alone; genes of the look that are none are left out, because nobody may be invisible."""
    usable: dict[str, object] = {}
    variant = genes.pop(VARIANT, "")
    for name, value in genes.items():
        try:
            usable.update(checked({name: value}, asset))
        except AssetError:
            continue
    return grow(genes_from(f"{asset}~{variant}" if variant else asset, words, usable))


def _from_file(path: Path) -> Puppet:
    try:
        return read_puppet(path)
    except AssetError as error:
        log.warning("%s; a figure grown from its name stands in", error)
        return build(path.stem, grow(genes_from(path.stem, path.stem.replace("_", " "))))


def read_puppet(path: Path) -> Puppet:
    """The puppet of a file: its own drawing, or a figure grown from its `genes`; AssetError with what is wrong.

    A creator's own is drawn once where nobody sees it, so that nothing of it can stop a show.
    """
    if path.stat().st_size > LARGEST_BYTES:
        raise AssetError(f"{path.name}: larger than {LARGEST_BYTES // 1000} kB; fewer points do")
    content = library.read_yaml(path)
    try:
        if "genes" in content and "parts" not in content:
            given = content["genes"]
            if not isinstance(given, dict):
                raise AssetError(f"{path.name}: genes: must be names and values, such as age: 70")
            words = str(content.get("words", ""))
            grown = grow(genes_from(path.stem, words, given, path.name))
            grown["colours"].update(content.get("colours", {}))
            content = {**grown, **{k: v for k, v in content.items() if k in ("acting", "idle")}}
        puppet = build(path.stem, content)
        if not path.is_relative_to(library.ASSETS):
            from generators.stage.puppets.trial import try_drawing  # here: what draws knows puppets already

            try_drawing(puppet)
        return puppet
    except AssetError as error:
        raise error if path.name in str(error) else AssetError(f"{path.name}: {error}") from error
    except KeyError as error:
        raise AssetError(f"{path.name}: {error} is missing; compare with wren.yaml") from error
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
        raise AssetError(f"{path.name}: no puppet: {type(error).__name__} {error}; compare with wren.yaml") from error


def _dyed(puppet: Puppet, name: str, genes: tuple[tuple[str, str], ...]) -> Puppet:
    colours = dict(puppet.colours)
    for role, value in genes:
        if value in COLOUR_WORDS:
            colours[role] = parse_colour(COLOUR_WORDS[value])
        elif value.startswith("#") and len(value) == 7:
            colours[role] = parse_colour(value)
    return replace(puppet, id=name, colours=colours)


def _coat_of(words: str) -> tuple[tuple[str, str], ...]:
    """The colour that words give a creature, for its coat and its fur."""
    main = spoken(words).get("main")
    return (("coat", str(main)), ("fur", str(main))) if main else ()


def build(name: str, content: dict[str, Any]) -> Puppet:
    height = float(content["height_metres"])
    if not BODY_METRES[0] <= height <= BODY_METRES[1]:
        raise AssetError(f"height_metres: {height:g} is out of range; write {BODY_METRES[0]:g} to {BODY_METRES[1]:g}")
    for key, most in LARGEST_NUMBERS.items():
        if wrong := next(beyond(content.get(key), most), None):
            raise AssetError(f"{key}: {wrong[0]}: {told(wrong[1])} is out of range; write -{most:g} to {most:g}")
    for key, words in NUMBERED.items():
        if wrong := next(worded(content.get(key), words), None):
            raise AssetError(f"{key}: {wrong[0]}: {_no_number(wrong[1])}")
    if len(content.get("parts", ())) > MOST_PARTS:
        raise AssetError(f"parts: {len(content['parts'])} are too many; {MOST_PARTS} must do")
    check_bones(str(content["rig"]), content["bones"])
    return Puppet(
        id=name,
        rig=str(content["rig"]),
        height_metres=height,
        colours={role: parse_colour(str(text)) for role, text in content["colours"].items()},
        bones=content["bones"],
        parts=tuple(sorted((_part(p) for p in content.get("parts", ())), key=lambda p: p.z)),
        face=content["face"],
        acting={k: float(v) for k, v in content.get("acting", {}).items()},
        idle={k: (float(v[0]), float(v[1])) for k, v in content.get("idle", {}).items()},
        idle_shapes={k: str(v[2]) for k, v in content.get("idle", {}).items() if len(v) > 2},
    )


NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")


def _no_number(value: object) -> str:
    """What is wrong with a value where a number should stand, and what to do."""
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        return f"{told(value)} is text; write the number without quotes"
    return f"{told(value)} is no number; write one, or compare with wren.yaml"


def _part(entry: dict[str, Any]) -> Part:
    for key in PART_NUMBERS:
        if key in entry and not math.isfinite(float(entry[key])):
            raise AssetError(f"part {entry['name']}: {key}: {told(entry[key])} is no usable number")
    stroke = float(entry.get("stroke", 0.0))
    shape = entry["shape"]
    texts = [shape[view] for view in VIEWS] if isinstance(shape, dict) else [shape]
    try:
        loops = tuple(parse_loop(str(text), closed=not stroke) for text in texts)
    except AssetError as error:
        raise AssetError(f"part {entry['name']}: {error}") from error
    for x, y in (point for loop in loops for point in loop.points):
        if not (abs(x) <= FARTHEST_METRES and abs(y) <= FARTHEST_METRES):
            raise AssetError(f"part {entry['name']}: {x:g},{y:g} is off the figure; lengths are metres")
    if max(len(loop.points) for loop in loops) > MOST_POINTS:
        raise AssetError(f"part {entry['name']}: more than {MOST_POINTS} points; a smooth outline needs a dozen")
    if len({len(loop.points) for loop in loops}) != 1:
        raise AssetError(f"part {entry['name']}: its head views need the same number of points")
    return Part(
        name=str(entry["name"]),
        on=str(entry.get("on", "body")),
        z=float(entry["z"]),
        loops=loops,
        fill=str(entry["fill"]),
        stroke=stroke,
        slide=float(entry.get("slide", 0.0)),
        lod=int(entry.get("lod", 0)),
        sway=float(entry.get("sway", 0.0)),
        swing=float(entry.get("swing", 0.0)),
        shadow=bool(entry.get("shadow", True)),
        edge=float(entry.get("edge", 1.0)),
        clip=bool(entry.get("clip", False)),
        alpha=float(entry.get("alpha", 1.0)),
        emit=float(entry.get("emit", 0.0)),
        form=float(entry.get("form", 1.0)),
        pattern=str(entry.get("pattern", "")),
        within=str(entry.get("within", "")),
    )
