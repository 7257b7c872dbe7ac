"""The crew of a show: the director's process and the pool of render workers, begun before anything heavy is imported.

It knows neither viewer nor screen. What these processes read and import is the longest way to the first picture.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generators.media import Size
from generators.memory import hold_little
from generators.processes import Starting, begin
from generators.segments.folders import Folders

if TYPE_CHECKING:
    from generators.render_pool.pool import Pool
    from player.remote_director import RemoteDirector

MOST_WORKERS = 2
"""A worker with its baked layers takes some 0.3 GB; more than two render no earlier than is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """The processes that make a show."""

    director: RemoteDirector
    pool: Pool

    def close(self) -> None:
        """End the processes; may be called again."""
        try:
            self.director.close()
        finally:
            self.pool.close()


def begin_crew(
    folders: Folders, seed: Path, *, size: Size, language: str = "", workers: int = 0, fps: int = 24
) -> Crew:
    """Start the director, which reads `seed` at once, and the workers, who draw `fps` pictures a second.

    With 0 `workers` there are two where there are two cores: the second one is what makes a quick start and a
    sudden wish possible. Raises ProcessError; then none of them is left.
    """
    hold_little()
    folders.make()
    directing = begin_director(folders.speech, ahead=seed, language=language)
    try:
        pool = begin_pool(folders, seed, size, fps, workers)
    except BaseException:
        directing.stop()
        raise
    # Last: its messages bring arrays with them, and both processes load meanwhile.
    from player.remote_director import RemoteDirector

    return Crew(director=RemoteDirector(directing), pool=pool)


def usual_workers() -> int:
    """How many draw a show on this machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
    return max(1, min(MOST_WORKERS, cores))


def begin_pool(folders: Folders, seed: Path, size: Size, fps: int = 24, workers: int = 0) -> Pool:
    """Start the workers alone, for a director that goes on; 0 as in `begin_crew`. Raises ProcessError."""
    # Here: the director reads meanwhile, and it is the director that everybody waits for.
    from generators.render_pool.pool import Pool, PoolOptions

    art = seed / "art"
    pool = Pool(
        PoolOptions(
            folders=folders,
            size=size,
            fps=fps,
            workers=workers or usual_workers(),
            seed_art=art if art.is_dir() else None,
        )
    )
    pool.start()
    return pool


def begin_director(speech_store: Path, *, ahead: Path | None = None, language: str = "") -> Starting:
    """Start the director's process, which reads the seed folder `ahead` while the caller does other things.

    Raises ProcessError.
    """
    reading = (str(ahead), language) if ahead is not None else ()
    return begin("player.director_process", idle=False, arguments=(str(speech_store), *reading))
