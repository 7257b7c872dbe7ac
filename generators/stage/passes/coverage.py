"""What each layer, actor and thing covers of a frame: its alpha, back to front, as the picture stacks it.

It knows no colour that ends in the picture: only alpha is read.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import skia

from generators.stage.acting import ActorFrame, HeldThing, LooseThing
from generators.stage.acting.things import HELD_SCALE
from generators.stage.bake import PlateCache, canvas_on
from generators.stage.cast import Cast
from generators.stage.framing import Framing
from generators.stage.kinds import LIVE
from generators.stage.passes.depths import HELD_BEFORE, SHOULDER_METRES, actor_metres, layer_metres
from generators.stage.passes.entities import layer_id
from generators.stage.passes.view import View
from generators.stage.passes.visibility import Box, face_box
from generators.stage.place import ACTORS, LayerSpec, PlaceSet
from generators.stage.props import draw_prop
from generators.stage.puppets import Arm, anchors, draw_puppet
from generators.stage.set_view import SetView

Array = np.ndarray
OPAQUE = 128
"""Alpha from which a pixel belongs to what covers it."""
ROOM_METRES = 1.1
"""Hair, cloth and tail never reach farther from the joints."""
FACE_CHANGED = 28
"""Steps of 255 by which a pixel of a face must differ to be hidden, not shaded."""
LARGEST_RASTER = 4096
"""Pixels of a silhouette's longer side; a larger one is cut at the frame's edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing of the picture, in the order it is drawn."""

    kind: str
    """"layer", "actor", "prop" or "shoulder"."""
    id: str
    metres: float
    """From the camera; inf = the sky."""
    spec: LayerSpec | None = None
    figure: ActorFrame | None = None
    held: HeldThing | None = None
    loose: LooseThing | None = None
    front: bool = False
    """A layer before the actors."""


def items(view: View, cast: Cast) -> tuple[Item, ...]:
    """Everything in the picture from back to front; what the shot leaves out is not in it."""
    found: list[Item] = []
    front = False
    for index, spec in enumerate(view.place.layers):
        if spec.kind == ACTORS:
            found += _standing(view, cast)
            front = True
            continue
        name = layer_id(index, spec, view.shot.side)
        found.append(Item(kind="layer", id=name, metres=layer_metres(spec), spec=spec, front=front))
    if view.shot.shoulder and any(figure.id == view.shot.shoulder for figure in cast.at(view.time)):
        found.append(Item(kind="shoulder", id=view.shot.shoulder, metres=SHOULDER_METRES, front=True))
    return tuple(found)


def _standing(view: View, cast: Cast) -> list[Item]:
    hidden = view.shot.extra
    queue: list[tuple[float, int, ActorFrame | LooseThing]] = []
    for order, figure in enumerate(cast.at(view.time)):
        if figure.id not in hidden:
            queue.append((figure.depth, order, figure))
    for order, thing in enumerate(cast.loose(view.time)):
        if thing.thing not in hidden:
            queue.append((thing.depth, 100 + order, thing))
    found = []
    for depth, _, one in sorted(queue, key=lambda entry: (entry[0], entry[1])):
        metres = actor_metres(depth)
        if isinstance(one, LooseThing):
            found.append(Item(kind="prop", id=one.thing, metres=metres, loose=one))
            continue
        found.append(Item(kind="actor", id=one.id, metres=metres, figure=one))
        found += [
            Item(kind="prop", id=held.thing, metres=metres - HELD_BEFORE, figure=one, held=held)
            for held in one.held
            if held.thing not in hidden
        ]
    return found


def draw_item(canvas: skia.Canvas, item: Item, view: View, cast: Cast) -> None:
    """Draw an actor or a thing with its full colours onto a canvas of frame pixels."""
    if item.kind == "actor" and item.figure is not None:
        ppm, x, y = view.stand(item.figure.x, item.figure.depth)
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(ppm, ppm)
        draw_puppet(canvas, item.figure.puppet, item.figure.pose, view.light, ppm)
        canvas.restore()
        return
    prop, states = cast.prop(item.id, view.time)
    now = round(view.moment.seconds * 48_000)
    canvas.save()
    if item.loose is not None:
        ppm, x, y = view.stand(item.loose.x, item.loose.depth)
        canvas.translate(x, y - item.loose.height_metres * ppm)
        canvas.scale(ppm, ppm)
        canvas.rotate(item.loose.angle)
        draw_prop(canvas, prop, states, view.light, now, ppm, grounded=item.loose.height_metres < 0.02)
    elif item.held is not None and item.figure is not None:
        ppm, x, y = view.stand(item.figure.x, item.figure.depth)
        canvas.translate(x + item.held.x * ppm, y + item.held.y * ppm)
        canvas.scale(ppm * HELD_SCALE, ppm * HELD_SCALE)
        if item.figure.pose.facing < 0:
            canvas.scale(-1, 1)
            canvas.rotate(-item.held.angle)
        else:
            canvas.rotate(item.held.angle)
        canvas.translate(-prop.grip[0], -prop.grip[1])
        draw_prop(canvas, prop, states, view.light, now, ppm)
    canvas.restore()


def own_cover(item: Item, view: View, cast: Cast) -> float:
    """Share of an actor's face that their own arms hide: what changes in it when the arms hang."""
    assert item.figure is not None
    box = face_box(item.figure, view)
    hanging = replace(item.figure.pose, near=Arm(), far=Arm())
    now, bare = (_face_of(replace(item.figure, pose=pose), box, view) for pose in (item.figure.pose, hanging))
    changed = np.abs(now.astype(np.int16) - bare.astype(np.int16)).max(axis=2) > FACE_CHANGED
    rows, columns = changed.shape
    ys, xs = np.mgrid[0:rows, 0:columns]
    ellipse = ((xs + 0.5) / columns * 2 - 1) ** 2 + ((ys + 0.5) / rows * 2 - 1) ** 2 <= 1
    own = ellipse & (bare[:, :, 3] >= OPAQUE)
    return float((changed & own).sum()) / max(1, int(own.sum()))


