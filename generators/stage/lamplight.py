"""The lamps of a set and whom they light: figures near a burning lamp turn warm on its side.

It knows layers, a light and a figure's spot, not how a lamp is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.stage.acting import ActorFrame
from generators.stage.colour import RGB, from_hex
from generators.stage.floor import metre
from generators.stage.light import Light
from generators.stage.place import PlaceSet
from generators.stage.puppets import lit_by
from generators.stage.puppets.flame import OUT, glow_rgb
from generators.stage.puppets.paint import LightLike

LAMPLIGHT = from_hex("#FFC46E")
"""Colour of a burning lamp on faces; a layer may give its own `glow`."""
POSTS = ("lamp_post", "street_lamp", "globe_lamp")
"""Layer kinds that stand at `x` and light the ground round their foot."""
POST_REACH, POST_STRENGTH = 0.34, 0.62
"""Stage units that a post lights to each side, and how strongly."""
POOL_GAIN = 2.2
"""A pool of light on the floor is painted thin; the figure in it stands in the beam itself."""
CARRIED_REACH, CARRIED_STRENGTH = 2.7, 0.95
"""Metres that somebody's own flame lights to each side at full height, and how strongly."""
FLAME_STEPS, PLACE_STEP = 32, 0.02
"""A flame's height and its bearer's x count in steps for others: faces are not painted anew for nothing, and a step
is too small to be seen."""
DUSK_SHARE = 0.35
"""A carried flame is seen on faces this much even before the lamps are lit."""
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
    bearer: str = ""
    """Whose own light it is: they are not lit by it, and it burns by day, too."""


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


def lamps_carried(figures: tuple[ActorFrame, ...]) -> tuple[Lamp, ...]:
    """The light of those who burn themselves."""
    found = []
    for figure in figures:
        if "flame" not in figure.puppet.face or figure.pose.flame <= OUT:
            continue
        flame = round(FLAME_STEPS * min(1.0, figure.pose.flame)) / FLAME_STEPS
        if flame > 0:
            found.append(
                Lamp(
                    x=round(figure.x / PLACE_STEP) * PLACE_STEP,
                    reach=CARRIED_REACH * (0.5 + 0.5 * flame) * metre(figure.depth),
                    strength=CARRIED_STRENGTH * flame,
                    rgb=glow_rgb(flame),
                    bearer=figure.id,
                )
            )
    return tuple(found)


def burning(lamp: Lamp, light: Light) -> float:
    """How strongly a lamp shines now: posts wait for the dusk."""
    return lamp.strength * (max(DUSK_SHARE, light.lamp) if lamp.bearer else light.lamp)


def lit_at(light: Light, lamps: tuple[Lamp, ...], x: float, depth: float, name: str = "") -> LightLike:
    """`light` for the figure `name` at stage `x`: the lamp that reaches it best adds its colour and its side."""
    if not lamps:
        return light
    best, most = None, 0.0
    for lamp in lamps:
        if name and lamp.bearer == name:
            continue
        near = burning(lamp, light) * max(0.0, 1 - abs(lamp.x - x) / (1.6 * lamp.reach)) ** 2
        if near > most:
            best, most = lamp, near
    if best is None:
        return light
    unit = metre(depth)
    shown = 1 - INK_SHARE * light.tones.ink  # cut black paper takes little of a lamp's colour
    return lit_by(light, best.rgb, burning(best, light) * shown, (best.x - x) / unit, best.reach / unit)
