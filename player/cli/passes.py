"""`evershow passes`: moments of a show as ground truth: depth, ids, lines, flow, who is seen, layers with alpha.

It draws nothing itself: `generators.stage.passes` does.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from generators.media import Size
from player.cli.films import progress
from player.cli.options import LIVE_SIZE, SIZE


@click.command()
@click.argument("seed")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--at", type=click.FloatRange(0, 3_600), default=10.0, show_default=True, help="Second of the show.")
@click.option("--frames", type=click.IntRange(1, 1_000), default=1, show_default=True, help="Frames from there on.")
@click.option("--size", type=SIZE, default=str(LIVE_SIZE), show_default=True)
@click.option("--layers", is_flag=True, help="Also each layer, actor and thing as a PNG with alpha.")
@click.option("--style", default="", help="In this style instead of the seed's own.")
@click.option("--rng", type=int, default=1, show_default=True, help="The rng seed: the same gives the same show.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def passes(
    seed: str, out: Path, at: float, frames: int, size: Size, layers: bool, style: str, rng: int, as_json: bool
) -> None:
    """Write what is true of a picture: how far, whose, which way, and who can be seen.

    \b
    evershow passes weather-post truth/ --at 12.5
    evershow passes my-seed/ truth/ --at 40 --frames 24 --layers
    """
    from generators.stage.generator import Stage
    from generators.stage.passes import Truth
    from generators.stage.passes.export import write_passes
    from player.cli.seeds import find_seed
    from player.look.shows import plan
    from story_engine.time import VIDEO_FRAME, from_seconds

    written: list[str] = []
    with progress(out.name) as on_progress:
        show = plan(find_seed(seed), at + frames / 24 + 0.1, rng, style, on_progress)
        stage = Stage(size.width, size.height, seed_art=show.seed_art)
        first = from_seconds(at) // VIDEO_FRAME * VIDEO_FRAME
        truth: Truth | None = None
        begins = 0
        for timed in show.parts:
            for number in range(frames):
                time = first + number * VIDEO_FRAME - begins
                if not 0 <= time < timed.duration:
                    continue
                if truth is None or truth.timed is not timed:
                    truth = Truth(timed, size.width, size.height, show.seed_art)
                on_progress(f"frame {number + 1}", number / frames)
                folder = out if frames == 1 else out / f"{number:04}"
                names = write_passes(truth, time, folder, stage.still(timed, time), layers=layers)
                written += [str((folder / name).relative_to(out)) for name in names]
            begins += timed.duration
    if as_json:
        click.echo(json.dumps({"folder": str(out), "files": written}))
    else:
        click.echo(f"{out}: {len(written)} files")
