"""`evershow check` looks at the puppets that a seed brings and at how alike its cast is."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from player.cli.creators import check


def seed_with(folder: Path, cast: str) -> Path:
    """A new seed in `folder` that brings the puppet file `cast`."""
    from player.cli.creators_new import new

    target = folder / "two"
    result = CliRunner().invoke(new, [str(target)])
    assert result.exit_code == 0, result.output
    (target / "art" / "puppets").mkdir(parents=True, exist_ok=True)
    (target / "art" / "puppets" / "odd.yaml").write_text(cast)
    return target


@pytest.mark.parametrize(("text", "said"), [("genes:\n  hair: spaghetti\n", "odd.yaml:2"), ("rig: [", "odd.yaml:")])
def test_a_broken_puppet_is_an_error_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    """File and line stand in front; the check fails."""
    result = CliRunner().invoke(check, [str(seed_with(tmp_path, text))])
    assert said in result.output
    assert "PU100" in result.output
    assert result.exit_code == 1


def test_a_sound_puppet_says_nothing(tmp_path: Path) -> None:
    """A file of genes passes."""
    result = CliRunner().invoke(check, [str(seed_with(tmp_path, "genes: {age: 40}\n"))])
    assert "PU100" not in result.output
