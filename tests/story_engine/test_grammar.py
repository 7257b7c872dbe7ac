"""Word lists that grow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.taste import TasteValues
from story_engine.grammar import LONGEST, grown
from story_engine.moment import pick_word
from story_engine.seed.load import load_seed
from story_engine.seed.model import Saying
from story_engine.show import Show

LISTS = {
    "animal": "owl",
    "place": 'old {words("room")}',
    "room": "attic",
    "verb": "try",
    "loop": "x#loop#",
    "pair": "[who:#animal#]#who# and #who.s#",
}


def _pick(name: str) -> str:
    return LISTS.get(name, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#animal.a# in the #place#", "an owl in the old attic"),
        ("#animal.s.capitalize# #verb.ed#", "Owls tried"),
        ("#[hero:#animal#]hero.capitalizeAll# and #hero#", "Owl and owl"),
        ("#animal.replace(o, a)#", "awl"),
        ("#nobody#", ""),
        ("nothing to grow", "nothing to grow"),
        ("number 9 # and # alone", "number 9 # and # alone"),
    ],
)
def test_symbols_become_entries(text: str, said: str) -> None:
    """Symbols, modifiers and kept choices become words as in Tracery."""
    assert grown(text, _pick) == said


def test_a_grammar_that_leads_back_to_itself_ends() -> None:
    """A list that names itself stops growing."""
    assert len(grown("#loop#", _pick)) <= 2 * LONGEST


@given(st.text(alphabet="#[]:.ab{}() ", max_size=80))
def test_any_text_grows_in_bounded_length(text: str) -> None:
    """Whatever brackets a text has, it becomes a text of bounded length."""
    assert len(grown(text, lambda name: "#b#" if name == "a" else "b")) <= 2 * LONGEST


def test_lists_inside_lists_are_decided_and_journaled() -> None:
    """An entry that names another list grows, and both picks are decisions of the show."""
    seed = load_seed(Path(__file__).parent / "seeds" / "ferry-lamp")
    words = {"sky": (Saying(say="#tone.a# sky"),), "tone": (Saying(say="amber"), Saying(say="umber"))}
    show, _ = Show.open(replace(seed, words=words, digest="grown"), rng_seed=1, taste=TasteValues.fresh(())).step()
    moment, said = pick_word(show.state.setting(), show.state.moment, "sky")
    assert said in ("an amber sky", "an umber sky")
    assert [key for kind, key, _ in moment.made if kind == "words"][-2:] == ["sky", "tone"]
