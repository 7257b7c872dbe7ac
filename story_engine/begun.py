"""A show that begins in the middle: with a scene that is wanted, in a world that a short history leads to.

It does not know players. Such a show is for looking at a scene; its journal does not tell how the world came about,
so it cannot be resumed.
"""

from __future__ import annotations

from story_engine.altered import altered
from story_engine.errors import InputError
from story_engine.expr import number
from story_engine.planning.reach import Reached, reach
from story_engine.scenes import begin_scene
from story_engine.show import Show


def begun_at(show: Show, storylet: str) -> Show:
    """A fresh show in which that scene begins now, without a title card; raises InputError when none leads there."""
    repertoire, rating = show.state.stack.repertoire, show.state.header.viewer_rating
    if storylet not in repertoire.seed.storylets:
        raise InputError(f"“{repertoire.seed.title}” has no scene “{storylet}”; `evershow map` shows all of them")
    found = reach(repertoire, storylet, rating=rating)
    if not found.found or found.world is None:
        raise InputError(f"no history leads to “{storylet}”: {found.reason}")
    return _begun(show, found)


def _begun(show: Show, found: Reached) -> Show:
    world = found.world
    assert world is not None, "a history ends in a world"
    state = show.state
    ground = state.stack.repertoire.grounds[found.steps[-1].ground]
    scene = int(number(world.get(("scene",))))
    decided = {
        "storylet": ground.storylet.id,
        "binding": dict(ground.binding),
        "place": ground.place,
        "hour": number(world.get(("hour",))),
        "weather": world.text("weather") or "clear",
        "why": [["author", 1.0, "it was asked for"]],
    }
    moment = altered(
        state.moment,
        world=world.write({("scene",): float(scene - 1)}, None),
        script=(("scene", str(scene), decided),),
    )
    after = begin_scene(altered(state, moment=moment))
    return Show(altered(after, steps=1, moment=altered(after.moment, script=None)))
