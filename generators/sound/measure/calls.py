"""Where the themes of places and ideas are heard in a score: who arrives somewhere, what is opened, moved and closed.

It knows timed parts and their scenes; no harmony and no samples.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from generators.sound.composer.kinds import place_theme
from generators.sound.composer.opening import scene_palette
from generators.timed import TimedPart
from story_engine.plan import PartKind, Scene
from story_engine.time import MediaTime, to_seconds

KNOWN_BY = 4
"""Notes of a theme within a scene, by which it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A theme of a place or an idea that a scene owes."""

    scene: str
    """Title."""
    what: str
    """The place's name, or what becomes of the idea and what it is called."""
    is_place: bool
    begin_seconds: float
    """From the show's start to its first note; where it is not heard, to the scene's."""
    first_bar: int
    """Counted from 1 in the scene's score; so is the last. 0 = it is not heard."""
    last_bar: int
    notes: int
    beside: str = ""
    """Themes of people that are heard in the same bars, by their names."""

    @property
    def is_told(self) -> bool:
        """Whether enough of it is heard to be known."""
        return self.notes >= KNOWN_BY

    def line(self) -> str:
        """One line for people."""
        bars = f"bar {self.first_bar}" if self.first_bar == self.last_bar else f"bars {self.first_bar}–{self.last_bar}"
        clock = f"{int(self.begin_seconds // 60)}:{self.begin_seconds % 60:04.1f}"
        beside = f", with {self.beside}" if self.beside else ""
        return f"{clock}, {bars} of “{self.scene}”: {self.what} ({self.notes} notes){beside}"


@dataclass(slots=True, kw_only=True)
class _Heard:
    """One scene's notes of themes by theme: bar and media time of each; lives for one count."""

    scene: Scene
    start: float
    arrived: bool
    idea: str
    plays: bool = False
    notes: dict[str, list[tuple[int, float]]] | None = None


def calls(parts: Sequence[tuple[MediaTime, TimedPart]]) -> tuple[Call, ...]:
    """What every scene with music owes of its place and its idea, told or not, in order of time."""
    scenes: dict[str, _Heard] = {}
    for start, timed in parts:
        scene, entry = timed.part.scene, timed.score.entry
        heard = scenes.setdefault(
            scene.id, _Heard(scene=scene, start=to_seconds(start), arrived=entry.arrived, idea=entry.idea, notes={})
        )
        tempo = (timed.score.exit.pulse - entry.pulse) * 60 / max(to_seconds(timed.duration), 1e-6)
        if timed.part.kind is PartKind.HOLD or tempo <= 0:
            continue
        heard.plays = heard.plays or bool(timed.score.notes)
        meter = scene_palette(scene).meter
        assert heard.notes is not None
        for note in timed.score.notes:
            if note.theme:
                bar = math.floor((entry.pulse + to_seconds(note.start) * tempo / 60) / meter + 0.02) + 1
                heard.notes.setdefault(note.theme, []).append((bar, to_seconds(start + note.start)))
    found = []
    for heard in scenes.values():
        idea = heard.scene.idea
        if heard.plays and heard.arrived:
            found.append(_call(heard, place_theme(heard.scene.place), heard.scene.place.name, is_place=True))
        if heard.plays and heard.idea and idea is not None:
            found.append(_call(heard, heard.idea, f"{idea.name} ({idea.step})", is_place=False))
    return tuple(sorted(found, key=lambda call: (call.begin_seconds, not call.is_place)))


def call_figures(found: Sequence[Call]) -> dict[str, object]:
    """By name, for people and machines."""
    places, ideas = ([call for call in found if call.is_place is kind] for kind in (True, False))
    return {
        "arrivals": len(places),
        "arrivals_with_motif": _share(places),
        "ideas_owed": len(ideas),
        "ideas_told": _share(ideas),
        "calls_with_a_person": sum(bool(call.beside) for call in found if call.is_told),
    }


def _share(found: Sequence[Call]) -> float | None:
    return round(sum(call.is_told for call in found) / len(found), 3) if found else None


def _call(heard: _Heard, theme: str, what: str, *, is_place: bool) -> Call:
    by_theme = heard.notes or {}
    notes = by_theme.get(theme, [])
    bars = [bar for bar, _ in notes]
    people = {actor.motif or actor.id: actor.name for actor in heard.scene.actors}
    beside = [
        name
        for motif, name in people.items()
        if any(min(bars, default=0) <= bar <= max(bars, default=-1) for bar, _ in by_theme.get(motif, []))
    ]
    return Call(
        scene=heard.scene.title,
        what=what,
        is_place=is_place,
        begin_seconds=round(min((at for _, at in notes), default=heard.start), 2),
        first_bar=min(bars, default=0),
        last_bar=max(bars, default=0),
        notes=len(notes),
        beside=", ".join(beside),
    )
