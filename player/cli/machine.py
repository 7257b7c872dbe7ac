"""`evershow doctor` and `evershow bench`: what this machine has, and how fast it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from player.cli.engine_tables import PIPED_COLUMNS

if TYPE_CHECKING:
    from player.doctor import Finding

LONG = ("response", "adapt", "lookahead", "choices", "flashes", "captions")
"""Measures that take minutes or are not of this machine: `all` leaves them out."""
MARKS = {"ok": "[green]ok[/]", "missing": "[yellow]—[/]", "broken": "[red]broken[/]"}
MARK_WIDTH = 6
BESIDE = 11
"""Columns of the mark and of the gaps beside a finding's name."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def doctor(as_json: bool) -> None:
    """What was found, what was not, what is used instead, and how to get the rest.

    \b
    evershow doctor
    evershow doctor --json

    Exit status 1 when something is broken, so that scripts may ask.
    """
    from player.doctor import examine

    findings = examine()
    if as_json:
        click.echo(json.dumps([msgspec.to_builtins(finding) for finding in findings]))
    else:
        _tell(findings)
    sys.exit(1 if any(finding.state == "broken" for finding in findings) else 0)


def _tell(findings: Sequence[Finding]) -> None:
    """A row for each; below it what to do, over the whole width: paths and commands are there to be copied."""
    console = Console(width=None if sys.stdout.isatty() else PIPED_COLUMNS)
    names = max(len(finding.name) for finding in findings)
    for finding in findings:
        row = Table(box=None, show_header=False, expand=True)
        row.add_column(width=MARK_WIDTH)
        row.add_column(width=names)
        for _ in range(2):
            row.add_column(ratio=1, overflow="fold")
        row.add_row(MARKS[finding.state], finding.name, escape(finding.found), escape(finding.use))
        console.print(row)
        if finding.remedy:
            told = Text(f"→ {finding.remedy}", style="dim", overflow="fold")
            console.print(Padding(told, (0, 0, 0, names + BESIDE)))


@click.command()
@click.argument(
    "what",
    type=click.Choice(
        [
            "video",
            "audio",
            "story",
            "render",
            "playback",
            "response",
            "adapt",
            "lookahead",
            "choices",
            "flashes",
            "captions",
            "all",
            "look",
            "neural",
        ]
    ),
)
@click.option(
    "--seconds",
    type=click.IntRange(2, 36_000),
    help="Length of the playback (60), the steered show (300), each simulated show (900), the looked-at ones (300).",
)
@click.option("--scenes", type=click.IntRange(2, 5_000), default=200, show_default=True, help="look: random scenes.")
@click.option(
    "--seed", "seeds", multiple=True, metavar="SEED", help="look: story seeds; both built-in ones by default."
)
@click.option("--only", default="", metavar="A,B", help="look: only these measures.")
@click.option("--style", default="", metavar="STYLE", help="look: the shows in this style.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def bench(
    what: str, seconds: int | None, scenes: int, seeds: tuple[str, ...], only: str, style: str, as_json: bool
) -> None:
    """Measure this machine: picture, sound, planning, live playback, answers to keys, how a show bends; or `look`.

    \b
    evershow bench video          frames a second on one core
    evershow bench all --json
    evershow bench look --seconds 60 --only outlines,faces
    """
    if what == "neural":
        from generators.neural.bench import bench_neural
        from player.cli.engine_tables import tell_matrix

        tell_matrix(bench_neural(), as_json)
        return
    if what == "look":
        from player.look.report import report

        report(seconds or 300, scenes, seeds, only, style, as_json)
        return
    runs: dict[str, Callable[[], dict[str, Any]]] = {
        "video": _bench_video,
        "audio": _bench_audio,
        "story": _bench_story,
        "render": lambda: _bench_render(seconds or 60),
        "playback": lambda: _bench_playback(seconds or 60),
        "response": _bench_response,
        "adapt": lambda: _bench_adapt(seconds or 300),
        "lookahead": lambda: _bench_lookahead(seconds or 900),
        "choices": _bench_choices,
        "flashes": _bench_flashes,
        "captions": lambda: _bench_captions(seconds or 600),
    }
    chosen = [name for name in runs if name not in LONG] if what == "all" else [what]
    results: dict[str, dict[str, Any]] = {}
    for name in chosen:
        if not as_json and sys.stderr.isatty():
            click.echo(f"measuring {name} …", err=True)
        results[name] = runs[name]()
    if as_json:
        click.echo(json.dumps(results if what == "all" else results[what]))
        return
    table = Table(box=None, header_style="bold")
    for title in ("", "figure", "value"):
        table.add_column(title)
    for name, figures in results.items():
        for key, value in figures.items():
            if not isinstance(value, list):
                table.add_row(name, key, f"{value:.4g}" if isinstance(value, float) else str(value))
            for one in value if isinstance(value, list) else ():
                first, *rest = one.items()
                table.add_row("", str(first[1]), ", ".join(f"{field} {figure}" for field, figure in rest))
    Console().print(table)


def _bench_video() -> dict[str, Any]:
    from generators.stage.bench import bench_video

    return bench_video()


def _bench_audio() -> dict[str, Any]:
    from generators.sound.bench import bench_audio, bench_speech

    return {**bench_audio(), **bench_speech()}


def _bench_story() -> dict[str, Any]:
    """A synthetic domain, and the built-in seed with the most ground storylets."""
    from player.cli.seeds import built_in_seeds
    from story_engine.bench import PLANS_OF_A_TAIL, bench_story
    from story_engine.ground import build_repertoire
    from story_engine.seed import load_seed

    seeds = [load_seed(folder) for folder in built_in_seeds()]
    largest = max(seeds, key=lambda seed: len(build_repertoire(seed).grounds))
    of_seed = bench_story(largest, plans=PLANS_OF_A_TAIL)
    return bench_story(plans=PLANS_OF_A_TAIL) | {f"seed_{key}": value for key, value in of_seed.items()}


def _bench_render(seconds: int) -> dict[str, Any]:
    from player.measuring.rendering import bench_render

    return bench_render(seconds)


def _bench_response() -> dict[str, Any]:
    from player.measuring.response import bench_response

    return bench_response()


def _bench_adapt(seconds: int) -> dict[str, Any]:
    from player.measuring.adapt import bench_adapt

    return bench_adapt(seconds)


def _bench_lookahead(seconds: int) -> dict[str, Any]:
    from player.measuring.deadlines import simulate_deadlines

    return simulate_deadlines(float(seconds))


def _bench_choices() -> dict[str, Any]:
    from player.measuring.branches import play_choices

    return play_choices()


def _bench_flashes() -> dict[str, Any]:
    from player.measuring.flashes import judge_clips

    return judge_clips()


def _bench_captions(seconds: int) -> dict[str, Any]:
    """Of the built-in seeds' shows, for grown-ups and for a child."""
    from player.cli.seeds import built_in_seeds
    from player.measuring.captions import report

    return report(tuple(built_in_seeds()), float(seconds))


def _bench_playback(seconds: int) -> dict[str, Any]:
    from player.measuring.playback import bench_playback

    return bench_playback(seconds)
