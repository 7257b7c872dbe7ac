"""Sun and moon of a near picture: they hang at its side, as a film-maker would hang them, and not behind a head.

Their road on water lies beneath them, however near the camera is. It knows a light and a framing, no figure: heads
are in the middle of near pictures, whoever they are.
"""

from __future__ import annotations

import functools
from dataclasses import replace

from generators.stage.framing import Framing
from generators.stage.light import MOON, SUN, Light
from generators.stage.place import PlaceSet

FAR_ZOOM, NEAR_ZOOM = 1.5, 1.9
"""Up to the first the disc stands where the hour has it; from the second on it hangs at the side."""
ASIDE = 0.437
"""From the middle of a near picture to its disc, share of the width."""
SKY_PARALLAX = 0.08
"""Of most skies: a near picture of zoom z enlarges them by z to the power of it."""
WATERS = frozenset({"sea", "waves", "glints", "river", "basin", "beach"})
"""Kinds of layers that mirror sun or moon."""
WIDTH = 16 / 9
HIGHEST = 0.03
"""A sun that stands higher than this, stage y, is above a near picture and stays there."""


@functools.lru_cache(maxsize=256)
def hung(light: Light, zoom: float, parallax: float = SKY_PARALLAX) -> Light:
    """`light` with its disc where a picture of nominal `zoom` has room for it, on the side that its light comes from.

    `parallax`: of the sky that has the disc. Rooms keep what they have: their windows are where they are.
    """
    share = min(1.0, max(0.0, (zoom - FAR_ZOOM) / (NEAR_ZOOM - FAR_ZOOM)))
    x, y = light.sun_at
    if light.indoors or light.sun_shown <= 0.02 or share <= 0 or y < HIGHEST:
        return light
    aside = (ASIDE if x >= 0 else -ASIDE) * WIDTH / zoom**parallax
    return replace(light, sun_at=(x + (aside - x) * share, y))


def sky_parallax(place: PlaceSet) -> float:
    """The parallax of the layer in which sun and moon of `place` are drawn."""
    skies = (spec.parallax for spec in place.layers if spec.kind == "sky" and spec.params.get("disc", True))
    return next(skies, SKY_PARALLAX)


def across(light: Light, framing: Framing, sky: float) -> tuple[float, float] | None:
    """Middle and radius, frame heights across from the middle of the picture, of the disc as the shot began."""
    if light.indoors or light.sun_shown <= 0.02:
        return None
    seen = framing.begun
    grown = seen.zoom * framing.nominal ** (sky - 1)
    return (light.sun_at[0] - seen.x * sky) * grown, (MOON if light.night > 0.5 else SUN) * grown


def on_water(light: Light, place: PlaceSet, framing: Framing, parallax: float) -> Light:
    """`light` as a water layer of `parallax` has it: its sun or moon right above its road, or none in a sky without.

    Near layers grow more in close pictures than the sky does: the same x would lie beside the picture there.
    """
    if all(spec.kind != "sky" or not spec.params.get("disc", True) for spec in place.layers):
        return _unseen(light) if any(spec.kind == "sky" for spec in place.layers) else light
    return _beneath(light, framing.nominal, framing.begun.x, sky_parallax(place), parallax)


@functools.lru_cache(maxsize=256)
def _beneath(light: Light, zoom: float, begun_x: float, sky: float, parallax: float) -> Light:
    x, y = light.sun_at
    return replace(light, sun_at=((x - begun_x * sky) * zoom ** (sky - parallax) + begun_x * parallax, y))


@functools.lru_cache(maxsize=64)
def _unseen(light: Light) -> Light:
    return replace(light, sun_shown=0.0)
