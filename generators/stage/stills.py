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

Array = np.ndarray
Finishing = Callable[[Array, tuple[int, int]], Array]
"""Pixels of a drawing (BGRA) and where its own origin is in them → the pixels as the style has them."""
KEPT = 16
"""Drawings kept: the things of a shot, and of the one before."""
ROOM = 3
"""Pixels round a drawing's box for its soft edge."""


class Stills:
    """The last drawings that stood still."""

    def __init__(self) -> None:
        self._kept: OrderedDict[object, tuple[Array, skia.Image, int, int] | None] = OrderedDict()

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
        matrix = canvas.getTotalMatrix()
        size = canvas.getBaseLayerSize()
        key = (name, size.width(), size.height(), *(matrix.get(place) for place in range(6)))
        if key not in self._kept:
            self._kept[key] = _drawn(matrix, matrix.mapRect(box), (size.width(), size.height()), paint, finish)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        still = self._kept[key]
        if still is not None:
            canvas.save()
            canvas.resetMatrix()
            canvas.drawImage(still[1], still[2], still[3])
            canvas.restore()


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
