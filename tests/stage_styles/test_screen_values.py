"""Before a lit screen everything has its value: walls, what stands at them, furniture, open ground, figures."""

from __future__ import annotations

import pytest

from generators.stage.bake import _distance
from generators.stage.colour import luma
from generators.stage.light import Light
from generators.stage.place import load_set
from generators.stage.relight import for_figures, relight
from generators.stage.styles import load_style

STYLE = load_style("silhouette")
WALNUT = (0.34, 0.24, 0.20)


def _value(place: str, kind: str, hour: float) -> float:
    """Brightness of walnut in the first layer of `kind`."""
    found = load_set(place)
    light = relight(Light.at(found.palette, hour, "clear", found.indoors), STYLE)
    layer = next(one for one in found.layers if one.kind == kind)
    return luma(light.haze(light.shade(WALNUT), _distance(layer, light, STYLE)))


@pytest.mark.parametrize(
    ("place", "wall", "fitting"),
    [("exchange", "hall", "switchboard"), ("post_office", "wall", "shelf"), ("library", "chamber", "bookcases")],
)
def test_what_stands_at_a_wall_is_darker_than_the_wall(place: str, wall: str, fitting: str) -> None:
    """A switchboard is seen before its wall, by day and by night."""
    for hour in (2.0, 13.0):
        assert _value(place, fitting, hour) < _value(place, wall, hour) - 0.05


def test_furniture_is_darker_than_what_stands_at_the_wall() -> None:
    """A chair before the switchboard is black."""
    assert _value("exchange", "swivel_chairs", 21.0) < _value("exchange", "switchboard", 21.0) - 0.05


@pytest.mark.parametrize(("place", "kind"), [("rooftop", "parapet"), ("hill", "meadow"), ("harbour", "planks")])
def test_open_ground_is_lighter_than_figures(place: str, kind: str) -> None:
    """Nobody is lost before a parapet: it is a value lighter than they are."""
    found = load_set(place)
    for hour in (1.0, 13.0):
        light = relight(Light.at(found.palette, hour, "clear", found.indoors), STYLE)
        figure = luma(for_figures(light, STYLE).shade(WALNUT))
        assert figure < _value(place, kind, hour) - 0.02


def test_other_styles_keep_the_distances_of_the_place() -> None:
    """Cut paper knows no screen: layers are as far as their place says."""
    found = load_set("exchange")
    light = Light.at(found.palette, 21.0, "clear", found.indoors)
    assert all(_distance(one, light, load_style("paper")) == one.distance for one in found.layers)
