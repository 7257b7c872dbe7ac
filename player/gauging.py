"""Measures how fast this machine draws, on as many workers as shows have, and picks the picture's size by it.

It knows no show. The measurement takes two seconds of processor; `evershow prepare` asks for it, and the data folder
keeps it. No start waits for it, and none disturbs it.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from generators.errors import ChannelClosed, ProcessError
from generators.media import Size
from generators.processes import spawn
from generators.render_pool.gauge import TYPES, Took
from player.picture_size import SIZES, Gauged, Record, Sizing, keep_record, machine_name, read_record

MEASURED_AT = (SIZES[0], SIZES[-1])
WAIT_SECONDS = 40.0
"""Processes are loaded in three seconds and measure for two: on a machine that is busy with other work many times as
long, and an installation waits for that. Who is not heard of by then is too busy to be measured."""
MODULE = "generators.render_pool.gauge"


def gauge(workers: int) -> Gauged | None:
    """What the standard moment takes on `workers` processes at once; None where it cannot be told now."""
    arguments = tuple(str(number) for size in MEASURED_AT for number in (size.width, size.height))
    children = []
    try:
        children = [spawn(MODULE, TYPES, idle=False, arguments=arguments) for _ in range(workers)]
        until = time.monotonic() + WAIT_SECONDS
        answers = [child.channel.receive(max(until - time.monotonic(), 0.01)) for child in children]
    except (ProcessError, ChannelClosed):
        return None
    finally:
        for child in children:
            child.stop(patience_seconds=0.2)
    took = [answer for answer in answers if isinstance(answer, Took) and answer.factors]
    if len(took) < workers:
        return None
    reached = min(len(one.factors) for one in took)
    return Gauged(
        sizes=MEASURED_AT[:reached],
        factors=tuple(max(one.factors[n] for one in took) for n in range(reached)),
        workers=workers,
        seconds=round(max(one.seconds for one in took), 2),
    )


class AutoSize:
    """The size that nobody set: measured once, and remembered from show to show."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.record: Record = read_record(home, machine_name())

    def measure(self, workers: int) -> bool:
        """Measure anew; whether it could be told. Where it could not, what was known stays."""
        gauged = gauge(workers)
        if gauged is None:
            return False
        self.record = replace(self.record, gauged=gauged, last=None)
        keep_record(self._home, self.record)
        return True

    @property
    def size(self) -> Size:
        """With which the next show begins."""
        return self.record.size

    def sizing(self, now: float) -> Sizing:
        """What watches over a show that begins now."""
        return Sizing(self.size, self.record.most, now)

    def saw_window(self, *, software_gl: bool) -> None:
        """A window is open: what draws it is known."""
        if self.record.software_gl is not software_gl:
            self.record = replace(self.record, software_gl=software_gl)
            keep_record(self._home, self.record)

    def goes_on_with(self, size: Size) -> None:
        """A show's picture has another size from now on."""
        self.record = replace(self.record, last=size)
        keep_record(self._home, self.record)
