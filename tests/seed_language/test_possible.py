"""What may ever be true: conditions as closures answer as the comparison of sets and ranges does."""

from __future__ import annotations

from pathlib import Path

import pytest

from story_engine.expr import Binary, parse
from story_engine.seed import load_seed
from story_engine.seed.possible import EITHER, Possible

SEED = Path(__file__).parents[2] / "assets" / "seeds" / "weather-post"


@pytest.fixture(scope="module")
def possible() -> Possible:
    """What is so before anything has happened."""
    return Possible(load_seed(SEED))


@pytest.mark.parametrize(
    "asked",
    [
        "$who == wren",
        "$who != wren",
        "$who == tock",
        '$who == "wren"',
        "$who == $other",
        "$who != $other",
        "$who == $no",
    ],
)
def test_a_question_about_roles_is_answered_as_the_sets_of_its_words_are(possible: Possible, asked: str) -> None:
    """Who plays a role is compared at once; the answer is that of the slow way."""
    tree = parse(asked)
    assert isinstance(tree, Binary)
    binding = {"who": "wren", "other": "tock"}
    assert possible._compare(tree, binding) == possible.may(tree, binding)


def test_both_either_and_not_join_what_may_be_and_may_not_be(possible: Possible) -> None:
    """Of a role that is bound, one that is not, and a fact that nothing has made yet."""
    binding = {"who": "wren"}
    assert possible.may(parse("$who == wren && storm_loose"), binding) == (False, True)
    assert possible.may(parse("$who == wren || storm_loose"), binding) == (True, False)
    assert possible.may(parse("not ($who == wren)"), binding) == (False, True)
    assert possible.may(parse("$nobody == wren"), binding) == EITHER


def test_what_becomes_possible_later_changes_the_answer_to_the_same_question(possible: Possible) -> None:
    """A question is kept, its answer never."""
    asked = parse("storm_loose")
    before = possible.may(asked, {})
    possible.make(("fact", "storm_loose"), True)
    assert [before, possible.may(asked, {})] == [(False, True), (True, True)]
