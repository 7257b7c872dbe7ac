"""Outlines of every piece of a picture, drawn back to front so that what is hidden has no line.

It knows geometry only: style, light and weather leave no trace here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from generators.stage.bake import as_image, canvas_on, is_left_out, live_paper
from generators.stage.cast import Cast
from generators.stage.framing import Framing
from generators.stage.kinds import BAKED, LIVE
from generators.stage.kinds.sky import CLOUD_TILE
from generators.stage.passes.coverage import Item, draw_item
from generators.stage.passes.tracer import Ink, Tracer
from generators.stage.passes.view import View
from generators.stage.place import LayerSpec
from generators.stage.set_view import heaved

Array = np.ndarray
LINE_720 = 1.4
"""Width of a line at 720 lines."""


def draw_lines(view: View, found: tuple[Item, ...], cast: Cast, mask_of: Callable[[Item], Array]) -> Array:
    """uint8 (height, width), 255 = line; `mask_of` gives the bool mask of what draws no pieces."""
    framing = view.framing
    pixels = np.full((framing.height, framing.width, 4), 255, np.uint8)
    width = max(1.0, LINE_720 * framing.height / 720)
    surface, canvas = canvas_on(pixels)
    for item in found:
        # On a sheet of its own, so that patterns stay inside the piece they lie on.
        sheet = np.zeros_like(pixels)
        tracer = Tracer(sheet, Ink.OUTLINE, width)
        if item.kind == "layer":
            trace_layer(tracer, item, view)
        elif item.kind != "shoulder":
            draw_item(tracer, item, view, cast)
        if item.kind in ("layer", "shoulder") and not tracer.drawn:
            _edge_of(sheet, mask_of(item))
        del tracer
        canvas.drawImage(as_image(sheet), 0, 0)
    surface.flushAndSubmit()
    del canvas, surface
    return np.ascontiguousarray(255 - pixels[:, :, 1])


def trace_layer(tracer: Tracer, item: Item, view: View) -> None:
    """Draw one layer's pieces where the picture has them; clouds once for every tile in view."""
    assert item.spec is not None
    spec, framing = item.spec, view.framing
    if is_left_out(spec, framing):
        return
    scale, left, top = view.layer(spec.parallax)
    for slide, reach in _slides(item, view, framing):
        tracer.save()
        tracer.translate(left, top)
        tracer.scale(scale, scale)
        tracer.translate(*slide)
        paper = live_paper(tracer, spec, view.place, view.light, framing, view.style)
        if reach:
            paper = replace(paper, left=reach[0], right=reach[1])
        if spec.kind in LIVE:
            LIVE[spec.kind](paper, spec.params, view.moment)
        else:
            BAKED[spec.kind](paper, spec.params)
        tracer.restore()


def _slides(item: Item, view: View, framing: Framing) -> list[tuple[tuple[float, float], tuple[float, float] | None]]:
    """Where a layer stands now beside its place: rocking, or drifting tile by tile; in layer units."""
    assert item.spec is not None
    spec = item.spec
    if spec.drift:
        start = slid(spec.drift, view)
        left, _, right, _ = framing.layer_window(spec.parallax)
        start -= CLOUD_TILE * np.ceil((start + CLOUD_TILE - left) / CLOUD_TILE)
        slides = []
        while start < right:
            slides.append(((float(start), 0.0), (0.0, CLOUD_TILE)))
            start += CLOUD_TILE
        return slides
    return [(aside_at(spec, view), None)]


def slid(drift: float, view: View) -> float:
    """Layer units that drifting clouds have gone, within one tile."""
    moment = view.moment
    return drift * (0.4 + 1.2 * moment.wind) * moment.seconds % CLOUD_TILE


def aside_at(spec: LayerSpec, view: View) -> tuple[float, float]:
    """Layer units that a rocking or heaving layer stands aside of its place."""
    moment = view.moment
    rise = heaved(spec, moment)
    if not spec.sway:
        return 0.0, rise
    reach, period, phase = spec.sway
    x = reach * moment.sway(period / (1 + 0.6 * moment.wind), phase)
    y = reach * 0.22 * moment.sway(period * 0.5 / (1 + 0.6 * moment.wind), phase)
    return x, y + rise


def _edge_of(pixels: Array, whole: Array) -> None:
    """The border of a layer that draws no pieces: white inside, a line around, in place."""
    mask = whole.astype(np.uint8)
    edge = mask - cv2.erode(mask, np.ones((3, 3), np.uint8))
    pixels[mask > 0] = 255
    pixels[edge > 0, :3] = 0
