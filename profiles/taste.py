"""What is believed about a viewer's likes: a Bayesian linear model on named features, and its update.

It does not know shows, scenes or the store; it sees named features with weights and numbers of liking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Features: TypeAlias = Mapping[str, float]
"""Weights of the named features of a scene or option ("comedy": 0.7, "person:wren": 1.0)."""

PRIOR_VARIANCE = 0.35
"""Variance of a liking before any signal, because likings live in about −1…1."""
FORGETTING = 0.995
"""Share of certainty kept per signal, because tastes drift; 0.995 measured best of 0.98…1 (facts §5.3)."""
SIGNAL_NOISE = 0.6
"""Variance of one plain signal (weight 1); a signal of weight w has SIGNAL_NOISE / w."""
RATING_WEIGHT = 4.0
"""A like or dislike counts as four plain signals, because it is meant."""
OPTION_WEIGHT = 2.0
"""A chosen option against the others counts as two, because it may have been chosen for other reasons."""
SKIP_WEIGHT = 1.0
"""A skip is an ordinary signal."""
NAVIGATION_SECONDS = 2.0
"""Skips sooner than this after a scene's start are navigation, not taste."""
WISH_SHIFT = 0.45
"""How far "more X" moves the mean, because words are the clearest signal there is."""
SATIATION_HALF_LIFE_SECONDS = 240.0
"""After this long the wish for something else has halved (3–5 minutes, facts §5.3)."""
SATIATION_GAIN = 0.012
"""Satiation per second of a feature of weight 1, because half a minute of one colour is already noticed."""
SURPRISE = 1.2
"""An error of prediction larger than this hints at a changed mind (predictions live in −1…1)."""
SURPRISE_GAIN = 1.6
"""Factor on the variance after a surprise, so that a changed mind is followed within some tens of signals."""
EXPLAIN_LEAST = 0.08
"""Likings nearer to 0 than this are not worth a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TasteValues:
    """Mean and variance of the liking of every feature; −1 strong dislike … 1 strong liking."""

    features: tuple[str, ...]
    mean: tuple[float, ...]
    variance: tuple[float, ...]

    @staticmethod
    def fresh(features: Iterable[str]) -> TasteValues:
        """A taste of which nothing is known."""
        names = tuple(sorted(set(features)))
        return TasteValues(features=names, mean=(0.0,) * len(names), variance=(PRIOR_VARIANCE,) * len(names))

    @staticmethod
    def from_json(values: Mapping[str, object]) -> TasteValues:
        """The taste written by `to_json`; raises ValueError on anything else."""
        names, mean, variance = (values.get(key) for key in ("features", "mean", "variance"))
        if not (
            isinstance(names, list | tuple) and isinstance(mean, list | tuple) and isinstance(variance, list | tuple)
        ):
            raise ValueError("a taste needs the lists features, mean and variance")
        if not len(names) == len(mean) == len(variance):
            raise ValueError(f"taste lists differ in length: {len(names)}, {len(mean)}, {len(variance)}")
        means, variances = tuple(float(v) for v in mean), tuple(float(v) for v in variance)
        if not all(np.isfinite(means)) or not all(np.isfinite(variances)) or any(v <= 0 for v in variances):
            raise ValueError("a taste needs finite means and positive variances")
        return TasteValues(features=tuple(str(name) for name in names), mean=means, variance=variances)

    def to_json(self) -> dict[str, list[str] | list[float]]:
        """Lists only, for JSON."""
        return {"features": list(self.features), "mean": list(self.mean), "variance": list(self.variance)}

    def with_features(self, features: Iterable[str]) -> TasteValues:
        """The same taste that also knows `features` (unknown ones start at the prior)."""
        missing = sorted(set(features) - set(self.features))
        if not missing:
            return self
        return TasteValues(
            features=(*self.features, *missing),
            mean=(*self.mean, *(0.0 for _ in missing)),
            variance=(*self.variance, *(PRIOR_VARIANCE for _ in missing)),
        )

    def liking(self, feature: str) -> float:
        """The believed liking of one feature, 0 when unknown."""
        return self.mean[self.features.index(feature)] if feature in self.features else 0.0

    def score(self, features: Features) -> float:
        """The expected liking of something with these features."""
        return float(self.vector(features) @ np.asarray(self.mean)) if self.features else 0.0

    def vector(self, features: Features) -> NDArray[np.float64]:
        """`features` as a vector in the order of this taste, shape (len(features),)."""
        return np.array([features.get(name, 0.0) for name in self.features], dtype=np.float64)

    def explain(self) -> tuple[str, ...]:
        """What is believed, in plain words, the surest first."""
        told = []
        for name, mean, variance in zip(self.features, self.mean, self.variance, strict=True):
            if abs(mean) < EXPLAIN_LEAST:
                continue
            sureness = 1.0 - min(1.0, variance / PRIOR_VARIANCE)
            strength = "a lot" if abs(mean) > 0.6 else "a little" if abs(mean) < 0.25 else ""
            verb = "You like" if mean > 0 else "You would rather have less of"
            hedge = "" if sureness > 0.35 else "Perhaps: "
            told.append((-abs(mean) * (0.2 + sureness), f"{hedge}{verb} {_in_words(name)} {strength}".strip() + "."))
        return tuple(words for _, words in sorted(told))


def _in_words(feature: str) -> str:
    kind, _, name = feature.partition(":")
    if not name:
        return {"tension": "tense scenes", "pace": "quick scenes", "novelty": "new things"}.get(feature, feature)
    name = name.replace("_", " ")
    return {"person": f"scenes with {name.capitalize()}", "place": f"scenes at the {name}"}.get(kind, name)


def liked(taste: TasteValues, features: Features) -> TasteValues:
    """After the viewer liked what has these features."""
    return observe(taste, features, 1.0, weight=RATING_WEIGHT)


def disliked(taste: TasteValues, features: Features) -> TasteValues:
    """After the viewer disliked what has these features."""
    return observe(taste, features, -1.0, weight=RATING_WEIGHT)


def skipped(taste: TasteValues, features: Features, fraction: float, seconds: float) -> TasteValues:
    """After a skip at `fraction` (0–1) of a scene, `seconds` after its start; early skips are navigation."""
    if seconds < NAVIGATION_SECONDS:
        return taste
    return observe(taste, features, 2.0 * min(1.0, max(0.0, fraction)) - 1.0, weight=SKIP_WEIGHT)


def chose(taste: TasteValues, chosen: Features, rejected: Iterable[Features]) -> TasteValues:
    """After an option was taken over the others: learns from the difference of their features."""
    for other in rejected:
        names = set(chosen) | set(other)
        difference = {name: chosen.get(name, 0.0) - other.get(name, 0.0) for name in sorted(names)}
        if any(difference.values()):
            taste = observe(taste, difference, 1.0, weight=OPTION_WEIGHT)
    return taste


def wished(taste: TasteValues, feature: str, more: bool) -> TasteValues:
    """After "more X" or "less X" in words: moves the mean itself."""
    taste = taste.with_features((feature,))
    at = taste.features.index(feature)
    moved = taste.mean[at] + (WISH_SHIFT if more else -WISH_SHIFT)
    mean = (*taste.mean[:at], float(min(1.0, max(-1.0, moved))), *taste.mean[at + 1 :])
    variance = (*taste.variance[:at], taste.variance[at] * 0.7, *taste.variance[at + 1 :])
    return replace(taste, mean=mean, variance=variance)


def observe(taste: TasteValues, features: Features, value: float, *, weight: float = 1.0) -> TasteValues:
    """One signal: something with `features` was worth `value` (−1…1); a diagonal Kalman update.

    The diagonal keeps the values readable and editable one by one; forgetting lets tastes drift.
    """
    taste = taste.with_features(name for name, amount in features.items() if amount)
    x = taste.vector(features)
    mean, variance = np.asarray(taste.mean), np.asarray(taste.variance) / FORGETTING
    if abs(value - float(x @ mean)) > SURPRISE:
        variance = np.where(x != 0.0, variance * SURPRISE_GAIN, variance)
    variance = np.minimum(variance, PRIOR_VARIANCE)
    spread = float(x @ (variance * x)) + SIGNAL_NOISE / weight
    gain = variance * x / spread
    mean = np.clip(mean + gain * (value - float(x @ mean)), -1.0, 1.0)
    variance = np.maximum(variance * (1.0 - gain * x), 1e-4)
    return TasteValues(
        features=taste.features, mean=tuple(float(v) for v in mean), variance=tuple(float(v) for v in variance)
    )


def satiate(levels: Features, features: Features, seconds: float) -> dict[str, float]:
    """How full the viewer is of each feature after `seconds` of something with `features`."""
    fade = 0.5 ** (seconds / SATIATION_HALF_LIFE_SECONDS)
    names = sorted(set(levels) | set(features))
    grown = {n: levels.get(n, 0.0) * fade + SATIATION_GAIN * seconds * max(0.0, features.get(n, 0.0)) for n in names}
    return {name: min(1.0, level) for name, level in grown.items() if level > 1e-4}
