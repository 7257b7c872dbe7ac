"""An open question that waits for something is helped: the scene that makes its end possible is brought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from profiles.taste import TasteValues
from story_engine.expr import Value
from story_engine.fluents import Atom
from story_engine.ground import first_fit
from story_engine.planner import Outlook, plan
from story_engine.planning.terms import steady_terms
from story_engine.scenes import outlook_of
from story_engine.seed import Seed
from story_engine.show import Show

WORLD = """
seed: lost-key
title: The Lost Key
rating: 6
tastes: [warmth]
places:
  hall: {name: the hall}
cast:
  ana: {name: Ana, at: hall}
things:
  key: {name: a key, at: hall}
facts: [found_map, asked_aunt]
threads:
  riddle: {question: "Whose key is it?", within: 20}
"""
SCENES = """
title: asks
thread: riddle opens
place: hall
cast: ana
---
Ana: Whose key is this, then?
===
title: answer
thread: riddle closes
place: hall
cast: ana
when: found_map()
---
Ana: It is the aunt's own, and there is her name.
===
title: map
place: hall
cast: ana
when: asked_aunt()
---
Ana: And here it is, the map she spoke of.
<<do found_map()>>
===
title: aunt
place: hall
cast: ana
---
Ana: I wrote to the aunt, and she answered.
<<do asked_aunt()>>
===
title: idle
place: hall
cast: ana
---
Ana: How long the afternoons are by now.
===
title: idle_too
place: hall
cast: ana
---
Ana: Nobody came up the stairs all day.
===
"""


@pytest.fixture(scope="module")
def show(small_seed: Callable[[str, str, str], Seed]) -> Show:
    """A show of a seed whose question is answered two steps away: the aunt tells of the map, the map answers."""
    seed = small_seed("lost-key", WORLD, SCENES)
    return Show.open(seed, rng_seed=1, taste=TasteValues.fresh(seed.tastes), wildness=0.0)


def asked(show: Show, age: int, *facts: str) -> Outlook:
    """An outlook `age` scenes after the question was opened, in which `facts` are so."""
    outlook = outlook_of(show.state)
    scene = 40
    told: dict[Atom, Value] = {("thread", "riddle"): "open", ("thread_since", "riddle"): float(scene - age)}
    told |= {("fact", fact): True for fact in facts}
    world = outlook.world.write(told, "")
    fit = first_fit(show.state.stack.repertoire, world)
    return replace(outlook, world=world, fit=fit, scene_number=scene, seconds=800.0)


def credit(show: Show, outlook: Outlook) -> dict[str, float]:
    """What causes add to every scene, by its name."""
    stack = show.state.stack
    found = steady_terms(stack.repertoire, stack.features, outlook).terms["cause"]
    return {g.storylet.id: float(found[row]) for row, g in enumerate(stack.repertoire.grounds)}


def planned(show: Show, outlook: Outlook) -> str:
    """The scene that the planner brings."""
    stack = show.state.stack
    return stack.repertoire.grounds[plan(stack.repertoire, stack.features, outlook).ground].storylet.id


def test_a_pressing_question_draws_the_scene_that_its_end_waits_for(show: Show) -> None:
    """Two steps before the end the first helper is drawn, one step before it the second; nobody else ever."""
    far, near = credit(show, asked(show, 16)), credit(show, asked(show, 16, "asked_aunt"))
    assert far["aunt"] > 0.5
    assert far["map"] == far["idle"] == far["idle_too"] == 0.0
    assert near["map"] > far["aunt"]
    assert near["aunt"] == near["idle"] == 0.0


def test_help_grows_as_the_window_closes(show: Show) -> None:
    """A question that is young is left to wait; towards the end of its window help is worth more and more."""
    pulls = [credit(show, asked(show, age))["aunt"] for age in (2, 8, 12, 18)]
    assert pulls[0] == 0.0
    assert pulls == sorted(pulls)
    assert pulls[-1] > 2.0 * pulls[1] > 0.0


def test_an_end_that_is_possible_needs_no_help(show: Show) -> None:
    """Once the answer can be given its helpers are scenes like any other."""
    found = credit(show, asked(show, 16, "asked_aunt", "found_map"))
    assert found["aunt"] == found["map"] == 0.0


@pytest.mark.parametrize(
    ("facts", "scene"), [((), "aunt"), (("asked_aunt",), "map"), (("asked_aunt", "found_map"), "answer")]
)
def test_the_planner_walks_to_the_answer(show: Show, facts: tuple[str, ...], scene: str) -> None:
    """With the window nearly over the planner brings helper, helper and answer, whichever is next."""
    assert planned(show, asked(show, 18, *facts)) == scene
