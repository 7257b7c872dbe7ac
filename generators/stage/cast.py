"""The cast of a part on stage: figures and things sorted by depth, drawn on the canvas of a shot.

It knows where they stand and what they hold, not why. Rasters of unchanged figures are kept.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import skia

from generators.stage.acting import Acting, ActorFrame, LooseThing
from generators.stage.acting.things import HELD_SCALE
from generators.stage.backdrop import lay_pool_of
from generators.stage.bake import as_image
from generators.stage.colour import RGB
from generators.stage.floor import floor_y, metre
from generators.stage.framing import Framing
from generators.stage.grounding import Lying, Standing, image_of, in_style, shadow_of, shadow_share
from generators.stage.kernels import add_glow
from generators.stage.moment import Moment
from generators.stage.props import Prop, draw_prop, load_prop, resolve_prop
from generators.stage.puppets.grip import draw_grip
from generators.stage.rasters import FigureLight, Raster, Rasters, shine_of
from generators.stage.stills import Finishing, Stills
from generators.stage.styles import Style
from generators.stage.wash import soak_layer
from generators.timed import TimedPart
from story_engine.plan import Look
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME, MediaTime

Array = np.ndarray
MOMENTS_KEPT = 4
"""Instants whose poses are kept: this frame's, the next one's, and a dissolve's."""
ON_GROUND = 0.02
"""Metres below which a thing stands on the ground."""
GAP = 0.0022
"""In a style of ink this much of the lit screen, frame heights, parts a held thing from the black coat behind it."""


class Cast:
    """Actors and things of one timed part."""

    def __init__(self, timed: TimedPart, seed_art: Path | None = None, step: int = 1) -> None:
        """`step`: video frames from one picture that is asked for to the next, for what is drawn ahead."""
        self._timed = timed
        self._step = step * VIDEO_FRAME
        self._acting = Acting(timed, seed_art)
        self._looks = {thing.id: thing.look for thing in timed.part.scene.things}
        self._seed_art = seed_art
        self.rasters = Rasters()
        self.stills = Stills()
        self._seen: OrderedDict[MediaTime, tuple[ActorFrame, ...]] = OrderedDict()

    def at(self, time: MediaTime) -> tuple[ActorFrame, ...]:
        """Everyone on stage at `time` (from the part's start)."""
        if time not in self._seen:
            self._seen[time] = tuple(figure for figure in self._acting.at(time) if figure.visible)
            while len(self._seen) > MOMENTS_KEPT:
                self._seen.popitem(last=False)
        return self._seen[time]

    def coming(self, time: MediaTime) -> tuple[ActorFrame, ...]:
        """Everyone on stage in the picture after that of `time`; nobody after the part's end."""
        after = time + self._step
        return self.at(after) if after < self._timed.duration else ()

    def loose(self, time: MediaTime) -> tuple[LooseThing, ...]:
        """Things in nobody's hand at `time`."""
        return self._acting.loose(time)

    def prop(self, thing: str, time: MediaTime) -> tuple[Prop, tuple[str, ...]]:
        """The drawing of a thing and its states at `time`; a deed changes them as it happens."""
        name = resolve_prop(self._looks.get(thing, Look(asset=thing)), thing, self._seed_art)
        return load_prop(name, self._seed_art), self._acting.states.at(thing, time)


