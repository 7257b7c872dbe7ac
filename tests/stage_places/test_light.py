"""The light: what palettes, hours and weathers promise."""

from __future__ import annotations

import itertools

import pytest

from generators.stage.colour import from_hex, luma, mix, to_oklch
from generators.stage.light import Light, blend
from generators.stage.wind import gust
from story_engine.plan import WEATHERS

PALETTES = ("harbour", "hill", "wood", "post_office")


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("weather", WEATHERS)
def test_night_is_darker_than_noon(palette: str, weather: str) -> None:
    """In every palette and weather a colour is darker at midnight than at noon."""
    noon, night = Light.at(palette, 12, weather), Light.at(palette, 0, weather)
    grey = (0.6, 0.6, 0.6)
    assert luma(night.shade(grey)) < 0.8 * luma(noon.shade(grey))
    assert luma(night.mid) < 0.6 * luma(noon.mid)


def test_every_shade_is_a_colour() -> None:
    """Shading and haze stay within 0–1 for any colour at any hour."""
    for hour in range(24):
        light = Light.at("hill", hour + 0.37, "storm")
        for colour in ((1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (1.0, 0.2, 0.0)):
            for value in (*light.shade(colour), *light.haze(light.shade(colour), 0.7)):
                assert 0.0 <= value <= 1.0


def test_what_shines_ignores_the_night() -> None:
    """A colour that emits fully keeps itself in the dark."""
    lamp = (1.0, 0.8, 0.5)
    assert Light.at("harbour", 1).shade(lamp, emit=1) == pytest.approx(lamp)


def test_light_is_continuous_over_the_day() -> None:
    """A minute changes no colour by more than a few steps of 255, midnight included."""
    for minute in range(0, 24 * 60, 5):
        one = Light.at("harbour", minute / 60)
        other = Light.at("harbour", (minute + 1) / 60)
        for name in ("zenith", "horizon", "ambient", "near"):
            assert getattr(one, name) == pytest.approx(getattr(other, name), abs=0.03)


def test_unknown_palette_falls_back() -> None:
    """A palette that does not exist gives a picture all the same."""
    assert Light.at("no_such_palette", 12).zenith == Light.at("harbour", 12).zenith


def test_mixing_keeps_the_ends() -> None:
    """Share 0 and 1 are the colours themselves and the middle lies between them in lightness."""
    blue, orange = from_hex("#123456"), from_hex("#FFAA55")
    assert mix(blue, orange, 0) == blue
    assert mix(blue, orange, 1) == orange
    assert to_oklch(blue)[0] < to_oklch(mix(blue, orange, 0.5))[0] < to_oklch(orange)[0]


def test_weather_changes_blend() -> None:
    """Half-way between two weathers lies half-way between their fogs."""
    one, other = Light.at("harbour", 12, "clear"), Light.at("harbour", 12, "fog")
    assert blend(one, other, 0.5).fog == pytest.approx((one.fog + other.fog) / 2)


def test_wind_is_slow_and_bounded() -> None:
    """The wind curve stays within −1…1 and moves little from one video frame to the next."""
    values = [gust(frame * 2000, 1.0, 7) for frame in range(24 * 60)]
    assert max(abs(value) for value in values) <= 1.0
    assert max(abs(a - b) for a, b in itertools.pairwise(values)) < 0.06
    assert gust(1234, 0.5, 7) == gust(1234, 0.5, 7)
