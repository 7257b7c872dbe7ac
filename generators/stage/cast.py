"""The cast of a part on stage: figures and things sorted by depth, drawn on the canvas of a shot.

It knows where they stand and what they hold, not why. Rasters of unchanged figures are kept.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import skia

from generators.stage.bake import as_image, canvas_on
from generators.stage.floor import floor_y, metre
from generators.stage.framing import Framing
from generators.stage.light import Light
from generators.stage.moment import Moment
from generators.stage.props import Prop, draw_prop, load_prop, resolve_prop
from generators.stage.puppets import Pose, Puppet, anchors, draw_puppet, glow, load_puppet
from generators.timed import PropState, TimedPart
from story_engine.plan import Look
from story_engine.time import SAMPLE_RATE, MediaTime

Array = np.ndarray
RASTERS_KEPT = 12
HELD_SCALE = 1.15
"""Held things are drawn a little larger than life: hands and props tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An actor at one instant."""

    id: str
    puppet: Puppet
    pose: Pose
    x: float
    depth: float
    held: tuple[tuple[str, str], ...] = ()
    """Thing ids and the anchor that holds them ("hand_r", "hand_l", "mouth")."""


class Cast:
    """Actors and things of one timed part."""

    def __init__(self, timed: TimedPart, seed_art: Path | None = None) -> None:
        self._timed = timed
        self._looks = {thing.id: thing.look for thing in timed.part.scene.things}
        self._states = {thing.id: thing.states for thing in timed.part.scene.things}
        self._seed_art = seed_art
        self._puppets = {actor.id: load_puppet(actor.look) for actor in timed.part.scene.actors}
        self.rasters: OrderedDict[object, tuple[Array, skia.Image, int, int]] = OrderedDict()

    def at(self, time: MediaTime) -> tuple[Placed, ...]:
        """Everyone on stage at `time` (from the part's start)."""
        del time
        return tuple(
            Placed(
                id=actor.id,
                puppet=self._puppets[actor.id],
                pose=Pose(facing=float(actor.facing)),
                x=actor.x,
                depth=actor.depth,
                held=tuple((prop.id, "hand_r") for prop in self._timed.entry.props if prop.holder == actor.id),
            )
            for actor in self._timed.entry.actors
            if actor.present and actor.id in self._puppets
        )

    def standing(self, time: MediaTime) -> tuple[PropState, ...]:
        """Things on the floor at `time`."""
        del time
        return tuple(prop for prop in self._timed.entry.props if not prop.holder)

    def prop(self, thing: str) -> tuple[Prop, tuple[str, ...]]:
        """The drawing of a thing and its states."""
        name = resolve_prop(self._looks.get(thing, Look(asset=thing)), thing, self._seed_art)
        states = self._states.get(thing, ())
        return load_prop(name, self._seed_art), states

    def prop_states(self, state: PropState) -> tuple[str, ...]:
        """States of a standing thing: those of the join, and those of the scene."""
        return tuple(dict.fromkeys((*state.states, *self._states.get(state.id, ()))))

    def scene_time(self, time: MediaTime) -> MediaTime:
        """Scene time of a time of the part."""
        return self._timed.entry.scene_time + time


def draw_cast(
    canvas: skia.Canvas,
    framing: Framing,
    cast: Cast,
    placed: tuple[Placed, ...],
    light: Light,
    hidden: tuple[str, ...],
    moment: Moment,
) -> None:
    """Draw figures and things from back to front; `hidden` are ids that the shot leaves out."""
    now = round(moment.seconds * SAMPLE_RATE)
    queue: list[tuple[float, int, Any]] = []
    for order, figure in enumerate(placed):
        if figure.id not in hidden:
            queue.append((figure.depth, order, figure))
    for order, state in enumerate(cast.standing(0)):
        if state.id not in hidden:
            queue.append((state.depth, 100 + order, state))
    for depth, _, item in sorted(queue, key=lambda entry: (entry[0], entry[1])):
        ppm = framing.scale * metre(depth)
        x, y = framing.stage_point(item.x, floor_y(depth))
        if isinstance(item, PropState):
            prop, _ = cast.prop(item.id)
            canvas.save()
            canvas.translate(x, y)
            canvas.scale(ppm, ppm)
            draw_prop(canvas, prop, cast.prop_states(item), light, now, ppm, grounded=True)
            canvas.restore()
        else:
            _draw_figure(canvas, framing, cast, item, light, x, y, ppm, now)


def _draw_figure(
    canvas: skia.Canvas,
    framing: Framing,
    cast: Cast,
    figure: Placed,
    light: Light,
    x: float,
    y: float,
    ppm: float,
    now: MediaTime,
) -> None:
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
    if figure.held:
        _draw_held(canvas, cast, figure, light, x, y, ppm, now)


def _shine(canvas: skia.Canvas, x: float, y: float, ppm: float, shine: Any) -> None:
    centre = (x + shine.x * ppm, y + shine.y * ppm)
    radius = shine.radius_metres * ppm
    r, g, b = shine.rgb
    colours = [skia.Color4f(r, g, b, a * shine.strength).toColor() for a in (0.55, 0.18, 0.0)]
    shader = skia.GradientShader.MakeRadial(center=centre, radius=radius, colors=colours, positions=[0.0, 0.4, 1.0])
    box = skia.Rect.MakeLTRB(centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
    canvas.drawRect(box, skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kScreen))


def _draw_held(
    canvas: skia.Canvas, cast: Cast, figure: Placed, light: Light, x: float, y: float, ppm: float, now: MediaTime
) -> None:
    points = anchors(figure.puppet, figure.pose)
    for thing, anchor in figure.held:
        hand = points.get(anchor, points["hand_r"])
        prop, states = cast.prop(thing)
        canvas.save()
        canvas.translate(x + hand[0] * ppm, y + hand[1] * ppm)
        canvas.scale(ppm * HELD_SCALE, ppm * HELD_SCALE)
        if figure.pose.facing < 0:
            canvas.scale(-1, 1)
        canvas.translate(-prop.grip[0], -prop.grip[1])
        draw_prop(canvas, prop, states, light, now, ppm)
        canvas.restore()
