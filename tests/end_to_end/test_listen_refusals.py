"""What `evershow listen` refuses before it renders anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from player.cli.listen import listen


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
