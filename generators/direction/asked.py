"""What an author's `<<shot …>>` asks for, as views; and whether a view on screen shows it already.

It knows the words of a hint, no idioms.
"""

from __future__ import annotations

from dataclasses import replace

from generators.direction.camera import Camera, Figure, establishing, group, moved, over_shoulder, wide
from generators.direction.glances import through_eyes
from generators.direction.moves import make_move
from generators.direction.pictures import (
    alone_in,
    close_up,
    followed,
    half_seen,
    heading_of,
    insert_of,
    lends_shoulder,
    subjects_of,
)
from generators.direction.seeing import LOOKED_INTO, looked_at, seer_of
from generators.direction.slot import Slot
from generators.direction.view import View
from story_engine.plan import ShotHint

HINT_SIZES = {
    "wide": ("EWS", "WS"),
    "full": ("GROUP", "MLS"),
    "medium": ("MS", "GROUP", "OTS"),
    "close": ("MCU", "CU"),
    "insert": ("INSERT",),
    "over-shoulder": ("OTS",),
    "reaction": ("MCU", "CU"),
    "pov": ("MLS", "MS", "MCU", "INSERT", "WS"),
}
"""What an author's word allows."""
OTHER_THIRD = 0.36
"""Share of the frame's width between two compositions of one company."""
REPEATED = 1.0
GROUNDED_SIZES = ("EWS", "WS")
"""Views that show the floor keep it when the camera comes nearer."""
NEEDS_A_BEGINNING = ("reveal", "rack")
"""Moves that a shot which stands cannot begin: what they uncover has been seen. The author gets a new shot."""
CLEAR_ABOVE = 0.03
"""Stage units of air between a reveal's first picture and the highest hat."""


def hinted(slot: Slot, hint: ShotHint, rate: float, root: tuple[int, str]) -> list[View]:
    """The author's `<<shot …>>` as views; nothing where nobody and nothing of it is there."""
    if hint.size == "pov":
        return _asked_eyes(slot, hint, rate, root)
    if hint.size == "over-shoulder" and (past := _asked_shoulder(slot, hint, rate, root)):
        return past
    figures, props = slot.figures, {prop.id: prop for prop in slot.props}
    people = [figures[i] for i in hint.subjects if i in figures]
    things = [props[i] for i in hint.subjects if i in props]
    if not hint.subjects:
        people = _who_listens(slot) if hint.size == "reaction" else []
        people = people or subjects_of(slot)[:1] or list(figures.values())
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
        found = found or [("CU", (f.state.id,), alone_in(f, "CU", everyone)) for f in people]
    elif len(people) > 1:
        found = [("GROUP", tuple(f.state.id for f in people), group(tuple(people)))]
    else:
        for figure in people:
            names = (figure.state.id,)
            for size in sizes or ("MS", "MCU"):
                size = "MS" if hint.size == "over-shoulder" else size
                if size in ("GROUP", "OTS"):
                    continue
                camera, left_out[size] = close_up(figure, size, slot)
                found.append((size, names, camera))
    move = {"hold": "still", "": "drift"}.get(hint.move, hint.move)
    heading = heading_of(slot, root)
    views = []
    for size, names, camera in found:
        above = min((f.crown_y for f in everyone), default=0.5) - CLEAR_ABOVE
        made = make_move(move, camera, rate, heading=heading, grounded=size in GROUNDED_SIZES, above=above)
        if move == "track" and slot.mover in figures and len(people) == 1 and size != "EWS":
            made = followed(camera, slot)
        cost = REPEATED if len(views) > 1 and hint.size == "wide" else 0.0
        views.append(
            View(
                idiom=_called(hint),
                size=size,
                subjects=names,
                move=made,
                cost=cost,
                hidden=half_seen(camera, names, slot) if size == "INSERT" else left_out.get(size, ()),
            )
        )
    return views


def _called(hint: ShotHint) -> str:
    return f"author: {hint.size or 'shot'} {hint.move}".strip()


def _who_listens(slot: Slot) -> list[Figure]:
    """Whose face answers where the author names nobody: the listener, or somebody who does not speak."""
    quiet = [name for name in (slot.listener, *slot.figures) if name in slot.figures and name not in slot.speakers]
    return [slot.figures[name] for name in quiet[:1]]


def _asked_shoulder(slot: Slot, hint: ShotHint, rate: float, root: tuple[int, str]) -> list[View]:
    """`<<shot over-shoulder wren odile>>`: the first past the second; nothing where nobody lends a shoulder."""
    figures = slot.figures
    names = [name for name in hint.subjects if name in figures]
    name = next(iter(names), "") or slot.speaker or next(iter(slot.focus), "")
    subject = figures.get(name)
    if subject is None:
        return []
    others = dict.fromkeys((*names[1:2], subject.state.gaze, slot.listener, slot.speaker, *figures))
    partners = [figures[one] for one in others if one in figures and one != name]
    past = next((one for one in partners if lends_shoulder(subject, one)), None)
    if past is None:
        return []
    camera, partner = over_shoulder(subject, past), past.state.id
    move = make_move(
        {"hold": "still", "": "drift"}.get(hint.move, hint.move), camera, rate, heading=heading_of(slot, root)
    )
    return [View(idiom=_called(hint), size="OTS", subjects=(name,), move=move, hidden=(partner,), shoulder=partner)]


def _asked_eyes(slot: Slot, hint: ShotHint, rate: float, root: tuple[int, str]) -> list[View]:
    """The author's `<<shot pov …>>`: what its first subject sees; nothing where they are not there."""
    seer = seer_of(slot, hint.subjects[0] if hint.subjects else slot.listener)
    if seer is None:
        return []
    there = {*slot.figures, *(prop.id for prop in slot.props), *LOOKED_INTO}
    named = [name for name in hint.subjects[1:] if name in there and name != seer.id]
    named = named or (["far"] if len(hint.subjects) > 1 else [])
    view = through_eyes(slot, seer, named[0] if named else looked_at(slot, seer), _called(hint))
    if view is None:
        return []
    if hint.move in ("", "hold", "track") or view.move.is_eased:
        return [view]
    made = make_move(hint.move, view.move.begin, rate, heading=heading_of(slot, root))
    return [replace(view, move=made)]


def meets(view: View, hint: ShotHint) -> bool:
    """Whether a view that is on screen already shows what the author asks for."""
    if hint.move in NEEDS_A_BEGINNING and view.idiom != _called(hint):
        return False
    if hint.size == "pov" or view.eyes is not None:
        asked = hint.subjects if hint.size == "pov" else ()
        same = bool(asked) and view.eyes is not None and view.eyes.carrier == asked[0]
        return same and set(asked[1:2]) <= {*view.subjects, *LOOKED_INTO}
    if hint.size == "over-shoulder":
        seen, past = set(hint.subjects[:1]), set(hint.subjects[1:2])
        return view.size == "OTS" and seen <= set(view.subjects) and past <= {view.shoulder}
    if hint.size and view.size not in HINT_SIZES.get(hint.size, ()):
        return False
    if hint.size == "wide" and view.move.is_travelling:
        return True
    return bool(view.subjects) and set(hint.subjects) <= set(view.subjects)
