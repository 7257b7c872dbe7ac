"""`evershow fmt`: seeds in one canonical form; comments stay, meaning never changes.

It does not know names or worlds: it works on the text alone.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import click

from player.cli.seeds import find_seed

INDENT = 4
"""Spaces of one step inwards in a scene's body."""
_HEADER = re.compile(r"^(\w+)\s*:[ \t]*(.*)$")
_COMMAND = re.compile(r"^<<\s*(\w+)\b\s*(.*?)\s*>>(.*)$")
_OPENS, _TURNS, _CLOSES = ("if", "once"), ("else", "elseif"), ("endif", "endonce")


@click.command()
@click.argument("path")
@click.option("--check", "check_only", is_flag=True, help="Only say what would change; exit 1 when anything would.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def fmt(path: str, check_only: bool, as_json: bool) -> None:
    """Bring a seed's files into canonical form: spacing, indentation, one blank line at most.

    \b
    evershow fmt my-seed/
    evershow fmt my-seed/scenes/first.yarn --check
    """
    changed = []
    for file in _files(path):
        text = file.read_text(encoding="utf-8-sig")
        done = format_yarn(text) if file.suffix == ".yarn" else format_world(text)
        if done != text:
            changed.append(str(file))
            if not check_only:
                file.write_text(done, encoding="utf-8")
    if as_json:
        click.echo(json.dumps({"changed": changed}))
    else:
        for name in changed:
            click.echo(f"{'would change' if check_only else 'formatted'} {name}")
        if not changed:
            click.echo("everything is in form already")
    sys.exit(1 if check_only and changed else 0)


def _files(path: str) -> list[Path]:
    given = Path(path)
    if given.is_file():
        if given.suffix == ".yarn" or given.name == "seed.yaml":
            return [given]
        raise click.BadParameter(f"{given} is neither a .yarn file nor a seed.yaml", param_hint="PATH")
    folder = given if given.is_dir() and any(given.glob("**/*.yarn")) else find_seed(path)
    return [*folder.glob("seed.yaml"), *sorted(folder.glob("**/*.yarn"))]


def format_world(text: str) -> str:
    """A seed.yaml without trailing blanks, tabs and empty lines in a row; everything else is the author's."""
    rows = [row.rstrip().expandtabs(2) if not row.lstrip(" ").startswith("#") else row.rstrip() for row in _rows(text)]
    return "\n".join(_single_blanks(rows)) + "\n"


def format_yarn(text: str) -> str:
    """A file of scenes in canonical form."""
    found: list[str] = []
    rows = _rows(text)
    at = 0
    while at < len(rows):
        end = next((n for n in range(at, len(rows)) if rows[n].strip() == "==="), None)
        if end is None:
            found += [row.rstrip() for row in rows[at:]]
            break
        found += _node(rows[at:end])
        found.append("===")
        at = end + 1
    return "\n".join(_single_blanks(found)) + "\n"


def _rows(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _single_blanks(rows: list[str]) -> list[str]:
    """No blank lines at the ends, one at most in between."""
    found: list[str] = []
    for row in rows:
        if row or (found and found[-1]):
            found.append(row)
    while found and not found[-1]:
        found.pop()
    return found


def _node(rows: list[str]) -> list[str]:
    split = next((n for n, row in enumerate(rows) if row.strip() == "---"), None)
    if split is None:
        return [row.rstrip() for row in rows]
    head = [_header(row) for row in rows[:split] if row.strip()]
    titles = [row for row in head if row.startswith("title:")]
    start = head.index(titles[0]) if titles else 0
    lead = [row for row in head[:start] if row.startswith("//")]
    rest = [row for row in head if row not in titles[:1] and row not in lead]
    return [*lead, *titles[:1], *rest, "---", *_body(rows[split + 1 :])]


def _header(row: str) -> str:
    stripped = row.strip()
    match = _HEADER.match(stripped)
    if stripped.startswith("//") or match is None:
        return stripped
    return f"{match[1]}: {match[2]}".rstrip()


def _body(rows: list[str]) -> list[str]:
    """Statements at their depth: what stands inside an option, a line group's arm, an <<if>> or a <<once>>."""
    found: list[str] = []
    # Each step inwards is either an arrow's (with the column of the arrow in the text) or a command's (None).
    steps: list[int | None] = []
    for row in rows:
        stripped = row.strip()
        if not stripped:
            found.append("")
            continue
        column = len(row.expandtabs(INDENT)) - len(row.expandtabs(INDENT).lstrip())
        match = _COMMAND.match(stripped)
        name = match[1] if match is not None and not match[3].strip() else ""
        if name in _TURNS or name in _CLOSES:
            while steps and steps[-1] is not None:
                steps.pop()
            depth = max(0, len(steps) - 1)
            if name in _CLOSES and steps:
                steps.pop()
        else:
            while steps and steps[-1] is not None and column <= steps[-1]:
                steps.pop()
            depth = len(steps)
        found.append(" " * (INDENT * depth) + _statement(stripped))
        if name in _OPENS:
            steps.append(None)
        elif stripped.startswith(("->", "=>")):
            steps.append(column)
    return _single_blanks(found)


def _statement(text: str) -> str:
    if text.startswith("//"):
        return text
    if text.startswith(("->", "=>")):
        return f"{text[:2]} {text[2:].strip()}".rstrip()
    match = _COMMAND.match(text)
    if match is not None and "<<" not in match[2] and not match[3].strip():
        return f"<<{match[1]} {match[2]}".rstrip() + ">>"
    return text
