"""A viewpoint that a creator tries out: every shot of a part asked for in one way, as an author's own hint would.

It knows no camera; the storyboard honours the hint where it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from story_engine.plan import Beat, Part, ShotHint

SIZES = ("", "wide", "medium", "close")
EYES = "pov"
"""Before the id of whoever looks."""


def viewpoints(actors: Sequence[str]) -> tuple[str, ...]:
    """Every way to see a scene with those actors: as the storyboard does, by size, then through each one's eyes."""
    return (*SIZES, *(f"{EYES} {actor}" for actor in actors))


def seen_so(part: Part, viewpoint: str) -> Part:
    """`part` with every beat's shot asked for in that way."""
    size, _, actor = viewpoint.partition(" ")
    return replace(part, beats=tuple(_seen(beat, size, actor) for beat in part.beats))


def _seen(beat: Beat, size: str, actor: str) -> Beat:
    if size == EYES:
        subjects: tuple[str, ...] = (actor,)
    elif size == "close" and beat.line is not None and beat.line.speaker:
        subjects = (beat.line.speaker,)
    else:
        subjects = ()
    return replace(beat, shot=ShotHint(size=size, subjects=subjects))
