"""All passes of one part at one size: depth, ids, lines, flow, who is seen, layers with alpha.

It knows no file. It keeps caches only: any pass of any time in any order gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from generators.stage.bake import canvas_on
from generators.stage.cast import Cast
from generators.stage.frame import Picture
from generators.stage.passes.coverage import (
    OPAQUE,
    Item,
    LayerCoverage,
    Silhouette,
    draw_item,
    front_layers,
    items,
    own_cover,
    silhouette,
)
from generators.stage.passes.depths import STAGE_METRES, ground_metres, is_ground
from generators.stage.passes.entities import NOTHING, Entity, entities
from generators.stage.passes.flow import Flow, flow_between
from generators.stage.passes.lines import draw_lines
from generators.stage.passes.view import View, view_at
from generators.stage.passes.visibility import Box, Seen, bounding, face_box, face_shares
from generators.stage.rasters import shine_of
from generators.stage.shoulder import Shoulders
from generators.timed import TimedPart
from story_engine.time import MediaTime

Array = np.ndarray
CACHE_BYTES = 96 << 20


@dataclass(frozen=True, slots=True)
class Stack:
    """What lies where: the number of the nearest entity at each pixel, and its distance."""

    ids: Array
    """uint16 (height, width); 0 = a hole in the set."""
    depth: Array
    """float32 (height, width), metres from the camera; inf = the sky."""


@dataclass(frozen=True, slots=True)
class Cutout:
    """One entity alone, with alpha."""

    entity: Entity
    pixels: Array
    """Premultiplied BGRA (height, width, 4)."""
    metres: float


class Truth:
    """Ground truth of `timed` at one frame size."""

    def __init__(self, timed: TimedPart, width: int, height: int, seed_art: Path | None = None) -> None:
        self.timed, self.width, self.height, self.seed_art = timed, width, height, seed_art
        self._cast = Cast(timed, seed_art)
        self._picture = Picture(width, height, seed_art, 0)
        self._layers = LayerCoverage(CACHE_BYTES)
        self._shoulders = Shoulders(width, height)
        self.table = entities(timed, self._picture.sight(timed, 0).place)
        self._numbers = {(row.kind, row.id): row.number for row in self.table}

    def view(self, time: MediaTime) -> View:
        """The view at `time` from the part's start."""
        return view_at(self.timed, self._picture.sight(self.timed, time), time, self.width, self.height)

    def flames(self, time: MediaTime, to: MediaTime) -> dict[str, tuple[float, float]]:
        """How high everybody's own flame is, as the story has it, in the drawings of `time` and of `to`.

        Its breath and its dance are left out, and so is whoever the shot leaves out or whose light at `time` falls
        outside the picture.
        """
        view = self.view(time)
        scale, dx, dy = view.to_frame
        after = {figure.id: figure.pose.flame for figure in self._cast.at(to)}
        found = {}
        for item in items(view, self._cast):
            shine = shine_of(item.figure, view.framing, view.light) if item.kind == "actor" and item.figure else None
            if item.figure is None or shine is None:
                continue
            x, y, reach = shine.x * scale + dx, shine.y * scale + dy, shine.radius * scale
            if -reach < x < self.width + reach and -reach < y < self.height + reach:
                found[item.id] = item.figure.pose.flame, after.get(item.id, 0.0)
        return found

    def stack(self, time: MediaTime) -> Stack:
        """Ids and depth at `time`."""
        view = self.view(time)
        level = self._level(view)
        return Stack(view.bent(level.ids), view.bent(level.depth))

    def _level(self, view: View) -> Stack:
        """Ids and depth of a view before its frame is tilted."""
        ids = np.full((self.height, self.width), NOTHING, np.uint16)
        depth = np.full((self.height, self.width), np.inf, np.float32)
        scale, _, dy = view.to_frame
        stage_y = ((np.arange(self.height) + 0.5 - dy) / scale) / view.framing.scale + view.framing.top
        ground = np.broadcast_to(ground_metres(stage_y)[:, None], depth.shape)
        for item in items(view, self._cast):
            mask = self._mask(item, view)
            ids[mask] = self.number(item)
            depth[mask] = ground[mask] if item.spec is not None and is_ground(item.spec) else np.float32(item.metres)
        return Stack(ids, depth)

    def number(self, item: Item) -> int:
        """The item's number in the table; things that only this frame knows have none."""
        return self._numbers.get((item.kind, item.id), NOTHING)

    def seen(self, time: MediaTime) -> tuple[Seen, ...]:
        """The visibility table at `time`: every actor and thing of the picture, from back to front."""
        view = self.view(time)
        found = items(view, self._cast)
        shapes = [(item, silhouette(item, view, self._cast)) for item in found if item.kind in ("actor", "prop")]
        covered = np.zeros((self.height, self.width), bool)
        for item in front_layers(found):
            covered |= self._mask(item, view)
        rows: list[Seen] = []
        for item, shape in reversed(shapes):
            inside = shape.in_frame(self.width, self.height)
            rows.append(_tilted(_row(item, view, shape, inside, inside & ~covered), view))
            covered |= inside
        return tuple(reversed(rows))

    def faces(self, time: MediaTime) -> tuple[tuple[int, Box], ...]:
        """Number and face of every actor of the picture at `time`, seen or hidden: a tenth of what `seen` takes."""
        view = self.view(time)
        boxes = [
            (self.number(item), face_box(item.figure, view)) for item in items(view, self._cast) if _is_actor(item)
        ]
        return tuple((number, tilted) for number, box in boxes if (tilted := _box_tilted(box, view)) is not None)

    def outlined(self, time: MediaTime) -> tuple[tuple[str, Array, Array], ...]:
        """Of every actor from front to back: id, bool mask of their visible pixels, and of what lies behind them."""
        view = self.view(time)
        found = items(view, self._cast)
        covered = np.zeros((self.height, self.width), bool)
        for item in front_layers(found):
            covered |= self._mask(item, view)
        rows = []
        for item in reversed([one for one in found if one.kind in ("actor", "prop")]):
            inside = self._mask(item, view)
            mine = inside & ~covered
            covered = covered | inside
            if item.kind == "actor":
                rows.append((item.id, view.bent(mine), view.bent(~covered)))
        return tuple(rows)

    def shown(self, time: MediaTime, kind: str, name: str) -> Array:
        """Bool mask of the pixels at which an actor or thing is what one sees."""
        return self.stack(time).ids == self._numbers.get((kind, name), NOTHING + len(self.table) + 1)

    def lines(self, time: MediaTime) -> Array:
        """Outlines of all pieces, hidden ones left out: uint8 (height, width), 255 = line."""
        view = self.view(time)
        drawn = draw_lines(view, items(view, self._cast), self._cast, lambda item: self._mask(item, view))
        return view.bent(drawn, smooth=True)

    def flow(self, time: MediaTime, to: MediaTime) -> Flow:
        """Where each pixel of `time` is at `to`, in pixels; both times in the same shot, or nothing is valid."""
        one, other = self.view(time), self.view(to)
        level = flow_between(one, other, self._cast, self._layers, self._numbers, self._level(one).ids)
        if one.tilted is None:
            return level
        ys, xs = np.mgrid[0 : self.height, 0 : self.width].astype(np.float64) + 0.5
        x, y = one.from_level(xs, ys)
        to_x, to_y = other.from_level(xs + level.pixels[:, :, 0], ys + level.pixels[:, :, 1])
        moved = np.stack((to_x - x, to_y - y), axis=2).astype(np.float32)
        return Flow(one.bent(moved, smooth=True), one.bent(level.valid))

    def cutouts(self, time: MediaTime) -> tuple[Cutout, ...]:
        """Every layer, actor and thing alone, back to front; drawn over one another they give the unlit picture."""
        view = self.view(time)
        rows = {row.number: row for row in self.table}
        found = []
        for item in items(view, self._cast):
            number = self.number(item)
            if number == NOTHING:
                continue
            if item.kind == "layer":
                pixels = self._layers.pixels(item, view)
            else:
                pixels = self._shoulder(view) if item.kind == "shoulder" else self._alone(item, view)
            if item.kind != "shoulder":
                pixels = view.bent(pixels, smooth=True)
            if pixels[:, :, 3].any():
                found.append(Cutout(rows[number], pixels, item.metres))
        return tuple(found)

    def own_cover(self, time: MediaTime, name: str) -> float:
        """Share of an actor's face that their own arms cover at `time`; 0 for who is not there."""
        view = self.view(time)
        found = [one for one in items(view, self._cast) if one.kind == "actor" and one.id == name]
        return max((own_cover(item, view, self._cast) for item in found), default=0.0)

    def _mask(self, item: Item, view: View) -> Array:
        if item.kind == "shoulder":
            return self._shoulder(view)[:, :, 3] >= OPAQUE
        if item.kind == "layer":
            return self._layers.alpha(item, view) >= OPAQUE
        return silhouette(item, view, self._cast).in_frame(self.width, self.height)

    def _shoulder(self, view: View) -> Array:
        """Whom the shot looks past, alone, as premultiplied BGRA."""
        frame = np.zeros((self.height, self.width, 4), np.uint8)
        self._shoulders.draw(frame, self._cast, view.shot, view.camera, view.light, view.time)
        return frame

    def _alone(self, item: Item, view: View) -> Array:
        pixels = np.zeros((self.height, self.width, 4), np.uint8)
        surface, canvas = canvas_on(pixels)
        draw_item(canvas, item, view, self._cast)
        surface.flushAndSubmit()
        del canvas, surface
        return pixels


