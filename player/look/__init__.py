"""`evershow bench look`: the issue's numbers about the picture, measured over planned shows and random scenes.

It knows which measures there are and how they are run, not how anything is drawn.
"""

from player.look.run import MEASURES, Figure, LookOptions, look

__all__ = ["MEASURES", "Figure", "LookOptions", "look"]
