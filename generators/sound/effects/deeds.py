"""What deeds sound like: verb, outcome, thing and ground to named effects, as data.

It knows no samples and no times but each sound's offset from the deed's begin or from its pictured moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from generators.sound.effects.recipes import EFFECT_FOLDER, read_yaml

Cue = tuple[str, float, float]
"""(effect, seconds after the deed begins, linear gain)."""

DEFAULT_SURFACE = "wood"
GAITS = frozenset(("walk", "run", "enter", "leave", "approach", "climb", "dance"))
"""Verbs whose one footstep is to be repeated at every footfall of the walk cycle."""


DEED_SECONDS = 1.2
"""Length of a deed of which nothing else is known."""


def effect_for(
    verb: str, ok: bool, thing: str = "", surface: str = DEFAULT_SURFACE, seconds: float = DEED_SECONDS
) -> tuple[Cue, ...]:
    """The sounds of a deed of `seconds`: ((effect, seconds after it begins, gain), …), () for a silent one.

    For a verb of `GAITS` it is the sound of one footfall, to be repeated at each. `surface` is "wood", "stone",
    "grass", "snow", "boat" or what `surface_of` says.
    """
    table = _table()
    cues = list(table.verbs.get(verb, ()))
    special = table.things.get(thing, {})
    if verb in special:
        cues = list(special[verb])
    moment = table.moments.get(verb, 0.0) * seconds
    cues = [(name, max(0.0, round(moment + at, 4)), gain) for name, at, gain in cues]
    if not ok:
        cues += table.failures.get(verb, table.failures.get("", ()))
    ground = surface if surface in table.surfaces else DEFAULT_SURFACE
    return tuple((name.replace("{surface}", ground), at, gain) for name, at, gain in cues)


def moment_of(verb: str) -> tuple[float, float] | None:
    """When the picture shows a deed's event: the share of the deed, and seconds that a thing falls after it.

    None for a deed that has no one instant.
    """
    table = _table()
    return (table.moments[verb], table.falls.get(verb, 0.0)) if verb in table.moments else None


def surface_of(place_set: str, indoors: bool, weather: str) -> str:
    """What one walks on at a set."""
    table = _table()
    if weather == "snow" and not indoors:
        return "snow"
    return table.grounds.get(place_set, "wood" if indoors else "grass")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """`deeds.yaml`."""

    surfaces: frozenset[str] = frozenset((DEFAULT_SURFACE,))
    grounds: dict[str, str] = field(default_factory=dict)
    moments: dict[str, float] = field(default_factory=dict)
    """Share of a deed at which the picture shows its event, for verbs whose times count from there."""
    falls: dict[str, float] = field(default_factory=dict)
    """Seconds from there until the thing comes to rest, for verbs after which it is heard where it lands."""
    verbs: dict[str, tuple[Cue, ...]] = field(default_factory=dict)
    failures: dict[str, tuple[Cue, ...]] = field(default_factory=dict)
    things: dict[str, dict[str, tuple[Cue, ...]]] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _table() -> _Table:
    return read_yaml(EFFECT_FOLDER / "deeds.yaml", _Table)
