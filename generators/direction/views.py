"""Views: every camera that an idiom, or the author, offers for one slot.

It knows geometry and whom an idiom holds, not which view is chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from generators.direction.camera import (
    ASPECT,
    Figure,
    clear_of,
    cuts_into,
    establishing,
    group,
    handed_over,
    hands_of,
    insert,
    is_beheaded,
    moved,
    over_shoulder,
    sees_face,
    single,
    wide,
)
from generators.direction.idioms import Idiom, Temperament
from generators.direction.moves import Move, following, make_move
from generators.direction.seeing import (
    LOOKED_INTO,
    Seer,
    direction_seen_by,
    eyes_for,
    is_whole_in,
    looked_at,
    noticing,
    seen_by,
    seer_of,
    size_of,
    thing_seen_by,
)
from generators.direction.slots import STEPPING_METRES, Slot
from generators.stage.floor import floor_y, metre
from generators.timed import Camera, Eyes, PropState
from story_engine.plan import ShotHint
from story_engine.rng import unit
from story_engine.time import VIDEO_FRAME

HINT_SIZES = {
    "wide": ("EWS", "WS"),
    "full": ("GROUP", "MLS"),
    "medium": ("MS", "GROUP", "OTS"),
    "close": ("MCU", "CU"),
    "insert": ("INSERT",),
    "pov": ("MLS", "MS", "MCU", "INSERT", "WS"),
}
"""What an author's word allows."""
UNKNOWN_SIZE_METRES = 0.3
OTHER_THIRD = 0.36
"""Share of the frame's width between two compositions of one company."""
REPEATED = 1.0
REVERSE_SIZES = ("OTS", "MS", "MCU", "CU")
"""Near enough that the two sides of a place are not compared."""
ANSWERS = 0.3
"""Who is looked at and answers is seen with those eyes, for a little more than one who is silent."""
GROUNDED_SIZES = ("EWS", "WS")
"""Views that show the floor keep it when the camera comes nearer."""
CLEAR_ABOVE = 0.03
"""Stage units of air between a reveal's first picture and the highest hat."""
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
LAST_STEP = 6 * VIDEO_FRAME
"""Who walks has arrived this long before the piece is over."""
SHOULDER_METRES = 1.1
"""Who is lower has no shoulder to look past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One way to show a slot."""

    idiom: str
    size: str
    subjects: tuple[str, ...]
    move: Move
    cost: float = 0.0
    """What the idiom costs in this situation."""
    hidden: tuple[str, ...] = ()
    shoulder: str = ""
    side: str = "a"
    """"b" looks back: what lies behind the camera of "a" is behind who stands on the right."""
    eyes: Eyes | None = None
    """Whose point of view it is."""

    @property
    def camera(self) -> Camera:
        """What it composes: the end of an eased move, else its beginning."""
        return self.move.end if self.move.is_eased else self.move.begin

    @property
    def name(self) -> str:
        """The same for the same picture."""
        b = self.move.begin
        seer = f"{self.eyes.carrier}>" if self.eyes else ""
        return f"{seer}{self.idiom}:{self.size}{self.side}:{'+'.join(self.subjects)}:{b.x:.3f}:{b.y:.3f}:{b.zoom:.3f}"


def views_of(slot: Slot, temperament: Temperament, root: tuple[int, str]) -> list[View]:
    """What may show `slot`: the author's own views where there are any, else every idiom's.

    `root` is the scene's number and a name for its rolls.
    """
    rate = temperament.push
    if slot.hint is not None:
        found = _hinted(slot, slot.hint, rate, root)
        if found:
            return [replace(view, side=_side(view, slot)) for view in found]
    views: list[View] = []
    for idiom in temperament.idioms:
        cost = idiom.cost(slot.situation)
        if cost >= 6.0 and idiom.frame not in ("everyone", "wide"):
            continue
        if idiom.frame == "eyes" and slot.noticed == (slot.listener, slot.speaker):
            cost = min(cost, idiom.cost("pause") + ANSWERS)
        framed = _framed(idiom, slot, rate, root)
        views += [replace(view, cost=cost, side=_side(view, slot)) for view in framed]
    return views


