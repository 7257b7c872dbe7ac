"""Planned shows to be measured: the timed parts of the first minutes of a seed, as a silent viewer would see them.

It knows no picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from generators.render_pool.catalogue import art_of
from generators.segments.folders import Folders
from generators.timed import Shot, TimedPart
from player.conducting.course import Course
from player.conducting.script import Script
from player.conducting.virtual_course import conduct
from player.direction import Opening
from player.director import InProcessDirector
from player.showlog import ShowLog
from profiles.home import ready_home
from story_engine.plan import Look
from story_engine.time import MediaTime, from_seconds

LEAST_SHOT: MediaTime = from_seconds(0.8)
"""A piece of a shot at a join that is shorter is judged with its other piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One show."""

    name: str
    parts: tuple[TimedPart, ...]
    seed_art: Path | None

    @property
    def cast(self) -> dict[str, Look]:
        """Everybody who is in it, by id."""
        return {actor.id: actor.look for timed in self.parts for actor in timed.part.scene.actors}

    def shots(self) -> Iterator[tuple[TimedPart, Shot, MediaTime]]:
        """Every shot with its middle, from its part's start."""
        for timed in self.parts:
            for shot in timed.shots:
                if shot.duration >= LEAST_SHOT:
                    yield timed, shot, shot.start + shot.duration // 2


def plan(folder: Path, seconds: float, rng_seed: int, style: str, on_progress: Callable[[str, float], None]) -> Planned:
    """The first `seconds` of the seed in `folder` for a fresh viewer who never picks; `style` "" = the seed's own."""
    director = InProcessDirector(Folders(ready_home()).make().speech)
    until = from_seconds(seconds)
    parts = []
    try:
        course = Course(director, director.open(Opening(seed=str(folder), rng_seed=rng_seed)).state)
        with ShowLog() as log:
            for placed in conduct(course, Script(), until, log):
                parts.append(in_style(placed.timed, style))
                on_progress(f"planning {folder.name}", min(1.0, course.end / until))
    finally:
        director.close()
    return Planned(name=folder.name, parts=tuple(parts), seed_art=art_of(folder))


def in_style(timed: TimedPart, style: str) -> TimedPart:
    """The part as it would be in another style; "" changes nothing."""
    if not style:
        return timed
    return replace(timed, part=replace(timed.part, scene=replace(timed.part.scene, style=style)))
