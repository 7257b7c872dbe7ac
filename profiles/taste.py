"""What is believed about a viewer's likes: a Bayesian linear model on named features, and its update.

It does not know shows, scenes or the store; it sees named features with weights and numbers of liking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from profiles.taste_prior import PRIOR_VARIANCE, prior, prior_variances
from profiles.taste_words import (
    CHOSEN,
    DISLIKED,
    HIDDEN,
    KINDS,
    LESS,
    LIKED,
    MORE,
    PASSED,
    SKIPPED,
    WATCHED,
    explained,
)

Features: TypeAlias = Mapping[str, float]
"""Weights of the named features of a scene or option ("comedy": 0.7, "person:wren": 1.0)."""
Vector: TypeAlias = NDArray[np.float64]

VERSION = 2
"""Of the JSON form: 1 had means and variances only and still loads."""
FORGETTING = 0.998
"""Share of certainty kept per signal, because tastes drift; 0.995 to 1 measure alike on simulated viewers."""
SIGNAL_NOISE = 0.6
"""Variance of one plain signal (weight 1); a signal of weight w has SIGNAL_NOISE / w. 0.5 to 0.8 measured alike."""
RATING_WEIGHT = 3.0
"""A like or dislike counts as three plain signals, because it is meant: 2 to 4 measured alike."""
OPTION_WEIGHT = 0.05
"""A chosen option against each other one counts little, because many choose out of curiosity or to see what happens:
0.03 to 0.08 measured better than 0.12 on viewers of twelve kinds."""
SKIP_WEIGHT = 2.5
"""A skip counts as two and a half signals: 2 to 2.5 measured alike, better than 1 and 3.5."""
WATCH_WEIGHT = 0.7
"""A scene watched to its end says only that it was good enough: 0.5 to 0.8 measured alike."""
SEEN = 0.92
"""Who leaves after this share of a scene has seen it."""
REPLAY_WEIGHT = 1.5
"""Going back to see something again counts as one and a half (facts §5.3)."""
FIRST_PICK_WEIGHT, FIRST_PASS_WEIGHT = 4.0, 1.0
"""Cards tapped before the first show are meant; those left out may just have been outdone."""
FIRST_PASS = -0.3
"""What a card that was left out says."""
NAVIGATION_SECONDS = 2.0
"""Skips sooner than this after a scene's start are navigation, not taste."""
WISH_SHIFT = 0.45
"""How far "more X" moves the mean, because words are the clearest signal there is."""
WISH_SURER = 0.7
"""Factor on the variance of what was wished."""
SATIATION_HALF_LIFE_SECONDS = 240.0
"""After this long the wish for something else has halved (3–5 minutes, facts §5.3)."""
SATIATION_GAIN = 0.012
"""Satiation per second of a feature of weight 1, because half a minute of one colour is already noticed."""
SURPRISE = 1.5
"""An error of prediction of so many times its expected spread hints at a changed mind; an error by itself says little
while little is known. Ten minutes after a change the belief agrees with the new taste to r = 0.5 (with 2: 0.3), which
costs the constant 0.003 of theirs."""
SURPRISE_GAIN = 1.6
"""Factor on the variance after a surprise: a changed mind is followed within five to ten minutes."""
SPOKEN_OF = 0.25
"""A signal is evidence about features that have at least this share of the scene's strongest one."""
LEAST_VARIANCE = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class TasteValues:
    """Mean and variance of the liking of every feature; −1 strong dislike … 1 strong liking."""

    features: tuple[str, ...]
    mean: tuple[float, ...]
    variance: tuple[float, ...]
    covariance: tuple[float, ...] = ()
    """What is believed of two features together: the rows below the diagonal, one after another; () = nothing.

    A skipped comedy with the fox says that one of both is disliked; the next signal tells which.
    """
    evidence: tuple[tuple[int, ...], ...] = ()
    """How often each kind of signal spoke about each feature (columns in `taste_words`); () = never."""

    @staticmethod
    def fresh(features: Iterable[str]) -> TasteValues:
        """A taste of which nothing is known but what people are like."""
        return TasteValues(features=(), mean=(), variance=()).with_features(features)

    @staticmethod
    def from_json(values: Mapping[str, object]) -> TasteValues:
        """The taste written by `to_json`, of this version or an older one; raises ValueError on anything else."""
        version = values.get("version", 1)
        if not isinstance(version, int) or not 1 <= version <= VERSION:
            raise ValueError(f"the taste has version {version}, this Evershow reads 1 to {VERSION}")
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
        count = len(names)
        return TasteValues(
            features=tuple(str(name) for name in names),
            mean=means,
            variance=variances,
            covariance=_covariance(values.get("covariance", ()), count),
            evidence=_evidence(values.get("evidence", ()), count),
        )

    def to_json(self) -> dict[str, object]:
        """Lists and numbers only, for JSON."""
        return {
            "version": VERSION,
            "features": list(self.features),
            "mean": list(self.mean),
            "variance": list(self.variance),
            "covariance": list(self.covariance),
            "evidence": [list(row) for row in self.evidence],
        }

    def with_features(self, features: Iterable[str]) -> TasteValues:
        """The same taste that also knows `features`: unknown ones as what is known of others suggests."""
        missing = tuple(sorted(set(features) - set(self.features)))
        if not missing:
            return self
        had, names = len(self.features), (*self.features, *missing)
        usual, together = prior(names)
        # What was learnt of one tag is passed on to those that are usually liked with it.
        passed = np.linalg.solve(together[:had, :had], together[:had, had:])
        known = self.matrix()
        moved = np.asarray(self.mean) - usual[:had]
        belief = np.zeros((len(names), len(names)))
        belief[:had, :had] = known
        belief[had:, :had] = passed.T @ known
        belief[:had, had:] = belief[had:, :had].T
        belief[had:, had:] = together[had:, had:] - passed.T @ (together[:had, :had] - known) @ passed
        mean = (usual[had:] + moved @ passed).round(6).tolist()
        longer = replace(
            self,
            features=names,
            mean=(*self.mean, *mean),
            variance=(*self.variance, *(PRIOR_VARIANCE for _ in missing)),
            evidence=(*self.evidence, *((0,) * KINDS for _ in missing)) if self.evidence else (),
        )
        return _with_matrix(longer, belief)

    def liking(self, feature: str) -> float:
        """The believed liking of one feature, 0 when unknown."""
        return self.mean[self.features.index(feature)] if feature in self.features else 0.0

    def score(self, features: Features) -> float:
        """The expected liking of something with these features."""
        return float(self.vector(features) @ np.asarray(self.mean)) if self.features else 0.0

    def vector(self, features: Features) -> Vector:
        """`features` as a vector in the order of this taste, shape (len(features),)."""
        return np.array([features.get(name, 0.0) for name in self.features], dtype=np.float64)

    def matrix(self) -> Vector:
        """Variances and covariances, shape (d, d)."""
        whole = np.diag(np.asarray(self.variance, dtype=np.float64))
        if self.covariance:
            below = np.tril_indices(len(self.features), -1)
            whole[below] = self.covariance
            whole.T[below] = self.covariance
        return whole

    def sureness(self) -> tuple[float, ...]:
        """How much is known of every feature, 0 (nothing) … 1."""
        usual = prior_variances(self.features).tolist()
        return tuple(1.0 - min(1.0, variance / most) for variance, most in zip(self.variance, usual, strict=True))

    def signals(self, kind: int) -> int:
        """How often a kind of signal (a column of the evidence) spoke about the feature it spoke about most."""
        return max((row[kind] for row in self.evidence), default=0)

    def explain(self) -> tuple[str, ...]:
        """What is believed and what from, in plain words, the surest first."""
        return explained(self.features, self.mean, self.sureness(), self.evidence)


