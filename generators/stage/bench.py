"""Measures the stage: finished I420 frames a second on one core over a fixed list of scenes, bake apart.

It knows no story: its scenes are fixed, with the worst place among them.
"""

from __future__ import annotations

import time

import numpy as np

from generators.stage import library
from generators.stage.generator import Stage
from generators.stage.specimen import Specimen, part_of
from generators.timed import ActorState, Camera, Eyes, PropState, Shot, StageState, TimedPart
from story_engine.plan import Actor, Look, Part, PartKind, Place, Scene, Thing
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME

WIDE, NEAR, CLOSE = Camera(x=0.0, y=0.5, zoom=1.0), Camera(x=0.0, y=0.70, zoom=2.0), Camera(x=-0.15, y=0.64, zoom=4.2)
PUSHED = Camera(x=0.03, y=0.52, zoom=1.08)
SCENES: tuple[tuple[str, float, str, str, Camera, Camera], ...] = (
    ("harbour", 18.6, "clear", "WS", WIDE, WIDE),
    ("harbour", 20.5, "storm", "WS", WIDE, PUSHED),
    ("harbour", 9.0, "rain", "MS", NEAR, NEAR),
    ("post_office", 20.0, "rain", "WS", WIDE, PUSHED),
    ("post_office", 12.0, "clear", "CU", CLOSE, CLOSE),
    ("hill", 16.0, "wind", "WS", Camera(x=-0.2, y=0.5, zoom=1.1), Camera(x=0.2, y=0.5, zoom=1.1)),
    ("wood", 23.0, "clear", "WS", WIDE, WIDE),
    ("wood", 10.0, "snow", "MS", NEAR, NEAR),
)
"""Place, hour, weather, shot size, camera at both ends."""
BENCH_SIZES = ((1280, 720), (854, 480))
"""What is shown on a good machine, and what two cores play and render at once."""
CAST = ("wren", "odile", "tock")


EYES = Eyes(carrier="tock", rise=0.04, tilt=-0.08, sway=0.006, walk=(0, 60 * SAMPLE_RATE), lens="eye")
"""A point of view with all that one may cost: a lens, a look down, a walk."""
EYES_SHARE = 0.25
"""Frames drawn through somebody's eyes, a share of the others."""


def bench_part(index: int, frames: int, eyes: Eyes | None = None) -> TimedPart:
    """The fixed scene `index` of the list, `frames` video frames long, three figures and a parcel in it.

    Through `eyes` two of the figures are seen by the third.
    """
    place, hour, weather, size, begin, end = SCENES[index]
    duration = frames * VIDEO_FRAME
    scene = Scene(
        id=f"bench{index}",
        number=index + 1,
        storylet="bench",
        title="bench",
        place=Place(id=place, name=place, look=Look(asset=place), indoors=place == "post_office"),
        hour=hour,
        weather=weather,
        wind=0.5,
        actors=tuple(Actor(id=name, name=name, look=Look(asset=name), voice=name) for name in CAST),
        things=(Thing(id="storm_parcel", name="storm parcel", look=Look(asset="storm_parcel")),),
    )
    state = StageState(
        scene_time=7 * SAMPLE_RATE,
        actors=tuple(
            ActorState(id=name, x=x, depth=0.45, facing=facing)
            for name, x, facing in zip(CAST, (-0.34, 0.0, 0.33), (1, 1, -1), strict=True)
        ),
        props=(PropState(id="storm_parcel", x=0.15, depth=0.6),),
        weather=weather,
        weather_before=weather,
    )
    part = Part(id=f"bench{index}", scene=scene, kind=PartKind.STORY, index=0, beats=(), estimated=duration)
    hidden = (eyes.carrier,) if eyes else ()
    shot = Shot(start=0, duration=duration, key="bench", size=size, begin=begin, end=end, eyes=eyes, extra=hidden)
    return TimedPart(part=part, duration=duration, rng_seed=index, entry=state, exit=state, shots=(shot,))


def bench_bake(style: str, size: tuple[int, int] = (1280, 720), hour: float = 19.0) -> dict[str, float]:
    """CPU milliseconds to bake one slowly pushed wide framing of every place in `style`, by place."""
    stage = Stage(*size)
    found = {}
    for name in library.names("places"):
        timed = part_of(Specimen(place=name, hour=hour, style=style, to=PUSHED))
        start = time.process_time()
        stage.frame(timed, 0)
        first = time.process_time()
        stage.frame(timed, 1)
        found[name] = round((2 * first - start - time.process_time()) * 1000, 1)
    return found


def bench_video(size: tuple[int, int] = (1280, 720), frames: int = 240) -> dict[str, float | str]:
    """Draw about `frames` frames of the fixed scenes; CPU milliseconds, the first frame of each apart.

    Keys: fps_per_core, ms_mean, ms_p99, bake_ms (worst framing), worst_scene, size; and eyes_ms_mean, eyes_ms_p99,
    the same scenes seen through somebody's eyes.
    """
    stage = Stage(*size)
    each = max(4, frames // len(SCENES))
    warm = bench_part(0, 2)
    for index in range(2):
        stage.frame(warm, index)
    everything: list[float] = []
    seen: list[float] = []
    worst, worst_scene, bake = 0.0, "", 0.0
    for index, (place, _, weather, shot_size, _, _) in enumerate(SCENES):
        timed = bench_part(index, each + 1)
        start = time.process_time()
        stage.frame(timed, 0)
        first = (time.process_time() - start) * 1000
        taken = _taken(stage, timed, each)
        through = max(2, round(EYES_SHARE * each))
        seen += _taken(stage, bench_part(index, through + 1, EYES), through)
        mean = float(np.mean(taken))
        bake = max(bake, first - mean)
        everything += taken
        if mean > worst:
            worst, worst_scene = mean, f"{place} {weather} {shot_size}"
    mean = float(np.mean(everything))
    return {
        "fps_per_core": round(1000 / mean, 1),
        "ms_mean": round(mean, 2),
        "ms_p99": round(float(np.percentile(everything, 99)), 2),
        "bake_ms": round(bake, 1),
        "worst_scene": f"{worst_scene} ({worst:.1f} ms)",
        "size": f"{size[0]}x{size[1]}",
        "eyes_ms_mean": round(float(np.mean(seen)), 2),
        "eyes_ms_p99": round(float(np.percentile(seen, 99)), 2),
    }


def _taken(stage: Stage, timed: TimedPart, frames: int) -> list[float]:
    """CPU milliseconds of each of the part's frames but the first, which bakes."""
    stage.frame(timed, 0)
    taken = []
    for number in range(1, frames + 1):
        start = time.process_time()
        stage.frame(timed, number)
        taken.append((time.process_time() - start) * 1000)
    return taken
