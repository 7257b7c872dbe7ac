"""Where two themes sound together in a score: bars, times and whose they are.

It knows timed parts and their scenes; no harmony and no samples.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from generators.sound.composer.calls import idea_theme
from generators.sound.composer.kinds import place_theme
from generators.sound.composer.opening import scene_palette
from generators.timed import TimedPart
from story_engine.plan import PartKind, Scene
from story_engine.time import MediaTime, to_seconds

KNOWN_BY = 4
"""Notes of each theme within the bars, by which both are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duet:
    """Bars in a row in every one of which two themes are heard."""

    scene: str
    """Title."""
    first_bar: int
    """Counted from 1 in the scene's score; so is the last."""
    last_bar: int
    begin_seconds: float
    """From the show's start to the first note of either in these bars."""
    end_seconds: float
    whose: tuple[str, str]
    """Names of the characters; a theme that is nobody's has its own."""
    notes: tuple[int, int]

    def line(self) -> str:
        """One line for people."""
        whose = " and ".join(f"{who} ({count} notes)" for who, count in zip(self.whose, self.notes, strict=True))
        bars = f"bar {self.first_bar}" if self.first_bar == self.last_bar else f"bars {self.first_bar}–{self.last_bar}"
        return f"{_clock(self.begin_seconds)}–{_clock(self.end_seconds)}, {bars} of “{self.scene}”: {whose}"


def names_of_themes(scene: Scene) -> dict[str, str]:
    """Whose each theme is, by its id, in a scene."""
    names = {place_theme(scene.place): scene.place.name}
    if scene.idea is not None:
        names[idea_theme(scene)] = scene.idea.name
    return names | {actor.motif or actor.id: actor.name for actor in scene.actors}


def duets(parts: Sequence[tuple[MediaTime, TimedPart]]) -> tuple[Duet, ...]:
    """Where two themes are heard together long enough to be known, in order of time."""
    bars: dict[str, dict[int, dict[str, list[tuple[float, float]]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    scenes: dict[str, Scene] = {}
    names: dict[str, str] = {}  # of the whole show: a theme may be told of somebody who is away
    for start, timed in parts:
        scene, entry = timed.part.scene, timed.score.entry
        scenes.setdefault(scene.id, scene)
        names |= names_of_themes(scene)
        tempo = (timed.score.exit.pulse - entry.pulse) * 60 / max(to_seconds(timed.duration), 1e-6)
        if timed.part.kind is PartKind.HOLD or tempo <= 0:
            continue
        meter = scene_palette(scene).meter
        for note in timed.score.notes:
            if note.theme:
                number = math.floor((entry.pulse + to_seconds(note.start) * tempo / 60) / meter + 0.02)
                at = to_seconds(start + note.start)
                bars[scene.id][number][note.theme].append((at, at + to_seconds(note.duration)))
    found = [
        duet
        for scene_id, by_bar in bars.items()
        for pair in combinations(sorted({theme for themes in by_bar.values() for theme in themes}), 2)
        for duet in _runs(scenes[scene_id].title, by_bar, pair, names)
    ]
    return tuple(sorted(found, key=lambda duet: (duet.begin_seconds, duet.whose)))


def _runs(
    title: str, by_bar: dict[int, dict[str, list[tuple[float, float]]]], pair: tuple[str, str], names: dict[str, str]
) -> list[Duet]:
    found = []
    run: list[int] = []
    shared = sorted(bar for bar, themes in by_bar.items() if all(theme in themes for theme in pair))
    for bar, after in pairwise((*shared, None)):
        run.append(bar or 0)
        if after is not None and after == run[-1] + 1:
            continue
        notes = [[note for one in run for note in by_bar[one][theme]] for theme in pair]
        if min(len(each) for each in notes) >= KNOWN_BY:
            found.append(
                Duet(
                    scene=title,
                    first_bar=run[0] + 1,
                    last_bar=run[-1] + 1,
                    begin_seconds=round(min(begin for each in notes for begin, _ in each), 2),
                    end_seconds=round(max(end for each in notes for _, end in each), 2),
                    whose=(names.get(pair[0], pair[0]), names.get(pair[1], pair[1])),
                    notes=(len(notes[0]), len(notes[1])),
                )
            )
        run = []
    return found


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{seconds % 60:04.1f}"
