"""What outages cost: a sound device that goes and comes back, a disk that refuses, a clock that jumps, again and again.

The audio core and its threads are real, its devices pretended; disk and clock fail under the real lookahead in virtual
time. It knows no show: parts are pictures in grey, or only lengths.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from generators.media import Size
from player.feed import ChoiceOpened
from player.live_options import LiveOptions
from player.live_player import LivePlayer
from player.measuring.deadlines import Watch
from player.measuring.plain_story import PlainStory
from player.measuring.slow_machine import Strain
from player.measuring.virtual_show import TURN_SECONDS, VirtualShow
from player.playback.errors import OutputError
from player.playback.output import RETRY_SECONDS, Output
from player.playback.rehearsal import RehearsalFeed, ScriptedPart, question
from player.playback.sinks import LOST_AFTER_SECONDS, Fill, SilentSink
from player.ui.view import View
from story_engine.time import SAMPLE_RATE

TIMES = 50
PATIENCE_SECONDS = 30.0
"""What has not recovered by then never does."""
HEARD_SECONDS = 0.1
"""Playback has recovered when so much more was heard."""
BETWEEN_SECONDS = 0.3
OUTAGE_SECONDS, PERIOD_SECONDS = 8.0, 40.0
"""A disk refuses for so long, once in so long."""
HOUR = 3600.0
SMALL = Size(width=160, height=90)


class Socket:
    """Where a pretended device is plugged in, or not."""

    def __init__(self) -> None:
        self.plugged = threading.Event()
        self.plugged.set()

    def open(self) -> PretendedDevice:
        """The device; raises OutputError while it is not there."""
        if not self.plugged.is_set():
            raise OutputError("no sound device can be opened; the show plays silently")
        return PretendedDevice(self)


class PretendedDevice(SilentSink):
    """Asks for blocks at the true pace until it is unplugged; then, like a real one, it just asks no more."""

    name = "device"

    def __init__(self, socket: Socket) -> None:
        super().__init__()
        self._socket = socket
        self._asked_at = time.monotonic()

    def start(self, fill: Fill) -> None:
        """Begin to ask for blocks; raises OutputError when it has gone meanwhile."""
        if not self._socket.plugged.is_set():
            raise OutputError("the sound device has gone; the show plays silently")

        def ask(out: np.ndarray) -> None:
            if not self._socket.plugged.is_set():
                self._stop.set()
                return
            self._asked_at = time.monotonic()
            fill(out)

        super().start(ask)

    def is_alive(self) -> bool:
        """Whether it has asked lately."""
        return time.monotonic() - self._asked_at < LOST_AFTER_SECONDS


@contextmanager
def playing(folder: Path, output: Callable[[Any], Output] | None = None) -> Iterator[LivePlayer]:
    """A live player whose show goes on for ever."""
    grey = np.full((SMALL.height, SMALL.width, 3), 90, np.uint8)
    parts = [
        ScriptedPart(picture=grey, seconds=1.0),
        ScriptedPart(picture=grey, seconds=1.0, choice=question(1, "Which?", "one", "other")),
    ]
    feed = RehearsalFeed(folder, parts, size=SMALL)
    live = LivePlayer(feed, LiveOptions(silent=output is None), output=output)
    feed.tell = live.hear
    feed.start()
    live.start()
    try:
        wait(live, lambda: live.opened is not None)
        live.more_time(float("inf"))
        yield live
    finally:
        live.close()


def wait(live: LivePlayer, until: Callable[[], bool]) -> float:
    """Turn until it is so; seconds that it took, infinite when it never came."""
    began = time.monotonic()
    while not until():
        live.tick()
        live.view()
        if time.monotonic() - began > PATIENCE_SECONDS:
            return float("inf")
        time.sleep(0.004)
    return time.monotonic() - began


def lost_devices(times: int = TIMES, retry_seconds: float = RETRY_SECONDS) -> dict[str, Any]:
    """The device is taken away and put back `times` times while a show plays.

    Keys: silent_s_max, until the show goes on without it; back_s_max, until it is heard again; backwards, how often the
    show went back; stalled.
    """
    socket = Socket()
    silent, back, backwards = [], [], 0
    with tempfile.TemporaryDirectory(prefix="evershow-outages-") as folder:

        def output(sound: Any) -> Output:
            return Output(sound, open_device=socket.open, refresh=lambda: None, retry_seconds=retry_seconds)

        with playing(Path(folder), output) as live:

            def goes_on(from_device: bool) -> Callable[[], bool]:
                begun: list[int] = []

                def heard() -> bool:
                    if live.playback.output.has_sound is not from_device:
                        return False
                    begun.append(live.playback.playhead())
                    return begun[-1] - begun[0] >= HEARD_SECONDS * SAMPLE_RATE

                return heard

            for _ in range(times):
                before = live.playback.playhead()
                socket.plugged.clear()
                silent.append(wait(live, goes_on(from_device=False)))
                between = live.playback.playhead()
                rest = time.monotonic() + BETWEEN_SECONDS
                wait(live, lambda rest=rest: time.monotonic() >= rest)  # type: ignore[misc]
                socket.plugged.set()
                back.append(wait(live, goes_on(from_device=True)))
                backwards += between < before or live.playback.playhead() < between
            view: View = live.view()
            return {
                "times": times,
                "silent_s_max": round(max(silent), 3),
                "back_s_max": round(max(back), 3),
                "backwards": backwards,
                "underruns": live.playback.measures.underruns,
                "phase": str(view.phase),
            }


def refusing_disks(times: int = TIMES, reason: str = "No space left on device") -> dict[str, Any]:
    """The disk refuses every segment for eight seconds, `times` times, in a show in virtual time.

    Keys: back_s_max, from its return until a part is being drawn again; waited_s, for which a picture stood.
    """
    back: list[float] = []

    def outage(show: VirtualShow, number: int) -> None:
        into = show.machine.now - number * PERIOD_SECONDS
        show.machine.refuses = reason if into < OUTAGE_SECONDS else ""
        if into >= OUTAGE_SECONDS and len(back) < number and (show.machine.jobs() or into >= PERIOD_SECONDS - 1.0):
            back.append(into - OUTAGE_SECONDS)

    figures = _virtual(times, outage)
    return {"times": times, "back_s_max": round(max(back, default=0.0), 3), **figures}


def jumping_clocks(times: int = TIMES) -> dict[str, Any]:
    """The wall clock jumps by an hour, forth and back, `times` times, in a show in virtual time."""
    real, jumped = time.time, [0]

    def outage(_show: VirtualShow, number: int) -> None:
        jumped[0] = number

    time.time = lambda: real() + (HOUR if jumped[0] % 2 else 0.0)
    try:
        return {"times": times, **_virtual(times, outage)}
    finally:
        time.time = real


def _virtual(times: int, outage: Callable[[VirtualShow, int], None]) -> dict[str, Any]:
    """A show on a steady machine of two workers; `outage(show, n)` is called on every turn, n growing to `times`."""
    opened: list[tuple[ChoiceOpened, float]] = []

    def tell(event: object) -> None:
        if isinstance(event, ChoiceOpened):
            opened.append((event, show.machine.now))

    with tempfile.TemporaryDirectory(prefix="evershow-outages-") as folder:
        strain = Strain(name="two workers", workers=2)
        show = VirtualShow(Path(folder), PlainStory(), strain, tell, rng_seed=7, limit_bytes=400)
        watch = Watch(show, 7)
        while show.machine.now < (times + 1) * PERIOD_SECONDS:
            number = int(show.machine.now / PERIOD_SECONDS)
            if number:
                outage(show, number)
            show.advance(TURN_SECONDS)
            watch.turn(TURN_SECONDS, opened)
        return {
            "waited_s": round(watch.waited, 2),
            "bridged": watch.bridged,
            "painting": watch.painting,
            "choices": len(opened),
            "troubles": len(show.troubles),
        }
