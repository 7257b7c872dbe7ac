"""The cheapest path through the slots of a part: every view of every slot, or the shot before going on.

It knows costs, no film: a Viterbi pass whose states are a view and when it began.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from generators.direction.asked import meets
from generators.direction.costs import (
    JUMP_COST,
    UNSEEN_SPEAKER,
    cut_cost,
    early_cost,
    is_jump,
    late_cost,
    slot_cost,
    wanted_length,
)
from generators.direction.idioms import Temperament
from generators.direction.pictures import CLOSE_SIZES, rises_into
from generators.direction.slot import Slot
from generators.direction.view import View
from generators.direction.views import REVERSE_SIZES, views_of
from story_engine.plan import Part, PartKind, ShotHint
from story_engine.time import MediaTime, from_seconds, to_seconds

STATES_KEPT = 24
"""Cheaper ones among the states of one slot; the rest never win."""
STAYING = 0.7
"""A shot that goes on costs less than its idiom would as a new shot."""
TOO_SHORT = 3.0
"""Leaving a shot that is no shot yet."""
PATIENT = 0.2
"""Share of the price of an early cut that counts where the author asks for a shot."""
WAITING = {"reveal": 0.2, "named": 0.5, "strong": 0.75, "after": 0.25, "weather": 0.6}
"""And where something cannot wait."""
MID_MOVE, ALMOST_THERE = 2.5, 0.8
"""Cutting away while the camera is on its way, before this share of it."""
UNMET = 16.0
"""A shot that goes on where the author asks for another: worse than a jump."""
UNASKED = 8.0
"""Another view than the author's, where each of theirs would jump: better than a jump, worse than all else."""
PUSHED_THERE = 5.0
"""A close push that the author asks for begins in the single that stands: better than a jump to nearly the same."""
WILLING = 0.3
"""A shot that begins to push because the author says so, or that is still on its way."""
RENEWED = 0.25
"""Share of the price of a long shot that counts where it begins to push: something new happens in it."""
PATIENT_WITH_MOVES = ("narration", "deed", "travel", "weather", "pause", "hold")
"""What may go on under a camera that is on its way, whatever its idiom is for."""
MATCHING = ("MS", "MCU", "CU", "INSERT")
"""Sizes at which one picture can answer another over a change of place."""
MATCH_COST, SAME_ZOOM = 0.1, 1.25
WAITING_SIZES = ("GROUP", "MS")
"""While the viewer is waited for, the company is seen together, who is alone from near: what follows is
another picture. How often that was shown nobody knows beforehand, so that a hold has no other views."""
SEEN_ENOUGH = 0.4
"""Share of the price of leaving a view of the place early for somebody who speaks."""
HALF_TOLD = 9.0
"""A close picture goes on although what came out of a thing on the floor rises half into it."""
AT_REST: MediaTime = from_seconds(60)
"""A held shot's slow push has come to its end by then."""
UNPREPARED = 7.0
"""A point of view that no shot of whoever looks has prepared: nobody would know whose it is."""
ANSWERED = 0.3
"""After a point of view one likes to see the face that saw it."""
AGAIN, SELDOM = 5.0, 16
"""The price of another point of view at once, gone after so many shots."""
LOOKED_ENOUGH = 3.0
"""A point of view that goes on under the next words or deed: a look is short."""
PREPARING = ("GROUP", "MLS", "OTS", "MS", "MCU", "CU")
AUTHOR_STAYS = 0.9
"""Cost of the author's own view going on under the next beat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A shot on its way: its view, how long it has run, and how long it would like to."""

    view: View
    begun: MediaTime = 0
    wanted: float = 6.0
    sizes: tuple[str, ...] = ()
    """Sizes before and with this shot, the latest last."""
    unlooked: int = 99
    """How many shots ago somebody's point of view was shown; 0 = it is one."""


@dataclass(frozen=True, slots=True)
class _State:
    cost: float
    runs: tuple[Run, ...]
    """One for each slot so far: the shot as it is at the slot's beginning."""


