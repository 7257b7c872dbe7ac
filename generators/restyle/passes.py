"""What the painter is told about a picture beside its colours: whose each pixel is, how far, its lines and its place.

It knows the stage's passes and no brush. Every value is a pure function of (timed part, time, size).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generators.stage.cast import Cast
from generators.stage.passes.coverage import Item, items
from generators.stage.passes.lines import aside_at, slid
from generators.stage.passes.truth import Truth
from generators.stage.passes.view import View
from generators.stage.passes.visibility import Box
from story_engine.time import MediaTime

Array = np.ndarray
FACE_ROOM = 1.35
"""The careful zone reaches this far beyond a face's own ellipse: brows, cheeks and the rim of a hat."""
CARE_REACH = 1.7
"""Half axes of that zone beyond which there is no care left: √(1.6 / 0.6) and a little."""
FIGURE_CARE = 0.3
"""Clothes bear strokes and keep their folds and seams. With 0.6, with which the network was trained, they were flat
paper between painted walls; with less, small things in hands dissolve."""
SPREAD = 613.0
"""Pixels between the noise of one entity and the next: two layers never share a brush stroke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passes:
    """The truth of one picture, all (height, width)."""

    ids: Array
    """uint16: whose pixel."""
    near: Array
    """float32: 0 infinitely far … 1 at half the stage's distance or nearer."""
    lines: Array
    """float32: 1 = outline."""
    anchors: Array
    """float32 (height, width, 2): the pixel's place on the surface it shows, in pixels of the shot's first framing."""
    care: Array
    """float32: 1 on faces, falling to 0 around them; FIGURE_CARE on figures and things that are held."""
    light_from_left: bool = True


def passes_at(truth: Truth, time: MediaTime, cast: Cast) -> Passes:
    """The passes of `truth` at `time`; `cast` is that of the same part."""
    view = truth.view(time)
    stack = truth.stack(time)
    with np.errstate(divide="ignore"):
        near = np.where(np.isinf(stack.depth), 0.0, 4.5 / np.maximum(stack.depth, 4.5)).astype(np.float32)
    return Passes(
        ids=stack.ids,
        near=near,
        lines=truth.lines(time).astype(np.float32) / 255.0,
        anchors=_anchors(truth, view, cast, stack.ids),
        care=_care(truth, stack.ids, truth.faces(time)),
        light_from_left=view.light.direction[0] < 0,
    )


def plain_passes(height: int, width: int) -> Passes:
    """Passes of a picture of which nothing is known: one surface, no lines, no faces."""
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    nothing = np.zeros((height, width), np.float32)
    return Passes(
        ids=np.zeros((height, width), np.uint16),
        near=np.full((height, width), 0.5, np.float32),
        lines=nothing,
        anchors=np.stack((xs, ys), axis=2),
        care=nothing,
    )


def _anchors(truth: Truth, view: View, cast: Cast, ids: Array) -> Array:
    height, width = ids.shape
    # By number: how many anchor pixels a pixel of the frame is, and where they begin, across and down.
    lying = np.zeros((len(truth.table) + 1, 3))
    lying[:, 0] = 1.0
    for item in items(view, cast):
        number = truth.number(item)
        if number:
            (scale, dx, dy), unit = _placed(item, view)
            each = unit / scale
            lying[number] = each, number * SPREAD - dx * each, number * SPREAD * 0.37 - dy * each
    each, left, top = (row[ids] for row in lying.astype(np.float32).T)
    xs = np.arange(width, dtype=np.float32)[None, :] + 0.5
    ys = np.arange(height, dtype=np.float32)[:, None] + 0.5
    return np.stack((xs * each + left, ys * each + top), axis=2)


def _placed(item: Item, view: View) -> tuple[tuple[float, float, float], float]:
    """How units of the item's surface lie in the frame, and how many first-framing pixels a unit has."""
    framing = view.framing
    if item.spec is not None:
        scale, dx, dy = view.layer(item.spec.parallax)
        aside = (slid(item.spec.drift, view), 0.0) if item.spec.drift else aside_at(item.spec, view)
        return (scale, dx + aside[0] * scale, dy + aside[1] * scale), framing.layer_scale(item.spec.parallax)
    lens = view.to_frame[0]
    if item.loose is not None:
        scale, dx, dy = view.stand(item.loose.x, item.loose.depth)
        return (scale, dx, dy - item.loose.height_metres * scale), scale / lens
    if item.figure is not None and item.kind != "shoulder":
        scale, dx, dy = view.stand(item.figure.x, item.figure.depth)
        if item.held is not None:
            dx, dy = dx + item.held.x * scale, dy + item.held.y * scale
        return (scale, dx, dy), scale / lens
    return (1.0, 0.0, 0.0), 1.0


def _care(truth: Truth, ids: Array, faces: tuple[tuple[int, Box], ...]) -> Array:
    height, width = ids.shape
    by_number = np.zeros(len(truth.table) + 1, np.float32)
    for row in truth.table:
        by_number[row.number] = FIGURE_CARE if row.kind in ("actor", "prop") else 0.0
    care = by_number[ids]
    for number, box in faces:
        a = max(1.0, (box.right - box.left) / 2 * FACE_ROOM)
        b = max(1.0, (box.bottom - box.top) / 2 * FACE_ROOM)
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        left, right = (round(min(max(x + side * CARE_REACH * a, 0), width)) for side in (-1, 1))
        top, bottom = (round(min(max(y + side * CARE_REACH * b, 0), height)) for side in (-1, 1))
        if left >= right or top >= bottom:
            continue
        ys, xs = np.mgrid[top:bottom, left:right].astype(np.float32)
        away = ((xs - x) / a) ** 2 + ((ys - y) / b) ** 2
        here = np.s_[top:bottom, left:right]
        care[here] = np.maximum(care[here], np.clip(1.6 - 0.6 * away, 0.0, 1.0) * (ids[here] == number))
    return care
