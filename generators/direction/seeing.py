"""Seeing: where the camera of a point of view stands, how far it sees, and what that does to the picture.

It knows geometry, no idiom and no cost. Whoever lends the camera their eyes may be a person, an animal or a thing.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.direction.camera import (
    ASPECT,
    BODY_HEIGHTS,
    EYE_LINE,
    HEAD_ROOM,
    MAX_ZOOM,
    Figure,
    insert,
    inside,
    is_beheaded,
    sees_face,
    single,
)
from generators.direction.peopling import NOTICING
from generators.direction.sets import lens_of
from generators.direction.slot import Slot
from generators.stage.floor import floor_y, metre
from generators.timed import Camera, Eyes, PropState
from story_engine.time import VIDEO_FRAME

VIEW_ANGLE = 0.60
"""Height of the picture as a share of the distance: what one looks at, not all that one sees."""
LEAST_METRES = 0.9
"""Nobody's face is nearer to another's than this."""
PAINTED_EYES_METRES = 1.45
"""The height of eyes for which sets are painted."""
RISE_SHARE, MOST_RISE = 0.85, 0.16
"""How much of the difference the horizon goes along, and how far at most, stage units: sets are paper."""
TILT_SHARE, MOST_TILT = 0.75, 0.25
"""How much of a real lens' keystone is shown, and how much at most: faces stay faces."""
LOOKED_UP, FAR_BELOW_METRES = 0.06, 0.6
"""Whose eyes are higher has them so much higher in the picture, at most from so far below: they tower."""
GLASS_NEARER = 1.45
"""A glass brings what is far nearer by this."""
GLASS_MIDDLE = 0.24
"""Shares of the frame's width from its middle within which somebody is wholly in the round of a glass."""
BEAST_WHOLE = 0.92
"""An animal is seen from snout to tail, whichever way it turns: a little farther off than in a single."""
SWAY = 0.0042
"""The picture breathes by this share of its height."""
THING_EYES = 0.75
"""A thing sees from this share of its height."""
UNSEEING = ("hide", "lie")
"""Whose eyes nobody looks through unasked."""
LOOKED_INTO = ("far", "sky", "near", "left", "right", "centre", "door")
"""Directions one can look in."""
INTO_ZOOM = {"far": 1.7, "sky": 1.6, "near": 2.0}
SIDE_ZOOM = 1.7
TALLEST_VIEW = 1.5
"""A look at somebody far off is no wider than this many of their heights."""
SMALL_THING, THING_ROOM = 0.22, 2.6
"""A thing fills at most a part of the picture, or it would be an insert: metres that count at least, and heights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seer:
    """Whoever or whatever looks."""

    id: str
    x: float
    """Stage x of the eyes."""
    from_x: float
    """Where they are as the piece begins: elsewhere for who walks."""
    depth: float
    eyes: float
    """Metres above the floor."""
    hidden: tuple[str, ...]
    """Who and what is not drawn: they themselves, and whoever holds them."""
    lens: str = ""

    @property
    def is_walking(self) -> bool:
        """Whether the picture bobs."""
        return abs(self.x - self.from_x) > 0.03

    @property
    def eye_y(self) -> float:
        """Stage y of the eyes."""
        return floor_y(self.depth) - self.eyes * metre(self.depth)


def seer_of(slot: Slot, name: str) -> Seer | None:
    """`name` as somebody who looks; None where they are not there."""
    figure = slot.figures.get(name)
    if figure is not None:
        before = slot.origins.get(name, figure)
        return Seer(
            id=name,
            x=figure.face_x,
            from_x=before.face_x,
            depth=figure.state.depth,
            eyes=(figure.feet_y - figure.eye_y) / figure.unit,
            hidden=(name,),
        )
    prop = next((prop for prop in slot.props if prop.id == name), None)
    if prop is None:
        return None
    lens = lens_of(slot.assets.get(name, ""))
    holder = slot.figures.get(prop.holder)
    if prop.holder and holder is None:
        return None
    if holder is not None:
        high = 1.0 if lens == "round" else slot.held.get(name, 0.5)
        high *= (holder.feet_y - holder.eye_y) / holder.unit
        before = slot.origins.get(prop.holder, holder)
        return Seer(
            id=name, x=holder.state.x, from_x=before.state.x, depth=holder.state.depth, eyes=high,
            hidden=(name, prop.holder), lens=lens,
        )  # fmt: skip
    high = prop.up + THING_EYES * slot.sizes.get(name, SMALL_THING)
    return Seer(id=name, x=prop.x, from_x=prop.x, depth=prop.depth, eyes=high, hidden=(name,), lens=lens)


def looked_at(slot: Slot, seer: Seer) -> str:
    """Whom or what they look at where nobody says: where their eyes are, else who speaks, else who is nearest."""
    figures = slot.figures
    own = figures[seer.id].state.gaze if seer.id in figures else ""
    at = [own, slot.speaker, slot.thing, *(name for name, f in figures.items() if f.state.gaze == seer.id)]
    there = {*figures, *(prop.id for prop in slot.props), *LOOKED_INTO}
    for name in at:
        if name in there and name != seer.id and (name == slot.speaker or name not in seer.hidden):
            return name
    near = sorted((abs(f.state.x - seer.x), name) for name, f in figures.items() if name not in seer.hidden)
    return near[0][1] if near else "far"


def noticing(slot: Slot) -> list[tuple[Seer, str]]:
    """Through whose eyes a piece may be seen unasked, and whom or what they see.

    Who listens sees the one who speaks to them; who looks at somebody or something sees it; so do those whose eyes
    are on a thing that is shown. Nobody speaks or acts with their hands unseen.
    """
    figures = slot.figures
    pairs: list[tuple[str, str]] = []
    if slot.speaker:
        speaker, listener = figures.get(slot.speaker), figures.get(slot.listener)
        if speaker is not None and listener is not None and slot.speakers == (slot.speaker,):
            pairs = [(slot.listener, slot.speaker)] * (speaker.state.gaze == slot.listener)
    elif slot.noticed[0] in figures:
        pairs = [slot.noticed]
    elif slot.situation in ("named", "reveal"):
        pairs = [(name, slot.thing) for name, figure in figures.items() if figure.state.gaze == slot.thing][:1]
    elif slot.beat is not None and slot.beat.act is not None and slot.beat.act.verb in NOTICING:
        pairs = [(slot.beat.act.actor, slot.beat.act.target or slot.beat.act.thing)]
    found = []
    for name, target in pairs:
        seer = seer_of(slot, name) if name in figures and figures[name].state.stance not in UNSEEING else None
        there = target in figures or any(prop.id == target and prop.holder != name for prop in slot.props)
        if seer is not None and there and name != target and not set(seer.hidden) & set(slot.speakers):
            found.append((seer, target))
    return found


def distance_metres(seer: Seer, x: float, *, at_first: bool = False) -> float:
    """From the eyes to what stands at stage `x`, as they end, or `at_first` begin, the piece."""
    return max(LEAST_METRES, abs((seer.from_x if at_first else seer.x) - x) / metre(seer.depth))


def size_of(figure: Figure, camera: Camera) -> str:
    """The name of the size in which `camera` shows somebody."""
    shown = 1 / camera.zoom / figure.portrait
    return min(("MLS", "MS", "MCU"), key=lambda size: abs(BODY_HEIGHTS[size] - shown))


def seen_by(seer: Seer, figure: Figure, *, at_first: bool = False) -> Camera:
    """Somebody as `seer` sees them: in the middle, smaller the farther off, eyes on their line."""
    away = distance_metres(seer, figure.face_x, at_first=at_first)
    away /= GLASS_NEARER if seer.lens == "round" else 1.0
    # Who looks up sees more of a body than its face.
    up = max(0.0, min(1.0, (seer.eye_y - figure.eye_y) / figure.unit / FAR_BELOW_METRES))
    least = BODY_HEIGHTS["MCU"] + up * (BODY_HEIGHTS["MS"] - BODY_HEIGHTS["MCU"])
    high = max(least * figure.portrait, min(VIEW_ANGLE * away * figure.unit, TALLEST_VIEW * figure.body))
    model = single(figure, "MS")
    whole = BEAST_WHOLE * model.zoom if figure.build.head_ahead else MAX_ZOOM
    zoom = min(whole, MAX_ZOOM, max(1.0, 1 / high))
    line = EYE_LINE - LOOKED_UP * up
    above = max(line, HEAD_ROOM + (figure.eye_y - figure.crown_y) * zoom)
    x = (figure.face_x + figure.state.x) / 2
    return inside(Camera(x=x, y=figure.eye_y + (0.5 - min(0.5, above)) / zoom, zoom=zoom))


def thing_seen_by(seer: Seer, prop: PropState, slot: Slot) -> Camera:
    """A thing as `seer` sees it, where it lies or in whose hands it is."""
    tall = max(SMALL_THING, slot.sizes.get(prop.id, SMALL_THING))
    holder = slot.figures.get(prop.holder)
    unit = holder.unit if holder is not None else metre(prop.depth)
    if holder is not None:
        x = holder.state.x + 0.12 * holder.state.facing * unit
        y = holder.feet_y - slot.held.get(prop.id, 0.5) * (holder.feet_y - holder.eye_y)
    else:
        x, y = prop.x, floor_y(prop.depth) - (prop.up + 0.5 * tall) * unit
    away = distance_metres(seer, x)
    camera = insert(x, y, tall * unit)
    zoom = min(camera.zoom, max(1.6, 1 / max(VIEW_ANGLE * away * unit, THING_ROOM * tall * unit)))
    return inside(Camera(x=x, y=y + 0.02 / zoom, zoom=zoom))


def direction_seen_by(seer: Seer, where: str, slot: Slot) -> Camera:
    """The place in a direction: far off, up, down, to a side or at the door, the horizon where the eyes have it."""
    zoom = INTO_ZOOM.get(where, SIDE_ZOOM) * (GLASS_NEARER if seer.lens == "round" else 1.0)
    if where == "sky":
        return inside(Camera(x=0.5 * seer.x, y=0.5 / zoom, zoom=zoom))
    if where == "near":
        return inside(Camera(x=seer.x, y=1.0, zoom=zoom))
    x = slot.marks.get(where, 0.0) if where != "far" else 0.4 * seer.x
    if where in ("left", "right"):
        x += 0.25 if where == "right" else -0.25
    return inside(Camera(x=x, y=min(0.58, seer.eye_y), zoom=zoom))


def eyes_for(seer: Seer, x: float, y: float, depth: float, walks: int) -> Eyes:
    """How a picture aimed at stage `x`, `y` and `depth` looks from the eyes of `seer`.

    `walks`: for how long, from the shot's beginning, they walk.
    """
    unit = metre(depth)
    slope = ((floor_y(depth) - y) / unit - seer.eyes) / max(1.2, distance_metres(seer, x))
    tilt = max(-MOST_TILT, min(MOST_TILT, TILT_SHARE * slope))
    rise = max(-MOST_RISE, min(MOST_RISE, RISE_SHARE * (seer.eyes - PAINTED_EYES_METRES) * unit))
    return Eyes(
        carrier=seer.id,
        rise=round(rise, 4),
        tilt=round(tilt, 3) if abs(tilt) >= 0.01 else 0.0,
        sway=SWAY,
        walk=(0, walks // VIDEO_FRAME * VIDEO_FRAME) if seer.is_walking else (0, 0),
        lens=seer.lens,
    )


def is_whole_in(seer: Seer, camera: Camera, figure: Figure) -> bool:
    """Whether somebody who happens to stand in a direction is wholly in its picture, hat and all."""
    away = abs(figure.face_x - camera.x) * camera.zoom / ASPECT
    in_glass = seer.lens != "round" or away < GLASS_MIDDLE
    return in_glass and sees_face(camera, figure) and not is_beheaded(camera, figure)