def _framed(idiom: Idiom, slot: Slot, rate: float, root: tuple[int, str]) -> list[View]:
    everyone = tuple(slot.figures.values())
    names = tuple(slot.figures)

    def view(camera: Camera, subjects: tuple[str, ...], **more: object) -> View:
        move = make_move(
            idiom.move,
            camera,
            rate,
            heading=_heading(slot, root),
            grounded=idiom.size in GROUNDED_SIZES,
            above=min((f.crown_y for f in everyone), default=0.5) - CLEAR_ABOVE,
        )
        return View(idiom=idiom.name, size=idiom.size, subjects=subjects, move=move, **more)  # type: ignore[arg-type]

    match idiom.frame:
        case "everyone" if idiom.move == "reveal":
            return [view(wide(everyone), names)]
        case "everyone":
            return [view(establishing(everyone), names)]
        case "wide":
            return [view(wide((*everyone, *_setting_out(slot, everyone))), names)]
        case "pair" if len(everyone) > 1:
            near = partners(slot)
            return [view(group((*near, *_setting_out(slot, near))), tuple(f.state.id for f in near))]
        case "subject":
            return [one for f in _subjects(slot) for one in _singles(f, idiom.size, slot, view)]
        case "listener" if slot.listener in slot.figures:
            return _singles(slot.figures[slot.listener], idiom.size, slot, view)
        case "mover" if slot.mover in slot.figures:
            return [_tracked(idiom, slot, rate)]
        case "thing":
            return [
                view(insert_of(prop, slot), (prop.id,), hidden=_half_seen(insert_of(prop, slot), (prop.id,), slot))
                for prop in slot.props
                if prop.id in (*slot.focus, slot.thing) and not slot.speaker and not _stepping(slot)
            ]
        case "hands":
            chosen = [slot.figures[i] for i in slot.focus[:1] if i in slot.figures and not _stepping(slot)]
            return [view(hands_of(figure), (figure.state.id,)) for figure in chosen]
        case "shoulder":
            return [
                view(over_shoulder(subject, partner), (subject.state.id,), hidden=(partner.state.id,), shoulder=name)
                for subject, partner, name in _shoulders(slot)
            ]
        case "eyes":
            found = (through_eyes(slot, seer, target, idiom.name) for seer, target in noticing(slot))
            return [one for one in found if one is not None]
    return []


def _side(view: View, slot: Slot) -> str:
    """Which way the set is seen: singles of who stands on the right of a talk look back (shot and reverse shot)."""
    if len(view.subjects) != 1 or view.size not in REVERSE_SIZES:
        return "a"
    subject = slot.figures.get(view.subjects[0])
    if view.eyes is not None and view.eyes.carrier in slot.figures and subject is not None:
        return "b" if slot.figures[view.eyes.carrier].state.x < subject.state.x else "a"
    if subject is None or subject.state.stance != "stand" or subject.state.id in slot.origins:
        return "a"
    others = [f for f in slot.figures.values() if f is not subject]
    partner = slot.figures.get(subject.state.gaze) or next(iter(others), None)
    if partner is None or partner is subject or partner.state.x >= subject.state.x or subject.state.facing > 0:
        return "a"
    # Whoever else is in the picture would seem to stand before the wrong wall.
    seen = [f for f in others if f.state.id not in view.hidden and cuts_into(view.camera, f)]
    return "a" if seen else "b"


def _hinted(slot: Slot, hint: ShotHint, rate: float, root: tuple[int, str]) -> list[View]:
    """The author's `<<shot …>>` as views; nothing where nobody and nothing of it is there."""
    if hint.size == "pov":
        return _asked_eyes(slot, hint, rate, root)
    figures, props = slot.figures, {prop.id: prop for prop in slot.props}
    people = [figures[i] for i in hint.subjects if i in figures]
    things = [props[i] for i in hint.subjects if i in props]
    if not hint.subjects:
        people = _subjects(slot)[:1] or list(figures.values())
    everyone = tuple(figures.values())
    sizes = HINT_SIZES.get(hint.size, ())
    found: list[tuple[str, tuple[str, ...], Camera]] = []
    left_out: dict[str, tuple[str, ...]] = {}
    if hint.size == "wide":
        names = tuple(dict.fromkeys((*figures, *(thing.id for thing in things))))
        nearer = wide(everyone)
        # The last two for an author who asks for the same again: the company on the other third.
        aside = [("WS", names, moved(nearer, step, 0.0)) for step in (-OTHER_THIRD, OTHER_THIRD)]
        found = [("EWS", names, establishing(everyone)), ("WS", names, nearer), *aside]
    elif things and not people:
        shares = (0.75, 0.45) if hint.size in ("full", "medium") else (1.0, 0.58)
        found = [("INSERT", (thing.id,), insert_of(thing, slot, share=near)) for thing in things for near in shares]
    elif hint.size == "insert":
        near = [p for p in slot.props if p.id == slot.thing or (p.holder in hint.subjects and p.id not in slot.worn)]
        names = tuple(figure.state.id for figure in people)
        found = [("INSERT", (prop.id, *names), insert_of(prop, slot)) for prop in near[:1]]
        found = found or [("CU", (f.state.id,), _alone(f, "CU", everyone)) for f in people]
    elif len(people) > 1:
        found = [("GROUP", tuple(f.state.id for f in people), group(tuple(people)))]
    else:
        for figure in people:
            names = (figure.state.id,)
            for size in sizes or ("MS", "MCU"):
                if size == "GROUP":
                    continue
                if size == "OTS":
                    continue
                camera, left_out[size] = close_up(figure, size, slot)
                found.append((size, names, camera))
    move = {"hold": "still", "": "drift"}.get(hint.move, hint.move)
    heading = _heading(slot, root)
    views = []
    for size, names, camera in found:
        above = min((f.crown_y for f in everyone), default=0.5) - CLEAR_ABOVE
        made = make_move(move, camera, rate, heading=heading, grounded=size in GROUNDED_SIZES, above=above)
        if move == "track" and slot.mover in figures and len(people) == 1 and size != "EWS":
            made = _following(camera, slot)
        cost = REPEATED if len(views) > 1 and hint.size == "wide" else 0.0
        views.append(
            View(
                idiom=f"author: {hint.size or 'shot'} {hint.move}".strip(),
                size=size,
                subjects=names,
                move=made,
                cost=cost,
                hidden=_half_seen(camera, names, slot) if size == "INSERT" else left_out.get(size, ()),
            )
        )
    return views