def _row(item: Item, view: View, shape: Silhouette, inside: Array, shown: Array) -> Seen:
    whole, framed, visible = int(shape.mask.sum()), int(inside.sum()), int(shown.sum())
    seen = Seen(
        kind=item.kind,
        id=item.id,
        pixels=visible,
        inside=framed / whole if whole else 0.0,
        clear=visible / framed if framed else 0.0,
        box=bounding(shown),
    )
    if item.figure is None or item.kind != "actor":
        return seen
    box = face_box(item.figure, view)
    face_inside, face_clear = face_shares(box, shown, inside)
    return Seen(
        kind=seen.kind,
        id=seen.id,
        pixels=seen.pixels,
        inside=seen.inside,
        clear=seen.clear,
        box=seen.box,
        face_box=box,
        face_inside=face_inside,
        face_clear=face_clear,
    )


def _is_actor(item: Item) -> bool:
    return item.kind == "actor" and item.figure is not None


def _tilted(seen: Seen, view: View) -> Seen:
    """The row with its boxes where the tilted frame has them."""
    return replace(seen, box=_box_tilted(seen.box, view), face_box=_box_tilted(seen.face_box, view))


def _box_tilted(box: Box | None, view: View) -> Box | None:
    if box is None or view.tilted is None:
        return box
    xs, ys = np.array([box.left, box.right] * 2), np.array([box.top] * 2 + [box.bottom] * 2)
    x, y = view.from_level(xs, ys)
    return Box(float(x.min()), float(y.min()), float(x.max()), float(y.max()))


def disparity(depth: Array) -> Array:
    """Depth as uint16 for a picture file: 65535 at half the stage's distance or nearer, 0 = infinitely far."""
    near = STAGE_METRES / 2
    with np.errstate(divide="ignore"):
        share = np.where(np.isinf(depth), 0.0, near / np.maximum(depth, near))
    return np.round(share * 65535).astype(np.uint16)


def colours(ids: Array) -> Array:
    """An id pass as BGR for looking at: neighbouring numbers get distant hues."""
    hue = (ids.astype(np.uint32) * 67 % 180).astype(np.uint8)
    value = np.where(ids == NOTHING, 0, 235).astype(np.uint8)
    return cv2.cvtColor(cv2.merge([hue, np.full_like(hue, 140), value]), cv2.COLOR_HSV2BGR)
