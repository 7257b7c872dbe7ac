"""The recogniser in its process, told what our own voices say."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest
from sounds import Speaker, clatter

from generators.sound.voices.flite import is_here as flite_is_here
from player.ear import sphinx
from player.ear.grammar import option_meant, wish_grammar
from player.ear.port import EarError, Heeded
from player.ear.sphinx import SphinxEar
from player.shipped import BUILT_IN
from story_engine.seed.load import load_seed
from story_engine.wishes import read_wish

SEED = BUILT_IN / "weather-post"
pytestmark = pytest.mark.skipif(
    not (sphinx.is_here() and flite_is_here()),
    reason="needs pip install pocketsphinx and flite (Debian: apt-get install flite)",
)


@pytest.fixture(scope="module")
def seed():
    """A story with its names."""
    return load_seed(SEED)


@pytest.fixture(scope="module")
def ear(seed):
    """A recogniser that listens for its wishes."""
    hears = SphinxEar()
    hears.begin(Heeded(wishes=wish_grammar(seed)))
    yield hears
    hears.close()


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What our own voice makes of a text."""
    speaker = Speaker(tmp_path_factory.mktemp("speech"))
    yield speaker.said
    speaker.close()


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("let it snow", "weather:snow"),
        ("show me bramble", "goal:bramble"),
        ("more comedy", "more:comedy"),
        ("let wren meet the fox", ""),
    ],
)
def test_a_spoken_wish_is_the_typed_one(ear, seed, said, text, wish):
    """Surely, and the story reads it as if it had been typed; names are heard as they are.

    Another build of our voice may be heard with a little word more.
    """
    heard = ear.hear(said(text))
    assert set(text.split()) <= set(heard.text.split())
    assert heard.confidence >= 0.6
    read = read_wish(seed, heard.text)
    assert read.outcome == "understood"
    assert {intent.key for intent in read.intents} == {intent.key for intent in read_wish(seed, text).intents}
    assert not wish or wish in {intent.key for intent in read.intents}


def test_what_no_rule_allows_is_heard_as_general_speech(ear, said):
    """It is not bent into a wish, and it is less sure: it waits for Enter whatever is set."""
    heard = ear.hear(said("i would like to order some pizza tonight"))
    assert "order some pizza" in heard.text
    assert heard.confidence < 0.6


def test_an_open_question_is_answered_by_number_or_words(ear, seed, said):
    """What was asked last is listened for; wishes are heard beside it."""
    options = ("Open the parcel", "Keep it shut")
    ear.begin(Heeded(wishes=wish_grammar(seed), options=options))
    assert option_meant(ear.hear(said("number two")).text, options) == 2
    assert option_meant(ear.hear(said("open the parcel")).text, options) == 1
    assert option_meant(ear.hear(said("let it snow")).text, options) == 0
    ear.begin(Heeded(wishes=wish_grammar(seed)))


def test_noises_are_no_sure_wish(ear):
    """Whatever words are found in six seconds of clatter, they would never be wished at once."""
    heard = ear.hear(clatter(6.0))
    assert not heard.text or heard.confidence < 0.6


def test_an_empty_sound_has_no_words(ear):
    """Neither nothing nor a single sample is an error."""
    assert ear.hear(np.zeros(0, np.float32)).text == ""
    assert ear.hear(np.zeros(1, np.float32)).confidence < 0.6


def test_rules_that_make_no_sense_leave_general_speech(said):
    """A story's odd name must not make the ear deaf."""
    hears = SphinxEar()
    try:
        hears.begin(Heeded(wishes="#JSGF V1.0; grammar wish; public <wish> = ((("))
        assert "snow" in hears.hear(said("let it snow")).text
    finally:
        hears.close()


def test_a_recogniser_that_dies_is_told_and_begun_anew(seed, said):
    """Killed between two wishes."""
    hears = SphinxEar()
    try:
        hears.begin(Heeded())
        os.kill(hears._child.pid, signal.SIGKILL)
        with pytest.raises(EarError) as caught:
            hears.hear(said("let it snow"))
        assert caught.value.name == "recogniser_failed"
        hears.begin(Heeded(wishes=wish_grammar(seed)))
        assert hears.hear(said("let it snow")).text == "let it snow"
    finally:
        hears.close()


def test_without_the_package_it_says_how_to_get_it(monkeypatch):
    """The remedy is one line."""
    monkeypatch.setattr(sphinx, "find_spec", lambda name: None)
    assert "pip install 'evershow[hearing]'" in SphinxEar().missing


def test_a_package_that_cannot_be_loaded_is_told(tmp_path, monkeypatch):
    """A broken installation is the process's trouble, not the player's."""
    (tmp_path / "pocketsphinx.py").write_text("raise ImportError('its library is missing')\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(tmp_path), str(Path(__file__).resolve().parents[2]))))
    hears = SphinxEar()
    try:
        hears.begin(Heeded())
        with pytest.raises(EarError, match="its library is missing"):
            hears.hear(np.zeros(48_000, np.float32))
    finally:
        hears.close()


def test_nothing_that_was_heard_is_left_on_disk(ear, said):
    """The process that hears has no file open for writing but its output."""
    ear.hear(said("let it snow"))
    if sys.platform != "linux":
        pytest.skip("which files a process has open is read from /proc, which only Linux has")
    for entry in Path(f"/proc/{ear._child.pid}/fd").iterdir():
        target = os.readlink(entry)
        flags = int((Path(f"/proc/{ear._child.pid}/fdinfo") / entry.name).read_text().split()[3], 8)
        assert not target.startswith("/") or not flags & os.O_ACCMODE or int(entry.name) <= 2 or "/dev/" in target