def _asked_eyes(slot: Slot, hint: ShotHint, rate: float, root: tuple[int, str]) -> list[View]:
    """The author's `<<shot pov …>>`: what its first subject sees; nothing where they are not there."""
    seer = seer_of(slot, hint.subjects[0] if hint.subjects else slot.listener)
    if seer is None:
        return []
    there = {*slot.figures, *(prop.id for prop in slot.props), *LOOKED_INTO}
    named = [name for name in hint.subjects[1:] if name in there and name != seer.id]
    named = named or (["far"] if len(hint.subjects) > 1 else [])
    view = through_eyes(slot, seer, named[0] if named else looked_at(slot, seer), f"author: pov {hint.move}".strip())
    if view is None:
        return []
    if hint.move in ("", "hold", "track") or view.move.is_eased:
        return [view]
    made = make_move(hint.move, view.move.begin, rate, heading=_heading(slot, root))
    return [replace(view, move=made)]


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
        hidden = (*seer.hidden, *aside, *_below_the_frame(camera, slot))
    elif prop is not None:
        camera = begin = thing_seen_by(seer, prop, slot)
        x, y, depth, size = camera.x, camera.y, prop.depth, "INSERT"
        hidden = (*seer.hidden, *_half_seen(camera, (prop.id,), slot))
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
        return _reaches_in(camera, other, slot)
    near = abs(other.face_x - subject.face_x) < other.face_reach + subject.face_reach
    return near or not sees_face(camera, other) or is_beheaded(camera, other)


