"""Pictures of somebody or something in a slot: where a camera stands for them, and who is left out.

It knows geometry, neither idioms nor authors.
"""

from __future__ import annotations

from dataclasses import replace

from generators.direction.camera import (
    ASPECT,
    FEET_KEPT,
    SHINS,
    Figure,
    clear_of,
    cuts_into,
    handed_over,
    hands_of,
    insert,
    inside,
    is_beheaded,
    sees_face,
    single,
)
from generators.direction.moves import Move, following
from generators.direction.peopling import STEPPING_METRES
from generators.direction.slot import Slot
from generators.stage.floor import floor_y, metre
from generators.timed import Camera, PropState
from story_engine.rng import unit
from story_engine.time import VIDEO_FRAME

UNKNOWN_SIZE_METRES = 0.3
CLOSE_SIZES = ("MS", "MCU", "CU")
TOGETHER = ("deed", "travel", "reveal", "named")
"""Situations in which hands or ways of two people may meet: everybody stays in the picture."""
LOOKS_DOWN = 0.38
"""Whoever is lower than the other's eyes by this share of a body is not seen past a shoulder but over a hat."""
ON_STAGE = 0.85
"""Who comes from farther out comes in at the frame's edge."""
ARM_METRES = 0.95
"""A hand that is held out reaches so far from the middle of a body."""
OPEN_HEIGHTS = 2.0
"""What comes out of an open thing reaches as high as this, in its heights."""
LEAST_APART = 0.1
"""Stage units between two of whom one is seen past the other."""
SHOULDER_METRES = 1.1
"""Who is lower has no shoulder to look past."""


def partners(slot: Slot) -> tuple[Figure, ...]:
    """Who shares a group shot: the focus and whoever they look at or stand nearest to."""
    figures = slot.figures
    chosen = {i for i in (*slot.focus, slot.listener) if i in figures} or set(figures)
    for name in tuple(chosen):
        gaze = figures[name].state.gaze
        if gaze in figures:
            chosen.add(gaze)
    if len(chosen) == 1:
        only = figures[next(iter(chosen))]
        others = [f for f in figures.values() if f is not only]
        chosen.add(min(others, key=lambda f: (abs(f.state.x - only.state.x), f.state.id)).state.id)
    return tuple(figure for name, figure in figures.items() if name in chosen)


