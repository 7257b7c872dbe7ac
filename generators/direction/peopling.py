"""Who stands where in a slot, looking at whom, with what in their hands.

It knows deeds and their times, no cameras and no cuts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generators.direction.camera import BEAST_AHEAD, Figure
from generators.direction.canopies import canopies
from generators.direction.heights import Build
from generators.direction.postures import bow
from generators.direction.sets import fills_arms, height_metres, held_at, is_worn, mouth_reach_metres, width_metres
from generators.direction.slot import Slot
from generators.direction.timing import STANCE_AFTER, TRAVEL, Timing
from generators.stage.floor import MARK_XS
from generators.timed import ActorState, StageState, TimedAct, TimedLine
from story_engine.plan import Part
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds

HEARD_FRAMES = 9
"""Who is heard for longer than this in a piece is one of its speakers."""
ARRIVING = 8 * VIDEO_FRAME
"""Whoever stops within this time has as good as arrived."""
SAME_X = 0.02
"""Who stands no farther off than this, in stage units, is turned to already."""
NOTICING = ("look", "listen", "startle", "read", "show")
"""Deeds after which the audience may look with whoever does them."""
NOTICED_FOR: MediaTime = from_seconds(1.2)
"""So long after a look one may see what it saw."""
MUTUAL = ("give", "take", "hug")
"""Deeds at which the other turns as well."""
WELL_INTO = 0.6
"""Share of a piece after which everybody is turned as they are seen."""
REACHING = ("take", "pick_up", "open", "close", "light", "pull", "push")
"""Deeds for which people step up to the thing."""
STEPPING_METRES = 1.1
"""Who stands farther from somebody than this goes up to them to hand something over, and back."""
FLOOR_METRES, BENDS_FROM_METRES = 0.4, 1.0
"""What lies lower than this is taken with a bow, by those who are taller than this."""
ARM_REACH = 0.06
"""Stage units at which a hand reaches a thing without a step."""
MUZZLE_METRES = 0.12
"""From the middle of an animal's face to what it holds in its mouth."""
CARRIED_AHEAD, CARRIED_SHARE = 0.30, 0.55
"""Two arms hold a thing so far before the body, metres; and so much of its width reaches beyond them."""


def peopled(slot: Slot, part: Part, timing: Timing, stage: StageState, builds: Mapping[str, Build]) -> Slot:
    """The slot with everybody who is on stage in it, looking where they look."""
    before = {actor.id: actor for actor in stage.actors}
    sizes = {thing.id: height_metres(thing.look.asset) for thing in part.scene.things}
    carried = _carried(part, stage, timing, builds)
    spread = canopies(part.scene.things, (*stage.props, *timing.exit.props), builds)
    acts = {act.actor: act for act in timing.acts if act.verb in TRAVEL or act.from_x != act.to_x}
    figures: dict[str, Figure] = {}
    origins: dict[str, Figure] = {}
    for after in timing.exit.actors:
        state = before.get(after.id, after)
        act = acts.get(after.id)
        begun = act is not None and act.start < slot.end
        gone = act is not None and act.verb == "leave" and act.start + act.duration <= slot.start
        present = state.present or begun or (act is None and after.present)
        if not present or gone:
            continue
        if act is None or begun:
            x = state.x if act is not None and act.verb == "leave" else after.x
            state = replace(after, x=x, present=True)
        state = replace(state, stance=_stance_in(slot, state, before.get(after.id), timing))
        build = builds.get(after.id) or Build.of_height(1.5)
        figures[after.id] = Figure(
            state=state, build=build, carried=carried.get(after.id, 0.0), canopy=spread.get(after.id)
        )
        if act is not None and begun and slot.start + ARRIVING < act.start + act.duration:
            share = max(0.0, min(1.0, (slot.start - act.start) / max(1, act.duration)))
            origin = act.from_x + (act.to_x - act.from_x) * share
            # Who goes to sit down or to hide stands until they are there.
            origins[after.id] = Figure(state=replace(state, x=origin, stance="stand"), build=build)
    faced = _looks(slot, timing, stage, figures)
    heard = tuple(
        dict.fromkeys(
            line.speaker
            for line in timing.lines
            if line.speaker in figures
            and min(slot.end, line.start + line.duration) - max(slot.start, line.start) > HEARD_FRAMES * VIDEO_FRAME
        )
    )
    if slot.situation not in ("after", "linger"):
        slot = replace(slot, speakers=tuple(dict.fromkeys((*slot.speakers, *heard))))
        slot = replace(slot, focus=tuple(dict.fromkeys((*slot.focus, *slot.speakers))))
    set_out = next((act.from_x for act in timing.acts if act.actor == slot.mover and act.verb in TRAVEL), 0.0)
    return replace(
        slot,
        figures=faced,
        origins=origins,
        fetching=_fetching(slot, timing, stage, faced),
        props=timing.exit.props,
        resting=_resting(timing, stage),
        walk_from=set_out,
        sizes=sizes,
        nearing=_nearing(slot, timing, figures),
        held={thing.id: held_at(thing.look.asset) for thing in part.scene.things},
        worn=frozenset(thing.id for thing in part.scene.things if is_worn(thing.look.asset)),
        assets={thing.id: thing.look.asset for thing in part.scene.things},
        marks=MARK_XS | dict(stage.marks),
        noticed=_noticed(slot, timing),
    )


