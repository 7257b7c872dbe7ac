"""A day of show in virtual time: the real story, lookahead, hand-out, journal, map, profile and caches on a simulated
machine; what grows is weighed.

It draws nothing: a segment is a byte and a manifest. What decodes and sounds is not in it; an hour of real play is
`evershow soak --minutes 60`.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import av
import numpy as np

from generators.media import Level
from generators.memory import give_back_memory, resident
from player.compose import MAPS, open_place, opening_for
from player.director import InProcessDirector
from player.feed import ChoiceOpened, ReadySegment, SceneBegan, ShowEvent
from player.measuring.apart import RNG_SEED, Measured, figures_of, own_home, serve
from player.measuring.deadlines import Watch
from player.measuring.slow_machine import Strain
from player.measuring.virtual_show import VirtualShow
from player.show_memory import ShowMemory
from story_engine.plan import InputKind
from story_engine.rng import derive_seed
from story_engine.seed import load_seed
from story_engine.time import to_seconds

TURN_SECONDS = 0.25
"""Nothing but a join is nearer than this, and what is late by less is asked for in time."""
MACHINE = Strain(
    name="two workers", workers=2, speeds={Level.CARD: 0.2, Level.TWOS: 0.42, Level.STAGE: 0.55}, slow_share=0.05
)
DEED_EVERY_SECONDS = 19.0
WISHES = ("let it snow", "more comedy", "closer", "less danger", "let us go somewhere else")
CACHE_BYTES = 1500
"""Segments of a byte each: as many as fit into two gigabytes of real ones."""
SETTLED_HOURS = 2.0
"""Growth counts from here: whatever is kept a while is full by then."""
WEIGHED_EVERY_SECONDS = 900.0
MEGABYTE = 1024**2


def virtual_day(hours: float) -> dict[str, Any]:
    """A show of the first built-in seed for `hours`; raises ProcessError when it fails.

    Keys: hours, wall_s, memory_growth_mb (from the second hour on), memory_mb_by_hour, journal_kb, map_mb, database_kb,
    files, cache_files, states (of the director, most at once), choices, deeds, waited_s, bridged, troubles.
    """
    home, _ = own_home("virtual-day")
    for old in (home / MAPS).glob("*/*"):
        old.unlink(missing_ok=True)
    return figures_of("player.measuring.day", home, hours * 3600.0)


class _Day:
    """One show, its viewer, and what is weighed of it."""

    def __init__(self, home: Path) -> None:
        from player.cli.seeds import find_seed

        folder = find_seed(None)
        self.place = open_place()
        self.viewer = self.place.store.viewer_or_new("soak")
        seed = load_seed(folder)
        self.entry = self.place.store.begin_show(self.viewer, seed.id, seed.title)
        self.director = InProcessDirector(home / "speech")
        opening = opening_for(seed, self.viewer, self.place, rng_seed=RNG_SEED, manner="silent")
        self.folder = home / MAPS / self.entry.id
        self.memory = ShowMemory(self.folder)
        self.opened: list[tuple[ChoiceOpened, float]] = []
        self.journal_bytes = 0
        self.scene = ""
        self.show = VirtualShow(
            home,
            self.director,
            MACHINE,
            self._hear,
            rng_seed=RNG_SEED,
            limit_bytes=CACHE_BYTES,
            opening=opening,
            on_journal=self._keep,
        )
        self.watch = Watch(self.show, RNG_SEED, self._heard)
        self.deeds = 0
        self._next_deed = DEED_EVERY_SECONDS
        noise = np.random.default_rng(1).integers(0, 255, (12, 20, 3), np.uint8)
        picture = np.kron(noise, np.ones((40, 43, 1), np.uint8))[:480, :854]  # as large on disk as a drawn one
        self._picture = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")

    def _hear(self, event: ShowEvent) -> None:
        self.memory.event(event)
        if isinstance(event, ChoiceOpened):
            self.opened = [(event, self.show.machine.now)]
        elif isinstance(event, SceneBegan):
            self.scene = event.scene.title

    def _heard(self, segment: ReadySegment) -> None:
        self.memory.heard(segment)

    def _keep(self, state: int) -> None:
        """As the live show does it: the journal and the taste go to the store."""
        content = self.director.journal(state)
        self.journal_bytes = len(content)
        store = self.place.store
        store.keep_taste(self.viewer, self.entry.seed, self.director.taste(state))
        store.keep_journal(self.entry.id, content, position=self.watch.at, scene=self.scene)

    def turn(self) -> None:
        """A quarter of a second."""
        self.show.advance(TURN_SECONDS)
        self.watch.turn(TURN_SECONDS, self.opened)
        at = self.watch.at
        if self.memory.wants_picture(at):
            self.memory.picture(self._picture, at)
        if to_seconds(at) >= self._next_deed:
            self._next_deed += DEED_EVERY_SECONDS
            self._do(at)

    def _do(self, at: int) -> None:
        """A wish, a like, a dislike, a skip."""
        self.deeds += 1
        what = ("wish", "like", "wish", "dislike", "skip", "like")[derive_seed(RNG_SEED, "deed", self.deeds) % 6]
        kinds = {"like": InputKind.LIKE, "dislike": InputKind.DISLIKE}
        if what == "wish":
            self.show.wish(WISHES[self.deeds % len(WISHES)])
        elif what == "skip":
            self.show.skip()
        else:
            self.show.signal(kinds[what])
        self.place.store.keep_signal(self.viewer, self.entry.id, at=at, kind=what, text="")

    def weighed(self) -> dict[str, float]:
        """What there is of everything now."""
        give_back_memory()
        home = self.place.home
        files = [path for path in home.rglob("*") if path.is_file()]
        cache = sum("cache" in path.parts for path in files)
        of_map = sum(path.stat().st_size for path in self.folder.glob("*") if path.is_file())
        database = sum(path.stat().st_size for path in home.glob("*.db*"))
        return {
            "hour": round(to_seconds(self.watch.at) / 3600.0, 2),
            "memory_mb": round(resident(os.getpid()) / MEGABYTE, 1),
            "files": len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0,
            "cache_files": cache,
            "home_files": len(files),
            "map_mb": round(of_map / MEGABYTE, 2),
            "database_kb": round(database / 1024),
            "journal_kb": round(self.journal_bytes / 1024, 1),
            "stretches": len(self.memory.map.stretches),
        }

    def close(self) -> None:
        """End it."""
        self.memory.close()
        self.director.close()
        self.place.store.close()


def measure(home: Path, seconds: float, rest: tuple[str, ...]) -> Measured:
    """In the measuring process: live through the day."""
    began = time.monotonic()
    day = _Day(home)
    taken: list[dict[str, float]] = []
    next_weighed = WEIGHED_EVERY_SECONDS
    try:
        while to_seconds(day.watch.at) < seconds:
            day.turn()
            if to_seconds(day.watch.at) >= next_weighed:
                next_weighed += WEIGHED_EVERY_SECONDS
                taken.append(day.weighed())
        taken.append(day.weighed())
    finally:
        day.close()
    return Measured(figures=figures(day, taken, time.monotonic() - began))


def figures(day: _Day, taken: list[dict[str, float]], wall: float) -> dict[str, Any]:
    """All in one table."""
    settled = [one for one in taken if one["hour"] >= SETTLED_HOURS] or taken
    first, last = settled[0], taken[-1]
    return {
        "hours": last["hour"],
        "wall_s": round(wall, 1),
        "memory_growth_mb": round(last["memory_mb"] - first["memory_mb"], 1),
        "memory_mb_by_hour": [[one["hour"], one["memory_mb"]] for one in (*taken[3:-1:4], last)],
        **{name: last[name] for name in ("journal_kb", "map_mb", "database_kb", "home_files", "stretches")},
        "files": [first["files"], last["files"]],
        "cache_files": [first["cache_files"], last["cache_files"]],
        "choices": day.watch.picked,
        "deeds": day.deeds,
        "joins": day.watch.joins,
        "waited_s": round(day.watch.waited, 2),
        "bridged": day.watch.bridged,
        "troubles": len(day.show.troubles),
    }


if __name__ == "__main__":
    serve(measure)
