"""Puppets from their files: bones, parts, colours and faces, checked once and kept.

It knows no drawing. A look without a file of its own gets the nearest puppet, recoloured by its
words and genes, so that nobody is ever invisible.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generators.errors import AssetError
from generators.stage import library
from generators.stage.puppets.paint import Rgb, parse_colour
from generators.stage.puppets.shapes import Loop, parse_loop
from story_engine.plan import Look
from story_engine.rng import unit

VIEWS = ("front", "three_quarter", "profile")
"""Head views, at turns 0, 0.5 and 1."""
KINDS = {
    "animal": ("bramble", ("fox", "animal", "cat", "dog", "wolf", "badger", "bear", "hare", "rabbit", "beast", "paw")),
    "automaton": ("tock", ("robot", "automaton", "lantern", "machine", "clockwork", "brass", "android", "lamp")),
    "elder": ("odile", ("captain", "old", "grand", "sailor", "woman", "man", "elder", "keeper", "king", "queen")),
    "child": ("wren", ("girl", "boy", "child", "young", "person")),
    "detective": ("brandt", ("detective", "inspector", "police", "policeman", "spy", "trench", "hat")),
    "singer": ("lola", ("singer", "lady", "actress", "dancer", "dress", "fur")),
    "clerk": ("ines", ("operator", "telephone", "secretary", "clerk", "nurse", "teacher", "cardigan")),
    "boss": ("sable", ("boss", "banker", "mayor", "owner", "round", "fat", "suit")),
    "urchin": ("pinch", ("pickpocket", "thief", "urchin", "newsboy", "ragged")),
}
"""For looks without a file: the puppet that stands in, and the words that ask for it."""
COLOUR_WORDS = {
    "red": "#b8433a", "crimson": "#9e2b35", "orange": "#d9772e", "rust": "#b9572b", "yellow": "#e0b23e",
    "mustard": "#d19a2e", "gold": "#d8a94a", "green": "#4f7f55", "moss": "#6d7d45", "teal": "#1f6468",
    "blue": "#3c669c", "navy": "#27365c", "violet": "#6a4d86", "purple": "#6b3f77", "pink": "#d98a93",
    "brown": "#7a5138", "black": "#2b2a33", "grey": "#7d8087", "gray": "#7d8087", "white": "#e8e3d8",
    "silver": "#b4bbc4", "cream": "#ecdfc4",
}  # fmt: skip


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Puppet:
    """A figure, ready to be posed."""

    id: str
    rig: str
    """"person", "quadruped" or "automaton"."""
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


@functools.lru_cache(maxsize=64)
def _load(asset: str, words: str, genes: tuple[tuple[str, str], ...], seed_art: Path | None) -> Puppet:
    path = library.find("puppets", asset, ".yaml", seed_art) if asset else None
    stands_in = path is None
    name = asset
    if path is None:
        name = nearest(asset, words)
        path = library.find("puppets", name, ".yaml")
        if path is None:
            raise AssetError(f"assets/puppets/{name}.yaml is missing; reinstall Evershow")
    content = library.read_yaml(path)
    try:
        puppet = _build(name, content)
    except (KeyError, TypeError, ValueError) as error:
        raise AssetError(f"{path.name}: no puppet: {type(error).__name__} {error}; compare with wren.yaml") from error
    colours = dict(puppet.colours)
    if stands_in:
        colours.update(_words_to_colours(words, asset))
    for role, value in genes:
        if value in COLOUR_WORDS:
            colours[role] = parse_colour(COLOUR_WORDS[value])
        elif value.startswith("#") and len(value) == 7:
            colours[role] = parse_colour(value)
    return Puppet(
        id=asset or name,
        rig=puppet.rig,
        height_metres=puppet.height_metres,
        colours=colours,
        bones=puppet.bones,
        parts=puppet.parts,
        face=puppet.face,
        acting=puppet.acting,
        idle=puppet.idle,
        idle_shapes=puppet.idle_shapes,
    )


def nearest(asset: str, words: str) -> str:
    """Id of the puppet file that suits `asset` and `words` best."""
    said = f"{asset} {words}".lower()
    scores = {puppet: sum(word in said for word in marks) for puppet, marks in KINDS.values()}
    best = max(scores.values())
    return next(puppet for puppet, score in scores.items() if score == best) if best else "wren"


def _words_to_colours(words: str, asset: str) -> dict[str, Rgb]:
    said = words.lower().replace(",", " ").split()
    for word, following in zip(said, [*said[1:], ""], strict=False):
        if word in COLOUR_WORDS and following not in ("hair", "eyes", "skin"):
            return {"coat": parse_colour(COLOUR_WORDS[word])}
    picks = tuple(COLOUR_WORDS.values())
    return {"coat": parse_colour(picks[int(unit(23, "coat", asset, words) * len(picks))])}


def _build(name: str, content: dict[str, Any]) -> Puppet:
    return Puppet(
        id=name,
        rig=str(content["rig"]),
        height_metres=float(content["height_metres"]),
        colours={role: parse_colour(str(text)) for role, text in content["colours"].items()},
        bones=content["bones"],
        parts=tuple(sorted((_part(p) for p in content.get("parts", ())), key=lambda p: p.z)),
        face=content["face"],
        acting={k: float(v) for k, v in content.get("acting", {}).items()},
        idle={k: (float(v[0]), float(v[1])) for k, v in content.get("idle", {}).items()},
        idle_shapes={k: str(v[2]) for k, v in content.get("idle", {}).items() if len(v) > 2},
    )


def _part(entry: dict[str, Any]) -> Part:
    stroke = float(entry.get("stroke", 0.0))
    shape = entry["shape"]
    texts = [shape[view] for view in VIEWS] if isinstance(shape, dict) else [shape]
    loops = tuple(parse_loop(str(text), closed=not stroke) for text in texts)
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