def _carried(part: Part, stage: StageState, timing: Timing, builds: Mapping[str, Build]) -> dict[str, float]:
    """How far what is in both arms or across a mouth reaches before whoever has it at any time of the part, metres."""
    drawings = {thing.id: thing.look.asset for thing in part.scene.things}
    found: dict[str, float] = {}
    for prop in (*stage.props, *timing.exit.props):
        drawing = drawings.get(prop.id, "")
        build = builds.get(prop.holder)
        long = mouth_reach_metres(drawing) if build is not None and build.head_ahead else 0.0
        ahead = 0.0
        if build is not None and long:
            ahead = BEAST_AHEAD * build.head_ahead + MUZZLE_METRES + long
        elif prop.holder and fills_arms(drawing):
            ahead = CARRIED_AHEAD + CARRIED_SHARE * width_metres(drawing)
        if ahead:
            found[prop.holder] = max(ahead, found.get(prop.holder, 0.0))
    return found


def _nearing(slot: Slot, timing: Timing, figures: Mapping[str, Figure]) -> frozenset[str]:
    names: set[str] = set()
    for act in timing.acts:
        one, other = figures.get(act.actor), figures.get(act.target)
        during = act.start < slot.end and act.start + act.duration > slot.start
        if act.verb not in MUTUAL or one is None or other is None or not during:
            continue
        metres = abs(one.state.x - other.state.x) / one.unit
        if act.verb == "hug" or metres > STEPPING_METRES:
            names |= {act.actor, act.target}
    return frozenset(names)


def _noticed(slot: Slot, timing: Timing) -> tuple[str, str]:
    looks = [
        act
        for act in timing.acts
        if act.verb in NOTICING and act.start <= slot.start < act.start + act.duration + NOTICED_FOR
    ]
    last = max(looks, key=lambda act: act.start, default=None)
    return (last.actor, last.target or last.thing) if last is not None else ("", "")


def _resting(timing: Timing, stage: StageState) -> frozenset[str]:
    touched = {name for act in timing.acts for name in (act.target, act.thing)}
    return frozenset(prop.id for prop in stage.props if not prop.holder and prop.id not in touched)


def _stance_in(slot: Slot, state: ActorState, before: ActorState | None, timing: Timing) -> str:
    """Whether somebody who hides somewhere in the part hides in this piece; else the stance that `state` has."""
    changes = [a for a in timing.acts if a.actor == state.id and (a.verb in STANCE_AFTER or a.verb in TRAVEL)]
    if not any(act.verb == "hide" for act in changes) and (before is None or before.stance != "hide"):
        return state.stance
    now = before.stance if before is not None else "stand"
    for act in changes:
        # Who rises needs the room above their head from the first frame of it.
        stance = STANCE_AFTER.get(act.verb, "stand")
        if act.start < slot.end if stance == "stand" else act.start <= slot.start:
            now = stance
    return now


def _fetching(slot: Slot, timing: Timing, stage: StageState, figures: Mapping[str, Figure]) -> Mapping[str, Figure]:
    """Those who reach for a thing in this piece, standing where they reach it."""
    things = {prop.id: prop for prop in stage.props if not prop.holder}
    found: dict[str, Figure] = {}
    for act in timing.acts:
        thing = things.get(act.thing) or things.get(act.target)
        figure = figures.get(act.actor)
        during = act.start < slot.end and act.start + act.duration > slot.start
        if act.verb not in REACHING or thing is None or figure is None or not during:
            continue
        away = thing.x - figure.state.x
        if abs(away) > ARM_REACH:
            x = thing.x - (ARM_REACH if away > 0 else -ARM_REACH)
            low = thing.up < FLOOR_METRES and figure.build.height > BENDS_FROM_METRES and not figure.build.head_ahead
            stance = "bent" if low and figure.state.stance == "stand" else figure.state.stance
            side = 1 if away > 0 else -1
            found[act.actor] = replace(figure, state=replace(figure.state, x=x, stance=stance, facing=side))
    return found


def _looks(slot: Slot, timing: Timing, stage: StageState, figures: Mapping[str, Figure]) -> Mapping[str, Figure]:
    """The figures turned to whom or what they look at well into the piece, as they will act it."""
    gazes = {actor.id: actor.gaze for actor in stage.actors}
    sides = {actor.id: actor.facing for actor in stage.actors}
    felt = {actor.id: (actor.emotion, actor.intensity) for actor in stage.actors}
    xs = MARK_XS | dict(stage.marks) | {name: figure.state.x for name, figure in figures.items()}
    xs |= {prop.id: xs.get(prop.holder, prop.x) for prop in stage.props}

    def look(name: str, target: str) -> None:
        gazes[name] = target
        away = xs.get(target, xs[name]) - xs[name]
        if abs(away) >= SAME_X:
            sides[name] = 1 if away > 0 else -1

    well_into = slot.start + round(WELL_INTO * slot.length)
    events: list[TimedAct | TimedLine] = [*timing.acts, *timing.lines]
    for event in sorted(events, key=lambda e: (e.start, isinstance(e, TimedLine))):
        if event.start > well_into:
            break
        if isinstance(event, TimedLine):
            if event.speaker not in figures:
                continue
            look(event.speaker, event.to or gazes.get(event.speaker, ""))
            felt[event.speaker] = (event.emotion, event.intensity)
            for other, figure in figures.items():
                if other != event.speaker and figure.state.stance != "hide":
                    look(other, event.speaker)
        elif event.actor in figures and event.verb not in TRAVEL:
            if event.target or event.thing:
                look(event.actor, event.target or event.thing)
            if event.verb in MUTUAL and event.target in figures:
                look(event.target, event.actor)
            if event.verb == "turn":
                sides[event.actor] = -sides.get(event.actor, 1)
    turned = {}
    for name, figure in figures.items():
        moves = name == slot.mover or name not in sides
        emotion, intensity = felt.get(name, ("", 0.0))
        figure = replace(figure, bowed=bow(emotion, intensity, beast=bool(figure.build.head_ahead)))
        state = figure.state
        turned[name] = figure if moves else replace(figure, state=replace(state, facing=sides[name], gaze=gazes[name]))
    return turned
