"""Measures how fast a real show becomes segments: picture, sound, baking, encoding and safety, on one core and on two.

Workers as the player has them draw the parts of the first built-in seed, one after another, as fast as they can; what
plans the show works beforehand and is not counted.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

from generators.errors import ProcessError
from generators.media import Level, SegmentManifest, Size
from generators.render_pool.catalogue import art_of, generator_version, segment_key
from generators.render_pool.messages import Failed, RenderJob
from generators.render_pool.pool import Pool, PoolOptions
from generators.segments.folders import Folders
from generators.timed import TimedPart
from player.measuring.apart import RNG_SEED, Measured, figures_of, own_home, serve
from story_engine.time import to_seconds

RUNS = ((Size(width=854, height=480), 1), (Size(width=1280, height=720), 2))
"""Sizes, and on how many cores (design §10)."""
WARM_PARTS = 3
"""Parts a worker draws before the clock runs: the first bakes of places, and loading, belong to the start."""
PATIENCE_SECONDS = 900.0


def bench_render(seconds: float = 60.0) -> dict[str, Any]:
    """Draw `seconds` of the first built-in seed at each size; raises ProcessError when a run fails.

    Keys: render_480p_one_core and render_720p_two_cores (media seconds a second), and for each the cores that there
    were, seconds drawn and seconds taken.
    """
    figures: dict[str, Any] = {}
    for size, cores in RUNS:
        home, _ = own_home("render")
        name = f"render_{size.height}p_{'one_core' if cores == 1 else 'two_cores'}"
        one = figures_of("player.measuring.rendering", home, seconds, str(size.width), str(size.height), str(cores))
        figures[name] = one["factor"]
        figures |= {f"{name}_{key}": value for key, value in one.items() if key != "factor"}
    return figures


def parts_of(home: Path, seconds: float, warm: int) -> list[TimedPart]:
    """The first parts of a show whose viewer takes every default: `warm` of them and `seconds` more."""
    from player.cli.seeds import find_seed
    from player.direction import Opening
    from player.director import InProcessDirector
    from story_engine.plan import Input, InputKind

    director = InProcessDirector(Folders(home).make().speech)
    try:
        state = director.open(Opening(seed=str(find_seed(None)), rng_seed=RNG_SEED)).state
        found: list[TimedPart] = []
        picked = 0
        while sum(to_seconds(part.duration) for part in found[warm:]) < seconds:
            planned = director.step(state)
            state = planned.state
            found.append(planned.timed)
            choice = planned.timed.part.choice
            if choice is not None and choice.id != picked:
                picked = choice.id
                given = Input(kind=InputKind.PICK, option=choice.default, choice=choice.id, by="default")
                state = director.apply(state, given).state
        return found
    finally:
        director.close()


class _Desk:
    """Hands out the parts and waits for them; `done` and `failed` come from the pool's thread."""

    def __init__(self, options: PoolOptions) -> None:
        self._options = options
        self._version = generator_version(options.catalogue)
        self._changed = threading.Condition()
        self._open: set[int] = set()
        self._failed = ""
        self._number = 0

    def done(self, job: RenderJob, _manifest: SegmentManifest) -> None:
        """A part is drawn."""
        with self._changed:
            self._open.discard(job.job)
            self._changed.notify_all()

    def failed(self, job: RenderJob, failed: Failed) -> None:
        """A part cannot be drawn."""
        with self._changed:
            self._failed = f"{job.timed.part.id}: {failed}"
            self._changed.notify_all()

    def draw(self, pool: Pool, parts: list[TimedPart]) -> None:
        """Have them all drawn; raises ProcessError."""
        for timed in parts:
            options, self._number = self._options, self._number + 1
            key = segment_key(timed, Level.STAGE, options.size, options.fps, self._version)
            with self._changed:
                # Hold parts are drawn once and played as often as asked.
                self._open.add(self._number)
            pool.submit(
                RenderJob(
                    job=self._number,
                    key=key,
                    timed=timed,
                    level=Level.STAGE,
                    size=options.size,
                    fps=options.fps,
                    revision=0,
                )
            )
        with self._changed:
            answered = self._changed.wait_for(lambda: not self._open or self._failed, PATIENCE_SECONDS)
        if self._failed or not answered:
            raise ProcessError(f"a part could not be drawn: {self._failed or 'no answer came'}")


def measure(home: Path, seconds: float, rest: tuple[str, ...]) -> Measured:
    """In the measuring process: on so many cores, with a worker for each."""
    from player.cli.seeds import find_seed

    size, cores = Size(width=int(rest[0]), height=int(rest[1])), int(rest[2])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:cores]))
        cores = len(os.sched_getaffinity(0))
    warm = WARM_PARTS * cores
    parts = parts_of(home, seconds, warm)
    options = PoolOptions(folders=Folders(home).make(), size=size, workers=cores, seed_art=art_of(find_seed(None)))
    desk = _Desk(options)
    pool = Pool(options, on_done=desk.done, on_failed=desk.failed)
    pool.start()
    try:
        desk.draw(pool, parts[:warm])
        began = time.monotonic()
        desk.draw(pool, parts[warm:])
        taken = time.monotonic() - began
    finally:
        pool.close()
    drawn = sum(to_seconds(part.duration) for part in parts[warm:])
    figures = {
        "factor": round(drawn / taken, 3),
        "cores": cores,
        "drawn_s": round(drawn, 1),
        "taken_s": round(taken, 1),
    }
    return Measured(figures=figures)


if __name__ == "__main__":
    serve(measure)
