"""A show of the first built-in seed, off-screen on the real clock, in a data folder of its own: for who measures it.

It knows no figure: what is done and looked at is the caller's, on every turn.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from generators.media import Level, Size
from generators.segments.folders import Folders
from player.cli.seeds import find_seed
from player.crew import begin_crew

if TYPE_CHECKING:
    from player.live import LiveReport
    from player.live_player import LivePlayer


def watched(
    home: Path,
    viewer: str,
    beside: Callable[[LivePlayer], None],
    *,
    size: Size,
    rng_seed: int,
    seconds: float,
    level: Level = Level.STAGE,
    workers: int = 0,
    resume: bool = False,
) -> LiveReport:
    """Play for `seconds` and report; `home` must be the data folder of this process (EVERSHOW_HOME).

    `beside` is called on every turn; what it raises ends the show. Raises ProcessError.
    """
    seed = find_seed(None)
    crew = begin_crew(Folders(home), seed, size=size, workers=workers)
    try:
        # Imported while the director reads the seed, as the player does.
        from player.compose import LiveChoices, open_place
        from player.session import watch_off_screen

        choices = LiveChoices(size=size, level=level, rng_seed=rng_seed)
        return watch_off_screen(
            open_place(), viewer, seed, choices, crew, seconds=seconds, resume=resume, beside=beside
        )
    finally:
        crew.close()
