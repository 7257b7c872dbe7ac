"""`evershow preview`: a scene read from a state that really leads there, or played in the live player.

It draws nothing itself.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from generators.media import Size
from player.cli.creators_live import PreviewPlay, play_in_window, play_off_screen
from player.cli.creators_takes import Take, performed_from
from player.cli.options import LIVE_SIZE, SIZE
from player.cli.seeds import find_seed, require_scene
from story_engine.landing import opening_scene
from story_engine.planning.reach import Reached, reach
from story_engine.playtest.play import Playground, playground
from story_engine.seed import load_seed


@click.command()
@click.argument("seed", metavar="SEED[:SCENE]")
@click.argument("scene", default="")
@click.option("--rng", type=int, default=1, show_default=True, help="Another rng seed tells it another way.")
@click.option("--play", "playing", is_flag=True, help="In the player; when you save, it goes on from the same line.")
@click.option("--size", type=SIZE, default=str(LIVE_SIZE), show_default=True, help="With --play: of the picture.")
@click.option("--off-screen", is_flag=True, help="With --play: without a window, once.")
@click.option(
    "--seconds", type=click.FloatRange(2, 3600), default=30.0, show_default=True, help="Off-screen: how long."
)
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="Off-screen: film of what was shown.")
@click.option("--log", type=click.Path(dir_okay=False, path_type=Path), help="With --play: one JSON object a line.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def preview(
    seed: str,
    scene: str,
    rng: int,
    playing: bool,
    size: Size,
    off_screen: bool,
    seconds: float,
    record: Path | None,
    log: Path | None,
    as_json: bool,
) -> None:
    """Read a scene as it would be played, after a shortest history that leads to it; --play shows it.

    In the player: PgUp and PgDn go line by line, F5 begins again, F6 takes the other way, F7 another viewpoint. A
    mistake is told with its file, line and remedy, and the picture stays until it is mended.

    \b
    evershow preview weather-post:the_split_tree
    evershow preview weather-post the_split_tree --play
    evershow preview my-seed/:first_light --play --off-screen --record scene.mp4
    """
    name, scene = (seed, scene) if scene or ":" not in seed else (seed.rpartition(":")[0], seed.rpartition(":")[2])
    folder = find_seed(name)
    loaded = load_seed(folder)
    ground = playground(loaded)
    scene = scene or opening_scene(loaded)
    require_scene(loaded, scene, begins=True)
    found = reach(ground.repertoire, scene)
    if playing and found.found:
        _play(PreviewPlay(folder=folder, scene=scene, rng_seed=rng, size=size, seconds=seconds, record=record, log=log),
              off_screen)  # fmt: skip
        return
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


def _play(wanted: PreviewPlay, off_screen: bool) -> None:
    from player.ui.environment import has_display

    if not off_screen and not has_display():
        raise click.ClickException("no display: add --off-screen, and --record scene.mp4 to look at it")
    if not off_screen:
        click.echo(f"playing {wanted.scene}; save a file of {wanted.folder} and it goes on from the same line")
    ended = play_off_screen(wanted) if off_screen else play_in_window(wanted)
    if ended:
        raise click.ClickException(ended)


def _read(ground: Playground, found: Reached, rng: int) -> Take | None:
    if not found.found or found.world is None:
        return None
    return performed_from(ground, found.steps[-1].ground, found.world.values, rng)
