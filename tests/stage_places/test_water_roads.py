"""The road of sun or moon on water lies beneath them, in near pictures as in wide ones."""

from dataclasses import replace

import pytest

from generators.stage import library
from generators.stage.disc import WATERS, hung, on_water, sky_parallax
from generators.stage.framing import frame_shot
from generators.stage.kinds.water import road
from generators.stage.light import Light
from generators.stage.place import load_set
from generators.timed import Camera, Shot

HOURS = (6.6, 12.0, 18.6, 22.0, 3.0)
WET = [
    name
    for name in library.names("places", ".yaml")
    if not load_set(name).indoors and any(spec.kind in WATERS for spec in load_set(name).layers)
]


def shot_at(camera, to=None, **fields):
    """A shot of one second from `camera`."""
    return Shot(start=0, duration=48000, key="k", size="MS", begin=camera, end=to or camera, **fields)


def across(framing, camera, parallax, x):
    """Pixels from the left of 1280×720 at which a layer's `x` is seen."""
    column = framing.layer_origin(parallax, camera)[0] + x * framing.layer_scale(parallax)
    return (column - (camera.x - framing.left) * framing.scale) * 720 * camera.zoom / framing.scale + 640


@pytest.mark.parametrize("place", WET)
def test_the_road_is_beneath_the_disc(place):
    """In every layer of water, wherever the camera stands and however near it is."""
    found = load_set(place)
    sky = sky_parallax(found)
    for camera in (Camera(x=0.0, y=0.5, zoom=1.0), Camera(x=-0.3, y=0.6, zoom=3.7), Camera(x=0.4, y=0.6, zoom=2.2)):
        framing = frame_shot(shot_at(camera), 1280, 720)
        for hour in HOURS:
            light = hung(Light.at("harbour", hour), framing.nominal, sky)
            disc = across(framing, camera, sky, light.sun_at[0])
            for spec in found.layers:
                if spec.kind in WATERS:
                    here = on_water(light, found, framing, spec.parallax)
                    assert across(framing, camera, spec.parallax, here.sun_at[0]) == pytest.approx(disc, abs=0.5)


def test_what_looks_away_from_the_light_has_no_road():
    """A set that is seen from behind has a sky without a disc, and so no road on its water."""
    deck = load_set("ship_deck")
    light = Light.at("ship_deck", 22.0)
    framing = frame_shot(shot_at(Camera(x=0.0, y=0.5, zoom=1.0)), 1280, 720)
    assert on_water(light, deck, framing, 0.4).sun_shown == light.sun_shown
    assert on_water(light, deck.turned(), framing, 0.4).sun_shown == 0


def test_the_road_does_not_jump_at_a_join():
    """Both pieces of a shot that runs over one look from where the whole shot began."""
    one, middle, other = (Camera(x=x, y=0.5, zoom=2.0) for x in (-0.2, -0.05, 0.1))
    first = shot_at(one, middle, nominal=2.0)
    second = shot_at(middle, other, nominal=2.0, begun=48000)
    assert frame_shot(second, 640, 360).begun == frame_shot(first, 640, 360).begun == one
    eased = shot_at(one, other, ease="smooth", nominal=2.0)
    half = replace(eased, begin=middle, span=(0.5, 1.0), begun=24000)
    assert frame_shot(half, 640, 360).begun == frame_shot(eased, 640, 360).begun == one


def test_a_low_sun_has_a_road_and_a_high_one_or_a_hidden_one_has_none():
    """The moon's is the brightest; a sun that has set takes its road along."""
    roads = {hour: road(Light.at("harbour", hour)) for hour in (12.0, 18.6, 20.0, 23.0)}
    assert roads[12.0] == 0
    assert 0.5 < roads[18.6] < roads[23.0]
    assert roads[20.0] < roads[18.6]
    assert road(Light.at("harbour", 18.6, "rain")) == 0
