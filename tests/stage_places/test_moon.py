"""The moon hangs beside the heads of near pictures, never behind them."""

import math

import pytest

from generators.direction.camera import Figure, single, wide
from generators.direction.heights import build_of
from generators.stage.framing import frame_shot
from generators.stage.light import Light
from generators.stage.moon import hung
from generators.timed import ActorState, Shot
from story_engine.plan import Look

SKY = 0.08
"""Parallax of the sky in most places."""
DISC = 0.052
HOURS = (20.2, 22.0, 0.5, 3.0, 5.0)


def seen(camera, hour):
    """The frame of a shot, and where the moon is in it, pixels."""
    shot = Shot(start=0, duration=48000, key="k", size="MS", begin=camera, end=camera, subjects=("a",))
    framing = frame_shot(shot, 1280, 720)
    light = hung(Light.at("harbour", hour), framing.nominal)
    left, top = framing.layer_origin(SKY, camera)
    size = framing.layer_scale(SKY)
    return framing, (left + light.sun_at[0] * size, top + light.sun_at[1] * size), DISC * size


@pytest.mark.parametrize("who", ["wren", "odile", "tock", "bramble", "ines", "brandt", "lola", "pinch", "sable"])
@pytest.mark.parametrize("size", ["MS", "MCU", "CU"])
def test_no_moon_behind_a_head(who, size):
    """Whichever way they face and at whatever hour of the night; and it is in the picture."""
    for facing in (1, -1):
        figure = Figure(state=ActorState(id=who, x=-0.2, depth=0.5, facing=facing), build=build_of(Look(asset=who)))
        for hour in HOURS:
            framing, moon, radius = seen(single(figure, size), hour)
            head = framing.stage_point(figure.face_x, figure.eye_y)
            assert math.dist(moon, head) > radius + figure.face_reach * framing.scale
            assert radius < moon[0] < 1280 - radius
            assert radius < moon[1] < 300


def test_a_wide_picture_and_a_day_keep_their_sky():
    """There the disc stands where the hour has it."""
    figure = Figure(state=ActorState(id="wren", x=0.0, depth=0.5, facing=1), build=build_of(Look(asset="wren")))
    zoom = wide((figure,)).zoom
    for hour, near in ((22.0, zoom), (12.0, 6.0)):
        light = Light.at("harbour", hour)
        assert hung(light, near) is light
    assert hung(Light.at("harbour", 22.0, indoors=True), 6.0).sun_at == Light.at("harbour", 22.0).sun_at
