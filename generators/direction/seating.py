"""Seating: what an actor sits down on, where that is, and the steps to it.

It knows no pose: seats of the set's file and things that stand about.
"""

from __future__ import annotations

from dataclasses import replace

from generators.direction import sets
from generators.direction.heights import body_height
from generators.direction.own_art import read
from generators.direction.sets import Slot
from generators.stage.floor import metre
from generators.timed import ActorState, StageState, TimedAct
from story_engine.plan import Scene
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds

NEAR_SEAT = 0.36
"""Stage units: who sits down goes no farther than this for a seat nobody named (about 1.7 m)."""
TAKEN = 0.06
"""Two people on seats are at least this far apart."""
SEAT_METRES = (0.22, 0.7)
"""A thing of this height, and half a person wide, can be sat on."""
LEAST_WIDTH_METRES = 0.35
SEATED_METRES = 0.95
"""Whoever is smaller (a fox, a cat) sits on the floor."""
STROLL_METRES_PER_SECOND = 1.25
LONGEST_STROLL: MediaTime = from_seconds(3.0)


def sit_down(timed: TimedAct, after: ActorState, stage: StageState, scene: Scene) -> tuple[TimedAct, ActorState]:
    """The deed `timed` and the state `after` it, with the seat that is near or named; else on the floor."""
    state = next(actor for actor in stage.actors if actor.id == timed.actor)
    if state.stance == "sit":
        return timed, after
    seat = _seat_for(timed.target or timed.thing, stage, scene, state)
    if seat is None:
        return timed, replace(after, seat=0.0)
    metres = abs(seat.x - state.x) / metre(seat.depth)
    steps = min(LONGEST_STROLL, from_seconds(metres / STROLL_METRES_PER_SECOND)) if metres > 0.1 else 0
    steps = round(steps / VIDEO_FRAME) * VIDEO_FRAME
    timed = replace(timed, to_x=seat.x, seat=seat.up, duration=timed.duration + steps)
    return timed, replace(after, x=seat.x, depth=seat.depth, seat=seat.up)


def seats(asset: str) -> dict[str, Slot]:
    """What one can sit on in a set, by name; `up` is the height of the seat."""
    listed = read("places", asset).get("seats") or {}
    try:
        return {str(name): sets.spot({**entry, "up": entry["up"]}) for name, entry in listed.items()}
    except sets.WRONG_FIELDS:
        return {}


def _seat_for(target: str, stage: StageState, scene: Scene, sitter: ActorState) -> Slot | None:
    """The seat that is meant, or the nearest free one; None = the floor."""
    look = next((actor.look for actor in scene.actors if actor.id == sitter.id), None)
    if look is None or body_height(look) < SEATED_METRES:
        return None
    here = seats(scene.place.look.asset)
    assets = {thing.id: thing.look.asset for thing in scene.things}
    named = here.get(target) or _thing_seat(target, assets, stage)
    if named is not None and _is_free(named, stage, sitter):
        return named
    near = [slot for slot in here.values() if abs(slot.x - sitter.x) <= NEAR_SEAT and _is_free(slot, stage, sitter)]
    return min(near, key=lambda slot: abs(slot.x - sitter.x), default=None)


def _thing_seat(target: str, assets: dict[str, str], stage: StageState) -> Slot | None:
    prop = next((prop for prop in stage.props if prop.id == target and not prop.holder), None)
    if prop is None:
        return None
    asset = assets.get(target, "")
    up = sets.height_metres(asset)
    if not SEAT_METRES[0] <= up <= SEAT_METRES[1] or sets.width_metres(asset) < LEAST_WIDTH_METRES:
        return None
    return Slot(x=prop.x, depth=min(1.0, prop.depth + 0.01), up=up)


def _is_free(slot: Slot, stage: StageState, sitter: ActorState) -> bool:
    return all(other.id == sitter.id or not other.present or abs(other.x - slot.x) >= TAKEN for other in stage.actors)
