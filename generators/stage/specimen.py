"""Parts made only to be looked at or measured: a place at an hour, in a weather and style, with people and things.

It knows no story; everything is where the caller puts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generators.stage.place import load_set
from generators.timed import ActorState, Camera, PropState, Shot, StageState, TimedPart
from story_engine.plan import Actor, Look, Part, PartKind, Place, Scene, Thing
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME

WIDE = Camera(x=0.0, y=0.5, zoom=1.0)
BEGUN = 7 * SAMPLE_RATE
"""Scene time at the start: clouds and smoke are on their way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """What is to be seen."""

    place: str
    hour: float = 12.0
    weather: str = "clear"
    style: str = "paper"
    wind: float = 0.4
    actors: tuple[ActorState, ...] = ()
    """The id of an actor is its puppet."""
    props: tuple[PropState, ...] = ()
    """The id of a thing is its drawing."""
    looks: tuple[tuple[str, Look], ...] = ()
    """Looks of actors whose drawing is not their id."""
    camera: Camera = WIDE
    to: Camera | None = None
    """Where the camera moves during the part; None = it stands."""
    size: str = "WS"
    seconds: float = 1.0
    rng_seed: int = 3
    seed_art: Path | None = None


def part_of(specimen: Specimen) -> TimedPart:
    """The specimen as a part of whole video frames with one shot."""
    duration = max(1, round(specimen.seconds * SAMPLE_RATE / VIDEO_FRAME)) * VIDEO_FRAME
    indoors = load_set(specimen.place, specimen.seed_art).indoors
    name = f"specimen-{specimen.place}"
    looks = dict(specimen.looks)
    scene = Scene(
        id=name,
        number=1,
        storylet="specimen",
        title="specimen",
        place=Place(id=specimen.place, name=specimen.place, look=Look(asset=specimen.place), indoors=indoors),
        hour=specimen.hour,
        weather=specimen.weather,
        wind=specimen.wind,
        style=specimen.style,
        actors=tuple(
            Actor(id=a.id, name=a.id, look=looks.get(a.id, Look(asset=a.id)), voice=a.id) for a in specimen.actors
        ),
        things=tuple(Thing(id=p.id, name=p.id, look=Look(asset=p.id), states=p.states) for p in specimen.props),
    )
    state = StageState(
        scene_time=BEGUN,
        actors=specimen.actors,
        props=specimen.props,
        weather=specimen.weather,
        weather_before=specimen.weather,
    )
    shot = Shot(
        start=0,
        duration=duration,
        key=name,
        size=specimen.size,
        begin=specimen.camera,
        end=specimen.to or specimen.camera,
        subjects=tuple(actor.id for actor in specimen.actors),
    )
    part = Part(id=name, scene=scene, kind=PartKind.STORY, index=0, beats=(), estimated=duration)
    return TimedPart(part=part, duration=duration, rng_seed=specimen.rng_seed, entry=state, exit=state, shots=(shot,))