def cheapest(
    part: Part,
    slots: list[Slot],
    temperament: Temperament,
    held: Run | None,
    *,
    may_go_on: bool = True,
    left: Run | None = None,
    echo: Run | None = None,
) -> tuple[Run, ...]:
    """For each slot its shot; a shot with `begun` above 0 goes on from before the slot.

    `held` is the shot on screen when the part begins (None at a scene's start); `left` is the last shot of the
    scene before, where that was in the same place, `echo` the same where a match cut from another place is welcome.
    """
    states = [_State(0.0, (held,) if held else ())]
    root = (part.scene.number, part.id.partition("~")[0])
    for index, slot in enumerate(slots):
        views = views_of(slot, temperament, root)
        if part.kind is PartKind.HOLD:
            views = _of_waiting(views) or views
        after_hold = index == 0 and held is not None and not may_go_on
        waited = _seen_waiting(part, slot, temperament) if after_hold else []
        own = [slot_cost(part, slot, view, temperament) for view in views]
        if slot.hint is not None and any(_all_jump(state, slots, index, held, views, waited) for state in states):
            free = _unasked(slot, slot.hint)
            others = [view for view in views_of(free, temperament, root) if view.eyes is None]
            views = [*views, *others]
            own += [UNASKED + slot_cost(part, free, view, temperament) for view in others]
        best: dict[tuple[str, MediaTime], _State] = {}
        for state in states:
            before = state.runs[-1] if state.runs else None
            ran = _ran(state, slots, index, held)
            if before is not None and (index > 0 or may_go_on):
                _keep(best, _stay(part, slot, state, before, ran, temperament), slot.start - ran)
            for view, cost in zip(views, own, strict=True):
                if echo is not None and not state.runs and cost < UNSEEN_SPEAKER and _matches(echo.view, view):
                    cost = min(cost, MATCH_COST)
                cost += JUMP_COST if any(_like(one, view) for one in waited) else 0.0
                _keep(best, _cut(part, slot, state, ran, view, cost, left, temperament), slot.start)
        states = sorted(best.values(), key=lambda state: state.cost)[:STATES_KEPT]
    won = min(states, key=lambda state: state.cost).runs
    return won[1:] if held else won


def _all_jump(
    state: _State, slots: list[Slot], index: int, held: Run | None, views: list[View], waited: list[View]
) -> bool:
    """Whether a cut from the state's shot to any of `views` would jump."""
    if not state.runs or not views:
        return False
    before = state.runs[-1].view
    now = before.move.at(_ran(state, slots, index, held))
    return all(
        is_jump(now, before.subjects, view.move.begin, view.subjects) or any(_like(one, view) for one in waited)
        for view in views
    )


def _unasked(slot: Slot, hint: ShotHint) -> Slot:
    """The slot without the author's shot; whom that is of should be seen."""
    asked = (name for name in hint.subjects if name in slot.figures or any(prop.id == name for prop in slot.props))
    beat = replace(slot.beat, shot=None) if slot.beat is not None else None
    return replace(slot, beat=beat, focus=tuple(dict.fromkeys((*asked, *slot.focus))))


def _of_waiting(views: list[View]) -> list[View]:
    """Those of `views` in which a hold may be seen."""
    size = next((size for size in WAITING_SIZES if any(view.size == size for view in views)), "")
    return [view for view in views if view.size == size]


def _seen_waiting(part: Part, slot: Slot, temperament: Temperament) -> list[View]:
    """Every view that the hold before `slot` may have shown."""
    calm = replace(
        slot, situation="hold", beat=None, focus=(), speaker="", speakers=(), listener="", mover="",
        thing="", origins={}, fetching={},
    )  # fmt: skip
    root = (part.scene.number, part.id.partition("~")[0])
    looked_at = [calm, *(replace(calm, focus=(name,)) for name in slot.figures)]
    return [view for one in looked_at for view in _of_waiting(views_of(one, temperament, root))]


