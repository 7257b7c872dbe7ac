"""Which beds a scene has: place, weather, hour and wind to names and gains, as data.

It knows no samples.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import lru_cache

from generators.sound.ambience.recipes import AMBIENCE_FOLDER
from generators.sound.effects.recipes import read_yaml

_LOG = logging.getLogger(__name__)


def beds_for(place_set: str, indoors: bool, weather: str, hour: float, wind: float) -> tuple[tuple[str, float], ...]:
    """The beds of a scene with their linear gains: the place's own first, then the weather's.

    A place without a bed sounds like the built-in one nearest in kind. `hour` is already in the beds themselves;
    the gains follow `wind` 0–1.
    """
    table = _table()
    places = table.places.get(place_set)
    if places is None:
        _borrowed(place_set, indoors)
        places = table.places[table.fallback_indoors if indoors else table.fallback_outdoors]
    weathers = (table.weather_indoors if indoors else table.weather_outdoors).get(weather, ())
    found: dict[str, float] = {}
    for name, still, gale in (*places, *weathers):
        gain = round(still + (gale - still) * min(max(wind, 0.0), 1.0), 4)
        hush = table.hush.get(weather, 1.0) if (name, still, gale) in places and not indoors else 1.0
        if gain > 0:
            found[name] = round(max(found.get(name, 0.0), gain * hush), 4)
    return tuple(found.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """`choice.yaml`: (bed, gain in still air, gain in a gale)."""

    places: dict[str, tuple[tuple[str, float, float], ...]]
    weather_outdoors: dict[str, tuple[tuple[str, float, float], ...]] = field(default_factory=dict)
    weather_indoors: dict[str, tuple[tuple[str, float, float], ...]] = field(default_factory=dict)
    hush: dict[str, float] = field(default_factory=dict)
    """How much of a place's own sound is left outdoors in that weather."""
    fallback_indoors: str = "post_office"
    fallback_outdoors: str = "hill"


@lru_cache(maxsize=1)
def _table() -> _Table:
    return read_yaml(AMBIENCE_FOLDER / "choice.yaml", _Table)


@lru_cache(maxsize=64)
def _borrowed(place_set: str, indoors: bool) -> None:
    _LOG.info("no bed for the set %r: it sounds like a built-in %s", place_set, "room" if indoors else "place")
