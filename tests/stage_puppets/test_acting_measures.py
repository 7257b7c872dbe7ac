"""The measures of acting: they see nothing where nothing is wrong, and every fault that is made on purpose."""

from __future__ import annotations

import dataclasses

import pytest

from generators.stage.acting import measure
from generators.stage.acting.acting import Acting
from generators.stage.acting.frames import ActorFrame
from generators.timed import Phone, TimedAct, TimedLine, Word
from story_engine.plan import PartKind
from story_engine.time import from_seconds


def line_of(phones: tuple[str, ...], step_seconds: float = 0.11) -> TimedLine:
    step = from_seconds(step_seconds)
    start = from_seconds(0.5)
    return TimedLine(
        start=start, duration=step * len(phones), speaker="wren", to="odile", text="mama papa", emotion="happy",
        phones=tuple(Phone(start=start + i * step, duration=step, phone=p) for i, p in enumerate(phones)),
        words=(Word(start=start, duration=step * 4, text="mama", stressed=True),),
    )  # fmt: skip


PAPA = ("m", "aa", "m", "aa", "p", "ow", "b", "eh", "m", "ay")


def spoil(monkeypatch: pytest.MonkeyPatch, change) -> None:
    """Every frame that the measures see goes through `change`."""
    plain = Acting.at

    def at(self: Acting, time: int) -> tuple[ActorFrame, ...]:
        return tuple(change(frame, time) for frame in plain(self, time))

    monkeypatch.setattr(measure.Acting, "at", at)


def with_mouth(opening: float):
    def change(frame: ActorFrame, time: int) -> ActorFrame:
        face = dataclasses.replace(frame.pose.face, mouth_open=opening)
        return dataclasses.replace(frame, pose=dataclasses.replace(frame.pose, face=face))

    return change


def test_lips_meet_their_sounds(make_part) -> None:
    """Every p, b and m is closed and every vowel seen, in a happy voice too."""
    assert measure.mouth_errors(make_part(lines=(line_of(PAPA),))) == ()


def test_open_lips_on_a_bilabial_are_found(make_part, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mouth that stays open misses every p, b and m."""
    spoil(monkeypatch, with_mouth(0.5))
    found = measure.mouth_errors(make_part(lines=(line_of(PAPA),)))
    assert [e.phone for e in found] == ["m", "m", "p", "b", "m"]
    assert {e.kind for e in found} == {"open"}


def test_a_shut_mouth_on_a_vowel_is_found(make_part, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mouth that stays shut misses every vowel."""
    spoil(monkeypatch, with_mouth(0.0))
    found = measure.mouth_errors(make_part(lines=(line_of(PAPA),)))
    assert {e.kind for e in found} == {"shut"}
    assert len(found) == 5


@pytest.mark.parametrize("kind", [PartKind.STORY, PartKind.HOLD])
def test_nobody_is_frozen(make_part, kind: PartKind) -> None:
    """People who stand, wait and listen always move a little."""
    timed = make_part(who=("wren", "odile", "bramble"), seconds=3.0, kind=kind)
    assert measure.frozen_spans(timed) == ()


def test_a_frozen_figure_is_found(make_part, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever keeps one pose is reported from its beginning to its end."""
    timed = make_part(seconds=2.0)
    first = {frame.id: frame for frame in Acting(timed).at(0)}
    spoil(monkeypatch, lambda frame, time: first[frame.id])
    assert [(s.actor, s.start, s.duration) for s in measure.frozen_spans(timed)] == [
        ("wren", 0, timed.duration),
        ("odile", 0, timed.duration),
    ]


@pytest.mark.parametrize("who", ["wren", "odile", "tock", "brandt", "bramble"])
@pytest.mark.parametrize("verb", ["walk", "run"])
def test_feet_do_not_slide_on_a_way(make_part, who: str, verb: str) -> None:
    """Every planted foot stays where it is, for short legs and long ones."""
    act = TimedAct(start=from_seconds(0.4), duration=from_seconds(2.2), actor=who, verb=verb, from_x=-0.2, to_x=0.3)
    timed = make_part(who=(who,), acts=(act,), seconds=3.4)
    timed = dataclasses.replace(
        timed,
        exit=dataclasses.replace(timed.exit, actors=(dataclasses.replace(timed.exit.actors[0], x=0.3),)),
    )
    assert measure.foot_slides(timed) == ()


def test_sliding_feet_are_found(make_part, monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure that is pushed along without steps slides on both feet."""
    spoil(monkeypatch, lambda frame, time: dataclasses.replace(frame, x=frame.x + time * 1e-6))
    found = measure.foot_slides(make_part(seconds=2.0))
    assert {(slide.actor, slide.foot) for slide in found} >= {("wren", 0), ("wren", 1), ("odile", 0), ("odile", 1)}
