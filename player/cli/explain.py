"""`evershow why-not` and `evershow reach`: why a scene is not played, and how a show gets to it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import msgspec

from player.cli.seeds import find_seed, require_scene
from profiles.taste import TasteValues
from story_engine.ground import build_repertoire
from story_engine.plan import Input, InputKind
from story_engine.planning.reach import Reached, ReachStep, reach
from story_engine.planning.why_not import WhyNot, why_not
from story_engine.scenes import outlook_of
from story_engine.seed import load_seed
from story_engine.seed.model import Seed
from story_engine.show import Show
from story_engine.time import to_seconds


@click.command("why-not")
@click.argument("seed")
@click.argument("scene")
@click.option("--at", "minutes", type=click.FloatRange(0, 600), default=0.0, help="Minutes into the show.")
@click.option("--rng", default=1, help="Rng seed of the show that is played up to there.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def why_not_command(seed: str, scene: str, minutes: float, rng: int, as_json: bool) -> None:
    """Say why SCENE is not played: what fails, who could mend it, what rests, what is wanted more.

    A show for a viewer without taste is played up to --at, defaults taken; then the planner is asked.

    \b
    evershow why-not weather-post she_opens_it --at 5
    """
    loaded = _seed_with(seed, scene)
    show = Show.open(loaded, rng_seed=rng, taste=TasteValues.fresh(loaded.tastes))
    while to_seconds(show.clock) < minutes * 60.0 or not (show.state.scene is None or show.state.moment.ended):
        if show.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=show.choice.default, by="default"))
        show, _ = show.step()
    stack = show.state.stack
    found = why_not(stack.repertoire, stack.features, outlook_of(show.state), scene)
    if as_json:
        click.echo(json.dumps({"scene": scene, "chosen": found.chosen, "ways": msgspec.to_builtins(found.ways)}))
    else:
        _tell_why_not(found, to_seconds(show.clock) / 60.0)


@click.command("reach")
@click.argument("seed")
@click.argument("scene")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def reach_command(seed: str, scene: str, as_json: bool) -> None:
    """Find a short history that leads to SCENE, or say why there is none; exit status 1 when none is found.

    \b
    evershow reach weather-post she_opens_it
    """
    loaded = _seed_with(seed, scene)
    found = reach(build_repertoire(loaded), scene)
    if as_json:
        tree = {
            "scene": scene,
            "found": found.found,
            "never": found.never,
            "reason": found.reason,
            "scenes": found.scenes,
            "steps": msgspec.to_builtins(found.steps),
        }
        click.echo(json.dumps(tree))
    else:
        _tell_reach(loaded, found, scene)
    sys.exit(0 if found.found else 1)


def _seed_with(name: str, scene: str) -> Seed:
    """The seed, when it has the scene; a usage error with a suggestion otherwise."""
    path = Path(name)
    loaded = load_seed(path if path.exists() else find_seed(name))
    require_scene(loaded, scene)
    return loaded


def _tell_why_not(found: WhyNot, minutes: float) -> None:
    click.echo(f"{found.storylet}, {minutes:.1f} minutes into the show (now: {found.chosen or 'nothing'})")
    for line in found.told():
        click.echo(f"  {line}")


def _tell_reach(seed: Seed, found: Reached, scene: str) -> None:
    if not found.found:
        click.echo(f"{scene} {'can never be played' if found.never else 'was not reached'}: {found.reason}.")
        return
    click.echo(f"{scene}: scene {found.scenes} at the earliest found ({found.looked} courses looked at)")
    for number, step in enumerate(found.steps, 1):
        click.echo(f"{number:4}  {_step_words(seed, step)}")


def _step_words(seed: Seed, step: ReachStep) -> str:
    words = f"{step.storylet} at {seed.name_of(step.place)}"
    if step.cast:
        words += f" with {', '.join(seed.name_of(person) for person in step.cast)}"
    asides = [f"after {step.waits} other scene{'s' if step.waits > 1 else ''}"] if step.waits else []
    if step.weather:
        asides.append(f"when it is {step.weather}")
    asides += [f"pick “{said}”" for _, said in step.options]
    asides += [f"{name} {'comes true' if happens else 'fails'}" for name, happens in step.chances]
    return words + (f"  [{'; '.join(asides)}]" if asides else "")
