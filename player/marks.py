"""Moments of a show by name: how the player says where it wants to be.

It knows no show; `player/show_tree.py` finds the moment.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A moment of a show: the event that came last, and how many parts had been given out."""

    event: str = ""
    """"" = the very beginning."""
    steps: int = -1
    """−1 = no moment at all."""

    @property
    def is_known(self) -> bool:
        """Whether it names a moment."""
        return self.steps >= 0


NOWHERE = Mark()
"""No moment: where a feed does not say."""
