"""Runs the chosen measures over the chosen shows, one after the other, and gathers their figures.

It knows the table of measures and nothing about pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from player.look import of_scenes, of_shows
from player.look.figures import Figure
from player.look.shows import Planned, plan

Progress = Callable[[str, float], None]
OF_SHOWS: dict[str, Callable[[Planned, Progress], list[Figure]]] = {
    "cuts": of_shows.cutting,
    "acting": of_shows.acting,
    "faces": of_shows.faces,
    "outlines": of_shows.outlines,
    "flicker": of_shows.flickering,
    "flashes": of_shows.flashes,
    "silhouettes": of_scenes.silhouettes,
}
"""Measures that need a planned show."""
ALONE = ("scenes", "baking", "speed")
MEASURES = (*OF_SHOWS, *ALONE)
"""All measures, in the order they are run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookOptions:
    """What is measured."""

    seeds: tuple[Path, ...]
    """Folders of story seeds."""
    seconds: float = 300.0
    """Of each show."""
    scenes: int = 200
    only: tuple[str, ...] = ()
    """Measures; empty = all."""
    style: str = ""
    """In which style the shows are measured; "" = their own."""
    rng_seed: int = 7


def look(options: LookOptions, on_progress: Progress) -> list[Figure]:
    """Every figure of the chosen measures."""
    chosen = [name for name in MEASURES if not options.only or name in options.only]
    of_shows_chosen = [name for name in chosen if name in OF_SHOWS]
    jobs: list[Callable[[Progress], list[Figure]]] = []
    if of_shows_chosen:
        for seed in options.seeds:
            jobs.append(partial(_show, seed, options, of_shows_chosen))
    if "scenes" in chosen:
        jobs.append(partial(of_scenes.scenes, options.scenes))
    jobs += [getattr(of_scenes, name) for name in ("baking", "speed") if name in chosen]
    figures: list[Figure] = []
    for number, job in enumerate(jobs):
        figures += job(_part_of(on_progress, number, len(jobs)))
    on_progress("done", 1.0)
    return figures


def _show(seed: Path, options: LookOptions, chosen: list[str], on_progress: Progress) -> list[Figure]:
    steps = len(chosen) + 1
    show = plan(seed, options.seconds, options.rng_seed, options.style, _part_of(on_progress, 0, steps))
    figures: list[Figure] = []
    for number, name in enumerate(chosen, start=1):
        figures += OF_SHOWS[name](show, _part_of(on_progress, number, steps))
    return figures


def _part_of(on_progress: Progress, number: int, count: int) -> Progress:
    return lambda what, share: on_progress(what, (number + share) / count)
