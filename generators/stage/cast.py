"""The cast of a part on stage: figures and things sorted by depth, drawn on the canvas of a shot.

It knows where they stand and what they hold, not why. Rasters of unchanged figures are kept.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import skia

from generators.stage.acting import Acting, ActorFrame, LooseThing
from generators.stage.bake import as_image, canvas_on
from generators.stage.floor import floor_y, metre
from generators.stage.framing import Framing
from generators.stage.light import Light
from generators.stage.moment import Moment
from generators.stage.props import Prop, draw_prop, load_prop, resolve_prop
from generators.stage.puppets import draw_puppet, glow
from generators.timed import TimedPart
from story_engine.plan import Look
from story_engine.time import SAMPLE_RATE, MediaTime

Array = np.ndarray
RASTERS_KEPT = 12
CHANGE_AT = 0.55
"""Share of a deed after which a thing is seen opened, lit or broken."""
HELD_SCALE = 1.15
"""Held things are drawn a little larger than life: hands and props tell."""


class Cast:
    """Actors and things of one timed part."""

    def __init__(self, timed: TimedPart, seed_art: Path | None = None) -> None:
        self._timed = timed
        self._acting = Acting(timed, seed_art)
        self._looks = {thing.id: thing.look for thing in timed.part.scene.things}
        self._before = {prop.id: prop.states for prop in timed.entry.props}
        self._after = {prop.id: prop.states for prop in timed.exit.props}
        self._scene = {thing.id: thing.states for thing in timed.part.scene.things}
        self._turns = {
            act.thing or act.target: act.start + int(act.duration * CHANGE_AT) for act in timed.acts if act.ok
        }
        self._seed_art = seed_art
        self.rasters: OrderedDict[object, tuple[Array, skia.Image, int, int]] = OrderedDict()

    def at(self, time: MediaTime) -> tuple[ActorFrame, ...]:
        """Everyone on stage at `time` (from the part's start)."""
        return tuple(figure for figure in self._acting.at(time) if figure.visible)

    def loose(self, time: MediaTime) -> tuple[LooseThing, ...]:
        """Things in nobody's hand at `time`."""
        return self._acting.loose(time)

    def prop(self, thing: str, time: MediaTime) -> tuple[Prop, tuple[str, ...]]:
        """The drawing of a thing and its states at `time`; a deed changes them as it happens."""
        name = resolve_prop(self._looks.get(thing, Look(asset=thing)), thing, self._seed_art)
        before = tuple(dict.fromkeys((*self._before.get(thing, ()), *self._scene.get(thing, ()))))
        changed = time >= self._turns.get(thing, self._timed.duration)
        return load_prop(name, self._seed_art), self._after.get(thing, before) if changed else before


def draw_cast(
    canvas: skia.Canvas,
    framing: Framing,
    cast: Cast,
    time: MediaTime,
    light: Light,
    hidden: tuple[str, ...],
    moment: Moment,
) -> None:
    """Draw figures and things at `time` from back to front; `hidden` are ids that the shot leaves out."""
    now = round(moment.seconds * SAMPLE_RATE)
    queue: list[tuple[float, int, Any]] = []
    for order, figure in enumerate(cast.at(time)):
        if figure.id not in hidden:
            queue.append((figure.depth, order, figure))
    for order, thing in enumerate(cast.loose(time)):
        if thing.thing not in hidden:
            queue.append((thing.depth, 100 + order, thing))
    for depth, _, item in sorted(queue, key=lambda entry: (entry[0], entry[1])):
        ppm = framing.scale * metre(depth)
        x, y = framing.stage_point(item.x, floor_y(depth))
        if isinstance(item, LooseThing):
            prop, states = cast.prop(item.thing, time)
            canvas.save()
            canvas.translate(x, y - item.height_metres * ppm)
            canvas.scale(ppm, ppm)
            canvas.rotate(item.angle)
            draw_prop(canvas, prop, states, light, now, ppm, grounded=item.height_metres < 0.02)
            canvas.restore()
        else:
            _draw_figure(canvas, framing, cast, item, light, (x, y, ppm), time, now)


def _draw_figure(
    canvas: skia.Canvas,
    framing: Framing,
    cast: Cast,
    figure: ActorFrame,
    light: Light,
    place: tuple[float, float, float],
    time: MediaTime,
    now: MediaTime,
) -> None:
    """One actor; `place` is the canvas pixel of the feet and the pixels per metre there."""
    x, y, ppm = place
    side = (figure.puppet.height_metres * 0.85 + 0.4) * ppm
    tall = (figure.puppet.height_metres + 0.6 + figure.pose.lift) * ppm
    left, top = max(0, math.floor(x - side)), max(0, math.floor(y - tall))
    right, bottom = min(framing.columns, math.ceil(x + side)), min(framing.rows, math.ceil(y + 0.14 * ppm))
    if right <= left or bottom <= top:
        return
    shine = glow(figure.puppet, figure.pose)
    if shine:
        _shine(canvas, x, y, ppm, shine)
    key = (figure.id, figure.pose, round(x, 2), round(y, 2), ppm, light, framing)
    kept = cast.rasters.get(key)
    if kept is None:
        pixels = np.zeros((bottom - top, right - left, 4), np.uint8)
        surface, inner = canvas_on(pixels)
        inner.translate(x - left, y - top)
        inner.scale(ppm, ppm)
        draw_puppet(inner, figure.puppet, figure.pose, light, ppm)
        surface.flushAndSubmit()
        del inner, surface
        kept = (pixels, as_image(pixels), left, top)
        cast.rasters[key] = kept
        while len(cast.rasters) > RASTERS_KEPT:
            cast.rasters.popitem(last=False)
    canvas.drawImage(kept[1], kept[2], kept[3])
    for held in figure.held:
        prop, states = cast.prop(held.thing, time)
        canvas.save()
        canvas.translate(x + held.x * ppm, y + held.y * ppm)
        canvas.scale(ppm * HELD_SCALE, ppm * HELD_SCALE)
        if figure.pose.facing < 0:
            canvas.scale(-1, 1)
            canvas.rotate(-held.angle)
        else:
            canvas.rotate(held.angle)
        canvas.translate(-prop.grip[0], -prop.grip[1])
        draw_prop(canvas, prop, states, light, now, ppm)
        canvas.restore()


def _shine(canvas: skia.Canvas, x: float, y: float, ppm: float, shine: Any) -> None:
    centre = (x + shine.x * ppm, y + shine.y * ppm)
    radius = shine.radius_metres * ppm
    r, g, b = shine.rgb
    colours = [skia.Color4f(r, g, b, a * shine.strength).toColor() for a in (0.55, 0.18, 0.0)]
    shader = skia.GradientShader.MakeRadial(center=centre, radius=radius, colors=colours, positions=[0.0, 0.4, 1.0])
    box = skia.Rect.MakeLTRB(centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
    canvas.drawRect(box, skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kScreen))
