"""The set of one shot as seen at one instant: plates and live layers drawn onto the canvas.

It knows no actors beyond where they stand between the layers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import skia

from generators.stage.bake import PHASES, Plate, as_image, canvas_on, live_paper, solid_from
from generators.stage.extent import Box, Extent, extent_of
from generators.stage.framing import Framing
from generators.stage.kinds import LIVE
from generators.stage.kinds.sky import CLOUD_TILE
from generators.stage.light import Light
from generators.stage.moment import Moment
from generators.stage.painting import paint_layer
from generators.stage.paper import colour4
from generators.stage.place import ACTORS, LayerSpec, PlaceSet
from generators.stage.styles import Style
from generators.timed import Camera

Array = np.ndarray
STILL_PIXELS = 0.35
"""Layers that slide less than this over a whole shot are flattened into one plate."""


@dataclass(slots=True)
class Flat:
    """Neighbouring still layers drawn together: canvas-sized pixels, or only their box."""

    pixels: Array
    image: skia.Image
    x: int
    y: int
    solid_from: int
    """As `Plate.solid_from`."""
    extent: Extent


Step = Flat | Plate | int
"""One thing to draw: a flattened group, a moving plate, or the index of a live layer."""


class SetView:
    """Everything of one framing that is ready to be drawn: a list of steps before and after the actors."""

    def __init__(
        self, place: PlaceSet, light: Light, framing: Framing, style: Style, plates: list[Plate | None]
    ) -> None:
        self.place, self.light, self.framing, self.style = place, light, framing, style
        self._before: list[Step] = []
        self._after: list[Step] = []
        steps = self._before
        group: list[Plate] = []
        for index, spec in enumerate(place.layers):
            plate = plates[index]
            live = spec.kind in LIVE
            if (
                plate is not None
                and not spec.drift
                and not spec.sway
                and not spec.heave
                and self._is_still(spec.parallax)
            ):
                group.append(plate)
                continue
            if plate is None and not live and spec.kind != ACTORS:
                continue
            steps.extend(self._flatten(group))
            group = []
            if spec.kind == ACTORS:
                steps = self._after
            elif plate is not None:
                steps.append(plate)
            elif live:
                steps.append(index)
        steps.extend(self._flatten(group))

    def draw_behind(self, pixels: Array, canvas: skia.Canvas, camera: Camera, moment: Moment) -> None:
        """All layers behind the actors; `pixels` is what `canvas` draws into."""
        steps = [
            (step, box) for step, box in zip(self._before, self._seen(self._before, camera, moment), strict=True) if box
        ]
        if steps and isinstance(steps[0][0], Flat) and steps[0][0].pixels.shape == pixels.shape:
            np.copyto(pixels, steps[0][0].pixels)
            steps = steps[1:]
        else:
            # Nothing of an earlier frame may shine through, should the set leave a hole.
            canvas.clear(colour4(self.light.near))
        for step, box in steps:
            canvas.save()
            canvas.clipRect(skia.Rect.MakeLTRB(*box), doAntiAlias=False)
            self._draw(step, canvas, camera, moment)
            canvas.restore()

    def _seen(self, steps: list[Step], camera: Camera, moment: Moment) -> list[Box | None]:
        """Where on the canvas each of `steps` is seen: nearer ones hide the rest; None where all of it is hidden."""
        box: Box | None = (0, 0, self.framing.columns, self.framing.rows)
        seen: list[Box | None] = []
        for step in reversed(steps):
            seen.append(box)
            if box is None:
                continue
            if isinstance(step, Flat):
                x, y = step.x, step.y
            elif isinstance(step, Plate) and not step.spec.drift:
                at = self._plate_at(step, camera, moment)
                x, y = math.floor(at[0]), round(at[1])
            else:
                continue
            # A plate between two pixels has a soft column on either side, and begins in the second of them.
            box = _left_open(step, box, x, y, soft=isinstance(step, Plate))
        return seen[::-1]

    @property
    def has_front(self) -> bool:
        """Whether anything stands before the actors."""
        return bool(self._after)

    def draw_front(self, canvas: skia.Canvas, camera: Camera, moment: Moment) -> None:
        """All layers before the actors."""
        for step in self._after:
            self._draw(step, canvas, camera, moment)

    def rest(self) -> None:
        """Give back what only a view on screen needs."""
        for step in (*self._before, *self._after):
            if isinstance(step, Plate):
                step.rest()

    def _is_still(self, parallax: float) -> bool:
        one = self.framing.layer_origin(parallax, self.framing.views[0])
        other = self.framing.layer_origin(parallax, self.framing.views[1])
        return abs(one[0] - other[0]) < STILL_PIXELS and abs(one[1] - other[1]) < STILL_PIXELS

    def _flatten(self, group: list[Plate]) -> Iterator[Flat]:
        if not group:
            return
        framing = self.framing
        pixels = np.zeros((framing.rows, framing.columns, 4), np.uint8)
        surface, canvas = canvas_on(pixels)
        for plate in group:
            origin = framing.layer_origin(plate.spec.parallax, framing.views[0])
            canvas.drawImage(plate.phase(0), round(origin[0] + plate.left), round(origin[1] + plate.top))
        surface.flushAndSubmit()
        del canvas, surface
        x, y, width, height = cv2.boundingRect(pixels[:, :, 3])
        if width == 0:
            return
        if width * height < 0.85 * framing.rows * framing.columns:
            pixels = np.ascontiguousarray(pixels[y : y + height, x : x + width])
        else:
            x = y = 0
        yield Flat(
            pixels=pixels, image=as_image(pixels), x=x, y=y, solid_from=solid_from(pixels), extent=extent_of(pixels)
        )

    def _draw(self, step: Step, canvas: skia.Canvas, camera: Camera, moment: Moment) -> None:
        if isinstance(step, Flat):
            _lay(canvas, step.image, step.extent, step.x, step.y)
        elif isinstance(step, Plate):
            self._draw_plate(step, canvas, camera, moment)
        else:
            spec = self.place.layers[step]
            x, y = self.framing.layer_origin(spec.parallax, camera)
            scale = self.framing.layer_scale(spec.parallax)
            canvas.save()
            canvas.translate(x, y + heaved(spec, moment) * scale)
            canvas.scale(scale, scale)
            paper = live_paper(canvas, spec, self.place, self.light, self.framing, self.style)
            paint_layer(spec.kind, paper, spec.params, moment)
            canvas.restore()

    def _plate_at(self, plate: Plate, camera: Camera, moment: Moment) -> tuple[float, float]:
        """Canvas pixel of a plate's corner, as it rocks and heaves now."""
        spec = plate.spec
        x, y = self.framing.layer_origin(spec.parallax, camera)
        scale = self.framing.layer_scale(spec.parallax)
        x, y = x + plate.left, y + plate.top
        if spec.sway:
            reach, period, phase = spec.sway
            x += reach * scale * moment.sway(period / (1 + 0.6 * moment.wind), phase)
            y += reach * 0.22 * scale * moment.sway(period * 0.5 / (1 + 0.6 * moment.wind), phase)
        return x, y + heaved(spec, moment) * scale

    def _draw_plate(self, plate: Plate, canvas: skia.Canvas, camera: Camera, moment: Moment) -> None:
        spec = plate.spec
        x, y = self._plate_at(plate, camera, moment)
        scale = self.framing.layer_scale(spec.parallax)
        if not spec.drift:
            _blit(plate, canvas, x, y)
            return
        tile = CLOUD_TILE * scale
        slid = (spec.drift * (0.4 + 1.2 * moment.wind) * moment.seconds * scale) % tile
        # The plate's own part of the tile may begin anywhere: draw every copy that touches the canvas.
        at = x + slid
        at -= tile * np.ceil((at + plate.pixels.shape[1]) / tile)
        while at < self.framing.columns:
            if at + plate.pixels.shape[1] > 0:
                _blit(plate, canvas, float(at), y)
            at += tile


