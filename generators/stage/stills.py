"""Things that stand still for a while, kept as pixels from frame to frame.

It knows no thing: a drawing comes with a name for all that it depends on. What is kept is only ever a cache: a
thing is laid onto the picture by the same steps whether it is kept or new.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
import skia

from generators.stage.bake import as_image, canvas_on
from generators.stage.grounding import Lying

Array = np.ndarray
Finishing = Callable[[Array, tuple[int, int]], Array]
"""Pixels of a drawing (BGRA) and where its own origin is in them → the pixels as the style has them."""
Grounding = Callable[[Array, tuple[int, int]], tuple[Lying, ...]]
"""Pixels of a drawing (BGRA) and the canvas pixel of their corner → what it leaves on the ground before it."""
KEPT = 16
"""Drawings kept: the things of a shot, and of the one before."""
ROOM = 3
"""Pixels round a drawing's box for its soft edge."""


class Stills:
    """The last drawings that stood still."""

    def __init__(self) -> None:
        self._kept: OrderedDict[object, tuple[Array, skia.Image, int, int] | None] = OrderedDict()
        self._grounds: OrderedDict[object, tuple[tuple[Lying, skia.Image], ...]] = OrderedDict()

    def draw(
        self,
        canvas: skia.Canvas,
        name: object,
        box: skia.Rect,
        paint: Callable[[skia.Canvas], None],
        finish: Finishing | None = None,
    ) -> None:
        """Lay onto `canvas` what `paint` draws; `name` tells all that it depends on but the canvas's matrix.

        `box` holds the whole drawing, in the canvas's units; `finish` is what the style does to its pixels.
        """
        key, matrix, size = _placed(canvas, name)
        if key not in self._kept:
            self._kept[key] = _drawn(matrix, matrix.mapRect(box), size, paint, finish)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        still = self._kept[key]
        if still is not None:
            canvas.save()
            canvas.resetMatrix()
            canvas.drawImage(still[1], still[2], still[3])
            canvas.restore()

    def ground(
        self,
        canvas: skia.Canvas,
        name: object,
        box: skia.Rect,
        paint: Callable[[skia.Canvas], None],
        leave: Grounding,
    ) -> None:
        """Lay onto `canvas` what the drawing of `paint` leaves on the ground: as `draw`, but the drawing itself."""
        key, matrix, size = _placed(canvas, name)
        if key not in self._grounds:
            drawn = _drawn(matrix, matrix.mapRect(box), size, paint, None)
            found = leave(drawn[0], drawn[2:]) if drawn is not None else ()
            self._grounds[key] = tuple((lying, as_image(lying.pixels)) for lying in found)
            while len(self._grounds) > KEPT:
                self._grounds.popitem(last=False)
        self._grounds.move_to_end(key)
        if self._grounds[key]:
            canvas.save()
            canvas.resetMatrix()
            for lying, image in self._grounds[key]:
                canvas.drawImage(image, lying.left, lying.top)
            canvas.restore()


def _placed(canvas: skia.Canvas, name: object) -> tuple[object, skia.Matrix, tuple[int, int]]:
    """Under which key a drawing of `name` is kept where the canvas stands now, its matrix, columns and rows."""
    matrix, size = canvas.getTotalMatrix(), canvas.getBaseLayerSize()
    columns, rows = size.width(), size.height()
    return (name, columns, rows, *(matrix.get(place) for place in range(6))), matrix, (columns, rows)


def _drawn(
    matrix: skia.Matrix,
    box: skia.Rect,
    size: tuple[int, int],
    paint: Callable[[skia.Canvas], None],
    finish: Finishing | None,
) -> tuple[Array, skia.Image, int, int] | None:
    """Pixels, image and corner of a drawing; None where none of it is on a canvas of `size`."""
    left, top = max(0, math.floor(box.left()) - ROOM), max(0, math.floor(box.top()) - ROOM)
    right, bottom = min(size[0], math.ceil(box.right()) + ROOM), min(size[1], math.ceil(box.bottom()) + ROOM)
    if right <= left or bottom <= top:
        return None
    pixels = np.zeros((bottom - top, right - left, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.translate(-left, -top)
    canvas.concat(matrix)
    paint(canvas)
    surface.flushAndSubmit()
    del canvas, surface
    if finish is not None:
        pixels = finish(pixels, (round(matrix.getTranslateX()) - left, round(matrix.getTranslateY()) - top))
    return pixels, as_image(pixels), left, top
