"""What was shown when: minutes since a scene with its cast or a chapter card, and runs of three that came before.

It does not know scores; it reads the show's memory of played scenes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from story_engine.heard import LINE_REST_SECONDS
from story_engine.planning.features import Features
from story_engine.planning.outlook import Outlook, Vector
from story_engine.planning.spoken import heard_lines
from story_engine.seed.model import Seed

MOTIF_COST = 1.5
"""What a scene costs that would end a run of three which was seen before, because a known run feels like a loop."""
HEARD_MINUTES = 120.0
"""After this long a line may be heard again without a thought."""
MOST_LINES = 6.0
"""Lines beyond this make a repetition no worse."""


def rest_minutes(features: Features, outlook: Outlook) -> Vector:
    """Minutes since each ground storylet's scene and cast were last seen, infinite = not within memory, (G,)."""
    return _minutes_since(features.company, outlook)


def chapter_minutes(features: Features, outlook: Outlook) -> float:
    """Minutes since the last scene with a chapter card began, infinite = none within memory."""
    seconds = 0.0
    for played in reversed(outlook.played):
        seconds += played.seconds
        if features.chapter[played.ground]:
            return seconds / 60.0
    return float("inf")


def words_again(features: Features, outlook: Outlook) -> Vector:
    """Lines of each ground storylet that would be heard again, less the longer they were not heard, (G,)."""
    stale = np.maximum(0.0, 1.0 - _minutes_since(features.storylet, outlook) / HEARD_MINUTES)
    again: Vector = np.minimum(features.fixed, MOST_LINES) * stale
    return again


def lines_again(seed: Seed, features: Features, outlook: Outlook, awake: NDArray[np.bool_]) -> Vector:
    """Lines of each ground storylet that are surely said a second time within the hour, at most `MOST_LINES`, (G,).

    Only what is possible now and `awake` (G,) is looked at, because nothing else is likely to be played.
    """
    again = np.zeros(len(seed.storylets))
    if outlook.heard:
        recent = _minutes_since(features.storylet, outlook) < LINE_REST_SECONDS / 60.0
        names = tuple(seed.storylets)
        for number in np.unique(features.storylet[recent & awake & (outlook.fit.unsatisfied == 0)]):
            lines = heard_lines(seed, seed.storylets[names[number]].body, outlook.heard)
            again[number] = min(MOST_LINES, lines)
    lost: Vector = again[features.storylet]
    return lost


def _minutes_since(kind: NDArray[np.int32], outlook: Outlook) -> Vector:
    """Minutes since anything of the same kind was last seen, infinite = not within memory, (G,)."""
    played = outlook.played
    ago = np.full(int(kind.max()) + 1 if len(kind) else 0, np.inf)
    if played:
        grounds = np.array([p.ground for p in played], dtype=np.int64)
        seconds = np.array([p.seconds for p in played], dtype=np.float64)
        # Time since each scene began; a later one of the same kind overwrites an earlier one.
        began = np.cumsum(seconds[::-1])[::-1] / 60.0
        ago[kind[grounds]] = began
    rest: Vector = ago[kind]
    return rest


def motif_again(features: Features, outlook: Outlook) -> Vector:
    """What each ground storylet costs for ending a run of three storylets that was played before, (G,)."""
    cost = np.zeros(len(features.weight))
    if len(outlook.played) < 3:
        return cost
    order = features.storylet[np.fromiter((p.ground for p in outlook.played), dtype=np.int64)]
    before, last = order[-2], order[-1]
    follows = order[2:][(order[:-2] == before) & (order[1:-1] == last)]
    if len(follows):
        cost[np.isin(features.storylet, follows)] = MOTIF_COST
    return cost
