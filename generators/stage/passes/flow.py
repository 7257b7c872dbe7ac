"""Exact optical flow: where each pixel's point of the drawing is in another frame, from camera and poses.

It knows no picture and estimates nothing. Layers move as the camera, the wind and the rocking move them; actors
and things are drawn twice, and the points of their pieces say how each piece moved and bent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

import cv2
import numpy as np

from generators.stage.cast import Cast
from generators.stage.kinds.sky import CLOUD_TILE
from generators.stage.passes.coverage import Item, LayerCoverage, draw_item, items
from generators.stage.passes.lines import aside_at, slid
from generators.stage.passes.tracer import Ink, Piece, Tracer, numbers
from generators.stage.passes.view import View

Array = np.ndarray
STIFF_PIXELS = 0.25
"""A piece whose points lie within this of one affine move has moved stiffly."""
GRID = 4
"""The bending of a piece is computed at every fourth pixel and drawn out between."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Flow between two times."""

    pixels: Array
    """float32 (height, width, 2): x and y by which the point under a pixel's middle moves."""
    valid: Array
    """Bool (height, width): whether that point is still in the frame and not hidden then."""


def flow_between(
    one: View, other: View, cast: Cast, layers: LayerCoverage, table: Mapping[tuple[str, str], int], ids: Array
) -> Flow:
    """From view `one` to view `other`; `ids` is the id pass of `one`, `table` its numbers."""
    height, width = ids.shape
    move = np.zeros((height, width, 2), np.float32)
    known = np.zeros((height, width), bool)
    if one.shot.key != other.shot.key or one.place.id != other.place.id:
        return Flow(move, known)
    later = {(item.kind, item.id): item for item in items(other, cast)}
    for item in items(one, cast):
        number = table.get((item.kind, item.id), 0)
        mask = ids == number
        then = later.get((item.kind, item.id))
        if not number or then is None or not mask.any():
            continue
        if item.kind == "layer":
            move[mask] = _layer_flow(item, one, other)[mask]
            known |= mask
        elif item.kind != "shoulder":
            # A shoulder is a blurred cut-out in front of the lens: nobody follows its points.
            found, sure = _drawn_flow(item, then, one, other, cast, mask)
            move[mask] = found[mask]
            known |= mask & sure
    return Flow(move, known)


def valid_at(flow: Flow, ids: Array, later: Array) -> Array:
    """Of the pixels that `flow` knows, those whose target in the id pass `later` is the same entity."""
    height, width = ids.shape
    ys, xs = np.mgrid[0:height, 0:width]
    tx = np.rint(xs + flow.pixels[:, :, 0]).astype(np.int64)
    ty = np.rint(ys + flow.pixels[:, :, 1]).astype(np.int64)
    inside = (tx >= 0) & (tx < width) & (ty >= 0) & (ty < height)
    same = later[np.clip(ty, 0, height - 1), np.clip(tx, 0, width - 1)] == ids
    return flow.valid & inside & same


def _layer_flow(item: Item, one: View, other: View) -> Array:
    assert item.spec is not None
    spec = item.spec
    here, there = one.layer(spec.parallax), other.layer(spec.parallax)
    aside = (0.0, 0.0)
    if spec.drift:
        aside = (slid(spec.drift, other) - slid(spec.drift, one), 0.0)
        if aside[0] < 0:
            # A tile came round: the point itself went on.
            aside = (aside[0] + CLOUD_TILE, 0.0)
    else:
        (x0, y0), (x1, y1) = aside_at(spec, one), aside_at(spec, other)
        aside = (x1 - x0, y1 - y0)
    height, width = one.framing.height, one.framing.width
    ratio = there[0] / here[0]
    xs = (np.arange(width) + 0.5).astype(np.float64)
    ys = (np.arange(height) + 0.5).astype(np.float64)
    moved_x = (xs - here[1]) * ratio + there[1] + aside[0] * there[0] - xs
    moved_y = (ys - here[2]) * ratio + there[2] + aside[1] * there[0] - ys
    found = np.empty((height, width, 2), np.float32)
    found[:, :, 0] = moved_x[None, :]
    found[:, :, 1] = moved_y[:, None]
    return found


