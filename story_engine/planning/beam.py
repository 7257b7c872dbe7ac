"""Chooses the next scene: a beam over ground storylets, 16 futures wide and 4 scenes deep.

It reads no clock: its budget is counted in futures, so that a plan is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from story_engine.ground import Fit, Repertoire
from story_engine.planning.features import Features, remembering, view_of
from story_engine.planning.futures import Future, View, present
from story_engine.planning.outlook import Choice, Outlook, Vector
from story_engine.planning.pool import Pool
from story_engine.planning.rotation import path_overuse
from story_engine.planning.terms import Steady, recent_picks, steady_terms
from story_engine.planning.words import why_words
from story_engine.rng import generator

DEPTH = 4
"""Scenes looked ahead."""
WIDTH = 16
"""Futures kept per depth."""
EXPANSIONS = 56
"""Scenes foreseen per plan: the whole beam at 8,000 ground storylets stays below 25 ms on the reference machine."""
BRANCHING = 3
"""Best followers of each future that are looked at."""
SAME_FIRST = 5
"""Futures kept that begin with the same scene, so that several beginnings are followed to the end."""
POOL = 320
"""Ground storylets that foresight considers after the first scene: the best by what does not change."""
NEAR = 1.5
"""What being possible now, or but for one condition, is worth in that choice: the best of all is no use unless it can
follow."""
LATER = 0.55
"""Worth of a foreseen scene against the one before it, because foresight is guesswork."""
FEW = 3
"""Fewer authored scenes than this after a step are a dead end in sight."""
DEAD_END_COST = 0.7
"""Cost per scene that is missing then."""
WARMTH = (0.06, 0.9)
"""Temperature of the draw among first scenes at wildness 0 and 1: equal viewers see other shows, not worse ones."""


@dataclass(frozen=True, slots=True)
class _Grown:
    """A future with one more scene, not yet foreseen."""

    future: Future
    ground: int
    score: float


@dataclass(frozen=True, slots=True)
class _Search:
    """What every future of one plan shares."""

    features: Features
    steady: Steady
    pool: Pool
    """The ground storylets that foresight considers after the first scene, n of them."""
    total: Vector
    """(n,) their steady totals."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The candidates of the next scene before foresight and drawing, n of them."""

    rows: NDArray[np.intp]
    totals: Vector
    moving: Mapping[str, Vector]
    """Terms that depend on the moment, each (n,)."""
    steady: Steady


def plan(repertoire: Repertoire, features: Features, outlook: Outlook) -> Choice:
    """The next scene; there always is one, because automatic scenes ask for nothing."""
    features = remembering(features, outlook.world)
    scored = _first_scores(repertoire, features, outlook)
    candidates, steady = scored.rows, scored.steady
    rows = _pool(features, steady, outlook.fit)
    pool = Pool(repertoire, features, outlook, rows)
    search, now = _Search(features, steady, pool, steady.total[rows]), present(features, outlook, rows)
    drawn = scored.totals + _temperature(outlook) * _draw(outlook, len(features.weight))[candidates]
    order = np.argsort(-drawn, kind="stable")[:WIDTH]
    futures = [pool.after(now, int(candidates[i]), float(drawn[i])) for i in order]
    left = EXPANSIONS - len(futures)
    for depth in range(1, DEPTH):
        futures, left = _deeper(search, futures, depth, left)
    best = max(futures, key=lambda future: (future.score, -future.first))
    row = int(np.flatnonzero(candidates == best.first)[0])
    why = why_words(repertoire, features, outlook, best.first, shares_of(scored, row))
    others = (future.first for future in sorted(futures, key=lambda f: -f.score))
    runners = tuple(dict.fromkeys(first for first in others if first != best.first))
    return Choice(ground=best.first, why=why, score=best.score, runners_up=runners[:3])


def first_scores(repertoire: Repertoire, features: Features, outlook: Outlook) -> Scored:
    """What the planner thinks of every scene that is possible now."""
    return _first_scores(repertoire, remembering(features, outlook.world), outlook)


def _first_scores(repertoire: Repertoire, features: Features, outlook: Outlook) -> Scored:
    steady = steady_terms(repertoire, features, outlook)
    eligible = outlook.fit.unsatisfied == 0
    rows = np.flatnonzero(eligible & steady.awake)
    if not len(rows):
        rows = np.flatnonzero(eligible & (features.rating <= outlook.viewer_rating))
    if not len(rows):
        rows = np.flatnonzero(features.automatic > 0)
    view = View(repertoire, view_of(features, rows), outlook.scene_number)
    moving = {name: of[0] for name, of in view.moving_terms([present(features, outlook, rows)]).items()}
    totals = steady.total[rows]
    for name, values in moving.items():
        totals = totals + steady.weights[name] * values
    return Scored(rows, totals, moving, steady)


