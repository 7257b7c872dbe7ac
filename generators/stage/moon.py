"""The moon of a near picture: it hangs in a corner, as a film-maker would hang it, and not behind a head.

It knows a light and how near the camera is, no figure: heads are in the middle of near pictures, whoever they are.
"""

from __future__ import annotations

import functools
from dataclasses import replace

from generators.stage.light import Light

FAR_ZOOM, NEAR_ZOOM = 1.6, 2.4
"""Up to the first the moon stands where it stands; from the second on it hangs in the corner."""
CORNER = (0.60, 0.21)
"""Stage x and y of the corner in the sky's own layer: 0.87 of the frame's width, a sixth of its height."""


@functools.lru_cache(maxsize=256)
def hung(light: Light, zoom: float) -> Light:
    """`light` with its moon where a picture of nominal `zoom` has room for it; rooms and days keep what they have."""
    share = min(1.0, max(0.0, (zoom - FAR_ZOOM) / (NEAR_ZOOM - FAR_ZOOM)))
    if light.indoors or light.night <= 0.5 or light.sun_shown <= 0.02 or share <= 0:
        return light
    (x, y), (there, up) = light.sun_at, CORNER
    return replace(light, sun_at=(x + (there - x) * share, y + (up - y) * share))
