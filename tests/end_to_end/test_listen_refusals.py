"""What `evershow listen` refuses before it renders anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from player.cli.films import render
from player.cli.listen import listen
from player.cli.people import viewers
from profiles.home import database_path, ready_home
from profiles.store import Store


@pytest.mark.parametrize(
    ("out", "more", "told"),
    [
        ("missing/out.wav", (), "nothing can be written there"),
        ("out.mp3", (), "name it out.wav"),
        ("out.wav", ("--plot", "missing/plot.png"), "nothing can be written there"),
        ("out.wav", ("--midi", "missing/score.mid"), "nothing can be written there"),
    ],
)
def test_a_place_that_takes_no_file_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str, more: tuple[str, ...], told: str
) -> None:
    """The line names the file and the remedy, and nothing was rendered or opened before it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVERSHOW_HOME", str(tmp_path / "home"))
    result = CliRunner().invoke(listen, ["weather-post", out, *more])
    assert result.exit_code == 2
    assert told in result.output
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("balance", "told"),
    [
        ("speech=+9", "choose -12 to +6 decibels"),
        ("drums=1", "name one of speech, music, ambience, effects"),
        ("loud", "for example speech=+3,music=-6"),
    ],
)
def test_a_balance_beyond_its_limits_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, balance: str, told: str
) -> None:
    """By every command that takes one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVERSHOW_HOME", str(tmp_path / "home"))
    for command, words in (
        (listen, ["weather-post", "out.wav", "--balance", balance]),
        (render, ["weather-post", "out.mp4", "--seconds", "2", "--balance", balance]),
        (viewers, ["balance", "Ada", balance]),
    ):
        result = CliRunner().invoke(command, words)
        assert result.exit_code == 2
        assert told in " ".join(result.output.split())
    assert not (tmp_path / "home").exists()


def test_a_viewers_balance_is_set_told_and_reset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What drowns speech is told; without a balance it is only shown."""
    monkeypatch.setenv("EVERSHOW_HOME", str(tmp_path / "home"))
    store = Store(database_path(ready_home()))
    store.viewer_or_new("Ada")
    store.close()

    def said(*words: str) -> str:
        result = CliRunner().invoke(viewers, ["balance", "Ada", *words])
        assert result.exit_code == 0
        return result.output

    assert "as it was mixed" in said()
    assert "speech=+3,music=-6" in said("speech=+3,music=-6")
    assert "hard to follow" in said("speech=-12")
    assert json.loads(said("--json").splitlines()[0])["speech"] == -12.0
    assert "as it was mixed" in said("--reset")