def draw_cast(
    pixels: Array,
    canvas: skia.Canvas,
    framing: Framing,
    cast: Cast,
    time: MediaTime,
    lit: FigureLight,
    hidden: tuple[str, ...],
    moment: Moment,
) -> None:
    """Draw figures and things at `time` from back to front.

    `pixels` is what `canvas` draws into; `hidden` are ids that the shot leaves out.
    """
    now = round(moment.seconds * SAMPLE_RATE)
    shown = [figure for figure in cast.at(time) if figure.id not in hidden]
    drawn = {figure.id: cast.rasters.of(_without(figure, hidden), framing, lit) for figure in shown}
    for raster in drawn.values():
        for lying in raster.ground if raster else ():
            canvas.drawImage(as_image(lying.pixels), lying.left, lying.top)
    for figure in shown:
        _pool(pixels, framing, figure, lit)
    queue: list[tuple[float, int, Any]] = []
    for order, figure in enumerate(shown):
        drawn_at = figure.depth if figure.behind is None else min(figure.depth, figure.behind - 1e-3)
        queue.append((drawn_at, order, figure))
    for order, thing in enumerate(cast.loose(time)):
        if thing.thing not in hidden:
            queue.append((thing.depth, 100 + order, thing))
    for _, _, item in sorted(queue, key=lambda entry: (entry[0], entry[1])):
        depth = item.depth
        ppm = framing.scale * metre(depth)
        x, y = framing.stage_point(item.x, floor_y(depth))
        if isinstance(item, LooseThing):
            prop, states = cast.prop(item.thing, time)
            _shine(pixels, prop, states, (x, y - item.height_metres * ppm, ppm), now)
            canvas.save()
            canvas.translate(x, y - item.height_metres * ppm)
            canvas.scale(ppm, ppm)
            canvas.rotate(item.angle)
            grounded = item.height_metres < ON_GROUND
            if grounded and not prop.flat:
                _ground_thing(canvas, cast.stills, prop, states, lit, y, ppm, framing)
            _draw_thing(canvas, cast.stills, prop, states, lit, now, ppm, framing.height, grounded=grounded)
            canvas.restore()
        else:
            raster = drawn[item.id]
            if raster is not None:
                _draw_figure(pixels, canvas, framing, cast, _without(item, hidden), raster, lit, (x, y, ppm), time, now)
    cast.rasters.prepare(tuple(figure for figure in cast.coming(time) if figure.id not in hidden), framing, lit)


def _without(figure: ActorFrame, hidden: tuple[str, ...]) -> ActorFrame:
    """The figure without what the shot leaves out of its hands: a thing through whose eyes we look."""
    if not any(held.thing in hidden for held in figure.held):
        return figure
    return replace(figure, held=tuple(held for held in figure.held if held.thing not in hidden))


def _draw_figure(
    pixels: Array,
    canvas: skia.Canvas,
    framing: Framing,
    cast: Cast,
    figure: ActorFrame,
    raster: Raster,
    lit: FigureLight,
    place: tuple[float, float, float],
    time: MediaTime,
    now: MediaTime,
) -> None:
    """One actor, drawn as `raster`; `place` is the canvas pixel of the feet and the pixels per metre there."""
    x, y, ppm = place
    shine = shine_of(figure, framing, lit.light)
    if shine:
        _spread(pixels, (shine.x, shine.y), shine.radius, shine.rgb, shine.strength)
    canvas.drawImage(raster.image, raster.left, raster.top)
    for held in figure.held:
        prop, states = cast.prop(held.thing, time)
        at = (x + held.x * ppm, y + (held.y - prop.grip[1] * HELD_SCALE) * ppm, ppm * HELD_SCALE)
        _shine(pixels, prop, states, at, now)
        canvas.save()
        canvas.translate(x + held.x * ppm, y + held.y * ppm)
        canvas.scale(ppm * HELD_SCALE, ppm * HELD_SCALE)
        if figure.pose.facing < 0:
            canvas.scale(-1, 1)
            canvas.rotate(-held.angle)
        else:
            canvas.rotate(held.angle)
        canvas.translate(-prop.grip[0], -prop.grip[1])
        gap = GAP * framing.height / (ppm * HELD_SCALE)
        _draw_thing(canvas, cast.stills, prop, states, lit, now, ppm, framing.height, grounded=False, gap=gap)
        canvas.restore()
        if held.fingers:
            canvas.save()
            canvas.translate(x, y)
            canvas.scale(ppm, ppm)
            draw_grip(canvas, figure.puppet, figure.pose, lit.at(figure.x, figure.depth, figure.id), ppm)
            canvas.restore()


