"""The light of a scene: one palette for an hour and a weather, through which every colour passes.

It knows no set and no puppet. Palettes (`assets/palettes/*.yaml`) are keyed over 24 hours and mixed in OKLCH.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path

from generators.errors import AssetError
from generators.stage import library
from generators.stage.colour import RGB, adjust, from_hex, from_oklch, mix, multiply, to_oklch
from generators.stage.tones import Tones

log = logging.getLogger(__name__)

COLOURS = (
    "zenith", "mid", "horizon", "sun", "far", "near", "mist", "ambient", "rim", "shadow", "sea",
)  # fmt: skip
"""The colours of one palette key."""
SKY = ("zenith", "mid", "horizon", "sun", "sea")
"""Colours that are the same seen from a room."""
SUN, MOON = 0.064, 0.052
"""Radii of sun and moon, stage units."""
DAWN, SUNSET = 6.2, 19.4
"""Hours at which the sun stands on the horizon."""
FALLBACK_PALETTE = "harbour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sky:
    """What a weather does to the light; all shares 0–1."""

    cover: float = 0.0
    """Share of the sky under cloud: hides sun and stars, greys the sky."""
    dark: float = 0.0
    """Taken from all lightness."""
    grey: float = 0.0
    """Taken from all chroma."""
    fog: float = 0.0
    """How much of the distance is eaten."""
    pale: float = 0.0
    """Mixed towards the mist (snow light)."""
    cool: float = 0.0
    """Mixed towards slate blue."""
    rift: float = 0.0
    """How much lighter the horizon is than the cloud above it once lamps burn, share of its OKLCH lightness."""


SKIES = {
    "clear": Sky(cover=0.12),
    "cloud": Sky(cover=0.55, dark=0.05, grey=0.28, fog=0.08),
    "wind": Sky(cover=0.35, dark=0.03, grey=0.12),
    "rain": Sky(cover=0.9, dark=0.15, grey=0.32, fog=0.22, cool=0.30, rift=0.18),
    "storm": Sky(cover=1.0, dark=0.31, grey=0.26, fog=0.15, cool=0.46, rift=0.34),
    "snow": Sky(cover=0.8, dark=0.0, grey=0.42, fog=0.34, pale=0.28, cool=0.12),
    "fog": Sky(cover=0.9, dark=0.03, grey=0.45, fog=0.78, pale=0.22),
}
"""By `story_engine.plan.WEATHERS`."""
SLATE: RGB = (0.31, 0.43, 0.56)
"""What rain and storm pull all colours to."""
BLUE_HOUR: RGB = (0.36, 0.44, 0.66)
"""What snow and fog turn to when the lamps are lit."""
INDOOR_WEATHER = 0.35
"""Share of the weather's darkness that reaches a room: walls and a stove keep the rest out."""

