"""The lamps of a set and whom they light: figures near a burning lamp turn warm on its side.

It knows layers, a light and a figure's spot, not how a lamp is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.stage.colour import RGB, from_hex
from generators.stage.floor import metre
from generators.stage.light import Light
from generators.stage.place import PlaceSet
from generators.stage.puppets import lit_by
from generators.stage.puppets.paint import LightLike

LAMPLIGHT = from_hex("#FFC46E")
"""Colour of a burning lamp on faces; a layer may give its own `glow`."""
POSTS = ("lamp_post", "street_lamp", "globe_lamp")
"""Layer kinds that stand at `x` and light the ground round their foot."""
POST_REACH, POST_STRENGTH = 0.34, 0.62
"""Stage units that a post lights to each side, and how strongly."""
POOL_GAIN = 2.2
"""A pool of light on the floor is painted thin; the figure in it stands in the beam itself."""
INK_SHARE = 0.7
"""Share of a lamp that ink swallows."""
NEAREST_PARALLAX, FARTHEST_PARALLAX = 1.08, 0.93
"""Pools on layers outside these lie behind or before the floor that actors stand on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    """Something that shines on who stands near: stage x, reach to each side, strength 0–1."""

    x: float
    reach: float
    strength: float
    rgb: RGB = LAMPLIGHT


def lamps_of(place: PlaceSet) -> tuple[Lamp, ...]:
    """Every lamp of a set: its posts, and the `pools` of light on its floor ([x, y, radius, strength])."""
    found = []
    for spec in place.layers:
        if not FARTHEST_PARALLAX <= spec.parallax <= NEAREST_PARALLAX or spec.outside:
            continue
        glow = spec.params.get("glow")
        rgb = from_hex(glow) if isinstance(glow, str) else LAMPLIGHT
        if spec.kind in POSTS:
            found.append(Lamp(x=float(spec.params.get("x", 0.0)), reach=POST_REACH, strength=POST_STRENGTH, rgb=rgb))
        for pool in spec.params.get("pools", ()):
            if len(pool) >= 4:
                strength = min(1.0, POOL_GAIN * float(pool[3]))
                found.append(Lamp(x=float(pool[0]), reach=float(pool[2]), strength=strength, rgb=rgb))
    return tuple(found)


def lit_at(light: Light, lamps: tuple[Lamp, ...], x: float, depth: float) -> LightLike:
    """`light` for a figure at stage `x`: the lamp that reaches it best adds its colour and its side."""
    if light.lamp <= 0 or not lamps:
        return light
    best, most = None, 0.0
    for lamp in lamps:
        near = lamp.strength * max(0.0, 1 - abs(lamp.x - x) / (1.6 * lamp.reach)) ** 2
        if near > most:
            best, most = lamp, near
    if best is None:
        return light
    unit = metre(depth)
    shown = 1 - INK_SHARE * light.tones.ink  # cut black paper takes little of a lamp's colour
    return lit_by(light, best.rgb, best.strength * light.lamp * shown, (best.x - x) / unit, best.reach / unit)
