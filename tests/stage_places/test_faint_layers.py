"""A layer of which blur leaves nothing is no layer: the picture is drawn without it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import skia

from generators.stage import bake
from generators.stage.framing import frame_shot
from generators.stage.light import Light
from generators.stage.place import load_set
from generators.stage.styles import style_of
from generators.timed import Camera, Shot


@pytest.mark.parametrize("style", ["paper", "watercolour"])
def test_a_speck_that_blur_wipes_out_is_left_away(monkeypatch: pytest.MonkeyPatch, style: str) -> None:
    """A pixel of a soft layer in a close view is spread so thin that its alpha is 0 everywhere."""
    monkeypatch.setattr(
        bake, "paint_layer", lambda kind, paper, params: paper.canvas.drawPoint(0.1, 0.5, skia.Paint(Alpha=40))
    )
    place, view = load_set("harbour"), Camera(x=0.0, y=0.6, zoom=4.0)
    framing = frame_shot(Shot(start=0, duration=48_000, key="k", size="CU", begin=view, end=view), 320, 180)
    light = Light.at(place.palette, 18.0, "clear", place.indoors)
    spec = replace(next(layer for layer in place.layers if layer.kind in bake.BAKED), parallax=1.0, soft=0.2, drift=0.0)
    fibre = np.ones((256, 256), np.float32)
    assert bake.bake_layer(spec, place, light, framing, fibre, style_of(style)) is None
