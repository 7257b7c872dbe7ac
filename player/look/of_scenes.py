"""Measures without a show: random scenes over everything there is, a cast's silhouettes, baking and speed.

It knows the stage and its assets, no story.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from generators.errors import GeneratorError
from generators.stage import library
from generators.stage.acting.feelings import feelings
from generators.stage.bench import BENCH_SIZES, bench_bake, bench_video
from generators.stage.generator import Stage
from generators.stage.measures.hashes import APART_BITS, apart_share, is_empty, perceptual_hash
from generators.stage.measures.silhouettes import MOST_ALIKE, most_alike, silhouette_of
from generators.stage.specimen import Specimen, part_of
from generators.stage.styles import style_names
from generators.timed import ActorState, Camera, PropState
from player.look.figures import Figure, at_least, at_most, told
from player.look.shows import Planned
from story_engine.plan import WEATHERS
from story_engine.rng import unit

Progress = Callable[[str, float], None]
SIZE = (320, 180)
LEAST_APART = 0.95
MOST_BAKE_MS = {"paper": 500.0, "watercolour": 1400.0}
"""Per framing at 1280×720 (brief of the stage: issue 4)."""
MOST_BAKE_OTHER_MS = 1400.0
LEAST_FPS = 45.0
"""1280×720 on one core: 22 ms a frame."""
MOST_P99_MS = 35.0


def random_scene(number: int, styles: tuple[str, ...]) -> Specimen:
    """Scene `number`: a place, an hour, a weather, a style, people and things, all by chance."""

    def pick(what: str, options: tuple[str, ...]) -> str:
        return options[int(unit(number, "look", what) * len(options))]

    def between(what: str, low: float, high: float) -> float:
        return low + (high - low) * unit(number, "look", what)

    puppets, props = library.names("puppets"), library.names("props")
    count = 1 + int(unit(number, "look", "people") * 3)
    actors = {}
    for index in range(count):
        name = pick(f"actor{index}", puppets)
        actors[name] = ActorState(
            id=name,
            x=-0.45 + 0.9 * (index + between(f"x{index}", 0.2, 0.8)) / count,
            depth=between(f"depth{index}", 0.15, 0.8),
            facing=1 if unit(number, "look", f"facing{index}") < 0.5 else -1,
            emotion=pick(f"emotion{index}", tuple(feelings())),
            intensity=between(f"intensity{index}", 0.3, 1.0),
        )
    thing = pick("prop", props)
    zoom = between("zoom", 0.0, 1.0) ** 2 * 2.2 + 1.0
    middle = next(iter(actors.values())).x
    return Specimen(
        place=pick("place", library.names("places")),
        hour=between("hour", 0.0, 24.0),
        weather=pick("weather", WEATHERS),
        style=pick("style", styles),
        wind=between("wind", 0.0, 1.0),
        actors=tuple(actors.values()),
        props=(PropState(id=thing, x=between("thing", -0.4, 0.4), depth=between("deep", 0.2, 0.9)),),
        camera=Camera(x=middle * (1 - 1 / zoom) + between("pan", -0.25, 0.25) / zoom, y=0.5 + 0.17 * (1 - 1 / zoom),
                      zoom=zoom),
        rng_seed=number,
    )  # fmt: skip


def scenes(count: int, on_progress: Progress, draw: Callable[[Specimen], np.ndarray] | None = None) -> list[Figure]:
    """`count` random scenes: none empty, none crashing, all different."""
    stage = Stage(*SIZE)
    drawn = draw or (lambda one: stage.still(part_of(one), 12_000))
    styles = style_names()
    hashes, empty, crashed = [], [], []
    for number in range(count):
        one = random_scene(number, styles)
        words = f"{number}: {one.place} {one.hour:.1f}h {one.weather} {one.style}"
        on_progress(f"scene {words}", number / count)
        try:
            picture = drawn(one)
        except (GeneratorError, ArithmeticError, LookupError, TypeError, ValueError, RuntimeError) as error:
            crashed.append(f"{words}: {type(error).__name__} {error}")
            continue
        if is_empty(picture):
            empty.append(words)
        hashes.append(perceptual_hash(picture))
    return [
        at_most("scenes", "", f"of {count} random scenes crash", len(crashed), 0, tuple(crashed[:8])),
        at_most("scenes", "", "are empty", len(empty), 0, tuple(empty[:8])),
        at_least("scenes", "", f"share of pairs ≥ {APART_BITS} bits apart", apart_share(hashes), LEAST_APART),
    ]


def silhouettes(show: Planned, on_progress: Progress) -> list[Figure]:
    """The two of a cast that are hardest to tell apart."""
    on_progress(f"silhouettes {show.name}", 0.0)
    shapes = {name: silhouette_of(name, look, show.seed_art) for name, look in show.cast.items()}
    value, names = most_alike(shapes)
    name = f"likeness of the most alike two ({len(shapes)} in the cast)"
    return [at_most("silhouettes", show.name, name, value, MOST_ALIKE, (names,))]


def baking(on_progress: Progress) -> list[Figure]:
    """Milliseconds to bake a framing, place by place and style by style, at 1280×720."""
    figures = []
    styles = style_names()
    for number, style in enumerate(styles):
        on_progress(f"baking {style}", number / len(styles))
        found = bench_bake(style)
        slowest = sorted(found.items(), key=lambda pair: -pair[1])
        words = tuple(f"{place} {ms:.0f} ms" for place, ms in slowest[:4])
        most = MOST_BAKE_MS.get(style, MOST_BAKE_OTHER_MS)
        figures.append(at_most("baking", style, "worst place, ms a framing", slowest[0][1], most, words))
        figures.append(told("baking", style, "mean, ms a framing", float(np.mean(list(found.values())))))
    return figures


def speed(on_progress: Progress) -> list[Figure]:
    """Finished frames a second on one core, CPU time."""
    figures = []
    for number, size in enumerate(BENCH_SIZES):
        of = f"{size[0]}x{size[1]}"
        on_progress(f"frames {of}", number / len(BENCH_SIZES))
        found = bench_video(size, 160)
        fps, p99 = float(found["fps_per_core"]), float(found["ms_p99"])
        words = (str(found["worst_scene"]),)
        if number == 0:
            figures.append(at_least("speed", of, "finished frames a second, one core", fps, LEAST_FPS, words))
            figures.append(at_most("speed", of, "99th percentile, ms a frame", p99, MOST_P99_MS))
        else:
            figures.append(told("speed", of, "finished frames a second, one core", fps, words))
            figures.append(told("speed", of, "99th percentile, ms a frame", p99))
    return figures
