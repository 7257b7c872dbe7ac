"""Themes of places that nobody has written: made of what kind of place it is and of its name.

It knows the kinds of `assets/music/kinds.yaml`, no scene and no harmony.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from generators.errors import AssetError
from generators.sound.composer.library import Theme, load_music, made_theme
from story_engine.plan import Place
from story_engine.rng import generator

PREFIX = "place"
_APART = ":"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of place: marks by which it is known, outlines and rhythms that suit it, and who plays them."""

    marks: tuple[str, ...]
    voices: tuple[str, ...]
    octave: int
    shapes: tuple[tuple[int, ...], ...]
    common: tuple[tuple[float, ...], ...]
    waltz: tuple[tuple[float, ...], ...]


def place_theme(place: Place) -> str:
    """Id of a place's theme: the one it was given, else one by kind and name."""
    if place.motif:
        return place.motif
    marks = (place.look.asset, place.id, *place.tags, "indoors" if place.indoors else "outdoors")
    return _APART.join((PREFIX, _kind_of(marks), place.id))


def theme_of_kind(motif: str) -> Theme | None:
    """The theme of an id that `place_theme` made up; None for any other."""
    prefix, _, rest = motif.partition(_APART)
    kind = kinds().get(rest.partition(_APART)[0])
    if prefix != PREFIX or kind is None:
        return None
    rng = generator(0, "theme", motif)
    steps = list(kind.shapes[int(rng.integers(len(kind.shapes)))])
    # One inner note a step aside makes two harbours two: outline and rhythm still say what they are.
    at = 1 + int(rng.integers(len(steps) - 2))
    steps[at] += 1 if rng.random() < 0.5 else -1
    rhythm = int(rng.integers(len(kind.common)))
    return made_theme(
        motif,
        steps=[str(step) for step in steps],
        common=kind.common[rhythm],
        waltz=kind.waltz[rhythm],
        voice=kind.voices[int(rng.integers(len(kind.voices)))],
        octave=kind.octave,
    )


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Every kind by name; the last one fits every place."""
    found = {}
    for name, entry in load_music("kinds.yaml")["kinds"].items():
        try:
            found[str(name)] = Kind(
                marks=tuple(entry["marks"]),
                voices=tuple(entry["voices"]),
                octave=int(entry.get("octave", 0)),
                shapes=tuple(tuple(int(step) for step in shape) for shape in entry["shapes"]),
                common=tuple(tuple(float(pulses) for pulses in row) for row in entry["common"]),
                waltz=tuple(tuple(float(pulses) for pulses in row) for row in entry["waltz"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise AssetError(f"kinds.yaml: {name}: {type(error).__name__} {error}; restore assets/music") from error
    return found


@lru_cache(maxsize=256)
def _kind_of(marks: tuple[str, ...]) -> str:
    for mark in marks:
        for name, kind in kinds().items():
            if mark in kind.marks:
                return name
    return list(kinds())[-1]
