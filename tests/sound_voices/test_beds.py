"""Ambience: beds join without a trace and follow hour and wind."""

from __future__ import annotations

import numpy as np
import pytest

from generators.sound.ambience import bed_names, beds_for, render_bed
from generators.sound.ambience.curves import at_hour
from generators.sound.ambience.recipes import load_beds
from generators.sound.effects import effect_names
from story_engine.plan import WEATHERS
from story_engine.time import SAMPLE_RATE

SECOND = SAMPLE_RATE


@pytest.mark.parametrize("name", ["harbour", "post_office", "storm", "fog_inside", "wood"])
def test_a_bed_rendered_in_pieces_is_the_bed_rendered_whole(name: str) -> None:
    """Consecutive parts give bit for bit the samples of one long part, whatever their lengths."""
    start, whole = 3 * SECOND + 77, 6 * SECOND
    cut = 2 * SECOND + 1231

    long = render_bed(name, start, whole, 0.6, 11, 22.0)
    pieces = [render_bed(name, start, cut, 0.6, 11, 22.0), render_bed(name, start + cut, whole - cut, 0.6, 11, 22.0)]

    assert long.shape == (whole, 2)
    assert long.dtype == np.float32
    assert np.array_equal(np.concatenate(pieces), long)


def test_the_join_is_no_click() -> None:
    """The second difference at a join is no larger than elsewhere, at the tape's own end too."""
    bed = render_bed("harbour", 9 * SECOND, 6 * SECOND, 0.4, 3, 12.0)
    bend = np.abs(np.diff(bed[:, 0], 2))

    assert float(bend.max()) < 12 * float(np.sqrt(np.mean(bend**2)))


def test_gulls_sleep_and_crickets_wake_at_night() -> None:
    """The hour changes what is heard on the hill."""
    noon = render_bed("hill", 0, 8 * SECOND, 0.1, 5, 12.0)
    night = render_bed("hill", 0, 8 * SECOND, 0.1, 5, 23.0)

    assert not np.array_equal(noon, night)
    assert at_hour(23.0, ((5, 0.8), (7, 0), (18.5, 0), (20.5, 1))) > 0.8
    assert at_hour(12.0, ((5, 0.8), (7, 0), (18.5, 0), (20.5, 1))) == 0.0


def test_wind_is_louder_in_a_gale_and_another_scene_sounds_otherwise() -> None:
    """Wind raises the wind bed, and another rng seed reads another piece of it."""

    def level(wind: float, seed: int) -> float:
        return float(np.sqrt(np.mean(render_bed("harbour", 0, 4 * SECOND, wind, seed, 12.0) ** 2)))

    assert level(1.0, 2) > level(0.0, 2)
    assert level(0.5, 2) != level(0.5, 3)


@pytest.mark.parametrize("weather", WEATHERS)
def test_every_place_and_weather_has_beds_that_exist(weather: str) -> None:
    """`beds_for` names only beds that there are, for built-in sets and for one nobody wrote."""
    for place, indoors in (("harbour", False), ("post_office", True), ("hill", False), ("moon base", True)):
        beds = beds_for(place, indoors, weather, 12.0, 0.5)
        assert beds
        assert {name for name, _ in beds} <= set(bed_names())
        assert all(0 < gain <= 1.5 for _, gain in beds)


def test_every_call_of_every_bed_is_an_effect() -> None:
    """Beds call only effects that there are."""
    called = {call.effect for recipe in load_beds().values() for call in recipe.calls}

    assert called <= set(effect_names())


def test_an_unknown_bed_is_silent() -> None:
    """A bed nobody wrote makes no sound and no error."""
    assert not render_bed("no such bed", 0, 100, 0.5, 1, 12.0).any()
