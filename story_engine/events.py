"""A scene as an event: why it could happen, what it changed, what did not work.

It does not know how scenes are chosen or performed.
"""

from __future__ import annotations

from story_engine.causes import Cause, causes_of, event_changes, joined, relied
from story_engine.expr import Value
from story_engine.fluents import Atom, World
from story_engine.ground import Ground, Repertoire
from story_engine.moment import Moment, Record, SceneState
from story_engine.questions import WorldScope


def first_causes(repertoire: Repertoire, ground: Ground, world: World, scene: str) -> tuple[Cause, ...]:
    """The links of a scene that is about to begin: its conditions, its cast, its things, and its thread's last step."""
    scope = WorldScope(repertoire.seed, world, {})
    found: tuple[Cause, ...] = ()
    for watch in ground.watches:
        _, atoms = relied(scope, repertoire.trees[watch])
        found = joined(found, causes_of(world, atoms, "when", scene))
    return joined(found, thread_causes(world, ground.storylet.thread, scene))


def thread_causes(world: World, thread: str, scene: str) -> tuple[Cause, ...]:
    """The links of a scene that goes on with an open question: who opened it and who took it further last."""
    if not thread or world.text("thread", thread) != "open":
        return ()
    return tuple(causes_of(world, (("thread", thread), ("thread_step", thread)), "thread", scene))


def thread_updates(scene: SceneState) -> dict[Atom, Value]:
    """What a scene's header does to its thread."""
    thread, step = scene.storylet.thread, scene.storylet.thread_step
    if not thread:
        return {}
    updates: dict[Atom, Value] = {("thread_step", thread): scene.id}
    if step in ("opens", "closes"):
        updates["thread", thread] = "open" if step == "opens" else "closed"
    return updates


def event_record(scene: SceneState, moment: Moment, before: World, after: World) -> Record:
    """The scene as an event of the log: id, storylet, binding, adds, dels, links, refused deeds."""
    adds, dels = event_changes(before, after)
    return Record(
        kind="event",
        fields={
            "id": scene.id,
            "storylet": scene.storylet.id,
            "binding": dict(scene.binding),
            "adds": adds,
            "dels": dels,
            "links": [cause.to_json() for cause in moment.causes],
            "refused": list(moment.refused),
        },
    )
