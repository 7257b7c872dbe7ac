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


DAY_LIMITS = {"memory_growth_mb": 20.0}
"""Of a day in virtual time (design §10)."""


@click.command()
@click.option("--minutes", type=click.FloatRange(0.2, 24 * 60), default=60.0, show_default=True, help="Of the show.")
@click.option("--virtual", is_flag=True, help="In virtual time, with simulated rendering: a day takes minutes.")
@click.option("--hours", type=click.FloatRange(0.05, 1_000), default=24.0, show_default=True, help="Of it.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def soak(minutes: float, virtual: bool, hours: float, as_json: bool) -> None:
    """Play a show off-screen in real time with a busy viewer: drops, halts, memory, threads, files, sound and picture.

    \b
    evershow soak --minutes 5
    evershow soak --minutes 60 --json
    evershow soak --virtual --hours 24

    In virtual time the real story, lookahead, journal, map, profile and caches run on a simulated machine. Exit status
    1 when a limit of an hour's run, or of a day's, is passed.
    """
    figures = _day(hours) if virtual else _hour(minutes)
    limits = DAY_LIMITS if virtual else LIMITS
    passed = over(figures, limits)
    if as_json:
        click.echo(json.dumps({**figures, "over": passed}))
    else:
        table = Table(box=None, show_header=False)
        for name, value in figures.items():
            limit = f"at most {limits[name]}" if name in limits else ""
            table.add_row(name, str(value), f"[yellow]{limit}[/]" if name in passed else f"[dim]{limit}[/]")
        Console().print(table)
    raise click.exceptions.Exit(1 if passed else 0)


def _hour(minutes: float) -> dict[str, Any]:
    from player.measuring.soak import soak as run

    return run(minutes)


def _day(hours: float) -> dict[str, Any]:
    from player.measuring.day import virtual_day

    return virtual_day(hours)


def over(figures: dict[str, Any], limits: dict[str, float] = LIMITS) -> list[str]:
    """Names of the figures that are above their limit."""
    return [name for name, limit in limits.items() if float(figures[name]) > limit]
