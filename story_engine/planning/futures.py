"""Futures of a show as the planner foresees them, and the terms of the score that differ between them.

It does not know how futures are searched. All futures of one depth are scored at once: k of them by n ground
storylets, because a question asked of sixteen futures together costs little more than one asked of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from story_engine.arc import Arc
from story_engine.director import Pace, pacing, wanted_level
from story_engine.expr import Value
from story_engine.ground import Repertoire
from story_engine.planning.features import Features
from story_engine.planning.outlook import Outlook, Vector
from story_engine.planning.rotation import lately, staying
from story_engine.planning.terms import closing_pull, thread_age
from story_engine.world import World

ARC_LATER = 2.9
"""How much more the arc weighs after the opening, whose spans say enough by themselves."""
OPEN_THREADS = (2, 4)
"""So many open questions at once are wanted: fewer leave nothing to wait for, more are forgotten."""

_TWENTIETHS = np.linspace(0.0, 1.0, 21)


@dataclass(frozen=True, slots=True)
class Future:
    """The scenes foreseen, and what is so after them."""

    score: float
    path: tuple[int, ...]
    """Ground storylets, in order; none = the present."""
    world: World
    seconds: float
    pace: Pace
    places: tuple[int, ...]
    """Places of the last scenes, played and then foreseen, newest last."""
    truth: bytes
    """1 where a watch holds, for those that the pool asks about; of the present: for all."""
    lacks: NDArray[np.int16]
    """Untrue conditions per ground storylet of the pool."""

    @property
    def first(self) -> int:
        """The scene with which it begins, −1 of the present."""
        return self.path[0] if self.path else -1


def present(features: Features, outlook: Outlook, rows: NDArray[np.intp]) -> Future:
    """The future in which nothing has happened yet, of the pool of these ground storylets."""
    return Future(
        score=0.0,
        path=(),
        world=outlook.world,
        seconds=outlook.seconds,
        pace=outlook.pace,
        places=lately(features, outlook),
        truth=outlook.fit.truth.tobytes(),
        lacks=outlook.fit.unsatisfied[rows],
    )


class View:
    """The ground storylets of which the terms are asked, n of them, and what was found out about them in this plan."""

    def __init__(self, repertoire: Repertoire, features: Features, scene: int) -> None:
        self.repertoire, self.features, self.scene = repertoire, features, scene
        self.threads = tuple(repertoire.seed.threads.values())
        # −1 = none is looked up as the first entry.
        self._thread, self._closes, self._opens = features.thread + 1, features.closes + 1, features.opens + 1
        self._atoms = [(("thread", thread.id), ("thread_since", thread.id)) for thread in self.threads]
        self._pulls: dict[tuple[int, tuple[Value | None, ...]], Vector] = {}
        self._stays: dict[tuple[int, ...], Vector] = {}

    def moving_terms(self, futures: Sequence[Future]) -> Mapping[str, Vector]:
        """Arc, pace, threads and staying, each (k, n), in futures of equally many scenes."""
        arc = self.repertoire.seed.arc
        scene, paces = self.scene + len(futures[0].path), [future.pace for future in futures]
        return {
            "arc": self._arc(futures, arc),
            "thread": np.array([self._threads(future.world, scene) for future in futures]),
            "pace": pacing(paces, self.features.traits, [future.seconds for future in futures], scene, arc),
            "stay": np.array([self._stay(future.places) for future in futures]),
        }

    def _arc(self, futures: Sequence[Future], arc: Arc) -> Vector:
        """How near each ground storylet's tension is to what the arc wants, about −5…1."""
        view = self.features
        wanted = [[wanted_at(view, future.pace, future.seconds + 10.0, arc)] for future in futures]
        off = np.abs(view.tension - np.array(wanted))
        fit: Vector = ARC_LATER * arc.shape.hold * np.maximum(0.5 - 1.7 * off / view.span, -1.4)
        opening = [row for row, future in enumerate(futures) if future.pace.phase == "opening"]
        if opening:
            fit[opening] = np.maximum(0.5 - 2.0 * off[opening], -2.0)
        return fit

    def _threads(self, world: World, scene: int) -> Vector:
        """The pull of open questions, (n,); the same where the same questions are open for as long."""
        values = world.values
        key = (scene, tuple([values.get(atom) for atoms in self._atoms for atom in atoms]))
        known = self._pulls.get(key)
        if known is None:
            known = self._pulls[key] = self._thread_pull(world, scene)
        return known

    def _thread_pull(self, world: World, scene: int) -> Vector:
        """The nearer the end of a question's window, the stronger, closing scenes most."""
        advance, close, opening = [0.0], [0.0], [0.0]
        ages = [thread_age(world, thread.id, scene) for thread in self.threads]
        running = sum(age is not None for age in ages)
        for thread, age in zip(self.threads, ages, strict=True):
            if age is None:
                advance.append(0.3)
                close.append(0.0)
                wanted = 0.9 if running < OPEN_THREADS[0] else 0.3 if running < OPEN_THREADS[1] else -1.5
                opening.append(wanted)
                continue
            share = age / max(1, thread.within)
            advance.append(thread.weight * min(3.0, 0.3 + share + max(0.0, 2.0 * (share - 0.6))))
            # Half the window is there to make one wait; then the answer is wanted more and more.
            close.append(closing_pull(share))
            opening.append(0.0)
        pull: Vector = np.array(advance)[self._thread] + np.array(close)[self._closes] + np.array(opening)[self._opens]
        return pull

    def _stay(self, places: tuple[int, ...]) -> Vector:
        """What staying where the last scenes were costs, (n,), below 0."""
        known = self._stays.get(places)
        if known is None:
            known = self._stays[places] = -staying(self.features, places)
        return known


def wanted_at(features: Features, pace: Pace, seconds: float, arc: Arc) -> float:
    """The tension that the arc wants, on the scale on which this seed's scenes are written."""
    level = wanted_level(pace, seconds, arc)
    return level if pace.phase == "opening" else float(np.interp(level, _TWENTIETHS, features.ranks))
