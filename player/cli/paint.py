"""`evershow paint`: a moment of a show painted by the shipped network, if asked for beside the stage's own picture.

It paints nothing itself: `generators.restyle` does.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from generators.media import Size
from player.cli.films import progress
from player.cli.options import SIZE

LARGE = "1280x720"


@click.command()
@click.argument("seed")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--at", type=click.FloatRange(0, 3_600), default=10.0, show_default=True, help="Second of the show.")
@click.option("--size", type=SIZE, default=LARGE, show_default=True)
@click.option("--before-after", is_flag=True, help="The stage's own picture on the left.")
@click.option("--style", default="", help="In this style instead of the seed's own.")
@click.option("--rng", type=int, default=1, show_default=True, help="The rng seed: the same gives the same show.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def paint(seed: str, out: Path, at: float, size: Size, before_after: bool, style: str, rng: int, as_json: bool) -> None:
    """Paint a moment of a show as gouache, and write it as PNG.

    \b
    evershow paint weather-post harbour.png --at 40
    evershow paint my-seed/ both.png --at 12.5 --before-after
    """
    import time

    import cv2
    import numpy as np

    from generators.restyle.model import model_hash, session
    from generators.restyle.paint import paint as painted
    from generators.restyle.passes import passes_at
    from generators.stage.cast import Cast
    from generators.stage.generator import Stage
    from generators.stage.passes import Truth
    from player.cli.seeds import find_seed
    from player.look.shows import plan
    from story_engine.time import VIDEO_FRAME, from_seconds

    session()  # a missing or damaged model is told before anything is planned
    with progress(out.name) as on_progress:
        show = plan(find_seed(seed), at + 0.1, rng, style, on_progress)
        moment = from_seconds(at) // VIDEO_FRAME * VIDEO_FRAME
        begins = 0
        for timed in show.parts:
            if moment < begins + timed.duration:
                break
            begins += timed.duration
        moment = min(moment - begins, timed.duration - VIDEO_FRAME)
        picture = Stage(size.width, size.height, seed_art=show.seed_art).still(timed, moment)
        truth = Truth(timed, size.width, size.height, show.seed_art)
        passes = passes_at(truth, moment, Cast(timed, show.seed_art))
        begun = time.process_time()
        board = painted(picture, passes)
        spent = time.process_time() - begun
    shown = np.hstack((picture, board)) if before_after else board
    done, content = cv2.imencode(".png", shown)
    if not done:
        raise click.ClickException(f"{size.width}×{size.height} cannot be written as PNG; choose another --size")
    out.write_bytes(content.tobytes())
    if as_json:
        told = {
            "file": str(out),
            "model": model_hash(),
            "cpu_seconds": round(spent, 3),
            "size": [size.width, size.height],
        }
        click.echo(json.dumps(told))
    else:
        click.echo(f"{out}: painted in {spent:.2f} s of CPU")
