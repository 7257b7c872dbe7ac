"""The branches of a past show in words: how long each is, with which answer it parts, and where it ends.

It knows no picture: parts are walked, not directed, so lengths are estimates.
"""

from __future__ import annotations

from dataclasses import dataclass

from player.branching import branches_of
from story_engine.journal import Journal
from story_engine.seed import Seed
from story_engine.show import Show
from story_engine.time import MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """One branch, told."""

    number: int
    scenes: int
    estimated: MediaTime
    """Length by the planner's clock."""
    parting: str
    """The words of the first answer that the last branch does not share; "" = it shares them all."""
    last_scene: str


def tales_of(seed: Seed, journal: Journal) -> tuple[Tale, ...]:
    """Every branch of the journal, told; raises JournalError, ReplayError."""
    return tuple(
        _tale(seed, journal, branch.number, branch.picks[branch.shared : branch.shared + 1])
        for branch in branches_of(journal)
    )


def _tale(seed: Seed, journal: Journal, number: int, parting: tuple[tuple[int, int], ...]) -> Tale:
    scenes: dict[str, str] = {}
    length: MediaTime = 0
    words = ""
    for part in Show.replay(seed, journal, number - 1):
        scenes[part.scene.id] = part.scene.title
        length += part.estimated
        if part.choice is not None and parting and part.choice.id == parting[0][0]:
            words = next((option.text for option in part.choice.options if option.number == parting[0][1]), words)
    return Tale(
        number=number,
        scenes=len(scenes),
        estimated=length,
        parting=words,
        last_scene=list(scenes.values())[-1] if scenes else "",
    )
