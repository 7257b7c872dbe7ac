"""Creators' small comforts: kept takes, misspelt sounds and voices, carets under the word that is meant."""

import json

import pytest

from story_engine.seed import check_seed

SCENE = """title: rainy
place: quay
cast: ada
roles: $friend: person
when: trust($friend, ada) >= 0
---
{words("sky")} it is, said nobody.
{$friend}: It is {words("rains")} again.
=> Ada: One way, {words("sky")}.
=> Ada: Two ways. #curious
===
"""


@pytest.fixture
def rainy(ferry):
    """The test seed with a scene of word lists."""
    (ferry / "scenes" / "rainy.yarn").write_text(SCENE)
    world = ferry / "seed.yaml"
    world.write_text(
        world.read_text().replace("words:\n", 'words:\n  rains: ["[drizzle] #1", "{who}’s own rain"]\n', 1)
    )
    return ferry


def test_lock_writes_the_picks_of_word_lists_out(run, rainy):
    """After --lock every later take says the kept take's words, and the seed still reads the same way."""
    told = json.loads(run("takes", rainy, "rainy", "-n", 6, "--json").output)
    assert len({take["lines"][0] for take in told}) > 1
    done = run("takes", rainy, "rainy", "-n", 6, "--lock", 2)
    assert "written out" in done.output
    text = (rainy / "scenes" / "rainy.yarn").read_text()
    assert "{words(" not in "\n".join(row for row in text.split("\n") if "//" not in row)
    assert not [found for found in check_seed(rainy) if found.severity == "error"]
    again = json.loads(run("takes", rainy, "rainy", "-n", 6, "--json").output)
    assert {take["lines"][0] for take in again} == {told[1]["lines"][0]}


@pytest.mark.parametrize(
    ("wrong", "code", "word"),
    [
        ("<<sound foghron>>\nAda: Hm.", "SO100", "foghron"),
        ("Ada: Oh. #worried #wurried", "SD207", "#wurried"),
        ("=> Adda: Oh. #worried\n=> Ada: Hm.", "SD206", "Adda"),
        ("-> Go #comdy\n    Ada: a\n-> Stay\n    Ada: b", "SD204", "#comdy"),
    ],
)
def test_what_is_misspelt_in_a_scene_is_marked_where_it_stands(run, ferry, wrong, code, word):
    """The finding's line and column are those of the misspelt word, and its remedy names the right one."""
    (ferry / "scenes" / "odd.yarn").write_text(f"title: odd\nplace: quay\ncast: ada\n---\n{wrong}\n===\n")
    found = next(d for d in json.loads(run("check", ferry, "--json").output) if d["code"] == code)
    row = (ferry / "scenes" / "odd.yarn").read_text().split("\n")[found["where"]["line"] - 1]
    assert row[found["where"]["column"] - 1 :].startswith(word)
    assert "did you mean" in found["remedy"]


@pytest.mark.parametrize(
    ("header", "code", "word"), [("tags: comedy 0.5,  comdy 0.2", "SD204", "comdy"),
                                 ("roles: $a: person, who", "SD205", "who")],
)  # fmt: skip
def test_what_is_misspelt_in_a_list_of_a_header_is_marked_where_it_stands(run, ferry, header, code, word):
    """The caret of a header's list is under the entry, not under the list."""
    (ferry / "scenes" / "odd.yarn").write_text(f"title: odd\nplace: quay\ncast: ada\n{header}\n---\nAda: Hm.\n===\n")
    found = next(d for d in json.loads(run("check", ferry, "--json").output) if d["code"] == code)
    assert header[found["where"]["column"] - 1 :].startswith(word)


@pytest.mark.parametrize(
    ("key", "name", "code", "severity"),
    [("voice", "odlie", "SO101", "warning"), ("voice", "xq", "SO101", "hint"), ("motif", "bramle", "SO102", "warning")],
)
def test_an_unknown_voice_or_tune_is_told(run, ferry, key, name, code, severity):
    """A misspelt voice or motif is a warning with the nearest name, a new one a hint that it is made up."""
    world = ferry / "seed.yaml"
    world.write_text(world.read_text().replace("ada: {name: Ada,", f"ada: {{name: Ada, {key}: {name},", 1))
    found = next(d for d in json.loads(run("check", ferry, "--json").output) if d["code"] == code)
    assert found["severity"] == severity
    assert name in found["message"]
