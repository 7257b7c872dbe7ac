"""How the lookahead fares on strained machines: every join of a show is a deadline, met by degrading.

It knows no picture: parts are lengths, renders are seconds, and the rules are the live show's own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generators.media import Level
from player.effort import FULL, Effort
from player.feed import ChoiceOpened, ReadySegment, ShowEvent
from player.measuring.plain_story import PlainStory
from player.measuring.slow_machine import Strain
from player.measuring.virtual_show import TURN_SECONDS, VirtualShow
from story_engine.plan import PartKind
from story_engine.rng import derive_seed, unit
from story_engine.time import MediaTime, from_seconds, to_seconds

STRAINS = (
    Strain(name="steady"),
    Strain(name="three times slower, a third of the time", slow_share=1 / 3),
    Strain(name="stalls of 6 s, every third stretch of 20 s", stall_share=1 / 3),
    Strain(name="a death in every second stretch of 20 s", death_share=0.5),
    Strain(name="all of it, one worker", slow_share=0.25, stall_share=0.15, death_share=0.25),
    Strain(name="all of it, two workers", workers=2, slow_share=0.25, stall_share=0.15, death_share=0.25),
    Strain(name="a machine that is too slow", speeds={Level.CARD: 0.3, Level.TWOS: 1.15, Level.STAGE: 1.5}),
    Strain(
        name="too slow, and three times slower a third of the time",
        speeds={Level.CARD: 0.25, Level.TWOS: 0.92, Level.STAGE: 1.2},
        slow_share=1 / 3,
    ),
)
ASK_BEFORE: MediaTime = from_seconds(0.6)
"""The playback core asks for the next segment this long before the join."""
EARLIEST, LATEST = 0.3, 11.0
"""Seconds after the cards opened at which the viewer picks; after nine the default is taken."""


def simulate_deadlines(
    seconds: float = 1_800.0,
    rng_seed: int = 2_026,
    strains: tuple[Strain, ...] = STRAINS,
    on_progress: Callable[[float], None] = lambda share: None,
) -> dict[str, Any]:
    """Figures of every strain and, over all of them, the share of deadlines that were met."""
    found = []
    for number, strain in enumerate(strains):
        found.append(simulate(strain, seconds, rng_seed + number))
        on_progress((number + 1) / len(strains))
    deadlines, missed = sum(one["deadlines"] for one in found), sum(one["missed"] for one in found)
    return {
        "deadlines": deadlines,
        "missed": missed,
        "met_share": round(1.0 - missed / max(deadlines, 1), 5),
        "worst_met_share": min((one["met_share"] for one in found), default=1.0),
        "strains": found,
    }


PAINTING_SECONDS = 0.25
"""A picture that stands for longer is explained to the viewer by the line "still painting"."""


def is_bridge(segment: ReadySegment) -> bool:
    """Whether it stands in for a part that is late."""
    return segment.timed.part.kind is PartKind.HOLD and segment.timed.part.choice is None


def simulate(
    strain: Strain, seconds: float, rng_seed: int, effort: Effort = FULL, *, bridges: bool = True
) -> dict[str, Any]:
    """One show of `seconds` on one machine: its joins, how many were late and for how long, and what was shown.

    `missed` counts parts that were late, `bridged` those whose wait began with a bridging part, `painting` how often
    the viewer was told that nothing is ready. Without `bridges` there is nothing to bridge a wait with.
    """
    opened: list[tuple[ChoiceOpened, float]] = []

    def tell(event: ShowEvent) -> None:
        if isinstance(event, ChoiceOpened):
            opened.append((event, show.machine.now))

    with tempfile.TemporaryDirectory(prefix="evershow-deadlines-") as folder:
        show = VirtualShow(Path(folder), PlainStory(bridges=bridges), strain, tell, rng_seed=rng_seed, limit_bytes=400)
        show.spare(effort)
        watch = Watch(show, rng_seed)
        while to_seconds(watch.at) < seconds:
            show.advance(TURN_SECONDS)
            watch.turn(TURN_SECONDS, opened)
    return {
        "strain": strain.name,
        "deadlines": watch.joins,
        "missed": watch.missed,
        "met_share": round(1.0 - watch.missed / max(watch.joins, 1), 5),
        "bridged": watch.bridged,
        "painting": watch.painting,
        "waited_s": round(watch.waited, 2),
        "stage_share": round(watch.staged / max(watch.shown, 1), 3),
        "choices": len(opened),
        "deaths": show.machine.deaths,
        "abandoned": show.machine.cancelled,
        "drawn": show.machine.drawn,
    }


class Watch:
    """Plays what is handed out, picks at random moments, and counts."""

    def __init__(
        self, show: VirtualShow, rng_seed: int, heard: Callable[[ReadySegment], None] = lambda segment: None
    ) -> None:
        """`heard` is told of each segment as it begins."""
        self._heard = heard
        self.picked = 0
        """Questions answered."""
        self._show = show
        self._rng = rng_seed
        self._playing: ReadySegment | None = None
        self._next: ReadySegment | None = None
        self._picked = 0
        self.at: MediaTime = 0
        self.joins = self.missed = self.bridged = self.painting = 0
        self.waited = self._stood = 0.0
        self.shown = self.staged = 0
        """Audio frames, all and at the stage's level."""
        self._late = False
        """The part that is due next was counted as late."""

    def turn(self, seconds: float, opened: list[tuple[ChoiceOpened, float]]) -> None:
        """Let `seconds` pass."""
        show = self._show
        if self._playing is None:
            self._begin(show.next_segment(None))
            return
        self._pick(opened)
        left = self._playing.end - self.at
        if self._next is None and left <= ASK_BEFORE:
            self._next = show.next_segment(self._playing.id)
        move = from_seconds(seconds)
        if move < left:
            self.at += move
        elif self._next is None:  # nothing to go on with: time stands
            self.at = self._playing.end - 1
            self.waited += seconds
            self.painting += self._stood <= PAINTING_SECONDS < self._stood + seconds
            self._stood += seconds
            self._count_late()
        else:
            self.at += move
            if is_bridge(self._next):
                self.bridged += not self._late
                self._count_late()
            else:
                self.joins += not self._late
                self._late = False
            self._begin(self._next)
        show.playhead(self.at)

    def _count_late(self) -> None:
        if not self._late:
            self._late = True
            self.joins += 1
            self.missed += 1

    def _begin(self, segment: ReadySegment | None) -> None:
        self._playing, self._next, self._stood = segment, None, 0.0
        if segment is not None:
            self._heard(segment)
            self.shown += segment.duration
            self.staged += segment.duration if segment.manifest.level is not Level.CARD else 0

    def _pick(self, opened: list[tuple[ChoiceOpened, float]]) -> None:
        if not opened or opened[-1][0].choice.id == self._picked:
            return
        event, since = opened[-1]
        choice = event.choice
        if self._show.machine.now - since >= EARLIEST + unit(self._rng, "when", choice.id) * (LATEST - EARLIEST):
            self._picked = choice.id
            self.picked += 1
            self._show.pick(1 + derive_seed(self._rng, "which", choice.id) % len(choice.options))
