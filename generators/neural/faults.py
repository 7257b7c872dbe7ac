"""The verifier measured: films of random scenes, repainted as a model would, whole or with a fault put in.

It knows the stage and the verifier, no model. Faults are drawn by the stage itself: somebody left out, in another's
shape, or standing elsewhere, so that nothing but the fault is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from generators.neural.ports import Film
from generators.neural.verifier import Verdict, can_judge, verify
from generators.stage.finish import to_bgr
from generators.stage.generator import Stage
from generators.stage.passes.truth import Truth
from generators.stage.specimen import Specimen, part_of
from generators.timed import TimedPart
from story_engine.plan import Look
from story_engine.rng import derive_seed, generator, unit
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME

SIZE = (320, 180)
FRAMES = 4
STEP = 3
"""Every third frame of a film is judged here: half a second in four frames."""
AWAY = 0.42
"""Stage units by which somebody is moved: a third of the widest picture."""
FAULTS = ("vanish", "swap", "teleport", "black", "frozen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One film that was judged."""

    scene: int
    fault: str
    """"" = whole."""
    who: str
    verdict: Verdict


def cases(count: int, scene_of: Callable[[int], Specimen], first: int = 0) -> Iterator[Case]:
    """Judge the films of `count` random scenes: each whole, and with every fault that can be seen in it."""
    stage = Stage(*SIZE)
    puppets: list[str] = []
    for number in range(first, first + count):
        specimen = replace(scene_of(number), seconds=FRAMES * STEP / 24)
        timed = part_of(specimen)
        truth = Truth(timed, *SIZE)
        plain, ids = _film(stage, timed), _ids(truth)
        rows = {row.number: row for row in truth.table if row.kind in ("actor", "prop")}
        names = {key: row.id for key, row in rows.items()}
        paint = unit(number, "verify", "paint")
        yield Case(scene=number, fault="", who="", verdict=verify(painted(plain, paint, number), plain, ids, names))
        puppets = list(dict.fromkeys([*puppets, *(actor.id for actor in specimen.actors)]))
        for key, row in rows.items():
            if not can_judge(plain, ids, key):
                continue
            for fault, wrong in _wrong(specimen, timed, row.id, row.kind, puppets):
                film = painted(_film(stage, wrong), paint, number)
                yield Case(scene=number, fault=fault, who=row.id, verdict=verify(film, plain, ids, names))
        if plain.mean() > 30:
            yield Case(scene=number, fault="black", who="", verdict=verify(plain // 60, plain, ids, names))


def _wrong(
    specimen: Specimen, timed: TimedPart, name: str, kind: str, puppets: list[str]
) -> Iterator[tuple[str, TimedPart]]:
    shots = tuple(replace(shot, extra=(*shot.extra, name)) for shot in timed.shots)
    yield "vanish", replace(timed, shots=shots)
    if kind != "actor":
        return
    others = [other for other in puppets if other != name]
    if others:
        other = others[derive_seed(specimen.rng_seed, "verify", name) % len(others)]
        yield "swap", part_of(replace(specimen, looks=((name, Look(asset=other)),)))
    actors = tuple(
        replace(actor, x=actor.x + (AWAY if actor.x < 0 else -AWAY)) if actor.id == name else actor
        for actor in specimen.actors
    )
    yield "teleport", part_of(replace(specimen, actors=actors))


def painted(film: Film, share: float, seed: int) -> Film:
    """A film as another hand would paint it: grade, softness, grain and wobble; layout and people stay."""
    kind = int(share * 6)
    chance = generator(seed, "verify", "grain")
    out = []
    for frame in film:
        picture = frame.astype(np.float32) / 255
        if kind in (1, 4):
            picture = cv2.bilateralFilter(picture, 7, 0.12, 5)
        if kind in (2, 4):
            picture = picture ** np.float32(0.8) * np.array([1.06, 0.98, 0.86], np.float32)
        if kind in (3, 5):
            hsv = cv2.cvtColor(np.clip(picture, 0, 1), cv2.COLOR_RGB2HSV)
            hsv[..., 0] = (hsv[..., 0] + 18) % 360
            hsv[..., 1] *= 0.8
            picture = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
        if kind in (4, 5):
            picture = _wobbled(picture, chance)
        if kind:
            picture = picture + chance.normal(0, 0.015, picture.shape).astype(np.float32)
        out.append(np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8))
    return np.stack(out)


def _wobbled(picture: NDArray[np.float32], chance: np.random.Generator) -> NDArray[np.float32]:
    """Every outline moved by up to two pixels, smoothly, as brushes do."""
    height, width = picture.shape[:2]
    small = chance.normal(0, 1.2, (2, 6, 10)).astype(np.float32)
    dx, dy = (cv2.resize(plane, (width, height), interpolation=cv2.INTER_CUBIC) for plane in small)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    return np.asarray(cv2.remap(picture, xs + dx, ys + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _film(stage: Stage, timed: TimedPart) -> Film:
    return np.stack([to_bgr(stage.frame(timed, at * STEP))[..., ::-1] for at in range(FRAMES)])


def _ids(truth: Truth) -> NDArray[np.uint16]:
    assert SAMPLE_RATE // 24 == VIDEO_FRAME
    return np.stack([truth.stack(at * STEP * VIDEO_FRAME).ids for at in range(FRAMES)])