def _drawn_flow(item: Item, then: Item, one: View, other: View, cast: Cast, mask: Array) -> tuple[Array, Array]:
    """Flow of an actor or thing over `mask`, and where its piece was found again."""
    height, width = mask.shape
    drawn, before = trace(item, one, cast)
    _, after = trace(then, other, cast)
    partner = pair(before, after)
    move = np.zeros((height, width, 2), np.float32)
    sure = np.zeros((height, width), bool)
    whole = _overall(before, after, partner)
    ys, xs = np.nonzero(mask & (drawn == 0))
    if len(ys):
        # Soft edges that no piece fills: they go with the figure as a whole.
        move[ys, xs] = _apply(whole, np.stack((xs + 0.5, ys + 0.5), axis=1))
        sure[ys, xs] = True
    for number in np.unique(drawn[mask]):
        if number == 0:
            continue
        region = mask & (drawn == number)
        match = partner.get(int(number) - 1)
        if match is None:
            ys, xs = np.nonzero(region)
            move[ys, xs] = _apply(whole, np.stack((xs + 0.5, ys + 0.5), axis=1))
            continue
        _fill(move, region, before[int(number) - 1].points, after[match].points)
        sure |= region
    return move, sure


def trace(item: Item, view: View, cast: Cast) -> tuple[Array, list[Piece]]:
    """Piece numbers (int32, 0 = none) and the pieces of an actor or thing in a view."""
    pixels = np.zeros((view.framing.height, view.framing.width, 4), np.uint8)
    tracer = Tracer(pixels, Ink.NUMBER)
    draw_item(tracer, item, view, cast)
    pieces = tracer.pieces
    del tracer
    return numbers(pixels), pieces


def pair(before: list[Piece], after: list[Piece]) -> dict[int, int]:
    """Which piece became which: in drawing order, by kind of path."""
    one, other = [piece.key for piece in before], [piece.key for piece in after]
    if one == other:
        return {index: index for index in range(len(one))}
    found: dict[int, int] = {}
    for block in SequenceMatcher(a=one, b=other, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            found[block.a + offset] = block.b + offset
    return found


def _overall(before: list[Piece], after: list[Piece], partner: dict[int, int]) -> Array:
    """The affine move (3×2) of all points together."""
    if not partner:
        return np.zeros((3, 2))
    here = np.concatenate([before[a].points for a in partner])
    there = np.concatenate([after[b].points for b in partner.values()])
    return _affine(here, there - here)


def _affine(points: Array, moves: Array) -> Array:
    """Least-squares affine field (3×2) of `moves` at `points`; a mere shift when the points lie on a line."""
    centred = points - points.mean(axis=0)
    spread = np.linalg.svd(centred, compute_uv=False)
    if len(points) < 3 or spread[-1] < 1e-3 * max(1.0, spread[0]):
        return np.concatenate((np.zeros((2, 2)), moves.mean(axis=0)[None]))
    system = np.concatenate((points, np.ones((len(points), 1))), axis=1)
    return np.linalg.lstsq(system, moves, rcond=None)[0]


def _apply(field: Array, points: Array) -> Array:
    return (points @ field[:2] + field[2]).astype(np.float32)


def _fill(move: Array, region: Array, here: Array, there: Array) -> None:
    """Write the flow of one piece into `move` where `region` is true."""
    ys, xs = np.nonzero(region)
    at = np.stack((xs + 0.5, ys + 0.5), axis=1)
    field = _affine(here, there - here)
    found = _apply(field, at)
    rest = (there - here) - (here @ field[:2] + field[2])
    if np.abs(rest).max() > STIFF_PIXELS:
        found = found + _bend(xs, ys, here, rest)
    move[ys, xs] = found


def _bend(xs: Array, ys: Array, here: Array, rest: Array) -> Array:
    """What is left of the points' moves, spread between them by the inverse square of the distance."""
    left, top = int(xs.min()), int(ys.min())
    columns = np.arange(left, int(xs.max()) + GRID + 1, GRID)
    rows = np.arange(top, int(ys.max()) + GRID + 1, GRID)
    gx, gy = np.meshgrid(columns + 0.5, rows + 0.5)
    grid = np.stack((gx.ravel(), gy.ravel()), axis=1)
    away = ((grid[:, None, :] - here[None, :, :]) ** 2).sum(axis=2)
    weight = 1 / (away + 0.5)
    coarse = ((weight @ rest) / weight.sum(axis=1, keepdims=True)).reshape(len(rows), len(columns), 2)
    map_x = ((xs - left) / GRID).astype(np.float32)
    map_y = ((ys - top) / GRID).astype(np.float32)
    # Row by row: remap takes no more than 32767 columns.
    out = np.empty((len(xs), 2), np.float32)
    for start in range(0, len(xs), 16_384):
        part = slice(start, start + 16_384)
        out[part] = cv2.remap(
            coarse.astype(np.float32),
            map_x[part][None],
            map_y[part][None],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )[0]
    return out
