"""The arithmetic of bounds and measurements holds far from what was expected, too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.taste_belief import Belief

X = np.array([1.0])


@given(st.floats(-60, 60), st.floats(0.01, 0.5), st.floats(0.01, 0.6), st.booleans())
def test_a_bound_never_widens_the_belief(ahead: float, variance: float, noise: float, above: bool) -> None:
    """However unlikely it was: the variance neither grows nor goes below what stays behind a measurement."""
    spread = np.sqrt(variance + noise)
    belief = Belief(np.array([0.0]), np.array([[variance]]))
    after = belief.above(X, -ahead * spread, noise, yes=float(above), no=float(not above))
    assert variance * noise / (variance + noise) - 1e-9 <= after.covariance[0, 0] <= variance + 1e-12
    assert after.mean[0] >= 0.0 if above else after.mean[0] <= 0.0


def test_bounds_far_off_go_on_smoothly() -> None:
    """The farther off a bound was, the farther the liking moves, without a step where the tail has no digits left."""
    belief = Belief(np.array([0.0]), np.array([[0.001]]))
    moved = [belief.above(X, 0.01 * step, 0.0001).mean[0] for step in range(1, 110)]
    steps = np.diff(moved)
    assert np.all(steps > 0.0)
    assert np.all(np.abs(np.diff(steps)) < 5e-4)


@given(st.floats(-0.4, 0.4), st.floats(0.01, 0.3), st.floats(0.05, 0.6), st.floats(-0.5, 0.5))
def test_a_measurement_is_taken_out_exactly(mean: float, variance: float, noise: float, value: float) -> None:
    """What was measured and taken out again leaves what was there, where the noise is no smaller than is usual."""
    belief = Belief(np.array([mean]), np.array([[variance]]))
    back = belief.measured(X, value, max(noise, variance / 2)).unmeasured(X, value, max(noise, variance / 2))
    assert back.mean[0] == pytest.approx(mean, abs=1e-6)
    assert back.covariance[0, 0] == pytest.approx(variance, abs=1e-6)
