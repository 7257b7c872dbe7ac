"""Which medium shot has a piece near the lens, and at which edge: never before anybody's body, face or hands.

It knows the set's own list and where everybody stands, no drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generators.direction.camera import ASPECT, Figure
from generators.direction.own_art import read
from generators.direction.slot import Slot
from generators.direction.view import View
from generators.stage.floor import floor_y, metre
from generators.stage.near_pieces import Box, covers, pieces
from generators.timed import Camera, PropState
from story_engine.plan import Part
from story_engine.rng import unit

SIZES = frozenset({"MLS", "MS", "GROUP"})
"""Medium shots. Wide ones have the set's own front layers, close ones belong to a face."""
LEAST_ZOOM, MOST_ZOOM = 1.6, 4.4
"""From wider views the set's own front layers are seen (`generators.stage.bake.FRONT_ZOOM`)."""
OFTEN = 0.72
"""Share of the views that may have one: an empty edge is a rest for the eye."""
PANS = 0.02
"""Stage units that the camera may go sideways: a piece that sweeps through the picture is a wall."""
ARM_METRES, BACK_METRES = 0.42, 0.14
"""Room for an arm before a body, and for a tail of hair or a coat behind it."""
OVER_METRES = 0.12
"""Room above a head: it bobs and laughs."""
LEAST_THING = 0.3
"""Metres that a thing of the story is wide and tall at least, with room round it."""
Taken = tuple[float, float, float, float]
"""Left, top, right and bottom on the stage."""


def near_of(part: Part, view: View, slots: Sequence[Slot]) -> str:
    """ "left:bough" or the like for a shot of `view` that shows `slots`; "" for none."""
    if unit(part.scene.number, "near", view.name) >= OFTEN or not _may(view):
        return ""
    names = listed(part.scene.place.look.asset, view.side)
    if not names:
        return ""
    first = int(unit(part.scene.number, "which", view.name) * len(names))
    people = _people(view, slots)
    taken = _taken(view, slots)
    gaze = sum(figure.state.facing for figure in people if figure.state.id in view.subjects)
    # Behind somebody's back rather than in the room they look into.
    edges = ("left", "right") if gaze >= 0 else ("right", "left")
    for edge in edges:
        for step in range(len(names)):
            name = names[(first + step) % len(names)]
            if is_clear(view, edge, name, taken):
                return f"{edge}:{name}"
    return ""


def stays_clear(near: str, view: View, slots: Sequence[Slot]) -> bool:
    """Whether a piece that a shot has already is still before nobody in `slots`."""
    edge, _, name = near.partition(":")
    return is_clear(view, edge, name, _taken(view, slots))


def listed(asset: str, side: str) -> tuple[str, ...]:
    """The pieces that a set names for a camera side."""
    found = read("places", asset).get("near") or ()
    if isinstance(found, dict):
        found = found.get(side) or ()
    if not isinstance(found, list | tuple):
        return ()
    return tuple(name for name in found if isinstance(name, str) and name in pieces())


def is_clear(view: View, edge: str, name: str, taken: Iterable[Taken]) -> bool:
    """Whether the piece hides nothing of what is `taken` at any moment of the shot's move."""
    first = view.move.begin
    cameras = (view.move.begin, view.move.end)
    return not any(_meets(box, edge, first, camera, one) for one in taken for box in covers(name) for camera in cameras)


def room_of(figure: Figure) -> Taken:
    """What a figure takes of the stage, with room for its arms, hair and hat."""
    left, right = figure.across()
    ahead, behind = ARM_METRES * figure.unit, BACK_METRES * figure.unit
    left, right = (left - behind, right + ahead) if figure.state.facing > 0 else (left - ahead, right + behind)
    return left, min(figure.top_y, figure.crown_y) - OVER_METRES * figure.unit, right, figure.feet_y


def _may(view: View) -> bool:
    begin, end = view.move.begin, view.move.end
    return (
        view.size in SIZES
        and not view.shoulder
        and view.eyes is None
        and view.move.focus_at < 0
        and min(begin.zoom, end.zoom) > LEAST_ZOOM
        and max(begin.zoom, end.zoom) <= MOST_ZOOM
        and abs(begin.x - end.x) <= PANS
    )


def _people(view: View, slots: Sequence[Slot]) -> list[Figure]:
    """Everybody in `slots`, wherever they stand in them."""
    return [
        figure
        for slot in slots
        for where in (slot.figures, slot.origins, slot.fetching)
        for name, figure in where.items()
        if name not in view.hidden
    ]


def _taken(view: View, slots: Sequence[Slot]) -> list[Taken]:
    """What people and things that lie about take of the stage."""
    things = [_room_of_thing(prop, slot) for slot in slots for prop in slot.props if not prop.holder]
    walks = [
        _way(room_of(origin), room_of(slot.figures[name]))
        for slot in slots
        for name, origin in slot.origins.items()
        if name in slot.figures and name not in view.hidden
    ]
    return [*(room_of(figure) for figure in _people(view, slots)), *walks, *things]


def _way(one: Taken, other: Taken) -> Taken:
    """All that somebody takes on the way from one place to another."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _room_of_thing(prop: PropState, slot: Slot) -> Taken:
    unit = metre(prop.depth)
    foot = floor_y(prop.depth) - prop.up * unit
    half = max(LEAST_THING, slot.sizes.get(prop.id, LEAST_THING)) / 2 * unit
    return prop.x - half, foot - 2 * half, prop.x + half, foot


def _meets(box: Box, edge: str, first: Camera, camera: Camera, taken: Taken) -> bool:
    """Whether a box at the edge of the view `first` covers any of what is taken when seen by `camera`."""
    way = 1 if edge == "right" else -1
    grown = camera.zoom / first.zoom  # all layers grow alike, about the frame's middle
    inner = (ASPECT / 2 - box[0]) * grown
    top, bottom = (0.5 + (y - 0.5) * grown for y in box[1:])
    left, over, right, foot = taken
    high, low = (0.5 + (y - camera.y) * camera.zoom for y in (over, foot))
    nearest = ((right if way > 0 else left) - camera.x) * way * camera.zoom
    farthest = ((left if way > 0 else right) - camera.x) * way * camera.zoom
    # What is wholly beyond the frame's edge is in nobody's picture.
    return inner < nearest and farthest <= ASPECT / 2 and low > top and high < bottom
