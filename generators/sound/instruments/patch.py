"""Instrument patches: the designed sounds, read from `assets/instruments`.

It knows no samples; see `assets/instruments/README.md` for what the words mean.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from generators.errors import AssetError
from generators.tables import parsed

INSTRUMENT_FOLDER = Path(__file__).resolve().parents[3] / "assets" / "instruments"
Bells = tuple[tuple[float, float, float], ...]
"""Resonances: (hertz, decibels, narrowness)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """Something struck or plucked that rings by itself."""

    ring: float
    level: float
    program: int = 0
    """General MIDI's program number from 0; −1 for a drum."""
    harmonics: int = 0
    partials: tuple[float, ...] = ()
    gains: tuple[float, ...] = ()
    stiffness: float = 0.0
    rolloff: float = 6.0
    bright: float = 1.0
    damping: float = 0.5
    strike: float = 0.0
    twins: int = 1
    beating: float = 0.0
    attack: float = 0.002
    noise: float = 0.0
    noise_hz: float = 1000.0
    noise_ring: float = 0.02
    release: float = 0.3
    width: float = 0.2
    glide: float = 0.0
    body: Bells = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Blown:
    """Something bowed, blown or sung that sounds as long as it is played."""

    rolloff: float
    attack: float
    release: float
    level: float
    program: int = 0
    odd: float = 0.0
    bright: float = 3.0
    players: int = 1
    detune: float = 0.0
    spread: float = 0.0
    swell: float = 0.1
    vibrato: tuple[float, float, float] = (5.0, 0.0, 0.3)
    """Hertz, cents, seconds until it is full."""
    breath: float = 0.0
    breath_hz: float = 2000.0
    drift: float = 2.0
    scoop: float = 0.0
    formants: Bells = ()


Patch = Struck | Blown


@lru_cache(maxsize=1)
def patches() -> dict[str, Patch]:
    """Every instrument by id; raises AssetError for a damaged file."""
    found: dict[str, Patch] = {}
    for path in sorted(INSTRUMENT_FOLDER.glob("*.yaml")):
        try:
            content = parsed(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise AssetError(f"{path.name}: cannot be read ({error}); restore assets/instruments") from error
        if not isinstance(content, dict) or content.get("format") != 1:
            raise AssetError(f"{path.name}: format 1 expected; restore assets/instruments")
        for name, entry in content["instruments"].items():
            found[name] = _patch(f"{path.name}: {name}", entry)
    return found


def patch(name: str) -> Patch:
    """The instrument `name`; raises AssetError when there is none."""
    known = patches()
    if name not in known:
        raise AssetError(f"no instrument {name!r}; known: {', '.join(sorted(known))}")
    return known[name]


def _patch(where: str, entry: dict[str, Any]) -> Patch:
    kinds: dict[str, type[Patch]] = {"struck": Struck, "blown": Blown}
    kind = kinds.get(str(entry.get("kind")))
    if kind is None:
        raise AssetError(f"{where} has kind {entry.get('kind')!r}; write struck or blown")
    known = {field.name for field in fields(kind)}
    unknown = sorted(set(entry) - known - {"kind"})
    if unknown:
        raise AssetError(f"{where} has unknown words {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    return kind(**{name: _frozen(value) for name, value in entry.items() if name != "kind"})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
