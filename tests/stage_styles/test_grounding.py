"""What stands throws its shadow on the ground and stands in what is wet, as the light and the floor have it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generators.stage.bake import bake_layer, fibre_tile
from generators.stage.framing import frame_shot
from generators.stage.grounding import Lying, Standing, image_of, in_style, mirroring, shadow_of, shadow_share
from generators.stage.light import Light
from generators.stage.place import LayerSpec, load_set
from generators.stage.puppets.paint import lit_by
from generators.stage.styles import style_of
from generators.timed import Camera, Shot
from story_engine.time import SAMPLE_RATE

MIDDLE, FOOT = 200.0, 300.0


def figure() -> np.ndarray:
    """A red block 60 pixels wide and 180 tall on its feet, in a raster of 100 × 220 pixels: head blue."""
    pixels = np.zeros((220, 100, 4), np.uint8)
    pixels[20:200, 20:80] = (0, 0, 200, 255)
    pixels[20:60, 20:80] = (200, 0, 0, 255)
    return pixels


def standing(foot: float = FOOT) -> Standing:
    """Where the block stands on a canvas of 720 rows; its middle is at column 200."""
    return Standing(left=150, top=100, foot=foot, rows=720, lines=720)


def shadow(light: Light, share: float = 0.5, foot: float = FOOT) -> Lying | None:
    """The block's shadow."""
    return shadow_of(figure(), standing(foot), light, share)


def middle(lying: Lying) -> float:
    """Canvas column about which a shadow lies."""
    across = lying.pixels[:, :, 3].astype(float).sum(axis=0)
    return lying.left + float((across * np.arange(len(across))).sum() / across.sum())


@pytest.mark.parametrize(("hour", "side"), [(8.0, 1), (18.0, -1)])
def test_a_shadow_falls_away_from_the_sun(hour: float, side: int) -> None:
    """In the morning the sun stands left, and the shadow falls to the right; in the evening to the left."""
    light = Light.at("meadow", hour)
    lying = shadow(light)
    assert lying is not None
    assert side * light.direction[0] < 0
    assert side * (middle(lying) - MIDDLE) > 8


