"""What `evershow --help` and a misspelt command say, and what they do not load for it."""

import json
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from player.cli import COMMANDS, evershow

LOADED = """
import json, sys
from player.cli import evershow
evershow.main(["--help"], prog_name="evershow", standalone_mode=False)
print(json.dumps(sorted(sys.modules)))
"""


def test_help_tells_of_every_command_and_loads_none():
    """Every subcommand has a whole line of its own; neither seeds nor drawing nor arrays are imported for it."""
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60)
    shown, _, modules = done.stdout.strip().rpartition("\n")
    lines = shown.splitlines()
    for name, entry in COMMANDS.items():
        assert any(line.split() == [name, *entry.about.split()] for line in lines), name
    loaded = set(json.loads(modules))
    assert "player.cli" in loaded
    assert not loaded & {"numpy", "story_engine.seed", "generators.stage", "player.cli.play", "player.cli.creators"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_is_there(name):
    """The table names real commands, and says of them no more than a line."""
    command = evershow.get_command(click.Context(evershow), name)
    assert isinstance(command, click.Command)
    assert command.get_short_help_str(200)
    about = COMMANDS[name].about
    assert about.endswith(".")
    assert len(about) <= 70


@pytest.mark.parametrize(("typed", "told"), [("pley", "did you mean play"), ("zzzz", "`evershow --help`")])
def test_a_misspelt_command_is_answered_with_the_nearest(typed, told):
    """Exit status 2 and one line with the remedy."""
    done = CliRunner().invoke(evershow, [typed])
    assert done.exit_code == 2
    assert f"“{typed}”" in done.output
    assert told in done.output
