"""Carries what one sitting taught over to the taste that is kept, which may have learnt elsewhere meanwhile.

It does not know shows or the store; it sees three tastes.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from profiles.taste import LEAST_VARIANCE, MOST_DOUBT, TasteValues
from profiles.taste_words import KINDS


def carried(kept: TasteValues, before: TasteValues, after: TasteValues) -> TasteValues:
    """`kept` with what was learnt between `before` and `after`; `after` itself where nothing else was learnt."""
    if kept == before:
        return after
    kept = kept.with_features(after.features)
    one, two = (_in_order(taste, kept.features) for taste in (before, after))
    moved = np.asarray(two.mean) - np.asarray(one.mean)
    mean = np.clip(np.asarray(kept.mean) + moved, -1.0, 1.0)
    # Certainty grows (or fades) by the same share; scaling both sides keeps the covariance one.
    scale = np.sqrt(np.asarray(two.variance) / np.asarray(one.variance))
    belief = kept.matrix() * np.outer(scale, scale)
    below = np.tril_indices(len(kept.features), -1)
    rows = [_rows(taste) for taste in (kept, one, two)]
    counted = np.maximum(0, rows[0] + rows[2] - rows[1])
    return replace(
        kept,
        mean=tuple(mean.round(6).tolist()),
        variance=tuple(round(max(LEAST_VARIANCE, float(value)), 6) for value in np.diag(belief)),
        covariance=tuple(np.round(belief[below], 6).tolist()) if kept.covariance else (),
        evidence=tuple(tuple(int(count) for count in row) for row in counted) if counted.any() else kept.evidence,
        doubt=round(min(MOST_DOUBT, max(0.0, kept.doubt + after.doubt - before.doubt)), 6),
        choosing=_choosing(kept, before, after),
    )


def _choosing(kept: TasteValues, before: TasteValues, after: TasteValues) -> tuple[float, ...]:
    """The ways of choosing, each as much likelier as it became in the sitting."""
    shares = zip(kept.choosing, before.choosing, after.choosing, strict=True)
    likelier = [share * now / max(1e-6, then) for share, then, now in shares]
    return tuple(round(share / sum(likelier), 6) for share in likelier)


def _in_order(taste: TasteValues, features: tuple[str, ...]) -> TasteValues:
    """The taste with exactly `features`, in their order; what they say of each other is left out."""
    whole = taste.with_features(features)
    at = [whole.features.index(name) for name in features]
    return TasteValues(
        features=features,
        mean=tuple(whole.mean[place] for place in at),
        variance=tuple(whole.variance[place] for place in at),
        evidence=tuple(whole.evidence[place] for place in at) if whole.evidence else (),
    )


def _rows(taste: TasteValues) -> np.ndarray:
    if not taste.evidence:
        return np.zeros((len(taste.features), KINDS), dtype=np.int64)
    return np.asarray(taste.evidence, dtype=np.int64)
