"""`evershow simulate`: measures the story with simulated viewers.

It knows words and tables only; `story_engine.simulate` plays and measures.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from player.cli.seeds import find_seed

if TYPE_CHECKING:
    from story_engine.simulate.archetypes import Archetype

GOALS: dict[str, tuple[str, float]] = {
    "gain_share_5min": ("≥", 0.40),
    "gain_share_15min": ("≥", 0.60),
    "gain_share_steady": ("≥", 0.82),
    "validity": ("≥", 1.0),
    "continuity_errors": ("≤", 0.0),
    "causal_links_per_scene": ("≥", 1.5),
    "linked_share": ("≥", 0.8),
    "threads_closed": ("≥", 0.9),
    "threads_abandoned": ("≤", 0.03),
    "arc_r": ("≥", 0.8),
    "near_repeats_per_hour": ("≤", 1.0),
    "near_repeats_within_hour": ("≤", 1.0),
    "same_scene_minutes_p5": ("≥", 45.0),
    "distinct3_hour": ("≥", 0.85),
    "options_differ_1": ("≥", 0.9),
    "options_differ_10": ("≥", 0.5),
    "new_share_last_hour": ("≥", 0.5),
    "dead_ends": ("≤", 0.0),
    "journal_kb_10h": ("≤", 200.0),
}
"""What each figure should reach (design §10)."""


@click.command()
@click.argument("seed", required=False)
@click.option("--viewers", default=24, show_default=True, type=click.IntRange(1, 10_000), help="Simulated viewers.")
@click.option("--minutes", default=60.0, show_default=True, type=click.FloatRange(1, 10_000), help="Of the show, each.")
@click.option("--rng", "rng_seed", default=1, show_default=True, help="Rng seed of viewers and shows.")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1, 2), help="Processes.")
@click.option(
    "--taps",
    default=3,
    show_default=True,
    type=click.IntRange(0, 6),
    help="First-taste cards tapped at most; 0 = not asked.",
)
@click.option(
    "--viewer-kinds",
    "kinds_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML file of kinds of viewers instead of the built-in twelve (docs/creators.md).",
)
@click.option("--known", is_flag=True, help="Also play to each viewer as who knows what they lastingly like.")
@click.option("--contrast", is_flag=True, help="Two opposite tastes against rng seeds (--viewers = rng seeds).")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def simulate(
    seed: str | None,
    viewers: int,
    minutes: float,
    rng_seed: int,
    jobs: int,
    taps: int,
    kinds_file: Path | None,
    known: bool,
    contrast: bool,
    as_json: bool,
) -> None:
    """Measure a story seed: how well it comes to know its viewer, and how good its stories are.

    \b
    evershow simulate weather-post --viewers 24 --minutes 60
    evershow simulate weather-post --viewers 48 --minutes 60 --json
    evershow simulate weather-post --contrast --viewers 10 --minutes 10
    evershow simulate weather-post --viewers 8 --viewer-kinds commuters.yaml

    Every viewer watches the same show under five policies: ours, by popularity, by chance (twice), and by an
    oracle that knows what they like. A gain share is (ours − chance) ÷ (oracle − chance) of their enjoyment.
    What is missing from 1 is split by --known: gain_share_known is what the same planner would reach if it knew their
    lasting likings, belief_r how well what it believes at the end agrees with them, over the author's scenes.
    Before it, viewers are asked for a first taste as the player asks: six cards, three taps at most (--taps 0: not).
    """
    from player.foyer.postcards import POSTCARDS
    from player.simulating import trials
    from story_engine.simulate.trial import Plan

    if contrast and kinds_file is not None:
        raise click.UsageError("--contrast compares two fixed tastes: leave out --viewer-kinds")
    folder = find_seed(seed)
    cards = tuple(card.features for card in POSTCARDS)
    plan = Plan(
        minutes=minutes, rng_seed=rng_seed, viewers=viewers, known=known, taps=taps, cards=cards,
        kinds=_kinds(kinds_file, folder),
    )  # fmt: skip
    count = 2 * viewers if contrast else viewers
    running = trials(folder, plan, count, jobs=jobs, contrast=contrast)
    shown = track(
        running,
        total=count,
        description="watching",
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    done: list[Any] = sorted(shown, key=lambda trial: trial.number)
    (_show_contrast if contrast else _show_figures)(folder, plan, done, as_json)


def _kinds(path: Path | None, folder: Path) -> tuple[Archetype, ...]:
    """The kinds of a file, their tags checked against the seed; a usage error with every slip in it."""
    if path is None:
        return ()
    from story_engine.errors import ViewersError
    from story_engine.seed.load import load_world
    from story_engine.simulate.kinds import read_kinds

    try:
        return read_kinds(path, load_world(folder).tastes)
    except ViewersError as error:
        raise click.UsageError(str(error)) from None


def _show_figures(folder: Path, plan: Any, done: list[Any], as_json: bool) -> None:
    from story_engine.simulate.figures import brought_together

    figures, shares = brought_together(done)
    if as_json:
        spread = {name: {"low": _rounded(s.low), "high": _rounded(s.high)} for name, s in shares.items()}
        click.echo(json.dumps({**{k: _rounded(v) for k, v in figures.items()}, "spread": spread}))
        return
    table = Table(box=None, header_style="bold", title=f"{folder.name}: {len(done)} viewers × {plan.minutes:g} min")
    for title in ("figure", "value", "95 %", "goal", ""):
        table.add_column(title, justify="left" if title in ("figure", "") else "right")
    for name, value in figures.items():
        goal, met = _goal(name, value)
        share = shares.get(name)
        interval = f"{share.low:.2f} … {share.high:.2f}" if share and share.low is not None and share.high else ""
        table.add_row(name, "—" if value is None else f"{value:.4g}", interval, goal, met)
    console = Console()
    console.print(table)
    people = Table(box=None, header_style="bold", title="mean enjoyment")
    for title in ("viewer", "ours", "popularity", "chance", "oracle"):
        people.add_column(title, justify="left" if title == "viewer" else "right")
    for kind in dict.fromkeys(trial.viewer for trial in done):
        means = [
            _mean([trial.enjoyed[policy]["whole"] for trial in done if trial.viewer == kind])
            for policy in ("ours", "popularity", "random", "oracle")
        ]
        people.add_row(kind, *(f"{mean:.3f}" for mean in means))
    console.print(people)
    for error in [str(error) for trial in done for error in trial.found.errors][:5]:
        console.print(f"[yellow]{error}[/]")


def _goal(name: str, value: float | None) -> tuple[str, str]:
    if name not in GOALS:
        return "", ""
    sign, goal = GOALS[name]
    if value is None:
        return f"{sign} {goal:g}", ""
    met = value >= goal if sign == "≥" else value <= goal
    return f"{sign} {goal:g}", "[green]ok[/]" if met else "[red]below[/]" if sign == "≥" else "[red]above[/]"


def _show_contrast(folder: Path, plan: Any, done: list[Any], as_json: bool) -> None:
    from story_engine.simulate.contrast import contrast_of

    contrast = contrast_of(done)
    rows = (
        ("scenes in order", 0),
        ("scenes at all", 1),
        ("colours", 2),
    )
    if as_json:
        click.echo(
            json.dumps(
                {
                    words.replace(" ", "_"): {
                        "between_tastes": round(contrast.between_tastes[at], 4),
                        "between_rng_seeds": round(contrast.between_seeds[at], 4),
                        "tastes_wider": round(contrast.wider[at], 4),
                    }
                    for words, at in rows
                }
            )
        )
        return
    title = f"{folder.name}: two opposite tastes × {plan.viewers} rng seeds, {plan.minutes:g} min each"
    table = Table(box=None, header_style="bold", title=title)
    for heading in ("difference, 0–1", "between tastes", "between rng seeds", "tastes wider"):
        table.add_column(heading, justify="left" if heading.startswith("diff") else "right")
    for words, at in rows:
        table.add_row(
            words,
            f"{contrast.between_tastes[at]:.3f}",
            f"{contrast.between_seeds[at]:.3f}",
            f"{100 * contrast.wider[at]:.0f} %",
        )
    Console().print(table)


def _mean(values: list[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else 0.0


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
