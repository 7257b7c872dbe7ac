"""Places as data: reads `assets/places/*.yaml` and finds the nearest set for words that name none.

It knows which kinds of layers exist, not how they are drawn.
"""

from __future__ import annotations

import logging
import math
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from generators.errors import AssetError
from generators.stage import library
from generators.stage.kinds import BAKED, LIVE
from story_engine.plan import Place

log = logging.getLogger(__name__)
ACTORS = "actors"
"""The layer kind that marks where puppets and things stand."""
LAST_RESORT = {True: ("library", "post_office", "workshop"), False: ("hill", "meadow", "village", "coast")}
"""Sets shown when no word fits, indoors and outdoors: the place's name picks, so that two unknown ones differ."""
HEAD_WEIGHT, TAIL_WEIGHT, TAG_WEIGHT = 2.0, 0.6, 1.5
"""A phrase is about its last word before a preposition: `a desert of glass` is a desert, `a boat shed` a shed."""
SAME_SIDE = 0.3
"""Added for a set that is open to the sky when the place does not claim to be a room."""
RELATIONS = frozenset(
    [
        "of",
        "in",
        "at",
        "on",
        "by",
        "under",
        "near",
        "with",
        "behind",
        "above",
        "below",
        "beneath",
        "beside",
        "over",
        "from",
        "for",
        "full",
        "where",
        "that",
        "beyond",
        "before",
        "after",
        "between",
        "among",
        "inside",
        "outside",
        "within",
        "across",
        "along",
        "around",
        "against",
        "made",
        "built",
        "filled",
        "like",
        "to",
        "and",
    ]
)
VAGUE = frozenset(("room", "house", "hall", "home", "place", "inside", "world", "shop", "interior"))
"""Words that any set could claim: they decide only when nothing else does."""
VAGUE_SHARE = 0.4
ROOMS = frozenset(
    [
        "room",
        "hall",
        "corridor",
        "hallway",
        "chamber",
        "cell",
        "office",
        "inside",
        "interior",
        "indoors",
        "lobby",
        "parlour",
        "lounge",
        "cabin",
        "cellar",
        "attic",
        "basement",
        "bathroom",
        "elevator",
        "lift",
        "vault",
        "ward",
        "studio",
        "dungeon",
        "staircase",
        "stairwell",
        "passage",
        "booth",
        "closet",
        "crypt",
    ]
)
"""Words that make a place a room even where nobody said so."""
REVERSE_SEED = 1009
"""Added to a set's rng seed when the camera looks the other way: no tree stands on both sides."""


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
    cast: float = 0.0
    """Stage y of the foot from which it throws its shadow on the ground towards us, in sun and moonlight; 0 = none."""
    outside: bool = False
    """Seen through a window: lit by the set's `outside` palette."""
    front: bool = False
    """Before the actors: left out of close views, so that no face is hidden."""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSet:
    """A set: its layers from back to front. Where one may stand is the director's to read."""

    id: str
    palette: str
    outside: str
    """Palette of what is seen through windows."""
    indoors: bool
    """No weather falls here: a room, or open country that lies `sheltered` (under water, under ground)."""
    seed: int
    layers: tuple[LayerSpec, ...]
    words: tuple[str, ...] = ()
    reverse: tuple[LayerSpec, ...] = ()
    """What the camera sees when it looks back from the stage (reverse shots); empty = the same layers."""

    def turned(self) -> PlaceSet:
        """The set as a camera on its other side sees it: an id of its own, other layers, nothing else changed."""
        if not self.reverse:
            return self
        return replace(self, id=f"{self.id}@b", seed=self.seed + REVERSE_SEED, layers=self.reverse, reverse=self.layers)


FIELDS = ("kind", "parallax", "distance", "drift", "sway", "heave", "mist", "drop", "soft", "cast", "front", "outside")


def nearest_set(place: Place, seed_art: Path | None = None) -> str:
    """The id of the set for `place`: its own asset, or the one whose words fit best; never empty."""
    if place.look.asset and library.find("places", place.look.asset, ".yaml", seed_art):
        try:
            load_set(place.look.asset, seed_art)
        except AssetError as error:
            log.warning("%s; the nearest other place is shown", error)
        else:
            return place.look.asset
    weights = _weighted(place)
    room = place.indoors or any(weights.get(word, 0.0) >= TAG_WEIGHT for word in ROOMS)
    best, score = "", 0.0
    # A seed's broken file hides ours of that name.
    sets = {name: words for name, words in _words_of_sets().items() if _is_set(name, seed_art)}
    for name, (indoors, sheltered, words) in sets.items():
        # Who says "room" must not get a beach; a cave is a room to a troll.
        if room and not (indoors or sheltered):
            continue
        fit = sum(weight * _worth(word) for word, weight in weights.items() if word in words)
        if fit and not room and not indoors:
            fit += SAME_SIDE
        if fit > score:
            best, score = name, fit
    if best:
        return best
    spare = [name for name in LAST_RESORT[room] if name in sets] or sorted(sets)
    return spare[zlib.crc32(f"{place.id} {place.name}".encode()) % len(spare)]


