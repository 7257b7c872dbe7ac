"""Costs: how badly a view tells its slot, follows the shot before it, or comes too early or too late.

It knows no path: the storyboard adds these up and takes the cheapest. 0 is perfect, 6 is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import NormalDist

from generators.direction.camera import ASPECT, Figure, cuts_through, is_beheaded, sees_face
from generators.direction.idioms import Temperament
from generators.direction.peopling import NOTICING
from generators.direction.pictures import ON_STAGE
from generators.direction.slot import Slot
from generators.direction.view import View
from generators.direction.views import REVERSE_SIZES
from generators.timed import Camera
from story_engine.plan import Part
from story_engine.rng import unit
from story_engine.time import MediaTime, to_seconds

RANK = {"EWS": 0.0, "WS": 1.0, "GROUP": 2.2, "MLS": 2.0, "OTS": 3.0, "MS": 3.0, "MCU": 4.0, "CU": 5.0, "INSERT": 6.0}
JUMP_RATIO = 1.6
"""Two shots of one subject differ by this in size, or stand on another side (facts A3)."""
MIXED_RATIO = 1.3
"""From a two-shot to one of its two the change of company counts as well."""
WIDE_ZOOM = 1.7
"""In a wider view the place is the subject, not the people."""
JUMP_SHIFT = 0.33
"""Or the picture moves by this share of the frame's width."""
JUMP_COST = 11.5
UNSEEN_SPEAKER = 12.0
"""Somebody speaks and their face is not in the picture."""
UNSEEN_FOCUS = 1.7
ACTS_UNSEEN = 6.0
"""Somebody through whose eyes we look does something with their hands."""
PASSED_UNSEEN = 9.0
"""Somebody changes sides while nobody sees it."""
BENDS_AWAY = 6.0
"""Somebody bends to the floor, and their close picture stands empty."""
STEPS_AWAY = 4.0
"""Somebody goes up to another for a moment, out of their own close picture."""
HATLESS = 3.0
"""The head of somebody whom the picture is about is above its edge, as when who sat has got up since it was framed;
a close-up may cut a hat."""
COVERED = 3.5
"""One face before another, or a thing before a face."""
CUT_THROUGH = 1.0
"""A neighbour cut in half by the frame's edge."""
HEADLESS = 1.5
"""A body whose head is above the frame is worse than half a face."""
FAR_JUMP = 0.25
"""From very wide to very close, a rank beyond four."""
EARLY_MOST = 5.0
"""However soon: somebody who speaks unseen is worse."""
REPEATS = (1.0, 0.8, 0.6, 0.4)
"""How much a size among the last four tells against showing it again, the latest first."""
MATCHED = 0.25
"""A single answered by a single of the same size: shot and reverse shot belong together."""


def slot_cost(part: Part, slot: Slot, view: View, temperament: Temperament) -> float:
    """How badly `view` shows what happens in `slot`."""
    rank = RANK[view.size]
    roll = unit(part.scene.number, "shot", part.index, slot.start, view.idiom, *view.subjects)
    cost = view.cost + temperament.chance * roll
    if slot.hint is not None:
        return cost
    cost += _unseen(slot, view)
    others = [f for name, f in slot.figures.items() if name not in view.hidden]
    if view.size != "INSERT":
        cost += CUT_THROUGH * sum(cuts_through(view.camera, figure) for figure in others)
        if view.size != "CU":
            cost += HATLESS * sum(is_beheaded(view.camera, f) for n, f in slot.figures.items() if n in view.subjects)
        cost += HEADLESS * sum(
            is_beheaded(view.camera, figure) for figure in others if figure.state.id not in view.subjects
        )
    if view.size in REVERSE_SIZES:
        cost += STEPS_AWAY * (len(view.subjects) == 1 and view.subjects[0] in slot.nearing)
        cost += BENDS_AWAY * any(f.state.stance == "bent" for n, f in slot.fetching.items() if n in view.subjects)
    cost += COVERED * covered_faces(view.camera, slot.figures, view.subjects, view.hidden)
    if slot.situation in ("speech", "strong") and view.subjects != (slot.listener,):
        wanted = temperament.calm + temperament.heat * (slot.heat - 0.5)
        wanted += temperament.tension * (part.mood.tension - 0.4)
        cost += temperament.closeness * abs(rank - wanted)
    length = to_seconds(slot.length)
    if rank >= 4 and length > 5.0:
        cost += 0.25 * (length - 5.0)
    return cost


def _passes_unseen(slot: Slot, view: View) -> bool:
    """Whether somebody walks past another while nobody sees it: left would no longer be left."""
    for name, origin in slot.origins.items():
        at = slot.figures.get(name)
        if at is None or (name not in view.hidden and (sees_face(view.camera, at) or sees_face(view.camera, origin))):
            continue
        others = (f for f in slot.figures.values() if f is not at)
        if any((origin.face_x - f.face_x) * (at.face_x - f.face_x) < 0 for f in others):
            return True
    return False


