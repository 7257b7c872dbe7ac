"""Marks and slots of sets, and sizes of things, read from the drawings' own files.

It knows no drawing: only where one may stand and put things.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML, YAMLError

from generators.errors import AssetError

ASSETS = Path(__file__).resolve().parents[2] / "assets"
MARK_DEPTHS = {"left": 0.5, "centre": 0.5, "right": 0.5, "door": 0.4, "far": 0.08, "near": 0.95}
MARK_XS = {"left": -0.46, "centre": 0.0, "right": 0.46, "door": 0.66, "far": 0.1, "near": -0.08}
"""Where the marks are in a set that names none."""
UNKNOWN_WIDTH_METRES = 0.3
BULKY_METRES = 1.0
"""Things wider than this stand at the back, or they would hide people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place for a thing."""

    x: float
    depth: float
    up: float = 0.0
    """Metres above the floor: tables and shelves."""


DEFAULT_SLOTS = (
    Slot(x=0.02, depth=0.3),
    Slot(x=-0.27, depth=0.4),
    Slot(x=0.36, depth=0.42),
    Slot(x=-0.5, depth=0.62),
    Slot(x=0.55, depth=0.6),
)


@functools.cache
def mark(asset: str, name: str) -> tuple[float, float] | None:
    """x and floor depth of a named mark in a set; None when there is no such mark."""
    if name not in MARK_XS:
        return None
    marks = _read("places", asset).get("marks") or {}
    return float(marks.get(name, MARK_XS[name])), MARK_DEPTHS[name]


@functools.cache
def slots(asset: str) -> tuple[Slot, ...]:
    """Places for things, the most important first."""
    listed = _read("places", asset).get("slots")
    if not listed:
        return DEFAULT_SLOTS
    return tuple(Slot(x=float(s["x"]), depth=float(s["depth"]), up=float(s.get("up", 0.0))) for s in listed)


@functools.cache
def berth(asset: str) -> Slot:
    """Where bulky things stand: at the back, out of the way."""
    listed = _read("places", asset).get("berth") or {"x": -0.66, "depth": 0.02}
    return Slot(x=float(listed["x"]), depth=float(listed["depth"]))


@functools.cache
def width_metres(prop: str) -> float:
    """How wide a thing is drawn."""
    return float(_read("props", prop).get("width", UNKNOWN_WIDTH_METRES * 100)) / 100


@functools.cache
def height_metres(prop: str) -> float:
    """How tall a thing is drawn."""
    return float(_read("props", prop).get("height", UNKNOWN_WIDTH_METRES * 100)) / 100


@functools.cache
def fills_arms(prop: str) -> bool:
    """Whether a thing is carried in both arms, before the body."""
    how = _read("gestures", "carry").get(prop) or {}
    return bool(how.get("mode") == "two")


@functools.cache
def _read(kind: str, asset: str) -> dict[str, Any]:
    path = ASSETS / kind / f"{asset}.yaml"
    if not asset or not path.is_file():
        return {}
    try:
        found = YAML(typ="safe").load(path)
    except YAMLError as error:
        raise AssetError(f"{path.name} cannot be read: {error}; remedy: restore the file") from error
    return found if isinstance(found, dict) else {}
