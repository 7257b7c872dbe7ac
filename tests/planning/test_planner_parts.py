"""The planner's parts: phases of tension, ledgers, sifting, wildness, courses; plans are the same every time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from profiles.taste import TasteValues
from story_engine.arc import Arc
from story_engine.director import Pace, after_scene, wanted_level
from story_engine.errors import InputError
from story_engine.plan import Input, InputKind
from story_engine.planner import Outlook, Played, build_features, plan
from story_engine.planning.beam import highest
from story_engine.planning.courses import courses
from story_engine.planning.features import motive_of
from story_engine.planning.ledger import motif_again, rest_minutes
from story_engine.planning.sifting import FRESH, PATTERNS, completes, matched, waiting
from story_engine.planning.terms import recent_picks, thread_age
from story_engine.rng import generator
from story_engine.scenes import outlook_of
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.world import World, first_world

SEED = load_seed(Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp")


def opened(rng_seed: int = 1, wildness: float = 0.25) -> Show:
    return Show.open(SEED, rng_seed=rng_seed, taste=TasteValues.fresh(SEED.tastes), wildness=wildness)


def after_scenes(show: Show, scenes: int) -> Show:
    """The show after some scenes, defaults taken."""
    while show.state.scene is None or show.state.scene.number < scenes or not show.state.moment.ended:
        if show.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=show.choice.default, by="default"))
        show, _ = show.step()
    return show


def outlook_with(played: tuple[int, ...], seconds: float = 20.0) -> tuple[Show, Outlook]:
    """An outlook before which these ground storylets were played, each for so many seconds."""
    show = opened()
    outlook = outlook_of(show.state)
    past = tuple(Played(ground=ground, number=n, seconds=seconds) for n, ground in enumerate(played, 1))
    return show, replace(outlook, played=past, scene_number=len(past) + 1)


def test_phases_follow_what_was_played() -> None:
    """Tension builds, peaks until it was hot for long enough, fades and relaxes; then an episode has ended."""
    pace, seconds, phases = Pace(), 0.0, []
    while pace.episode < 2:
        level = wanted_level(pace, seconds, Arc())
        seconds += 20.0
        pace = after_scene(pace, level, 20.0, seconds, Arc())
        phases.append(pace.phase)
    assert [p for n, p in enumerate(phases) if n == 0 or phases[n - 1] != p] == [
        "opening", "build", "peak", "fade", "relax", "build", "peak", "fade", "relax", "build",
    ]  # fmt: skip
    assert 2 * 300 <= seconds - 200 <= 2 * 480


def test_a_peak_waits_for_heat() -> None:
    """A peak in which nothing tense is played lasts longer than one that is filled, but not for ever."""
    start = Pace(phase="peak", phase_at=500.0)
    filled = after_scene(after_scene(start, 0.9, 20.0, 520.0, Arc()), 0.9, 20.0, 540.0, Arc())
    empty = after_scene(after_scene(start, 0.2, 20.0, 520.0, Arc()), 0.2, 20.0, 540.0, Arc())
    assert (filled.phase, empty.phase) == ("fade", "peak")
    assert after_scene(empty, 0.2, 60.0, 600.0, Arc()).phase == "fade"


def test_rest_is_counted_by_scene_and_cast() -> None:
    """Minutes since a scene with its cast count from its last beginning; what was never played rests for ever."""
    show, outlook = outlook_with((0, 1, 1), seconds=60.0)
    features = show.state.stack.features
    rest = rest_minutes(features, outlook)
    assert rest[0] == pytest.approx(3.0)
    assert rest[1] == pytest.approx(1.0)
    others = ~np.isin(features.company, features.company[[0, 1]])
    assert np.isinf(rest[others]).all()


def test_known_run_of_three_costs() -> None:
    """The storylet that followed the last two before costs more than others."""
    show, outlook = outlook_with((0, 1, 2, 3, 0, 1))
    features = show.state.stack.features
    cost = motif_again(features, outlook)
    follows = features.storylet == features.storylet[2]
    assert (cost[follows] > 0).all()
    assert (cost[~follows] == 0).all()


def test_patterns_match_with_one_binding() -> None:
    """A variable that stands twice must mean the same twice."""
    assert matched(("fact", "owes", "?a", "?b"), ("fact", "owes", "x", "y")) == (("?a", "x"), ("?b", "y"))
    assert matched(("fact", "owes", "?a", "?a"), ("fact", "owes", "x", "y")) is None
    assert matched(("fact", "owes", "?a"), ("fact", "owes", "x", "y")) is None


def test_sifting_finds_what_was_begun() -> None:
    """A debt made by a scene waits to be paid: not at once, and not after it was paid."""
    debt = ("fact", "owes", "ada", "brix")
    world = World({}, {}).write({debt: True}, "s3")
    assert waiting(world, 3 + FRESH - 1) == ()
    (shape,) = waiting(world, 3 + FRESH)
    assert shape.pattern is PATTERNS[0]
    assert completes(shape, {debt: False})
    assert not completes(shape, {debt: True})
    assert shape.told({"ada": "Ada", "brix": "Brix"}) == "Ada still owes Brix"
    assert waiting(world.write({debt: False}, "s9"), 30) == ()


def test_plans_are_the_same_every_time() -> None:
    """The same outlook gives the same plan, whatever was planned before."""
    show = after_scenes(opened(), 3)
    stack, outlook = show.state.stack, outlook_of(show.state)
    first = plan(stack.repertoire, stack.features, outlook)
    plan(stack.repertoire, stack.features, replace(outlook, wildness=1.0))
    assert plan(stack.repertoire, stack.features, outlook) == first


def test_wildness_is_journaled() -> None:
    """The dial is part of the header, changes live, and a resumed show goes on with it."""
    show = after_scenes(opened(wildness=0.7), 1)
    assert show.state.header.wildness == 0.7
    show, outcome = show.apply(Input(kind=InputKind.WILDNESS, share=0.9))
    assert outcome.kind == "noted"
    ahead = after_scenes(show, 4)
    resumed = Show.resume(SEED, ahead.journal())
    assert resumed.state.wildness == 0.9
    assert [p.id for p in Show.replay(SEED, ahead.journal())][-1] == ahead.state.last_part.id  # type: ignore[union-attr]
    with pytest.raises(InputError, match="use 0"):
        show.apply(Input(kind=InputKind.WILDNESS, share=1.5))


def test_wild_shows_differ_more() -> None:
    """Over some rng seeds a wild dial leads to at least as many different fifth scenes as a tame one."""

    def fifths(wildness: float) -> set[str]:
        stack = opened().state.stack
        found = set()
        for rng_seed in range(12):
            show = after_scenes(opened(rng_seed, wildness), 4)
            chosen = plan(stack.repertoire, stack.features, outlook_of(show.state)).ground
            found.add(stack.repertoire.grounds[chosen].key)
        return found

    assert len(fifths(1.0)) >= len(fifths(0.0))


def test_courses_try_every_option() -> None:
    """A scene with a choice has a course for each option, and each remembers what was chosen."""
    world = first_world(SEED)
    repertoire = opened().state.stack.repertoire
    ground = next(g for g in repertoire.grounds if np.isfinite(g.choice_at))
    options = {course.options[0][0] for course in courses(SEED, ground, world) if course.options}
    assert len(options) >= 2
    for course in courses(SEED, ground, world):
        assert all(course.world.get(("chose", option)) for option, _ in course.options)


def test_thread_age_is_read_from_causes() -> None:
    """An open thread's age counts from the scene that opened it; a closed one has none."""
    thread = next(iter(SEED.threads))
    world = World({}, {}).write({("thread", thread): "open"}, "s4")
    assert thread_age(world, thread, 10) == 6
    assert thread_age(world.write({("thread", thread): "closed"}, "s8"), thread, 10) is None


