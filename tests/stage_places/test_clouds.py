"""Clouds differ: heaps and banks under a fair sky, long banks in heavy weather, hardly anything in fog."""

from __future__ import annotations

import numpy as np
import pytest

from generators.stage.bake import canvas_on
from generators.stage.kinds.sky import cloud_path, clouds
from generators.stage.light import Light
from generators.stage.paper import Paper

WIDE, TALL = 1080, 300


def painted(weather: str) -> np.ndarray:
    """The meadow's clouds at ten o'clock over one tile, BGRA."""
    pixels = np.zeros((TALL, WIDE, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.scale(TALL, TALL)
    light = Light.at("meadow", 10.0, weather)
    clouds(Paper(canvas=canvas, light=light, seed=3, pixels=TALL, left=0.0, right=WIDE / TALL), {"count": 8})
    surface.flushAndSubmit()
    return pixels


@pytest.mark.parametrize("number", range(6))
def test_a_heap_is_taller_than_a_bank_and_stands_on_the_same_foot(number: int) -> None:
    """Equal width and foot, but the heap rises half as high again."""
    bank, heap = (cloud_path(0.2, 0.4, 0.5, 7, "shape", number, heap=share).getBounds() for share in (0.0, 1.0))
    assert heap.height() > 1.4 * bank.height()
    assert (heap.left(), heap.right(), heap.bottom()) == pytest.approx((bank.left(), bank.right(), bank.bottom()))


def test_fog_hides_the_clouds_that_rain_darkens() -> None:
    """Clouds through fog are nearly the sky's own tone; rain's have dark bellies."""
    darkest = {}
    for weather in ("fog", "rain"):
        pixels = painted(weather)
        solid = pixels[pixels[:, :, 3] > 235][:, :3]
        sky = np.array(Light.at("meadow", 10.0, weather).mid)[::-1] * 255
        darkest[weather] = float(np.percentile(solid.mean(axis=1), 5) / sky.mean())
    assert darkest["rain"] < 0.86
    assert darkest["fog"] > darkest["rain"] + 0.08
