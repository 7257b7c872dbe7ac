"""Who answers a wish: somebody who is in the picture, before the narrator does."""

from __future__ import annotations

from pathlib import Path

import pytest

from profiles.taste import TasteValues
from story_engine.plan import Input, InputKind, PartKind
from story_engine.seed import load_seed
from story_engine.show import Show

SEED = load_seed(Path(__file__).parents[2] / "assets" / "seeds" / "weather-post")


def answers(wishes: list[str]) -> list[str]:
    """Who says the answer to each wish in the first scene, where Wren and Odile are; "" = the narrator."""
    show = Show.open(SEED, rng_seed=3, taste=TasteValues.fresh(SEED.tastes))
    show, _ = show.step()
    speakers = []
    for wish in wishes:
        show, _ = show.apply(Input(kind=InputKind.WISH, text=wish))
        show, reaction = show.step()
        assert reaction.kind is PartKind.REACTION
        speakers.append(next(beat.line.speaker for beat in reaction.beats if beat.line is not None))
    return speakers


@pytest.mark.parametrize("wish", ["let it snow", "more menace"])
def test_somebody_in_the_picture_answers_before_the_narrator(wish: str) -> None:
    """The seed has lines of both; the one that is seen to be said comes first."""
    assert answers([wish])[0] in ("wren", "odile")


def test_who_is_called_and_is_there_answers_and_is_not_on_their_way() -> None:
    """However often Wren is called while she stands there, it is she who answers."""
    assert answers(["bring Wren"] * 5) == ["wren"] * 5
