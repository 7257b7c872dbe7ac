"""`evershow bench look` as seen by people and programs: options checked, a table or JSON printed.

It knows no measure's inside.
"""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from generators.stage.styles import style_names
from player.cli.films import progress
from player.cli.seeds import built_in_seeds, find_seed
from player.look.figures import Figure
from player.look.run import MEASURES, LookOptions, look

FILE_WIDTH = 150
"""Columns when the table goes into a file or a pipe."""


def report(seconds: float, scenes: int, seeds: tuple[str, ...], only: str, style: str, as_json: bool) -> None:
    """Measure and print; raises click.UsageError for names that do not exist."""
    chosen = tuple(name.strip() for name in only.split(",") if name.strip())
    for name in chosen:
        if name not in MEASURES:
            raise click.UsageError(f"--only: {name!r} is no measure; there are: {', '.join(MEASURES)}")
    if style and style not in style_names():
        raise click.UsageError(f"--style: {style!r} does not exist; there are: {', '.join(style_names())}")
    options = LookOptions(
        seeds=tuple(find_seed(name) for name in seeds) or built_in_seeds(),
        seconds=seconds,
        scenes=scenes,
        only=chosen,
        style=style,
    )
    with progress("look") as on_progress:
        figures = look(options, on_progress)
    if as_json:
        click.echo(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False))
        return
    _print(figures)


def _print(figures: list[Figure]) -> None:
    table = Table(box=None, header_style="bold")
    for title in ("", "of", "figure", "value", "target"):
        table.add_column(title)
    for figure in figures:
        mark = "" if not figure.target else "[green]ok[/]" if figure.holds else "[red]missed[/]"
        value = f"{figure.value:.4g}"
        table.add_row(figure.measure, figure.of, escape(figure.name), value, f"{figure.target} {mark}")
        if not figure.holds or figure.measure in ("cuts", "silhouettes", "baking"):
            for words in figure.words:
                table.add_row("", "", f"[dim]  {escape(words)}[/]", "", "")
    console = Console()
    if not console.is_terminal:
        console = Console(width=FILE_WIDTH)
    console.print(table)
    missed = sum(not figure.holds for figure in figures)
    click.echo(f"{len(figures)} figures, {missed} missed")
