"""The ledger of lines holds within the hour: a scene whose words were just heard comes later, and lists turn round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from profiles.taste import TasteValues
from story_engine.altered import altered
from story_engine.heard import line_key
from story_engine.moment import Setting, pick_word
from story_engine.planner import Played
from story_engine.planning.ledger import lines_again
from story_engine.planning.spoken import heard_lines
from story_engine.planning.terms import steady_terms
from story_engine.scenes import outlook_of
from story_engine.seed import Seed
from story_engine.show import Show

WORLD = """format: 1
seed: quay
title: The Quay
rating: 6
tastes: [calm]
clock: {start: 12.0}
weather: {start: clear}
places: {quay: {name: the quay, look: wet stones}}
cast: {ada: {name: Ada, look: red scarf, at: quay}, brix: {name: Brix, look: grey beard, at: quay}}
words:
  gull: [A gull went by up there., A gull came back again., A gull sat down there., A gull said so loudly.]
"""
SCENES = """
title: fixed
place: quay
cast: ada
tags: calm
tension: 0.3
---
Ada: The tide was in at noon.
=> Ada: It was on time again today.
=> Ada: It was late for once today.
<<once>>
    Ada: I had never seen it so high.
<<else>>
    Ada: It was as high as it was.
<<endonce>>
<<detour remark>>
===
title: other
place: quay
cast: ada, brix
tags: calm
tension: 0.3
---
Brix: There were two boats at the quay.
{words("gull")}
===
title: remark
sub: yes
---
Ada: I only wanted to say it.
===
"""


@pytest.fixture(scope="module")
def seed(small_seed: Callable[[str, str, str], Seed]) -> Seed:
    """Two scenes and a remark."""
    return small_seed("quay", WORLD, SCENES)


def keys(*lines: str) -> dict[str, float]:
    """A ledger in which these lines were just heard."""
    return {line_key(line): 0.0 for line in lines}


def test_lines_are_counted_where_they_must_return(seed: Seed) -> None:
    """A fixed line, an exhausted group, a heard else of once and a remark count; a group with a fresh way does not."""
    body = seed.storylets["fixed"].body
    assert heard_lines(seed, body, {}) == 0
    assert heard_lines(seed, body, keys("The tide was in at noon.", "It was on time again today.")) == 1
    assert heard_lines(seed, body, keys("It was on time again today.", "It was late for once today.")) == 1
    assert heard_lines(seed, body, keys("It was as high as it was.", "I only wanted to say it.")) == 2
    assert heard_lines(seed, body, keys("I had never seen it so high.")) == 0


def test_a_scene_with_heard_words_is_worth_less(seed: Seed) -> None:
    """What was played minutes ago and would say the same again scores lower than without the ledger."""
    show = Show.open(seed, rng_seed=1, taste=TasteValues.fresh(seed.tastes))
    stack, outlook = show.state.stack, outlook_of(show.state)
    (ground,) = (n for n, g in enumerate(stack.repertoire.grounds) if g.storylet.id == "fixed")
    outlook = replace(outlook, played=(Played(ground=ground, number=1, seconds=1200.0),), scene_number=2)
    told = replace(outlook, heard=keys("The tide was in at noon."))
    everyone = np.ones(len(stack.repertoire.grounds), dtype=np.bool_)
    lines = lines_again(seed, stack.features, told, everyone)
    assert lines[ground] == 1
    assert lines.sum() == 1
    assert not lines_again(seed, stack.features, told, ~everyone).any()
    with_words = steady_terms(stack.repertoire, stack.features, told).terms["rest"]
    without = steady_terms(stack.repertoire, stack.features, outlook).terms["rest"]
    assert with_words[ground] < without[ground]


def test_a_word_list_turns_round_before_it_repeats(seed: Seed) -> None:
    """Every entry of a list is said once before any is said again, and then none that is a line of the last hour."""
    show = Show.open(seed, rng_seed=3, taste=TasteValues.fresh(seed.tastes))
    show, _ = show.step()
    assert show.state.scene is not None
    setting, said = Setting(seed=seed, rng_seed=3, scene=show.state.scene), []
    moment = altered(show.state.moment, ledger={}, recent={}, said=())
    for _ in range(4):
        moment, words = pick_word(setting, moment, "gull")
        said.append(words)
    assert len(set(said)) == 4
    moment = altered(moment, recent=keys(*said[:3]))
    assert pick_word(setting, moment, "gull")[1] == said[3]
