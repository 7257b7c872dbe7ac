"""Plays one seed for two opposite tastes under several rng seeds: taste must matter more than luck.

It does not know simulated viewers: nobody acts here, the tastes are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from profiles.taste import TasteValues
from story_engine.plan import Input, InputKind
from story_engine.seed.model import Seed
from story_engine.show import Show
from story_engine.simulate.repeats import edits
from story_engine.simulate.trial import Plan
from story_engine.time import to_seconds

DARK: Mapping[str, float] = MappingProxyType(
    {"menace": 0.9, "mystery": 0.7, "action": 0.7, "adventure": 0.5, "melancholy": 0.4, "comedy": -0.7, "wit": -0.5,
     "warmth": -0.7, "romance": -0.5, "wonder": -0.3}
)  # fmt: skip
"""A taste that fits any seed whose tags have the usual names; the opposite one is its negative."""
SURE = 0.05
"""Variance of the given likings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContrastRun:
    """The scenes of one show."""

    number: int
    taste: str
    rng_seed: int
    scenes: tuple[str, ...]
    """Storylet, cast and place."""
    tags: dict[str, float]
    """Mean weights of the tags over the show, by seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """How different shows are, 0–1: by their scenes in order, by which scenes at all, by their colours."""

    between_tastes: tuple[float, float, float]
    """Same rng seed, other taste: means."""
    between_seeds: tuple[float, float, float]
    """Same taste, other rng seed."""
    wider: tuple[float, float, float]
    """Share of comparisons in which taste made more difference than luck."""


def run_contrast(seed: Seed, plan: Plan, number: int) -> ContrastRun:
    """Run `number`: even ones for the dark taste, odd ones for the light, two to an rng seed."""
    sign, name = ((1.0, "dark"), (-1.0, "light"))[number % 2]
    rng_seed = plan.rng_seed + number // 2
    tags = tuple(seed.tastes)
    likings = [sign * DARK.get(tag, 0.0) for tag in tags]
    taste = TasteValues(features=tags, mean=tuple(likings), variance=(SURE,) * len(tags))
    show = Show.open(seed, rng_seed=rng_seed, taste=taste)
    while to_seconds(show.clock) < 60.0 * plan.minutes:
        if show.choice is not None:
            best = max(show.choice.options, key=lambda option: (option.likely, -option.number)).number
            show, _ = show.apply(Input(kind=InputKind.PICK, option=best, choice=show.choice.id))
        show, _ = show.step()
    entries = [entry for entry in show.log if entry.record.kind == "scene"]
    ends = [to_seconds(entry.at) for entry in entries[1:]] + [to_seconds(show.clock)]
    seconds = [end - to_seconds(entry.at) for entry, end in zip(entries, ends, strict=True)]
    return ContrastRun(
        number=number,
        taste=name,
        rng_seed=rng_seed,
        scenes=tuple(f"{e.record.fields['storylet']} {sorted(e.record.fields['cast'])}" for e in entries),
        tags={
            tag: float(np.average([dict(e.record.fields["tags"]).get(tag, 0.0) for e in entries], weights=seconds))
            for tag in tags
        },
    )


def contrast_of(runs: Sequence[ContrastRun]) -> Contrast:
    """The differences of all pairs that share a taste or an rng seed."""
    tastes = [_differences(a, b) for a, b in combinations(runs, 2) if a.rng_seed == b.rng_seed]
    luck = [_differences(a, b) for a, b in combinations(runs, 2) if a.taste == b.taste]
    between, within = np.array(tastes), np.array(luck)
    wider = (between[:, None, :] > within[None, :, :]).mean(axis=(0, 1))
    return Contrast(
        between_tastes=_triple(between.mean(axis=0)),
        between_seeds=_triple(within.mean(axis=0)),
        wider=_triple(wider),
    )


def _differences(one: ContrastRun, other: ContrastRun) -> tuple[float, float, float]:
    longer = max(len(one.scenes), len(other.scenes), 1)
    first, second = set(one.scenes), set(other.scenes)
    return (
        edits(one.scenes, other.scenes, longer) / longer,
        1.0 - len(first & second) / max(1, len(first | second)),
        sum(abs(one.tags[tag] - other.tags[tag]) for tag in one.tags) / 2.0,
    )


def _triple(values: NDArray[np.float64]) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])
