"""What can be said: wishes over a story's own names, answers to its questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from player.ear.grammar import option_grammar, option_meant, wish_grammar
from player.ear.likeness import likeness
from player.shipped import BUILT_IN
from story_engine.seed.load import load_seed, load_world
from story_engine.wishes import read_wish

OPTIONS = ("Open the parcel", "Keep it shut", "Ask Bramble to carry it")
SEEDS = sorted(path.parent for path in BUILT_IN.glob("*/seed.yaml"))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("one", 1),
        ("number two", 2),
        ("the third one", 3),
        ("option three", 3),
        ("the first", 1),
        ("open the parcel", 1),
        ("parcel", 1),
        ("keep it shut please", 2),
        ("ask bramble", 3),
        ("bramble", 3),
        ("four", 0),
        ("it", 0),
        ("", 0),
        ("let it snow", 0),
        ("let wren find the umbrella in the old parcel", 0),
        ("open and shut", 0),
    ],
)
def test_an_answer_is_a_number_or_words_of_one_option(text, number):
    """What names no option, or two, or says much more than one, answers nothing."""
    assert option_meant(text, OPTIONS) == number


def test_options_without_words_are_taken_by_number():
    """An option may be a picture."""
    assert option_meant("two", ("", "…", "!")) == 2
    assert "two" in option_grammar(("", "…", "!"))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
def test_every_story_has_its_names_in_the_rules(seed: Path):
    """Cast, places and things, and every rule that is used is there."""
    world = load_world(seed)
    rules = wish_grammar(world)
    assert rules.startswith("#JSGF V1.0;")
    for person in world.cast.values():
        assert person.name.lower().split()[0] in rules
    import re

    used, made = set(re.findall(r"<(\w+)>", rules)), set(re.findall(r"<(\w+)> =", rules))
    assert used == made
    assert "_" not in rules


@pytest.mark.parametrize(
    "text", ["let it snow", "make it rain", "show me {who}", "more comedy", "surprise me", "closer"]
)
@pytest.mark.parametrize("seed", SEEDS[:3], ids=lambda path: path.name)
def test_what_the_rules_allow_is_a_wish(seed: Path, text: str):
    """The plainest of them are read as wishes; whatever is not part of the story is refused in it, never unclear."""
    whole = load_seed(seed)
    who = next(iter(whole.cast.values())).name.lower()
    assert read_wish(whole, text.format(who=who)).outcome in {"understood", "refused"}


def test_likeness_is_of_sounds():
    """The same is 1, sounds of a kind are near, nothing in common is 0."""
    assert likeness(["W", "R", "EH", "N"], ["W", "R", "EH", "N"]) == 1.0
    assert likeness(["T", "AA", "K"], ["D", "AO", "K"]) == pytest.approx(2 / 3)
    assert likeness((), ()) == 0.0
    assert likeness(["S", "N", "OW"], ["HH", "AE", "M", "ER"]) < 0.3
