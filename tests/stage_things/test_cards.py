"""Cards: chapters, ends, letters and signs are chosen by their words, set in even lines and seen."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from generators.direction.timing import card_style, is_sign
from generators.stage import endings
from generators.stage.bench import bench_part
from generators.stage.card import Card
from generators.stage.cast import Cast
from generators.stage.frame import Picture
from generators.stage.generator import Stage
from generators.stage.titles import CHAPTER_HEAD, FAREWELL, _beside
from generators.stage.typesetting import balanced
from generators.timed import Camera, TimedPart, TitleCard
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


@pytest.mark.parametrize(
    ("disc", "middle"),
    [
        (None, 640.0),
        ((1160.0, 50.0), 640.0),
        ((980.0, 50.0), 585.0),
        ((300.0, 50.0), 695.0),
        ((700.0, 50.0), 640.0),
    ],
)
def test_a_title_stands_beside_sun_or_moon(disc: tuple[float, float] | None, middle: float) -> None:
    """No letter is on the disc; where that would take the words too far aside they stay in the middle."""
    assert _beside(disc, 600.0, 1280) == pytest.approx(middle)


def test_the_disc_of_a_card_is_where_it_is_drawn() -> None:
    """Moon and title of a wide night: the brightest column of the sky is where the card keeps clear of."""
    wide = bench_part(0, 12)
    scene, view = replace(wide.part.scene, hour=23.0), Camera(x=0.2, y=0.5, zoom=1.3)
    shot = replace(wide.shots[0], begin=view, end=view, nominal=1.3)
    cards = carded("show", "The Weather Post").titles
    timed = replace(wide, part=replace(wide.part, scene=scene), shots=(shot,), titles=cards)
    picture = Picture(640, 360, None, 0)
    found = picture._disc(timed, timed.titles[0], picture.sight(timed, 0))
    assert found is not None
    bare = replace(timed, titles=())
    frame, _ = picture.draw(bare, Cast(bare), 0)
    sky = frame[: 360 // 2, :, :3].astype(float).sum(axis=2)
    columns = np.nonzero(sky > 0.97 * sky.max())[1]
    assert abs(np.median(columns) - found[0]) < found[1]


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
    setting = balanced("To be continued, when the wind turns", "It", 40, 520, 1.1)
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


ENDING = (
    "The end of the first night\nThe fog is back in its jar, and nobody has signed for it.\nNext: a letter for nobody"
)


def brightest_rows(style: str, text: str) -> set[int]:
    """Tenths of the frame's height in which a card's type stands."""
    stage = Stage(*SIZE)
    timed = carded(style, text)
    plain = stage.frame(replace(timed, titles=carded(style, " ").titles), 96)[: SIZE[1]].astype(int)
    seen = stage.frame(timed, 96)[: SIZE[1]].astype(int)
    rows = np.nonzero((seen - plain > 40).sum(axis=1) > 2)[0]
    return {int(row * 10 // SIZE[1]) for row in rows}


def test_an_ending_says_what_has_come_of_it_and_what_is_next() -> None:
    """Three paragraphs take more of the picture than the name alone, and stay inside it."""
    alone, whole = brightest_rows("end", "The end of the first night"), brightest_rows("end", ENDING)
    assert alone < whole
    assert max(whole) - min(whole) >= 4
    assert {0, 9}.isdisjoint(whole)


def test_an_ending_of_many_words_is_set_smaller() -> None:
    """However much an author writes, it has room."""
    long = "\n".join(
        ["An end that has a name as long as this one and goes on"] + ["What came of it, and of that. " * 6] * 2
    )
    assert endings._layout(long, 1280, 720).tall <= 0.8 * 720
    assert endings._layout(ENDING, 1280, 720).lead == "Next"
