"""Effect recipes as data: what `assets/effects/*.yaml` says a sound is made of.

It knows no samples. A recipe is a few layers, each of one kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from generators.errors import AssetError
from generators.tables import parsed

EFFECT_FOLDER = Path(__file__).resolve().parents[3] / "assets" / "effects"
_TABLES = ("deeds", "aliases")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One ingredient; which fields count depends on `kind`."""

    kind: str
    """"noise", "hits", "tone", "grains" or "creak"."""
    gain: float = 1.0
    at: tuple[float, ...] = (0.0,)
    """Seconds at which it sounds."""
    jitter: float = 0.08
    """Share by which pitch, time and loudness vary from one variation to the next."""
    low: float = 200.0
    high: float = 4000.0
    """Band of a noise, or range of the grains' pitches, in hertz."""
    to_low: float = 0.0
    to_high: float = 0.0
    """Band that a noise moves to; 0 = it stays."""
    attack: float = 0.003
    hold: float = 0.0
    decay: float = 0.1
    """Seconds; `decay` to −60 dB is about seven times this."""
    bank: str = "wood"
    """HITS, CREAK and modal grains: whose partials."""
    hertz: tuple[float, ...] = (300.0,)
    """Pitch, or the points of a tone's glide."""
    notes: tuple[float, ...] = ()
    """HITS and TONE: semitones over the tonic of the score's key (octave from `octave`), one for each `at`."""
    octave: int = 5
    harmonics: tuple[float, ...] = (1.0,)
    vibrato_hertz: float = 0.0
    vibrato_semitones: float = 0.0
    flutter_hertz: float = 0.0
    """Loudness tremble."""
    count: int = 20
    within: float = 0.4
    """GRAINS: seconds in which they fall."""
    early: float = 1.0
    """GRAINS: above 1 most fall early, below 1 late."""
    grain: str = "noise"
    """GRAINS: "noise", "modal" or "bubble"."""
    rate: tuple[float, float] = (30.0, 60.0)
    """CREAK: slips a second at its begin and end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A named sound."""

    words: str = ""
    """Other words for it: what an unknown name is matched with."""
    seconds: float = 0.6
    gain_decibels: float = 0.0
    """Against the level every effect is brought to."""
    room: float = 0.0
    """Share of a small room of its own (chimes, bells)."""
    layers: tuple[Layer, ...] = field(default=())


@lru_cache(maxsize=4)
def load_effects(folder: Path = EFFECT_FOLDER) -> dict[str, Effect]:
    """Every effect of `folder`, by name. Raises AssetError naming file and fault."""
    found: dict[str, Effect] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in _TABLES:
            found |= read_yaml(path, dict[str, Effect])
    return found


@lru_cache(maxsize=4)
def load_aliases(folder: Path = EFFECT_FOLDER) -> dict[str, str]:
    """Other names of effects: `aliases.yaml`."""
    return read_yaml(folder / "aliases.yaml", dict[str, str])


def read_yaml(path: Path, kind: Any) -> Any:
    """The YAML of `path` as `kind`. Raises AssetError with the place of the fault."""
    try:
        return msgspec.convert(parsed(path.read_text(encoding="utf-8")), kind, strict=False)
    except OSError as error:
        raise AssetError(f"{path.name} is missing in {path.parent.name}: restore it ({error})") from error
    except msgspec.ValidationError as error:
        raise AssetError(f"{path.name}: {error}") from error
    except ValueError as error:
        raise AssetError(f"{path.name} is not YAML: {error}") from error
