"""The program `evershow`: one command with subcommands, each loaded when it is called.

It knows no work, only words: options, help, exit statuses (0 done, 1 problems found, 2 bad usage) and one-line errors.
"""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from dataclasses import dataclass
from typing import Any

import click

from generators.processes import QUIET_FONTS


@dataclass(frozen=True, slots=True)
class Entry:
    """A subcommand that nobody has called yet."""

    target: str
    """module:object, imported when it is called."""
    about: str
    """What `evershow --help` says of it: one line."""


GROUPS: dict[str, dict[str, Entry]] = {
    "Watch": {
        "play": Entry("player.cli.play:play", "Play a show that is made while you watch."),
        "render": Entry("player.cli.films:render", "Render a show to a film with captions and chapters."),
        "replay": Entry("player.cli.films:replay", "Play a show again exactly, any of its branches."),
        "shows": Entry("player.cli.people:shows", "Past shows: go on with one, export or delete it."),
        "viewers": Entry("player.cli.people:viewers", "Who watches, and what the show believes about them."),
        "listen": Entry("player.cli.listen:listen", "Render the sound of a show alone; measure and plot it."),
        "paint": Entry("player.cli.paint:paint", "Paint one moment of a show as gouache."),
    },
    "Make a story": {
        "new": Entry("player.cli.creators_new:new", "Make a new story seed that plays at once."),
        "import": Entry("player.cli.creators_import:import_file", "Make a seed from Yarn, Twee 3, Tracery or a card."),
        "check": Entry("player.cli.creators:check", "Find what is wrong with a seed, with file, line and remedy."),
        "preview": Entry("player.cli.creators_preview:preview", "See a scene as it plays, again at every save."),
        "takes": Entry("player.cli.creators_takes:takes", "Compare variants of one scene and keep one."),
        "map": Entry("player.cli.creators_map:map_seed", "Draw which scene lets which happen, as a page."),
        "reach": Entry("player.cli.explain:reach_command", "Find a short history that leads to a scene."),
        "why-not": Entry("player.cli.explain:why_not_command", "Say why a scene is not played, and what would help."),
        "stats": Entry("player.cli.creators_figures:stats", "Words, scenes, speakers and tags of a seed."),
        "balance": Entry("player.cli.creators_figures:balance", "How a quality is spread over many plays."),
        "fmt": Entry("player.cli.creators_format:fmt", "Bring the files of a seed into canonical form."),
        "lines": Entry("player.cli.creators_lines:lines", "Write or renew the table for a translation."),
        "pack": Entry("player.cli.creators_pack:pack", "Put a seed into one file that others can play."),
    },
    "Try a story out": {
        "test": Entry("player.cli.testplan:test", "Play the test plans of a seed, or of plain Yarn."),
        "playtest": Entry("player.cli.creators_playtest:playtest", "Play a seed thousands of times and report."),
        "faults": Entry("player.cli.creators_faults:try_faults", "Break copies of a seed and count what is found."),
        "transcript": Entry("player.cli.transcript:transcript", "Write an hour of a show down as a script to read."),
        "simulate": Entry("player.cli.simulate:simulate", "Measure how a seed comes to know its viewers."),
        "gallery": Entry("player.cli.gallery:gallery", "Draw everything the stage knows into one page."),
        "passes": Entry("player.cli.passes:passes", "Write depth, ids, lines, flow and layers of a picture."),
    },
    "This machine": {
        "doctor": Entry("player.cli.machine:doctor", "What was found, what is used instead, how to get the rest."),
        "prepare": Entry("player.cli.prepare:prepare", "Compile once what the first show would otherwise wait for."),
        "bench": Entry("player.cli.machine:bench", "Measure picture, sound, planning, playback, networks."),
        "soak": Entry("player.cli.soak:soak", "Play for long with a busy viewer and watch what grows."),
        "engines": Entry("player.cli.engines:engines", "Engines: networks of models, built for this machine."),
    },
}
"""What `evershow --help` shows, in its order. Nothing of it is imported for that, so that help is instant."""
COMMANDS: dict[str, Entry] = {name: entry for group in GROUPS.values() for name, entry in group.items()}
"""Every subcommand by name."""


class _Lazy(click.Group):
    """A group whose subcommands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None for an unknown name."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, name = entry.target.partition(":")
        command: Any = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, but a misspelt command is answered with the nearest ones. Raises click.UsageError."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=3, cutoff=0.5)
            advice = f"did you mean {' or '.join(near)}?" if near else "`evershow --help` lists all of them"
            raise click.UsageError(f"there is no command “{args[0]}”; {advice}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of the groups; imports no command."""
        width = max(map(len, COMMANDS))
        for title, group in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), entry.about) for name, entry in group.items()])


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
