"""The interface's accent follows the scene's colour slowly, and can be read all the way."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.accents import accents_of
from player.cli.seeds import built_in_seeds
from player.settings import Settings
from player.ui import manner, theme
from player.ui.tinting import STEP_SECONDS, WAY_SECONDS, Tinting
from story_engine.seed import load_world

COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02X}{:02X}{:02X}".format(*rgb))


@pytest.fixture
def plain(monkeypatch):
    """No setting of access holds."""
    monkeypatch.setattr(manner, "NOW", manner.Manner())
    return manner.NOW


def way(tinting, shows, seconds=2 * WAY_SECONDS, tick=0.04):
    """Every accent given out while the show brings `shows`, with its time."""
    times = np.arange(0.0, seconds, tick)
    return [(at, found) for at in times if (found := tinting.turn(shows, float(at))) is not None]


@given(COLOURS, COLOURS)
def test_every_colour_on_the_way_can_be_read(one, other):
    """At least 4.5 : 1 on the surface, from wherever to wherever."""
    for _, accent in way(Tinting(one), other, tick=0.5):
        assert theme.contrast(accent, theme.SURFACE) >= 4.5


def test_a_scene_of_another_colour_is_followed_slowly(plain):
    """It takes its seconds in even steps, arrives exactly, and then rests."""
    tinting = Tinting("#D64545")
    found = way(tinting, "#57C4B8")
    assert found[-1][1] == theme.readable_accent("#57C4B8")
    assert WAY_SECONDS <= found[-1][0] <= WAY_SECONDS + 2 * STEP_SECONDS
    assert len(found) <= WAY_SECONDS / STEP_SECONDS + 1
    steps = [np.abs(np.subtract(a[:3], b[:3])).max() for (_, a), (_, b) in itertools.pairwise(found)]
    assert max(steps) < 0.16
    assert tinting.turn("#57C4B8", 100.0) is None


def test_a_turn_on_the_way_goes_on_from_where_it_is(plain):
    """Nothing jumps where a scene is left before its colour was reached."""
    tinting = Tinting("#D64545")
    last = way(tinting, "#57C4B8", seconds=3.0)[-1][1]
    tinting.turn("#7CE6DC", 3.0)
    then = tinting.turn("#7CE6DC", 3.0 + STEP_SECONDS)
    assert np.abs(np.subtract(last[:3], then[:3])).max() < 0.16


def test_safe_colours_stay_and_reduced_motion_does_not_travel(plain):
    """Where colours are safe for any eyes the show brings none; without motion the colour is there at once."""
    plain.safe = True
    tinting = Tinting("#D64545")
    assert {accent for _, accent in way(tinting, "#57C4B8")} <= {theme.readable_accent(theme.SAFE_ACCENT)}
    plain.safe, plain.still = False, True
    tinting.at_once()
    assert [accent for _, accent in way(tinting, "#D64545")] == [theme.readable_accent("#D64545")]


def test_every_place_of_our_stories_brings_a_colour():
    """No place is without, and they are of several colours."""
    seeds = [load_world(folder) for folder in built_in_seeds()]
    found = [accents_of(seed) for seed in seeds]
    assert [set(known) for known in found] == [{site.place.id for site in seed.places.values()} for seed in seeds]
    assert len({colour for known in found for colour in known.values()}) > 2


def test_the_setting_for_safe_colours_is_off_at_first():
    """Else no show would ever bring its colour."""
    assert Settings().safe_colours is False
