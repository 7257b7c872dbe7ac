"""A place in a scene by what was heard of it, so that it is found again after the scene was rewritten.

Values only: `story_engine/landing.py` finds the place. Who begins a show need not know how.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """Where in a scene somebody is."""

    scene: str
    heard: tuple[str, ...] = ()
    """Lines of the scene so far, as they were shown; the last is on now. () = at its beginning."""
    taken: tuple[str, ...] = ()
    """Texts of the options that were taken in it."""
    from_branch: bool = False
    """Go on with what follows the last of these options, whatever was heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """Where a bookmark was found."""

    line: str = ""
    """The line that is on there; "" = the scene's beginning."""
    is_same: bool = True
    """It is the very line; else the nearest that still exists."""
    number: int = 0
    """Of the line on this way through the scene, from 1; 0 = before the first."""
    count: int = 0
    """Lines on this way, as far as it was decided."""
    before: tuple[str, ...] = ()
    """Lines of the parts before the one that begins."""
    picks: int = 0
    """Questions answered by then."""
