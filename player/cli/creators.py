"""`evershow check`: what a creator needs to know about a story seed.

It does not know the rules; it shows each finding with its line, a caret and the remedy.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import click
import msgspec

from player.cli.creators_art import art_findings, feeling_findings
from player.cli.creators_puppets import puppet_findings
from player.cli.creators_sounds import sound_findings
from player.cli.seeds import find_seed
from player.cli.testplan import check_yarn
from story_engine.seed import Diagnostic, check_seed
from story_engine.yarn.project import is_yarn_project

COLOURS = {"error": "red", "warning": "yellow", "hint": "cyan"}


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@click.option("--quiet", is_flag=True, help="One line for each finding, without the source.")
def check(path: Path, as_json: bool, quiet: bool) -> None:
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
    drawn = (*puppet_findings(folder), *art_findings(folder), *feeling_findings(folder, found.seed))
    told = (*found, *drawn, *sound_findings(found.seed))
    if as_json:
        click.echo(json.dumps([_plain(diagnostic) for diagnostic in told]))
    else:
        for diagnostic in told:
            click.echo(str(diagnostic) if quiet else shown(diagnostic, folder))
        click.echo(f"{folder.resolve().name}: {_counts(told)}")
        estimate = found.estimate
        if estimate is not None:
            click.echo(
                f"{estimate.scenes} scenes of {estimate.scene_seconds:g} s; about "
                f"{_duration(estimate.hours_before_repetition)} before anything is told twice"
            )
    sys.exit(1 if any(diagnostic.severity == "error" for diagnostic in told) else 0)


def _plain(diagnostic: Diagnostic) -> dict[str, object]:
    """A finding for a machine; its place by name, though it is a tuple."""
    return {**msgspec.to_builtins(diagnostic), "where": diagnostic.where._asdict()}


def shown(diagnostic: Diagnostic, folder: Path) -> str:
    """A finding with its source line, a caret under the place, and the remedy."""
    where = diagnostic.where
    path = Path(where.path)
    name = str(path.relative_to(folder)) if path.is_relative_to(folder) else where.path
    place = click.style(f"{name}:{where.line}:{where.column}", bold=True)
    kind = click.style(f"{diagnostic.code} {diagnostic.severity}", fg=COLOURS.get(str(diagnostic.severity)))
    rows = [f"{place}: {kind}: {diagnostic.message}"]
    lines = _lines(path)
    if 1 <= where.line <= len(lines) and lines[where.line - 1].strip():
        source = lines[where.line - 1].replace("\t", " ")
        start = max(0, where.column - 70)
        number = f"{where.line:>5} | "
        rows.append(number + source[start : start + 110].rstrip())
        rows.append(" " * (len(number) + max(0, where.column - 1 - start)) + click.style("^", fg="green", bold=True))
    if diagnostic.remedy:
        rows.append(" " * 8 + click.style(diagnostic.remedy, fg="green"))
    return "\n".join(rows)


@lru_cache(maxsize=64)
def _lines(path: Path) -> tuple[str, ...]:
    """A file's lines; none when it cannot be read as text (a finding says so)."""
    try:
        return tuple(path.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError):
        return ()


def _counts(found: Iterable[Diagnostic]) -> str:
    counts: dict[str, int] = {}
    for diagnostic in found:
        counts[str(diagnostic.severity)] = counts.get(str(diagnostic.severity), 0) + 1
    told = [f"{count} {name}{'s' if count > 1 else ''}" for name in COLOURS if (count := counts.get(name, 0))]
    return ", ".join(told) or "nothing to mend"


def _duration(hours: float) -> str:
    return f"{hours:.1f} hours" if hours >= 1 else f"{60 * hours:.0f} minutes"
