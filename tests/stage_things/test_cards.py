"""Cards: chapters, ends, letters and signs are chosen by their words, set in even lines and seen."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from generators.direction.timing import card_style, is_sign
from generators.stage.bench import bench_part
from generators.stage.card import Card
from generators.stage.generator import Stage
from generators.stage.titles import CHAPTER_HEAD, FAREWELL, _balanced
from generators.timed import TimedPart, TitleCard
from story_engine.time import SAMPLE_RATE

SIZE = (320, 180)


def carded(style: str, text: str) -> TimedPart:
    """A part with one card that stands for six seconds."""
    timed = bench_part(4, 72)
    return replace(timed, titles=(TitleCard(start=0, duration=6 * SAMPLE_RATE, text=text, style=style),))


@pytest.mark.parametrize(
    ("words", "style"),
    [
        ("Chapter One: The parcel", "chapter"),
        ("The tree with the mail", "chapter"),
        ("The end of summer", "end"),
        ("To be continued", "end"),
        ("End of the first night", "end"),
        ("", "chapter"),
    ],
)
def test_cards_that_end_an_episode_are_known_by_their_words(words: str, style: str) -> None:
    """What ends is set as an end, everything else as a chapter."""
    assert card_style(words) == style


def test_few_words_in_capitals_are_a_sign() -> None:
    """A board says CLOSED; a letter does not shout for three lines, and a number is no word."""
    assert is_sign("CLOSED UNTIL THE MOON COMES BACK")
    assert not is_sign("Come at nine.")
    assert not is_sign("1234")
    assert not is_sign("A" * 80)


@pytest.mark.parametrize("style", ["show", "chapter", "letter", "sign", "end"])
def test_every_style_of_card_is_seen_and_gone_in_time(style: str) -> None:
    """The card changes the picture while it stands, in the same way every time."""
    stage = Stage(*SIZE)
    words = "Chapter Two: When the lanterns lean towards the sea"
    timed = carded(style, words)
    plain = stage.frame(replace(timed, titles=()), 60)[: SIZE[1]].astype(int)
    seen = stage.frame(timed, 60)[: SIZE[1]].astype(int)
    again = Stage(*SIZE).frame(timed, 60)[: SIZE[1]].astype(int)
    assert (abs(seen - plain) > 20).mean() > 0.01
    assert np.array_equal(seen, again)


def test_a_chapter_with_a_number_is_set_in_two_sizes() -> None:
    """Head and title are told apart; a title without a number stays whole."""
    told = CHAPTER_HEAD.match("Chapter Two: The lanterns lean")
    assert told is not None
    assert (told[1], told[2]) == ("Chapter Two", "The lanterns lean")
    assert CHAPTER_HEAD.match("The lanterns lean") is None
    assert CHAPTER_HEAD.match("Part of the plan") is None


def test_lines_of_a_title_are_even() -> None:
    """No single word is left over on the last line."""
    setting = _balanced("To be continued, when the wind turns", "It", 40, 520, 1.1)
    widths = [setting.font.measureText(line) for line in setting.lines]
    assert len(widths) == 2
    assert min(widths) > 0.6 * max(widths)


def test_a_signature_is_known() -> None:
    """Yours, with love, or a dash begins a signature; plain lines do not."""
    assert FAREWELL.match("Yours in haste, Odile")
    assert FAREWELL.match("— O.")
    assert not FAREWELL.match("You are late.")


def test_a_still_leaves_nothing_baked_behind() -> None:
    """A level of one picture a part keeps that picture, not the set it was drawn from; the next is the same as ever."""
    card = Card(*SIZE)
    first = card.frame(bench_part(0, 48), 10)
    tracemalloc.start()
    other = card.frame(bench_part(3, 48), 10)
    again = card.frame(bench_part(0, 48), 10)
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert kept < most / 4