def test_picks_are_remembered_for_a_while() -> None:
    """Recent picks are those of the last scenes, oldest first."""
    show, outlook = outlook_with((0, 1, 2))
    world = show.state.moment.world.write({("chose", "old"): True}, "s1").write({("chose", "new"): True}, "s9")
    assert recent_picks(replace(outlook, world=world, scene_number=10)) == (("new", 9),)


def test_an_option_picked_again_is_picked_now() -> None:
    """An option that was picked long ago and is picked again counts as just picked: its doors open again."""
    _, outlook = outlook_with((0, 1, 2))
    world = outlook.world.write({("chose", "bold"): True}, "s2")
    assert recent_picks(replace(outlook, world=world.write({("chose", "bold"): True}, "s9"), scene_number=10)) == ()
    again = replace(outlook, world=world.happened(("chose", "bold"), "s9"), scene_number=10)
    assert recent_picks(again) == (("bold", 9),)
    assert dict(again.world.values) == dict(world.values)


def test_motives_are_read_in_pairs() -> None:
    """Every “person wants goal” of a scene's because counts, and a known want more than an unknown one."""
    stack = opened().state.stack
    person = next(p for p in SEED.cast.values() if p.wants)
    ground = stack.repertoire.grounds[0]

    def worth(because: str) -> float:
        return motive_of(SEED, replace(ground, storylet=replace(ground.storylet, because=because)))

    known, both = f"{person.id} wants {person.wants[0]}", f"{person.id} wants {person.wants[0]}, {person.id} wants rain"
    assert worth(known) == 1.0 > worth(both) > worth(f"{person.id} wants rain") > worth("") == 0.0


def test_levels_are_ranks() -> None:
    """The level of a scene is its tension's rank among the author's scenes, whatever the seed's range."""
    features = build_features(opened().state.stack.repertoire)
    order = np.argsort(features.tension, kind="stable")
    assert (np.diff(features.level[order]) >= 0).all()
    assert 0.0 <= features.level.min() <= features.level.max() <= 1.0


@pytest.mark.parametrize("count", [1, 3, 200, 320, 999])
def test_of_equals_the_first_are_chosen(count: int) -> None:
    """Which of equally good scenes are followed is no matter of the processor."""
    draw = generator(1, "equals", count)
    worth = np.where(draw.random(320) < 0.3, -np.inf, draw.integers(40, size=320) / 4.0)
    wanted = sorted(sorted(range(320), key=lambda place: (-worth[place], place))[:count])
    assert highest(worth, count).tolist() == wanted
