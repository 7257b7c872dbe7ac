"""Parts and voices for the tests of direction."""

import pytest

from generators.direction.timing import Spoken
from story_engine.plan import Act, Actor, Beat, BeatKind, Line, Look, Mood, Part, PartKind, Place, Scene, Thing
from story_engine.time import from_seconds


class EvenVoices:
    """Voices that need 60 ms a character: simple, exact, the same on every machine."""

    def speak(self, line: Line, voice: str) -> Spoken:
        return Spoken(duration=from_seconds(0.06 * len(line.text)), manner="murmur" if line.speaker else "silent")


def actor(name: str, **more) -> Actor:
    return Actor(id=name, name=name.title(), look=Look(words=name), voice=name, **more)


def scene(*actors: Actor, things: tuple[Thing, ...] = (), **more) -> Scene:
    place = Place(id="harbour", name="the harbour", look=Look(asset="harbour", words="a pier"))
    return Scene(
        id=more.pop("id", "s1"), number=more.pop("number", 1), storylet="x", title="x", place=place, hour=18.0,
        actors=actors, things=things, **more,
    )  # fmt: skip


def say(speaker: str, text: str, **more) -> Beat:
    return Beat(kind=BeatKind.LINE, line=Line(text=text, speaker=speaker, **more))


def do(actor_id: str, verb: str, **more) -> Beat:
    return Beat(kind=BeatKind.ACT, act=Act(actor=actor_id, verb=verb, **more))


def part(of: Scene, *beats: Beat, index: int = 0, kind: PartKind = PartKind.STORY, **more) -> Part:
    return Part(id=f"{of.id}.p{index}", scene=of, kind=kind, index=index, beats=beats, estimated=0, mood=Mood(), **more)


@pytest.fixture
def voices() -> EvenVoices:
    return EvenVoices()
