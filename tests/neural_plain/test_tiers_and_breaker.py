"""Tiers by memory, the ladder down, the breaker."""

from __future__ import annotations

from pathlib import Path

import pytest

from generators.neural.known import KNOWN
from generators.neural.models import Model, Piece
from generators.neural.tiers import GIB, OPEN_SECONDS, TIERS, Breaker, needed, tier_down, tier_for, usable

ROWS = {row.name: row for row in KNOWN}


def _model(name: str, **billions: float) -> Model:
    pieces = tuple(Piece(name=n, files=(), numbers=round(b * 1e9), file_bytes=0) for n, b in billions.items())
    return Model(folder=Path("m"), name="m", row=ROWS[name], pieces=pieces, licence="")


VACE = _model("WanVACEPipeline", transformer=2.154, vae=0.127, text_encoder=5.68)
LTX = _model("LTXConditionPipeline", transformer=1.923, vae=0.419, text_encoder=4.76)
LTX2 = _model("LTX2Pipeline", transformer=18.88, vae=1.222, audio_vae=0.053, text_encoder=12.2)


@pytest.mark.parametrize(
    ("model", "gib", "tier"),
    [
        (VACE, 24, "24 GB"),
        (VACE, 80, "80 GB"),
        (LTX, 8, None),
        (LTX, 12, "12 GB"),
        (LTX2, 24, None),
        (LTX2, 80, "24 GB"),
    ],
)
def test_the_highest_tier_that_fits_is_chosen(model: Model, gib: int, tier: str | None):
    """A model gets the highest tier whose memory the device has and in which it fits; else the stage draws."""
    found = tier_for(model, gib * GIB)
    assert tier == (found.name if found else None)


def test_without_a_device_nothing_is_chosen():
    """No device memory, no tier."""
    assert tier_for(VACE, 0) is None
    assert usable(0) == 0


def test_the_ladder_ends_below_the_lowest_tier():
    """Each step down asks for less of everything, and below the lowest the stage draws."""
    tier = TIERS[-1]
    while (lower := tier_down(tier)) is not None:
        assert lower.least_bytes < tier.least_bytes
        assert lower.most_pixels < tier.most_pixels
        assert lower.steps <= tier.steps
        tier = lower
    assert tier is TIERS[0]


def test_two_failures_open_the_breaker_and_one_good_try_closes_it():
    """Two failures in ten minutes stop the asking for five; then one try: good closes, bad opens again."""
    breaker = Breaker().failed(0.0)
    assert breaker.allows(1.0)
    breaker = breaker.failed(10.0)
    assert not breaker.allows(10.0 + OPEN_SECONDS - 1)
    later = 10.0 + OPEN_SECONDS
    assert breaker.allows(later)
    trying = breaker.tried(later)
    assert not trying.allows(later)
    assert not trying.failed(later + 1).allows(later + 2)
    assert trying.worked() == Breaker()


def test_failures_far_apart_do_not_open():
    """A failure every eleven minutes is bad luck, not a broken generator."""
    breaker = Breaker()
    for turn in range(5):
        breaker = breaker.failed(turn * 660.0)
        assert breaker.allows(turn * 660.0)


@pytest.mark.parametrize("model", [VACE, LTX, LTX2, _model("VitsModel", model=0.04)])
def test_what_is_told_to_be_needed_is_enough(model: Model):
    """A device with the memory that a model is said to need carries its lowest tier; with less it does not."""
    assert tier_for(model, needed(model)) is not None
    assert tier_for(model, needed(model) - GIB // 64) is None
