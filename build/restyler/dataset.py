"""Boards to learn from: stills of the stage, sketched and painted slowly: `python build/restyler/dataset.py BOARDS`.

It knows no network. What is there already is left alone, so that it may be stopped and begun again at any time.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from painter import paint_slowly

from generators.restyle.guide import guide, mirrored
from generators.restyle.passes import Passes, passes_at
from generators.stage import library
from generators.stage.cast import Cast
from generators.stage.generator import Stage
from generators.stage.passes import Truth
from generators.stage.specimen import Specimen, part_of
from generators.timed import ActorState, Camera, TimedPart
from story_engine.rng import generator
from story_engine.time import VIDEO_FRAME, MediaTime

HEIGHT, WIDTH = 272, 480
"""A board is a piece of a still of 360 or 720 lines."""
LARGE_EVERY, PAIR_EVERY = 3, 3
"""Every third still has 720 lines; every third has a second one, two frames later."""
PAIR_FRAMES = 2
ON_FACES = 0.5
"""Share of the boards that are cut around a face, where there is one."""
WEATHERS = ("clear", "clear", "cloud", "wind", "rain", "snow", "fog", "storm")
STYLES = ("paper", "paper", "paper", "paper", "watercolour", "silhouette")
EMOTIONS = ("calm", "happy", "sad", "angry", "afraid", "surprised")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A still to be painted."""

    name: str
    timed: TimedPart
    time: MediaTime
    seed_art: Path | None = None


def main() -> None:
    """Paint boards of both seeds and of every place."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("boards", type=Path)
    asked.add_argument("--seeds", nargs="*", default=["weather-post", "night-exchange"])
    asked.add_argument("--seconds", type=float, default=900.0, help="Of each seed's show.")
    asked.add_argument("--specimens", type=int, default=66, help="Stills of chance places, hours, weathers and people.")
    options = asked.parse_args()
    cv2.setNumThreads(1)
    options.boards.mkdir(parents=True, exist_ok=True)
    number = 0
    for seed in options.seeds:
        for moment in of_show(seed, options.seconds):
            write(moment, options.boards, number)
            number += 1
    for moment in of_places(options.specimens):
        write(moment, options.boards, number)
        number += 1


def of_show(seed: str, seconds: float, rng_seed: int = 1) -> Iterator[Moment]:
    """One moment of every different shot of a seed."""
    from player.cli.seeds import find_seed
    from player.look.shows import plan

    show = plan(find_seed(seed), seconds, rng_seed, "", lambda *_: None)
    known = set()
    for number, (timed, shot, middle) in enumerate(show.shots()):
        key = (timed.part.scene.place.id, shot.size, shot.subjects)
        if key in known:
            continue
        known.add(key)
        time = middle // VIDEO_FRAME * VIDEO_FRAME
        yield Moment(name=f"{seed}-{number:03}", timed=timed, time=time, seed_art=show.seed_art)


def of_places(count: int) -> Iterator[Moment]:
    """Every place in turn, with whatever else chance gives."""
    places, puppets = library.names("places"), library.names("puppets")
    for number in range(count):
        random = generator(11, "restyle", "specimen", number)
        chosen = random.choice(puppets, int(random.choice([0, 1, 1, 2, 2, 3])), replace=False)
        actors = tuple(
            ActorState(
                id=str(puppet),
                x=float((order - (len(chosen) - 1) / 2) * random.uniform(0.9, 1.8) + random.uniform(-0.5, 0.5)),
                depth=float(random.uniform(0.2, 0.9)),
                facing=int(random.choice([-1, 1])),
                emotion=str(random.choice(EMOTIONS)),
                intensity=float(random.uniform(0.3, 1)),
            )
            for order, puppet in enumerate(chosen)
        )
        middle = actors[0].x / 6 if actors else float(random.uniform(-0.3, 0.3))
        zoom = float(random.choice([1, 1, 1.3, 1.8, 2.6]))
        specimen = Specimen(
            place=places[number % len(places)],
            hour=float(random.uniform(0, 24)),
            weather=str(random.choice(WEATHERS)),
            style=str(random.choice(STYLES)),
            wind=float(random.uniform(0, 1)),
            actors=actors,
            camera=Camera(x=middle, y=float(random.uniform(0.42, 0.58)), zoom=zoom),
            rng_seed=int(random.integers(1000)),
        )
        yield Moment(name=f"place-{number:03}-{specimen.place}", timed=part_of(specimen), time=3 * VIDEO_FRAME)


def write(moment: Moment, folder: Path, number: int) -> None:
    """Sketch, paint and keep one board, or two of one place with the flow between them."""
    path = folder / f"{moment.name}.npz"
    if path.exists():
        return
    width, height = (1280, 720) if number % LARGE_EVERY == 0 else (640, 360)
    stage = Stage(width, height, seed_art=moment.seed_art)
    truth = Truth(moment.timed, width, height, moment.seed_art)
    cast = Cast(moment.timed, moment.seed_art)
    passes = passes_at(truth, moment.time, cast)
    piece = _piece(moment.name, passes)
    later = moment.time + PAIR_FRAMES * VIDEO_FRAME
    more: dict[str, np.ndarray] = {}
    if number % PAIR_EVERY == 1 and later < moment.timed.duration:
        flow = truth.flow(moment.time, later)
        pixels, valid = flow.pixels[piece].astype(np.float16), flow.valid[piece]
        if not passes.light_from_left:
            pixels, valid = pixels[:, ::-1] * np.array([-1, 1], np.float16), valid[:, ::-1]
        more = {"flow": np.ascontiguousarray(pixels), "valid": np.ascontiguousarray(valid)}
        after = _board(stage.still(moment.timed, later), passes_at(truth, later, cast), piece, height)
        _keep(folder / f"{moment.name}b.npz", after)
    _keep(path, _board(stage.still(moment.timed, moment.time), passes, piece, height) | more)
    print(path.name, flush=True)


def _piece(name: str, passes: Passes) -> tuple[slice, slice]:
    """Where the board is cut out of the still: anywhere, or around somebody's face."""
    random = generator(11, "restyle", "piece", name)
    height, width = passes.ids.shape
    y, x = int(random.integers(height - HEIGHT + 1)), int(random.integers(width - WIDTH + 1))
    faces = np.argwhere(passes.care > 0.9)
    if len(faces) and random.uniform() < ON_FACES:
        row, column = faces[int(random.integers(len(faces)))]
        y = int(np.clip(row - random.integers(40, HEIGHT - 40), 0, height - HEIGHT))
        x = int(np.clip(column - random.integers(60, WIDTH - 60), 0, width - WIDTH))
    return slice(y, y + HEIGHT), slice(x, x + WIDTH)


def _board(picture: np.ndarray, passes: Passes, piece: tuple[slice, slice], lines: int) -> dict[str, np.ndarray]:
    """Sketch and finished board of a piece, lit from the left."""
    cut = {
        name: np.ascontiguousarray(getattr(passes, name)[piece]) for name in ("ids", "near", "lines", "anchors", "care")
    }
    passes, picture = replace(passes, **cut), np.ascontiguousarray(picture[piece])
    if not passes.light_from_left:
        passes, picture = mirrored(passes), np.ascontiguousarray(picture[:, ::-1])
    return {"g": guide(picture, passes, lines), "y": paint_slowly(picture, passes, lines), "ids": passes.ids}


def _keep(path: Path, board: dict[str, np.ndarray]) -> None:
    draft = path.with_suffix(".tmp.npz")
    np.savez(draft, **board)
    draft.replace(path)


if __name__ == "__main__":
    main()
