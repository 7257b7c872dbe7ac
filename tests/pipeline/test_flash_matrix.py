"""The flash gate on the whole matrix of synthetic clips."""

from __future__ import annotations

import pytest

from player.measuring.flashes import PAIRS, every_clip, judge_clips


@pytest.fixture(scope="module")
def verdicts() -> dict:
    return judge_clips()


def test_nothing_unsafe_passes(verdicts: dict) -> None:
    """Of more than 200 clips no unsafe one passes the gate, and at most one safe one in twenty fails it."""
    assert verdicts["clips"] >= 200
    assert verdicts["unsafe"] >= 60
    assert verdicts["joins"] >= 15
    assert verdicts["unsafe_that_passed"] == 0, verdicts["which"]
    assert verdicts["false_positive_share"] <= 0.05, verdicts["which"]


def test_the_matrix_holds_every_kind() -> None:
    """Saturated red, antiphase and joins stand in it, each safe and unsafe."""
    clips = list(every_clip())
    for word in ("red to grey", "red to black", "against each other", "before a join"):
        truths = {clip.is_safe for clip in clips if word in clip.name}
        assert truths == {True, False}, word
    assert len({clip.name for clip in clips}) == len(clips)
    assert any(not pair.counts for pair in PAIRS)