def _unseen(slot: Slot, view: View) -> float:
    cost = PASSED_UNSEEN if _passes_unseen(slot, view) else 0.0
    for name in slot.focus:
        figure = slot.figures.get(name)
        if view.eyes is not None and name == view.eyes.carrier and not _only_looks(slot):
            cost += ACTS_UNSEEN
        if figure is None or (name in view.hidden and name not in slot.speakers):
            continue
        seen = name not in view.hidden and name in view.subjects and sees_face(view.camera, figure)
        if name in slot.fetching:
            there = name in view.subjects and sees_face(view.camera, slot.fetching[name])
            # Who speaks is seen where they stand; that they step aside for a moment costs less.
            cost += UNSEEN_FOCUS if name in slot.speakers and not there else 0.0
            seen = seen if name in slot.speakers else there
        if name in slot.speakers and name in slot.origins and abs(slot.origins[name].state.x) < ON_STAGE:
            seen = seen and sees_face(view.move.begin, slot.origins[name])
        if name in slot.speakers:
            cost += 0.0 if seen or slot.situation == "linger" else UNSEEN_SPEAKER
        elif not seen and view.size != "INSERT":
            cost += UNSEEN_FOCUS
    return cost


def _only_looks(slot: Slot) -> bool:
    act = slot.beat.act if slot.beat is not None else None
    return act is None or act.verb in NOTICING


def covered_faces(
    camera: Camera, figures: Mapping[str, Figure], subjects: tuple[str, ...], hidden: tuple[str, ...]
) -> float:
    """How many of the subjects' faces are behind somebody nearer, 0 … their number."""
    found = 0.0
    for name in subjects:
        face = figures.get(name)
        if face is None or name in hidden or not sees_face(camera, face):
            continue
        for other_name, other in figures.items():
            if other_name == name or other_name in hidden or other.state.depth <= face.state.depth:
                continue
            if other.covers(face.face_x, face.eye_y):
                found += 1.0
                continue
            across = abs(other.face_x - face.face_x) / (face.face_reach + other.face_reach)
            if across < 0.9 and other.crown_y < face.eye_y + face.face_reach:
                found += 1.0 - across
    return found


def cut_cost(before: View, camera: Camera, after: View, temperament: Temperament, sizes: tuple[str, ...]) -> float:
    """The price of a cut from `before`, whose camera stands at `camera` by now, to `after`."""
    cost = JUMP_COST if is_jump(camera, before.subjects, after.move.begin, after.subjects) else 0.0
    cost += FAR_JUMP * max(0.0, abs(RANK[before.size] - RANK[after.size]) - 4)
    cost += repeat_cost(after.size, sizes, temperament)
    if len(before.subjects) == len(after.subjects) == 1 and before.size == after.size:
        cost -= MATCHED if before.subjects != after.subjects else 0.0
    return cost


def repeat_cost(size: str, sizes: tuple[str, ...], temperament: Temperament) -> float:
    """The price of a size that was on screen a moment ago; `sizes` has the latest last."""
    fresh = reversed(sizes[-len(REPEATS) :])
    return temperament.repeat * sum(weight for weight, shown in zip(REPEATS, fresh, strict=False) if shown == size)


def is_jump(before: Camera, shown: tuple[str, ...], after: Camera, subjects: tuple[str, ...]) -> bool:
    """Whether a cut shows the same people from nearly the same place at nearly the same size."""
    shared = set(shown) & set(subjects)
    if not shared:
        return False
    ratio = max(before.zoom, after.zoom) / min(before.zoom, after.zoom)
    shift = abs(before.x - after.x) * min(before.zoom, after.zoom) / ASPECT
    alike = set(shown) == set(subjects) and before.zoom > WIDE_ZOOM
    needed = JUMP_RATIO if alike else MIXED_RATIO
    return ratio < needed and shift < JUMP_SHIFT


def wanted_length(number: int, part: Part, start: MediaTime, temperament: Temperament) -> float:
    """Seconds that a shot which begins now would like to last: log-normal, shorter with tension."""
    mean = temperament.mean_seconds * (1 - temperament.hurry * max(0.0, part.mood.tension - 0.35))
    sigma = temperament.spread
    roll = unit(number, "length", part.index, start)
    length = math.exp(math.log(mean) - sigma * sigma / 2 + sigma * NormalDist().inv_cdf(min(0.999, max(0.001, roll))))
    return max(temperament.shortest_seconds, min(temperament.longest_seconds, length))


def early_cost(run: float, wanted: float, temperament: Temperament) -> float:
    """The price of leaving a shot after `run` seconds."""
    return min(EARLY_MOST, temperament.early * max(0.0, math.log2(wanted / max(0.4, run))))


def late_cost(run: float, wanted: float, temperament: Temperament) -> float:
    """The price of a shot that has lasted `run` seconds."""
    cost = temperament.late * max(0.0, math.log2(max(0.4, run) / wanted))
    return cost + 4.0 * max(0.0, run - temperament.longest_seconds)
