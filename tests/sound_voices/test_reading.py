"""Reading aloud: what is said for what is written, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.sound.voices.reading import LONGEST_WORD, ends_nothing, read_aloud
from generators.sound.voices.timing import pause_after


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("In 1947, at 8:15.", "In nineteen forty seven, at eight fifteen."),
        ("At 9:05 or 10:00", "At nine oh five or ten o'clock"),
        ("£3.50 and $0.99", "three pounds fifty and ninety nine cents"),
        (
            "the 21st of 1,234 and 3.5%",
            "the twenty first of one thousand two hundred thirty four and three point five percent",
        ),
        ("the 1920s, 2005, -3°", "the nineteen twenties, two thousand five, minus three degrees"),
        ("call 07700900123", "call oh seven seven oh oh nine oh oh one two three"),
        ("Mr. Tock, Dr. No.", "mister tock, doctor No."),
        ("No. 5, J.R. Bell, BBC", "number five, J R Bell, B B C"),
        ("Chapter IV, Henry VIII.", "Chapter four, Henry the eighth."),
        ("HELP ME NOW! It IS wet.", "help me now! It is wet."),
        ("Half—said, “quoted” (so)", "Half, said, quoted so"),
        ("Nooooo! W-w-wait, and/or", "No! wait, and or"),
        ("Odile and Ines's", "oh deel and ee nesses"),
    ],
)
def test_english_is_read_as_people_read_it(written: str, said: str) -> None:
    """Times, prices, years, ordinals, abbreviations, initials, shouting, dashes and names are said in words."""
    assert " ".join(read_aloud(written)) == said


def test_markup_and_pictures_are_not_said() -> None:
    """Tags, stars and emoji leave empty words in their places, so that times and captions stay in step."""
    assert read_aloud("\U0001f600 [b]Rain[/b] <i class='x y'>fell</i> *softly* \u2764\ufe0f") == (
        "",
        "Rain",
        "",
        "",
        "fell",
        "softly",
        "",
    )


def test_german_has_its_own_years_times_and_prices() -> None:
    """In German the clock, the year and the euro are German, and English names are not respelled."""
    assert " ".join(read_aloud("Um 8:15 Uhr, 1947, z.B. 3,50€ für Odile", "de")) == (
        "Um 8 Uhr 15 , neunzehnhundertsiebenundvierzig, zum Beispiel 3 Euro 50 für Odile"
    )


def test_another_language_is_left_to_its_engine() -> None:
    """Where nobody wrote rules, numbers stay as they are and markup still goes."""
    assert read_aloud("<b>En 1947 à 8:15</b>", "fr") == ("En", "1947", "à", "8:15")


def test_an_abbreviation_ends_no_sentence() -> None:
    """No pause after "Mr." or an initial; one after "post." and "I."."""
    assert [ends_nothing(word) for word in ("Mr.", "J.", "e.g.", "post.", "I.")] == [True, True, True, False, False]
    assert pause_after("Mr.") == 0
    assert pause_after("post.") > 0.3


def test_an_endless_word_is_said_in_part() -> None:
    """A code of thousands of signs takes no minutes."""
    said = read_aloud("a1" * 5000)[0]
    assert len(said) <= LONGEST_WORD


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["", "de", "fr"]))
def test_any_text_keeps_its_words_in_step(text: str, language: str) -> None:
    """Whatever is written, there is one reading for each blank-separated word, and reading never fails."""
    assert len(read_aloud(text, language)) == len(text.split())