def setting_out(slot: Slot, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Who walks, where they set out: a view of company holds the whole way, if it is a short one."""
    names = {figure.state.id for figure in figures}
    setting_out = tuple(f for name, f in slot.origins.items() if name in names and abs(f.state.x) < ON_STAGE)
    return (*setting_out, *(f for name, f in slot.fetching.items() if name in names))


def insert_of(prop: PropState, slot: Slot, *, share: float = 1.0) -> Camera:
    """A thing, large, where it lies or in whose hands it is; `share` below 1 from farther off."""
    height = slot.sizes.get(prop.id, UNKNOWN_SIZE_METRES)
    # Who goes off with it has it in their hands before.
    holder = slot.origins.get(prop.holder) or slot.figures.get(prop.holder)
    if holder is not None:
        size, at = max(0.30, 0.85 * height) * holder.unit, slot.held.get(prop.id, 0.0)
        other = _receiving(prop, holder, slot)
        return handed_over(holder, other, size, at) if other else hands_of(holder, size, share=share, at=at)
    unit_here = metre(prop.depth)
    y = floor_y(prop.depth) - (prop.up + 0.5 * height) * unit_here
    return insert(prop.x, y, max(0.16, height) * unit_here, share=share)


def _receiving(prop: PropState, holder: Figure, slot: Slot) -> Figure | None:
    """Whoever has a hand in it as well, because `prop` goes from one to the other in this piece."""
    act = slot.beat.act if slot.beat is not None else None
    if act is None or act.verb not in ("give", "take") or act.thing != prop.id:
        return None
    hands = [slot.figures[name] for name in (act.actor, act.target) if name in slot.figures]
    others = [figure for figure in hands if figure.state.id != holder.state.id and not figure.build.head_ahead]
    return others[0] if len(hands) == 2 and others and not holder.build.head_ahead else None


def is_stepping(slot: Slot) -> bool:
    """Whether two people go towards each other in this piece because one hands the other something.

    They go back as well, so that a close picture of the thing or of hands would stand empty for a while.
    """
    act = slot.beat.act if slot.beat is not None else None
    if act is None or act.verb not in ("give", "take"):
        return False
    one, other = slot.figures.get(act.actor), slot.figures.get(act.target)
    return one is not None and other is not None and abs(one.state.x - other.state.x) > STEPPING_METRES * one.unit


def half_seen(camera: Camera, subjects: tuple[str, ...], slot: Slot) -> tuple[str, ...]:
    """Who stands half in a picture of a thing and of the face of who holds it: it is theirs alone."""
    holders = {prop.holder for prop in slot.props if prop.id in subjects}
    faces = [slot.figures[name] for name in holders if name in slot.figures]
    if not any(sees_face(camera, face) for face in faces):
        return ()
    belong = {*holders, *subjects, *slot.speakers}
    others = [f for f in slot.figures.values() if f.state.id not in belong]
    whole = {f.state.id for f in others if sees_face(camera, f) and not is_beheaded(camera, f)}
    return tuple(f.state.id for f in others if cuts_into(camera, f) and f.state.id not in whole)


def subjects_of(slot: Slot) -> list[Figure]:
    stepping = {name: figure for name, figure in slot.fetching.items() if name not in slot.speakers}
    people = [upright(stepping.get(i, slot.figures[i])) for i in slot.focus if i in slot.figures]
    return people[:2] or list(slot.figures.values())[:2]


def upright(figure: Figure) -> Figure:
    """Who bends down for a moment stands for most of it: singles are framed for that."""
    bent = figure.state.stance == "bent"
    return replace(figure, state=replace(figure.state, stance="stand")) if bent else figure


def close_up(figure: Figure, size: str, slot: Slot) -> tuple[Camera, tuple[str, ...]]:
    """A camera for one figure, and whom the shot leaves out: nobody is half in a close picture of somebody else."""
    everyone = tuple(slot.figures.values())
    camera = alone_in(figure, size, everyone)
    name = figure.state.id
    if size not in CLOSE_SIZES:
        return camera, ()
    if slot.situation in TOGETHER:
        return camera, below_the_frame(camera, slot)
    alone = single(figure, size)
    outside = tuple(f.state.id for f in everyone if f is not figure and reaches_in(camera, f, slot))
    needed = {name, *slot.speakers, *(slot.origins if slot.situation == "travel" else ())}
    near = [f for f in everyone if f.state.id not in needed and _is_beside(alone, f)]
    # Whoever stands between the camera and a face is needed to be believed; so is who is held or held on to.
    chosen = alone if near else camera
    left_out = dict.fromkeys((*(f.state.id for f in near), *outside))
    return chosen, (*left_out, *below_the_frame(chosen, slot))


def below_the_frame(camera: Camera, slot: Slot) -> tuple[str, ...]:
    """Things that rest before a face and stand mostly below a close picture of it: a heap at its foot says nothing.

    What comes out of them when they are open is left out with them.
    """
    edge = camera.y + 0.5 / camera.zoom
    low = []
    for prop in slot.props:
        if prop.id not in slot.resting or prop.id in (*slot.focus, slot.thing):
            continue
        unit_here = metre(prop.depth)
        middle = floor_y(prop.depth) - (prop.up + 0.5 * slot.sizes.get(prop.id, UNKNOWN_SIZE_METRES)) * unit_here
        if middle > edge:
            low.append(prop.id)
    return tuple(low)


def rises_into(camera: Camera, slot: Slot, hidden: tuple[str, ...]) -> bool:
    """Whether a thing stands mostly below a picture and what has come out of it rises half into it.

    A shot in whose course that happened cannot tell it; it is left for one that can.
    """
    edge, half = camera.y + 0.5 / camera.zoom, 0.5 * ASPECT / camera.zoom
    props = {prop.id: prop for prop in slot.props}
    for name in below_the_frame(camera, slot):
        prop = props[name]
        if name in hidden or "open" not in prop.states:
            continue
        size = slot.sizes.get(name, UNKNOWN_SIZE_METRES) * metre(prop.depth)
        top = floor_y(prop.depth) - prop.up * metre(prop.depth) - OPEN_HEIGHTS * size
        if top < edge and abs(prop.x - camera.x) < half + size:
            return True
    return False


def reaches_in(camera: Camera, figure: Figure, slot: Slot) -> bool:
    """Whether nothing of somebody is in the picture but a hand that is held out: it would float at the edge."""
    if figure.state.id in (*slot.speakers, *slot.origins) or cuts_into(camera, figure):
        return False
    half = 0.5 * ASPECT / camera.zoom + ARM_METRES * figure.unit
    return abs(figure.state.x - camera.x) < half


def _is_beside(camera: Camera, figure: Figure) -> bool:
    """Whether somebody stands in the picture of somebody else without belonging to it."""
    return cuts_into(camera, figure)


def alone_in(figure: Figure, size: str, everyone: tuple[Figure, ...]) -> Camera:
    others = tuple(f for f in everyone if f is not figure)
    camera = single(figure, size)
    return clear_of(_with_feet(camera, others) if size == "MLS" else camera, figure, others)


def _with_feet(camera: Camera, others: tuple[Figure, ...]) -> Camera:
    """`camera`, a little wider where its lower edge would cut somebody who stands nearer at their ankles."""
    top, edge = camera.y - 0.5 / camera.zoom, camera.y + 0.5 / camera.zoom
    kept = FEET_KEPT / camera.zoom
    low = [f.feet_y for f in others if f.feet_y - SHINS * f.body < edge < f.feet_y + kept and cuts_into(camera, f)]
    if not low:
        return camera
    height = (max(low) - top) / (1 - FEET_KEPT)
    return inside(Camera(x=camera.x, y=top + 0.5 * height, zoom=1 / height))


def shoulders_of(slot: Slot) -> list[tuple[Figure, Figure, str]]:
    """Speaker past listener: the partner must have a shoulder and stand to one side."""
    subject, partner = slot.figures.get(slot.speaker), slot.figures.get(slot.listener)
    if subject is None or partner is None or not lends_shoulder(subject, partner):
        return []
    return [(subject, partner, partner.state.id)]


def lends_shoulder(subject: Figure, partner: Figure) -> bool:
    """Whether `subject` can be seen past `partner`: standing, tall enough, to one side."""
    if partner.build.height < SHOULDER_METRES or partner.state.stance != "stand":
        return False
    apart = abs(subject.state.x - partner.state.x) >= LEAST_APART
    return apart and subject.eye_y - partner.eye_y <= LOOKS_DOWN * partner.body


def followed(camera: Camera, slot: Slot) -> Move:
    """From where the mover sets out to where they stop, as long as the walk takes."""
    start = slot.walk_from
    shift = max(-0.5, min(0.5, start - slot.figures[slot.mover].state.x))
    begin = replace(camera, x=round(camera.x + 0.8 * shift, 4))
    half = 0.5 * 16 / 9 / camera.zoom
    begin = replace(begin, x=max(-1.2 + half, min(1.2 - half, begin.x)))
    return following(begin, camera, max(slot.length - 6 * VIDEO_FRAME, VIDEO_FRAME))


def heading_of(slot: Slot, root: tuple[int, str]) -> int:
    if slot.mover in slot.figures:
        return slot.figures[slot.mover].state.facing
    return 1 if unit(root[0], "heading", root[1], slot.start) < 0.5 else -1
