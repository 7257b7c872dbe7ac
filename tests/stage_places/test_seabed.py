"""What grows on the sea floor: it stands where its file says, and what is alive moves."""

from __future__ import annotations

import numpy as np
import pytest

from generators.stage.bake import canvas_on
from generators.stage.kinds import BAKED, LIVE
from generators.stage.light import Light
from generators.stage.moment import Moment
from generators.stage.paper import Paper

SIDE = 160
"""Pixels a stage unit, on a sheet two units wide and one high."""


def drawn(kind: str, hour: float = 13.0, seconds: float = 7.0, **params: object) -> np.ndarray:
    """Alpha of one layer alone, (rows, columns)."""
    pixels = np.zeros((SIDE, 2 * SIDE, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.scale(SIDE, SIDE)
    canvas.translate(1.0, 0.0)
    paper = Paper(canvas=canvas, light=Light.at("undersea", hour), seed=3, pixels=SIDE, fine=SIDE, left=-1.0, right=1.0)
    if kind in BAKED:
        BAKED[kind](paper, params)
    else:
        LIVE[kind](paper, params, Moment(seconds=seconds, gust=0.3, wind=0.4, seed=5, weather="clear"))
    surface.flushAndSubmit()
    return pixels[:, :, 3].astype(float)


def test_a_forest_of_kelp_stands_between_its_sides_and_reaches_up() -> None:
    """Weed covers much of its own strip up to the top and leaves the rest of the water free."""
    seen = drawn("kelp_forest", left=-0.9, right=-0.4, foot=0.9, top=0.1, count=7) > 100
    strip, free = seen[:, int(0.1 * SIDE) : int(0.6 * SIDE)], seen[:, int(1.0 * SIDE) :]
    assert strip.mean() > 0.08
    assert strip[: int(0.3 * SIDE)].any()
    assert not free.any()


@pytest.mark.parametrize("dark", [True, False])
def test_a_coral_head_stands_on_its_foot(dark: bool) -> None:
    """A head is drawn about its foot; a dark one near the lens as well, all of one tone."""
    seen = drawn("coral_heads", at=[[0.0, 0.7, 0.2]], dark=dark) > 200
    assert seen[int(0.55 * SIDE) : int(0.70 * SIDE), int(0.85 * SIDE) : int(1.15 * SIDE)].mean() > 0.5
    assert not seen[: int(0.25 * SIDE)].any()


def test_nets_of_light_fade_with_the_day() -> None:
    """By night there is much less of them, and none above the floor."""
    noon, night = drawn("caustics", top=0.8, foot=1.0), drawn("caustics", hour=0.0, top=0.8, foot=1.0)
    assert 0 < night.sum() < 0.5 * noon.sum()
    assert not noon[: int(0.75 * SIDE)].any()


@pytest.mark.parametrize("kind", ["marine_snow", "ray"])
def test_what_is_alive_moves(kind: str) -> None:
    """Specks sink and the ray goes on."""
    params = {"size": 0.1, "phase": 0.45} if kind == "ray" else {}
    one, other = drawn(kind, **params), drawn(kind, seconds=9.0, **params)
    assert one.any()
    assert other.any()
    assert np.abs(one - other).max() > 40


def test_no_rock_is_bare_where_growth_is_asked_for() -> None:
    """`crust` changes the face of a bank and grows blades above its edge."""
    bare, grown = drawn("reef", level=0.7), drawn("reef", level=0.7, crust=40, size=0.06)
    assert (grown > 0).sum() > (bare > 0).sum()


def test_a_ray_far_away_is_not_drawn() -> None:
    """Beyond the frame nothing is painted."""
    assert not drawn("ray", size=0.1, phase=0.0).any()
