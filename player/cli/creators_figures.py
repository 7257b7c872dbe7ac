"""`evershow stats` and `evershow balance`: a seed in figures.

They do not judge them; `check` and `playtest` do.
"""

from __future__ import annotations

import json
import statistics
from collections import Counter
from typing import Any

import click
import numpy as np

from player.cli.seeds import find_seed, require_scene
from story_engine.errors import ExpressionError
from story_engine.expr import Expr, number, parse
from story_engine.playtest.play import Play, Playground, playground
from story_engine.playtest.policies import Natural, Uses
from story_engine.playtest.program import Compiler
from story_engine.seed import check_seed, load_seed
from story_engine.seed.check import check_question
from story_engine.seed.model import Seed
from story_engine.seed.script import Alternatives, Choosing, Cue, Deed, Say
from story_engine.seed.steps import every_statement
from story_engine.world import WorldScope, compiled

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)


@click.command()
@click.argument("seed", required=False)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def stats(seed: str | None, as_json: bool) -> None:
    """Words, scenes and lines of a seed, who speaks how much, tags, tension, estimated hours.

    \b
    evershow stats my-seed/
    evershow stats weather-post --json
    """
    folder = find_seed(seed)
    found = figures(load_seed(folder))
    estimate = check_seed(folder).estimate
    if estimate is not None:
        found["hours_before_repetition"] = estimate.hours_before_repetition
        found["scene_seconds"] = estimate.scene_seconds
        found["tension_bands"] = dict(estimate.bands)
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(f"{found['title']}: {found['scenes']} scenes, {found['sub_nodes']} sub-nodes, {found['words']:,} words")
    click.echo(f"  lines {found['lines']:,}, deeds {found['deeds']:,}, options {found['options']}, "
               f"line groups {found['line_groups']}, once in a show {found['once']}")  # fmt: skip
    for title, table in (("lines", "lines_of"), ("scenes with a tag", "tags"), ("scenes at", "places"),
                         ("scenes of a thread", "threads"), ("tension", "tension_bands")):  # fmt: skip
        if entries := found.get(table):
            told = ", ".join(f"{name} {count}" for name, count in sorted(entries.items(), key=lambda e: -e[1]))
            click.echo(f"  {title}: {told}")
    if estimate is not None:
        click.echo(f"  about {estimate.hours_before_repetition:.1f} hours before anything is told twice")


def figures(seed: Seed) -> dict[str, Any]:
    """A seed's figures as plain values; automatic scenes are left out."""
    own = [s for s in seed.storylets.values() if not s.automatic]
    lines: Counter[str] = Counter()
    words = deeds = options = groups = spoken = 0
    for storylet in own:
        for statement in every_statement(storylet.body):
            match statement:
                case Say():
                    lines[statement.speaker or "narrator"] += 1
                    spoken += 1
                    words += sum(len(part.split()) for part in statement.text if isinstance(part, str))
                case Cue(kind="letter"):
                    words += len(statement.text.split())
                case Deed():
                    deeds += 1
                case Choosing():
                    options += len(statement.answers)
                    words += sum(len(p.split()) for a in statement.answers for p in a.text if isinstance(p, str))
                case Alternatives():
                    groups += 1
                case _:
                    continue
    scenes = [s for s in own if not s.sub]
    return {
        "seed": seed.id,
        "title": seed.title,
        "scenes": len(scenes),
        "sub_nodes": len(own) - len(scenes),
        "words": words,
        "lines": spoken,
        "deeds": deeds,
        "options": options,
        "line_groups": groups,
        "once": sum(s.once for s in scenes),
        "lines_of": dict(lines),
        "tags": dict(Counter(tag for s in scenes for tag in (*dict(s.tags), *s.marks))),
        "places": dict(Counter(s.place for s in scenes)),
        "threads": dict(Counter(s.thread for s in scenes if s.thread)),
    }


@click.command()
@click.argument("seed")
@click.argument("expression")
@click.option("--share", type=click.FloatRange(0.01, 0.99), default=0.6, show_default=True,
              help="Share of passes that is wanted.")  # fmt: skip
@click.option("--at", "scene", metavar="SCENE", default="", help="Ask only when this scene is about to be played.")
@click.option("--plays", type=click.IntRange(10, 100_000), default=300, show_default=True)
@click.option("--scenes", type=click.IntRange(1, 1000), default=40, show_default=True, help="Scenes of each play.")
@click.option("--rng", type=int, default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def balance(seed: str, expression: str, share: float, scene: str, plays: int, scenes: int, rng: int, as_json: bool) -> None:  # fmt: skip  # noqa: E501
    """How a quality or any expression is spread over many plays, and the threshold that a share of them passes.

    \b
    evershow balance weather-post "trust(wren, bramble)" --share 0.7
    evershow balance weather-post "courage(wren)" --at the_split_tree
    evershow balance weather-post "storm_loose"
    """
    loaded = load_seed(find_seed(seed))
    try:
        tree = parse(expression)
    except ExpressionError as error:
        raise click.BadParameter(f"{error} {error.remedy}".strip(), param_hint="EXPRESSION") from error
    if scene:
        require_scene(loaded, scene, option="--at", begins=True)
    if wrong := check_question(tree, loaded, scene):
        raise click.BadParameter(f"{wrong[0].message}; {wrong[0].remedy}".rstrip("; "), param_hint="EXPRESSION")
    values = sampled(playground(loaded), tree, scene=scene, plays=plays, scenes=scenes, rng=rng)
    if not values:
        raise click.ClickException(f"{scene} was never met in {plays} plays; more --plays or --scenes may meet it")
    cuts = {p: round(float(np.percentile(values, p)), 3) for p in PERCENTILES}
    threshold = round(float(np.percentile(values, 100.0 * (1.0 - share))), 3)
    found = {
        "expression": expression, "samples": len(values), "mean": round(statistics.fmean(values), 3),
        "percentiles": cuts, "share": share, "threshold": threshold,
        "passes": round(sum(value >= threshold for value in values) / len(values), 3),
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(f"{expression}: {len(values):,} samples of {plays} plays, mean {found['mean']}")
    click.echo("  " + "   ".join(f"{p} %: {value:g}" for p, value in cuts.items()))
    click.echo(f"  {expression} >= {threshold:g} holds in {found['passes']:.0%} (wanted {share:.0%})")


def sampled(ground: Playground, tree: Expr, *, scene: str, plays: int, scenes: int, rng: int) -> list[float]:
    """The expression's values: at the end of each play, or whenever a scene is about to be played."""
    compiler, uses = Compiler(ground.seed, ground.content), Uses(ground.board, ground.content)
    closure, hits = compiled(tree), [0] * len(ground.content.spots)
    values: list[float] = []
    for play_number in range(plays):
        play = Play(ground, compiler, Natural(ground.board, ground.content, uses, rng, play_number), hits)
        for _ in range(scenes):
            index, resting = play.choose()
            one = ground.repertoire.grounds[index]
            if scene and one.storylet.id == scene:
                values.append(number(closure(WorldScope(ground.seed, play.stage.world, one.binding))))
            play.play(index, resting)
        if not scene:
            values.append(number(closure(WorldScope(ground.seed, play.stage.world, {}))))
    return values
