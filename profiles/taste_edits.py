"""What a person does to a taste by hand: correct it, start again, forget, share it with others in the room.

It does not know signals; those are in `profiles.taste`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from profiles.taste import TasteValues
from profiles.taste_prior import prior
from profiles.taste_words import KINDS, SET

SAID_VARIANCE = 0.02
"""Variance of a liking that the viewer set: sure, yet a changed mind is still followed."""
STRONG_DISLIKE = -0.2
"""Likings below this are strong dislikes: four tenths of the worth of a disliked scene (−0.5), which one dislike of a
scene that is nothing else reaches."""
DISLIKE_WEIGHT = 3.0
"""In company a strong dislike counts as much as three others' opinions, because one who suffers leaves."""


def edited(taste: TasteValues, feature: str, value: float) -> TasteValues:
    """The taste in which `feature` is liked as much as its owner says (−1…1); what was tied to it is untied."""
    if not -1.0 <= value <= 1.0:
        raise ValueError(f"a liking lies between -1 (dislike) and 1 (like), not {value}")
    return _set(taste.with_features((feature,)), feature, value, SAID_VARIANCE, said=True)


def erased(taste: TasteValues, feature: str) -> TasteValues:
    """The taste that knows nothing of `feature` any more but what people are like."""
    return _set(taste, feature, *_usual(feature), said=False) if feature in taste.features else taste


def reset(taste: TasteValues) -> TasteValues:
    """A fresh taste of the same features."""
    return TasteValues.fresh(taste.features)


def merge(*tastes: TasteValues) -> TasteValues:
    """One taste for several people who watch together: means weighted by certainty, strong dislikes weigh more.

    Evidence stays with its owner: the common taste is for one evening.
    """
    if not tastes:
        raise ValueError("merging needs at least one taste")
    names = tuple(sorted({name for taste in tastes for name in taste.features}))
    mean, variance = [], []
    for name in names:
        known = [_of(taste, name) for taste in tastes]
        weights = np.array([(DISLIKE_WEIGHT if m < STRONG_DISLIKE else 1.0) / v for m, v in known])
        likings, variances = (np.array(column) for column in zip(*known, strict=True))
        mean.append(round(float(likings @ weights / weights.sum()), 6))
        # People who disagree leave the common liking unsure.
        spread = float(((likings - mean[-1]) ** 2) @ weights / weights.sum())
        variance.append(round(min(_usual(name)[1], float(variances.mean()) + spread), 6))
    return TasteValues(features=names, mean=tuple(mean), variance=tuple(variance))


def _of(taste: TasteValues, name: str) -> tuple[float, float]:
    if name not in taste.features:
        return _usual(name)
    at = taste.features.index(name)
    return taste.mean[at], taste.variance[at]


def _usual(name: str) -> tuple[float, float]:
    """Mean and variance of a liking before any signal."""
    mean, covariance = prior((name,))
    return float(mean[0]), float(covariance[0, 0])


def _set(taste: TasteValues, feature: str, value: float, variance: float, *, said: bool) -> TasteValues:
    at = taste.features.index(feature)
    covariance = taste.covariance
    if covariance:
        below = np.tril_indices(len(taste.features), -1)
        tied = (below[0] == at) | (below[1] == at)
        covariance = tuple(np.where(tied, 0.0, np.asarray(covariance)).tolist())
    counts = tuple(int(said and kind == SET) for kind in range(KINDS))
    rows = taste.evidence or ((0,) * KINDS,) * len(taste.features)
    return replace(
        taste,
        mean=(*taste.mean[:at], float(value), *taste.mean[at + 1 :]),
        variance=(*taste.variance[:at], variance, *taste.variance[at + 1 :]),
        covariance=covariance,
        evidence=(*rows[:at], counts, *rows[at + 1 :]),
        wishes=tuple(wish for wish in taste.wishes if wish[0] != feature),
    )
