"""Story seeds: reading, checking and their frozen values.

It does not know how a show is played.
"""

from story_engine.seed.diagnostics import Diagnostic, Severity, Where
from story_engine.seed.load import Report, check_seed, load_seed, load_world
from story_engine.seed.model import Estimate, Seed, Storylet

__all__ = [
    "Diagnostic",
    "Estimate",
    "Report",
    "Seed",
    "Severity",
    "Storylet",
    "Where",
    "check_seed",
    "load_seed",
    "load_world",
]
