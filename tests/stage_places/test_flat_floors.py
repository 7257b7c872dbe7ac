"""Floors lie flat: what crosses them crowds towards their far edge."""

from __future__ import annotations

from itertools import pairwise

from generators.stage.kinds.ground import folds_of


def test_folds_of_a_floor_crowd_towards_its_far_edge() -> None:
    """Each fold is farther from the one before than that was from its own, and all lie between edge and lens."""
    folds = folds_of()
    steps = [near - far for far, near in pairwise([0.0, *folds])]
    assert all(near > 1.5 * far for far, near in pairwise(steps[1:]))
    assert 0.0 < folds[0] < 0.03
    assert folds[-1] < 0.25