def test_a_shadow_lies_before_the_feet_and_is_darkest_there() -> None:
    """It falls towards the lens and grows fainter with its length."""
    lying = shadow(Light.at("meadow", 18.0))
    assert lying is not None
    dark = lying.pixels[:, :, 3].max(axis=1)
    rows = np.flatnonzero(dark > 12) + lying.top
    assert rows.min() > FOOT - 12
    assert rows.max() > FOOT + 40
    seen = dark[dark > 12]
    assert seen[len(seen) // 4] > seen[3 * len(seen) // 4]


def test_a_low_sun_throws_longer_shadows() -> None:
    """The evening's shadow reaches nearer to the lens than that of noon."""
    tall = [
        np.flatnonzero(low.pixels[:, :, 3].max(axis=1) > 12).max()
        for hour in (12.8, 18.4)
        if (low := shadow(Light.at("meadow", hour)))
    ]
    assert tall[1] > 1.4 * tall[0]


@pytest.mark.parametrize("hour", [8.0, 12.8, 18.4])
def test_the_room_round_a_figure_costs_nothing(hour: float) -> None:
    """However large its raster is, the same shadow and image lie at the same place, and are no larger than seen."""
    light = Light.at("meadow", hour)
    roomy = np.pad(figure(), ((0, 0), (80, 120), (0, 0)))
    wide = replace(standing(), left=standing().left - 80)
    pairs = (
        (shadow(light), shadow_of(roomy, wide, light, 0.5)),
        (image_of(figure(), standing(), 1.0), image_of(roomy, wide, 1.0)),
    )
    for close, far in pairs:
        assert close is not None
        assert far is not None
        assert (close.left, close.top) == (far.left, far.top)
        assert np.array_equal(close.pixels, far.pixels)
        seen = np.flatnonzero(far.pixels[:, :, 3].any(axis=0))
        assert seen[0] < 8
        assert far.pixels.shape[1] - seen[-1] < 9


def test_an_empty_raster_lays_nothing() -> None:
    """Who is quite transparent throws no shadow and has no image."""
    light = Light.at("meadow", 12.8)
    assert shadow_of(np.zeros_like(figure()), standing(), light, 0.5) is None
    assert image_of(np.zeros_like(figure()), standing(), 1.0) is None


@pytest.mark.parametrize("foot", [719.0, 900.0])
def test_who_is_cut_off_by_the_frame_lays_nothing_on_it(foot: float) -> None:
    """Feet below the canvas: no work is done for what nobody sees."""
    assert shadow(Light.at("meadow", 18.0), foot=foot) is None
    assert image_of(figure(), standing(foot), 1.0) is None


def test_only_sun_moon_and_lamps_throw_shadows() -> None:
    """Under cloud there is none, under the moon a fainter one than in the sun, and beside a lamp there is one."""
    sun, moon, rain = (Light.at("meadow", *when) for when in ((12.0, "clear"), (1.0, "clear"), (1.0, "rain")))
    assert shadow_share(sun, sun) > shadow_share(moon, moon) > 0.1
    assert shadow_share(rain, rain) == 0
    lamp = lit_by(rain, (1.0, 0.8, 0.5), 1.0, 0.2, 2.0)
    assert shadow_share(rain, lamp) > 0.1
    assert shadow(rain, shadow_share(rain, rain)) is None
    assert 0.5 < in_style(0.2) < in_style(1.0) == 1.0


def test_wet_ground_shows_what_stands_on_it() -> None:
    """Nearest to the feet lies what is nearest to them, upside down, and it fades before the head."""
    lying = image_of(figure(), standing(), 1.0)
    assert lying is not None
    assert lying.top == FOOT
    column = lying.pixels[:, 50].astype(int)
    assert column[8, 2] > column[8, 0]
    assert column[8, 3] > column[40, 3] > column[-1, 3]


def test_floors_mirror_as_they_are() -> None:
    """Wet cobbles mirror more than wet grass; dry ones do not; a polished hall does in any weather."""
    street, meadow, hall, kitchen = (load_set(name) for name in ("street", "meadow", "exchange", "kitchen"))
    wet, dry = Light.at("street", 21.0, "rain"), Light.at("street", 21.0)
    room = Light.at("exchange", 21.0, indoors=True)
    assert mirroring(street, wet) > mirroring(meadow, wet) > 0
    assert mirroring(street, dry) == 0
    assert mirroring(hall, room) > 0 == mirroring(kitchen, room)


def test_a_layer_that_casts_darkens_the_ground_before_it() -> None:
    """A tree's shadow lies below its foot in the sun; under rain, and without `cast`, nothing does."""
    place = load_set("meadow")
    tree = next(spec for spec in place.layers if spec.kind == "oak")
    camera = Camera(x=0.0, y=0.5, zoom=1.0)
    framing = frame_shot(Shot(start=0, duration=SAMPLE_RATE, key="k", size="WS", begin=camera, end=camera), 640, 360)

    def foot(spec: LayerSpec, weather: str) -> int:
        light = Light.at(place.palette, 8.0, weather)
        plate = bake_layer(spec, place, light, framing, fibre_tile(1), style_of("paper", None))
        assert plate is not None
        return plate.pixels.shape[0] + round(plate.top)

    assert tree.cast > 0
    assert foot(tree, "clear") > foot(tree, "rain") + 10
    assert foot(replace(tree, cast=0.0), "clear") == foot(tree, "rain")


def test_the_glow_of_a_lamp_throws_no_shadow() -> None:
    """By night a street lamp's post is seen on the ground, not a disc of what is only light."""
    place = load_set("street")
    lamp = next(spec for spec in place.layers if spec.kind == "street_lamp")
    camera = Camera(x=0.0, y=0.5, zoom=1.0)
    framing = frame_shot(Shot(start=0, duration=SAMPLE_RATE, key="k", size="WS", begin=camera, end=camera), 640, 360)
    night = Light.at(place.palette, 1.0)

    def thrown(light: Light) -> int:
        """Pixels that are darkened by the shadow."""
        with_it, without = (
            bake_layer(spec, place, light, framing, fibre_tile(1), style_of("paper", None))
            for spec in (lamp, replace(lamp, cast=0.0))
        )
        assert with_it is not None
        assert without is not None
        alpha = np.zeros((2, framing.rows + 200, 3000), int)
        for number, plate in enumerate((with_it, without)):
            y, x = round(plate.top) + 100, round(plate.left) + 1500
            rows, columns = plate.pixels.shape[:2]
            alpha[number, y : y + rows, x : x + columns] = plate.pixels[:, :, 3]
        return int((alpha[0] - alpha[1] > 8).sum())

    out = thrown(replace(night, lamp=0.0))
    assert 0 < thrown(night) < 1.5 * out
