"""The grown-ups' PIN before commands that change, erase or give away what belongs to a viewer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from player.cli import guard
from player.cli.people import shows, viewers
from profiles.home import database_path, ready_home
from profiles.pin import FREE_TRIES
from profiles.store import Store

PIN = "2468"


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("EVERSHOW_HOME", str(tmp_path))
    store = _store()
    store.viewer_or_new("Ada")
    mia = store.add_viewer("Mia", colour="#E07A2F", ceiling=6)
    show = store.begin_show(mia, "weather-post", "The Weather Post")
    store.keep_journal(show.id, b"x", position=1, scene="")
    store.set_pin(PIN)
    store.close()
    return CliRunner()


def _store() -> Store:
    return Store(database_path(ready_home()))


def _names() -> list[str]:
    store = _store()
    try:
        return [viewer.name for viewer in store.viewers()]
    finally:
        store.close()


def commands(tmp_path: Path) -> dict[str, list[str]]:
    return {
        "delete": ["delete", "Ada", "--yes"],
        "taste": ["taste", "Mia", "--reset"],
        "export": ["export", "Ada", str(tmp_path / "ada.json")],
    }


@pytest.mark.parametrize("name", ["delete", "taste", "export"])
def test_nothing_is_done_without_the_pin(runner: CliRunner, tmp_path: Path, name: str) -> None:
    """A wrong PIN, or none at all, ends the command before anything happens, with one line."""
    for given in ("1111\n", "\n\n"):
        done = runner.invoke(viewers, commands(tmp_path)[name], input=given)
        assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert _names() == ["Ada", "Mia"]
    assert not (tmp_path / "ada.json").exists()


@pytest.mark.parametrize("name", ["delete", "taste", "export"])
@pytest.mark.parametrize("by", ["option", "typed"])
def test_the_right_pin_lets_it_happen(runner: CliRunner, tmp_path: Path, name: str, by: str) -> None:
    """It is typed unseen, or handed over by a script."""
    arguments = commands(tmp_path)[name] + (["--pin", PIN] if by == "option" else [])
    done = runner.invoke(viewers, arguments, input=f"{PIN}\n")
    assert done.exit_code == 0, done.output
    assert PIN not in done.output
    assert (_names() == ["Mia"]) is (name == "delete")
    if name == "export":
        assert json.loads((tmp_path / "ada.json").read_text())["viewer"]["name"] == "Ada"


def test_five_wrong_ones_bring_a_wait_that_holds_for_the_right_one(
    runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tries count over commands, as in the window; after the wait the right PIN is heard again."""
    now = [1000.0]
    monkeypatch.setattr(guard.time, "time", lambda: now[0])
    wrong = [*commands(tmp_path)["delete"], "--pin", "1111"]
    right = [*commands(tmp_path)["delete"], "--pin", PIN]
    told = [runner.invoke(viewers, wrong).output for _ in range(FREE_TRIES)]
    assert "4 more tries" in told[0]
    assert "try again in 0:30" in told[-1]
    assert "try again in 0:30" in runner.invoke(viewers, right).output
    assert _names() == ["Ada", "Mia"]
    now[0] += 31
    assert runner.invoke(viewers, right).exit_code == 0
    assert _names() == ["Mia"]


def test_a_show_is_deleted_with_the_pin_only(runner: CliRunner) -> None:
    """A past show is somebody's as well."""
    store = _store()
    show = store.shows()[0].id
    store.close()
    assert runner.invoke(shows, ["delete", show, "--yes", "--pin", "1111"]).exit_code == 1
    assert runner.invoke(shows, ["delete", show, "--yes", "--pin", PIN]).exit_code == 0


def test_without_a_pin_nothing_is_asked(runner: CliRunner) -> None:
    """Who has set none is not bothered."""
    store = _store()
    store.clear_pin()
    store.close()
    assert runner.invoke(viewers, ["delete", "Ada", "--yes"]).exit_code == 0
