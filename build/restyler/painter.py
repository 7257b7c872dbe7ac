"""The slow painter: a still as gouache on board, stroke by stroke; what the network learns from.

It knows no network. It shares the brushes of `generators.restyle`, and decides of every single stroke whether it is
needed, what it is mixed from and how thick it lies.
"""

from __future__ import annotations

import cv2
import numpy as np

from generators.restyle.brush import BRUSHES, LINES_OF_STUDY, Strokes, coat, direction, scale_of
from generators.restyle.guide import easel, mirrored, mixed, rims
from generators.restyle.passes import Passes

Array = np.ndarray
SMOOTHED = ((-1.5, 0.12), (-0.75, 0.24), (0.0, 0.28), (0.75, 0.24), (1.5, 0.12))
"""Pixels along a stroke and weights by which its edges are drawn out: a brush leaves no stairs."""
KEEP = {"broad": 0.0, "round": 3.2, "fine": 5.4}
"""Least mean error (Lab units) under a stroke for it to be painted: what is right already is left alone."""
CAREFUL = 0.55
"""Share of that error that is allowed on faces and hands."""
DETAIL_ERROR = 5.5
"""Mean error under a fine stroke above which the smallest brush draws the thing itself."""
THICK = {"broad": 0.75, "round": 1.0, "fine": 0.8}
LOAD = {"broad": 1.0, "round": 0.95, "fine": 0.92}
"""Opacity of the paint."""
RELIEF = 0.62
"""How strongly the light rakes over the paint."""
GROUND = np.array([58.0, 16.0, 22.0], np.float32)
"""The toned ground in Lab: burnt sienna, thinly."""


def paint_slowly(picture: Array, passes: Passes, lines: int = 0) -> Array:
    """BGR uint8 → BGR uint8 of the same size: the finished board.

    `lines`: height of the whole picture of which this is a piece; 0 = this is the whole.
    """
    if not passes.light_from_left:
        return np.ascontiguousarray(paint_slowly(picture[:, ::-1], mirrored(passes), lines)[:, ::-1])
    height, width = picture.shape[:2]
    lines = lines or height
    scale = scale_of(lines)
    luma = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    along = direction(luma, passes.anchors, passes.lines, lines / LINES_OF_STUDY)
    lab = _lab(picture)

    # The ground, then coat on coat, each only where the last one is not yet right.
    board = 0.8 * cv2.GaussianBlur(lab, (0, 0), 10 * scale) + 0.2 * GROUND
    paint = np.zeros((height, width), np.float32)
    light = 0.45 + 0.75 * np.clip(lab[:, :, 0] / 100, 0, 1)
    for brush in BRUSHES:
        at = easel(brush, picture, along, passes, scale)
        strokes = coat(brush, at.along, at.anchors, at.ids, at.scale)
        names = _names(strokes, at.anchors, at.scale)
        aim, colour = _lab(at.picture), _lab(mixed(brush, at, strokes))
        size = (at.picture.shape[1], at.picture.shape[0])
        below, care = cv2.resize(board, size, interpolation=cv2.INTER_AREA), cv2.resize(passes.care, size)
        error = np.sqrt(((below - aim) ** 2).sum(axis=2))
        gain = error - np.sqrt(((colour - aim) ** 2).sum(axis=2))
        wanted = _per_stroke(names, error - KEEP[brush.name] * (1 - (1 - CAREFUL) * care)) > 0
        if brush.name != "broad":
            wanted &= _per_stroke(names, gain) > 0.3
        alpha = np.clip((strokes.body - 0.05) * (5 if brush.name == "broad" else 3.2), 0, 1) * LOAD[brush.name] * wanted
        alpha, colour, body = (cv2.resize(value, (width, height)) for value in (alpha, colour, strokes.body))
        names = cv2.resize(names, (width, height), interpolation=cv2.INTER_NEAREST)
        board += (colour - board) * alpha[:, :, None]
        thick = THICK[brush.name] * light * (1 - 0.55 * passes.care)
        paint += (body * thick - paint * 0.75) * alpha
    board, paint = _smoothed(board, along, scale), _smoothed(paint, along, scale)
    board, drawn = _details(board, lab, along, names, passes.care, rims(passes.ids), scale)
    paint *= 1 - 0.7 * drawn
    return _finished(board, paint, scale)


