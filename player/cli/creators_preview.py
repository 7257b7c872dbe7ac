"""`evershow preview`: a scene read from a state that really leads there.

It does not draw anything; `evershow play` does.
"""

from __future__ import annotations

import json
import sys

import click

from player.cli.creators_takes import Take, performed_from
from player.cli.seeds import find_seed, require_scene
from story_engine.planning.reach import Reached, reach
from story_engine.playtest.play import Playground, playground
from story_engine.seed import load_seed


@click.command()
@click.argument("seed", metavar="SEED[:SCENE]")
@click.argument("scene", default="")
@click.option("--rng", type=int, default=1, show_default=True, help="Another rng seed tells it another way.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def preview(seed: str, scene: str, rng: int, as_json: bool) -> None:
    """Read a scene as it would be played, after a shortest history that leads to it.

    \b
    evershow preview weather-post:the_crossing
    evershow preview weather-post the_crossing
    evershow preview my-seed/:first_light --rng 3
    """
    name, scene = (seed, scene) if scene or ":" not in seed else (seed.rpartition(":")[0], seed.rpartition(":")[2])
    loaded = load_seed(find_seed(name))
    ground = playground(loaded)
    scene = scene or _opening(ground)
    require_scene(loaded, scene, begins=True)
    found = reach(ground.repertoire, scene)
    take = _read(ground, found, rng)
    if take is None:
        click.echo(f"{scene}: no history leads there: {found.reason}", err=True)
        sys.exit(1)
    history = [f"{step.storylet} at {step.place}" for step in found.steps[:-1]]
    if as_json:
        click.echo(json.dumps({"scene": scene, "history": history, "place": take.place, "cast": take.cast,
                               "lines": take.lines}))  # fmt: skip
        return
    if history:
        click.echo(click.style("before: " + ", ".join(history), dim=True))
    click.echo(click.style(f"{loaded.storylets[scene].title}: {take.place}, {', '.join(take.cast)}", bold=True))
    for line in take.lines:
        click.echo(f"  {line}")


def _opening(ground: Playground) -> str:
    """The scene with which shows begin: the heaviest of those tagged opening, else the first of all."""
    own = [s for s in ground.seed.storylets.values() if not s.sub and not s.automatic]
    opening = [s for s in own if "opening" in s.marks] or own
    return max(opening, key=lambda storylet: storylet.weight).id


def _read(ground: Playground, found: Reached, rng: int) -> Take | None:
    if not found.found or found.world is None:
        return None
    return performed_from(ground, found.steps[-1].ground, found.world.values, rng)