NO_TONES = Tones()
OVERCAST_SHARE = {
    "mid": 0.9,
    "horizon": 0.85,
    "far": 0.9,
    "mist": 0.9,
    "sea": 0.8,
    "ambient": 0.6,
    "rim": 0.35,
    "shadow": 0.5,
}
"""How far a colour takes the upper sky's hue under full cloud: without it wet evenings turn to mud."""
FOG_LIT, FOG_LIFT = ("mid", "horizon", "far", "mist"), 0.62
"""What fog brightens at night, and how much at most, share of OKLCH lightness."""
RIFT = {"horizon": 1.0, "mid": 0.12}
"""What the light under the edge of heavy cloud reaches, and how far."""
GREY_SPARED = 0.6
"""Share of the chroma that night weather leaves: what is dark *and* grey is mud."""
DUSK_DIM, DUSK_DEEPENS = 0.55, 0.5
"""What dusk takes from the lightness of pale weather, and of its paleness, both while lamps burn."""
FIGURE_SHARE = 0.55
"""Share of the weather's darkness that reaches what stands before us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The colours and directions that everything in a frame is lit by."""

    zenith: RGB
    mid: RGB
    horizon: RGB
    """Sky, top to bottom."""
    sun: RGB
    """Disc of sun or moon."""
    far: RGB
    near: RGB
    """Paper at infinite distance, and the darkest foreground piece."""
    mist: RGB
    """Fog colour: what distance fades to at the foot of a layer."""
    ambient: RGB
    """Multiplies every local colour (light on paint)."""
    rim: RGB
    """Lit edges."""
    shadow: RGB
    """Cast and contact shadows."""
    sea: RGB
    hour: float = 12.0
    weather: str = "clear"
    indoors: bool = False
    night: float = 0.0
    """0 day … 1 deep night."""
    lamp: float = 0.0
    """0 lamps are out … 1 lamps burn."""
    stars: float = 0.0
    """Visibility of stars 0–1."""
    rim_strength: float = 0.5
    """0–1: how strong lit edges are; high at dusk and night, so that figures read."""
    direction: tuple[float, float] = (0.5, -0.8)
    """Unit vector from the set *towards* the light (x right, y down)."""
    sun_at: tuple[float, float] = (0.45, 0.2)
    """Stage position of sun or moon."""
    sun_shown: float = 1.0
    """0 hidden by cloud … 1 clear."""
    cover: float = 0.1
    """Share of clouds in the sky."""
    fog: float = 0.0
    """Density of the air 0–1 beyond the usual haze."""
    tones: Tones = NO_TONES
    """How the style gathers colours; the plain ones change nothing."""

    def __hash__(self) -> int:
        """Of a few fields that rarely agree by chance: lights are keys many times in every frame."""
        return hash((self.hour, self.weather, self.zenith, self.ambient, self.rim_strength, self.fog))

    @staticmethod
    def at(palette: str, hour: float, weather: str = "clear", indoors: bool = False) -> Light:
        """The light of `palette` (id of a file in `assets/palettes`) at `hour` 0–24 in `weather`."""
        return _light(palette, round(hour % 24, 3), weather, indoors, None)

    @staticmethod
    def of_seed(palette: str, hour: float, weather: str, indoors: bool, seed_art: Path | None) -> Light:
        """As `at`, looking into the seed's own `art/palettes` first."""
        return _light(palette, round(hour % 24, 3), weather, indoors, seed_art)

    def shade(self, rgb: RGB, *, emit: float = 0.0) -> RGB:
        """A local colour (sRGB 0–1) as it is seen in this light; `emit` 0–1 is what shines by itself."""
        lit = multiply(rgb, self.ambient)
        # A little of the shadow colour in everything ties figures and ground into one picture.
        lit = tuple(a + (b - a) * 0.07 for a, b in zip(lit, self.shadow, strict=True))  # type: ignore[assignment]
        if self.tones.ink > 0:
            lit = self.tones.gathered(lit, rgb, self.near, self.sun)
        if emit <= 0:
            return lit
        glow = min(1.0, emit)
        return tuple(a + (b - a) * glow for a, b in zip(lit, rgb, strict=True))  # type: ignore[return-value]

    def haze(self, rgb: RGB, distance: float) -> RGB:
        """A lit colour seen through the air: distance 0 (here) … 1 (the horizon)."""
        distance = self.tones.stepped(distance)
        share = max(0.0, min(1.0, distance * (0.72 + 0.4 * self.fog) + 0.42 * self.fog * min(1.0, distance * 5)))
        air = mix(self.far, self.mist, min(1.0, self.fog + 0.25 * distance))
        # Air is added light, so channels mix straight: along the hue circle a red roof would turn magenta.
        return tuple(a + (b - a) * share for a, b in zip(rgb, air, strict=True))  # type: ignore[return-value]

    def paper(self, distance: float) -> RGB:
        """The colour of a plain paper layer: `near` at distance 0 … `far` at 1, fog included."""
        distance = self.tones.stepped(distance)
        return mix(mix(self.near, self.far, distance), self.mist, min(0.92, self.fog * distance * 1.1))


