"""Blocking: where everybody and everything stands when a scene begins, and how the truth of a new part moves them.

It knows no time and no camera: only marks on the floor.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

from generators.direction.heights import Build, build_of
from generators.direction.sets import BULKY_METRES, Slot, berth, mark, marks, slots, width_metres
from generators.stage.floor import metre
from generators.timed import ActorState, PropState, StageState
from story_engine.plan import Actor, BeatKind, Part, Scene, Thing
from story_engine.rng import unit
from story_engine.time import MediaTime

OFF_STAGE_X = 1.35
"""Beyond the widest framing's edge (0.89) with room for the largest puppet."""

TALK_METRES = 0.72
"""Air between two bodies that talk; a scene takes 0–45 % more of it, by chance."""
WIDEST_ROW = 1.36
"""A row of people is squeezed to this width in stage units: every one of them is in the widest frame's safe part."""
STAGE_HALF = 0.74
"""Nobody is put farther out: front pieces stand there."""
CENTRES = ("left", "centre", "right", "centre")
"""Marks of the set about which a scene's company gathers …"""
TOWARDS_MARK = 0.42
"""… this share of the way from the middle, or the set would be empty on one side."""
DEPTHS = {
    1: (0.5,),
    2: (0.38, 0.62),
    3: (0.52, 0.28, 0.66),
    4: (0.42, 0.62, 0.26, 0.68),
}
"""Floor depths by the number of people: feet never stand on one line, the row has a middle and a front."""

ALONE_ASIDE = 0.11
"""Who is alone does not stand in the very middle."""
SPOT_X, SPOT_DEPTH = 0.055, 0.12
"""Stage units and depth within which two things would stand in each other."""

SPARE_SPOTS = tuple(
    Slot(x=x, depth=depth)
    for depth in (0.74, 0.14, 0.9)
    for x in (0.02, -0.62, 0.64, -0.3, 0.34, -0.46, 0.5, -0.78, 0.8, -0.14, 0.18)
)
"""Where things go when a set has no slot left: the world may hold more than a room was furnished for."""

TAKEN_WIDTH = 0.085
"""Small things keep this far from people's feet, stage units; from an animal they keep as far as it is long."""


def open_stage(part: Part) -> StageState:
    """Everyone on their marks as the scene begins; who has an `enter` ahead is not there yet."""
    scene = part.scene
    entering = {
        beat.act.actor for beat in part.beats if beat.kind is BeatKind.ACT and beat.act and beat.act.verb == "enter"
    }
    order = _stage_order(scene)
    xs = row(scene, [build_of(actor.look) for actor in order])
    depths = _depths(scene, len(order))
    middle = (xs[0] + xs[-1]) / 2 if xs else 0.0
    actors = []
    for index, actor in enumerate(order):
        x = xs[index]
        actors.append(
            ActorState(
                id=actor.id,
                x=round(x, 3),
                depth=depths[index],
                facing=1 if x < middle + 0.01 and len(order) > 1 else -1 if len(order) > 1 or x > 0.1 else 1,
                emotion=actor.emotion,
                gaze=_first_partner(actor, order),
                present=actor.id not in entering,
                stance="lie" if "asleep" in actor.states else "stand",
                states=actor.states,
            )
        )
    return StageState(
        actors=tuple(actors),
        props=_props(scene, actors, ()),
        weather=scene.weather,
        weather_before=scene.weather,
        marks=tuple(marks(scene.place.look.asset).items()),
    )


def row(scene: Scene, builds: list[Build]) -> list[float]:
    """Stage x of a company from left to right: at talking distance, around a mark of the set."""
    if not builds:
        return []
    air = TALK_METRES * (1 + 0.45 * unit(scene.number, "distance", scene.place.id))
    here = metre(0.5)
    xs = [0.0]
    for before, after in itertools.pairwise(builds):
        xs.append(xs[-1] + (before.reach + air + after.reach) * here)
    if xs[-1] > WIDEST_ROW:
        xs = [x * WIDEST_ROW / xs[-1] for x in xs]
    choice = CENTRES[int(unit(scene.number, "gather", scene.place.id) * len(CENTRES))]
    named = mark(scene.place.look.asset, choice)
    roll = 0.10 * (unit(scene.number, "blocking", scene.place.id) - 0.5)
    centre = TOWARDS_MARK * (named[0] if named else 0.0) + roll
    if len(builds) == 1 and abs(centre) < ALONE_ASIDE:
        centre = ALONE_ASIDE if roll >= 0 else -ALONE_ASIDE
    room = STAGE_HALF - xs[-1] / 2
    centre = max(-room, min(room, centre)) if room > 0 else 0.0
    return [round(x - xs[-1] / 2 + centre, 3) for x in xs]


def _depths(scene: Scene, count: int) -> list[float]:
    """Floor depths of a row; which end stands nearer changes from scene to scene."""
    known = DEPTHS.get(count, DEPTHS[4])
    depths = [known[i % len(known)] for i in range(count)]
    return depths[::-1] if unit(scene.number, "depths", scene.place.id) < 0.5 else depths


def carry_on(stage: StageState, part: Part) -> StageState:
    """`stage` brought to the truth of `part` in the same scene: comings, goings, what changed hands."""
    scene = part.scene
    known = {actor.id: actor for actor in stage.actors}
    actors = []
    for actor in scene.actors:
        state = known.get(actor.id)
        if state is None:
            state = ActorState(id=actor.id, x=_free_x(actors + list(known.values())), depth=0.56, present=False)
            entering = any(b.act and b.act.verb == "enter" and b.act.actor == actor.id for b in part.beats)
            state = replace(state, present=not entering, facing=-1 if state.x > 0 else 1, states=actor.states)
        elif state.states != actor.states:
            state = replace(state, states=actor.states, before=state.states, changed=stage.scene_time)
        actors.append(state)
    stage = replace(stage, actors=tuple(actors), props=_props(scene, actors, stage.props, stage.scene_time))
    if scene.weather != stage.weather:
        stage = replace(stage, weather=scene.weather, weather_before=stage.weather, weather_since=stage.scene_time)
    return stage


