"""Mechanical faults in the built-in seeds are found by check (all 500: `python tests/seed_language/faults.py 500`)."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from faults import KINDS, SEEDS, faults, trials

SAMPLE = 9
"""Faults of each seed, because each takes a whole check."""


def test_most_faults_are_caught() -> None:
    """Of a small sample over both seeds at least four in five are found, most of them as errors."""
    done = [trial for folder in SEEDS for trial in trials(folder, SAMPLE, number=7)]
    caught = [trial for trial in done if trial.caught is not None]
    assert len(done) == SAMPLE * len(SEEDS)
    assert len(caught) >= 0.8 * len(done), [trial.fault.told for trial in done if trial.caught is None]


def test_there_are_enough_faults() -> None:
    """The generator makes 500 different faults of nearly every kind, the same each time."""
    made = [fault for folder in SEEDS for fault in faults(folder, 250, 1)]
    assert len(made) == 500
    assert len({fault.kind for fault in made}) >= 0.9 * len(KINDS)
    again = next(iter(faults(SEEDS[0], 1, 1)))
    assert again == made[0]
