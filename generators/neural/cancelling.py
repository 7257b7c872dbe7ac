"""Measures how long a take goes on after its cancel, for every adapter, on tiny random models of the real classes.

It knows adapters and a clock, no show. A cancel is heard before the next pass of a network: so it waits for the pass it
falls into, and for nothing else. The promise is one step and 50 ms.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.errors import Cancelled

SLACK_MS = 50.0
"""A cancel may take so much more than a step."""
POINTS = 12
"""Cancels of each adapter, evenly over a take."""
FRAMES, SIDE, STEPS = 9, 32, 4
SCORE_SECONDS = 0.5
LINE = "two people talk"
STEPPING = ("transformer", "unet", "")
"""The networks that run at every step, and what asks without one: a loop of tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """What was measured of one adapter."""

    kind: str
    ran: bool
    why: str = ""
    """Why it did not run."""
    step_ms: float = 0.0
    """Of one pass of the network that runs at every step; where a model has no steps, of its longest pass."""
    median_ms: float = 0.0
    """From a cancel till the take has ended."""
    worst_ms: float = 0.0
    worst_in: str = ""
    """The network into whose pass that cancel fell."""
    steps: float = 0.0
    """`worst_ms` as multiples of a step."""

    @property
    def is_kept(self) -> bool:
        """Whether every cancel was heard within a step and 50 ms."""
        return self.ran and self.worst_ms <= self.step_ms + SLACK_MS


@dataclass(frozen=True, slots=True)
class _Pass:
    """What ran between two questions whether to go on."""

    name: str
    begin: float
    end: float


def waits(kinds: tuple[str, ...] = (), points: int = POINTS) -> tuple[Waited, ...]:
    """A row for each of `kinds`, or for every adapter, on the processor; a failure is a row that says why."""
    from generators.neural.trials import tiny, tiny_sound

    every = (*tiny.BUILDERS, *tiny_sound.SOUND)
    with tempfile.TemporaryDirectory(prefix="cancels-") as folder:
        return tuple(_waited(kind, Path(folder), points) for kind in kinds or every)


def _waited(kind: str, shelf: Path, points: int) -> Waited:
    from generators.neural.engines.running import one_thread

    try:
        adapter, asked = asking(kind, shelf)
        with one_thread():
            return measured(kind, adapter, asked, points, time.process_time)
    except Exception as error:  # noqa: BLE001 - a class of a library that has changed raises anything; the others go on
        return Waited(kind=kind, ran=False, why=f"{type(error).__name__}: {str(error)[:160]}")


def asking(kind: str, shelf: Path) -> tuple[Any, Callable[[Callable[[], bool]], object]]:
    """The adapter of the tiny model `kind`, saved below `shelf`, and what asks it for a take, a score or a line."""
    import numpy as np

    from generators.neural.loading import open_generator
    from generators.neural.models import inspect_model
    from generators.neural.ports import Control, Guide, Prompt, Take
    from generators.neural.trials import tiny, tiny_sound
    from generators.neural.video.pipes import Placement
    from generators.neural.video.whole import hush

    hush()
    is_film = kind in tiny.BUILDERS
    saved = tiny.saved(kind, shelf) if is_film else tiny_sound.saved(kind, shelf)
    adapter = open_generator(inspect_model(saved), Placement())
    if hasattr(adapter, "speak"):
        return adapter, lambda cancel: adapter.speak(LINE, 7, cancel)
    if not is_film:
        return adapter, lambda cancel: adapter.render(LINE, SCORE_SECONDS, 4, cancel)
    colour = np.full((FRAMES, SIDE, SIDE, 3), 90, np.uint8)
    guide = Guide(colour=colour, depth=np.zeros((FRAMES, SIDE, SIDE), np.float32), lines=colour[..., 0])
    control = next(iter(adapter.abilities.controls), Control.COLOUR)
    take = Take(prompt=Prompt(positive=LINE), guide=guide, seed=1, steps=STEPS, control=control)
    return adapter, lambda cancel: list(adapter.render([take], None, cancel))


def measured(
    kind: str,
    adapter: Any,
    asked: Callable[[Callable[[], bool]], object],
    points: int,
    clock: Callable[[], float],
) -> Waited:
    """Cancel what `asked` asks at `points` times of `clock` (seconds); a first take is not counted, as it warms up."""
    asked(lambda: False)
    passes = _passes(adapter, asked, clock)
    step = _step(passes)
    found: list[tuple[float, str]] = []
    for number in range(points):
        at = passes[-1].end * (number + 0.5) / points
        begun = clock()
        with suppress(Cancelled):
            asked(lambda at=at, begun=begun: clock() - begun >= at)  # type: ignore[misc]
        ended = clock() - begun
        if ended >= at:  # a take that was quicker this time had ended before its cancel
            found.append((ended - at, next((one.name for one in passes if one.end >= at), "")))
    worst, where = max(found, default=(0.0, ""))
    return Waited(
        kind=kind,
        ran=True,
        step_ms=round(step * 1000, 2),
        median_ms=round(statistics.median(wait for wait, _ in found) * 1000, 2) if found else 0.0,
        worst_ms=round(worst * 1000, 2),
        worst_in=where or "steps",
        steps=round(worst / step, 2) if step else 0.0,
    )


def _passes(
    adapter: Any, asked: Callable[[Callable[[], bool]], object], clock: Callable[[], float]
) -> tuple[_Pass, ...]:
    """What runs between the questions of one take, by the networks that are about to run when it is asked."""
    told: list[tuple[str, float]] = []
    begun = clock()
    with _named(adapter) as about:

        def listening() -> bool:
            told.append((about[-1] if about else "", clock() - begun))
            about.clear()
            return False

        asked(listening)
    ends = [at for _, at in told[1:]] + [clock() - begun]
    return tuple(_Pass(name, at, end) for (name, at), end in zip(told, ends, strict=True))


@contextmanager
def _named(adapter: Any) -> Iterator[list[str]]:
    """Names of networks, each added before its pass."""
    from generators.neural.engines.places import places_of

    about: list[str] = []
    handles = [
        (place.inner or place.network).register_forward_pre_hook(
            lambda module, arguments, name=place.name: about.append(name)  # type: ignore[misc]
        )
        for place in places_of(adapter)
    ]
    try:
        yield about
    finally:
        for handle in handles:
            handle.remove()


def _step(passes: tuple[_Pass, ...]) -> float:
    """Seconds of a step: what runs at every step, or the longest pass of a model without steps."""
    for name in STEPPING:
        spans = [one.end - one.begin for one in passes if one.name == name]
        if len(spans) > 1:
            return statistics.median(spans)
    return max(one.end - one.begin for one in passes)
