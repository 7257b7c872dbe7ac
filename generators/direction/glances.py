"""Points of view: what somebody sees of somebody, of a thing or of a direction, as a view.

It knows whose eyes, not whether the audience should look through them.
"""

from __future__ import annotations

from generators.direction.camera import Figure, cuts_into, is_beheaded, sees_face
from generators.direction.moves import Move
from generators.direction.pictures import below_the_frame, half_seen, insert_of, reaches_in
from generators.direction.seeing import (
    Seer,
    direction_seen_by,
    eyes_for,
    is_whole_in,
    seen_by,
    size_of,
    thing_seen_by,
)
from generators.direction.slot import Slot
from generators.direction.view import View
from generators.timed import Camera
from story_engine.time import VIDEO_FRAME

LAST_STEP = 6 * VIDEO_FRAME
"""Who walks has arrived this long before the piece is over."""


def through_eyes(slot: Slot, seer: Seer, target: str, name: str) -> View | None:
    """What `seer` sees of `target`: somebody, a thing or a direction; their own thing is seen in their hands."""
    figure, prop = slot.figures.get(target), next((one for one in slot.props if one.id == target), None)
    walks = max(0, slot.length - LAST_STEP) if seer.is_walking else 0
    if prop is not None and prop.holder in seer.hidden:
        camera = insert_of(prop, slot)
        return View(idiom=name, size="INSERT", subjects=(prop.id,), move=Move(begin=camera, end=camera))
    if figure is not None:
        camera, begin = seen_by(seer, figure), seen_by(seer, figure, at_first=True)
        x, y, depth, size = figure.face_x, figure.eye_y, figure.state.depth, size_of(figure, camera)
        alone = [f for f in slot.figures.values() if f is not figure and f.state.id not in seer.hidden]
        aside = (f.state.id for f in alone if _in_the_way(camera, f, figure, slot))
        hidden = (*seer.hidden, *aside, *below_the_frame(camera, slot))
    elif prop is not None:
        camera = begin = thing_seen_by(seer, prop, slot)
        x, y, depth, size = camera.x, camera.y, prop.depth, "INSERT"
        hidden = (*seer.hidden, *half_seen(camera, (prop.id,), slot))
    else:
        camera = begin = direction_seen_by(seer, target, slot)
        x, y, depth, size = seer.x + 0.6, camera.y, 0.5, "WS"
        cut = (f.state.id for f in slot.figures.values() if not is_whole_in(seer, camera, f))
        hidden = tuple(dict.fromkeys((*seer.hidden, *cut)))
    eyes = eyes_for(seer, x, y, depth, walks)
    move = Move(begin=begin, end=camera, length=walks) if walks and begin != camera else Move(begin=camera, end=camera)
    subjects = (target,) if figure is not None or prop is not None else _seen_in(camera, slot, hidden)
    return View(idiom=name, size=size, subjects=subjects, move=move, hidden=hidden, eyes=eyes)


def _in_the_way(camera: Camera, other: Figure, subject: Figure, slot: Slot) -> bool:
    """Whether somebody is left out of a look at somebody else: half in it, or before them."""
    if other.state.id in (*slot.speakers, *slot.origins):
        return False
    if not cuts_into(camera, other):
        return reaches_in(camera, other, slot)
    near = abs(other.face_x - subject.face_x) < other.face_reach + subject.face_reach
    return near or not sees_face(camera, other) or is_beheaded(camera, other)


def _seen_in(camera: Camera, slot: Slot, hidden: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(n for n, f in slot.figures.items() if n not in hidden and sees_face(camera, f))
