"""The arithmetic of a belief about likings: what a measured worth, or only a lower bound of it, says of its parts.

It does not know signals or their meaning; it sees vectors and numbers. A belief is a normal distribution over d
likings; bounds are taken in by matching the moments of the cut distribution (expectation propagation, one pass).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, erfc, exp, log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

LEAST_CHANCE = 1e-9
"""No observation is held for less likely than this, so that one impossible signal does not decide everything."""
FARTHEST = 30.0
"""Beyond so many spreads the ratio of density and tail is taken from its expansion: both are 0 to a computer soon."""
LEAST_LEFT = 0.25
"""Share of its noise by which a measurement that is taken out is at least less sure than the belief. What is believed
before it leaves a third and more, so this only keeps a rounded or merged belief from being thrown far."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of d likings."""

    mean: Vector
    """(d,)"""
    covariance: Vector
    """(d, d)"""

    def faded(self, kept: float, most: Vector) -> Belief:
        """The belief with `kept` of its certainty, and no variance above `most` (d,)."""
        covariance = self.covariance / kept
        scale = np.sqrt(np.minimum(1.0, most / np.diag(covariance)))
        return Belief(self.mean, covariance * np.outer(scale, scale))

    def measured(self, x: Vector, value: float, noise: float) -> Belief:
        """After x·likings was measured as `value` with a noise of this variance: a Kalman update of rank one."""
        towards = self.covariance @ x
        spread = max(0.0, float(x @ towards)) + noise
        mean = self.mean + towards * ((value - float(x @ self.mean)) / spread)
        return Belief(_bounded(mean), self.covariance - np.outer(towards, towards) / spread)

    def unmeasured(self, x: Vector, value: float, noise: float) -> Belief:
        """Before such a measurement, of which nothing but certainty was lost since: takes it out again."""
        towards = self.covariance @ x
        left = max(LEAST_LEFT * noise, noise - float(x @ towards))
        mean = self.mean + towards * ((float(x @ self.mean) - value) / left)
        return Belief(_bounded(mean), self.covariance + np.outer(towards, towards) / left)

    def likelihood(self, x: Vector, value: float, noise: float) -> float:
        """Logarithm of how likely a measurement is (less a constant)."""
        spread = max(0.0, float(x @ self.covariance @ x)) + noise
        return -0.5 * ((value - float(x @ self.mean)) ** 2 / spread + log(spread))

    def chance_above(self, x: Vector, value: float, noise: float) -> float:
        """P(x·likings and its noise exceed `value`)."""
        return _below(self._ahead(x, value, noise)[0])

    def above(self, x: Vector, value: float, noise: float, *, yes: float = 1.0, no: float = 0.0) -> Belief:
        """After it was seen that x·likings exceed `value` (P = `yes`) or stay below it (P = `no`), or nothing."""
        ahead, towards = self._ahead(x, value, noise)
        up, down = _pull(ahead), _pull(-ahead)
        mean = yes * up - no * down
        # The variance of a mixture of the cut distribution, its counterpart and the one that was not cut.
        shrunk = yes * up * (up + ahead) + no * down * (down - ahead) - yes * up * up - no * down * down + mean * mean
        return Belief(
            _bounded(self.mean + mean * towards),
            self.covariance - shrunk * np.outer(towards, towards),
        )

    def _ahead(self, x: Vector, value: float, noise: float) -> tuple[float, Vector]:
        """By how many spreads x·likings are believed above `value`; how the likings go with x·likings, per spread."""
        towards = self.covariance @ x
        spread = sqrt(max(0.0, float(x @ towards)) + noise)
        return (float(x @ self.mean) - value) / spread, towards / spread


def _bounded(mean: Vector) -> Vector:
    bounded: Vector = np.clip(mean, -1.0, 1.0)
    return bounded


def _below(spreads: float) -> float:
    """P(a normal number < `spreads`)."""
    return max(LEAST_CHANCE, 0.5 * (1.0 + erf(spreads / sqrt(2.0))))


def _pull(spreads: float) -> float:
    """The mean of a standard normal number that exceeds −`spreads`: density over tail."""
    if spreads < -FARTHEST:
        return -spreads - 1.0 / spreads + 2.0 / spreads**3
    return exp(-0.5 * spreads * spreads) / sqrt(2.0 * pi) / (0.5 * erfc(-spreads / sqrt(2.0)))
