"""Sun and moon hang beside the heads of near pictures, never behind them."""

import math

import pytest

from generators.direction.camera import Figure, group, single, wide
from generators.direction.heights import build_of
from generators.stage import library
from generators.stage.disc import NEAR_ZOOM, hung, sky_parallax
from generators.stage.framing import frame_shot
from generators.stage.light import Light
from generators.stage.place import load_set
from generators.timed import ActorState, Camera, Shot
from story_engine.plan import Look

SKY = 0.08
"""Parallax of the sky in most places."""
SUN, MOON = 0.064, 0.052
"""Their halves, stage units."""
HOURS = (6.6, 8.0, 17.0, 18.6, 19.3, 20.2, 22.0, 0.5, 3.0, 5.0)
CAST = ("wren", "odile", "tock", "bramble", "ines", "brandt", "lola", "pinch", "sable")


def somebody(who, x=-0.2, facing=1):
    return Figure(state=ActorState(id=who, x=x, depth=0.5, facing=facing), build=build_of(Look(asset=who)))


def seen_disc(camera, hour, sky):
    """Framing, middle and radius, in pixels of 1280×720, of a disc in a layer of parallax `sky`."""
    shot = Shot(start=0, duration=48000, key="k", size="MS", begin=camera, end=camera, subjects=("a",))
    framing = frame_shot(shot, 1280, 720)
    light = hung(Light.at("harbour", hour), framing.nominal, sky)
    (left, top), size = framing.layer_origin(sky, camera), framing.layer_scale(sky)
    disc = (left + light.sun_at[0] * size, top + light.sun_at[1] * size)
    return framing, disc, (MOON if light.night > 0.5 else SUN) * size


def clear_of_heads(camera, figures, hour):
    """Whether the disc is whole in the picture, or above it, and behind nobody's head."""
    framing, disc, radius = seen_disc(camera, hour, SKY)
    if disc[1] < -radius:
        return True
    heads = [framing.stage_point(f.face_x, f.eye_y) for f in figures]
    reaches = [radius + f.face_reach * framing.scale for f in figures]
    apart = all(math.dist(disc, head) > reach for head, reach in zip(heads, reaches, strict=True))
    return apart and 0.5 * radius < disc[0] < 1280 - 0.5 * radius


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("size", ["MS", "MCU", "CU"])
def test_no_disc_behind_a_head(who, size):
    """Whichever way they face and at whatever hour; and it is in the picture, or above it."""
    for facing in (1, -1):
        figure = somebody(who, facing=facing)
        assert [hour for hour in HOURS if not clear_of_heads(single(figure, size), (figure,), hour)] == []


@pytest.mark.parametrize("tall", CAST)
def test_no_disc_behind_the_heads_of_two(tall):
    """A two-shot has its faces near the thirds, and sun and moon beyond them."""
    for x in (0.0, 0.2):
        figures = (somebody("wren", -0.25), somebody(tall, x, -1))
        camera = group(figures)
        assert camera.zoom > 1.9
        assert [hour for hour in HOURS if not clear_of_heads(camera, figures, hour)] == []


def test_a_wide_picture_and_a_room_keep_their_sky():
    """There the disc stands where the hour has it; so does a sun at noon, far above a near picture."""
    wide_zoom = wide((somebody("wren", 0.0),)).zoom
    for hour, near, indoors in ((22.0, min(1.5, wide_zoom), False), (12.0, 6.0, False), (22.0, 6.0, True)):
        light = Light.at("harbour", hour, indoors=indoors)
        assert hung(light, near).sun_at == light.sun_at


def test_the_disc_stays_on_the_side_its_light_comes_from():
    """In the morning on the left, in the evening on the right."""
    for hour in (7.0, 18.8):
        light = Light.at("harbour", hour)
        assert hung(light, 4.0).sun_at[0] * light.direction[0] > 0


@pytest.mark.parametrize("place", [p for p in library.names("places", ".yaml") if not load_set(p).indoors])
def test_the_disc_is_at_the_side_of_a_near_picture_in_every_place(place):
    """Skies of other places grow more in near pictures: sun and moon hang as far from the middle there."""
    sky = sky_parallax(load_set(place))
    for zoom in (NEAR_ZOOM, 4.0, 8.0):
        for hour in HOURS:
            _, disc, radius = seen_disc(Camera(x=0.0, y=0.5, zoom=zoom), hour, sky)
            if disc[1] > -radius:
                assert abs(disc[0] / 1280 - 0.5) == pytest.approx(0.437, abs=0.005)
