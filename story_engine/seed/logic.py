"""Finds conditions that can never be true.

It does not know names and types; `check` has settled those before.
"""

from __future__ import annotations

from story_engine.seed.diagnostics import Findings
from story_engine.seed.model import Seed


def check_logic(seed: Seed, findings: Findings) -> None:
    """Say which conditions can never hold."""
