"""The status with which the program ends."""

from __future__ import annotations

import click
import pytest

import player.cli


@pytest.mark.parametrize("status", [0, 1, 3])
def test_a_command_that_leaves_with_a_status_ends_the_program_with_it(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`raise Exit(1)`, as a measurement above its limits does, is what a script sees as the program's status."""

    @click.command()
    def leaving() -> None:
        raise click.exceptions.Exit(status)

    monkeypatch.setattr(player.cli, "evershow", leaving)
    monkeypatch.setattr("sys.argv", ["evershow"])
    if not status:
        player.cli.main()
        return
    with pytest.raises(SystemExit) as left:
        player.cli.main()
    assert left.value.code == status
