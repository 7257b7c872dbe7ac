"""Reach finds histories that really lead to a scene; why-not names what fails and who could mend it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from player.cli.explain import reach_command, why_not_command
from profiles.taste import TasteValues
from story_engine.ground import build_repertoire, first_fit
from story_engine.plan import Input, InputKind
from story_engine.planning.courses import courses
from story_engine.planning.reach import Reached, reach
from story_engine.planning.why_not import why_not
from story_engine.scenes import outlook_of
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.world import first_world

FOLDER = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"
SEED = load_seed(FOLDER)
REPERTOIRE = build_repertoire(SEED)
OWN = [s.id for s in SEED.storylets.values() if not s.sub and not s.automatic]


@pytest.mark.parametrize("scene", OWN)
def test_every_scene_of_a_sound_seed_is_reached(scene: str) -> None:
    """Each scene has a history, which ends with it and in whose world its conditions hold."""
    found = reach(REPERTOIRE, scene)
    assert found.found, found.reason
    assert found.steps[-1].storylet == scene
    assert found.world is not None
    assert not first_fit(REPERTOIRE, found.world).unsatisfied[found.steps[-1].ground]


def test_histories_are_playable() -> None:
    """Playing a found history course by course leads to where it says: each step's options exist on some course."""
    for scene in OWN:
        found = reach(REPERTOIRE, scene)
        world = first_world(SEED)
        for step in found.steps[:-1]:
            ground = REPERTOIRE.grounds[step.ground]
            fitting = [c for c in courses(SEED, ground, world) if c.options == step.options]
            assert fitting or step.waits or step.weather
            world = fitting[0].world if fitting else world


def test_an_unreachable_scene_is_proved() -> None:
    """A scene whose condition nothing ever makes true is never reached, and the condition is named."""
    target = OWN[-1]
    storylet = SEED.storylets[target]
    other = build_repertoire(SEED)
    assert reach(other, target, rating=storylet.rating - 1) == Reached(
        found=False, never=True, reason=f"it is rated {storylet.rating}, the ceiling is {storylet.rating - 1}"
    )


def test_why_not_names_what_fails() -> None:
    """For every scene there is an answer: it plays, it lacks something, it rests, or another is preferred."""
    show = Show.open(SEED, rng_seed=1, taste=TasteValues.fresh(SEED.tastes))
    stack, outlook = show.state.stack, outlook_of(show.state)
    lacking = 0
    for scene in OWN:
        answer = why_not(stack.repertoire, stack.features, outlook, scene)
        assert answer.told()
        lacking += sum(bool(way.lacks) for way in answer.ways)
        for way in answer.ways:
            assert all(lack.condition for lack in way.lacks)
    assert lacking


def test_why_not_tells_what_repeats_too_soon_wherever_it_would_be() -> None:
    """What was just seen is told to repeat too soon, also when its scene may be at any place: one answer a cast."""
    seed = load_seed(FOLDER.parents[3] / "assets" / "seeds" / "night-exchange")
    show = Show.open(seed, rng_seed=1, taste=TasteValues.fresh(seed.tastes))
    told: dict[str, tuple[str, ...]] = {}
    for _ in range(400):
        if show.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=show.choice.default, choice=show.choice.id))
        show, _ = show.step()
        scene = show.state.scene
        if scene is not None and show.state.moment.ended and scene.storylet.place == "any" and not told:
            stack = show.state.stack
            answer = why_not(stack.repertoire, stack.features, outlook_of(show.state), scene.storylet.id)
            told[scene.storylet.id] = answer.told()
            casts = [sorted(way.cast) for way in answer.ways]
            assert len({tuple(cast) for cast in casts}) == len(casts)
            assert any(sorted(scene.required) == cast for cast in casts)
    assert told, "a scene of any place is played"
    assert any("repeats too soon" in line for lines in told.values() for line in lines)


def test_commands_answer_in_json() -> None:
    """Both commands give JSON; an unknown scene is a usage error with a suggestion."""
    run = CliRunner().invoke
    reached = run(reach_command, [str(FOLDER), OWN[-1], "--json"])
    assert reached.exit_code == 0
    assert json.loads(reached.output)["steps"][-1]["storylet"] == OWN[-1]
    explained = run(why_not_command, [str(FOLDER), OWN[-1], "--at", "1", "--json"])
    assert explained.exit_code == 0
    assert json.loads(explained.output)["scene"] == OWN[-1]
    wrong = run(reach_command, [str(FOLDER), OWN[-1] + "x"])
    assert wrong.exit_code == 2
    assert OWN[-1] in wrong.output
