"""The journal of a past show up to the part that was on screen when the viewer left.

The journal that is kept ends before that part, because a show that goes on begins with it. It knows no store.
"""

from __future__ import annotations

from pathlib import Path

from player.show_tree import ShowTree
from player.whereabouts import read_whereabouts
from story_engine.journal import Journal
from story_engine.seed.model import Seed
from story_engine.show import Show


def was_inside(memory: Path) -> bool:
    """Whether the viewer left inside of the part that follows the journal; `memory` is the folder of the show's map."""
    here = read_whereabouts(memory)
    return here is not None and here.into > 0


def with_part_on_screen(seed: Seed, journal: Journal, ceiling: int) -> bytes:
    """The journal with one more part on its last path: the one with which the show would go on.

    `ceiling`: the viewer's, to which it was planned. Raises JournalError, RatingError, StoryError where the show
    cannot go on with this seed.
    """
    show, _ = Show.resume(seed, journal).under(ceiling).step()
    return ShowTree(journal).written(show)