def blend(one: Light, other: Light, share: float) -> Light:
    """`one` at 0 … `other` at 1: a change of weather, or of the hour."""
    if share <= 0:
        return one
    if share >= 1:
        return other
    changed: dict[str, object] = {}
    for field in fields(Light):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name in COLOURS:
            changed[field.name] = mix(a, b, share)
        elif isinstance(a, float) and isinstance(b, float):
            changed[field.name] = a + (b - a) * share
        elif isinstance(a, tuple):
            changed[field.name] = tuple(x + (y - x) * share for x, y in zip(a, b, strict=True))
    return replace(other, **changed)  # type: ignore[arg-type]


def _smooth(low: float, high: float, value: float) -> float:
    t = max(0.0, min(1.0, (value - low) / (high - low)))
    return t * t * (3 - 2 * t)


def night_at(hour: float) -> float:
    """0 by day … 1 in deep night, with twilight between."""
    return 1 - _smooth(4.6, 6.6, hour) if hour < 12 else _smooth(18.9, 21.0, hour)


def lamps_at(hour: float) -> float:
    """0 while lamps are out … 1 while they burn; they are lit before it is dark."""
    return 1 - _smooth(6.0, 7.4, hour) if hour < 12 else _smooth(17.0, 19.2, hour)


def palette_keys(palette: str, seed_art: Path | None) -> list[tuple[float, dict[str, RGB]]]:
    """Hours of a palette with their colours, in order; AssetError when its file cannot be used."""
    path = library.find("palettes", palette, ".yaml", seed_art)
    content = library.read_yaml(path) if path else library.load("palettes", FALLBACK_PALETTE)
    hours = content.get("hours")
    if not isinstance(hours, dict) or not hours:
        raise AssetError(f"palette {palette}: no `hours`; give the colours of an hour each, as assets/palettes do")
    keyed: list[tuple[float, dict[str, RGB]]] = []
    for hour, colours in hours.items():
        try:
            keyed.append((float(hour), {name: from_hex(str(colours[name])) for name in COLOURS}))
        except (KeyError, TypeError, ValueError) as error:
            raise AssetError(f"palette {palette}: hour {hour} lacks or misspells a colour ({error})") from error
    return sorted(keyed, key=lambda item: item[0])


def _usable_keys(palette: str, seed_art: Path | None) -> list[tuple[float, dict[str, RGB]]]:
    """As `palette_keys`; a seed's palette that cannot be used is passed over: a picture must come."""
    try:
        return palette_keys(palette, seed_art)
    except AssetError as error:
        if seed_art is None:
            raise
        log.warning("%s; another palette is shown", error)
        return palette_keys(palette, None)


@lru_cache(maxsize=512)
def _light(palette: str, hour: float, weather: str, indoors: bool, seed_art: Path | None) -> Light:
    keyed = _usable_keys(palette, seed_art)
    after = next((index for index, (at, _) in enumerate(keyed) if at > hour), 0)
    (h0, c0), (h1, c1) = keyed[after - 1], keyed[after]
    span = (h1 - h0) % 24 or 24.0
    share = ((hour - h0) % 24) / span
    share = share * share * (3 - 2 * share)
    colours = {name: mix(c0[name], c1[name], share) for name in COLOURS}
    night = night_at(hour)
    sky = SKIES.get(weather, SKIES["clear"])
    if sky.cover > 0.2:
        inside = INDOOR_WEATHER if indoors else 1.0
        colours |= {
            name: _overcast(colours[name], colours["zenith"], share * sky.cover * (1.0 if name in SKY else inside))
            for name, share in OVERCAST_SHARE.items()
        }
    weathered = {name: _weathered(name, colours, sky, night, lamps_at(hour), indoors) for name in COLOURS}
    lamp = max(lamps_at(hour), 2.4 * sky.dark if sky.dark > 0.1 else 0.0)
    sun_at, towards = _sun(hour)
    twilight = math.exp(-(((hour - DAWN) / 1.3) ** 2)) + math.exp(-(((hour - SUNSET) / 1.6) ** 2))
    rim = (0.34 + 0.42 * min(1.0, twilight) + 0.34 * night) * (1 - 0.35 * sky.cover * (1 - night)) + 0.25 * sky.dark
    return Light(
        **weathered,
        hour=hour,
        weather=weather,
        indoors=indoors,
        night=night,
        lamp=max(lamp, 0.55) if indoors else lamp,
        stars=_smooth(0.35, 0.95, night) * (1 - min(1.0, sky.cover * 1.1))
        if sky.cover > 0.2
        else _smooth(0.35, 0.95, night),
        rim_strength=min(1.0, rim + (0.1 if indoors else 0.0)),
        direction=towards,
        sun_at=sun_at,
        sun_shown=max(0.0, 1 - sky.cover * 1.15) if sky.cover > 0.2 else 1.0,
        cover=sky.cover,
        fog=sky.fog * (0.15 if indoors else 1.0),
    )


