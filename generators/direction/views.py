"""Views: every camera that an idiom, or the author, offers for one slot.

It knows geometry and whom an idiom holds, not which view is chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from generators.direction.asked import CLEAR_ABOVE, GROUNDED_SIZES, hinted
from generators.direction.camera import Figure, cuts_into, establishing, group, hands_of, over_shoulder, single, wide
from generators.direction.glances import through_eyes
from generators.direction.idioms import Idiom, Temperament
from generators.direction.moves import make_move
from generators.direction.pictures import (
    close_up,
    followed,
    half_seen,
    heading_of,
    insert_of,
    is_stepping,
    partners,
    setting_out,
    shoulders_of,
    subjects_of,
)
from generators.direction.seeing import noticing
from generators.direction.slot import Slot
from generators.direction.view import View
from generators.timed import Camera

REVERSE_SIZES = ("OTS", "MS", "MCU", "CU")
"""Near enough that the two sides of a place are not compared."""
ANSWERS = 0.3
"""Who is looked at and answers is seen with those eyes, for a little more than one who is silent."""


def views_of(slot: Slot, temperament: Temperament, root: tuple[int, str]) -> list[View]:
    """What may show `slot`: the author's own views where there are any, else every idiom's.

    `root` is the scene's number and a name for its rolls.
    """
    rate = temperament.push
    if slot.hint is not None:
        found = hinted(slot, slot.hint, rate, root)
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
            heading=heading_of(slot, root),
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
            return [view(wide((*everyone, *setting_out(slot, everyone))), names)]
        case "pair" if len(everyone) > 1:
            near = partners(slot)
            return [view(group((*near, *setting_out(slot, near))), tuple(f.state.id for f in near))]
        case "subject":
            return [one for f in subjects_of(slot) for one in _singles(f, idiom.size, slot, view)]
        case "listener" if slot.listener in slot.figures:
            return _singles(slot.figures[slot.listener], idiom.size, slot, view)
        case "mover" if slot.mover in slot.figures:
            return [_tracked(idiom, slot, rate)]
        case "thing":
            return [
                view(insert_of(prop, slot), (prop.id,), hidden=half_seen(insert_of(prop, slot), (prop.id,), slot))
                for prop in slot.props
                if prop.id in (*slot.focus, slot.thing) and not slot.speaker and not is_stepping(slot)
            ]
        case "hands":
            chosen = [slot.figures[i] for i in slot.focus[:1] if i in slot.figures and not is_stepping(slot)]
            return [view(hands_of(figure), (figure.state.id,)) for figure in chosen]
        case "shoulder":
            return [
                view(over_shoulder(subject, partner), (subject.state.id,), hidden=(partner.state.id,), shoulder=name)
                for subject, partner, name in shoulders_of(slot)
            ]
        case "eyes":
            found = (through_eyes(slot, seer, target, idiom.name) for seer, target in noticing(slot))
            return [one for one in found if one is not None]
    return []


def _singles(figure: Figure, size: str, slot: Slot, view: Callable[..., View]) -> list[View]:
    """One figure at `size`; from a medium shot on without whoever stands so close that half of them would show."""
    name = figure.state.id
    camera, left_out = close_up(figure, size, slot)
    return [view(camera, (name,), hidden=left_out)]


def _tracked(idiom: Idiom, slot: Slot, rate: float) -> View:
    figure = slot.figures[slot.mover]
    camera = single(figure, idiom.size)
    return View(idiom=idiom.name, size=idiom.size, subjects=(slot.mover,), move=followed(camera, slot))


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
