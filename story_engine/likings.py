"""What a scene offers to taste: its features, and how much every scene is believed to be worth to a viewer.

It does not know how tastes are learnt nor how scenes are chosen.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from profiles.taste import TasteValues
from profiles.taste_prior import EVERY, FULL
from story_engine.ground import Ground
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.script import Deed, Say
from story_engine.seed.steps import every_statement

Vector = NDArray[np.float64]

CAST_SHARE = 0.7
"""Weight of a scene's whole cast among its taste features, because tags say more than faces."""
PLACE_SHARE = 0.25
"""Weight of its place."""
PACE_SHARE = 0.5
"""Weight of its pace, at the most."""
CHOICE_SHARE = 0.3
"""Weight of asking the viewer something."""
MIX_SHARE = 0.2
"""Weight of one tag in one person's company."""
MIXES = 8
"""Features into which such pairs are hashed ("funny, but only with the fox"), because all pairs would be too many."""
MIXES_KNOWN = 4096
"""Pairs whose feature is kept, because a seed has a few dozen and asks for each at every scene."""
USUAL_TURNS, TURNS_WIDTH = 0.8, 0.4
"""Turns per second of a usual scene, and how many more are quick: measured on the built-in seeds (0.82 ± 0.2)."""
SATED = 0.1
"""What a full satiation takes from a feature's liking: variety is kept by rest and rotation, and 0.3 measured worse."""
CONVICTION = 0.45
"""Spread of the liking over the scenes of a seed: what is believed decides as much early as late, because a guess about
taste is better than none; also the spread of most viewers' true likings."""
MOST_CONVICTION = 12.0
"""Beliefs are made so many times stronger at most: one signal is not yet a conviction."""


def feature_names(seed: Seed) -> tuple[str, ...]:
    """Every feature that taste may have of a seed's scenes."""
    people, places = (f"person:{person}" for person in seed.cast), (f"place:{place}" for place in seed.places)
    mixes = (f"mix:{number}" for number in range(MIXES))
    return (*seed.tastes, *people, *places, "tension", "pace", "choice", *mixes, EVERY)


def scene_features(ground: Ground, turns: int | None = None) -> dict[str, float]:
    """The taste features of a scene: tags, cast, place, tension, pace, whether it asks, tags in somebody's company.

    `turns` is its `turns_of`, for who knows it already.
    """
    found = dict(ground.storylet.tags)
    share = CAST_SHARE / max(1, len(ground.cast))
    mixes: dict[str, float] = {}
    for tag, weight in ground.storylet.tags:
        for person in ground.cast:
            name = _mix_of(tag, person)
            mixes[name] = mixes.get(name, 0.0) + MIX_SHARE * weight
    found |= {f"person:{person}": share for person in ground.cast}
    found[f"place:{ground.place}"] = PLACE_SHARE
    found["tension"] = sum(ground.storylet.tension) / 2
    found["pace"] = PACE_SHARE * pace_of(turns_of(ground.storylet) if turns is None else turns, ground.seconds)
    if math.isfinite(ground.choice_at):
        found["choice"] = CHOICE_SHARE
    return found | mixes | {EVERY: 1.0}


def fullness(features: Mapping[str, float], satiation: Mapping[str, float]) -> float:
    """How full a viewer is of a scene's colours, about 0–1: its tags' weights times the satiation with each."""
    return sum(
        weight * satiation.get(name, 0.0) for name, weight in features.items() if not (":" in name or _is_trait(name))
    )


def seen_features(ground: Ground, full: float) -> dict[str, float]:
    """The features of a scene as it was seen by a viewer who was so full of its colours."""
    return {**scene_features(ground), FULL: full}


@lru_cache(maxsize=MIXES_KNOWN)
def _mix_of(tag: str, person: str) -> str:
    """The feature of a tag in a person's company."""
    return f"mix:{zlib.crc32(f'{tag}|{person}'.encode()) % MIXES}"


def turns_of(storylet: Storylet) -> int:
    """Lines and deeds of a storylet, on all of its ways."""
    return sum(isinstance(s, Say | Deed) for s in every_statement(storylet.body))


def pace_of(turns: int, seconds: float) -> float:
    """How quick a scene of so many turns is, −1 (slow) … 1 (quick), by its turns per second."""
    return max(-1.0, min(1.0, (turns / max(4.0, seconds) - USUAL_TURNS) / TURNS_WIDTH))


def believed_liking(
    names: Sequence[str],
    matrix: Vector,
    taste: TasteValues,
    satiation: Mapping[str, float],
    noise: Vector,
) -> Vector:
    """(G,) what taste and satiation make of every ground storylet.

    `matrix` is (G, d) over `names`; `noise` (d,) is added to the likings in proportion to their uncertainty.
    """
    taste = taste.with_features(names)
    at = [taste.features.index(name) for name in names]
    mean = np.asarray(taste.mean)[at]
    likings = mean + np.sqrt(np.asarray(taste.variance)[at]) * noise
    full = np.array([0.0 if _is_trait(name) else satiation.get(name, 0.0) for name in names])
    vector: Vector = with_conviction(matrix @ likings, matrix @ mean) - SATED * (matrix @ full)
    return vector


def with_conviction(liking: Vector, believed: Vector) -> Vector:
    """`liking` on the scale on which `believed` has the mean 0 and the spread of a conviction.

    What is liked of every scene is left out: it tells none from the other, but would make a future with more scenes
    look better than one with fewer.
    """
    spread = float(believed.std())
    scaled: Vector = (liking - float(believed.mean())) * min(MOST_CONVICTION, CONVICTION / max(1e-9, spread))
    return scaled


def _is_trait(name: str) -> bool:
    """Whether a feature is no colour that one can have too much of."""
    return name in ("tension", "pace", "choice") or name.startswith("mix:")
