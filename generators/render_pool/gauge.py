"""How fast this machine draws: `python -m generators.render_pool.gauge WIDTH HEIGHT …` renders a standard moment.

It draws what a worker draws, sound and encoding included, at each size: once to warm up, then against the clock; and
tells what it took, in one message. What counts is its own time on the processor: other work that happens to run beside
the measurement would else make every picture on this machine smaller.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generators.media import Level, Size
from generators.processes import parent_channel
from generators.segments.folders import Folders

FRAMES = 12
"""Half a second of show: enough to tell a pace, and short."""
MOMENT = 1
"""Number of the bench's scene: people in a place, as shows mostly are."""
PATIENCE_SECONDS = 2.0
"""Of processor; measured for no longer than this: what is not reached is left out."""
WARM_SECONDS = 6.0
"""Of processor; who is not warm by then compiles for the first time: nothing is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Render seconds per media second at each size, as far as time allowed; () = not warm in time."""

    factors: tuple[float, ...] = ()
    seconds: float = 0.0


TYPES: dict[str, type] = {"Took": Took}


def measured(sizes: tuple[Size, ...]) -> Took:
    """Draw the moment at each size; what it took."""
    from generators.render_pool.messages import RenderJob
    from generators.render_pool.render import Renderer
    from generators.stage.bench import bench_part
    from story_engine.time import to_seconds

    began = time.process_time()
    with tempfile.TemporaryDirectory(prefix="evershow-gauge-") as folder:
        renderer = Renderer(Folders(Path(folder)).make(), "built-in")

        def draw(size: Size, frames: int) -> float:
            timed = bench_part(MOMENT, frames)
            name = f"{size}-{frames}"
            job = RenderJob(job=1, key=f"00{name}", timed=timed, level=Level.STAGE, size=size, fps=24, revision=0)
            return own_seconds(lambda: renderer.render(job, lambda: False)) / to_seconds(timed.duration)

        draw(sizes[0], 2)
        if time.process_time() - began > WARM_SECONDS:
            return Took()
        since, factors = time.process_time(), []
        for size in sizes:
            if factors:
                draw(size, 2)  # the framing is baked, as it is for most parts of a show
            factors.append(draw(size, FRAMES))
            if time.process_time() - since > PATIENCE_SECONDS:
                break
        return Took(factors=tuple(round(factor, 4) for factor in factors), seconds=time.process_time() - since)


def own_seconds(work: Callable[[], object]) -> float:
    """What `work` takes while nothing else runs: the processor's time, or the clock's where threads share the work."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return min(time.perf_counter() - clock, time.process_time() - processor)


def main() -> None:
    """Measure what the arguments ask for, say so, end."""
    channel = parent_channel(TYPES)
    numbers = [int(word) for word in sys.argv[1:]]
    sizes = tuple(Size(width=wide, height=high) for wide, high in zip(numbers[::2], numbers[1::2], strict=True))
    channel.send(measured(sizes))
    channel.close()


if __name__ == "__main__":
    # Under `python -m` this module is `__main__`; its message must be that of the imported name.
    from generators.render_pool.gauge import main as serve

    serve()
