"""Somebody's own flame lights their neighbours, fog lies on the ground, and one thing at a time is in the hands."""

import numpy as np
import pytest

from generators.stage.acting import Acting
from generators.stage.lamplight import lamps_carried, lit_at
from generators.stage.light import Light
from generators.stage.specimen import Specimen, part_of
from generators.stage.weather import draw_ground_mist
from generators.timed import ActorState, PropState

NIGHT = Light.at("wood", 22.0)


def burning_lantern():
    """A lantern with its flame, and the girl beside it."""
    actors = (ActorState(id="tock", x=0.1, facing=-1), ActorState(id="wren", x=-0.1))
    return Acting(part_of(Specimen(place="wood", hour=22.0, actors=actors))).at(0)


def test_a_flame_lights_the_neighbour_and_not_its_bearer():
    """Who stands near a burning lantern takes its colour from its side; the lantern stays in its own light."""
    lamps = lamps_carried(burning_lantern())
    assert [lamp.bearer for lamp in lamps] == ["tock"]
    lit = lit_at(NIGHT, lamps, -0.1, 0.5, "wren")
    assert lit.rim != NIGHT.rim
    assert lit.direction[0] > 0
    assert lit_at(NIGHT, lamps, 0.1, 0.5, "tock") is NIGHT


def test_a_far_neighbour_stays_in_the_dark():
    """A flame reaches a few metres only."""
    assert lit_at(NIGHT, lamps_carried(burning_lantern()), -0.9, 0.5, "wren") is NIGHT


@pytest.mark.parametrize(("weather", "veiled"), [("fog", True), ("clear", False)])
def test_fog_lies_on_the_ground(weather, veiled):
    """Fog pales the ground's far edge more than our feet; in clear air nothing is laid over it."""
    pixels = np.zeros((200, 8, 4), np.uint8)
    pixels[:, :, 3] = 255
    draw_ground_mist(pixels, Light.at("wood", 12.0, weather), (60.0, 100.0, 200.0))
    assert bool(pixels[100, 0, :3].any()) is veiled
    assert int(pixels[100, 0, 0]) >= int(pixels[180, 0, 0])


def test_one_thing_at_a_time_is_in_the_hands():
    """Who owns a flask and a photograph has one of them in hand: nothing is held before another thing."""
    props = tuple(PropState(id=name, holder="brandt", x=0.0) for name in ("flask", "photograph"))
    timed = part_of(Specimen(place="street", actors=(ActorState(id="brandt", x=0.0),), props=props))
    (frame,) = Acting(timed).at(0)
    assert len(frame.held) == 1
