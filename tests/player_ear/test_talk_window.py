"""Speaking to a show: key, line on screen, words in the wish's line, answers to questions, troubles in plain words."""

from pathlib import Path

import pytest

from generators.sound.voices.flite import is_here as flite_is_here
from player.ear import sphinx
from player.shipped import BUILT_IN
from player.ui.keymap import Deed, deed
from story_engine.seed.load import load_seed
from story_engine.wishes import read_wish

SCRIPT = Path(__file__).parent / "talk_rehearsal.py"
needs_ear = pytest.mark.skipif(
    not (sphinx.is_here() and flite_is_here()),
    reason="needs pip install pocketsphinx and flite (Debian: apt-get install flite)",
)


@pytest.fixture(scope="module")
def seen(tmp_path_factory, rehearse):
    """What the rehearsal saw (one run for all tests)."""
    return rehearse(SCRIPT, tmp_path_factory.mktemp("talk"), timeout=400.0)


def test_the_key_is_its_own():
    """P speaks; in a question as well."""
    assert deed("p") is Deed.TALK
    assert deed("p", choosing=True) is Deed.TALK


@needs_ear
def test_let_it_snow_arrives_as_a_wish_of_snow(seen):
    """Said, shown in the wish's line, sent with Enter: the story reads it as snow."""
    assert seen["line"]
    assert seen["written"] == "let it snow"
    assert seen["wished_before_enter"] == []
    assert seen["wishes"][0] == "let it snow"
    read = read_wish(load_seed(BUILT_IN / "weather-post"), seen["wishes"][0])
    assert {intent.key for intent in read.intents} == {"weather:snow"}


@needs_ear
def test_a_spoken_number_takes_an_option(seen):
    """While the cards are open."""
    assert seen["picked"] == [2]


@needs_ear
def test_at_once_where_the_viewer_wants_it(seen):
    """Without a line to confirm."""
    assert seen["wishes"][1:] == ["make it rain"]
    assert not seen["box_open_at_once"]


@needs_ear
def test_a_missing_microphone_is_told_with_its_remedy(seen):
    """In plain words."""
    assert seen["told"] == "There is no microphone."
    assert "Plug one in" in seen["remedy"]


@needs_ear
def test_escape_takes_it_back_and_a_held_key_ends_when_it_is_let_go(seen):
    """Nothing is wished by either, and the keyboard's repetition is no second press."""
    assert seen["opened"]
    assert seen["closed"]
    assert seen["held_open"]
    assert seen["ended_by_release"]
    assert len(seen["wishes"]) == 2


@needs_ear
def test_a_finger_speaks_too(seen):
    """The wish's line has a microphone to tap."""
    assert seen["tapped"]


@needs_ear
def test_the_show_goes_on_meanwhile(seen):
    """While words are made out, in a process of their own, turn after turn more of the show is heard."""
    assert seen["heard_meanwhile"] > 5
    assert {"listening", "thinking", "idle"} <= set(seen["states"])