def shares_of(scored: Scored, row: int) -> dict[str, float]:
    """What each term adds to the score of one candidate, by its place among the candidates."""
    ground = int(scored.rows[row])
    terms = {name: float(values[ground]) for name, values in scored.steady.terms.items()}
    terms |= {name: float(values[row]) for name, values in scored.moving.items()}
    return {name: scored.steady.weights[name] * value for name, value in terms.items()}


def _temperature(outlook: Outlook) -> float:
    low, high = WARMTH
    return float(low + (high - low) * outlook.wildness**1.5)


def _draw(outlook: Outlook, count: int) -> Vector:
    """Gumbel noise for every ground storylet: the largest sum is a draw by softmax; another after another pick."""
    picked = recent_picks(outlook)
    path = picked[-1][0] if picked else ""
    uniform = generator(outlook.rng_seed, "plan", outlook.scene_number, path).random(count)
    noise: Vector = -np.log(-np.log(np.clip(uniform, 1e-9, 1.0 - 1e-9)))
    return noise


def _pool(features: Features, steady: Steady, fit: Fit) -> NDArray[np.intp]:
    """The ground storylets worth foreseeing: the best steady totals, those near to be played, those with a mark."""
    if len(steady.total) <= POOL:
        return np.flatnonzero(steady.awake)
    traits = features.traits
    marked = traits.hook + traits.failure + traits.callback + np.isfinite(traits.choice_at) + (features.closes >= 0)
    near = np.maximum(0.0, 2.0 - fit.unsatisfied)
    worth = np.where(steady.awake, steady.total + 0.8 * np.minimum(1.0, marked) + NEAR * near, -np.inf)
    best = highest(worth, POOL)
    return best[steady.awake[best]]


def highest(worth: Vector, count: int) -> NDArray[np.intp]:
    """Where the `count` highest values stand, in order of their places; among equals the first, on every machine.

    `np.argpartition` takes of equals whichever the processor's instructions leave in front.
    """
    if count >= len(worth):
        return np.arange(len(worth))
    least = np.partition(worth, len(worth) - count)[len(worth) - count]
    found = np.flatnonzero(worth >= least)
    spare = len(found) - count
    return found if not spare else np.delete(found, np.flatnonzero(worth[found] == least)[-spare:])


def _deeper(search: _Search, futures: list[Future], depth: int, left: int) -> tuple[list[Future], int]:
    """The best futures that are one scene longer, and how many expansions are left."""
    grown: list[_Grown] = []
    worth = LATER**depth
    rows = search.pool.rows
    for future, totals, authored in zip(futures, *_later_totals(search, futures), strict=True):
        score = future.score - DEAD_END_COST * max(0, FEW - authored)
        follow = [int(i) for i in highest(totals, BRANCHING) if np.isfinite(totals[i])]
        grown.extend(_Grown(future, int(rows[i]), score + float(totals[i]) * worth) for i in follow)
        if not follow:  # a dead end is not foreseen further, but it stays a future
            grown.append(_Grown(future, future.path[-1], score))
    kept = _kept(grown)
    if depth == DEPTH - 1 or left <= 0:
        return [replace(e.future, score=e.score, path=(*e.future.path, e.ground)) for e in kept], left
    kept = kept[:left]
    return [search.pool.after(entry.future, entry.ground, entry.score) for entry in kept], left - len(kept)


def _later_totals(search: _Search, futures: list[Future]) -> tuple[Vector, list[int]]:
    """The totals of the pool in k futures, (k, n), −∞ where it cannot follow; how many authors' scenes can, k."""
    features, pool = search.features, search.pool
    view, weights = pool.view.features, search.steady.weights
    paths = np.array([future.path for future in futures])
    can = np.array([future.lacks for future in futures]) == 0
    for played in paths.T:
        can &= view.storylet != features.storylet[played][:, np.newaxis]
    totals = search.total - weights["overuse"] * path_overuse(features, view, paths)
    for name, values in pool.view.moving_terms(futures).items():
        totals += weights[name] * values
    totals[~can] = -np.inf
    return totals, [int(number) for number in can.sum(axis=1) - can @ view.automatic]


def _kept(grown: list[_Grown]) -> list[_Grown]:
    """The best futures: not too many with one beginning, and of those with the same scenes in other orders one."""
    kept: list[_Grown] = []
    seen: set[tuple[int, frozenset[int]]] = set()
    begun: dict[int, int] = {}
    for entry in sorted(grown, key=lambda g: (-g.score, g.future.path, g.ground)):
        first = entry.future.first
        same = (first, frozenset((*entry.future.path, entry.ground)))
        if same in seen or begun.get(first, 0) >= SAME_FIRST:
            continue
        seen.add(same)
        begun[first] = begun.get(first, 0) + 1
        kept.append(entry)
        if len(kept) >= WIDTH:
            break
    return kept
