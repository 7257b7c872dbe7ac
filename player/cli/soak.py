"""`evershow soak`: a long evening, watched by the machine."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.console import Console
from rich.table import Table

LIMITS = {
    "dropped_ratio": 0.005,
    "rebuffer_ratio": 0.0005,
    "av_error_ms_p99": 25.0,
    "memory_growth_mb": 10.0,
    "all_memory_mb_max": 1200.0,
}
"""Of an hour (design §10)."""


@click.command()
@click.option("--minutes", type=click.FloatRange(0.2, 24 * 60), default=60.0, show_default=True, help="Of the show.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def soak(minutes: float, as_json: bool) -> None:
    """Play a show off-screen in real time with a busy viewer: drops, halts, memory, threads, files, sound and picture.

    \b
    evershow soak --minutes 5
    evershow soak --minutes 60 --json

    Exit status 1 when a limit of an hour's run is passed.
    """
    from player.measuring.soak import soak as run

    figures = run(minutes)
    passed = over(figures)
    if as_json:
        click.echo(json.dumps({**figures, "over": passed}))
    else:
        table = Table(box=None, show_header=False)
        for name, value in figures.items():
            limit = f"at most {LIMITS[name]}" if name in LIMITS else ""
            table.add_row(name, str(value), f"[yellow]{limit}[/]" if name in passed else f"[dim]{limit}[/]")
        Console().print(table)
    raise click.exceptions.Exit(1 if passed else 0)


def over(figures: dict[str, Any]) -> list[str]:
    """Names of the figures that are above their limit."""
    return [name for name, limit in LIMITS.items() if float(figures[name]) > limit]
