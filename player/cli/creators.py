"""`evershow check`: what a creator needs to know about a story seed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import msgspec

from player.cli.seeds import find_seed
from player.cli.testplan import check_yarn
from story_engine.seed import check_seed
from story_engine.yarn.project import is_yarn_project


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def check(path: Path, as_json: bool) -> None:
    """Find what is wrong with a story seed: file, line, column, cause and remedy.

    \b
    evershow check my-seed/
    evershow check weather-post --json
    evershow check Greeting.yarn            a plain Yarn script, or a folder of them
    """
    if is_yarn_project(path):
        sys.exit(check_yarn(path, as_json))
    folder = path if path.exists() else find_seed(str(path))
    found = check_seed(folder)
    if as_json:
        click.echo(json.dumps([msgspec.to_builtins(diagnostic) for diagnostic in found]))
    else:
        for diagnostic in found:
            click.echo(str(diagnostic))
        errors = sum(diagnostic.severity == "error" for diagnostic in found)
        click.echo(
            f"{folder.name}: " + (f"{errors} errors, {len(found) - errors} warnings" if found else "nothing to mend")
        )
    sys.exit(1 if any(diagnostic.severity == "error" for diagnostic in found) else 0)
