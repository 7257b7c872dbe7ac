"""What is expected of any viewer before a signal: which likings go together, and how far people differ.

It does not know a single viewer; `profiles.taste` starts from it and lets signals decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

PRIOR_VARIANCE = 0.125
"""Variance of a liking that nothing is known about, in the units of what scenes are worth (−0.5: left at once)."""
NARROWER = 0.5
"""Factor on the table's covariances, which are of likings from −1 to 1: a scene has several colours."""
EVERY = "mix:every"
"""A feature of every scene: how readily a viewer watches on at all, so that it is not taken for a liking of tags."""
FULL = "mix:full"
"""A feature of a scene that was seen: how full of its colours the viewer already was, so that a tired no is not taken
for a dislike. No scene has it by itself."""
_OF_KIND = {"person": 0.15, "place": 0.3, "mix": 0.1}
_OF_NAME = {"choice": 0.025, EVERY: 0.15, FULL: 0.1}
"""Variances of features that are no tags: in the units of scenes' weights faces and places part people less, being
asked hardly, watching on at all most of all."""
EVERY_MEAN = 0.3
"""Most scenes are watched to their end."""
FULL_MEAN = -0.3
"""Most people want something else after a while."""

_TAGS: tuple[tuple[str, float, tuple[float, ...]], ...] = (
    ("comedy", 0.11, (0.25,)),
    ("wit", 0.07, (0.01, 0.14)),
    ("warmth", 0.08, (0.02, -0.01, 0.2)),
    ("romance", 0.0, (-0.03, -0.01, 0.07, 0.17)),
    ("wonder", 0.06, (0.02, -0.02, 0.03, -0.03, 0.19)),
    ("adventure", 0.06, (0.02, -0.03, -0.05, -0.03, 0.05, 0.17)),
    ("action", 0.0, (-0.01, 0.0, -0.08, -0.03, -0.04, 0.05, 0.16)),
    ("menace", -0.03, (-0.06, 0.0, -0.15, -0.04, -0.06, 0.04, 0.09, 0.23)),
    ("mystery", 0.06, (-0.07, 0.02, -0.02, -0.02, -0.02, -0.02, 0.0, 0.03, 0.15)),
    ("melancholy", 0.02, (-0.13, -0.02, 0.03, 0.06, -0.02, -0.06, -0.03, 0.0, 0.02, 0.2)),
    ("tension", 0.0, (-0.01, 0.0, -0.06, -0.02, -0.03, 0.04, 0.07, 0.07, 0.0, -0.02, 0.07)),
    ("pace", 0.02, (0.05, 0.01, -0.03, -0.02, 0.0, 0.05, 0.04, 0.02, -0.02, -0.07, 0.04, 0.07)),
)
"""Mean and covariances (of a kind with itself and those above it) of the usual tags over the twelve kinds of viewers
that the simulation plays, the means halved: who likes menace likes action and seldom warmth."""
_KNOWN = {name: row for row, (name, _, _) in enumerate(_TAGS)}


@lru_cache(maxsize=64)
def prior(names: tuple[str, ...]) -> tuple[Vector, Vector]:
    """Means (d,) and covariances (d, d) of the likings of features before any signal; not to be written to."""
    mean = np.array([_mean_of(name) for name in names], dtype=np.float64)
    covariance = np.diag(np.array([_variance_of(name) for name in names], dtype=np.float64))
    usual = [at for at, name in enumerate(names) if name in _KNOWN]
    for one in usual:
        for other in usual:
            if one != other:
                low, high = sorted((_KNOWN[names[one]], _KNOWN[names[other]]))
                covariance[one, other] = NARROWER * _TAGS[high][2][low]
    return mean, covariance


def prior_variances(names: Sequence[str]) -> Vector:
    """(d,) how unsure every feature is before any signal."""
    return np.array([_variance_of(name) for name in names], dtype=np.float64)


def _mean_of(name: str) -> float:
    return _TAGS[_KNOWN[name]][1] if name in _KNOWN else {EVERY: EVERY_MEAN, FULL: FULL_MEAN}.get(name, 0.0)


def _variance_of(name: str) -> float:
    if name in _KNOWN:
        return NARROWER * _TAGS[_KNOWN[name]][2][-1]
    kind, parted, _ = name.partition(":")
    return _OF_NAME.get(name, _OF_KIND.get(kind, PRIOR_VARIANCE) if parted else PRIOR_VARIANCE)
