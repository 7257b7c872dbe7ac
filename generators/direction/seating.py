"""Seating: what an actor sits down on, and where that is.

It knows no pose: seats of the set's file and things that stand about.
"""

from __future__ import annotations

from generators.direction.sets import Slot, height_metres, seats, width_metres
from generators.timed import ActorState, StageState

NEAR_SEAT = 0.36
"""Stage units: who sits down goes no farther than this for a seat nobody named (about 1.7 m)."""
TAKEN = 0.06
"""Two people on seats are at least this far apart."""
SEAT_METRES = (0.22, 0.7)
"""A thing of this height, and half a person wide, can be sat on."""
LEAST_WIDTH_METRES = 0.35


def seat_for(
    target: str, place_asset: str, looks: dict[str, str], stage: StageState, sitter: ActorState
) -> Slot | None:
    """The seat that is meant, or the nearest free one; None = the floor. `looks`: asset of each thing."""
    here = seats(place_asset)
    named = here.get(target) or _thing_seat(target, looks, stage)
    if named is not None and _is_free(named, stage, sitter):
        return named
    near = [slot for slot in here.values() if abs(slot.x - sitter.x) <= NEAR_SEAT and _is_free(slot, stage, sitter)]
    return min(near, key=lambda slot: abs(slot.x - sitter.x), default=None)


def _thing_seat(target: str, looks: dict[str, str], stage: StageState) -> Slot | None:
    prop = next((prop for prop in stage.props if prop.id == target and not prop.holder), None)
    if prop is None:
        return None
    asset = looks.get(target, "")
    up = height_metres(asset)
    if not SEAT_METRES[0] <= up <= SEAT_METRES[1] or width_metres(asset) < LEAST_WIDTH_METRES:
        return None
    return Slot(x=prop.x, depth=min(1.0, prop.depth + 0.01), up=up)


def _is_free(slot: Slot, stage: StageState, sitter: ActorState) -> bool:
    return all(other.id == sitter.id or not other.present or abs(other.x - slot.x) >= TAKEN for other in stage.actors)
