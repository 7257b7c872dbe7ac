"""Ground truth of a picture, from the timeline that draws it: depth, ids, lines, flow and who is seen.

It knows no training and no network; every pass is a pure function of (timed part, time, size), like the picture.
"""

from generators.stage.passes.entities import Entity, entities
from generators.stage.passes.flow import Flow
from generators.stage.passes.truth import Truth
from generators.stage.passes.visibility import Box, Seen

__all__ = ["Box", "Entity", "Flow", "Seen", "Truth", "entities"]
