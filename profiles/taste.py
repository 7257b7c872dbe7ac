"""What is believed about a viewer's likes: a Bayesian linear model on named features, and its update.

It does not know shows, scenes or the store; it sees named features with weights and numbers of liking.

How skips and choices are read has the form of the simulated viewers' own rule (`story_engine.simulate.viewers`): they
skip the sooner the less they want a scene, in proportion, between two fixed shares of it, and choose by taste, against
it or by neither. The figures on them say how well that rule is found again; real people will be read less well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import log
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from profiles.taste_belief import Belief
from profiles.taste_prior import prior, prior_variances
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

VERSION = 4
"""Of the JSON form: 1 had means and variances only, 2 neither doubt nor ways of choosing, 3 no evidence from company;
all still load."""
FEWEST_KINDS = 9
"""Columns of the evidence in the forms 2 and 3."""
FORGETTING = 0.998
"""Share of certainty kept per signal, because tastes drift; 0.995 to 1 measure alike on simulated viewers."""
SCENE_NOISE = 0.13
"""Variance of how much somebody wants to see a scene through around what it is worth to them: the day, the phone."""
LIKE_WORTH, DISLIKE_WORTH = 0.8, -0.5
"""What a liked or disliked scene was worth. The middle lies above 0, because most scenes are watched to their end."""
RATING_NOISE = 0.1
"""Variance of a rating: less than a scene's, because it is meant."""
SKIP_WORTH = -0.5
"""What a scene was worth that was left at once; the later, in proportion, the nearer to 0, where one just stays to the
end. That it is in proportion is how simulated viewers skip, not what people were seen to do."""
LATE = 0.9
"""Who leaves after this share of a scene was about to stay; it is the latest skip of simulated viewers."""
EARLY = 0.21
"""Who leaves before this share of a scene wanted it at most so much: nobody leaves faster than they can judge. It lies
just above the simulated viewers' earliest skip; people need seconds rather than a share."""
SEEN = 0.92
"""Who leaves after this share of a scene has seen it."""
LOOKING = 0.92
"""P(who lets a scene run watches it): the others say nothing by it."""
OPTION_NOISE = 0.6
"""Variance of an option's appeal around the worth of its tags."""
CHOOSING = (0.55, 0.1, 0.35)
"""How many choose by their taste, against it (to see what happens), by neither. Which of them a viewer is shows in
whether their choices agree with what else is believed, and decides how much their choices say. The three ways and about
their shares are those of the simulated kinds; people mix them."""
SAME_WAY = 0.98
"""Share of the belief about their way of choosing that is kept per choice."""
FIRST_PICK, FIRST_PICK_NOISE = 1.0, 0.35
"""Cards tapped before the first show are meant."""
FIRST_PASS, FIRST_PASS_NOISE = -0.35, 0.4
"""What a card that was left out says; it may just have been outdone."""
NAVIGATION_SECONDS = 2.0
"""Skips sooner than this after a scene's start are navigation, not taste."""
WISHED, WISH_NOISE = 1.0, 0.15
""""More X" says that X is liked as much as anything: words are the clearest signal there is."""
WISHES_KEPT, LEAST_WISH = 16, 0.01
"""Wishes that can be taken out again: the last ones, while so much of one is left."""
SATIATION_HALF_LIFE_SECONDS = 240.0
"""After this long the wish for something else has halved (3–5 minutes, facts §5.3)."""
SATIATION_GAIN = 0.012
"""Satiation per second of a feature of weight 1, because half a minute of one colour is already noticed."""
MOST_DOUBT = 4.0
"""A mind has changed when a stranger's would have made the last signals e⁴ times as likely as this viewer's (a
cumulative sum, Page 1954). Ten minutes after a change the belief agrees with the new taste to r = 0.5."""
DOUBT_FADES = 0.05
"""Taken from the doubt per signal, so that small chance differences do not add up."""
DOUBT_STEP = 2.0
"""One signal adds or takes at most so much doubt: one odd skip is no changed mind."""
OLD_MIND = 0.4
"""Share of what was learnt that is kept after a change of mind; how sure it is begins anew."""
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
    doubt: float = 0.0
    """How much speaks for a changed mind, in powers of e; it has changed at MOST_DOUBT."""
    choosing: tuple[float, ...] = CHOOSING
    """P(this viewer chooses by taste, against it, by neither)."""
    wishes: tuple[tuple[str, float], ...] = ()
    """What can be taken back: the feature of each wish and how much of it is still believed; 1 = all of "more", −1 =
    all of "less"."""

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
            doubt=_doubt(values.get("doubt", 0.0)),
            choosing=_choosing(values.get("choosing", CHOOSING)),
            wishes=_wishes(values.get("wishes", ())),
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
            "doubt": self.doubt,
            "choosing": list(self.choosing),
            "wishes": [list(wish) for wish in self.wishes],
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
            variance=(*self.variance, *(1.0 for _ in missing)),  # overwritten below
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
    if not all(isinstance(row, list | tuple) and len(row) in (FEWEST_KINDS, KINDS) for row in values):
        raise ValueError(f"a taste's evidence needs {KINDS} counts for every feature")
    return tuple((*map(int, row), *(0,) * (KINDS - len(row))) for row in values)


