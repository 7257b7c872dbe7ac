"""Plans: eligibility by watches, pacing of the first minutes, wishes, taste and never a dead end."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.taste import TasteValues, wished
from story_engine.arc import Arc
from story_engine.bench import bench_story, synthetic_repertoire
from story_engine.director import Pace, wanted_level
from story_engine.ground import build_repertoire, changed_atoms, first_fit, next_fit
from story_engine.plan import Input, InputKind, PartKind
from story_engine.rng import generator
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.time import to_seconds
from story_engine.wishes import read_wish
from story_engine.world import first_world

SEED = load_seed(Path(__file__).parent / "seeds" / "ferry-lamp")


def played(show: Show, scenes: int) -> Show:
    """The show after some scenes, defaults taken at once."""
    while show.state.scene is None or show.state.scene.number < scenes:
        show, part = show.step()
        if part.kind is PartKind.HOLD and part.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=part.choice.default, by="default"))
    return show


def opened(rng_seed: int = 1, taste: TasteValues | None = None) -> Show:
    return Show.open(SEED, rng_seed=rng_seed, taste=taste or TasteValues.fresh(SEED.tastes))


@pytest.mark.parametrize("rng_seed", range(4))
def test_two_hundred_scenes_without_a_dead_end(rng_seed: int) -> None:
    """A seed of five scenes still plays two hundred, and every scene is one that the world allows."""
    show = played(opened(rng_seed), 200)
    names = [entry.record.fields["storylet"] for entry in show.log if entry.record.kind == "scene"]
    assert len(names) == 200
    assert names.count("first_evening") == 1
    assert names.count("lighting") <= 1


def test_incremental_fit_equals_the_full_one() -> None:
    """Counting only changed watches gives the same eligible storylets as asking everything."""
    repertoire = build_repertoire(SEED)
    world = first_world(SEED)
    fit = first_fit(repertoire, world)
    show = opened()
    for _ in range(120):
        show, part = show.step()
        if part.kind is PartKind.HOLD:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=1 + show.steps % 2))
        after = show.state.moment.world
        fit = next_fit(repertoire, fit, after, changed_atoms(world, after))
        world = after
        assert fit.eligible().tolist() == first_fit(repertoire, world).eligible().tolist()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_synthetic_fit_stays_exact(number: int) -> None:
    """The counters stay exact over random writes on a synthetic domain."""
    repertoire = synthetic_repertoire(300)
    world = first_world(repertoire.seed)
    fit = first_fit(repertoire, world)
    draw = generator(number, "writes")
    for step in range(12):
        atom = ("fact", f"f{int(draw.integers(600))}")
        after = world.write({atom: bool(draw.random() < 0.5), ("at", "c1"): f"p{step}"}, "s1")
        fit = next_fit(repertoire, fit, after, changed_atoms(world, after))
        world = after
    full = first_fit(repertoire, world)
    assert fit.unsatisfied.tolist() == full.unsatisfied.tolist()


def test_wish_for_a_person_is_pursued() -> None:
    """Who is wished for is in one of the next three scenes."""
    show = opened()
    show, _ = show.step()
    show, outcome = show.apply(Input(kind=InputKind.WISH, text="where is the heron?"))
    assert outcome.intents == ("goal:brix",)
    casts = [e.record.fields["cast"] for e in played(show, 4).log if e.record.kind == "scene"]
    assert any("brix" in cast for cast in casts[1:])


def test_taste_decides() -> None:
    """A viewer who wants menace and one who wants comedy get other likelihoods for the same options."""
    tastes = [wished(wished(TasteValues.fresh(SEED.tastes), tag, True), tag, True) for tag in ("menace", "warmth")]
    likely = []
    for taste in tastes:
        show = opened(taste=taste)
        while show.choice is None:
            show, _ = show.step()
        likely.append([option.likely for option in show.choice.options])
    assert likely[0][1] > likely[0][0]
    assert likely[1][0] > likely[1][1]


def test_causes_point_back() -> None:
    """A scene that needs a choice names the scene in which it was made."""
    show = opened()
    while show.choice is None:
        show, _ = show.step()
    chosen_in = show.state.scene.id if show.state.scene else ""
    show, _ = show.apply(Input(kind=InputKind.PICK, option=1))
    show = played(show, 30)
    scenes = [
        e.record.fields for e in show.log if e.record.kind == "scene" and e.record.fields["storylet"] == "talk_of_it"
    ]
    assert scenes
    assert all(chosen_in in [cause["scene"] for cause in scene["causes"]] for scene in scenes)


def test_every_scene_has_a_why() -> None:
    """Authored scenes carry their reasons in plain words."""
    show = played(opened(), 12)
    for entry in show.log:
        if entry.record.kind == "scene" and not entry.record.fields["storylet"].startswith("bridge"):
            assert entry.record.fields["why"]
            assert all(why["words"] for why in entry.record.fields["why"])


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Let it snow!", ("weather:snow",)),
        ("no more rain please", ("weather:clear",)),
        ("make it night", ("hour:night",)),
        ("something funnier", ("more:comedy",)),
        ("less scary", ("less:menace",)),
        ("bring Brix to the quay", ("goal:brix@quay",)),
        ("let ada and brix meet", ("goal:ada", "goal:brix")),
        ("what about the lmap", ("goal:lamp",)),
        ("please light the lamp", ("goal:lamp_lit",)),
        ("the heron", ("goal:brix",)),
        ("snow and more warmth", ("weather:snow", "more:warmth")),
        ("a spaceship", ()),
    ],
)
def test_wishes_are_understood(text: str, keys: tuple[str, ...]) -> None:
    """Wishes become intents over the seed's names, weathers, hours, tags and phrases."""
    assert tuple(intent.key for intent in read_wish(SEED, text).intents) == keys


@given(st.text(max_size=60))
def test_any_wish_is_read(text: str) -> None:
    """Whatever is typed, there is a reading with one sentence."""
    reading = read_wish(SEED, text)
    assert reading.understood
    assert reading.outcome in ("understood", "refused", "unclear")


def test_arc_rises_and_falls() -> None:
    """What is wanted has a small arc in the first minutes; later it is built up, peaks, and calms down."""
    first = [wanted_level(Pace(), seconds, Arc()) for seconds in (0, 100, 130, 175)]
    assert first[0] < first[1] > first[2] < first[3]
    early, late, peak, calm = (
        wanted_level(Pace(phase=phase, phase_at=600.0), 600.0 + since, Arc())
        for phase, since in (("build", 5), ("build", 180), ("peak", 10), ("relax", 10))
    )
    assert calm < early < late < peak


def test_bench_reports_its_keys() -> None:
    """The story bench gives the documented keys on a small domain and on a seed."""
    for result in (bench_story(storylets=200, plans=4), bench_story(SEED, plans=4)):
        assert {"plan_ms_p50", "plan_ms_p95", "plan_ms_max", "storylets"} <= set(result)
        assert result["plan_ms_p50"] <= result["plan_ms_p95"] <= result["plan_ms_max"]
        assert "plan_ms_p999" not in result, "four plans have no one in a thousand"


def test_planners_clock_is_the_sum_of_estimates() -> None:
    """The show's clock adds up the estimated lengths of its parts."""
    show, total = opened(), 0
    for _ in range(30):
        show, part = show.step()
        total += part.estimated
    assert show.clock == total
    assert to_seconds(show.clock) > 30
