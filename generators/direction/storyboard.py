"""The storyboard: which shot shows which beat, found by a Viterbi pass over weighted film idioms.

It knows beats and positions, no drawing and no music. Idioms and their reasons: Virtual
Cinematographer (He, Cohen, Salesin 1996) and Leake et al. 2017; the numbers are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from generators.direction.camera import Figure, clear_of, cuts_through, group, insert, pushed, single, wide
from generators.direction.timing import TRAVEL, Timing
from generators.stage.floor import floor_y, metre
from generators.timed import Camera, Shot, StageState
from story_engine.plan import Beat, BeatKind, Part, PartKind
from story_engine.rng import unit
from story_engine.time import MediaTime, from_seconds, to_seconds

SHORTEST_SHOT = from_seconds(1.7)
"""A picture book does not hurry; shorter pieces join the shot before them."""
LONGEST_SHOT_SECONDS = 9.0
PATIENCE_SECONDS = 5.5
"""Average shot length of the picture-book temperament."""
PUSH_PER_SECOND = 0.011
"""Slow push on every held shot: 1.1 % a second keeps the paper alive."""
MAX_DRIFT = 1.14
"""A push ends here however long the shot is held."""
REPEAT_COST = 0.5
"""A size among the last three again: half a missing subject, so that wide, middle and close take turns."""
CONVERSATION_RANK = 3.4
"""Someone who speaks calmly is seen between medium and medium close."""
CUT_COST = 1.1
"""A neighbour cut in half by the frame's edge is nearly as bad as a missing subject."""
RANK = {"EWS": 0, "WS": 1, "MLS": 2, "GROUP": 2, "MS": 3, "MCU": 4, "CU": 5, "INSERT": 6}
HINT_SIZES = {
    "wide": ("EWS", "WS"),
    "full": ("GROUP", "MLS"),
    "medium": ("MS", "GROUP"),
    "close": ("MCU", "CU"),
    "insert": ("INSERT",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The shot that is on screen at a join, from which the next part may go on."""

    key: str = ""
    size: str = ""
    subjects: tuple[str, ...] = ()
    camera: Camera = Camera(x=0.0, y=0.5, zoom=1.0)
    """Where the shot began."""
    push: float = 0.0
    """Zoom rate a second."""
    begun: MediaTime = 0
    """How long it has run."""
    sizes: tuple[str, ...] = ()
    """The last sizes of the scene, latest last."""
    must_cut: bool = False
    """The next part may not go on in it: a hold may have been shown any number of times since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    start: MediaTime
    end: MediaTime
    beat: Beat | None
    focus: tuple[str, ...]
    speaker: str
    heat: float
    moving: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    size: str
    subjects: tuple[str, ...]
    camera: Camera
    held: bool = False


def storyboard(
    part: Part, timing: Timing, stage: StageState, heights: dict[str, float], held: Held | None
) -> tuple[tuple[Shot, ...], Held]:
    """The shots of one part, and the shot that is on screen when it ends.

    `heights` are body heights in metres by actor id. `held` is None at the start of a scene.
    """
    slots = _slots(part, timing)
    figures = _figures(timing, stage, heights)
    path = _viterbi(part, slots, figures, timing, held)
    return _to_shots(part, slots, path, held)


def _slots(part: Part, timing: Timing) -> list[_Slot]:
    """The part cut where a shot may change; pieces too short for a shot of their own are joined."""
    raw: list[_Slot] = []
    for start, end, beat in sorted(timing.spans, key=lambda span: span[0]):
        raw.append(
            _Slot(
                start=start,
                end=end,
                beat=beat,
                focus=_focus(beat),
                speaker=beat.line.speaker if beat.line else "",
                heat=beat.line.intensity if beat.line else 0.5,
                moving=beat.act.actor if beat.act and beat.act.verb in TRAVEL else "",
            )
        )
    if not raw:
        return [_Slot(start=0, end=timing.duration, beat=None, focus=(), speaker="", heat=0.3, moving="")]
    merged = [replace(raw[0], start=0)]
    for slot in raw[1:]:
        last = merged[-1]
        must_cut = slot.beat is not None and (slot.beat.kind is BeatKind.REVEAL or slot.beat.shot is not None)
        long_enough = slot.start - last.start >= SHORTEST_SHOT and timing.duration - slot.start >= SHORTEST_SHOT
        if long_enough or (must_cut and slot.start - last.start >= SHORTEST_SHOT // 2):
            merged[-1] = replace(last, end=slot.start)
            merged.append(slot)
        else:
            merged[-1] = _joined(last, slot)
    merged[-1] = replace(merged[-1], end=timing.duration)
    return merged


def _joined(first: _Slot, second: _Slot) -> _Slot:
    """Two pieces in one shot: everybody who matters is its focus, the later speaker leads."""
    focus = tuple(dict.fromkeys((*first.focus, *second.focus)))
    beat = first.beat if first.beat and (first.beat.shot or first.beat.kind is BeatKind.REVEAL) else second.beat
    return replace(
        first,
        end=second.end,
        beat=beat,
        focus=focus,
        speaker=second.speaker or first.speaker,
        heat=max(first.heat, second.heat),
        moving=first.moving or second.moving,
    )


def _focus(beat: Beat) -> tuple[str, ...]:
    if beat.line is not None and beat.line.speaker:
        return (beat.line.speaker,)
    if beat.act is not None:
        return tuple(dict.fromkeys(i for i in (beat.act.actor, beat.act.target, beat.act.thing) if i))
    if beat.kind is BeatKind.REVEAL:
        return (beat.text,)
    return ()


def _figures(timing: Timing, stage: StageState, heights: dict[str, float]) -> dict[str, Figure]:
    """Everybody who is on stage in this part, where they end up (a walk is framed at its goal)."""
    entered = {actor.id: actor for actor in stage.actors}
    figures = {}
    for actor in timing.exit.actors:
        before = entered.get(actor.id, actor)
        if actor.present:
            figures[actor.id] = Figure(state=actor, height_metres=heights.get(actor.id, 1.5))
        elif before.present:
            figures[actor.id] = Figure(state=before, height_metres=heights.get(actor.id, 1.5))
    return figures


def _candidates(slot: _Slot, figures: dict[str, Figure], timing: Timing, held: _Candidate | None) -> list[_Candidate]:
    everyone = tuple(figures.values())
    found = [
        _Candidate(size="EWS", subjects=tuple(figures), camera=wide(everyone)),
        _Candidate(size="WS", subjects=tuple(figures), camera=wide(everyone, zoom=1.22)),
    ]
    focus = [figures[i] for i in slot.focus if i in figures]
    if len(everyone) > 1:
        near = _with_partner(slot, figures)
        found.append(_Candidate(size="GROUP", subjects=tuple(f.state.id for f in near), camera=group(tuple(near))))
    for figure in focus[:2] or everyone[:1]:
        for size in ("MLS", "MS", "MCU", "CU"):
            camera = clear_of(single(figure, size), figure, tuple(f for f in everyone if f is not figure))
            found.append(_Candidate(size=size, subjects=(figure.state.id,), camera=camera))
    for prop in timing.exit.props:
        if prop.id in slot.focus:
            found.append(_Candidate(size="INSERT", subjects=(prop.id,), camera=_insert_of(prop.id, timing, figures)))
    if held is not None:
        found.append(held)
    return found


def _with_partner(slot: _Slot, figures: dict[str, Figure]) -> list[Figure]:
    """Who shares a group shot: the focus and whoever they look at or stand nearest to."""
    chosen = {i for i in slot.focus if i in figures} or set(figures)
    for actor_id in tuple(chosen):
        gaze = figures[actor_id].state.gaze
        if gaze in figures:
            chosen.add(gaze)
    if len(chosen) == 1:
        only = figures[next(iter(chosen))]
        others = [f for f in figures.values() if f is not only]
        chosen.add(min(others, key=lambda f: abs(f.state.x - only.state.x)).state.id)
    return [figure for actor_id, figure in figures.items() if actor_id in chosen]


def _insert_of(prop_id: str, timing: Timing, figures: dict[str, Figure]) -> Camera:
    prop = next(prop for prop in timing.exit.props if prop.id == prop_id)
    holder = figures.get(prop.holder)
    if holder is not None:
        reach = 0.1 * holder.state.facing * holder.height_metres / 1.5
        return insert(holder.state.x + reach, floor_y(holder.state.depth) - 0.52 * holder.body)
    return insert(prop.x, floor_y(prop.depth) - (prop.up + 0.16) * metre(prop.depth), zoom=3.0)


def _viterbi(
    part: Part, slots: list[_Slot], figures: dict[str, Figure], timing: Timing, held: Held | None
) -> list[_Candidate]:
    going_on = None
    if held is not None and held.key and not held.must_cut:
        going_on = _Candidate(size=held.size, subjects=held.subjects, camera=held.camera, held=True)
    best: list[tuple[float, list[_Candidate]]] = []
    for index, slot in enumerate(slots):
        options = _candidates(slot, figures, timing, going_on if index == 0 else None)
        step: list[tuple[float, list[_Candidate]]] = []
        for candidate in options:
            own = _slot_cost(part, slot, candidate, figures, index, held)
            if index == 0:
                step.append((own + _join_cost(candidate, held), [candidate]))
                continue
            cost, path = min(
                ((total + _cut_cost(before[-1], candidate), before) for total, before in best), key=lambda pair: pair[0]
            )
            step.append((cost + own, [*path, candidate]))
        best = step
    return min(best, key=lambda pair: pair[0])[1]


def _slot_cost(
    part: Part, slot: _Slot, candidate: _Candidate, figures: dict[str, Figure], index: int, held: Held | None
) -> float:
    """How badly a shot tells its beat; 0 is perfect."""
    rank = RANK[candidate.size]
    cost = 0.15 * unit(part.scene.number, "shot", part.index, slot.start, candidate.size, *candidate.subjects)
    opening = index == 0 and held is None
    hint = slot.beat.shot if slot.beat else None
    if hint is not None and (hint.size or hint.subjects):
        if hint.size and candidate.size not in HINT_SIZES.get(hint.size, (candidate.size,)):
            cost += 6.0
        if hint.subjects and not set(hint.subjects) <= set(candidate.subjects):
            cost += 6.0
        return cost
    if part.kind in (PartKind.TITLE,):
        return cost + (0.0 if candidate.size == "EWS" else 5.0)
    if opening:
        cost += 1.3 * max(0, rank - 1)
    cost += CUT_COST * sum(cuts_through(candidate.camera, figure) for figure in figures.values())
    missing = [i for i in slot.focus if i in figures and i not in candidate.subjects]
    cost += 1.6 * len(missing)
    if slot.beat is not None and slot.beat.kind is BeatKind.REVEAL:
        cost += 0.0 if candidate.size == "INSERT" else 3.0
    elif candidate.size == "INSERT":
        cost += 1.5 if slot.speaker else 0.7
    if slot.beat is not None and slot.beat.kind is BeatKind.WEATHER:
        cost += 0.9 * rank
    if slot.moving:
        cost += 1.4 * max(0, rank - 2)
    elif slot.speaker:
        wanted = CONVERSATION_RANK + 1.6 * (slot.heat - 0.5) + 1.2 * (part.mood.tension - 0.4)
        cost += 0.5 * abs(rank - wanted)
    elif part.kind is PartKind.HOLD:
        cost += 0.6 * abs(rank - 2)
    elif slot.beat is not None and slot.beat.kind is BeatKind.LINE:
        cost += 0.35 * abs(rank - 1.6)
    length = to_seconds(slot.end - slot.start)
    if rank >= 4 and length > 5.0:
        cost += 0.3 * (length - 5.0)
    return cost


def _join_cost(candidate: _Candidate, held: Held | None) -> float:
    """The price of what happens at the join: hold on, or cut to something that differs enough."""
    if held is None:
        return 0.0
    run = to_seconds(held.begun)
    if candidate.held:
        return 0.55 * max(0.0, run - PATIENCE_SECONDS) + (8.0 if run > LONGEST_SHOT_SECONDS else 0.0)
    cost = 0.7 * max(0.0, 3.2 - run)
    previous = _Candidate(size=held.size, subjects=held.subjects, camera=held.camera)
    cost += _cut_cost(previous, candidate)
    cost += REPEAT_COST * sum(size == candidate.size for size in held.sizes[-3:])
    return cost


def _cut_cost(before: _Candidate, after: _Candidate) -> float:
    """Jump cuts cost most: the same people at nearly the same size from the same side."""
    ratio = max(before.camera.zoom, after.camera.zoom) / min(before.camera.zoom, after.camera.zoom)
    moved = abs(before.camera.x - after.camera.x) * min(before.camera.zoom, after.camera.zoom)
    shared = bool(set(before.subjects) & set(after.subjects))
    if ratio < 1.5 and shared and moved < 0.45:
        return 4.0
    jump = abs(RANK[before.size] - RANK[after.size])
    return 0.25 * max(0, jump - 3)


def _to_shots(
    part: Part, slots: list[_Slot], path: list[_Candidate], held: Held | None
) -> tuple[tuple[Shot, ...], Held]:
    shots: list[Shot] = []
    sizes = held.sizes if held else ()
    state = held or Held()
    for index, (slot, candidate) in enumerate(zip(slots, path, strict=True)):
        going_on = candidate.held and held is not None
        if not going_on:
            state = _begin(part, slot, candidate, sizes)
        sizes = (*sizes, candidate.size)[-6:]
        begun = state.begun if going_on else 0
        length = slot.end - slot.start
        shots.append(
            Shot(
                start=slot.start,
                duration=length,
                key=state.key,
                size=state.size,
                begin=_at(state, begun),
                end=_at(state, begun + length),
                subjects=candidate.subjects,
                transition=_transition(part, index, going_on, held),
                begun=begun,
            )
        )
        state = replace(state, begun=begun + length, sizes=sizes)
    return tuple(shots), state


def _begin(part: Part, slot: _Slot, candidate: _Candidate, sizes: tuple[str, ...]) -> Held:
    hint = slot.beat.shot if slot.beat else None
    move = hint.move if hint else ""
    rate = PUSH_PER_SECOND * (1.0 + 1.2 * part.mood.tension)
    if candidate.size == "EWS" and part.kind is not PartKind.TITLE:
        rate *= 0.7
    rate = {"push": 3.0 * PUSH_PER_SECOND, "pull": -2.2 * PUSH_PER_SECOND, "hold": 0.0}.get(move, rate)
    camera = pushed(candidate.camera, 1.12) if move == "pull" else candidate.camera
    return Held(
        key=f"{part.scene.place.id}:{candidate.size}:{camera.x:.3f}:{camera.y:.3f}:{camera.zoom:.3f}",
        size=candidate.size,
        subjects=candidate.subjects,
        camera=camera,
        push=rate,
        sizes=sizes,
    )


def _at(state: Held, run: MediaTime) -> Camera:
    """The held camera after `run`: both sides of a join compute it from here."""
    factor = 1.0 + state.push * to_seconds(run)
    return pushed(state.camera, max(2 - MAX_DRIFT, min(MAX_DRIFT, factor)))


def _transition(part: Part, index: int, going_on: bool, held: Held | None) -> str:
    if index == 0 and not going_on and held is None and (part.kind is PartKind.TITLE or part.scene.chapter):
        return "fade"
    return "cut"