def _draw_thing(
    canvas: skia.Canvas,
    stills: Stills,
    prop: Prop,
    states: tuple[str, ...],
    lit: FigureLight,
    now: MediaTime,
    ppm: float,
    lines: int,
    *,
    grounded: bool,
    gap: float = 0.0,
) -> None:
    """A thing at the canvas's origin; one that does not move by itself is kept while its place stays."""

    def paint(onto: skia.Canvas) -> None:
        draw_prop(onto, prop, states, lit.light, now, ppm, grounded=grounded, gap=gap)

    if prop.rests_in(states):
        name = (prop.id, states, lit.light, ppm, grounded, gap, lit.style.id)
        stills.draw(canvas, name, prop.room(grounded), paint, _painted(lit.style, lines, len(prop.id)))
    else:
        paint(canvas)


def _ground_thing(
    canvas: skia.Canvas,
    stills: Stills,
    prop: Prop,
    states: tuple[str, ...],
    lit: FigureLight,
    foot: float,
    ppm: float,
    framing: Framing,
) -> None:
    """The shadow of a thing on the ground and its image in the wet, kept while it stands; `foot` is its canvas row.

    One that trembles or burns throws that of itself at rest. Lamps throw none: theirs would move with who carries
    them.
    """
    light = lit.light
    share = shadow_share(light, light) * in_style(lit.style.edges.shadow)

    def paint(onto: skia.Canvas) -> None:
        draw_prop(onto, prop, (*states, "still"), light, 0, ppm)

    def leave(pixels: Array, corner: tuple[int, int]) -> tuple[Lying, ...]:
        at = Standing(left=corner[0], top=corner[1], foot=foot, rows=framing.rows, lines=framing.height)
        found = (image_of(pixels, at, lit.mirror), shadow_of(pixels, at, light, share))
        return tuple(lying for lying in found if lying is not None)

    stills.ground(canvas, (prop.id, states, light, ppm, lit.mirror, lit.style.id), prop.room(True), paint, leave)


def _painted(style: Style, lines: int, place: int) -> Finishing | None:
    """What a painter's brush does to a thing in a frame of so many `lines`; its paint holds on to the thing."""
    if not style.is_washed or style.wash.figures <= 0:
        return None
    return lambda pixels, origin: soak_layer(pixels, style.wash, lines, place, style.wash.figures, origin)


def _pool(pixels: Array, framing: Framing, figure: ActorFrame, lit: FigureLight) -> None:
    """The light of somebody's own flame on the ground round their feet."""
    shine = shine_of(figure, framing, lit.light)
    if shine is not None:
        lay_pool_of(_whole(pixels), shine)


def _shine(
    pixels: Array, prop: Prop, states: tuple[str, ...], place: tuple[float, float, float], now: MediaTime
) -> None:
    """What a thing gives off, breathing slowly."""
    x, y, ppm = place
    breath = 0.85 + 0.15 * math.sin(2 * math.pi * now / SAMPLE_RATE / 2.9)
    for shine in prop.shines_in(states):
        _spread(pixels, (x + shine.x * ppm, y + shine.y * ppm), shine.radius * ppm, shine.rgb, shine.strength * breath)


def _spread(pixels: Array, centre: tuple[float, float], radius: float, rgb: RGB, strength: float) -> None:
    """Light of a flame or a glowing thing, straight onto the picture."""
    x, y = np.float32(centre[0]), np.float32(centre[1])
    add_glow(_whole(pixels), x, y, np.float32(radius), _bgr(rgb), np.float32(strength))


def _whole(pixels: Array) -> Array:
    """BGRA bytes (h, w, 4) as one uint32 a pixel, the same memory."""
    return pixels.view(np.uint32)[:, :, 0]


def _bgr(rgb: RGB) -> Array:
    return np.array([rgb[2] * 255, rgb[1] * 255, rgb[0] * 255], np.float32)
