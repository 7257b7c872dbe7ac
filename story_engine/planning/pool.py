"""The ground storylets that foresight considers, and what is so after the likely courses of scenes.

It does not know scores. A plan asks of its few hundred storylets only, so that only their conditions are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from story_engine.director import Pace, after_scene, hook_seen
from story_engine.ground import Repertoire
from story_engine.planning.features import Features, view_of
from story_engine.planning.futures import Future, View
from story_engine.planning.outlook import Outlook
from story_engine.planning.rotation import MOST_STAY
from story_engine.planning.terms import level_of
from story_engine.world import Atom, World


class Pool:
    """n ground storylets of a repertoire by their numbers, `rows`; and what was found out about them in this plan."""

    def __init__(self, repertoire: Repertoire, features: Features, outlook: Outlook, rows: NDArray[np.intp]) -> None:
        self.repertoire, self.features, self.outlook, self.rows = repertoire, features, outlook, rows
        self.view = View(repertoire, view_of(features, rows), outlook.scene_number)
        position = np.full(len(repertoire.grounds), -1, dtype=np.intp)
        position[rows] = np.arange(len(rows))
        at = position[repertoire.pair_ground]
        pairs = np.flatnonzero(at >= 0)
        self._at = at[pairs]
        """Places in the pool, by watch."""
        self._ends = np.cumsum(np.bincount(repertoire.pair_watch[pairs], minlength=len(repertoire.closures))).tolist()
        """Where each watch's places end."""
        self._watches: dict[Atom, tuple[int, ...]] = {}

    def after(self, future: Future, number: int, score: float) -> Future:
        """The future after the likely course of a ground storylet of the repertoire, in it or not."""
        ground = self.repertoire.grounds[number]
        ends = future.seconds + ground.seconds
        updates = dict(ground.updates)
        updates["clock",] = ends
        updates["last", ground.storylet.id] = float(self.outlook.scene_number + len(future.path))
        # The scene's number stays: `since(…)` one scene off is good enough to foresee with and costs most of the look.
        values = future.world.values
        changed = {atom: value for atom, value in updates.items() if values.get(atom, False) != value}
        world = future.world.write(changed, "")
        truth, lacks = self._fit(future, world, changed)
        pace = after_scene(
            self._noted(future.pace, number, future.seconds, ends),
            level_of(self.features, number),
            ground.seconds,
            ends,
            self.repertoire.seed.arc,
        )
        places = (*future.places, int(self.features.place[number]))[-MOST_STAY:]
        return Future(score, (*future.path, number), world, ends, pace, places, truth, lacks)

    def _fit(self, future: Future, world: World, changed: Iterable[Atom]) -> tuple[bytes, NDArray[np.int16]]:
        """Truth and lacks after `changed` atoms got new values; the plain way is `ground.next_fit`."""
        known, closures, asked = self._watches, self.repertoire.closures, set(self.repertoire.always)
        for atom in changed:
            watches = known.get(atom)
            if watches is None:
                watches = known[atom] = self._asking(atom)
            asked.update(watches)
        before = future.truth
        flipped = [watch for watch in asked if bool(closures[watch](world)) != before[watch]]
        if not flipped:
            return before, future.lacks
        truth, lacks = bytearray(before), future.lacks.copy()
        ends, at = self._ends, self._at
        for watch in flipped:
            truth[watch] ^= 1
            # A ground storylet has each watch at most once, so plain fancy indexing counts right.
            lacks[at[ends[watch - 1] if watch else 0 : ends[watch]]] += -1 if truth[watch] else 1
        return bytes(truth), lacks

    def _asking(self, atom: Atom) -> tuple[int, ...]:
        """The watches that read an atom and of which a storylet of the pool asks."""
        ends = self._ends
        return tuple(w for w in self.repertoire.by_atom.get(atom, ()) if ends[w] > (ends[w - 1] if w else 0))

    def _noted(self, pace: Pace, ground: int, begins: float, ends: float) -> Pace:
        """The pace with what a ground storylet is marked with."""
        traits = self.features.traits
        if np.isfinite(traits.choice_at[ground]):
            pace = replace(pace, choices=pace.choices + 1, choice_at=begins + float(traits.choice_at[ground]))
        if traits.failure[ground]:
            pace = replace(pace, failure_at=ends)
        if traits.callback[ground]:
            pace = replace(pace, callback_at=ends)
        return hook_seen(pace, ends) if traits.hook[ground] else pace
