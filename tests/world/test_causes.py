"""Scenes are events: what they relied on points to the scenes that made it so, and nothing else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from profiles.taste import TasteValues
from story_engine.causes import causes_of, relied
from story_engine.expr import parse
from story_engine.plan import Input, InputKind
from story_engine.seed import Seed, load_seed
from story_engine.show import Show
from story_engine.world import World, WorldScope, first_world

SEED = load_seed(Path(__file__).parent / "seeds" / "tide")
BUILT_IN = ("weather-post", "night-exchange")


def played(seed: Seed, parts: int, rng_seed: int = 5, option: int = 0) -> Show:
    show = Show.open(seed, rng_seed=rng_seed, taste=TasteValues.fresh(seed.tastes))
    for _ in range(parts):
        show, _ = show.step()
        if show.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=option or show.choice.default))
    return show


def events(show: Show) -> list[dict[str, Any]]:
    return [dict(entry.record.fields) for entry in show.log if entry.record.kind == "event"]


SHOWS = [played(SEED, 160, rng_seed, 1) for rng_seed in (1, 2)]
EVENTS = [event for show in SHOWS for event in events(show)]


def of(storylet: str) -> list[dict[str, Any]]:
    return [event for event in EVENTS if event["storylet"] == storylet]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("owes(bo, ida) && storm_loose", {("fact", "storm_loose")}),
        ("owes(bo, ida) || storm_loose", {("fact", "owes", "bo", "ida")}),
        ("!storm_loose", {("fact", "storm_loose")}),
        ("can_sail(bo)", {("at", "bo"), ("lies", "boat"), ("state", "boat", "broken")}),
        ("at(pearl, cave)", {("holder", "pearl"), ("at", "gulliver")}),
        ('reached(hunt, "rumour") && trust(ida, bo) > 0', {("stage", "hunt"), ("q", "trust", "ida", "bo")}),
        ('storm_loose || chance("x", 0.5)', {("fact", "storm_loose")} - {("fact", "storm_loose")}),
    ],
)
def test_what_settles_a_condition(text: str, expected: set[tuple[str, ...]]) -> None:
    """A condition relies on the atoms that settled it: one side of an "or", the untrue one of an "and"."""
    _, atoms = relied(WorldScope(SEED, first_world(SEED), {}), parse(text))
    assert set(atoms) == expected


def test_only_scenes_cause() -> None:
    """What was so from the start, came by itself or was made by the scene itself has no cause."""
    world = World({("a",): True, ("b",): True, ("c",): True}, {("b",): "s2", ("c",): "s7"})
    assert [cause.scene for cause in causes_of(world, (("a",), ("b",), ("c",)), "when", "s7")] == ["s2"]


def test_links_point_to_the_scene_that_made_it_so() -> None:
    """Every link of every event names an earlier scene, and for what its event lists that scene really made it so."""
    for show in SHOWS:
        made: dict[str, dict[str, Any]] = {event["id"]: event for event in events(show)}
        for event in made.values():
            for link in event["links"]:
                assert int(link["scene"][1:]) < int(event["id"][1:])
                if not link["atom"].startswith(("visits", "thread_step", "weather")):
                    source = made[link["scene"]]
                    assert link["atom"] in [atom for atom, _ in source["adds"] + source["dels"]]


def test_conditions_branches_deeds_and_callbacks() -> None:
    """A scene's links tell of its conditions, the branch it took, what it told and what it remembers."""
    hunt = of("hunt_begins")[0]
    assert {"atom": "visits morning", "scene": "s1", "by": "when"} in hunt["links"]
    cave = of("in_the_cave")[0]
    assert ("stage hunt", "when") in {(link["atom"], link["by"]) for link in cave["links"]}
    assert ["fact knows ida tunnel", True] in cave["adds"]
    mended = [event for event in of("mending") if any(link["by"] == "callback" for link in event["links"])]
    assert mended
    kinds = {(link["atom"], link["by"]) for link in mended[0]["links"]}
    assert {("holder rope", "if"), ("chose rope_given", "callback"), ("state boat broken", "when")} <= kinds


def test_travel_is_no_cause() -> None:
    """That somebody walked to a place by themselves is no link and no change of an event."""
    for event in EVENTS:
        assert not any(link["atom"].startswith("at ") for link in event["links"])
        assert not any(atom.startswith("at ") and value for atom, value in event["adds"])


def test_thread_goes_on_from_its_last_step() -> None:
    """A scene that advances an open question is linked to who opened it and who took it further."""
    advancing = [event for event in of("in_the_cave") if any(link["by"] == "thread" for link in event["links"])]
    assert advancing


def test_what_the_world_refused_is_on_record() -> None:
    """A deed that the world did not allow is in the event with its reason, and changed nothing."""
    quarrel = of("a_quarrel")[0]
    assert quarrel["refused"] == ["give(gulliver, ida, pearl): gulliver and ida are not together"]


def test_scene_records_are_complete() -> None:
    """In the log of a show the causes of a scene that is over are its event's links."""
    scenes = {e.record.fields["id"]: e.record.fields["causes"] for e in SHOWS[0].log if e.record.kind == "scene"}
    for event in events(SHOWS[0]):
        assert scenes[event["id"]] == event["links"]


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_seeds_are_linked(name: str) -> None:
    """On the built-in seeds scenes have one and a half links on average and four of five have one."""
    folder = Path(__file__).parents[2] / "assets" / "seeds" / name
    found = events(played(load_seed(folder), 400))[3:]
    assert sum(len(event["links"]) for event in found) / len(found) >= 1.5
    assert sum(bool(event["links"]) for event in found) / len(found) >= 0.8
