"""Scenes and timed parts for the music's tests: small, complete, without director or voices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from generators.sound.composer import compose, opening_state
from generators.timed import (
    ActorState,
    Bed,
    Camera,
    ScoreState,
    Shot,
    StageState,
    TimedAct,
    TimedLine,
    TimedPart,
    TitleCard,
)
from story_engine.plan import Actor, Look, Mood, Part, PartKind, Place, Scene
from story_engine.time import MediaTime, from_seconds, whole_video_frames

MOODS = (
    Mood(valence=0.4, arousal=0.45, tension=0.2),
    Mood(valence=0.2, arousal=0.35, tension=0.4),
    Mood(valence=-0.3, arousal=0.3, tension=0.5),
    Mood(valence=0.7, arousal=0.5, tension=0.1),
    Mood(valence=-0.5, arousal=0.75, tension=0.85),
    Mood(valence=0.1, arousal=0.15, tension=0.2),
)
PLACES = ("post_office", "harbour", "hill", "wood")
CASTS = (("wren", "tock"), ("odile", "wren"), ("bramble",), ("wren", "bramble", "tock"))
LENGTHS = (3.4, 4.1, 2.6, 4.8, 3.2, 4.0)


def a_scene(number: int, *, place: str = "", mood: Mood | None = None, cast: tuple[str, ...] = ()) -> Scene:
    """Scene `number`: place, mood and cast by turns unless given."""
    place = place or PLACES[number % len(PLACES)]
    people = cast or CASTS[number % len(CASTS)]
    return Scene(
        id=f"s{number}",
        number=number,
        storylet=f"storylet_{number % 7}",
        title="A scene",
        place=Place(id=place, name=place, look=Look(asset=place), indoors=place == "post_office"),
        hour=18.0,
        actors=tuple(Actor(id=name, name=name, look=Look(), voice=name, motif=name) for name in people),
        mood=mood or MOODS[number % len(MOODS)],
    )


def a_line(start: float, seconds: float, speaker: str = "wren") -> TimedLine:
    """A murmured line without phones: it matters to the composer only when it is heard."""
    return TimedLine(
        start=from_seconds(start), duration=from_seconds(seconds), speaker=speaker, text=f"Line at {start}."
    )


def a_part(
    scene: Scene,
    index: int,
    seconds: float = 4.0,
    *,
    lines: tuple[TimedLine, ...] = (),
    acts: tuple[TimedAct, ...] = (),
    titles: tuple[TitleCard, ...] = (),
    beds: tuple[Bed, ...] = (),
    kind: PartKind = PartKind.STORY,
    notes: tuple[str, ...] = (),
    scene_time: MediaTime = 1,
    ends: bool = False,
) -> TimedPart:
    """A timed part of `scene`, its score still empty."""
    duration = whole_video_frames(from_seconds(seconds))
    view = Camera(x=0.0, y=0.5, zoom=1.2)
    actors = tuple(ActorState(id=actor.id, x=-0.3 + 0.3 * place) for place, actor in enumerate(scene.actors))
    return TimedPart(
        part=Part(
            id=f"{scene.id}.p{index}",
            scene=scene,
            kind=kind,
            index=index,
            beats=(),
            estimated=duration,
            mood=scene.mood,
            ends_scene=ends,
            notes=notes,
        ),
        duration=duration,
        rng_seed=5000 + scene.number,
        entry=StageState(scene_time=scene_time, actors=actors),
        exit=StageState(scene_time=scene_time + duration, actors=actors),
        shots=(Shot(start=0, duration=duration, key="test", size="MS", begin=view, end=view),),
        lines=lines,
        acts=acts,
        titles=titles,
        beds=beds,
    )


def a_scored_scene(
    scene: Scene, before: ScoreState | None = None, *, parts: int = 6, talk: bool = False
) -> tuple[list[TimedPart], ScoreState]:
    """A scene's parts with their scores, and the last exit state."""
    state = opening_state(scene, before)
    made = []
    for index in range(parts):
        seconds = LENGTHS[index % len(LENGTHS)]
        lines: tuple[TimedLine, ...] = ()
        if talk and index % 3:
            speaker = scene.actors[index % len(scene.actors)].id
            lines = (a_line(0.3, 0.5 * seconds, speaker),)
        timed = a_part(scene, index, seconds, lines=lines, ends=index == parts - 1)
        score = compose(timed, state)
        state = score.exit
        made.append(replace(timed, score=score))
    return made, state


@pytest.fixture(scope="session")
def make_scene() -> Callable[..., Scene]:
    """`a_scene`."""
    return a_scene


@pytest.fixture(scope="session")
def make_part() -> Callable[..., TimedPart]:
    """`a_part`."""
    return a_part


@pytest.fixture(scope="session")
def make_line() -> Callable[..., TimedLine]:
    """`a_line`."""
    return a_line


@pytest.fixture(scope="session")
def score_scene() -> Callable[..., tuple[list[TimedPart], ScoreState]]:
    """`a_scored_scene`."""
    return a_scored_scene


@pytest.fixture(scope="session")
def show(score_scene: Callable[..., tuple[list[TimedPart], ScoreState]]) -> list[list[TimedPart]]:
    """Forty scenes in a row with and without talk: what statistics of the music are taken from."""
    scenes, state = [], None
    for number in range(1, 41):
        parts, state = score_scene(a_scene(number), state, parts=8, talk=number % 3 != 0)
        scenes.append(parts)
    return scenes