def _like(one: View, other: View) -> bool:
    """Whether a cut to `other` would jump, however far the camera of `one` has come by then."""
    stood = (one.move.begin, one.move.at(AT_REST // 8), one.move.at(AT_REST))
    return any(is_jump(camera, one.subjects, other.move.begin, other.subjects) for camera in stood)


def _matches(before: View, after: View) -> bool:
    """Whether the same person or thing is in the same spot of the frame at the same size: only the world changes."""
    if before.subjects != after.subjects or before.size != after.size or after.size not in MATCHING:
        return False
    return before.side == after.side and before.move.begin.zoom < SAME_ZOOM * after.move.begin.zoom


def _ran(state: _State, slots: list[Slot], index: int, held: Run | None) -> MediaTime:
    """How long the state's shot has been on screen when slot `index` begins."""
    if not state.runs:
        return 0
    last = state.runs[-1]
    if index == 0:
        return last.begun if held else 0
    return last.begun + slots[index - 1].length


def _keep(best: dict[tuple[str, MediaTime], _State], state: _State, began: MediaTime) -> None:
    key = (state.runs[-1].view.name, began)
    if key not in best or state.cost < best[key].cost:
        best[key] = state


def _stay(part: Part, slot: Slot, state: _State, before: Run, ran: MediaTime, temperament: Temperament) -> _State:
    costs = {idiom.name: idiom.cost(slot.situation) for idiom in temperament.idioms}
    # An author's shot that nobody asks for any more is one of its size.
    alike = [idiom.cost(slot.situation) for idiom in temperament.idioms if idiom.size == before.view.size]
    renewed = 1.0
    idiom = STAYING * costs.get(before.view.idiom, min(alike, default=AUTHOR_STAYS))
    if slot.hint is not None:
        idiom = AUTHOR_STAYS if meets(before.view, slot.hint) else UNMET
        if idiom == UNMET and _pushes_there(before.view, slot):
            idiom = PUSHED_THERE
        if slot.hint.move == "push" and idiom < UNMET and not before.view.move.is_eased:
            # The author wants to come nearer: the shot that stands begins to.
            idiom, renewed = WILLING, RENEWED
            before = replace(before, view=replace(before.view, move=before.view.move.pushed_from(ran)))
    elif before.view.move.is_travelling and ran < before.view.move.length and slot.situation in PATIENT_WITH_MOVES:
        idiom = min(idiom, WILLING)
    # What matters is where the camera stands now, not where the move will end; a camera that travels will be there.
    now = before.view.move.at(ran + slot.length if before.view.move.is_travelling else ran)
    view = replace(before.view, cost=idiom, move=replace(before.view.move, begin=now, end=now, length=0))
    asked = slot.hint is not None and meets(before.view, slot.hint)
    # What the author asks for is not weighed against what else there is to see.
    cost = state.cost + slot_cost(part, slot if asked else replace(slot, beat=None), view, temperament)
    if not asked and before.view.size in CLOSE_SIZES and rises_into(now, slot, before.view.hidden):
        cost += HALF_TOLD
    if not asked and before.view.eyes is not None:
        cost += LOOKED_ENOUGH
    run, after = to_seconds(ran), to_seconds(ran + slot.length)
    cost += renewed * (late_cost(after, before.wanted, temperament) - late_cost(run, before.wanted, temperament))
    return _State(cost, (*state.runs, replace(before, begun=ran)))


def _pushes_there(view: View, slot: Slot) -> bool:
    """Whether a push from the single on screen comes about as near as the author's close push."""
    hint = slot.hint
    if (
        hint is None
        or view.eyes is not None
        or hint.size != "close"
        or hint.move != "push"
        or view.size not in REVERSE_SIZES
    ):
        return False
    return len(view.subjects) == 1 and set(hint.subjects or view.subjects) == set(view.subjects)


def _eyes_cost(slot: Slot, last: Run | None, view: View, *, begins: bool) -> float:
    """The price of a point of view after `last`: prepared by whoever looks, seldom, and never two running."""
    before = last.view if last is not None and not begins else None
    if view.eyes is None:
        returns = before is not None and before.eyes is not None and before.eyes.carrier in view.subjects
        return -ANSWERED if returns else 0.0
    if slot.hint is not None:
        return 0.0
    if before is not None and before.eyes is not None:
        return JUMP_COST
    prepared = before is not None and before.size in PREPARING and view.eyes.carrier in before.subjects
    again = max(0.0, 1 - last.unlooked / SELDOM) if last is not None else 0.0
    return AGAIN * again + (0.0 if prepared else UNPREPARED)


def _cut(
    part: Part,
    slot: Slot,
    state: _State,
    ran: MediaTime,
    view: View,
    own: float,
    left: Run | None,
    temperament: Temperament,
) -> _State:
    before = state.runs[-1] if state.runs else None
    cost = state.cost + own
    sizes = before.sizes if before else left.sizes if left else ()
    if slot.situation == "linger":
        cost += 50.0
    cost += _eyes_cost(slot, before or left, view, begins=before is None)
    if before is None:
        if left is not None:
            cost += cut_cost(left.view, left.view.move.at(left.begun), view, temperament, sizes)
    else:
        cost += cut_cost(before.view, before.view.move.at(ran), view, temperament, sizes)
        urgency = PATIENT if slot.hint is not None else WAITING.get(slot.situation, 1.0)
        urgency = min(urgency, SEEN_ENOUGH) if before.view.size in ("EWS", "WS") and slot.speaker else urgency
        cost += urgency * early_cost(to_seconds(ran), before.wanted, temperament)
        cost += TOO_SHORT * urgency if to_seconds(ran) < 0.9 * temperament.shortest_seconds else 0.0
        if before.view.move.is_travelling and ran < ALMOST_THERE * before.view.move.length:
            cost += MID_MOVE * urgency
    wanted = wanted_length(part.scene.number, part, slot.start, temperament)
    cost += late_cost(to_seconds(slot.length), wanted, temperament)
    last = before or left
    unlooked = 0 if view.eyes is not None else last.unlooked + 1 if last is not None else 99
    run = Run(view=view, wanted=wanted, sizes=(*sizes, view.size)[-8:], unlooked=unlooked)
    return _State(cost, (*state.runs, run))
