"""Bed recipes as data: what `assets/ambience/*.yaml` says a place sounds like.

It knows no samples.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from generators.sound.effects.recipes import read_yaml

AMBIENCE_FOLDER = Path(__file__).resolve().parents[3] / "assets" / "ambience"
_TABLES = ("choice",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One hump of a noise's spectrum."""

    hertz: float
    octaves: float = 1.0
    """Half width."""
    decibels: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grains:
    """Many small sounds: drops, crackles, bubbles."""

    grain: str = "noise"
    """"noise", "bubble" or "modal"."""
    bank: str = "wood"
    low: float = 800.0
    high: float = 4000.0
    decay: float = 0.01
    a_second: float = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Texture:
    """A sound without end, and what moves its loudness."""

    bands: tuple[Band, ...] = ()
    grains: Grains | None = None
    gain_decibels: float = 0.0
    width: float = 1.0
    """0 mono … 1 all around."""
    gust: float = 0.0
    """How far the scene's gusts open it: 0 never, 1 silent between gusts."""
    wind: tuple[float, float] = (1.0, 1.0)
    """Gain (linear) in still air and in a gale."""
    swell_seconds: float = 0.0
    """Period of a slow rise and fall; 0 = steady."""
    swell_depth: float = 0.6
    hours: tuple[tuple[float, float], ...] = ()
    """(hour, gain) points over the day, gliding between them and round midnight; () = always."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An effect that is heard now and then."""

    effect: str
    every_seconds: float = 10.0
    chance: float = 0.7
    """Odds in each span of `every_seconds`."""
    gain_decibels: float = 0.0
    spread_decibels: float = 5.0
    wide: float = 0.8
    """How far left and right it may be."""
    muffle_hertz: float = 0.0
    """Distance: nothing above; 0 = near."""
    hours: tuple[tuple[float, float], ...] = ()
    steady: bool = False
    """Exactly every `every_seconds` (a clock), not at random within."""
    wind: tuple[float, float] = (1.0, 1.0)
    gust: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BedRecipe:
    """A named bed."""

    words: str = ""
    gain_decibels: float = 0.0
    muffle_hertz: float = 0.0
    """Heard through a wall: nothing above; 0 = open."""
    textures: tuple[Texture, ...] = ()
    calls: tuple[Call, ...] = field(default=())


@lru_cache(maxsize=4)
def load_beds(folder: Path = AMBIENCE_FOLDER) -> dict[str, BedRecipe]:
    """Every bed of `folder`, by name. Raises AssetError naming file and fault."""
    found: dict[str, BedRecipe] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in _TABLES:
            found |= read_yaml(path, dict[str, BedRecipe])
    return found
