"""A scene shows only who and what is there: at every beat of random plays the picture equals the world."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.taste import TasteValues
from story_engine.moment import Moment, Setting
from story_engine.perform import next_beat, visible_people, visible_thing
from story_engine.plan import Beat, Input, InputKind, Part, PartKind
from story_engine.scenes import begin_scene
from story_engine.seed import load_seed
from story_engine.show import Show

ASSETS = Path(__file__).parents[2] / "assets" / "seeds"
SEEDS = {
    "tide": load_seed(Path(__file__).parent / "seeds" / "tide"),
    **{name: load_seed(ASSETS / name) for name in ("weather-post", "night-exchange")},
}
WISHES = ("let it snow", "more comedy", "a storm", "night", "a dragon")


def doers(beat: Beat) -> set[str]:
    """Who acts, speaks or is acted upon in a beat."""
    found = {beat.line.speaker, beat.line.to} if beat.line is not None else set()
    return found | ({beat.act.actor, beat.act.target} if beat.act is not None else set()) - {""}


def handled(beat: Beat) -> set[str]:
    """The things that a beat handles, shows or frames."""
    found = {beat.act.thing, beat.act.target} if beat.act is not None else set()
    found |= {beat.text} if beat.kind.value == "reveal" else set()
    return found | (set(beat.shot.subjects) if beat.shot is not None else set())


def check_part(setting: Setting, start: Moment, part: Part) -> None:
    """Everybody and everything in the picture of a part is there at that moment, and nobody who is seen is left out."""
    seed = setting.seed
    actors = {actor.id: actor for actor in part.scene.actors}
    assert set(visible_people(setting, start)) <= set(actors)
    came = set(actors) - set(visible_people(setting, start))
    touched: set[str] = set()
    moment = start
    for expected in part.beats:
        before = moment
        moment, beat = next_beat(setting, before)
        assert beat is not None
        assert (beat.line, beat.act, beat.text) == (expected.line, expected.act, expected.text)
        for person in doers(beat) & set(seed.cast):
            came.discard(person)
            assert person in actors, f"{person} acts unseen"
            assert any(
                m.world.text("at", person) == setting.scene.place and m.world.get(("fact", "alive", person))
                for m in (before, moment)
            ), f"{person} is not there"
        for thing in handled(beat) & set(seed.things):
            touched.add(thing)
            assert any(visible_thing(setting, m, thing) for m in (before, moment)), f"{thing} is not there"
        for person in (set(beat.shot.subjects) if beat.shot is not None else set()) & set(seed.cast):
            assert person in actors, f"{person} is framed and not there"
    assert not came, f"{came} stand there without being there"
    here = {thing for thing in seed.things if visible_thing(setting, start, thing)}
    shown = {thing.id for thing in part.scene.things}
    assert here <= shown
    for thing in part.scene.things:
        assert thing.id in here or thing.id in touched or start.world.text("holder", thing.id) in actors
        assert thing.states == start.world.states_of(thing.id)
        assert thing.holder in ("", start.world.text("holder", thing.id))
    for actor in actors.values():
        assert actor.holding == start.world.held_by(actor.id)


def play(name: str, rng_seed: int, actions: list[tuple[str, int]]) -> None:
    seed = SEEDS[name]
    show = Show.open(seed, rng_seed=rng_seed, taste=TasteValues.fresh(seed.tastes))
    for action, number in actions:
        if action == "wish":
            show, _ = show.apply(Input(kind=InputKind.WISH, text=WISHES[number % len(WISHES)]))
        elif action == "skip":
            show, _ = show.apply(Input(kind=InputKind.SKIP))
        elif show.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=1 + number % len(show.choice.options)))
        before = show
        show, part = show.step()
        state = before.state
        if state.moment.ended or state.scene is None:
            state = begin_scene(state)
        if part.kind is PartKind.STORY and state.setting().scene.id == part.scene.id:
            check_part(state.setting(), state.moment, part)


ACTIONS = st.lists(
    st.tuples(st.sampled_from(["step"] * 12 + ["wish", "skip"]), st.integers(0, 9)), min_size=40, max_size=90
)


@pytest.mark.parametrize("name", sorted(SEEDS))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rng_seed=st.integers(0, 2**31), actions=ACTIONS)
def test_the_picture_is_the_world(name: str, rng_seed: int, actions: list[tuple[str, int]]) -> None:
    """Who and what is seen at each beat is who and what the world has there, whatever the viewer does."""
    play(name, rng_seed, actions)


CROWD = """seed: crowd
format: 1
title: Crowd
logline: One more is there than the scene was written for.
tastes: [wonder]
places: {pier: {name: the pier, look: a pier}, cave: {name: the cave, look: a cave}}
cast:
  ida: {name: Ida, at: pier, look: a girl}
  bo: {name: Bo, at: pier, look: a boy}
  cy: {name: Cy, at: cave, look: an old man}
start: ["stuck(cy)"]
things: {rope: {name: the rope, holder: ida, look: a rope}, lamp: {name: the lamp, at: cave, look: a lamp}}
"""
CROWDED = """title: one
place: pier
cast: ida
---
<<shot close lamp>>
Ida: There is no lamp here.
<<shot close cy>>
Ida: And no Cy.
<<act ida look bo>>
<<act ida wave cy>>
<<do give(ida, bo, rope)>>
<<shot medium ida bo>>
Ida: Hold it.
===
"""


def test_whoever_is_dealt_with_is_seen(tmp_path: Path) -> None:
    """Somebody at the place who is dealt with joins the picture; who is elsewhere is never framed."""
    (tmp_path / "scenes").mkdir()
    (tmp_path / "seed.yaml").write_text(CROWD)
    (tmp_path / "scenes" / "a.yarn").write_text(CROWDED)
    seed = load_seed(tmp_path)
    show = Show.open(seed, rng_seed=1, taste=TasteValues.fresh(seed.tastes))
    beats, actors = [], []
    while not beats or beats[-1].line is None or beats[-1].line.text != "Hold it.":
        show, part = show.step()
        if part.scene.storylet == "one":
            beats += part.beats
            actors.append({actor.id for actor in part.scene.actors})
    shots = [beat.shot.subjects for beat in beats if beat.shot is not None]
    assert shots == [("ida", "bo")]
    targets = [beat.act.target for beat in beats if beat.act is not None]
    assert targets == ["bo", "", "bo"]
    assert actors[-1] == {"ida", "bo"}
    assert all("cy" not in people for people in actors)