def _seen_in(camera: Camera, slot: Slot, hidden: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(n for n, f in slot.figures.items() if n not in hidden and sees_face(camera, f))


def meets(view: View, hint: ShotHint) -> bool:
    """Whether a view that is on screen already shows what the author asks for."""
    if hint.size == "pov" or view.eyes is not None:
        asked = hint.subjects if hint.size == "pov" else ()
        same = bool(asked) and view.eyes is not None and view.eyes.carrier == asked[0]
        return same and set(asked[1:2]) <= {*view.subjects, *LOOKED_INTO}
    if hint.size and view.size not in HINT_SIZES.get(hint.size, ()):
        return False
    if hint.size == "wide" and view.move.is_travelling:
        return True
    return bool(view.subjects) and set(hint.subjects) <= set(view.subjects)


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


def _setting_out(slot: Slot, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
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


def _stepping(slot: Slot) -> bool:
    """Whether two people go towards each other in this piece because one hands the other something.

    They go back as well, so that a close picture of the thing or of hands would stand empty for a while.
    """
    act = slot.beat.act if slot.beat is not None else None
    if act is None or act.verb not in ("give", "take"):
        return False
    one, other = slot.figures.get(act.actor), slot.figures.get(act.target)
    return one is not None and other is not None and abs(one.state.x - other.state.x) > STEPPING_METRES * one.unit


def _half_seen(camera: Camera, subjects: tuple[str, ...], slot: Slot) -> tuple[str, ...]:
    """Who stands half in a picture of a thing and of the face of who holds it: it is theirs alone."""
    holders = {prop.holder for prop in slot.props if prop.id in subjects}
    faces = [slot.figures[name] for name in holders if name in slot.figures]
    if not any(sees_face(camera, face) for face in faces):
        return ()
    belong = {*holders, *subjects, *slot.speakers}
    others = [f for f in slot.figures.values() if f.state.id not in belong]
    whole = {f.state.id for f in others if sees_face(camera, f) and not is_beheaded(camera, f)}
    return tuple(f.state.id for f in others if cuts_into(camera, f) and f.state.id not in whole)


def _subjects(slot: Slot) -> list[Figure]:
    stepping = {name: figure for name, figure in slot.fetching.items() if name not in slot.speakers}
    people = [_upright(stepping.get(i, slot.figures[i])) for i in slot.focus if i in slot.figures]
    return people[:2] or list(slot.figures.values())[:2]


def _upright(figure: Figure) -> Figure:
    """Who bends down for a moment stands for most of it: singles are framed for that."""
    bent = figure.state.stance == "bent"
    return replace(figure, state=replace(figure.state, stance="stand")) if bent else figure


def _singles(figure: Figure, size: str, slot: Slot, view: Callable[..., View]) -> list[View]:
    """One figure at `size`; from a medium shot on without whoever stands so close that half of them would show."""
    name = figure.state.id
    camera, left_out = close_up(figure, size, slot)
    return [view(camera, (name,), hidden=left_out)]


def close_up(figure: Figure, size: str, slot: Slot) -> tuple[Camera, tuple[str, ...]]:
    """A camera for one figure, and whom the shot leaves out: nobody is half in a close picture of somebody else."""
    everyone = tuple(slot.figures.values())
    camera = _alone(figure, size, everyone)
    name = figure.state.id
    if size not in CLOSE_SIZES:
        return camera, ()
    if slot.situation in TOGETHER:
        return camera, _below_the_frame(camera, slot)
    alone = single(figure, size)
    outside = tuple(f.state.id for f in everyone if f is not figure and _reaches_in(camera, f, slot))
    needed = {name, *slot.speakers, *(slot.origins if slot.situation == "travel" else ())}
    near = [f for f in everyone if f.state.id not in needed and _is_beside(alone, f)]
    # Whoever stands between the camera and a face is needed to be believed; so is who is held or held on to.
    chosen = alone if near else camera
    left_out = dict.fromkeys((*(f.state.id for f in near), *outside))
    return chosen, (*left_out, *_below_the_frame(chosen, slot))


def _below_the_frame(camera: Camera, slot: Slot) -> tuple[str, ...]:
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
    for name in _below_the_frame(camera, slot):
        prop = props[name]
        if name in hidden or "open" not in prop.states:
            continue
        size = slot.sizes.get(name, UNKNOWN_SIZE_METRES) * metre(prop.depth)
        top = floor_y(prop.depth) - prop.up * metre(prop.depth) - OPEN_HEIGHTS * size
        if top < edge and abs(prop.x - camera.x) < half + size:
            return True
    return False


def _reaches_in(camera: Camera, figure: Figure, slot: Slot) -> bool:
    """Whether nothing of somebody is in the picture but a hand that is held out: it would float at the edge."""
    if figure.state.id in (*slot.speakers, *slot.origins) or cuts_into(camera, figure):
        return False
    half = 0.5 * ASPECT / camera.zoom + ARM_METRES * figure.unit
    return abs(figure.state.x - camera.x) < half


def _is_beside(camera: Camera, figure: Figure) -> bool:
    """Whether somebody stands in the picture of somebody else without belonging to it."""
    return cuts_into(camera, figure)


def _alone(figure: Figure, size: str, everyone: tuple[Figure, ...]) -> Camera:
    return clear_of(single(figure, size), figure, tuple(f for f in everyone if f is not figure))


def _shoulders(slot: Slot) -> list[tuple[Figure, Figure, str]]:
    """Speaker past listener: the partner must have a shoulder and stand to one side."""
    subject, partner = slot.figures.get(slot.speaker), slot.figures.get(slot.listener)
    if subject is None or partner is None or partner.build.height < SHOULDER_METRES:
        return []
    if abs(subject.state.x - partner.state.x) < 0.1 or partner.state.stance != "stand":
        return []
    if subject.eye_y - partner.eye_y > LOOKS_DOWN * partner.body:
        return []
    return [(subject, partner, partner.state.id)]


def _tracked(idiom: Idiom, slot: Slot, rate: float) -> View:
    figure = slot.figures[slot.mover]
    camera = single(figure, idiom.size)
    return View(idiom=idiom.name, size=idiom.size, subjects=(slot.mover,), move=_following(camera, slot))


def _following(camera: Camera, slot: Slot) -> Move:
    """From where the mover sets out to where they stop, as long as the walk takes."""
    start = slot.walk_from
    shift = max(-0.5, min(0.5, start - slot.figures[slot.mover].state.x))
    begin = replace(camera, x=round(camera.x + 0.8 * shift, 4))
    half = 0.5 * 16 / 9 / camera.zoom
    begin = replace(begin, x=max(-1.2 + half, min(1.2 - half, begin.x)))
    return following(begin, camera, max(slot.length - 6 * VIDEO_FRAME, VIDEO_FRAME))


def _heading(slot: Slot, root: tuple[int, str]) -> int:
    if slot.mover in slot.figures:
        return slot.figures[slot.mover].state.facing
    return 1 if unit(root[0], "heading", root[1], slot.start) < 0.5 else -1
