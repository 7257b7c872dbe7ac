"""Measures the verifier on films of real shows: whole ones that it refuses, and faults that it misses.

`python build/neural_verifier.py [SEED …]` plans the first minutes of each seed, takes shots evenly from them, paints
each over as a model would, and judges it; then somebody who can be seen is left out, drawn as another, or stands
elsewhere. It prints every verdict that was wrong and a line for each seed. It knows the stage and the verifier, no
model; which hand paints a shot is drawn from the shot's number.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from generators.neural.faults import AWAY, FRAMES, SIZE, STEP, painted
from generators.neural.ports import Film
from generators.neural.verifier import can_judge, verify
from generators.stage.finish import to_bgr
from generators.stage.generator import Stage
from generators.stage.passes.truth import Truth
from generators.timed import Shot, TimedPart
from player.cli.seeds import find_seed
from player.look.shows import Planned, plan
from story_engine.plan import Look
from story_engine.rng import derive_seed
from story_engine.time import VIDEO_FRAME

SEEDS = ("weather-post", "night-exchange")
HANDS = 6
"""Ways in which `painted` paints."""
HARDEST = 5
"""The way that moves outlines and colours: every shot is painted so, and in one other way."""
SEEN = 2.0
"""Mean change (of 255) where somebody stands, below which a fault cannot be seen by anybody and is not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A fault that was put into a part."""

    kind: str
    who: int
    timed: TimedPart


def main() -> None:
    """Print one line for each seed, and every wrong verdict."""
    arguments = _arguments()
    for seed in arguments.seeds:
        _measure(seed, arguments)


def _measure(seed: str, arguments: argparse.Namespace) -> None:
    begun = time.process_time()
    show = plan(find_seed(seed), arguments.minutes * 60, arguments.rng, "", lambda words, share: None)
    stage = Stage(*SIZE, 24, show.seed_art)
    counts: Counter[str] = Counter()
    try:
        for number, timed, shot in _chosen(show, arguments.shots):
            if arguments.only < 0 or arguments.only == number:
                _judge(stage, show, number, timed, shot, counts, arguments)
            if time.process_time() - begun > arguments.limit:
                break
    except KeyboardInterrupt:
        print("  stopped:", flush=True)  # what was counted till then is told all the same
    share = counts["refused"] / max(1, counts["whole"])
    found = " · ".join(
        f"{kind} {counts[f'{kind} found']} of {counts[kind]}" for kind in ("vanish", "swap", "teleport") if counts[kind]
    )
    seconds = time.process_time() - begun
    print(
        f"{seed}: {counts['shots']} shots, {counts['whole']} whole films, {counts['refused']} refused ({share:.1%}); "
        f"found: {found or 'none tried'}; {seconds:.0f} s of processor time",
        flush=True,
    )


def _judge(
    stage: Stage,
    show: Planned,
    number: int,
    timed: TimedPart,
    shot: Shot,
    counts: Counter[str],
    arguments: argparse.Namespace,
) -> None:
    first = -(-shot.start // VIDEO_FRAME)
    at = [first + step * STEP for step in range(FRAMES)]
    truth = Truth(timed, *SIZE, show.seed_art)
    rows = {row.number: row for row in truth.table if row.kind in ("actor", "prop")}
    names = {key: row.id for key, row in rows.items()}
    plain, ids = _film(stage, timed, at), np.stack([truth.stack(index * VIDEO_FRAME).ids for index in at])
    scene = timed.part.scene
    where = f"{number} {timed.part.id} {shot.size} {scene.style} {scene.place.look.asset} {scene.hour:.1f}"
    counts["shots"] += 1
    for hand in sorted({number % HANDS, HARDEST}):
        film = painted(plain, (hand + 0.5) / HANDS, number)
        verdict = verify(film, plain, ids, names)
        counts["whole"] += 1
        if not verdict.accepted:
            counts["refused"] += 1
            print(f"  refused {where} hand {hand}: {', '.join(fault.words for fault in verdict.faults)}", flush=True)
            _keep(arguments.keep, f"refused-{scene.place.look.asset}-{number}-{hand}", plain, film, ids)
    seen = [key for key in rows if can_judge(plain, ids, key)]
    for wrong in _faults(show, timed, {key: rows[key].kind for key in seen[: arguments.faulty]}, names):
        bare = _film(stage, wrong.timed, at)
        if np.abs(bare.astype(np.int16) - plain)[ids == wrong.who].mean() < SEEN:
            continue
        film = painted(bare, (number % HANDS + 0.5) / HANDS, number)
        counts[wrong.kind] += 1
        if verify(film, plain, ids, names).accepted:
            print(f"  missed {where} {wrong.kind} of {names[wrong.who]}", flush=True)
            _keep(arguments.keep, f"missed-{wrong.kind}-{number}-{names[wrong.who]}", plain, film, ids)
        else:
            counts[f"{wrong.kind} found"] += 1


def _chosen(show: Planned, most: int) -> Iterator[tuple[int, TimedPart, Shot]]:
    """(number, part, shot) of up to `most` shots, evenly from all that are long enough for a film."""
    shots = [(timed, shot) for timed, shot, _ in show.shots() if shot.duration >= FRAMES * STEP * VIDEO_FRAME]
    for number in np.unique(np.linspace(0, len(shots) - 1, min(most, len(shots))).round().astype(int)):
        yield (int(number), *shots[number])


def _faults(show: Planned, timed: TimedPart, kinds: dict[int, str], names: dict[int, str]) -> Iterator[Wrong]:
    """Everybody of `kinds` (by number) left out; people drawn as another of the show, and standing elsewhere."""
    for key, kind in kinds.items():
        name = names[key]
        shots = tuple(replace(shot, extra=(*shot.extra, name)) for shot in timed.shots)
        yield Wrong(kind="vanish", who=key, timed=replace(timed, shots=shots))
        if kind != "actor":
            continue
        looks = {actor.id: actor.look for actor in timed.part.scene.actors}
        others = [look for who, look in sorted(show.cast.items()) if look.asset != looks[name].asset and who != name]
        if others:
            look = others[derive_seed(timed.rng_seed, "verify", name) % len(others)]
            yield Wrong(kind="swap", who=key, timed=_as_another(timed, name, look))
        yield Wrong(kind="teleport", who=key, timed=_elsewhere(timed, name))


def _as_another(timed: TimedPart, name: str, look: Look) -> TimedPart:
    scene = timed.part.scene
    actors = tuple(replace(actor, look=look) if actor.id == name else actor for actor in scene.actors)
    return replace(timed, part=replace(timed.part, scene=replace(scene, actors=actors)))


def _elsewhere(timed: TimedPart, name: str) -> TimedPart:
    side = next((AWAY if actor.x < 0 else -AWAY for actor in timed.entry.actors if actor.id == name), AWAY)
    acts = tuple(
        replace(act, from_x=act.from_x + side, to_x=act.to_x + side) if act.actor == name else act for act in timed.acts
    )
    states = [
        replace(
            state,
            actors=tuple(replace(actor, x=actor.x + side) if actor.id == name else actor for actor in state.actors),
        )
        for state in (timed.entry, timed.exit)
    ]
    return replace(timed, acts=acts, entry=states[0], exit=states[1])


def _film(stage: Stage, timed: TimedPart, at: list[int]) -> Film:
    return np.stack([to_bgr(stage.frame(timed, index))[..., ::-1] for index in at])


def _keep(folder: Path | None, name: str, plain: Film, film: Film, ids: np.ndarray) -> None:
    """A sheet of the stage's frames over the judged ones, to be looked at, and the arrays beside it."""
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    sheet = np.concatenate([np.concatenate(list(plain), axis=1), np.concatenate(list(film), axis=1)])
    cv2.imwrite(str(folder / f"{name}.png"), sheet[..., ::-1])
    np.savez_compressed(folder / f"{name}.npz", plain=plain, film=film, ids=ids)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("seeds", nargs="*", default=SEEDS, metavar="SEED")
    parser.add_argument("--minutes", type=float, default=20.0, help="of each show, from its beginning")
    parser.add_argument("--shots", type=int, default=120, help="shots of each show")
    parser.add_argument("--faulty", type=int, default=2, help="entities of each shot into which faults are put")
    parser.add_argument("--rng", type=int, default=5, help="seed of the show's chance")
    parser.add_argument("--only", type=int, default=-1, metavar="N", help="only shot N, as printed")
    parser.add_argument("--limit", type=float, default=600.0, help="seconds of processor time for each show")
    parser.add_argument("--keep", type=Path, help="a folder for sheets of what was judged wrongly")
    return parser.parse_args()


if __name__ == "__main__":
    main()
