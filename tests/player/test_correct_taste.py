"""Correcting what the show believes, from the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from player.cli.people import viewers
from profiles.home import database_path, ready_home
from profiles.store import Store


@pytest.fixture
def ada(tmp_path, monkeypatch):
    """A data folder in which Ada has watched."""
    monkeypatch.setenv("EVERSHOW_HOME", str(tmp_path))
    store = Store(database_path(ready_home()))
    store.viewer_or_new("Ada")
    store.close()


def _say(*words: str):
    return CliRunner().invoke(viewers, ["taste", "Ada", *words])


def test_a_belief_is_set_forgotten_and_reset(ada):
    """What is set is believed, what is forgotten or reset is not."""
    assert "comedy" in _say("--set", "comedy=0.8").output
    assert "comedy" in _say("--set", "menace=-0.6").output
    assert "comedy" not in _say("--forget", "comedy").output
    assert "Nothing is believed now" in _say("--reset").output


def test_nonsense_is_refused_with_the_remedy(ada):
    """A value out of range, a missing value and an unknown feature are usage errors that say what to write."""
    for words, remedy in (
        (("--set", "comedy=3"), "-1"),
        (("--set", "comedy"), "comedy=0.8"),
        (("--forget", "x"), "nothing"),
        (("--set", "comdey=0.8"), "did you mean “comedy”?"),
        (("--set", "person:tok=0.8"), "did you mean “person:tock”?"),
        (("--set", "zzz=0.8"), "weather-post has no “zzz”"),
    ):
        said = _say(*words)
        assert said.exit_code == 2
        assert remedy in said.output


def test_an_unknown_word_leaves_the_taste_as_it_was(ada):
    """A list of corrections with one unknown word changes nothing, so that nobody has to guess which were taken."""
    _say("--set", "comedy=0.8", "--set", "nonsense=0.5")
    assert "Nothing is believed now" in _say().output