def _doubt(value: object) -> float:
    if not isinstance(value, int | float) or not 0.0 <= value <= MOST_DOUBT:
        raise ValueError(f"a taste's doubt lies between 0 and {MOST_DOUBT:g}, not {value}")
    return float(value)


def _choosing(values: object) -> tuple[float, ...]:
    if not isinstance(values, list | tuple) or len(values) != len(CHOOSING):
        raise ValueError(f"a taste's ways of choosing are {len(CHOOSING)} shares")
    shares = tuple(float(value) for value in values)
    if any(not 0.0 <= share <= 1.0 for share in shares) or abs(sum(shares) - 1.0) > 1e-3:
        raise ValueError("a taste's ways of choosing are shares of 1")
    return shares


def _wishes(values: object) -> tuple[tuple[str, float], ...]:
    if not isinstance(values, list | tuple) or not all(
        isinstance(wish, list | tuple) and len(wish) == 2 and isinstance(wish[1], int | float) for wish in values
    ):
        raise ValueError("a taste's wishes are no list of pairs")
    wishes = tuple((str(feature), float(share)) for feature, share in values)
    if any(not 0.0 < abs(share) <= 1.0 for _, share in wishes):
        raise ValueError("a taste's wishes hold more or less than a whole wish")
    return wishes


def liked(taste: TasteValues, features: Features) -> TasteValues:
    """After the viewer liked what has these features."""
    return _noted(observe(taste, features, LIKE_WORTH, noise=RATING_NOISE), features, LIKED)


def disliked(taste: TasteValues, features: Features) -> TasteValues:
    """After the viewer disliked what has these features."""
    return _noted(observe(taste, features, DISLIKE_WORTH, noise=RATING_NOISE), features, DISLIKED)


def skipped(taste: TasteValues, features: Features, fraction: float, seconds: float) -> TasteValues:
    """After a skip at `fraction` (0–1) of a scene, `seconds` after its start; early skips are navigation.

    The later the skip, the more the scene was worth, but never enough to stay; only who left at its very end saw it.
    """
    if seconds < NAVIGATION_SECONDS:
        return taste
    if fraction > SEEN:
        return _noted(_bounded_by(taste, features, 0.0, above=True), features, WATCHED)
    worth = SKIP_WORTH * max(0.0, 1.0 - max(0.0, fraction) / LATE)
    if fraction <= EARLY:
        return _noted(_bounded_by(taste, features, worth, above=False), features, SKIPPED)
    return _noted(observe(taste, features, worth), features, SKIPPED)


def watched(taste: TasteValues, features: Features) -> TasteValues:
    """After a scene was watched to its end, by a viewer who skips: who never does says nothing by watching.

    It was worth staying, nobody knows how much: what was expected to be watched teaches hardly anything.
    """
    if not taste.signals(SKIPPED):
        return taste
    return _noted(_bounded_by(taste, features, 0.0, above=True), features, WATCHED)


def replayed(taste: TasteValues, features: Features) -> TasteValues:
    """After the viewer went back to see it again: as good as a like."""
    return liked(taste, features)