def _weathered(name: str, colours: dict[str, RGB], sky: Sky, night: float, dusk: float, indoors: bool) -> RGB:
    colour = colours[name]
    outside = name in SKY or not indoors
    reach = 1.0 if outside else INDOOR_WEATHER
    if name in ("zenith", "mid", "horizon"):
        overcast = mix(mix(colours["zenith"], colours["horizon"], 0.5), colours["mist"], 0.45)
        colour = mix(colour, overcast, 0.62 * sky.cover if sky.cover > 0.2 else 0.0)
    # Night is dark already: the weather takes less of it. Snow and fog are pale by day only: at dusk lamps must glow.
    dark = (sky.dark + DUSK_DIM * sky.pale * dusk) * reach * (1 - 0.45 * night)
    if name == "ambient":
        # The sky may be black, but faces must be read.
        dark *= FIGURE_SHARE
    colour = adjust(colour, lightness=1 - dark, chroma=1 - sky.grey * reach * (1 - GREY_SPARED * night))
    if sky.pale and dusk > 0:
        colour = mix(
            colour, BLUE_HOUR, 0.30 * dusk * (1 - 0.6 * night) * reach * (0.4 if name in ("ambient", "rim") else 1.0)
        )
    if sky.cool:
        slate = adjust(SLATE, lightness=(1 - dark) * (1 - 0.58 * night))
        colour = mix(colour, slate, sky.cool * reach * (0.5 if name in ("ambient", "rim") else 0.8))
    if name in FOG_LIT and night > 0:
        # Fog holds what light there is: at night it is the brightest thing beside the lamps.
        colour = adjust(colour, lightness=1 + FOG_LIFT * sky.fog * night * reach)
    if sky.rift and name in RIFT:
        # Under the edge of the cloud there is a little light: masts, roofs and heads stand before it.
        colour = adjust(colour, lightness=1 + sky.rift * dusk * RIFT[name])
    if sky.pale and name not in ("shadow", "rim"):
        pale = mix(colours["mist"], (0.93, 0.95, 0.97), 0.45 * (1 - night))
        amount = sky.pale * (1 - DUSK_DEEPENS * dusk) * reach * (0.5 if name in ("near", "ambient") else 1.0)
        colour = mix(colour, adjust(pale, chroma=0.6), amount)
    return colour


def _overcast(colour: RGB, zenith: RGB, share: float) -> RGB:
    """`colour` under cloud: no sunset gets through, so that it takes the hue of the upper sky."""
    lightness, chroma, _ = to_oklch(colour)
    _, strength, hue = to_oklch(zenith)
    return mix(colour, from_oklch(lightness, min(0.6 * chroma + 0.015, 0.5 * strength + 0.035), hue), share)


def _sun(hour: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Stage position of the ruling light and the unit vector towards it.

    The sun rises in the left third and sets in the right third; the moon stands at a height where
    it is seen. Both are placed for the picture, not for astronomy.
    """
    if DAWN - 0.8 <= hour <= SUNSET + 0.7:
        t = (hour - DAWN) / (SUNSET - DAWN)
        x = -0.52 + 1.04 * t
        y = 0.60 - 0.62 * math.sin(math.pi * max(-0.04, min(1.04, t)))
    else:
        t = ((hour - SUNSET) % 24) / (24 - SUNSET + DAWN)
        x = -0.16 + 0.64 * t
        y = 0.33 - 0.15 * math.sin(math.pi * t)
    dx, dy = x * 1.3, min(-0.25, y - 0.62)
    length = math.hypot(dx, dy)
    return (x, y), (dx / length, dy / length)
