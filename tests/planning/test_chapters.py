"""Chapter cards keep their distance: a scene that begins a chapter waits, and why-not says for what."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from profiles.taste import TasteValues
from story_engine.planning.terms import CHAPTER_MINUTES, steady_terms
from story_engine.planning.why_not import why_not
from story_engine.scenes import outlook_of
from story_engine.seed import Seed
from story_engine.show import Show
from story_engine.time import to_seconds

WORLD = """format: 1
seed: quay
title: The Quay
rating: 6
tastes: [calm]
clock: {start: 12.0}
weather: {start: clear}
places: {quay: {name: the quay, look: wet stones}}
cast: {ada: {name: Ada, look: red scarf, at: quay}}
"""
CARDS = 3
PLAIN = 12


def scene(name: str, header: str = "", weight: int = 1) -> str:
    """A scene of some twenty seconds."""
    lines = "\n".join(f"Ada: This is line {k} of {name}, and it takes its time to be said." for k in range(5))
    return f"title: {name}\nplace: quay\ncast: ada\ntags: calm\nweight: {weight}\n{header}---\n{lines}\n===\n"


@pytest.fixture(scope="module")
def seed(small_seed: Callable[[str, str, str], Seed]) -> Seed:
    """Three scenes with a card, which their author wants more than the others."""
    cards = [scene(f"card_{n}", f"chapter: Of {n}\nonce: yes\n", weight=8) for n in range(CARDS)]
    return small_seed("quay", WORLD, "".join(cards + [scene(f"plain_{n}", "cooldown: 2\n") for n in range(PLAIN)]))


@pytest.fixture(scope="module")
def begun(seed: Seed) -> Show:
    """A show just after its first card."""
    show = Show.open(seed, rng_seed=1, taste=TasteValues.fresh(seed.tastes))
    while show.state.scene is None or not (show.state.scene.storylet.chapter and show.state.moment.ended):
        show, _ = show.step()
    return show


def test_two_cards_are_an_episode_apart(seed: Seed) -> None:
    """Scenes with cards that could follow at once come one by one, each after its distance, and all of them come."""
    show, cards = Show.open(seed, rng_seed=1, taste=TasteValues.fresh(seed.tastes)), list[tuple[str, float]]()
    while to_seconds(show.clock) < 60.0 * CHAPTER_MINUTES * (CARDS + 1):
        at, show = to_seconds(show.clock), show.step()[0]
        scene = show.state.scene
        if scene is not None and scene.storylet.chapter and (not cards or cards[-1][0] != scene.id):
            cards.append((scene.id, at))
    assert len(cards) == CARDS
    assert np.diff([at for _, at in cards]).min() >= 60.0 * CHAPTER_MINUTES


def test_only_chapters_wait(begun: Show) -> None:
    """After a card the other cards sleep, and nothing else does for them."""
    outlook = outlook_of(begun.state)
    features = begun.state.stack.features
    awake = steady_terms(begun.state.stack.repertoire, features, outlook).awake
    assert features.chapter.sum() == CARDS
    assert not awake[features.chapter].any()
    assert awake[~features.chapter].any()


def test_why_not_names_the_last_card(begun: Show) -> None:
    """Asked why a chapter does not begin, the planner says that another has just begun."""
    stack = begun.state.stack
    last = begun.state.scene
    assert last is not None
    other = next(f"card_{n}" for n in range(CARDS) if f"card_{n}" != last.storylet.id)
    told = why_not(stack.repertoire, stack.features, outlook_of(begun.state), other)
    assert 0.0 <= told.ways[0].chapter_minutes_ago < CHAPTER_MINUTES
    assert not told.ways[0].possible
    assert any("it begins a chapter" in line for line in told.told())
