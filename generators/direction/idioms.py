"""Temperaments: the idioms of film with their weights, read from `assets/idioms/<name>.yaml`.

It knows what each idiom shows and when it is liked, not how a camera is placed.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.direction import own_art
from generators.errors import AssetError
from generators.stage.library import content_of

ASSETS = Path(__file__).resolve().parents[2] / "assets"
DEFAULT = "picture_book"
FRAMES = (
    "everyone", "wide", "pair", "subject", "listener", "mover", "thing", "hands", "shoulder", "eyes",
)  # fmt: skip
"""Whom an idiom's frame holds: the table of `generators/direction/views.py`."""
SIZES = ("EWS", "WS", "GROUP", "MLS", "OTS", "MS", "MCU", "CU", "INSERT")
MOVES = ("drift", "still", "push", "pull", "pan", "tilt", "track", "follow", "reveal", "rack")
SITUATIONS = (
    "title", "opening", "return", "narration", "speech", "strong", "deed", "travel", "weather", "hold",
    "reveal", "named", "after", "pause", "linger", "else",
)  # fmt: skip
"""What may be going on while a shot is on screen."""
MOST_IDIOMS = 60
"""Of one temperament: each offers its cameras for every piece of every part."""
NEVER = 6.0
"""Cost of an idiom in a situation that it is not for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Idiom:
    """One way to show something."""

    name: str
    frame: str
    size: str
    move: str = "drift"
    costs: Mapping[str, float]
    """0 = just right … 6 = never, by situation; "else" for the others."""

    def cost(self, situation: str) -> float:
        """How badly it suits."""
        return self.costs.get(situation, self.costs.get("else", NEVER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperament:
    """How a film is cut: its rhythm, its nearness, its idioms."""

    id: str
    title: str
    mean_seconds: float = 6.5
    """Average length of a shot."""
    spread: float = 0.5
    """Sigma of the log-normal lengths."""
    shortest_seconds: float = 1.7
    longest_seconds: float = 13.0
    hurry: float = 0.5
    """How much faster full tension cuts, share."""
    push: float = 0.010
    """Slow push of a held shot, share a second."""
    calm: float = 3.3
    """Rank of size (0 far … 5 close) at which calm words are shown."""
    heat: float = 1.8
    """How many ranks nearer for a line of full intensity than for a middling one."""
    tension: float = 1.2
    """How many ranks nearer at full tension than at little."""
    closeness: float = 0.45
    """Cost of a rank too near or too far."""
    strong: float = 0.68
    """Intensity from which a line is answered by a face."""
    lead: float = 0.35
    """Share of speaker changes at which the picture comes before the voice."""
    lag: float = 0.30
    """Share at which the voice comes before the picture."""
    repeat: float = 0.5
    """Cost of a size among the last few again."""
    early: float = 1.1
    """Cost of cutting at half the wanted length."""
    late: float = 1.2
    """Cost of holding for twice the wanted length."""
    chance: float = 0.35
    """How much is left to chance, or every scene would be cut alike."""
    dissolve: float = 0.7
    """Share of changes of time in one place that dissolve."""
    idioms: tuple[Idiom, ...] = ()


def temperament_of(style: str) -> Temperament:
    """The temperament that a style's file names under `editing`; the picture book's where it names none."""
    named = str(own_art.read("styles", style).get("editing") or DEFAULT)
    return load_temperament(file_name(named))


def file_name(named: str) -> str:
    """The file of a temperament that a style names: "picture book" → picture_book."""
    return named.strip().lower().replace(" ", "_").replace("-", "_")


def load_temperament(name: str) -> Temperament:
    """The temperament `name`, the seed's own first; the picture book's where there is none that can be used."""
    path = own_art.path_of("idioms", name)
    if path is None:
        return load_temperament(DEFAULT)
    return _loaded(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=32)
def _loaded(path: Path, _saved: int) -> Temperament:
    ours = path.is_relative_to(ASSETS)
    try:
        return read_temperament(path.stem, content_of_own(path))
    except (AssetError, AttributeError, TypeError, ValueError):
        if ours:
            raise
        # The built-in one: the broken file may be called like it. `evershow check` tells what is wrong.
        return _loaded(ASSETS / "idioms" / f"{DEFAULT}.yaml", 0)


def read_temperament(name: str, content: Mapping[str, Any]) -> Temperament:
    """A temperament from its file's content; AssetError with file, value and remedy."""
    numbers = {
        key: value for key, value in Temperament.__dataclass_fields__.items() if key not in ("id", "title", "idioms")
    }
    given: dict[str, float] = {}
    for key, value in content.items():
        if key in ("title", "words", "idioms"):
            continue
        if key not in numbers:
            raise AssetError(f"idioms/{name}.yaml: unknown entry {key!r}; {_nearest(key, numbers)}")
        given[key] = _number(name, key, value, 0.0, 60.0)
    listed = content.get("idioms") or ()
    if not isinstance(listed, list | tuple) or len(listed) > MOST_IDIOMS:
        raise AssetError(f"idioms/{name}.yaml: idioms must be a list of up to {MOST_IDIOMS}")
    idioms = tuple(_idiom(name, entry) for entry in listed)
    if not any(idiom.frame == "everyone" for idiom in idioms):
        raise AssetError(f"idioms/{name}.yaml: no idiom frames `everyone`; add one, or a place is never shown")
    return Temperament(id=name, title=str(content.get("title", name)), idioms=idioms, **given)


def _idiom(name: str, entry: Any) -> Idiom:
    if not isinstance(entry, dict):
        raise AssetError(f"idioms/{name}.yaml: an idiom must be a mapping, not {entry!r}")
    label = str(entry.get("name", "?"))
    for key, known in (("frame", FRAMES), ("size", SIZES), ("move", MOVES)):
        value = entry.get(key, "drift" if key == "move" else "")
        if value not in known:
            raise AssetError(f"idioms/{name}.yaml: {label}: unknown {key} {value!r}; {_nearest(str(value), known)}")
    costs = entry.get("costs") or {}
    if not isinstance(costs, dict):
        raise AssetError(f"idioms/{name}.yaml: {label}: costs must be a mapping of situations, not {costs!r:.40}")
    for key, value in costs.items():
        if key not in SITUATIONS:
            raise AssetError(
                f"idioms/{name}.yaml: {label}: unknown situation {key!r}; {_nearest(str(key), SITUATIONS)}"
            )
        _number(name, f"{label}: {key}", value, 0.0, 10.0)
    return Idiom(
        name=label,
        frame=str(entry["frame"]),
        size=str(entry["size"]),
        move=str(entry.get("move", "drift")),
        costs={str(key): float(value) for key, value in costs.items()},
    )


def _number(name: str, key: str, value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise AssetError(f"idioms/{name}.yaml: {key} is {value!r}; give a number from {low:g} to {high:g}")
    return float(value)


def _nearest(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known)}"


def content_of_own(path: Path) -> dict[str, Any]:
    """What a creator's file holds; AssetError where it cannot be read."""
    try:
        found = content_of(path)
    except (OSError, ValueError) as error:
        raise AssetError(f"idioms/{path.name} cannot be read: {error}; remedy: mend the YAML") from error
    if not isinstance(found, dict):
        raise AssetError(f"idioms/{path.name} is no mapping; see assets/idioms/README.md")
    return found