def chose(taste: TasteValues, chosen: Features, rejected: Iterable[Features]) -> TasteValues:
    """After an option was taken over the others: it appealed more, to who chooses by taste."""
    for other in rejected:
        names = set(chosen) | set(other)
        difference = {name: chosen.get(name, 0.0) - other.get(name, 0.0) for name in sorted(names)}
        if any(difference.values()):
            taste = _preferred(taste, difference)
            taste = _noted(taste, {n: w for n, w in difference.items() if w > 0}, CHOSEN)
            taste = _noted(taste, {n: -w for n, w in difference.items() if w < 0}, PASSED)
    return taste


def _preferred(taste: TasteValues, difference: Features) -> TasteValues:
    """The taste after one option was taken over one other; learns besides by what this viewer chooses at all."""
    taste, x, belief = _asked(taste, difference)
    agrees = belief.chance_above(x, 0.0, OPTION_NOISE)
    chances = [share * p for share, p in zip(taste.choosing, (agrees, 1.0 - agrees, 0.5), strict=True)]
    now = [chance / sum(chances) for chance in chances]
    after = belief.above(x, 0.0, OPTION_NOISE, yes=now[0], no=now[1])
    choosing = tuple(round(SAME_WAY * p + (1.0 - SAME_WAY) * usual, 6) for p, usual in zip(now, CHOOSING, strict=True))
    return replace(_believing(taste, after), choosing=choosing)


def wished(taste: TasteValues, feature: str, more: bool) -> TasteValues:
    """After "more X" or "less X" in words: X is liked as much as anything, or as little; never taken for a new mind."""
    taste, x, belief = _known(taste, {feature: 1.0})
    after = belief.measured(x, WISHED if more else -WISHED, WISH_NOISE)
    wishes = (*taste.wishes, (feature, 1.0 if more else -1.0))[-WISHES_KEPT:]
    taste = _noted(replace(taste, wishes=wishes), {feature: 1.0}, MORE if more else LESS)
    return _believing(taste, after)


def unwished(taste: TasteValues, feature: str, more: bool) -> TasteValues:
    """The taste without the last "more X" or "less X", which was taken back.

    No more is taken out than is left: what was forgotten since says less, and after a change of mind, or when the
    liking was set or erased by hand, nothing of the wish is left.
    """
    left = [at for at, (wish, share) in enumerate(taste.wishes) if wish == feature and (share > 0.0) == more]
    if left:
        taste, x, belief = _known(taste, {feature: 1.0})
        noise = WISH_NOISE / abs(taste.wishes[left[-1]][1])
        after = belief.unmeasured(x, WISHED if more else -WISHED, noise).faded(1.0, prior_variances(taste.features))
        wishes = (*taste.wishes[: left[-1]], *taste.wishes[left[-1] + 1 :])
        taste = replace(_believing(taste, after), wishes=wishes)
    return _noted(taste, {feature: 1.0}, MORE if more else LESS, -1)


def first_taste(taste: TasteValues, picks: Iterable[Features], passed: Iterable[Features] = ()) -> TasteValues:
    """After the cards before the first show: those tapped "more of this", and those shown beside them."""
    for features in picks:
        taste, x, belief = _asked(taste, features)
        taste = _believing(taste, belief.measured(x, FIRST_PICK, FIRST_PICK_NOISE))
        taste = _noted(taste, features, LIKED)
    for features in passed:
        taste, x, belief = _asked(taste, features)
        taste = _believing(taste, belief.measured(x, FIRST_PASS, FIRST_PASS_NOISE))
    return taste


def observe(taste: TasteValues, features: Features, value: float, *, noise: float = SCENE_NOISE) -> TasteValues:
    """One signal: something with `features` was worth `value` (−1…1), with a noise of this variance.

    Forgetting lets tastes drift, never beyond what was known before the first signal.
    """
    taste, x, belief = _asked(taste, features)
    stranger = Belief(*prior(taste.features))
    doubts = stranger.likelihood(x, value, noise) - belief.likelihood(x, value, noise)
    taste, belief = _doubted(taste, belief, doubts)
    return _believing(taste, belief.measured(x, value, noise))


