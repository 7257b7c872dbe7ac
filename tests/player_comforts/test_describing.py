"""Audio description: what is told, and that it never talks over the cast."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from generators.timed import Caption, StageState, TimedAct, TimedPart
from player.describing import Describer, deed_words, gap_at, opening_words, tellings_of
from player.words import words_in
from story_engine.plan import Actor, Look, Part, PartKind, Place, Scene, Thing

SECOND = 48_000


def person(name: str) -> Actor:
    return Actor(id=name.lower(), name=name, look=Look(words=name), voice=name)


SCENE = Scene(
    id="s1", number=1, storylet="x", title="x", place=Place(id="h", name="the harbour", look=Look(words="a pier")),
    hour=18.0, weather="rain", actors=(person("Wren"), person("Odile")),
    things=(Thing(id="letter", name="the old letter", look=Look(words="a letter")),),
)  # fmt: skip
GIVE = TimedAct(start=6 * SECOND, duration=SECOND, actor="wren", verb="give", target="odile", thing="letter")


def part(*captions: Caption, acts=(GIVE,), seconds=12.0, scene=SCENE) -> TimedPart:
    return TimedPart(
        part=Part(id=f"{scene.id}.p0", scene=scene, kind=PartKind.STORY, index=0, beats=(), estimated=0),
        duration=round(seconds * SECOND), rng_seed=1, entry=StageState(), exit=StageState(), shots=(),
        captions=captions, acts=acts,
    )  # fmt: skip


LINE = Caption(start=4 * SECOND, duration=2 * SECOND, text="Wait.", speaker="Wren")


OPENING = {
    "en": ("The harbour, at dusk, in the rain.", "Here: Wren and Odile."),
    "de": ("The harbour, in der Dämmerung, im Regen.", "Hier: Wren und Odile."),
}


@pytest.mark.parametrize(("language", "words"), OPENING.items())
def test_a_scene_opens_with_place_hour_weather_and_people(language, words):
    """In the language of the interface; names stay the story's."""
    assert opening_words(SCENE, words_in(language)) == words


def test_a_deed_is_told_with_whom_and_what_and_whether_it_fails():
    """Nobody has to guess what was handed over."""
    names = {"wren": "Wren", "odile": "Odile", "letter": "the old letter"}
    texts = words_in("en")
    assert deed_words(GIVE, names, texts) == "Wren gives the old letter to Odile."
    failed = TimedAct(start=0, duration=1, actor="wren", verb="catch", thing="letter", ok=False)
    assert deed_words(failed, names, texts) == "Wren catches the old letter. It goes wrong."
    assert deed_words(TimedAct(start=0, duration=1, actor="nobody", verb="nod"), names, texts) == ""


def test_a_gap_ends_where_somebody_speaks():
    """Sounds may be talked over, words never."""
    rain = Caption(start=0, duration=12 * SECOND, text="rain", kind="sound")
    timed = part(LINE, rain)
    assert gap_at(timed, 0) == 4 * SECOND
    assert gap_at(timed, 5 * SECOND) == 0
    assert gap_at(timed, 7 * SECOND) == 5 * SECOND


def heard_of(timed: TimedPart, step=SECOND // 10, after=None):
    """What is said, with its time and how long it may last, while a part is heard."""
    told = []
    at = 0
    describer = Describer(lambda text, within: told.append((at / SECOND, text, within)))
    describer.wanted = True
    segment = SimpleNamespace(id=timed.part.id, start=100 * SECOND, timed=timed)
    show = SimpleNamespace(here=lambda: (segment, 100 * SECOND + at), coming=lambda: after)
    while at < timed.duration:
        describer.saw(show, "en", plays=True)
        at += step
    return told


def test_the_place_is_told_before_the_first_word_and_the_deed_after_it():
    """Each thing once, each within its gap."""
    told = heard_of(part(LINE))
    assert [text for _, text, _ in told] == [
        *opening_words(SCENE, words_in("en")),
        "Wren gives the old letter to Odile.",
    ]
    assert told[0][0] == 0.0
    assert told[-1][0] > 6.0
    for at, text, within in told:
        assert len(text) / 15 <= within
        assert not 4.0 <= at < 6.0


def test_where_there_is_no_room_nothing_is_told():
    """Who speaks all the time describes themselves."""
    always = Caption(start=0, duration=12 * SECOND, text="So much to say.", speaker="Wren")
    assert heard_of(part(always)) == []


def test_a_scene_is_opened_once():
    """Its second part has only its deeds to tell."""
    assert len(tellings_of(part(), words_in("en"), opens=True)) == 3
    assert len(tellings_of(part(), words_in("en"), opens=False)) == 1


def test_a_gap_goes_on_over_a_join_where_the_next_part_is_known():
    """A short quiet end and a quiet beginning are one gap; a part that begins with words is not talked into."""
    short = part(LINE, acts=(), seconds=6.9, scene=replace(SCENE, actors=()))
    late = replace(LINE, start=0, duration=6 * SECOND)
    short = replace(short, captions=(late,))
    quiet = SimpleNamespace(timed=part(acts=(), seconds=3.0))
    assert heard_of(short) == []
    assert heard_of(short, after=SimpleNamespace(timed=part(replace(LINE, start=0)))) == []
    assert [text for _, text, _ in heard_of(short, after=quiet)] == ["The harbour, at dusk, in the rain."]
