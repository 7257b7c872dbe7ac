"""Draws up what is visible: the frozen scene of a part from world, scene and moment.

It does not know pictures themselves or why the scene was chosen.
"""

from __future__ import annotations

from collections.abc import Iterator

from story_engine.about import idea_of
from story_engine.moment import Moment, SceneState, Setting
from story_engine.perform import visible_people
from story_engine.plan import Actor, Beat, BeatKind, Mood, Scene, Thing
from story_engine.seed.model import Seed

WIND = {"clear": 0.2, "cloud": 0.3, "wind": 0.75, "rain": 0.45, "storm": 0.95, "snow": 0.25, "fog": 0.08}
"""How hard the wind blows in each weather, before the seed's own liking for wind."""


def mood_at(scene: SceneState, played: float) -> Mood:
    """The feeling after `played` seconds of a scene: its tension runs from its first to its last value."""
    share = min(1.0, max(0.0, played / max(scene.seconds, 1.0)))
    first, last = scene.storylet.tension
    tension = first + (last - first) * share
    return Mood(valence=scene.storylet.feel, arousal=min(1.0, 0.2 + 0.7 * tension), tension=tension)


def picture(setting: Setting, moment: Moment, beats: tuple[Beat, ...], played: float) -> Scene:
    """Everything visible when a part begins; who comes in during `beats` is among the actors."""
    seed, scene, world = setting.seed, setting.scene, moment.world
    people = list(visible_people(setting, moment))
    for beat in beats:
        doers: tuple[str, ...] = (beat.act.actor, beat.act.target) if beat.act is not None else ()
        if beat.line is not None:
            doers = (beat.line.speaker,)
        people += [doer for doer in dict.fromkeys(doers) if doer in seed.cast and doer not in people]
    weather = world.text("weather")
    return Scene(
        id=scene.id,
        number=scene.number,
        storylet=scene.storylet.id,
        title=scene.storylet.title,
        place=seed.places[scene.place].place,
        hour=scene.hour,
        weather=weather,
        wind=min(1.0, max(0.0, WIND.get(weather, 0.3) + 0.3 * (seed.wind - 0.3))),
        actors=tuple(_actor(seed, moment, person) for person in people),
        things=_things(setting, moment, tuple(people), frozenset(_touched(beats))),
        mood=mood_at(scene, played),
        tags=scene.storylet.tags,
        thread=scene.storylet.thread,
        why=scene.why,
        causes=scene.causes,
        rating=scene.storylet.rating,
        chapter=scene.storylet.chapter,
        ending=scene.storylet.ending,
        style=seed.style,
        idea=idea_of(seed, scene.storylet),
        take=scene.take,
    )


def _actor(seed: Seed, moment: Moment, person: str) -> Actor:
    someone = seed.cast[person]
    return Actor(
        id=person,
        name=someone.name,
        look=someone.look,
        voice=someone.voice,
        motif=someone.motif,
        holding=moment.world.held_by(person),
        states=moment.world.states_of(person),
        emotion=moment.emotions.get(person, "calm"),
    )


def _touched(beats: tuple[Beat, ...]) -> Iterator[str]:
    """Ids that beats handle, reveal or frame."""
    for beat in beats:
        if beat.act is not None:
            yield from (beat.act.target, beat.act.thing)
        if beat.kind is BeatKind.REVEAL:
            yield beat.text
        if beat.shot is not None:
            yield from beat.shot.subjects


def _things(setting: Setting, moment: Moment, people: tuple[str, ...], touched: frozenset[str]) -> tuple[Thing, ...]:
    """The things at the place or in visible hands, and those that turn up while the part plays."""
    found = []
    for item in setting.seed.things.values():
        holder = moment.world.text("holder", item.id)
        here = holder in people or (not holder and moment.world.text("lies", item.id) == setting.scene.place)
        if here or item.id in touched:
            found.append(
                Thing(
                    id=item.id,
                    name=item.name,
                    look=item.look,
                    holder=holder if holder in people else "",
                    states=moment.world.states_of(item.id),
                )
            )
    return tuple(found)
