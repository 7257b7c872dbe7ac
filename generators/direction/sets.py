"""Marks and slots of sets, and sizes of things, read from the drawings' own files (a seed's own first).

It knows no drawing: only where one may stand and put things. How things are carried only the library's table tells.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generators.direction.own_art import read
from generators.stage import library
from generators.stage.floor import MARK_XS
from generators.stage.numbers import SPOT_DEPTH, SPOT_UP, SPOT_X, THING_CENTIMETRES, THING_UNIT, number

MARK_DEPTHS = {"left": 0.5, "centre": 0.5, "right": 0.5, "door": 0.4, "far": 0.08, "near": 0.95}
UNKNOWN_WIDTH_METRES = 0.3
HELD_BEFORE = 0.72
"""Share of a long thing's length that is before the mouth which holds it near its handle."""
DEFAULT_HAND = (0.46, 0.50)
"""Where the hand that holds a thing is if nothing is said: arm lengths from the shoulder."""
HELD_SHOULDER, HELD_ARM = 0.80, 0.36
"""Where hands are, in heights of the eyes: at the shoulder, less so much for each arm's length below it (measured)."""
UNIT_METRES = 0.01
"""Metres to one in a thing's file that tells no other `unit`."""
BULKY_METRES = 1.0
"""Things wider than this stand at the back, or they would hide people."""


WRONG_FIELDS = (TypeError, ValueError, KeyError, AttributeError, OverflowError)
"""What a seed's own drawing may hold where numbers should stand: `evershow check` tells, the show goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place for a thing."""

    x: float
    depth: float
    up: float = 0.0
    """Metres above the floor: tables and shelves."""


BERTH = Slot(x=-0.66, depth=0.02)
DEFAULT_SLOTS = (
    Slot(x=0.02, depth=0.3),
    Slot(x=-0.27, depth=0.4),
    Slot(x=0.36, depth=0.42),
    Slot(x=-0.5, depth=0.62),
    Slot(x=0.55, depth=0.6),
)


def mark(asset: str, name: str) -> tuple[float, float] | None:
    """x and floor depth of a named mark in a set; None when there is no such mark."""
    if name not in MARK_XS:
        return None
    own = read("places", asset).get("marks") or {}
    try:
        return number(own.get(name, MARK_XS[name]), SPOT_X), MARK_DEPTHS[name]
    except WRONG_FIELDS:
        return MARK_XS[name], MARK_DEPTHS[name]


def marks(asset: str) -> dict[str, float]:
    """x of every mark of a set, by name."""
    return {name: found[0] for name in MARK_XS if (found := mark(asset, name)) is not None}


def slots(asset: str) -> tuple[Slot, ...]:
    """Places for things, the most important first."""
    listed = read("places", asset).get("slots")
    if not listed:
        return DEFAULT_SLOTS
    try:
        return tuple(spot(entry) for entry in listed)
    except WRONG_FIELDS:
        return DEFAULT_SLOTS


def berth(asset: str) -> Slot:
    """Where bulky things stand: at the back, out of the way."""
    listed = read("places", asset).get("berth") or {}
    try:
        return spot({"x": listed.get("x", BERTH.x), "depth": listed.get("depth", BERTH.depth)})
    except WRONG_FIELDS:
        return BERTH


def spot(entry: Mapping[str, object]) -> Slot:
    """The place that an entry of a set's file tells; one of WRONG_FIELDS where it tells none on the stage."""
    return Slot(
        x=number(entry["x"], SPOT_X),
        depth=number(entry["depth"], SPOT_DEPTH),
        up=number(entry.get("up", 0.0), SPOT_UP),
    )


def width_metres(prop: str) -> float:
    """How wide a thing is drawn."""
    return _metres(prop, "width")


def height_metres(prop: str) -> float:
    """How tall a thing is drawn."""
    return _metres(prop, "height")


def fills_arms(prop: str) -> bool:
    """Whether a thing is carried in both arms, before the body."""
    return bool(carried(prop)["mode"] == "two")


def is_worn(prop: str) -> bool:
    """Whether a thing hangs at the side of who has it, and is in nobody's hands."""
    return bool(carried(prop)["mode"] == "worn")


def held_at(prop: str) -> float:
    """How high somebody holds a thing, as a share of the height of their eyes."""
    return HELD_SHOULDER - HELD_ARM * float(carried(prop).get("near", DEFAULT_HAND)[1])


def lens_of(prop: str) -> str:
    """What one looks through who looks out of a thing: "round" for a telescope, "bars" for a cage; "" for nothing."""
    return str(read("props", prop).get("lens", ""))


def mouth_reach_metres(prop: str) -> float:
    """How far a thing that lies across an animal's mouth reaches before it; 0 for what hangs from it."""
    how = carried(prop)
    if "mouth" not in how:
        return 0.0
    across = abs(math.sin(math.radians(float(how["mouth"]))))
    return float(how.get("ahead", 0.0)) + HELD_BEFORE * height_metres(prop) * across


def carried(prop: str) -> Mapping[str, Any]:
    """How somebody carries a thing: from the library's table alone, as the stage draws it."""
    table = library.load("gestures", "carry")
    found: Mapping[str, Any] = table.get(prop) or table["default"]
    return found


def _metres(prop: str, field: str) -> float:
    """A length in a thing's file, in its own `unit`; the usual one where the file tells none that can be."""
    content = read("props", prop)
    try:
        return number(content[field], THING_CENTIMETRES) * number(content.get("unit", UNIT_METRES), THING_UNIT)
    except (KeyError, ValueError):
        return UNKNOWN_WIDTH_METRES
