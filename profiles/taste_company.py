"""What an evening in company teaches about each of those who watched.

It does not know shows or the store; it sees tastes and a number of people.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from profiles.taste import LEAST_VARIANCE, TasteValues
from profiles.taste_belief import Belief
from profiles.taste_prior import prior_variances
from profiles.taste_words import COMPANY, KINDS, LESS, MORE, SET, WATCHED

Vector = NDArray[np.float64]

LEAST_LESSON = 1e-3
"""Certainty gained (1 / variance) below this is rounding and forgetting, not a lesson: a scene that was watched to its
end as expected gains ten times as much."""


def in_company(kept: TasteValues, before: TasteValues, after: TasteValues, people: int) -> TasteValues:
    """One person's own taste `kept` after `people` together taught their common taste from `before` to `after`.

    The rule: a signal in company is *one* piece of evidence. One of n people gave it, all of them let it stand, and
    nobody knows which; so each is taught by it with the share 1/n of its certainty, and an evening in company teaches
    as much in all as an evening alone, never n times as much. In numbers: what the common belief gained in information
    (the growth of its inverse covariance, and of that times its mean, which for a measured liking are x·xᵀ/noise and
    x·value/noise whatever was believed before) is added to the person's own belief, divided by n; that is the same as
    n times the noise. So the signal is weighed against what is known of *this* person: who is known well is moved
    little, and the taste of the others, which is in `before` and `after` alike, cancels out.

    Measured on simulated companies of two to four whose tastes go together (r = 0.5 to 0.75), one of whom at a time
    rates a scene: with the share 1/n the squared error of each one's belief is 0.9 to 1.3 times what it says it is
    (with the whole signal for everybody 1.5 to 2.4 times, which is too sure), and it knows them as well or better. Of
    strangers (r = 0), who would not share an evening, it is 1.5 to 1.8 times, against 3.0 to 3.7.

    What the common taste forgot is not forgotten here. A wish that was taken back is taken out again by the same share.
    How somebody chooses, and doubts of a changed mind, are learnt from evenings alone. Where `people` is 1 use
    `taste_carry`.
    """
    if people < 1:
        raise ValueError(f"an evening has at least one viewer, not {people}")
    names = after.features
    counted = _counted(before, after)
    back = _wishes(after) < _wishes(before)
    certain, told = _gained(before, after, whole=back)
    kept = kept.with_features(names)
    if certain.any():
        at = [kept.features.index(name) for name in names]
        certainty: Vector = np.asarray(np.linalg.inv(kept.matrix()), dtype=np.float64)
        said: Vector = certainty @ np.asarray(kept.mean, dtype=np.float64)
        certainty[np.ix_(at, at)] += certain / people
        said[at] += told / people
        kept = _with(kept, certainty, said)
    if not counted.any():
        return kept
    rows = np.asarray(kept.evidence or ((0,) * KINDS,) * len(kept.features), dtype=np.int64)
    for name, count in zip(names, counted, strict=True):
        at_name = kept.features.index(name)
        rows[at_name, COMPANY] = max(0, rows[at_name, COMPANY] + count)
    return replace(kept, evidence=tuple(tuple(int(number) for number in row) for row in rows))


def _gained(before: TasteValues, after: TasteValues, *, whole: bool) -> tuple[Vector, Vector]:
    """Certainty (d, d) and certainty times worth (d,) that were gained, in the order of `after`; `whole`: lost, too."""
    before = before.with_features(after.features)
    at = [before.features.index(name) for name in after.features]
    then, now = np.linalg.inv(before.matrix()[np.ix_(at, at)]), np.linalg.inv(after.matrix())
    certain = now - then
    told = now @ np.asarray(after.mean) - then @ np.asarray(before.mean)[at]
    amounts, ways = np.linalg.eigh((certain + certain.T) / 2)
    ways = ways[:, np.abs(amounts) > LEAST_LESSON if whole else amounts > LEAST_LESSON]
    return ways @ (ways.T @ certain @ ways) @ ways.T, ways @ (ways.T @ told)


def _with(taste: TasteValues, certainty: Vector, said: Vector) -> TasteValues:
    """The taste with this belief; unchanged where taking back would leave less than nothing."""
    if np.linalg.eigvalsh(certainty).min() <= 0.0:
        return taste
    covariance: Vector = np.asarray(np.linalg.inv(certainty), dtype=np.float64)
    belief = Belief(np.clip(covariance @ said, -1.0, 1.0), covariance).faded(1.0, prior_variances(taste.features))
    below = np.tril_indices(len(taste.features), -1)
    return replace(
        taste,
        mean=tuple(np.round(belief.mean, 6).tolist()),
        variance=tuple(round(max(LEAST_VARIANCE, float(v)), 6) for v in np.diag(belief.covariance)),
        covariance=tuple(np.round(belief.covariance[below], 6).tolist()),
    )


def _counted(before: TasteValues, after: TasteValues) -> NDArray[np.int64]:
    """How many signals spoke about each feature of `after` (d,); those taken back count against it."""
    counts = np.zeros(len(after.features), dtype=np.int64)
    for sign, taste in ((1, after), (-1, before)):
        for name, row in zip(taste.features, taste.evidence, strict=False):
            if name in after.features:
                said = sum(row) - row[SET] - row[WATCHED] - row[COMPANY]
                counts[after.features.index(name)] += sign * said
    return counts


def _wishes(taste: TasteValues) -> int:
    return sum(row[MORE] + row[LESS] for row in taste.evidence)
