"""An answer in one's own words: what is typed while a question is open."""

from __future__ import annotations

import pytest

from story_engine.wishing.answering import option_meant

GLOVE = ("Take his white glove", "Let him go first")
HANDSCHUH = ("Seinen weißen Handschuh nehmen", "Ihn vorgehen lassen")
THREE = ("Open the letter", "Burn the letter", "Give the letter to Odile")


@pytest.mark.parametrize(
    ("answers", "text", "meant"),
    [
        (GLOVE, "the glove", 1),
        (GLOVE, "take his glvoe", 1),
        (GLOVE, "Take his white glove!", 1),
        (GLOVE, "let him go", 2),
        (GLOVE, "he goes first", 2),
        (GLOVE, "2", 2),
        (GLOVE, "option two", 2),
        (GLOVE, "the second one", 2),
        (GLOVE, "the last one", 2),
        (GLOVE, "not the glove", 2),
        (GLOVE, "3", 0),
        (GLOVE, "let it snow", 0),
        (GLOVE, "more comedy", 0),
        (GLOVE, "a spaceship", 0),
        (GLOVE, "take him home", 0),
        (GLOVE, "", 0),
        (GLOVE, "not", 0),
        (GLOVE, "?!", 0),
        (HANDSCHUH, "den handschuh", 1),
        (HANDSCHUH, "nimm den weissen Handschuh", 1),
        (HANDSCHUH, "vorgehen lassen", 2),
        (HANDSCHUH, "die zweite", 2),
        (HANDSCHUH, "nicht den Handschuh", 2),
        (HANDSCHUH, "lass es schneien", 0),
        (THREE, "burn it", 2),
        (THREE, "the letter", 0),
        (THREE, "give it to odile", 3),
        (THREE, "not burn", 0),
        (THREE, "the third", 3),
        (("Say no", "Say nothing"), "no", 0),
        (("Stay", "Leave"), "leave", 2),
        (("Stay", "Leave"), "x" * 10_000, 0),
    ],
)
def test_what_is_meant(answers: tuple[str, ...], text: str, meant: int) -> None:
    """Words of one answer alone, slips forgiven, or its number; a wish stays a wish."""
    assert option_meant(answers, text) == meant
