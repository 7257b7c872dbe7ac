"""The light of a scene as a style shows it: stronger or weaker edges, gathered tones, one lit screen for a sky.

It knows no set and no figure; what it returns is an ordinary light.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from generators.stage.colour import adjust, from_oklch, mix, to_oklch
from generators.stage.light import Light
from generators.stage.styles import Style

SCREEN_DAY, SCREEN_NIGHT, SCREEN_ROOM = 0.86, 0.62, 0.86
"""OKLCH lightness of a lit screen: a lamp stands behind it even at night, and nearer in a room."""
SCREEN_CHROMA = 0.105
"""Most chroma of the screen: one colour, not a poster."""

FIGURE_LIFT = 0.40
"""How much more night light falls on figures than on the set, share of OKLCH lightness: the eye goes to them."""
ROOM_SHARE = 0.45
"""Share of that lift in a room, where lamps do it."""


@lru_cache(maxsize=512)
def relight(light: Light, style: Style) -> Light:
    """`light` in `style`; itself where the style asks for nothing."""
    tones = style.tones
    if not tones.is_on and style.edges.rim == 1.0:
        return light
    changed = replace(light, tones=tones, rim_strength=min(1.0, light.rim_strength * style.edges.rim))
    if tones.glow <= 0:
        return changed
    # The horizon's hue (in a room the lamp's), lit from behind: bright by day, a lamp's pool by night.
    _, chroma, hue = to_oklch(light.rim if light.indoors else light.horizon)
    by_night = SCREEN_ROOM if light.indoors else SCREEN_NIGHT
    screen = from_oklch(
        SCREEN_DAY + (by_night - SCREEN_DAY) * light.night, min(SCREEN_CHROMA, chroma * 1.3 + 0.03), hue
    )
    ink = adjust(mix(light.near, light.shadow, 0.5), lightness=0.55, chroma=0.7)
    far = mix(screen, ink, 0.10 if light.indoors else 0.42)
    share = tones.glow
    return replace(
        changed,
        zenith=mix(light.zenith, mix(screen, ink, 0.62), share),
        mid=mix(light.mid, mix(screen, ink, 0.25), share),
        horizon=mix(light.horizon, screen, share),
        sun=mix(light.sun, adjust(screen, lightness=1.12, chroma=0.6), share),
        far=mix(light.far, far, share),
        mist=mix(light.mist, mix(screen, ink, 0.0 if light.indoors else 0.2), share),
        near=mix(light.near, ink, share),
        shadow=mix(light.shadow, ink, share),
        sea=mix(light.sea, mix(screen, ink, 0.5), share),
        rim=mix(light.rim, adjust(screen, lightness=1.1), share),
    )


@lru_cache(maxsize=512)
def for_figures(light: Light, style: Style) -> Light:
    """A relit light as it falls on figures: by night a little more of it, and the style's own lit edge."""
    ratio = style.edges.figure_rim / max(0.05, style.edges.rim)
    lift = FIGURE_LIFT * light.night * (ROOM_SHARE if light.indoors else 1.0)
    ambient = adjust(light.ambient, lightness=1 + lift, chroma=1 - 0.25 * light.night)
    return replace(light, ambient=ambient, rim_strength=min(1.0, light.rim_strength * ratio))
