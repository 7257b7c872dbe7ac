"""What many quick plays tell, counted while they run: coverage, pace, threads, repetition, links.

It does not know how a report looks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from story_engine.playtest.play import Play, Played, Playground
from story_engine.playtest.policies import Uses

BIN_SECONDS = 30.0
"""Width of a step of the pacing curve."""
MOST_BINS = 120
"""Steps of the curve: an hour."""
MOST_INTERVALS = 200_000
"""Repetition intervals kept, because percentiles need no more."""


@dataclass(slots=True)
class ThreadCount:
    """How one thread fared over all natural plays."""

    opened: int = 0
    closed: int = 0
    in_time: int = 0
    abandoned: int = 0
    """Open for longer than its window when the play ended."""
    scenes: list[int] = field(default_factory=list)
    """Scenes from opening to closing."""


@dataclass(slots=True)
class Tally:
    """The counts of a run."""

    uses: Uses
    hits: list[int]
    ever: bytearray
    plays: int = 0
    scenes: int = 0
    seconds: float = 0.0
    """Story time of all plays."""
    natural: int = 0
    natural_scenes: int = 0
    tension: np.ndarray = field(default_factory=lambda: np.zeros((MOST_BINS, 2)))
    """(bins, 2): sum and count of the tension of natural plays."""
    fresh: np.ndarray = field(default_factory=lambda: np.zeros((MOST_BINS, 2)))
    """(bins, 2): scenes that were new in their play, and all scenes."""
    threads: dict[str, ThreadCount] = field(default_factory=dict)
    intervals: list[float] = field(default_factory=list)
    """Seconds between two times of the same storylet with the same cast."""
    bridges: int = 0
    resting: int = 0
    dead_ends: int = 0
    options: Counter[str] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(maker, user) storylets → how often what one made true let the other happen."""
    linked_scenes: int = 0
    link_count: int = 0
    scenes_with_links: int = 0
    failures: int = 0


class Watcher:
    """Counts one natural play scene by scene."""

    def __init__(self, ground: Playground, tally: Tally, play: Play) -> None:
        self._shared = ground
        self._tally = tally
        self._play = play
        self._last: dict[tuple[int, tuple[str, ...]], float] = {}
        self._opened: dict[str, int] = {}
        self._seen: set[int] = set()

    def before(self, index: int) -> None:
        """A scene was chosen: count which earlier scenes made it possible."""
        makers = self._play.stage.makers
        if makers is None:
            return
        repertoire, tally = self._shared.repertoire, self._tally
        ground, values = repertoire.grounds[index], self._play.stage.values
        found: set[str] = set()
        for watch in ground.watches:
            for atom in repertoire.reads[watch] or ():
                if atom[0] not in ("at", "scene", "clock", "hour", "last", "weather") and values.get(atom):
                    maker = makers.get(atom, "")
                    if maker:
                        found.add(maker)
        tally.linked_scenes += 1
        tally.link_count += len(found)
        tally.scenes_with_links += bool(found)
        for maker in found:
            tally.links[maker, ground.storylet.id] += 1

    def after(self, played: Played) -> None:
        """A scene was played."""
        tally, shared = self._tally, self._shared
        ground = shared.repertoire.grounds[played.ground]
        started = self._play.seconds - played.seconds
        low, high = ground.storylet.tension
        bin_ = int(started / BIN_SECONDS)
        if bin_ < MOST_BINS:
            tally.tension[bin_] += ((low + high) / 2.0, 1.0)
            tally.fresh[bin_] += (float(played.ground not in self._seen), 1.0)
        self._seen.add(played.ground)
        tally.natural_scenes += 1
        tally.bridges += ground.storylet.automatic
        tally.resting += played.resting
        tally.options.update(played.options)
        if not ground.storylet.automatic:
            key = (played.storylet, ground.cast)
            if key in self._last and len(tally.intervals) < MOST_INTERVALS:
                tally.intervals.append(started - self._last[key])
            self._last[key] = started
        self._threads(played.number)

    def _threads(self, number: int) -> None:
        values = self._play.stage.values
        for thread in self._shared.seed.threads.values():
            state = values.get(("thread", thread.id))
            if state == "open" and thread.id not in self._opened:
                self._opened[thread.id] = number
                self._of(thread.id).opened += 1
            elif state == "closed" and thread.id in self._opened:
                lasted = number - self._opened.pop(thread.id)
                count = self._of(thread.id)
                count.closed += 1
                count.in_time += lasted <= thread.within
                count.scenes.append(lasted)

    def end(self) -> None:
        """The play is over."""
        for thread, since in self._opened.items():
            if self._play.number - since > self._shared.seed.threads[thread].within:
                self._of(thread).abandoned += 1
        self._tally.natural += 1

    def _of(self, thread: str) -> ThreadCount:
        return self._tally.threads.setdefault(thread, ThreadCount())
