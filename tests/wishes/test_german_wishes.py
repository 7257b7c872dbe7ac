"""Wishes typed in German: what they mean, in a German show and in an English one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from story_engine.seed.load import load_seed
from story_engine.seed.model import Seed
from story_engine.wishes import read_wish
from story_engine.wishing.foreign import in_our_words

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parents[1] / "assets" / "seeds"
LEAST_RIGHT = 0.95
"""Share read exactly, in a show that is German and in one that is not."""


@lru_cache(maxsize=4)
def _seed(language: str, name: str = "weather-post") -> Seed:
    return load_seed(SEEDS / name, language=language)


@pytest.mark.parametrize("language", ["de", ""])
@pytest.mark.parametrize("name", ["weather-post", "night-exchange"])
def test_german_wishes_are_read_right(name: str, language: str) -> None:
    """Of at least a hundred German wishes nearly all are read exactly: no intent missing and none invented."""
    phrases = HERE / f"german_{name.replace('-', '_')}.yaml"
    entries = YAML(typ="safe").load(phrases.read_text(encoding="utf-8"))
    wrong = []
    for say, keys, *more in entries:
        reading = read_wish(_seed(language, name), say)
        got = {intent.key for intent in reading.intents}
        if got != set(keys) or reading.outcome != (more[0] if more else "understood"):
            wrong.append(f"{say!r}: {sorted(keys)} expected, {sorted(got)} {reading.outcome} read")
    assert len(entries) >= 100
    assert 1.0 - len(wrong) / len(entries) >= LEAST_RIGHT, "\n".join(wrong)


@pytest.mark.parametrize(
    "say", ["let it snow", "the wolf should die", "wren opens the letter", "more fog in the wood", ""]
)
def test_english_wishes_stay_as_they_are(say: str) -> None:
    """A wish in the author's words is not taken for German, in an English show nor in a German one."""
    assert in_our_words(_seed(""), lambda word: word in ("wren", "letter", "wood"), say) == say
    assert {i.key for i in read_wish(_seed("de"), say).intents} == {i.key for i in read_wish(_seed(""), say).intents}


def test_a_word_that_nobody_knows_is_named_as_it_was_typed() -> None:
    """The answer to a wish for something that is not in the story holds the viewer's own word."""
    reading = read_wish(_seed("de"), "ich will einen Drachen")
    assert reading.outcome == "refused"
    assert reading.reason == ("unknown", "drachen")


@pytest.mark.parametrize("say", ["töte Wren", "foltert Tock", "Wren soll Tock umbringen"])
def test_a_cruel_order_is_refused_in_german(say: str) -> None:
    """A verb in the form of an order is the same verb, for what no story of ours does as well."""
    assert read_wish(_seed(""), say).reason == ("harsh",)


@pytest.mark.parametrize(
    ("say", "reason"), [("ein Hubschrauber", ("unknown", "hubschrauber")), ("xkcdqwrt", ("unclear",))]
)
def test_a_long_german_word_is_no_gibberish(say: str, reason: tuple[str, ...]) -> None:
    """Many consonants in a row are a word where some of them are one sound, and a slip of the hand where not."""
    assert read_wish(_seed("de"), say).reason == reason


def test_the_article_is_no_death() -> None:
    """ "die" before a noun is an article, and asks nobody's death."""
    assert read_wish(_seed("de"), "die Kapitänin").outcome == "understood"
