"""`evershow playtest`: thousands of quick plays of a seed and what they tell its author.

It does not know how plays are done; it shows progress and writes the report.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from player.cli.seeds import find_seed, require_scene
from story_engine.playtest.consequence import Consequence, consequence
from story_engine.playtest.page import page_of
from story_engine.playtest.play import playground
from story_engine.playtest.report import Report, report_of
from story_engine.playtest.run import Ran, Wanted, run_plays
from story_engine.seed import load_seed


@click.command()
@click.argument("seed", required=False)
@click.option("--plays", type=click.IntRange(1, 1_000_000), default=400, show_default=True, help="How many plays.")
@click.option("--minutes", type=click.FloatRange(1, 600), default=30.0, show_default=True, help="Story time of a play.")
@click.option("--rng", type=int, default=1, show_default=True, help="The rng seed of the plays.")
@click.option("--goal", metavar="SCENE", default="", help="Half of the plays work towards this scene.")
@click.option("--check", is_flag=True, help="Hand every scene to the independent checker.")
@click.option("--rating", type=int, default=99, help="The viewer's ceiling.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the report as a page.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def playtest(
    seed: str | None, plays: int, minutes: float, rng: int, goal: str, check: bool, rating: int, html: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Play a seed thousands of times in seconds: coverage, dead content, pace, threads, repetition, consequence.

    \b
    evershow playtest my-seed/ --plays 1000 --html report.html
    evershow playtest weather-post --goal the_split_tree
    evershow playtest weather-post --plays 12000 --check
    """
    loaded = load_seed(find_seed(seed))
    if goal:
        require_scene(loaded, goal, option="--goal")
    ground = playground(loaded)
    wanted = Wanted(plays=plays, minutes=minutes, rng_seed=rng, rating=rating, goal=goal, check=check)
    started = time.perf_counter()
    ran = _with_progress(ground, wanted, quiet=as_json)
    took = time.perf_counter() - started
    report = report_of(ran, consequence(ground) if not goal else Consequence())
    if html is not None:
        html.write_text(page_of(report), encoding="utf-8")
    if as_json:
        found: dict[str, Any] = report.to_json() | {"seconds": round(took, 3)}
        found["scenes_per_second"] = round(report.scenes / max(took, 1e-9))
        click.echo(json.dumps(found))
    else:
        _print(report, took, html)
    proven = any(dead.proven for dead in report.dead)
    untrue = report.validity is not None and (report.validity < 1.0 or bool(report.continuity_errors))
    unmet = goal and not report.sought.get(goal, False)
    sys.exit(1 if proven or untrue or unmet or report.dead_ends else 0)


def _with_progress(ground: Any, wanted: Wanted, *, quiet: bool) -> Ran:
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        return run_plays(ground, wanted)
    columns = (
        TextColumn("playing"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[scenes]:,} scenes"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("plays", total=wanted.plays, scenes=0)
        return run_plays(ground, wanted, lambda done, scenes: progress.update(task, completed=done, scenes=scenes))


def _print(report: Report, took: float, html: Path | None) -> None:
    rate = report.scenes / max(took, 1e-9)
    click.echo(f"{report.title}: {report.plays:,} plays, {report.scenes:,} scenes, {rate:,.0f} scenes/s")
    for share in report.shares:
        click.echo(f"  {share.kind:<12} {share.met:>5} of {share.all:<5} {share.share:7.1%}")
    for dead in report.dead[:25]:
        mark = "never" if dead.proven else "not met"
        click.echo(f"  {mark:<8} {dead.place} {dead.kind} {dead.storylet}: {dead.words[:50]} – {dead.reason}")
    if len(report.dead) > 25:
        click.echo(f"  … and {len(report.dead) - 25 + report.dead_more} more (--html shows them)")
    for thread in report.threads:
        opened = max(1, int(thread["opened"]))
        click.echo(
            f"  thread {thread['id']:<14} opened {thread['opened']:>5}  closed {thread['closed'] / opened:5.0%}  "
            f"in its window {thread['in_time'] / opened:5.0%}  left open {thread['abandoned'] / opened:4.0%}"
        )
    found = report.consequence
    if found.pairs:
        click.echo(f"  options differ: at the next scene {found.next:.0%}, ten scenes later {found.later:.0%}")
    click.echo(f"  causal links {report.links_per_scene:.2f} a scene, {report.linked_share:.0%} of scenes linked")
    if report.repeats:
        click.echo(f"  same scene and cast again after {report.repeats['p5']:g} min (5th percentile)")
    click.echo(f"  automatic bridges {report.bridge_share:.2%}, dead ends {report.dead_ends}")
    for goal, met in report.sought.items():
        click.echo(f"  {goal}: {'reached' if met else 'not reached by plays that sought it'}")
    if report.validity is not None:
        click.echo(
            f"  checked {report.scenes:,} scenes: validity {report.validity:.6f}, "
            f"continuity errors {report.continuity_errors}"
        )
        for line in report.findings[:10]:
            click.echo(f"    {line}")
    if html is not None:
        click.echo(f"  report: {html}")
