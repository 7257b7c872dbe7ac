"""Timed parts for the tests of acting."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from generators.stage.floor import metre
from generators.timed import ActorState, PropState, StageState, TimedAct, TimedLine, TimedPart
from story_engine.plan import Actor, Look, Part, PartKind, Place, Scene, Thing
from story_engine.time import from_seconds, to_seconds


def _part(
    *,
    acts: tuple[TimedAct, ...] = (),
    lines: tuple[TimedLine, ...] = (),
    seconds: float = 2.0,
    who: tuple[str, ...] = ("wren", "odile"),
    kind: PartKind = PartKind.STORY,
    props: tuple[PropState, ...] = (),
) -> TimedPart:
    duration = from_seconds(seconds)
    scene = Scene(
        id="s1", number=1, storylet="x", title="x", place=Place(id="p", name="p", look=Look()), hour=12, wind=0.4,
        actors=tuple(Actor(id=w, name=w, look=Look(asset=w), voice=w) for w in who),
        things=tuple(Thing(id=p.id, name=p.id, look=Look(asset=p.id)) for p in props),
    )  # fmt: skip
    actors = tuple(
        ActorState(id=w, x=-0.2 + 0.4 * i, facing=1 - 2 * (i % 2), gaze=who[1 - i] if len(who) == 2 else "")
        for i, w in enumerate(who)
    )
    entry = StageState(actors=actors, props=props)
    return TimedPart(
        part=Part(id="s1.p0", scene=scene, kind=kind, index=0, beats=(), estimated=duration),
        duration=duration,
        rng_seed=3,
        entry=entry,
        exit=StageState(actors=actors, props=props, scene_time=duration),
        shots=(),
        lines=lines,
        acts=acts,
    )


@pytest.fixture
def make_part() -> Callable[..., TimedPart]:
    """A quiet part of some actors; deeds, lines and things as given."""
    return _part


@pytest.fixture
def make_way() -> Callable[[str, str, float, float], tuple[TimedPart, TimedAct]]:
    """Makes a part in which somebody walks or runs so many metres, at so many a second, and the act of it."""

    def way(who: str, verb: str, metres: float, speed: float) -> tuple[TimedPart, TimedAct]:
        reach = 0.5 * metres * metre(0.5)
        act = TimedAct(
            start=from_seconds(0.5),
            duration=from_seconds(metres / speed),
            actor=who,
            verb=verb,
            from_x=-reach,
            to_x=reach,
        )
        timed = _part(who=(who,), acts=(act,), seconds=1.0 + to_seconds(act.duration))
        here = dataclasses.replace(timed.entry.actors[0], x=-reach, depth=0.5)
        entry = dataclasses.replace(timed.entry, actors=(here,))
        there = dataclasses.replace(timed.exit, actors=(dataclasses.replace(here, x=reach),))
        return dataclasses.replace(timed, entry=entry, exit=there), act

    return way
