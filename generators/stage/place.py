"""Places as data: reads `assets/places/*.yaml` and finds the nearest set for words that name none.

It knows which kinds of layers exist, not how they are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from generators.errors import AssetError
from generators.stage import library
from generators.stage.kinds import BAKED, LIVE
from story_engine.plan import Place

ACTORS = "actors"
"""The layer kind that marks where puppets and things stand."""
LAST_RESORT = {True: "post_office", False: "harbour"}
"""Set shown when no word fits: indoors, outdoors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerSpec:
    """One layer of a set, as its file says."""

    kind: str
    parallax: float = 1.0
    distance: float = 0.0
    drift: float = 0.0
    """Stage units a second a tile of clouds moves at wind 0.5; 0 = stands still."""
    sway: tuple[float, float, float] | None = None
    """Amplitude (units), period (seconds) and phase (turns) of a strip that rocks sideways."""
    heave: tuple[float, float, float] | None = None
    """Amplitude (units), period (seconds) and phase (turns) of a layer that rises and sinks: the sea from a ship."""
    mist: tuple[float, float, float] | None = None
    """From y, to y, share: the layer's foot fades into mist."""
    drop: float = 0.0
    """Blur of the whole layer's shadow on what lies behind it, stage units."""
    soft: float = 0.0
    """Blur of the layer itself, stage units (dark pieces near the lens)."""
    outside: bool = False
    """Seen through a window: lit by the set's `outside` palette."""
    front: bool = False
    """Before the actors: left out of close views, so that no face is hidden."""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSet:
    """A set: its layers from back to front and where things may stand."""

    id: str
    palette: str
    outside: str
    """Palette of what is seen through windows."""
    indoors: bool
    """No weather falls here: a room, or open country that lies `sheltered` (under water, under ground)."""
    seed: int
    layers: tuple[LayerSpec, ...]
    marks: dict[str, float]
    slots: tuple[tuple[float, float], ...]
    """x and depth of good places for things."""
    words: tuple[str, ...] = ()


FIELDS = ("kind", "parallax", "distance", "drift", "sway", "heave", "mist", "drop", "soft", "front", "outside")


def nearest_set(place: Place, seed_art: Path | None = None) -> str:
    """The id of the set for `place`: its own asset, or the one whose words fit best; never empty."""
    if place.look.asset and library.find("places", place.look.asset, ".yaml", seed_art):
        return place.look.asset
    wanted = " ".join((place.look.asset, place.id, place.name, place.look.words, *place.tags)).lower().replace("_", " ")
    tokens = set(wanted.replace(",", " ").replace(".", " ").split())
    best, score = LAST_RESORT[place.indoors], 0.0
    for name in library.names("places"):
        content = library.load("places", name)
        fit = sum(1.0 for word in content.get("words", ()) if str(word) in tokens)
        fit += 0.5 * (is_true(content.get("indoors")) == place.indoors)
        if fit > max(score, 0.5):
            best, score = name, fit
    return best


def is_true(value: object) -> bool:
    """Whether a YAML value says yes; in YAML 1.2 a bare `yes` or `no` is a word."""
    return value is True or (isinstance(value, str) and value.lower() in ("yes", "true", "on"))


def load_set(name: str, seed_art: Path | None = None) -> PlaceSet:
    """The set `name`; AssetError naming the file and what is wrong with it."""
    return _load(name, seed_art)


@lru_cache(maxsize=64)
def _load(name: str, seed_art: Path | None) -> PlaceSet:
    path = library.find("places", name, ".yaml", seed_art)
    content = library.read_yaml(path) if path else library.load("places", name)
    layers = []
    for number, entry in enumerate(content.get("layers", ()), start=1):
        kind = str(entry.get("kind", ""))
        if kind != ACTORS and kind not in BAKED and kind not in LIVE:
            known = ", ".join(sorted({*BAKED, *LIVE, ACTORS}))
            raise AssetError(f"places/{name}.yaml: layer {number} has unknown kind {kind!r}; known: {known}")
        known_fields = {key: value for key, value in entry.items() if key in FIELDS}
        for key in ("front", "outside"):
            if key in known_fields:
                known_fields[key] = is_true(known_fields[key])
        for key in ("sway", "heave", "mist"):
            if key in known_fields:
                known_fields[key] = tuple(float(value) for value in known_fields[key])
        params = {key: value for key, value in entry.items() if key not in FIELDS}
        layers.append(LayerSpec(**known_fields, params=params))
    if not any(layer.kind == ACTORS for layer in layers):
        raise AssetError(f"places/{name}.yaml: no layer of kind `actors`; add one where the puppets stand")
    return PlaceSet(
        id=name,
        palette=str(content.get("palette", name)),
        outside=str(content.get("outside", content.get("palette", name))),
        indoors=is_true(content.get("indoors", False)) or is_true(content.get("sheltered", False)),
        seed=int(content.get("seed", 1)),
        layers=tuple(layers),
        marks={str(key): float(value) for key, value in content.get("marks", {}).items()},
        slots=tuple((float(slot["x"]), float(slot["depth"])) for slot in content.get("slots", ())),
        words=tuple(str(word) for word in content.get("words", ())),
    )