def heaved(spec: LayerSpec, moment: Moment) -> float:
    """Layer units that a heaving layer stands lower now."""
    if not spec.heave:
        return 0.0
    reach, period, phase = spec.heave
    return reach * (0.6 + 0.6 * moment.wind) * moment.sway(period, phase)


def _blit(plate: Plate, canvas: skia.Canvas, x: float, y: float) -> None:
    quarters = round(x * PHASES)
    _lay(canvas, plate.phase(quarters % PHASES), plate.extent, quarters // PHASES, round(y))


def _lay(canvas: skia.Canvas, image: skia.Image, extent: Extent, x: int, y: int) -> None:
    """A layer with its corner at (x, y): only where anything of it is; between two pixels it is a column wider."""
    if len(extent.boxes) == 1 and extent.boxes[0] == (0, 0, *extent.size):
        canvas.drawImage(image, x, y)
        return
    for left, top, right, bottom in extent.boxes:
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(x + left, y + top, x + right + 1, y + bottom), doAntiAlias=False)
        canvas.drawImage(image, x, y)
        canvas.restore()


def _left_open(step: Flat | Plate, box: Box, x: int, y: int, *, soft: bool) -> Box | None:
    """What of `box` is seen behind a layer whose corner lies at (x, y); None where it hides all of that."""
    left, top, right, bottom = box
    width, height = step.extent.size
    if x + 2 * soft > left or x + width - soft < right:
        return box
    if y <= top and y + height >= bottom:
        # Between two pixels each is mixed with the one on its left.
        found = step.extent.seen_through((left - x - 2 * soft, top - y, min(width, right - x + soft), bottom - y))
        if found is None:
            return None
        found = found[0] + x - soft, found[1] + y, found[2] + x + 2 * soft, found[3] + y
        left, top = max(left, found[0]), max(top, found[1])
        right, bottom = min(right, found[2]), min(bottom, found[3])
    if y + height >= bottom:
        bottom = max(top, min(bottom, y + step.solid_from))
    return (left, top, right, bottom) if right > left and bottom > top else None
