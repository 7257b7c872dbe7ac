"""Futures: what is foreseen of a pool equals what the plain way foresees, and many at once equal one at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from profiles.taste import TasteValues
from story_engine.arc import Arc
from story_engine.director import Pace, Traits, pacing
from story_engine.ground import changed_atoms, next_fit
from story_engine.plan import Input, InputKind
from story_engine.planner import Outlook
from story_engine.planning.futures import Future, View, present
from story_engine.planning.pool import Pool
from story_engine.rng import generator
from story_engine.scenes import outlook_of
from story_engine.seed import load_seed
from story_engine.show import Show

SEEDS = Path(__file__).parents[2] / "assets" / "seeds"
DEPTH = 3


@pytest.fixture(scope="module")
def show() -> Show:
    """A show in its tenth scene, so that questions are open."""
    seed = load_seed(SEEDS / "night-exchange")
    show = Show.open(seed, rng_seed=4, taste=TasteValues.fresh(seed.tastes))
    while show.state.scene is None or show.state.scene.number < 10:
        if show.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=show.choice.default, by="default"))
        show, _ = show.step()
    return show


def foreseen(show: Show, count: int = 24) -> tuple[Pool, list[list[Future]]]:
    """A pool of every ninth ground storylet, and futures of `DEPTH` scenes with those before them."""
    stack, outlook = show.state.stack, outlook_of(show.state)
    rows = np.arange(0, len(stack.repertoire.grounds), 9)
    pool = Pool(stack.repertoire, stack.features, outlook, rows)
    draw = generator(3, "futures")
    found = []
    for _ in range(count):
        way = [present(stack.features, outlook, rows)]
        for number in draw.integers(len(stack.repertoire.grounds), size=DEPTH):
            way.append(pool.after(way[-1], int(number), 0.0))
        found.append(way)
    return pool, found


def test_a_pool_lacks_what_all_storylets_lack(show: Show) -> None:
    """Looking at the pool's conditions alone counts what looking at all counts, scene after scene."""
    outlook = outlook_of(show.state)
    pool, ways = foreseen(show)
    changes = 0
    for way in ways:
        fit, world = outlook.fit, outlook.world
        for future in way[1:]:
            fit = next_fit(pool.repertoire, fit, future.world, changed_atoms(world, future.world))
            world = future.world
            assert fit.unsatisfied[pool.rows].tolist() == future.lacks.tolist()
        changes += way[0].lacks.tolist() != way[-1].lacks.tolist()
    assert changes > len(ways) / 2, "the courses should change what is possible"


def test_futures_are_scored_together_as_alone(show: Show) -> None:
    """The terms of many futures at once are, to the bit, those of each by itself."""
    pool, ways = foreseen(show)
    for depth in range(DEPTH + 1):
        futures = [way[depth] for way in ways]
        together = pool.view.moving_terms(futures)
        for row, future in enumerate(futures):
            alone = View(pool.repertoire, pool.view.features, pool.view.scene).moving_terms([future])
            assert all((together[name][row] == alone[name][0]).all() for name in alone)


def test_paces_of_every_phase_are_scored_together_as_alone() -> None:
    """Moments before and after the first choice, failure, callback and hook do not colour each other."""
    alike = np.zeros(2)
    traits = Traits(
        seconds=alike + 20.0, choice_at=alike + np.inf, failure=alike, callback=alike, hook=np.array([1.0, 0.0]),
        opening=alike, quiet=alike,
    )  # fmt: skip
    paces = [
        Pace(),
        Pace(choices=1, choice_at=60.0, failure_at=80.0, phase="build", phase_at=90.0),
        Pace(choices=2, choice_at=200.0, callback_at=120.0, hook_at=170.0, phase="relax", phase_at=250.0, hooked=-1),
        Pace(choices=3, choice_at=90.0, hook_at=10.0, phase="build", phase_at=200.0, episode=3, hooked=0),
        Pace(hook_at=170.0, phase="peak", phase_at=200.0, episode=1, hooked=0),
    ]
    seconds = [20.0, 145.0, 280.0, 400.0, 230.0]
    together = pacing(paces, traits, seconds, 9, Arc())
    alone = [pacing([pace], traits, [at], 9, Arc())[0] for pace, at in zip(paces, seconds, strict=True)]
    assert np.array(alone).tolist() == together.tolist()
    # Too early, the first by the clock, after some calm, late in an episode, at a peak.
    wanted = [round(float(hook - other), 6) for hook, other in together]
    assert wanted == [-3.0, 4.5, 3.0, 1.5, -1.5]


def test_the_present_asks_of_everything(show: Show) -> None:
    """The first future knows the outlook's world, clock and last places."""
    outlook: Outlook = outlook_of(show.state)
    features = show.state.stack.features
    now = present(features, outlook, np.arange(4))
    assert (now.world, now.seconds, now.first) == (outlook.world, outlook.seconds, -1)
    assert now.places == tuple(int(features.place[played.ground]) for played in outlook.played[-4:])
    assert len(now.truth) == len(outlook.fit.truth)
