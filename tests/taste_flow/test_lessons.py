"""Likes, dislikes and skips teach about the scene that was on, however much later they are taken in."""

from __future__ import annotations

from pathlib import Path

from profiles.taste import TasteValues, disliked, liked, skipped
from story_engine.journal import Journal
from story_engine.plan import Input, InputKind, PartKind
from story_engine.planner import scene_features
from story_engine.seed import load_seed
from story_engine.show import Show

SEED_PATH = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"
SEED = load_seed(SEED_PATH)


def opened() -> Show:
    return Show.open(SEED, rng_seed=1, taste=TasteValues.fresh(SEED.tastes))


def until_scene(show: Show, number: int) -> Show:
    """The show after the first part of scene `number`; choices take their defaults."""
    while True:
        show, part = show.step()
        if part.scene.number == number:
            return show
        if part.kind is PartKind.HOLD and part.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=part.choice.default, by="default"))


def features(show: Show, number: int) -> dict[str, float]:
    played = next(known for known in show.state.played if known.number == number)
    return dict(scene_features(show.state.stack.repertoire.grounds[played.ground]))


def test_a_late_like_is_about_the_scene_that_was_on() -> None:
    """A like of scene 1 taken in during scene 3 moves the taste by scene 1's features only."""
    show = until_scene(opened(), 3)
    for kind, rate in ((InputKind.LIKE, liked), (InputKind.DISLIKE, disliked)):
        after, _ = show.apply(Input(kind=kind, scene="s1", share=0.5))
        assert after.taste == rate(show.taste, features(show, 1))


def test_a_late_skip_is_dislike_of_the_scene_left() -> None:
    """A skip early in scene 1 taken in during scene 3 is learnt with the early share, and scene 3 goes on."""
    show = until_scene(opened(), 3)
    after, _ = show.apply(Input(kind=InputKind.SKIP, scene="s1", share=0.2))
    played = next(known for known in show.state.played if known.number == 1)
    assert after.taste == skipped(show.taste, features(show, 1), 0.2, 0.2 * played.seconds)
    assert after.taste.score(features(show, 1)) < show.taste.score(features(show, 1))
    assert after.step()[1].scene.number == 3


def test_a_skip_at_a_scenes_end_does_not_end_it_again() -> None:
    """A skip taken in where its scene is over leaves one memory of that scene."""
    show = opened()
    while not show.state.moment.ended or show.state.scene is None:
        show, part = show.step()
        if part.kind is PartKind.HOLD and part.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=part.choice.default, by="default"))
    after, _ = show.apply(Input(kind=InputKind.SKIP, scene=show.state.scene.id, share=0.1))
    assert after.state.played == show.state.played
    assert after.state.satiation == show.state.satiation


def test_a_forgotten_scene_teaches_nothing() -> None:
    """A signal about a scene that is not remembered leaves the taste as it is."""
    show = until_scene(opened(), 2)
    assert show.apply(Input(kind=InputKind.LIKE, scene="s99"))[0].taste == show.taste


def test_lessons_replay() -> None:
    """Scene and share stand in the journal: a resumed show has learnt the same."""
    show = until_scene(opened(), 3)
    show, _ = show.apply(Input(kind=InputKind.LIKE, scene="s1", share=0.5))
    show, _ = show.apply(Input(kind=InputKind.SKIP, scene="s2", share=0.3))
    again = Show.resume(SEED, Journal.from_bytes(show.journal().to_bytes()))
    assert again.taste == show.taste


def test_equal_seeds_share_what_was_computed() -> None:
    """The same seed loaded twice is planned from one repertoire."""
    again = Show.open(load_seed(SEED_PATH), rng_seed=2, taste=TasteValues.fresh(SEED.tastes))
    assert again.state.stack is opened().state.stack


def wish(show: Show, text: str) -> Show:
    return show.apply(Input(kind=InputKind.WISH, text=text))[0]


def undone(show: Show) -> Show:
    return show.apply(Input(kind=InputKind.UNDO_WISH))[0]


def test_undoing_one_wish_leaves_the_others() -> None:
    """Taking back a wish for comedy leaves the wished snow; taking back the snow too leaves nothing held."""
    show = wish(wish(until_scene(opened(), 1), "let it snow"), "more comedy")
    once = undone(show)
    assert (once.state.weather_held, once.state.weather_until) == (show.state.weather_held, show.state.weather_until)
    assert once.state.weather_held == "snow"
    assert undone(once).state.weather_held == ""


def test_undoing_a_weather_brings_the_weather_before_back() -> None:
    """Rain wished after snow and taken back leaves the snow held."""
    show = undone(wish(wish(until_scene(opened(), 1), "let it snow"), "rain please"))
    assert show.state.weather_held == "snow"


def test_undone_wishes_are_not_true() -> None:
    """What was wished and taken back is no fact of the story, unless it was wished twice."""
    snow = ("wished", "weather:snow")
    twice = wish(wish(until_scene(opened(), 1), "let it snow"), "let it snow")
    once, never = undone(twice), undone(undone(twice))
    facts = [
        (show.state.moment.world.get(snow), show.state.moment.world.get(("wished_any",))) for show in (once, never)
    ]
    assert facts == [(True, True), (False, False)]


def test_wishes_keep_their_numbers() -> None:
    """A wish made after another was taken back does not share its goals with one that stands."""
    show = wish(undone(wish(wish(until_scene(opened(), 1), "more comedy"), "bring brix")), "more wonder")
    numbers = [made.number for made in show.state.wishes]
    assert len(set(numbers)) == len(numbers)
