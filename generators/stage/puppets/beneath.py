"""What of a figure lies beneath its face, drawn once for each pose of its body.

It knows pixels and jobs, no puppet. Eyes and mouths move twice as often as bodies: only what lies from the face on is
drawn anew then, onto the very same pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import skia

from generators.stage.puppets.paint import Brush

Array = np.ndarray


class Beneath:
    """Pixels and laid pieces beneath the face of one pose: empty until they are drawn for the first time."""

    def __init__(self) -> None:
        self._pixels: Array | None = None
        self._laid: dict[str, skia.Path] = {}

    @property
    def is_drawn(self) -> bool:
        """Whether it need not be drawn any more."""
        return self._pixels is not None

    def lay(self, brush: Brush, pixels: Array, jobs: Sequence[Callable[[], None]]) -> None:
        """Have it in `pixels`, the empty BGRA array that `brush` draws into: by `jobs` the first time, then as kept."""
        if self._pixels is not None:
            np.copyto(pixels, self._pixels)
            brush.laid.update(self._laid)
            return
        for job in jobs:
            job()
        brush.canvas.getSurface().flushAndSubmit()
        self._pixels, self._laid = pixels.copy(), dict(brush.laid)
