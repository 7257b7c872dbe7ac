"""Checks names and types between the world and the scenes.

It does not know whether conditions can come true; `logic` does.
"""

from __future__ import annotations

from story_engine.seed.diagnostics import Findings
from story_engine.seed.model import Seed


def check_names(seed: Seed, findings: Findings) -> None:
    """Say which names and types are wrong."""