def _bounded_by(taste: TasteValues, features: Features, value: float, *, above: bool) -> TasteValues:
    """The taste after something with `features` was worth more (or less) than `value`."""
    taste, x, belief = _asked(taste, features)
    if not above:
        x, value = -x, -value
    sure = LOOKING if above else 1.0
    stranger = Belief(*prior(taste.features))
    chance, usual = (sure * b.chance_above(x, value, SCENE_NOISE) + (1.0 - sure) / 2.0 for b in (belief, stranger))
    taste, belief = _doubted(taste, belief, log(usual / chance))
    said = sure * belief.chance_above(x, value, SCENE_NOISE)
    return _believing(taste, belief.above(x, value, SCENE_NOISE, yes=said / (said + (1.0 - sure) / 2.0)))


def _doubted(taste: TasteValues, belief: Belief, doubts: float) -> tuple[TasteValues, Belief]:
    """Taste and belief before a signal that a stranger would have made e^`doubts` times as likely."""
    doubt = max(0.0, taste.doubt + max(-DOUBT_STEP, min(DOUBT_STEP, doubts)) - DOUBT_FADES)
    if doubt <= MOST_DOUBT:
        return replace(taste, doubt=round(doubt, 6)), belief
    usual, together = prior(taste.features)
    return replace(taste, doubt=0.0, wishes=()), Belief(usual + OLD_MIND * (belief.mean - usual), together)


def _known(taste: TasteValues, features: Features) -> tuple[TasteValues, Vector, Belief]:
    """The taste that knows `features`, they as a vector, and the belief that it holds."""
    taste = taste.with_features(name for name, amount in features.items() if amount)
    return taste, taste.vector(features), Belief(np.asarray(taste.mean), taste.matrix())


def _asked(taste: TasteValues, features: Features) -> tuple[TasteValues, Vector, Belief]:
    """As `_known`, a signal later: a little was forgotten."""
    taste, x, belief = _known(taste, features)
    left = ((name, round(share * FORGETTING, 6)) for name, share in taste.wishes)
    taste = replace(taste, wishes=tuple(wish for wish in left if abs(wish[1]) >= LEAST_WISH))
    return taste, x, belief.faded(FORGETTING, prior_variances(taste.features))


def _believing(taste: TasteValues, belief: Belief) -> TasteValues:
    kept = replace(taste, mean=tuple(round(float(v), 6) for v in belief.mean))
    return _with_matrix(kept, belief.covariance)


def satiate(levels: Features, features: Features, seconds: float) -> dict[str, float]:
    """How full the viewer is of each feature after `seconds` of something with `features`."""
    fade = 0.5 ** (seconds / SATIATION_HALF_LIFE_SECONDS)
    names = sorted(set(levels) | set(features))
    grown = {n: levels.get(n, 0.0) * fade + SATIATION_GAIN * seconds * max(0.0, features.get(n, 0.0)) for n in names}
    return {name: min(1.0, level) for name, level in grown.items() if level > 1e-4}


def _with_matrix(taste: TasteValues, belief: Vector) -> TasteValues:
    """The taste with these variances and covariances, rounded so that its JSON form is exact and short."""
    below = np.tril_indices(len(taste.features), -1)
    return replace(
        taste,
        variance=tuple(round(max(LEAST_VARIANCE, float(v)), 6) for v in np.diag(belief)),
        covariance=tuple(np.round(belief[below], 6).tolist()),
    )


def _noted(taste: TasteValues, features: Features, kind: int, more: int = 1) -> TasteValues:
    """The taste with one `more` (or less) piece of evidence for the features that the signal was mostly about."""
    least = SPOKEN_OF * max((abs(w) for name, w in features.items() if not name.startswith(HIDDEN)), default=0.0)
    about = {name for name, weight in features.items() if weight and abs(weight) >= least}
    taste = taste.with_features(about)
    rows = taste.evidence or ((0,) * KINDS,) * len(taste.features)
    counted = tuple(
        (*row[:kind], max(0, row[kind] + more), *row[kind + 1 :]) if name in about else row
        for name, row in zip(taste.features, rows, strict=True)
    )
    return replace(taste, evidence=counted)
