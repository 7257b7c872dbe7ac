"""The real lookahead on simulated machines: it degrades rather than being late."""

from __future__ import annotations

import pytest

from generators.media import Level
from player.measuring.deadlines import simulate
from player.measuring.slow_machine import Strain

SECONDS = 150.0


@pytest.mark.parametrize(
    "strain",
    [
        Strain(name="steady"),
        Strain(name="slow spells", slow_share=1 / 3),
        Strain(name="stalls", stall_share=1 / 3),
        Strain(name="deaths", death_share=0.5),
        Strain(name="too slow", speeds={Level.CARD: 0.3, Level.TWOS: 1.15, Level.STAGE: 1.5}),
    ],
    ids=lambda strain: strain.name,
)
def test_a_strained_machine_degrades_and_is_in_time(strain: Strain) -> None:
    """Whatever one worker suffers, at most one join of two and a half minutes is late, and choices are still asked."""
    figures = simulate(strain, SECONDS, 5)
    assert figures["missed"] <= 1
    assert figures["waited_s"] <= 1.5
    assert figures["deadlines"] >= 40
    assert figures["choices"] >= 3


def test_a_steady_machine_shows_nearly_everything_drawn() -> None:
    """At 0.62 of real time, with two to four options to be ready each time, nine tenths are drawn by the stage."""
    assert simulate(Strain(name="steady"), SECONDS, 5)["stage_share"] >= 0.9


def test_the_simulation_repeats_exactly() -> None:
    """The same machine and rng seed give the same figures."""
    strain = Strain(name="all", slow_share=0.3, stall_share=0.2, death_share=0.3)
    assert simulate(strain, 60.0, 9) == simulate(strain, 60.0, 9)
