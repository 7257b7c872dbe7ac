"""Figures as pixels: draws a pose once, paints and sets it off as the style says, and keeps the last ones.

It knows poses, a framing and a light, not why anybody moves. What is kept is only ever a cache.
"""

from __future__ import annotations

import functools
import math
from collections import OrderedDict
from dataclasses import dataclass, replace

import numpy as np
import skia

from generators.stage.acting import ActorFrame
from generators.stage.backdrop import Backdrop, Shine
from generators.stage.bake import as_image, canvas_on
from generators.stage.contour import QUARTER, set_off, whole_quarters
from generators.stage.floor import floor_y, metre
from generators.stage.framing import Framing
from generators.stage.grounding import Lying, Standing, image_of, in_style, shadow_of, shadow_share
from generators.stage.lamplight import Lamp, lit_at
from generators.stage.light import Light
from generators.stage.puppets import Glow, Puppet, anchors, draw_puppet, glow
from generators.stage.puppets.beneath import Beneath
from generators.stage.puppets.paint import LightLike
from generators.stage.puppets.pose import Face
from generators.stage.styles import Style
from generators.stage.wash import soak_layer

Array = np.ndarray
Box = tuple[int, int, int, int]
"""Left, top, right, bottom in canvas pixels."""
RASTERS_KEPT, PAINTED_KEPT, BODIES_KEPT = 12, 6, 6
PAINTING = 0.75
"""Share of a figure's work that is its painting; the rest is its contour and shadow (measured at 1280×720)."""
FACE_ONLY = 0.5
"""Share of a figure's painting that is left where its body is as it was, and only its face has moved."""
PERSON_ROOM, BEAST_ROOM = 0.46, 0.95
"""Metres of hair, cloth, satchel or tail beyond hands and head."""
PAPER_ROOM = 0.1
"""Metres beyond the outline of somebody stout: the paper's edge, breath and a lean."""
SHOE_ROOM = 0.15
"""Metres from an ankle to the toes."""
SHINE_BY_DAY, SHINE_BY_NIGHT = 0.24, 0.62
"""Share of a figure's own light that falls on the picture behind it: the sun outshines a flame."""
DUSK = 0.6
"""At dusk, when lamps burn already, a figure's light falls so far as by night."""
NO_FACE = Face()
AFLOAT = 0.8
"""Metres above the ground from which nothing of a figure is seen on it."""
BELOW = 0.14
"""Metres below the feet: the contact shadow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLight:
    """How figures are lit and painted in one shot."""

    light: Light
    style: Style
    lamps: tuple[Lamp, ...] = ()
    backdrop: Backdrop | None = None
    """What stands behind the figures; without it no edge is looked after."""
    mirror: float = 0.0
    """How well the floor mirrors, 0–1."""

    def at(self, x: float, depth: float, name: str = "") -> LightLike:
        """The light on `name`, who stands at stage `x`."""
        return lit_at(self.light, self.lamps, x, depth, name)


@dataclass(frozen=True, slots=True)
class Raster:
    """A figure drawn: its pixels (the image borrows them) and the canvas pixel of their corner."""

    pixels: Array
    image: skia.Image
    left: int
    top: int
    ground: tuple[Lying, ...] = ()
    """What lies on the ground before it: shadow, image in the wet."""


@dataclass(frozen=True, slots=True)
class Painted:
    """A figure painted, but not yet set off from what stands behind it: its pixels and their canvas box."""

    pixels: Array
    box: Box


class Rasters:
    """The last figures drawn."""

    def __init__(self) -> None:
        self._kept: OrderedDict[object, Raster] = OrderedDict()
        self._painted: OrderedDict[object, Painted] = OrderedDict()
        self._bodies: OrderedDict[object, Beneath] = OrderedDict()
        self._work = 0.0
        """What this frame has done already, in pixels."""

    def of(self, figure: ActorFrame, framing: Framing, lit: FigureLight) -> Raster | None:
        """The drawing of `figure`; None when nothing of it is in the canvas."""
        key = _key(figure, framing, lit)
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        if key not in self._painted:
            box = _box(figure, framing)
            if box is None:
                return None
            self._paint(key, figure, framing, lit, box)
        painted = self._painted.pop(key)
        drawn = self._kept[key] = _set_off(painted, figure, framing, lit)
        self._work += (1 - PAINTING) * _area(painted.box)
        while len(self._kept) > RASTERS_KEPT:
            self._kept.popitem(last=False)
        return drawn

    def prepare(self, coming: tuple[ActorFrame, ...], framing: Framing, lit: FigureLight) -> None:
        """Draw a share of the next frame's figures, if this frame had less to draw: no frame is slow.

        Bodies change on twos, all at once; drawn half a step ahead, in the two steps that a figure is made in,
        they cost every frame the same.
        """
        wanted = []
        for figure in coming:
            key = _key(figure, framing, lit)
            box = None if key in self._kept or key in self._painted else _box(figure, framing)
            if box is not None:
                wanted.append((_area(box), figure, key, box))
        wanted.sort(key=lambda entry: (-entry[0], entry[1].id))
        rest = float(sum(area for area, _, _, _ in wanted))
        for area, figure, key, box in wanted:
            if self._evens(PAINTING * area, rest):
                self._paint(key, figure, framing, lit, box)
                rest -= PAINTING * area
        for area, figure, key, _ in wanted:
            if key in self._painted and self._evens((1 - PAINTING) * area, rest):
                self.of(figure, framing, lit)
                rest -= (1 - PAINTING) * area
        self._work = 0.0

    def _evens(self, work: float, rest: float) -> bool:
        """Whether `work` done now rather than at the next frame, which has `rest` to do, evens the two."""
        return max(self._work + work, rest - work) < max(self._work, rest)

    def _paint(self, key: object, figure: ActorFrame, framing: Framing, lit: FigureLight, box: Box) -> None:
        body = (_body_key(figure, framing, lit), box)
        beneath = self._bodies.setdefault(body, Beneath())
        self._bodies.move_to_end(body)
        self._work += PAINTING * _area(box) * (FACE_ONLY if beneath.is_drawn else 1.0)
        self._painted[key] = Painted(_paint(figure, framing, lit, box, beneath), box)
        while len(self._painted) > PAINTED_KEPT:
            self._painted.popitem(last=False)
        while len(self._bodies) > BODIES_KEPT:
            self._bodies.popitem(last=False)


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _key(figure: ActorFrame, framing: Framing, lit: FigureLight) -> object:
    light = lit.at(figure.x, figure.depth, figure.id)
    return figure.id, figure.pose, figure.x, figure.depth, light, lit.style, framing, lit.backdrop, lit.mirror


def _body_key(figure: ActorFrame, framing: Framing, lit: FigureLight) -> object:
    """What decides how a figure is drawn beneath its face."""
    pose = replace(figure.pose, face=NO_FACE, mouth="X")
    return figure.id, pose, figure.x, figure.depth, lit.at(figure.x, figure.depth, figure.id), framing


def _place(figure: ActorFrame, framing: Framing) -> tuple[float, float, float]:
    x, y = framing.stage_point(figure.x, floor_y(figure.depth))
    return x, y, framing.scale * metre(figure.depth)


@functools.lru_cache(maxsize=128)
def _girth(puppet: Puppet) -> float:
    """Metres from the middle to the widest point of the body: who is stout is wider than folded arms reach."""
    parts = [part for part in puppet.parts if part.on == "body" and not part.clip]
    return max((abs(x) for part in parts for loop in part.loops for x, _ in loop.points), default=0.0)


def _legs(puppet: Puppet) -> float:
    """Metres to the toes of legs that lie stretched out on the floor; 0 for who has none."""
    leg = puppet.bones.get("leg", {})
    if puppet.rig == "quadruped" or "upper" not in leg:
        return 0.0
    return float(leg["upper"]) + float(leg["lower"]) + SHOE_ROOM


def _box(figure: ActorFrame, framing: Framing) -> Box | None:
    """Left, top, right, bottom of all that may be drawn of a figure, in canvas pixels; None outside the canvas."""
    x, y, ppm = _place(figure, framing)
    points = anchors(figure.puppet, figure.pose)
    xs = [point[0] for point in points.values()]
    wide = figure.puppet.height_metres if figure.pose.lie > 0.02 else 0.0
    usual = BEAST_ROOM if figure.puppet.rig == "quadruped" else PERSON_ROOM
    legs = _legs(figure.puppet) if figure.pose.sit > 0.02 else 0.0
    room = max(wide, usual, _girth(figure.puppet) + PAPER_ROOM, legs + PAPER_ROOM)
    up = max(0.3, -min(point[1] for point in points.values())) + 0.34
    left, right = room - min(0.0, *xs), room + max(0.0, *xs)
    begin, head = max(0, math.floor(x - left * ppm)), max(0, math.floor(y - up * ppm))
    end, foot = min(framing.columns, math.ceil(x + right * ppm)), min(framing.rows, math.ceil(y + BELOW * ppm))
    if end <= begin or foot <= head:
        return None
    # Whole quarter pixels of the canvas, beyond it too: shrunk faster, and edges are seen on one grid in every pose.
    begin, head = begin // QUARTER * QUARTER, head // QUARTER * QUARTER
    return begin, head, whole_quarters(end), whole_quarters(foot)


def shine_of(figure: ActorFrame, framing: Framing, light: Light, own: Glow | None = None) -> Shine | None:
    """The light that `figure` throws on what stands behind; None for those who give none.

    `own` is what it gives off in place of what the frame says.
    """
    own = own or figure.shine
    if own is None:
        return None
    x, y, ppm = _place(figure, framing)
    dark = 1.0 if light.indoors else max(light.night, DUSK * light.lamp)
    strength = (SHINE_BY_DAY + (SHINE_BY_NIGHT - SHINE_BY_DAY) * dark) * own.strength
    return Shine(
        x=x + own.x * ppm,
        y=y + own.y * ppm,
        floor=y,
        radius=own.radius_metres * ppm,
        rgb=own.rgb,
        strength=strength,
    )


def _paint(figure: ActorFrame, framing: Framing, lit: FigureLight, box: Box, beneath: Beneath) -> Array:
    """The figure as its light and its style have it, premultiplied BGRA, as large as `box`."""
    x, y, ppm = _place(figure, framing)
    left, top, right, bottom = box
    light, style = lit.at(figure.x, figure.depth, figure.id), lit.style
    pixels = np.zeros((bottom - top, right - left, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.translate(x - left, y - top)
    canvas.scale(ppm, ppm)
    draw_puppet(canvas, figure.puppet, figure.pose, light, ppm, pixels, beneath)
    surface.flushAndSubmit()
    del canvas, surface
    if style.is_washed and style.wash.figures > 0:
        feet = (round(x) - left, round(y) - top)
        pixels = soak_layer(pixels, style.wash, framing.height, len(figure.id), style.wash.figures, feet)
    return pixels


def _set_off(painted: Painted, figure: ActorFrame, framing: Framing, lit: FigureLight) -> Raster:
    """The figure with its contour and shadow; its painted pixels become the raster's."""
    pixels, (left, top, _, _) = painted.pixels, painted.box
    light, style = lit.at(figure.x, figure.depth, figure.id), lit.style
    ground = _grounded(pixels, (left, top), figure, framing, lit)
    if style.edges.contour > 0 or style.edges.halo > 0:
        # One drawing serves two frames: its edges know the light of its pose, not the frame's.
        shine = shine_of(figure, framing, lit.light, glow(figure.puppet, figure.pose))
        behind = lit.backdrop.seen_from(left, top, shine) if lit.backdrop else None
        set_off(pixels, light, lit.light.night, style.edges, framing.height, behind)
    return Raster(pixels, as_image(pixels), left, top, ground)


def _grounded(
    pixels: Array, corner: tuple[int, int], figure: ActorFrame, framing: Framing, lit: FigureLight
) -> tuple[Lying, ...]:
    """Shadow and image of a painted figure on the ground; nothing of who lies, floats or is half there."""
    standing = max(0.0, 1 - figure.pose.lift / AFLOAT) if figure.pose.lie <= 0.02 else 0.0
    standing *= float(figure.puppet.bones.get("alpha", 1.0)) ** 2
    _, foot, _ = _place(figure, framing)
    at = Standing(left=corner[0], top=corner[1], foot=foot, rows=framing.rows, lines=framing.height)
    near = lit.at(figure.x, figure.depth, figure.id)
    share = standing * shadow_share(lit.light, near) * in_style(lit.style.edges.shadow)
    shadow = shadow_of(pixels, at, near, share)
    image = image_of(pixels, at, standing * lit.mirror)
    return tuple(lying for lying in (image, shadow) if lying is not None)
