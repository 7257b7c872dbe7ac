"""Canopies: what spreads over or before whoever holds it, an open umbrella, as the camera must reckon with it.

It knows no drawing: only the `spread` of a thing's file, how things are carried, and a build. The stage lifts such
things in the same way (`generators.stage.acting.things`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generators.direction.heights import Build
from generators.direction.own_art import read
from generators.direction.sets import DEFAULT_HAND, HELD_ARM, UNIT_METRES, WRONG_FIELDS, carried, held_at
from generators.stage.numbers import THING_CENTIMETRES, THING_UNIT, number
from generators.timed import PropState
from story_engine.plan import Thing

HELD_SCALE, BROW, HELD_OUT_DEGREES = 1.15, 0.6, 44.0
"""As the stage draws them: larger than life, over the brow, and how far it is tipped by who cannot reach so high."""
TALL_HEAD_METRES = 0.33
"""Whose head goes on so far above the eyes may not reach over it: the thing may be above or before them."""
MOUTH_AHEAD, MOUTH_OF_EYES = 1.2, 0.8
"""An animal's mouth: before its feet, in lengths of its head's way ahead, and its height, in heights of the eyes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canopy:
    """A box, metres from the feet of who holds it: from `near` to `far` ahead, from `low` to `high` above the floor."""

    near: float
    far: float
    low: float
    high: float


def canopies(things: tuple[Thing, ...], props: tuple[PropState, ...], builds: Mapping[str, Build]) -> dict[str, Canopy]:
    """What spreads over or before whoever holds it in any of `props`, by their ids."""
    drawings = {thing.id: thing.look.asset for thing in things}
    found: dict[str, Canopy] = {}
    for prop in props:
        if prop.states and prop.holder in builds:
            over = canopy(drawings.get(prop.id, ""), prop.states, builds[prop.holder])
            if over is not None:
                found[prop.holder] = over
    return found


def canopy(prop: str, states: tuple[str, ...], build: Build) -> Canopy | None:
    """What `prop` spreads in these states in the hand or mouth of somebody; None where it spreads nothing."""
    content = read("props", prop)
    try:
        told = content.get("spread") or {}
        state = next((state for state in states if state in told), None)
        if state is None:
            return None
        unit = number(content.get("unit", UNIT_METRES), THING_UNIT) * HELD_SCALE
        width, low, high = (number(value, THING_CENTIMETRES) * unit for value in told[state])
        grip = number(-float((content.get("grip") or (0.0, -0.5 * float(content["height"])))[1]), THING_CENTIMETRES)
    except WRONG_FIELDS:
        return None
    shape = (width, low - grip * unit, high - grip * unit)
    plain = carried(prop)
    open_ = {**plain, **(plain.get(state) or {})}
    if build.head_ahead:
        mouth = (MOUTH_AHEAD * build.head_ahead, MOUTH_OF_EYES * build.eyes)
        return _box(shape, mouth, float(open_.get("mouth", 0.0)))
    brow = build.eyes + BROW * (build.height - build.eyes)
    over = _box(shape, (_hand(open_, build), brow - shape[1]), float(open_.get("angle", 0.0)))
    if build.height - build.eyes < TALL_HEAD_METRES:
        return over
    before = _box(shape, (_hand(plain, build), held_at(prop) * build.eyes), HELD_OUT_DEGREES)
    return Canopy(
        near=min(over.near, before.near),
        far=max(over.far, before.far),
        low=min(over.low, before.low),
        high=max(over.high, before.high),
    )


def _hand(how: Mapping[str, Any], build: Build) -> float:
    """Metres that the hand is before the middle of the body."""
    return float(how.get("near", DEFAULT_HAND)[0]) * HELD_ARM * build.eyes


def _box(shape: tuple[float, float, float], hand: tuple[float, float], degrees: float) -> Canopy:
    """The box round a spread of `shape` (width, lowest and highest point above the hand), tipped forward."""
    width, low, high = shape
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    corners = [(x * cosine + y * sine, y * cosine - x * sine) for x in (-width / 2, width / 2) for y in (low, high)]
    xs, ys = [hand[0] + x for x, _ in corners], [hand[1] + y for _, y in corners]
    return Canopy(near=min(xs), far=max(xs), low=min(ys), high=max(ys))
