"""Harsh wishes, in whatever letters they come: never taken up, never said again; words that only look like them are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from profiles.taste import TasteValues
from story_engine.plan import Input, InputKind, Part, PartKind
from story_engine.reactions import GENERIC
from story_engine.seed.harsh import fit_ages, harsh_in, words_of
from story_engine.seed.load import load_seed
from story_engine.seed.model import Seed
from story_engine.show import Show
from story_engine.wishes import read_wish

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PHRASES = YAML(typ="safe").load((HERE / "harsh_phrases.yaml").read_text(encoding="utf-8"))
HARSH_PHRASES = [*PHRASES["en"], *PHRASES["de"]]
BARE = load_seed(ROOT / "tests" / "story_engine" / "seeds" / "ferry-lamp")
"""A seed with no words of refusal: the engine's own answer."""
POST = load_seed(ROOT / "assets" / "seeds" / "weather-post")
POST_DE = load_seed(ROOT / "assets" / "seeds" / "weather-post", language="de")
NIGHT = load_seed(ROOT / "assets" / "seeds" / "night-exchange")


def answered(seed: Seed, wish: str, ceiling: int = 99, rng_seed: int = 3) -> tuple[Show, Part]:
    show = Show.open(seed, rng_seed=rng_seed, taste=TasteValues.fresh(seed.tastes), viewer_rating=ceiling)
    show, _ = show.step()
    show, _ = show.apply(Input(kind=InputKind.WISH, text=wish))
    for _ in range(3):
        show, part = show.step()
        if part.kind is PartKind.REACTION:
            return show, part
    raise AssertionError("no reaction came")


def said(part: Part) -> str:
    return " ".join(f"{b.line.text} {b.line.shown}" for b in part.beats if b.line is not None)


def test_there_are_enough_in_both_languages() -> None:
    """At least a hundred English and a hundred German ones stand against at least eighty that only look so."""
    assert len(PHRASES["en"]) >= 100
    assert len(PHRASES["de"]) >= 90
    assert len(PHRASES["innocent"]) >= 80


@pytest.mark.parametrize("seed", [POST, POST_DE, BARE], ids=["post", "post-de", "bare"])
def test_no_harsh_wish_is_heard(seed: Seed) -> None:
    """Every one is refused for what it is, and nothing of it is kept for the story to say."""
    readings = [(phrase, read_wish(seed, phrase)) for phrase in HARSH_PHRASES]
    assert not [p for p, r in readings if r.reason != ("harsh",) or r.wanted or r.intents]


@pytest.mark.parametrize(
    "phrase", ["a fuck", "sh1t", "f u c k", "naked", "fück", "Scheißwetter", "suicide", "Gruppensex"]
)
def test_a_story_that_speaks_of_crimes_refuses_them_too(phrase: str) -> None:
    """Swearing and cruelty are for sixteen, also where a murder is spoken of."""
    assert read_wish(NIGHT, phrase).reason == ("harsh",)


def test_a_story_that_speaks_of_crimes_is_asked_about_them() -> None:
    """Who was murdered is a question there like any other."""
    assert read_wish(NIGHT, "who was murdered").reason != ("harsh",)


@pytest.mark.parametrize("phrase", PHRASES["innocent"])
@pytest.mark.parametrize("seed", [POST, POST_DE], ids=["en", "de"])
def test_words_that_only_look_harsh_are_heard(seed: Seed, phrase: str) -> None:
    """Towns, birds and the words that stand by chance beside one another are no swearing."""
    assert read_wish(seed, phrase).reason != ("harsh",)


@pytest.mark.parametrize("ceiling", [6, 99])
def test_the_answer_holds_nothing_of_it(ceiling: int) -> None:
    """No line of the story says a harsh word again, to nobody, with the engine's own answers either."""
    for at, phrase in enumerate(HARSH_PHRASES[::9]):
        line = said(answered(BARE, phrase, ceiling, rng_seed=at)[1])
        assert not [h for h in harsh_in(line) if h.kind != "say"], line
        assert phrase.lower() not in line.lower()


@pytest.mark.parametrize(("ceiling", "is_said"), [(6, False), (12, False), (99, True)])
def test_a_limited_viewer_hears_no_word_that_nobody_knows(ceiling: int, is_said: bool) -> None:
    """What no seed knows is said again to a viewer without limits only: no table has every word."""
    lines = [said(answered(BARE, "a zorgblat", ceiling, rng_seed=n)[1]) for n in range(4)]
    assert all(("zorgblat" in line) is is_said for line in lines), lines


def test_what_the_seed_knows_is_said_to_everybody() -> None:
    """A limited viewer's wish for a thing of the story is answered with its name."""
    reading = read_wish(BARE, "the lamp")
    assert reading.intents
    assert reading.wanted


def test_an_old_show_under_a_limit_is_told_without_the_word() -> None:
    """A show in which a word that nobody knows was said is replayed for a limited viewer with a stand-in for it."""
    show, part = answered(BARE, "a zorgblat")
    journal = show.journal()
    limited = replace(journal, header=replace(journal.header, viewer_rating=6))
    again = [p for p in Show.replay(BARE, limited) if p.kind is PartKind.REACTION]
    assert "zorgblat" in said(part)
    assert "zorgblat" not in said(again[0])
    assert "that" in said(again[0]).lower()


def test_one_table_serves_authors_and_viewers() -> None:
    """Whatever an author is told to be fit from sixteen, no young viewer's wish gets."""
    late = [word for word, age in fit_ages("en").items() if age >= 16]
    assert not [word for word in late if read_wish(POST, f"a {word}").reason != ("harsh",)]
    assert words_of("cruel") <= words_of("cruel", "deed")


def test_mild_words_do_not_spoil_a_wish() -> None:
    """Who swears mildly and wishes for snow gets snow; who only swears is not quoted."""
    assert [intent.key for intent in read_wish(POST, "damn, let it snow").intents] == ["weather:snow"]
    assert read_wish(POST, "an idiot").reason == ("harsh",)


def test_every_own_answer_without_holes_is_there() -> None:
    """The engine has answers that say nothing again."""
    assert all("{" not in reply.say for reply in GENERIC["unsaid"])


@pytest.mark.parametrize("text", ["1!" * 5000, "f " * 5000, "a1! " * 3000, "*" * 9000, "fu ck " * 2000, "ſ" * 9999])
def test_a_hostile_wish_is_read_in_bounded_steps(text: str) -> None:
    """Ten thousand signs that could be letters are read up to a bound, and the show goes on."""
    assert isinstance(harsh_in(text), tuple)
