"""The composer's data: themes, phrase harmonies and palettes read from `assets/music`.

It knows no story: what has no theme of its own gets one derived from its id, a place one of its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from generators.errors import AssetError
from generators.sound.composer.own import own_music
from generators.tables import parsed
from story_engine.rng import generator

MUSIC_FOLDER = Path(__file__).resolve().parents[3] / "assets" / "music"
MAIN_THEME = "post_office"
STORM_THEME = "storm"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeNote:
    """One note of a theme: where (pulses from the statement's start), how long, which scale step."""

    at: float
    pulses: float
    step: int
    bend: int = 0
    """Semitones away from the scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A leitmotif in both metres."""

    id: str
    common: tuple[ThemeNote, ...]
    waltz: tuple[ThemeNote, ...]
    voice: str
    octave: int = 0
    mode: str = ""

    def notes(self, meter: int) -> tuple[ThemeNote, ...]:
        """The tune for three or four pulses a bar."""
        return self.waltz if meter == 3 else self.common


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Who plays what."""

    id: str
    places: tuple[str, ...]
    meter: int
    pad: str
    bass: str
    motion: str
    figure: tuple[int, ...]
    per_pulse: int
    melody: tuple[str, ...]
    shadow: str
    drum: float


@lru_cache(maxsize=1)
def themes() -> dict[str, Theme]:
    """Every written theme by id."""
    found = {}
    for name, entry in load_music("themes.yaml")["themes"].items():
        found[name] = made_theme(
            name,
            steps=entry["steps"],
            common=entry["common"],
            waltz=entry["waltz"],
            voice=entry["voice"],
            octave=int(entry.get("octave", 0)),
            mode=entry.get("mode", ""),
            lead=float(entry.get("lead", 0.0)),
        )
    return found


def made_theme(
    name: str,
    *,
    steps: Sequence[int | str],
    common: Sequence[float],
    waltz: Sequence[float],
    voice: str,
    octave: int = 0,
    mode: str = "",
    lead: float = 0.0,
) -> Theme:
    """A theme of what is written in its file; raises AssetError where steps and lengths are not as many."""
    told = [_step(value) for value in steps]
    return Theme(
        id=name,
        common=_notes(name, told, common, lead),
        waltz=_notes(name, told, waltz, lead),
        voice=voice,
        octave=octave,
        mode=mode,
    )


def theme(motif: str) -> Theme:
    """The theme with id `motif`: the seed's own, a built-in one, or one derived from the id."""
    return own_music().themes.get(motif) or _built_in(motif)


@lru_cache(maxsize=256)
def _built_in(motif: str) -> Theme:
    """A written theme, one of a kind of place, or small steps, one leap, one climax."""
    from generators.sound.composer.kinds import theme_of_kind  # here: kinds are made of themes

    return themes().get(motif) or theme_of_kind(motif) or _derived(motif)


@lru_cache(maxsize=1)
def progressions() -> dict[tuple[str, str], tuple[tuple[str, ...], ...]]:
    """Four-bar chord rows by (mode, "ask" or "answer")."""
    rows = {}
    for mode, kinds in load_music("harmony.yaml")["modes"].items():
        for kind, lines in kinds.items():
            rows[(mode, kind)] = tuple(tuple(line.split()) for line in lines)
    return rows


@lru_cache(maxsize=1)
def palettes() -> tuple[Palette, ...]:
    """Every palette in file order; the last one fits everywhere."""
    return tuple(
        Palette(
            id=name,
            places=tuple(entry["places"]),
            meter=int(entry["meter"]),
            pad=entry["pad"],
            bass=entry["bass"],
            motion=entry["motion"]["instrument"],
            figure=tuple(int(step) for step in entry["motion"]["figure"]),
            per_pulse=int(entry["motion"]["per_pulse"]),
            melody=tuple(entry["melody"]),
            shadow=entry["shadow"],
            drum=float(entry["drum"]),
        )
        for name, entry in load_music("palettes.yaml")["palettes"].items()
    )


def palette(*marks: str) -> Palette:
    """The first palette one of whose places is among `marks` (in the marks' order), else the last."""
    for mark in marks:
        for candidate in palettes():
            if mark in candidate.places:
                return candidate
    return palettes()[-1]


def load_music(name: str) -> dict[str, Any]:
    """The mapping in `assets/music/<name>`; AssetError when it is missing, damaged or of another format."""
    path = MUSIC_FOLDER / name
    try:
        content = parsed(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AssetError(f"{name}: cannot be read ({error}); reinstall evershow or restore assets/music") from error
    if not isinstance(content, dict) or content.get("format") != 1:
        raise AssetError(f"{name}: format 1 expected; restore assets/music")
    return content


def _step(value: int | str) -> tuple[int, int]:
    text = str(value)
    bend = 1 if text.endswith("+") else -1 if text.endswith("-") else 0
    return int(text.rstrip("+-")) if bend else int(text), bend


def _notes(name: str, steps: list[tuple[int, int]], lengths: Sequence[float], lead: float) -> tuple[ThemeNote, ...]:
    if len(steps) != len(lengths):
        raise AssetError(f"themes.yaml: {name} has {len(steps)} steps and {len(lengths)} lengths; make them equal")
    notes, at = [], lead
    for (step, bend), pulses in zip(steps, lengths, strict=True):
        notes.append(ThemeNote(at=at, pulses=float(pulses), step=step, bend=bend))
        at += pulses
    return tuple(notes)


def _derived(motif: str) -> Theme:
    rng = generator(0, "theme", motif)
    steps = [int(rng.choice([0, 2, 4]))]
    leap_at = int(rng.integers(1, 5))
    for index in range(1, 6):
        down = steps[-1] > 3 or (steps[-1] > -2 and rng.random() < 0.5)
        size = int(rng.choice([3, 4])) if index == leap_at else 1
        steps.append(max(-3, min(7, steps[-1] + (-size if down else size))))
    steps.append(int(rng.choice([0, 1, 2])))
    common = [[1, 0.5, 0.5, 1, 1, 1, 3], [1.5, 0.5, 1, 1, 0.5, 0.5, 3], [0.5, 0.5, 1, 2, 0.5, 0.5, 3]]
    waltz = [[1, 0.5, 0.5, 1, 1, 1, 3], [1.5, 0.5, 1, 1, 0.5, 0.5, 3], [0.5, 0.5, 2, 1, 1, 1, 3]]
    pick = int(rng.integers(3))
    plain = [(step, 0) for step in steps]
    return Theme(
        id=motif,
        common=_notes(motif, plain, common[pick], 0.0),
        waltz=_notes(motif, plain, waltz[pick], 0.0),
        voice=str(rng.choice(["flute", "clarinet", "felt_piano", "music_box"])),
        octave=1 if rng.random() < 0.5 else 0,
    )
