"""Lamps, contours and the wash: what sets a figure off from what stands behind it."""

from __future__ import annotations

import numpy as np
import pytest

from generators.stage.contour import set_off
from generators.stage.kernels import soak
from generators.stage.lamplight import lamps_of, lit_at
from generators.stage.light import Light
from generators.stage.place import load_set
from generators.stage.styles import Edges, Wash, load_style
from generators.stage.wash import noise_tile, pigment_table, soak_layer


def disc(colour: tuple[int, int, int], size: int = 160) -> np.ndarray:
    """A round figure of one colour in premultiplied BGRA."""
    y, x = np.mgrid[0:size, 0:size]
    pixels = np.zeros((size, size, 4), np.uint8)
    pixels[np.hypot(x - size / 2, y - size / 2) < size / 4] = (*colour, 255)
    return pixels


def test_lamps_light_who_stands_near() -> None:
    """On the harbour at night the one under the lamp is warmer and brighter than the one far from it."""
    light, lamps = Light.at("harbour", 23), lamps_of(load_set("harbour"))
    near, far = lit_at(light, lamps, -0.50, 0.5), lit_at(light, lamps, 0.6, 0.5)
    grey = (0.5, 0.5, 0.5)
    assert far is light
    assert sum(near.shade(grey)) > 1.3 * sum(far.shade(grey))
    assert near.shade(grey)[0] > near.shade(grey)[2]


def test_lamps_light_nobody_by_day() -> None:
    """At noon the lamps are out."""
    light = Light.at("harbour", 12)
    assert lit_at(light, lamps_of(load_set("harbour")), -0.5, 0.5) is light


def test_a_figure_at_night_has_a_bright_rim_and_a_dark_surround() -> None:
    """By night the contour turns lighter than the body, and what lies behind the outline is darkened."""
    light, pixels = Light.at("harbour", 23), disc((60, 50, 40))
    set_off(pixels, light, light.night, Edges(), 720)
    middle = pixels[80, 80, :3].mean()
    assert pixels[36:44, 80, :3].mean(axis=1).max() > 1.5 * middle
    assert 20 < pixels[37, 80, 3] < 255
    assert pixels[5, 5, 3] == 0


def test_no_contour_changes_nothing_inside() -> None:
    """A style without contour and halo leaves the figure as drawn."""
    light, pixels = Light.at("harbour", 23), disc((60, 50, 40))
    before = pixels.copy()
    set_off(pixels, light, 1.0, Edges(contour=0, halo=0), 720)
    assert np.array_equal(before, pixels)


def test_an_empty_raster_stays_empty() -> None:
    """A figure of which nothing is to be seen is no fault."""
    pixels = np.zeros((20, 20, 4), np.uint8)
    set_off(pixels, Light.at("harbour", 23), 1.0, Edges(), 720)
    assert not pixels.any()


def test_pigment_pools_at_the_edge() -> None:
    """A washed disc is darker at its rim than in its middle, and nowhere outside of its own alpha."""
    pixels = soak_layer(disc((150, 160, 170)), Wash(pool=0.8), 720, 0)
    assert pixels[44:48, 80, :3].mean() < pixels[78:82, 80, :3].mean() - 8
    assert (pixels[:, :, :3].max(axis=2) <= pixels[:, :, 3]).all()


def test_a_wash_is_the_same_every_time() -> None:
    """The same piece is painted the same way; another place of the paper paints it another way."""
    wash = load_style("watercolour").wash
    one, two, other = (soak_layer(disc((150, 160, 170)), wash, 720, place) for place in (1, 1, 2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("value", [0, 1, 127, 254, 255])
def test_plain_density_keeps_every_value(value: int) -> None:
    """With all strengths 0 a colour stays as it is, to within a step."""
    pixels = np.full((4, 4, 4), value, np.uint8)
    pixels[:, :, 3] = 255
    tile, nothing = noise_tile("density", 60), np.float32(0)
    soak(pixels, np.zeros((4, 4), np.uint8), tile, tile, pigment_table(), 0, 0, nothing, nothing, nothing, nothing)
    assert np.abs(pixels[:, :, :3].astype(int) - value).max() <= 2


def test_noise_tiles_have_no_seam() -> None:
    """A tile's first and last column are as alike as two neighbours inside it."""
    tile = noise_tile("wobble-x", 34)
    inside = np.abs(np.diff(tile, axis=1)).mean()
    assert np.abs(tile[:, 0] - tile[:, -1]).mean() < 1.5 * inside


def test_paint_holds_on_to_the_feet() -> None:
    """A figure whose raster begins two pixels further left is painted the same."""
    wash = load_style("watercolour").wash
    one = disc((150, 160, 170))
    wider = np.pad(one, ((0, 0), (2, 0), (0, 0)))
    first = soak_layer(one, wash, 720, 0, origin=(80, 120))
    second = soak_layer(wider, wash, 720, 0, origin=(82, 120))
    # What is blurred at half size may round another way.
    assert np.abs(first.astype(int) - second[:, 2:].astype(int)).max() <= 3


@pytest.mark.parametrize(("rows", "columns"), [(8, 2), (2, 8), (1, 1), (9, 3)])
def test_a_sliver_is_painted_like_anything_else(rows: int, columns: int) -> None:
    """A layer of a few pixels, as at the frame's edge, is washed; half its size may be four numbers in a column."""
    sliver = np.full((rows, columns, 4), 200, np.uint8)
    assert soak_layer(sliver, load_style("watercolour").wash, 180, 3).shape == (rows, columns, 4)