def _covariance(values: object, count: int) -> tuple[float, ...]:
    if not isinstance(values, list | tuple) or len(values) not in (0, count * (count - 1) // 2):
        raise ValueError("a taste's covariance is no list of the size that its features need")
    found = tuple(float(value) for value in values)
    if not all(np.isfinite(found)):
        raise ValueError("a taste needs finite covariances")
    return found


def _evidence(values: object, count: int) -> tuple[tuple[int, ...], ...]:
    if not isinstance(values, list | tuple) or len(values) not in (0, count):
        raise ValueError("a taste's evidence is no list as long as its features")
    if not all(isinstance(row, list | tuple) and len(row) == KINDS for row in values):
        raise ValueError(f"a taste's evidence needs {KINDS} counts for every feature")
    return tuple(tuple(int(number) for number in row) for row in values)


def liked(taste: TasteValues, features: Features) -> TasteValues:
    """After the viewer liked what has these features."""
    return _noted(observe(taste, features, 1.0, weight=RATING_WEIGHT), features, LIKED)


def disliked(taste: TasteValues, features: Features) -> TasteValues:
    """After the viewer disliked what has these features."""
    return _noted(observe(taste, features, -1.0, weight=RATING_WEIGHT), features, DISLIKED)


def skipped(taste: TasteValues, features: Features, fraction: float, seconds: float) -> TasteValues:
    """After a skip at `fraction` (0–1) of a scene, `seconds` after its start; early skips are navigation.

    A late skip says less than an early one, but never that the scene was liked; only who left at its very end saw it.
    """
    if seconds < NAVIGATION_SECONDS:
        return taste
    if fraction > SEEN:
        return _noted(observe(taste, features, 1.0, weight=WATCH_WEIGHT), features, WATCHED)
    value = max(0.0, fraction) - 1.0
    return _noted(observe(taste, features, value, weight=SKIP_WEIGHT), features, SKIPPED)


def watched(taste: TasteValues, features: Features) -> TasteValues:
    """After a scene was watched to its end, by a viewer who skips: who never does says nothing by watching."""
    if not taste.signals(SKIPPED):
        return taste
    return _noted(observe(taste, features, 1.0, weight=WATCH_WEIGHT), features, WATCHED)


def replayed(taste: TasteValues, features: Features) -> TasteValues:
    """After the viewer went back to see it again."""
    return _noted(observe(taste, features, 1.0, weight=REPLAY_WEIGHT), features, LIKED)


def chose(taste: TasteValues, chosen: Features, rejected: Iterable[Features]) -> TasteValues:
    """After an option was taken over the others: learns from the difference of their features."""
    for other in rejected:
        names = set(chosen) | set(other)
        difference = {name: chosen.get(name, 0.0) - other.get(name, 0.0) for name in sorted(names)}
        if any(difference.values()):
            taste = observe(taste, difference, 1.0, weight=OPTION_WEIGHT)
            taste = _noted(taste, {n: w for n, w in difference.items() if w > 0}, CHOSEN)
            taste = _noted(taste, {n: -w for n, w in difference.items() if w < 0}, PASSED)
    return taste


def wished(taste: TasteValues, feature: str, more: bool) -> TasteValues:
    """After "more X" or "less X" in words: moves the mean itself."""
    taste = taste.with_features((feature,))
    at = taste.features.index(feature)
    moved = float(min(1.0, max(-1.0, taste.mean[at] + (WISH_SHIFT if more else -WISH_SHIFT))))
    scale = np.ones(len(taste.features))
    scale[at] = WISH_SURER**0.5
    mean = (*taste.mean[:at], moved, *taste.mean[at + 1 :])
    taste = _with_matrix(replace(taste, mean=mean), taste.matrix() * np.outer(scale, scale))
    return _noted(taste, {feature: 1.0}, MORE if more else LESS)


def first_taste(taste: TasteValues, picks: Iterable[Features], passed: Iterable[Features] = ()) -> TasteValues:
    """After the cards before the first show: those tapped "more of this", and those shown beside them."""
    for features in picks:
        taste = _noted(observe(taste, features, 1.0, weight=FIRST_PICK_WEIGHT), features, LIKED)
    for features in passed:
        taste = observe(taste, features, FIRST_PASS, weight=FIRST_PASS_WEIGHT)
    return taste


def observe(taste: TasteValues, features: Features, value: float, *, weight: float = 1.0) -> TasteValues:
    """One signal: something with `features` was worth `value` (−1…1); a Kalman update of rank one.

    Forgetting lets tastes drift, never beyond what was known before the first signal.
    """
    taste = taste.with_features(name for name, amount in features.items() if amount)
    x, mean = taste.vector(features), np.asarray(taste.mean)
    most = prior_variances(taste.features)
    belief = _capped(taste.matrix() / FORGETTING, most)
    error = value - float(x @ mean)
    expected = max(0.0, float(x @ belief @ x)) + SIGNAL_NOISE / weight
    if error * error > SURPRISE * SURPRISE * expected:
        wider = np.where(x != 0.0, SURPRISE_GAIN**0.5, 1.0)
        belief = _capped(belief * np.outer(wider, wider), most)
    towards = belief @ x
    gain = towards / (max(0.0, float(x @ towards)) + SIGNAL_NOISE / weight)
    mean = np.clip(mean + gain * error, -1.0, 1.0)
    kept = tuple(round(float(v), 6) for v in mean)
    return _with_matrix(replace(taste, mean=kept), belief - np.outer(gain, towards))


def satiate(levels: Features, features: Features, seconds: float) -> dict[str, float]:
    """How full the viewer is of each feature after `seconds` of something with `features`."""
    fade = 0.5 ** (seconds / SATIATION_HALF_LIFE_SECONDS)
    names = sorted(set(levels) | set(features))
    grown = {n: levels.get(n, 0.0) * fade + SATIATION_GAIN * seconds * max(0.0, features.get(n, 0.0)) for n in names}
    return {name: min(1.0, level) for name, level in grown.items() if level > 1e-4}


def _capped(belief: Vector, most: Vector) -> Vector:
    """The belief with no variance above the prior's."""
    scale = np.sqrt(np.minimum(1.0, most / np.diag(belief)))
    capped: Vector = belief * np.outer(scale, scale)
    return capped


def _with_matrix(taste: TasteValues, belief: Vector) -> TasteValues:
    """The taste with these variances and covariances, rounded so that its JSON form is exact and short."""
    below = np.tril_indices(len(taste.features), -1)
    return replace(
        taste,
        variance=tuple(round(max(LEAST_VARIANCE, float(v)), 6) for v in np.diag(belief)),
        covariance=tuple(np.round(belief[below], 6).tolist()),
    )


def _noted(taste: TasteValues, features: Features, kind: int) -> TasteValues:
    """The taste with one more piece of evidence for the features that the signal was mostly about."""
    least = SPOKEN_OF * max((abs(w) for name, w in features.items() if not name.startswith(HIDDEN)), default=0.0)
    about = {name for name, weight in features.items() if weight and abs(weight) >= least}
    taste = taste.with_features(about)
    rows = taste.evidence or ((0,) * KINDS,) * len(taste.features)
    counted = tuple(
        (*row[:kind], row[kind] + 1, *row[kind + 1 :]) if name in about else row
        for name, row in zip(taste.features, rows, strict=True)
    )
    return replace(taste, evidence=counted)