def mark_position(
    target: str, asset: str, stage: StageState, mover: ActorState, *, beside_metres: float
) -> tuple[float, float]:
    """x and depth to stand at for `target`: a mark of the set, or beside an actor or thing on the mover's side."""
    named = mark(asset, target)
    if named is not None:
        return named
    for actor in stage.actors:
        if actor.id == target:
            side = -1.0 if mover.x <= actor.x else 1.0
            return actor.x + side * beside_metres, actor.depth
    for prop in stage.props:
        if prop.id == target:
            if prop.holder and prop.holder != mover.id:
                return mark_position(prop.holder, asset, stage, mover, beside_metres=beside_metres)
            side = -1.0 if mover.x <= prop.x else 1.0
            return prop.x + side * 0.6 * beside_metres, prop.depth
    return mover.x, mover.depth


def edge_x(actor: ActorState, *, leaving_towards: str = "") -> float:
    """Where somebody comes from or goes to: the nearer edge, or the side of a named mark."""
    named = mark("", leaving_towards)
    if named is not None:
        return OFF_STAGE_X if named[0] > 0 else -OFF_STAGE_X
    return OFF_STAGE_X if actor.x >= 0 else -OFF_STAGE_X


def _stage_order(scene: Scene) -> list[Actor]:
    """Left to right, the same for the same cast in every scene: the 180-degree rule begins here."""
    return sorted(scene.actors, key=lambda actor: unit(17, "order", actor.id))


def _first_partner(actor: Actor, order: list[Actor]) -> str:
    others = [other.id for other in order if other.id != actor.id]
    return others[0] if others else ""


def _free_x(taken: list[ActorState]) -> float:
    """Where a newcomer stops: beside the company, at talking distance, on the side with more room."""
    there = [state.x for state in taken if state.present]
    if not there:
        return 0.12
    gap = 0.34
    options = [max(there) + gap, min(there) - gap, *((a + b) / 2 for a, b in itertools.pairwise(sorted(there)))]
    inside = [x for x in options if abs(x) <= STAGE_HALF + 0.04]
    free = [x for x in inside or options if min(abs(x - other) for other in there) > 0.16]
    return round(min(free or options, key=abs), 3)


def _props(
    scene: Scene, actors: list[ActorState], before: tuple[PropState, ...], now: MediaTime = 0
) -> tuple[PropState, ...]:
    known = {prop.id: prop for prop in before}
    at = {actor.id: actor for actor in actors}
    standing = [prop for prop in before if not prop.holder]
    free = [s for s in slots(scene.place.look.asset) if not any(_same_spot(s, prop) for prop in standing)]
    props: list[PropState] = []
    for thing in scene.things:
        prop = known.get(thing.id)
        if thing.holder:
            holder = at.get(thing.holder)
            x, depth = (holder.x, holder.depth) if holder else (0.0, 0.5)
            prop = PropState(id=thing.id, holder=thing.holder, x=x, depth=depth, states=thing.states)
        elif prop is None:
            prop = _put(thing, scene, free, actors, (*standing, *props))
            standing.append(prop)
        elif prop.holder:
            holder = at.get(prop.holder)
            reach = 0.11 * (holder.facing if holder else 1)
            prop = replace(
                prop, holder="", x=prop.x + reach, depth=min(1.0, prop.depth + 0.08), up=0.0, states=thing.states
            )
        else:
            prop = replace(prop, states=thing.states)
        was = known.get(thing.id)
        if was is not None:
            told = (was.states, now) if was.states != thing.states else (was.before, was.changed)
            prop = replace(prop, before=told[0], changed=told[1])
        props.append(prop)
    return tuple(props)


def _same_spot(slot: Slot, prop: PropState) -> bool:
    return abs(slot.x - prop.x) < SPOT_X and abs(slot.depth - prop.depth) < SPOT_DEPTH


def taken_by(build: Build) -> float:
    """Stage units to either side of somebody in which no small thing lies: an animal would stand over it."""
    return max(TAKEN_WIDTH, build.reach * metre(0.5)) if build.head_ahead else TAKEN_WIDTH


def _put(
    thing: Thing, scene: Scene, free: list[Slot], actors: list[ActorState], standing: tuple[PropState, ...]
) -> PropState:
    """The thing in a slot of its set, clear of people's feet; what is bulky at the back; never two in one spot."""
    asset = scene.place.look.asset
    taken = {actor.id: taken_by(build_of(actor.look)) for actor in scene.actors}
    spare = [s for s in SPARE_SPOTS if not any(_same_spot(s, prop) for prop in standing if not prop.holder)]
    if width_metres(thing.look.asset) > BULKY_METRES:
        at = berth(asset)
        # A second bulky thing stands beside the first, towards the middle of the set.
        shift = 0.30 * sum(abs(prop.depth - at.depth) < SPOT_DEPTH and not prop.holder for prop in standing)
        slot = replace(at, x=round(at.x + (shift if at.x < 0 else -shift), 3))
    else:
        half = 0.5 * width_metres(thing.look.asset) * metre(0.5)
        clear = [s for s in free if s.up or all(abs(s.x - a.x) > taken.get(a.id, TAKEN_WIDTH) + half for a in actors)]
        slot = (clear or free or spare or [Slot(x=0.02, depth=0.74)])[0]
        if slot in free:
            free.remove(slot)
    return PropState(id=thing.id, x=slot.x, depth=slot.depth, up=slot.up, states=thing.states)
