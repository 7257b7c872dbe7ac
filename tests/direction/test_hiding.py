"""Somebody who hides is seen again: after a while, for words said aloud, for a deed, and at once when found out."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from generators.direction.blocking import open_stage
from generators.direction.heights import build_of
from generators.direction.hiding import LONGEST_HIDE
from generators.direction.idioms import load_temperament
from generators.direction.slots import slots_of
from generators.direction.timing import time_part
from generators.stage.acting import Acting
from generators.timed import TimedPart
from story_engine.plan import Beat, BeatKind, Look, PartKind, Thing
from story_engine.time import from_seconds

_spec = importlib.util.spec_from_file_location("direction_cases", Path(__file__).with_name("conftest.py"))
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)
WREN, ODILE = (replace(cases.actor(name), look=Look(asset=name, words=name)) for name in ("wren", "odile"))
LETTER = Thing(id="letter", name="the letter", look=Look(asset="letter", words="a letter"), holder="wren")


def timed(*beats, kind=PartKind.STORY, hidden=False, things=()):
    """The timed beats and the part and stage they are of."""
    truth = cases.scene(WREN, ODILE, things=things, id="s1", number=1)
    part = cases.part(truth, *beats, kind=kind)
    stage = open_stage(part)
    if hidden:
        stage = replace(
            stage, actors=tuple(replace(a, stance="hide") if a.id == "wren" else a for a in stage.actors)
        )  # fmt: skip
    return time_part(part, stage, cases.EvenVoices()), part, stage


def rise_of(timing, who="wren"):
    return next((act.start for act in timing.acts if act.actor == who and act.verb == "stand"), None)


def wait(seconds):
    return Beat(kind=BeatKind.PAUSE, seconds=seconds)


HIDE = cases.do("wren", "hide", target="left")


def test_nobody_crouches_for_the_rest_of_a_scene():
    """Who hides before everybody's eyes comes up again within nine seconds, and the next part finds them standing."""
    timing, _, _ = timed(HIDE, wait(25.0))
    hide = next(act for act in timing.acts if act.verb == "hide")
    assert 0 < rise_of(timing) - hide.start - hide.duration <= LONGEST_HIDE
    assert next(a for a in timing.exit.actors if a.id == "wren").stance == "stand"


def test_who_comes_ducked_into_a_part_rises_in_it():
    """A part that begins with somebody ducked brings them up in its first nine seconds."""
    timing, _, _ = timed(wait(14.0), hidden=True)
    assert rise_of(timing) <= LONGEST_HIDE


def test_words_said_aloud_bring_one_up_and_whispers_do_not():
    """A whisper is said from below; a plain line is said standing."""
    said = "This is not a place where anybody would look for us."
    soft, _, _ = timed(HIDE, cases.say("wren", said, tone="whisper"))
    loud, _, _ = timed(HIDE, cases.say("wren", said))
    assert rise_of(soft) is None
    assert rise_of(loud) <= loud.lines[0].start


def test_a_deed_that_takes_hands_and_legs_is_done_standing():
    """To take something one stands up, and does so before the hand goes out."""
    timing, _, _ = timed(HIDE, cases.do("wren", "take", target="left", ok=False))
    take = next(act for act in timing.acts if act.verb == "take")
    assert rise_of(timing) is not None
    assert rise_of(timing) <= take.start


@pytest.mark.parametrize(
    "beat", [replace(HIDE, act=replace(HIDE.act, ok=False)), cases.do("wren", "hide", thing="letter")]
)
def test_found_out_or_putting_something_away_is_over_soon(beat):
    """A hiding that fails, and a letter that is put away, take a moment."""
    timing, _, _ = timed(beat, wait(6.0), things=(LETTER,))
    hide = next(act for act in timing.acts if act.verb == "hide")
    assert rise_of(timing) <= hide.start + hide.duration + from_seconds(1.0)


def test_behind_somebody_one_may_talk():
    """Whoever has cover speaks from behind it."""
    beat = cases.do("wren", "hide", target="odile")
    timing, _, _ = timed(beat, cases.say("wren", "They never look behind a lighthouse keeper."))
    assert rise_of(timing) is None


def test_a_hold_begins_and_ends_alike():
    """While a choice is open nobody rises: the hold may come round again."""
    timing, _, _ = timed(kind=PartKind.HOLD, hidden=True)
    assert rise_of(timing) is None
    assert not timing.acts


def test_the_picture_shows_who_has_come_up_standing():
    """The puppet is down while hidden and up a second after it has risen; shots have the room for that."""
    told = [cases.say("", "Somebody went by, and looked at everything twice, and wrote it down.") for _ in range(5)]
    timing, part, stage = timed(HIDE, *told)
    up = rise_of(timing)
    acting = Acting(
        TimedPart(
            part=part, duration=timing.duration, rng_seed=1, entry=stage, exit=timing.exit, shots=(), acts=timing.acts
        )
    )
    crouch = [
        next(frame for frame in acting.at(time) if frame.id == "wren").pose.crouch
        for time in (up - from_seconds(1.0), up + from_seconds(1.6))
    ]
    assert crouch[0] > 0.7
    assert crouch[1] < 0.3
    builds = {actor.id: build_of(actor.look) for actor in part.scene.actors}
    slots = slots_of(part, timing, stage, builds, load_temperament("picture_book"), root=5)
    later = [slot for slot in slots if slot.start > up]
    assert later
    assert all(slot.figures["wren"].state.stance == "stand" for slot in later)
    assert any(slot.figures["wren"].state.stance == "hide" for slot in slots if slot.end < up)
