"""A bridge is brought where the author has nothing new, not where it merely fits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from profiles.taste import TasteValues
from story_engine.planner import Played
from story_engine.planning.features import Features
from story_engine.planning.outlook import Vector
from story_engine.planning.terms import Steady, steady_terms
from story_engine.scenes import outlook_of
from story_engine.seed import load_seed
from story_engine.show import Show

SEED = load_seed(Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp")
ARC_MISFIT = 1.5
"""What a scene loses whose tension lies a quarter of the seed's span off the arc."""


def steady(played: tuple[int, ...]) -> tuple[Features, Steady]:
    """The terms ten minutes into a show in which these ground storylets were played last."""
    show = Show.open(SEED, rng_seed=1, taste=TasteValues.fresh(SEED.tastes))
    past = tuple(Played(ground=ground, number=number, seconds=20.0) for number, ground in enumerate(played, 30))
    outlook = replace(outlook_of(show.state), seconds=600.0, scene_number=30 + len(past), played=past)
    stack = show.state.stack
    return stack.features, steady_terms(stack.repertoire, stack.features, outlook)


def worth(terms: Steady) -> Vector:
    """What newness and rest add to every scene."""
    return terms.weights["novelty"] * terms.terms["novelty"] + terms.weights["rest"] * terms.terms["rest"]


def test_a_fresh_scene_comes_before_a_bridge_that_fits_better() -> None:
    """A bridge is worth so much less than an author's fresh scene that a misfit of tension does not outweigh it."""
    features, terms = steady(())
    own, bridges = worth(terms)[features.automatic == 0.0], worth(terms)[features.automatic > 0.0]
    assert own.min() - bridges.max() > ARC_MISFIT


def test_a_bridge_comes_before_what_was_just_told() -> None:
    """Where all that is possible was told within the rest, a bridge is better than telling it again."""
    features, terms = steady((0,))
    again = features.company == features.company[0]
    assert worth(terms)[features.automatic > 0.0].min() > worth(terms)[again].max()