def _face_of(figure: ActorFrame, box: Box, view: View) -> Array:
    columns, rows = max(1, round(box.right - box.left)), max(1, round(box.bottom - box.top))
    pixels = np.zeros((rows, columns, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    ppm, x, y = view.stand(figure.x, figure.depth)
    canvas.translate(x - box.left, y - box.top)
    canvas.scale(ppm, ppm)
    draw_puppet(canvas, figure.puppet, figure.pose, view.light, ppm)
    surface.flushAndSubmit()
    del canvas, surface
    return pixels


@dataclass(frozen=True, slots=True)
class Silhouette:
    """The whole shape of an actor or thing, also what lies outside the frame."""

    mask: Array
    """Bool, in its own box."""
    left: int
    top: int
    """Frame pixel of the box's corner; may be negative."""

    def in_frame(self, width: int, height: int) -> Array:
        """The shape as a bool mask of the frame."""
        whole = np.zeros((height, width), bool)
        rows, columns = self.mask.shape
        x0, y0 = max(0, self.left), max(0, self.top)
        x1, y1 = min(width, self.left + columns), min(height, self.top + rows)
        if x1 > x0 and y1 > y0:
            whole[y0:y1, x0:x1] = self.mask[y0 - self.top : y1 - self.top, x0 - self.left : x1 - self.left]
        return whole


def silhouette(item: Item, view: View, cast: Cast) -> Silhouette:
    """The shape of an actor or thing, as if it stood alone."""
    left, top, right, bottom = _bounds(item, view, cast)
    if max(right - left, bottom - top) > LARGEST_RASTER:
        left, top = max(left, -LARGEST_RASTER // 2), max(top, -LARGEST_RASTER // 2)
        right, bottom = min(right, left + LARGEST_RASTER), min(bottom, top + LARGEST_RASTER)
    pixels = np.zeros((max(1, bottom - top), max(1, right - left), 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.translate(-left, -top)
    draw_item(canvas, item, view, cast)
    surface.flushAndSubmit()
    del canvas, surface
    return Silhouette(pixels[:, :, 3] >= OPAQUE, left, top)


def _bounds(item: Item, view: View, cast: Cast) -> tuple[int, int, int, int]:
    figure = item.figure
    if item.loose is not None:
        prop, _ = cast.prop(item.id, view.time)
        ppm, x, y = view.stand(item.loose.x, item.loose.depth)
        y -= item.loose.height_metres * ppm
        reach = (prop.width + prop.height + 0.3) * ppm
        return math.floor(x - reach), math.floor(y - reach), math.ceil(x + reach), math.ceil(y + reach)
    assert figure is not None
    ppm, x, y = view.stand(figure.x, figure.depth)
    if item.held is not None:
        prop, _ = cast.prop(item.id, view.time)
        reach = (prop.width + prop.height + 0.3) * HELD_SCALE * ppm
        x, y = x + item.held.x * ppm, y + item.held.y * ppm
        return math.floor(x - reach), math.floor(y - reach), math.ceil(x + reach), math.ceil(y + reach)
    points = anchors(figure.puppet, figure.pose).values()
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    wide = ROOM_METRES + (figure.puppet.height_metres if figure.pose.lie > 0.02 else 0.0)
    return (
        math.floor(x + (min(xs) - wide) * ppm),
        math.floor(y + (min(*ys, 0.0) - ROOM_METRES * 0.6) * ppm),
        math.ceil(x + (max(xs) + wide) * ppm),
        math.ceil(y + 0.3 * ppm),
    )


class LayerCoverage:
    """Alpha of single layers; keeps the plates of the last framings."""

    def __init__(self, cache_bytes: int) -> None:
        self._plates = PlateCache(cache_bytes)
        self._kept: OrderedDict[object, SetView] = OrderedDict()

    def pixels(self, item: Item, view: View) -> Array:
        """One layer alone as premultiplied BGRA (height, width, 4) in frame pixels, on nothing."""
        framing = view.framing
        whole = np.zeros((framing.rows, framing.columns, 4), np.uint8)
        surface, canvas = canvas_on(whole)
        self._alone(item, view).draw_front(canvas, view.camera, view.moment)
        surface.flushAndSubmit()
        del canvas, surface
        return to_frame(whole, view)

    def alpha(self, item: Item, view: View) -> Array:
        """uint8 (height, width)."""
        return np.ascontiguousarray(self.pixels(item, view)[:, :, 3])

    def _alone(self, item: Item, view: View) -> SetView:
        assert item.spec is not None
        key = (item.id, view.place.id, view.light, view.framing, view.style)
        if key not in self._kept:
            alone = _only(item.spec, view.place, item.id)
            plates = self._plates.plates(alone, view.light, view.framing, view.style)
            self._kept[key] = SetView(alone, view.light, view.framing, view.style, plates)
            while len(self._kept) > 3 * len(view.place.layers):
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def _only(spec: LayerSpec, place: PlaceSet, name: str) -> PlaceSet:
    """A set of this layer alone, before its actors, so that nothing is cleared under it."""
    actors = next(layer for layer in place.layers if layer.kind == ACTORS)
    return replace(place, id=f"{place.id}#{name}", layers=(actors, spec))


def to_frame(pixels: Array, view: View) -> Array:
    """Canvas-sized pixels through the lens: (height, width, 4)."""
    framing: Framing = view.framing
    scale, dx, dy = view.to_frame
    if scale == 1.0 and dx == round(dx) and dy == round(dy):
        left, top = -round(dx), -round(dy)
        return np.ascontiguousarray(pixels[top : top + framing.height, left : left + framing.width])
    step = 1 / scale
    x, y = -dx * step, -dy * step
    move = np.array([[step, 0, x + step / 2 - 0.5], [0, step, y + step / 2 - 0.5]], np.float64)
    return cv2.warpAffine(
        pixels,
        move,
        (framing.width, framing.height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )


def is_live(item: Item) -> bool:
    """Whether a layer is drawn anew in every frame."""
    return item.spec is not None and item.spec.kind in LIVE


def front_layers(found: tuple[Item, ...]) -> Iterator[Item]:
    """Layers and shoulders that can hide an actor."""
    return (item for item in found if item.front)
