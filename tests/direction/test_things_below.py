"""What a close picture does with things that stand before a face and mostly below the frame."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from generators.direction.blocking import open_stage
from generators.direction.heights import build_of
from generators.direction.idioms import load_temperament
from generators.direction.pictures import close_up
from generators.direction.slots import slots_of
from generators.direction.timing import time_part
from story_engine.plan import Look, Thing

_spec = importlib.util.spec_from_file_location("direction_cases", Path(__file__).with_name("conftest.py"))
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)
WREN, ODILE = (replace(cases.actor(name), look=Look(asset=name, words=name)) for name in ("wren", "odile"))
STORM = Thing(id="storm_parcel", name="the parcel", look=Look(asset="storm_parcel", words="a parcel"))


def close(*beats, up=0.0, size="MCU"):
    """The close picture of Wren in the part's last piece, with the parcel on the ground right before her."""
    truth = cases.scene(WREN, ODILE, things=(STORM,), id="s1", number=1)
    part = cases.part(truth, *beats)
    stage = open_stage(part)
    at = next(actor for actor in stage.actors if actor.id == "wren")
    props = tuple(replace(p, holder="", x=at.x + 0.02, depth=min(1.0, at.depth + 0.1), up=up) for p in stage.props)
    stage = replace(stage, props=props)
    timing = time_part(part, stage, cases.EvenVoices())
    builds = {actor.id: build_of(actor.look) for actor in truth.actors}
    slot = slots_of(part, timing, stage, builds, load_temperament("picture_book"), root=5)[-1]
    return close_up(slot.figures["wren"], size, slot)[1]


SAID = cases.say("wren", "I was told that it would not do that before the evening.")


@pytest.mark.parametrize("size", ["MCU", "CU"])
def test_a_heap_below_a_face_is_left_out(size):
    """The open storm on the ground does not rise half into a close picture of who let it out."""
    assert "storm_parcel" in close(SAID, size=size)


def test_what_stands_in_the_picture_stays():
    """On a table before the face the same thing belongs to the picture."""
    assert "storm_parcel" not in close(SAID, up=1.0)


def test_what_is_handled_in_the_part_stays():
    """A thing that somebody opens or takes up is there when the hand comes to it."""
    assert "storm_parcel" not in close(cases.do("wren", "open", thing="storm_parcel"), SAID)
