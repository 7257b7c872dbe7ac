"""A show of the first built-in seed in the real window, off-screen, on a device that keeps time: for who measures it.

It knows no figure: what is done and looked at is the caller's, on every turn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generators.segments.folders import Folders
from player.cli.options import LIVE_SIZE
from player.cli.seeds import find_seed
from player.crew import begin_crew
from player.measuring.apart import RNG_SEED

if TYPE_CHECKING:
    from player.live import Beside


def watched_in_window(home: Path, beside: Beside, *, device: str) -> str:
    """Watch until `beside` leaves; why the show ended early, or "". `home` must be the data folder of this process.

    `device`: "jack" for the sound server that runs, else the silent output. Raises ProcessError.
    """
    seed = find_seed(None)
    crew = begin_crew(Folders(home), seed, size=LIVE_SIZE)
    try:
        # Imported while the director reads the seed, as the player does.
        from player.compose import LiveChoices, open_place
        from player.session import watch_in_window

        return watch_in_window(
            open_place(),
            "bench",
            [seed],
            LiveChoices(size=LIVE_SIZE, rng_seed=RNG_SEED),
            crew,
            at_once=True,
            full=False,
            silent=device != "jack",
            off_screen=True,
            beside=beside,
        )
    finally:
        crew.close()
