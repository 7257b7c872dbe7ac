"""A scene is judged by how full of its colours the viewer was when it came."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from profiles.taste import TasteValues, skipped, watched
from profiles.taste_prior import FULL
from story_engine.likings import believed_liking, fullness, scene_features, seen_features
from story_engine.plan import Input, InputKind, PartKind
from story_engine.seed import load_seed
from story_engine.show import Show

SEED = load_seed(Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp")


def fresh() -> TasteValues:
    return TasteValues.fresh(SEED.tastes)


def show_in(number: int, satiation: dict[str, float] | None = None) -> Show:
    """A show after the first part of scene `number`, whose viewer was full of something from the beginning."""
    show = Show.open(SEED, rng_seed=1, taste=fresh())
    if satiation is not None:
        show = Show(replace(show.state, satiation=satiation))
    while True:
        show, part = show.step()
        if part.scene.number == number:
            return show
        if part.kind is PartKind.HOLD and part.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=part.choice.default, by="default"))


def first_tag() -> str:
    """A tag of the first scene."""
    state = show_in(1).state
    return next(iter(dict(state.stack.repertoire.grounds[state.ground].storylet.tags)))


def test_only_colours_fill() -> None:
    """Tags fill by their weight; people, places and traits do not."""
    scene = {"comedy": 0.5, "menace": 0.2, "person:wren": 0.7, "tension": 0.4, "mix:every": 1.0}
    full = {"comedy": 0.6, "person:wren": 1.0, "tension": 1.0, "mix:every": 1.0}
    assert fullness(scene, full) == pytest.approx(0.3)


def test_a_tired_no_is_less_of_a_dislike() -> None:
    """The same early skip takes less from a tag's liking where the viewer had much of it, and tells of tiring."""
    scene = {"comedy": 0.8, "mix:every": 1.0}
    alert, tired = skipped(fresh(), scene, 0.2, 9.0), skipped(fresh(), {**scene, FULL: 0.8}, 0.2, 9.0)
    assert alert.liking("comedy") < tired.liking("comedy")
    assert tired.liking(FULL) < TasteValues.fresh((FULL,)).liking(FULL)


def test_a_scene_remembers_how_full_its_viewer_was() -> None:
    """What was played keeps the fullness of its beginning, however the viewer rested since."""
    tag = first_tag()
    show = show_in(3, {tag: 0.9})
    first = show.state.played[0]
    ground = show.state.stack.repertoire.grounds[first.ground]
    assert first.full == pytest.approx(0.9 * dict(ground.storylet.tags)[tag])


def test_a_late_signal_is_taken_in_with_that_fullness() -> None:
    """A skip of a scene that is long over is learnt as of a viewer who was as full as then."""
    tag = first_tag()
    show = show_in(3, {tag: 0.9})
    first = show.state.played[0]
    after, _ = show.apply(Input(kind=InputKind.SKIP, scene="s1", share=0.2))
    seen = seen_features(show.state.stack.repertoire.grounds[first.ground], first.full)
    assert seen[FULL] > 0.0
    assert after.taste == skipped(show.taste, seen, 0.2, 0.2 * first.seconds)


def test_fullness_is_no_liking_of_a_scene() -> None:
    """What was learnt of tiring changes no scene's believed worth by itself."""
    stack = show_in(1).state.stack
    taste = fresh().with_features((*stack.features.names, FULL))
    at = taste.features.index(FULL)
    tiring = replace(taste, mean=(*taste.mean[:at], -1.0, *taste.mean[at + 1 :]))
    names, matrix = stack.features.names, stack.features.matrix
    silence = matrix[0] * 0.0
    assert FULL not in names
    before, after = (believed_liking(names, matrix, t, {}, silence) for t in (taste, tiring))
    assert before.tolist() == after.tolist()


def test_watching_tired_says_more() -> None:
    """Who watches to the end though full of it likes it more than who comes to it fresh."""
    scene = {"comedy": 0.8, "mix:every": 1.0}
    skipping = skipped(fresh(), {"menace": 0.8, "mix:every": 1.0}, 0.2, 9.0)
    alert, tired = watched(skipping, scene), watched(skipping, {**scene, FULL: 0.8})
    assert tired.liking("comedy") > alert.liking("comedy")


def test_features_of_a_scene_by_itself_have_no_fullness() -> None:
    """Only a scene that was seen has the feature."""
    assert FULL not in scene_features(show_in(1).state.stack.repertoire.grounds[0])
