"""The planner's front door: what other parts of the engine need of `story_engine.planning`.

It does not know how plans are made.
"""

from __future__ import annotations

from story_engine.likings import scene_features
from story_engine.planning.beam import plan
from story_engine.planning.features import Features, build_features
from story_engine.planning.futures import wanted_at
from story_engine.planning.outlook import WILDNESS, Choice, Goal, Outlook, Played
from story_engine.planning.terms import WEIGHTS, level_of

__all__ = [
    "WEIGHTS",
    "WILDNESS",
    "Choice",
    "Features",
    "Goal",
    "Outlook",
    "Played",
    "build_features",
    "level_of",
    "plan",
    "scene_features",
    "wanted_at",
]