def _smoothed(value: Array, along: Array, scale: float) -> Array:
    """`value` drawn out a little along the strokes."""
    height, width = along.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    reach = np.float32(max(1.0, scale * 0.8))
    found = np.zeros_like(value)
    for step, weight in SMOOTHED:
        to_x, to_y = (xs + along[:, :, 0] * step * reach, ys + along[:, :, 1] * step * reach)
        found += weight * cv2.remap(value, to_x, to_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return found


def _names(strokes: Strokes, anchors: Array, scale: float) -> Array:
    """A number for each stroke, int32 (height, width), from 0 without gaps."""
    tile_x = np.floor(anchors[:, :, 0] / scale / 512).astype(np.int64)
    tile_y = np.floor(anchors[:, :, 1] / scale / 512).astype(np.int64)
    tile = (tile_x * 7919 + tile_y * 104729).astype(np.float32)
    x, y = strokes.source[:, :, 0], strokes.source[:, :, 1]
    tile = cv2.remap(tile, x, y, cv2.INTER_NEAREST).astype(np.int64)
    key = tile * (1 << 32) + strokes.tone.view(np.int32).astype(np.int64)
    _, number = np.unique(key, return_inverse=True)
    return number.reshape(strokes.tone.shape).astype(np.int32)


def _per_stroke(names: Array, value: Array) -> Array:
    """The mean of `value` over each stroke, at each of its pixels."""
    flat = names.ravel()
    count = np.bincount(flat)
    total = np.bincount(flat, weights=value.ravel())
    return (total / np.maximum(1, count))[flat].reshape(names.shape).astype(np.float32)


def _lab(picture: Array) -> Array:
    """BGR uint8 → Lab float32."""
    return cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_BGR2Lab)


def _details(
    board: Array, lab: Array, along: Array, names: Array, care: Array, rims: Array, scale: float
) -> tuple[Array, Array]:
    """The smallest brush: what still is wrong is drawn as it is, softened along its form."""
    height, width = names.shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    drawn = lab.copy()
    for step in (-1.6, -0.8, 0.8, 1.6):
        drawn += cv2.remap(
            lab,
            xs + along[:, :, 0] * np.float32(step * scale / 2),
            ys + along[:, :, 1] * np.float32(step * scale / 2),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
    drawn /= 5
    error = np.sqrt(((board - drawn) ** 2).sum(axis=2))
    mean = _per_stroke(names, error)
    limit = DETAIL_ERROR * (1 - 0.75 * care)
    share = np.clip((mean - limit) / 2.0, 0, 1)
    share = np.maximum(share, np.clip((care - 0.75) * 3, 0, 0.8))
    share = np.maximum(cv2.GaussianBlur(share, (0, 0), 0.5 * scale), rims) * 0.92
    return board + (drawn - board) * share[:, :, None], share


def _finished(board: Array, paint: Array, scale: float) -> Array:
    """Light over the relief, and the matt colours of gouache: BGR uint8."""
    body = cv2.GaussianBlur(paint, (0, 0), 0.28 * scale)
    gx = cv2.Scharr(body, cv2.CV_32F, 1, 0) / 32 * scale
    gy = cv2.Scharr(body, cv2.CV_32F, 0, 1) / 32 * scale
    rake = np.tanh((gx * 0.62 + gy * 0.78) * RELIEF * 2.0)  # the light stands above, to the left
    level = board[:, :, 0]
    board[:, :, 0] = level * (1 + 0.125 * rake) + 2.0 * np.maximum(rake, 0) * np.clip(level / 60, 0, 1)
    # Gouache is matt: the deepest darks are lifted and a little cool, the lights stay warm.
    light = np.clip(board[:, :, 0] / 100, 0, 1)
    board[:, :, 0] = 2.0 + board[:, :, 0] * 0.985
    chroma = 1.06 + 0.10 * (1 - np.abs(2 * light - 1))
    board[:, :, 1:] *= chroma[:, :, None]
    board[:, :, 2] += 1.6 * (light - 0.45)
    bgr = cv2.cvtColor(board, cv2.COLOR_Lab2BGR)
    return np.clip(np.rint(bgr * 255), 0, 255).astype(np.uint8)
