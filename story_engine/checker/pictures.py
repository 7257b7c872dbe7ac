"""Whether a picture is true: who is in it, what they hold, in what state things are, which weather and hour it shows.

It does not know the beats or how they are retold.
"""

from __future__ import annotations

from story_engine.checker.retelling import Telling
from story_engine.plan import Part

TOLERANCE = 1e-3
"""Hours by which a picture's hour may be off its scene's, because the journal rounds it."""


def check_picture(part: Part, telling: Telling) -> frozenset[str]:
    """Note what is untrue in the picture with which a part begins; who of the shown is there already."""
    scene, facts, note = part.scene, telling.facts, telling.note
    if scene.place.id != telling.place:
        note("place", f"the picture shows {scene.place.id}, the scene is at {telling.place}")
    if scene.storylet != telling.storylet.id:
        note("order", f"the picture belongs to {scene.storylet}")
    if scene.weather != facts.weather:
        note("weather", f"the picture shows {scene.weather}, it is {facts.weather}")
    if abs(scene.hour - facts.hour) > TOLERANCE:
        note("clock", f"the picture shows {scene.hour:.2f} h, it is {facts.hour:.2f} h")
    if scene.number != int(facts.scene):
        note("order", f"the picture is numbered {scene.number}, the scene is {int(facts.scene)}")
    here: set[str] = set()
    for actor in scene.actors:
        if not facts.alive(actor.id):
            note("alive", f"{actor.id} is dead and in the picture")
        if telling.is_here(actor.id):
            here.add(actor.id)
        if tuple(sorted(actor.holding)) != facts.held_by(actor.id):
            note("holder", f"{actor.id} is shown with {list(actor.holding)}, holds {list(facts.held_by(actor.id))}")
        if tuple(sorted(actor.states)) != facts.states_of(actor.id):
            note("state", f"{actor.id} is shown {list(actor.states)}, is {list(facts.states_of(actor.id))}")
    _check_things(part, telling)
    return frozenset(here)


def _check_things(part: Part, telling: Telling) -> None:
    facts, note = telling.facts, telling.note
    shown = {thing.id: thing for thing in part.scene.things}
    people = {actor.id for actor in part.scene.actors}
    if len(shown) < len(part.scene.things):
        note("thing", "a thing is in the picture twice")
    touched = _touched(part)
    for thing in part.scene.things:
        holder = facts.holder.get(thing.id, "")
        if thing.holder and thing.holder != holder:
            note("holder", f"{thing.id} is shown in the hands of {thing.holder}, {holder or 'nobody'} holds it")
        if tuple(sorted(thing.states)) != facts.states_of(thing.id):
            note("state", f"{thing.id} is shown {list(thing.states)}, is {list(facts.states_of(thing.id))}")
        there = holder in people if holder else facts.lies.get(thing.id, "") == telling.place
        if not there and thing.id not in touched:
            note("lost" if thing.id in facts.lost else "thing", f"{thing.id} is in the picture but not there")
    for thing_id, place in facts.lies.items():
        if place == telling.place and not facts.holder.get(thing_id) and thing_id not in shown:
            note("thing", f"{thing_id} lies there and is not in the picture")


def check_after(part: Part, telling: Telling, here: frozenset[str]) -> None:
    """Note who was in the picture without having been there at its start or come during the part."""
    came = {beat.act.actor for beat in part.beats if beat.act is not None and beat.act.verb == "enter"}
    for actor in part.scene.actors:
        if actor.id in here or telling.is_here(actor.id) or actor.id in came:
            continue
        telling.note("presence", f"{actor.id} is in the picture but is at {telling.facts.where.get(actor.id, '')!r}")


def _touched(part: Part) -> set[str]:
    """What turns up while the part plays."""
    found: set[str] = set()
    for beat in part.beats:
        if beat.act is not None:
            found |= {beat.act.target, beat.act.thing}
        if beat.shot is not None:
            found |= set(beat.shot.subjects)
        found.add(beat.text)
    return found
