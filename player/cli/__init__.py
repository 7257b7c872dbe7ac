"""The program `evershow`: one command with subcommands, each loaded when it is called.

It knows no work, only words: options, help, exit statuses (0 done, 1 problems found, 2 bad usage) and one-line errors.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from generators.processes import QUIET_FONTS

COMMANDS = {
    "play": "player.cli.play:play",
    "render": "player.cli.films:render",
    "replay": "player.cli.films:replay",
    "new": "player.cli.creators_new:new",
    "check": "player.cli.creators:check",
    "test": "player.cli.testplan:test",
    "playtest": "player.cli.creators_playtest:playtest",
    "import": "player.cli.creators_import:import_file",
    "faults": "player.cli.creators_faults:try_faults",
    "fmt": "player.cli.creators_format:fmt",
    "lines": "player.cli.creators_lines:lines",
    "pack": "player.cli.creators_pack:pack",
    "preview": "player.cli.creators_preview:preview",
    "gallery": "player.cli.gallery:gallery",
    "passes": "player.cli.passes:passes",
    "paint": "player.cli.paint:paint",
    "listen": "player.cli.listen:listen",
    "map": "player.cli.creators_map:map_seed",
    "takes": "player.cli.creators_takes:takes",
    "reach": "player.cli.explain:reach_command",
    "why-not": "player.cli.explain:why_not_command",
    "stats": "player.cli.creators_figures:stats",
    "balance": "player.cli.creators_figures:balance",
    "viewers": "player.cli.people:viewers",
    "shows": "player.cli.people:shows",
    "simulate": "player.cli.simulate:simulate",
    "prepare": "player.cli.prepare:prepare",
    "engines": "player.cli.engines:engines",
    "soak": "player.cli.soak:soak",
    "doctor": "player.cli.machine:doctor",
    "bench": "player.cli.machine:bench",
}
"""Subcommand → module:object, resolved when chosen, so that `--help` is instant."""


class _Lazy(click.Group):
    """A group whose subcommands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None for an unknown name."""
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _, name = target.partition(":")
        command: Any = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="evershow")
@click.option("--debug", is_flag=True, help="Show a traceback when something fails.")
@click.pass_context
def evershow(ctx: click.Context, debug: bool) -> None:
    """An endless, personal, steerable show.

    \b
    evershow play                         play the built-in show
    evershow render weather-post out.mp4 --seconds 60
    evershow doctor                       what this machine has and lacks
    """
    ctx.obj = debug


def main() -> None:
    """Run the program; a failure is one line with its remedy, a traceback only with --debug."""
    debug = "--debug" in sys.argv[1:]
    for name, value in QUIET_FONTS.items():
        os.environ.setdefault(name, value)
    try:
        # Click gives back the status of a command that left early, and what any other returns: nothing.
        status = evershow.main(standalone_mode=False)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # the edge of the program: everything becomes one line
        if debug:
            raise
        click.echo(f"evershow: {_one_line(error)}", err=True)
        sys.exit(1)
    if isinstance(status, int) and status:
        sys.exit(status)


def _one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}; name another place, or make this one readable and writable"
    text = str(error).strip() or type(error).__name__
    known = type(error).__module__.split(".")[0] in ("player", "generators", "story_engine", "profiles")
    return text if known else f"{type(error).__name__}: {text}  (run again with --debug for the traceback)"
