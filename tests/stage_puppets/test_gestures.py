"""Gestures: enough of them, on the stressed words, never twice running, and listeners who answer."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from generators.stage.acting import Acting
from generators.stage.acting.feelings import feelings
from generators.stage.acting.gestures import dialogue_acts, plan_fidget, plan_strokes, repertoire
from generators.stage.acting.spots import BODY_SPOTS, HEAD_SPOTS, spots_of
from generators.stage.puppets.load import load_puppet
from generators.timed import TimedLine, Word
from story_engine.plan import Look
from story_engine.time import from_seconds

TEXT = "Please never open the parcel before we know how big the storm inside has become my dear friend"


def spoken(emotion: str = "calm", *, text: str = TEXT, intensity: float = 0.6) -> TimedLine:
    step = from_seconds(0.3)
    words = tuple(
        Word(start=step * (i + 1), duration=step, text=word, stressed=len(word) > 3)
        for i, word in enumerate(text.split())
    )
    return TimedLine(
        start=step, duration=step * len(words), speaker="wren", to="odile", text=text, emotion=emotion,
        intensity=intensity, words=words,
    )  # fmt: skip


def planned(line: TimedLine, **changes):
    given = {"root": 4, "energy": 1.1, "free": (True, True), "carries": False, "beast": False, "turn": 0}
    return plan_strokes(line, **{**given, **changes})


def test_there_are_enough_gestures() -> None:
    """People have at least thirty gestures of speech, animals some of their own."""
    assert len(repertoire("gestures")) >= 30
    assert len(repertoire("beast")) >= 6


def test_a_hand_that_goes_behind_a_face_comes_from_beside_it() -> None:
    """To a temple, an ear, a brow or a cap a hand rises outside: from before the body it would cross eyes and mouth."""
    behind = {name for name, (forward, _) in HEAD_SPOTS.items() if forward < 0} - {"neck"}
    found = [g for kind in ("gestures", "fidgets") for g in repertoire(kind) if g.stroke.hand in behind]
    assert len(found) >= 6
    for gesture in found:
        assert gesture.ready is not None
        assert isinstance(gesture.ready.hand, tuple)
        assert gesture.ready.hand[0] < 0


def test_every_mood_and_spot_of_the_gestures_exists() -> None:
    """Gestures name only feelings there are and places a body has."""
    for kind in ("gestures", "beast", "reactions", "beast_reactions", "fidgets", "beast_fidgets"):
        for gesture in repertoire(kind):
            assert gesture.moods <= feelings().keys()
            for shape in (gesture.ready, gesture.stroke, gesture.hold):
                for place in (shape.hand, shape.other) if shape else ():
                    assert not isinstance(place, str) or place in HEAD_SPOTS or place in BODY_SPOTS


@pytest.mark.parametrize("emotion", sorted(feelings()))
def test_strokes_fall_on_stressed_words_and_do_not_repeat(emotion: str) -> None:
    """Each stroke begins a stressed word; no gesture follows itself; there is time between two."""
    line = spoken(emotion)
    strokes = planned(line)
    stressed = {word.start for word in line.words if word.stressed}
    assert strokes
    assert all(stroke.at in stressed for stroke in strokes)
    for one, two in itertools.pairwise(strokes):
        assert one.gesture.id != two.gesture.id
        assert two.at - one.at > from_seconds(0.7)


@pytest.mark.parametrize("beast", [False, True])
def test_a_part_never_begins_with_the_gesture_that_the_last_ones_ended_with(beast: bool) -> None:
    """First and last gestures of three parts in a row have nothing in common."""
    seen: list[set[str]] = [set(), set(), set()]
    for root, turn in itertools.product(range(30), range(3)):
        strokes = planned(spoken("happy"), root=root, turn=turn, beast=beast)
        seen[turn] |= {strokes[0].gesture.id, strokes[-1].gesture.id}
    assert all(seen)
    assert not seen[0] & seen[1] | seen[1] & seen[2] | seen[0] & seen[2]


def test_full_hands_gesture_with_what_they_hold() -> None:
    """Who carries something in both arms uses head, body or the thing, never a free hand."""
    for root in range(20):
        for stroke in planned(spoken("worried"), root=root, free=(False, False), carries=True):
            assert stroke.gesture.hands in ("0", "thing")


def test_a_word_calls_for_its_gesture() -> None:
    """A word that has a gesture of its own gets it most of the time."""
    line = spoken(text="Nobody ever counted all those distant stars above these quiet mountains before winter")
    hits = sum(any(s.gesture.id == "point_up" for s in planned(line, root=root, energy=1.4)) for root in range(20))
    assert hits >= 12


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Where is it?", "ask"), ("No. Not here.", "deny"), ("Please, help me!", "plead"),
        ("Maybe it is late.", "doubt"),
        ("Wait for me.", "order"), ("Good evening, captain.", "greet"), ("The tide is out.", "tell"),
    ],
)  # fmt: skip
def test_lines_are_known_by_what_they_do(text: str, act: str) -> None:
    """Questions, denials, pleas and orders are told apart by their words."""
    assert act in dialogue_acts(text)


def test_a_temperament_chooses_its_fidgets() -> None:
    """Calm and lively people wait differently."""

    def seen(energy: float) -> set[str]:
        given = {"free": (True, True), "carries": False, "beast": False}
        found = (
            plan_fidget(0, from_seconds(2.5), path=(k,), root=1, energy=energy, **given)  # type: ignore[arg-type]
            for k in range(60)
        )
        return {stroke.gesture.id for stroke in found if stroke}

    assert seen(0.6) - seen(1.3)
    assert seen(1.3) - seen(0.6)


@pytest.mark.parametrize("name", ["wren", "odile", "tock", "ines", "brandt", "lola", "pinch", "sable"])
def test_a_hand_finds_the_face_of_every_build(name: str) -> None:
    """The chin is about the shoulder's height and within reach of both hands, for children and captains."""
    puppet = load_puppet(Look(asset=name))
    for side in ("near", "far"):
        chin = spots_of(puppet, "chin", side)
        assert chin is not None
        assert -0.6 < chin[1] < 0.35
        assert (chin[0] ** 2 + chin[1] ** 2) ** 0.5 < 1.1


def test_a_listener_answers(make_part) -> None:
    """Whoever is spoken to moves more than when nobody speaks."""
    quiet = make_part(seconds=3.0)
    line = dataclasses.replace(spoken("angry", intensity=0.9), duration=from_seconds(2.4))
    loud = dataclasses.replace(quiet, lines=(line,))
    at = [from_seconds(0.1 * k) for k in range(10, 29)]

    def moved(timed) -> float:
        acting = Acting(timed)
        poses = [acting.at(t)[1].pose for t in at]
        shown = [(p.lean, p.nod, p.shoulders, p.face.brow_in) for p in poses]
        return sum(sum(abs(x - y) for x, y in zip(a, b, strict=True)) for a, b in itertools.pairwise(shown))

    assert moved(loud) > 1.5 * moved(quiet)