@lru_cache(maxsize=256)
def _is_set(name: str, seed_art: Path | None) -> bool:
    """Whether a set can be built, where the seed has a file of its name; ours are tested."""
    path = library.find("places", name, ".yaml", seed_art)
    if seed_art is None or path is None or seed_art not in path.parents:
        return True
    try:
        load_set(name, seed_art)
    except AssetError as error:
        log.warning("%s; another place is shown", error)
        return False
    return True


def _weighted(place: Place) -> dict[str, float]:
    """Every word of a place (singular, lower case) with how much it says about where we are."""
    weights: dict[str, float] = {}
    for phrase in re.split(r"[.,;:!?()]", f"{place.look.asset}, {place.id}, {place.name}, {place.look.words}"):
        before, after = _phrase(phrase)
        for index, word in enumerate(before):
            last = index == len(before) - 1
            weights[word] = max(weights.get(word, 0.0), HEAD_WEIGHT if last else 1.0)
        for word in after:
            weights[word] = max(weights.get(word, 0.0), TAIL_WEIGHT)
    for word in _singular(" ".join(place.tags)):
        weights[word] = max(weights.get(word, 0.0), TAG_WEIGHT)
    return weights


def _phrase(text: str) -> tuple[list[str], list[str]]:
    """The words up to the first relation (`of`, `in`, …) and those after it."""
    words = _singular(text)
    start = next((index for index, word in enumerate(words) if word in RELATIONS), len(words))
    # "inside the whale", "under the bridge": the phrase begins with its relation.
    if start == 0 and len(words) > 1:
        before, after = _phrase(" ".join(words[1:]))
        return before, [*after, words[0]]
    return words[:start], words[start + 1 :]


def _singular(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return [_stem(word) for word in words if word not in ("a", "an", "the")]


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")) else word


@lru_cache(maxsize=1)
def _words_of_sets() -> Mapping[str, tuple[bool, bool, frozenset[str]]]:
    """For every set: whether it is a room, whether it is sheltered, and its words in the singular."""
    found = {}
    for name in library.names("places"):
        content = library.load("places", name)
        words: Iterable[object] = content.get("words", ())
        stems = frozenset(_stem(str(word).lower()) for word in words)
        found[name] = (is_true(content.get("indoors")), is_true(content.get("sheltered")), stems)
    return found


@lru_cache(maxsize=4096)
def _worth(word: str) -> float:
    """What a match is worth: less for a word that several sets claim, or that says little."""
    claims = sum(word in words for _, _, words in _words_of_sets().values())
    return (VAGUE_SHARE if word in VAGUE else 1.0) / max(1, claims) ** 0.5


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
    try:
        return _set(name, content)
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise AssetError(f"places/{name}.yaml: no place: {error}; see assets/places/README.md") from error


def _set(name: str, content: Mapping[str, Any]) -> PlaceSet:
    layers = _layers(name, content.get("layers", ()))
    reverse = _layers(name, content.get("reverse", ()))
    for side in (layers, reverse or layers):
        if not any(layer.kind == ACTORS for layer in side):
            raise AssetError(f"places/{name}.yaml: no layer of kind `actors`; add one where the puppets stand")
    return PlaceSet(
        id=name,
        palette=str(content.get("palette", name)),
        outside=str(content.get("outside", content.get("palette", name))),
        indoors=is_true(content.get("indoors", False)) or is_true(content.get("sheltered", False)),
        seed=int(content.get("seed", 1)),
        layers=layers,
        reverse=reverse,
        words=tuple(str(word) for word in content.get("words", ())),
    )


def _triple(values: Iterable[Any]) -> tuple[float, float, float]:
    one, two, three = (_finite(value) for value in values)
    return one, two, three


def _finite(value: Any) -> float:
    if not math.isfinite(found := float(value)):
        raise ValueError(f"{value!r}")
    return found


def _layers(name: str, entries: Iterable[Mapping[str, Any]]) -> tuple[LayerSpec, ...]:
    layers = []
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, Mapping):
            raise AssetError(f"places/{name}.yaml: layer {number} is {entry!r}; write {{kind: …}}")
        kind = str(entry.get("kind", ""))
        if kind != ACTORS and kind not in BAKED and kind not in LIVE:
            known = ", ".join(sorted({*BAKED, *LIVE, ACTORS}))
            raise AssetError(f"places/{name}.yaml: layer {number} has unknown kind {kind!r}; known: {known}")
        known_fields = {key: value for key, value in entry.items() if key in FIELDS}
        for key in ("front", "outside"):
            if key in known_fields:
                known_fields[key] = is_true(known_fields[key])
        try:
            for key in ("sway", "heave", "mist"):
                if key in known_fields:
                    known_fields[key] = _triple(known_fields[key])
            for key in ("parallax", "distance", "drift", "drop", "soft", "cast"):
                if key in known_fields:
                    known_fields[key] = _finite(known_fields[key])
        except (TypeError, ValueError, OverflowError) as error:
            raise AssetError(f"places/{name}.yaml: layer {number}: {key} is no number ({error})") from error
        params = {key: value for key, value in entry.items() if key not in FIELDS}
        layers.append(LayerSpec(**known_fields, params=params))
    return tuple(layers)
