"""`evershow import`: foreign stories become seeds without errors, and what is lost is told."""

import json

import pytest

from story_engine.seed import check_seed, load_seed

TWEE = """:: StoryTitle
The Cave

:: StoryData
{"ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC", "start": "My Start"}

:: My Start [dark] {"position":"1,1"}
You stand before a cave.
[[Go in->Inside]]
[[Away<-Run]]
(set: $x to 1)

:: Inside
It is //very// dark. <<set $a to 2>>
[[Leave|Away]]

:: Away
You are away. [[Nowhere->Missing]]
"""
YARN = """title: Start
---
Mae: Hello! #line:123
<<fade_in 2>>
-> Hi
    <<jump Second>>
-> Bye
    Mae: Bye.
===
title: Second
---
Gregg: Here too.
===
"""
GRAMMAR = {"origin": ["#hero# went to #place#."], "hero": ["Anna", "Ben [x:y]"], "place": "the sea"}
CARD = {
    "spec": "chara_card_v2",
    "data": {
        "name": "Captain Voss", "description": 'A tall woman with a "patch".', "personality": "gruff",
        "scenario": "A ship in fog.", "first_mes": "*She turns.* Who goes there? {{user}}!",
        "character_book": {"entries": [{"keys": ["ship"], "content": "x"}]},
    },
}  # fmt: skip


def imported(run, tmp_path, name, text):
    (tmp_path / name).write_text(text)
    done = run("import", tmp_path / name, "--into", tmp_path / "seed", "--json")
    told = json.loads(done.output)
    assert told["errors"] == []
    assert not [d for d in check_seed(tmp_path / "seed") if d.severity == "error"]
    return told, load_seed(tmp_path / "seed")


def test_twee_passages_become_nodes_with_options(run, tmp_path):
    """Links in all three spellings become options, macros and dead links are told."""
    told, seed = imported(run, tmp_path, "cave.twee", TWEE)
    assert seed.title == "The Cave"
    assert {"my_start", "inside", "away"} <= set(seed.storylets)
    assert not seed.storylets["my_start"].sub
    assert len(told["lost"]) == 3


def test_yarn_nodes_keep_their_speakers(run, tmp_path):
    """Speakers become the cast; commands of another game become comments."""
    told, seed = imported(run, tmp_path, "talk.yarn", YARN)
    assert told["cast"] == ["Mae", "Gregg"]
    assert {"mae", "gregg"} <= set(seed.cast)
    assert seed.storylets["second"].sub
    assert told["lost"] == ["Start: <<fade_in 2>>"]


def test_a_grammar_becomes_word_lists(run, tmp_path):
    """Each rule is a word list, and a scene says the first symbol."""
    _, seed = imported(run, tmp_path, "grammar.json", json.dumps(GRAMMAR))
    assert [entry.say for entry in seed.words["hero"]] == ["Anna", "Ben"]
    assert "from_the_grammar" in seed.storylets


def test_a_character_card_becomes_somebody(run, tmp_path):
    """The card's name, looks and first words are taken over."""
    _, seed = imported(run, tmp_path, "card.json", json.dumps(CARD))
    assert seed.cast["captain_voss"].name == "Captain Voss"
    assert "patch" in seed.cast["captain_voss"].look.words
    assert "first_words" in seed.storylets


@pytest.mark.parametrize("text", ["{", "[1]", "[" * 20_000, '{"a": 3}', '"x"'])
def test_what_is_no_story_is_refused(run, tmp_path, text):
    """Other JSON is refused in one line."""
    (tmp_path / "odd.json").write_text(text)
    done = run("import", tmp_path / "odd.json", "--into", tmp_path / "seed")
    assert done.exit_code == 2
    assert not (tmp_path / "seed").exists()
