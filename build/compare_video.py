"""Frames a second of one equal scene: the stage beside Manim (community), pycairo and MoviePy, in one run.

`python build/compare_video.py [--python OTHER/bin/python] [--frames 48] [--rounds 3] [--json]` installs nothing: it
uses what this interpreter, or the other one, can import, and says what is missing. The scene at 1280×720: a gradient
sky, five ridges that slide by their depth, two figures of forty shapes that move, two hundred falling particles. Every
contender draws the same shapes as its own guide says and ends with a whole picture in memory; nobody encodes. "stage"
is told beside them: the whole pipeline with textured paper, two real puppets, snow, a moving camera, bloom, grade and
grain, to I420. Times are CPU time on one core; the rounds take turns, the median counts.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, FPS = 1280, 720, 24
RIDGES, FIGURES, SHAPES, PARTICLES = 5, 2, 40, 200
WARM_UP = 3
"""Frames before the clock runs: caches and compiled code are what a show has after its first second."""
ROOT = Path(__file__).resolve().parents[1]
CONTENDERS = ("evershow", "stage", "pycairo", "moviepy", "manim")
NEEDS = {"evershow": "skia", "stage": "skia", "pycairo": "cairo", "moviepy": "moviepy", "manim": "manim"}
OURS = ("evershow", "stage")
TARGET = ("manim", 5.0)
"""The stage is to be at least so many times as fast (issue 4)."""

Point = tuple[float, float]
Draw = Callable[[int], Any]


def ridge_points(index: int) -> list[Point]:
    """The upper edge of ridge `index` (0 far), in pixels, wider than the frame."""
    base = HEIGHT * (0.42 + 0.10 * index)
    return [
        (x, base + 34 * math.sin(x / (190 - 22 * index) + index * 2.1) + 15 * math.sin(x / 47 + index))
        for x in range(-200, WIDTH + 201, 16)
    ]


def ridge_shift(index: int, frame: int) -> float:
    """How far ridge `index` has slid, pixels."""
    return -40 * (index + 1) / RIDGES * math.sin(frame / FPS)


def figure_shapes(figure: int) -> list[tuple[Point, list[Point], tuple[float, float, float]]]:
    """Forty soft shapes of one figure: centre, eight points around it, colour."""
    rng = random.Random(figure)
    found = []
    for number in range(SHAPES):
        centre = (WIDTH * (0.36 + 0.26 * figure) + rng.uniform(-55, 55), HEIGHT * 0.86 - number * 6.5)
        radius = rng.uniform(10, 42)
        around = [
            (radius * rng.uniform(0.8, 1.2) * math.cos(a), radius * rng.uniform(0.8, 1.2) * math.sin(a))
            for a in (k * math.pi / 4 for k in range(8))
        ]
        found.append((centre, around, (rng.random(), rng.random(), rng.random())))
    return found


def shape_move(figure: int, number: int, frame: int) -> tuple[float, float, float]:
    """Shift in pixels and turn in radians of a shape at `frame`."""
    phase = frame / FPS * 2 + number * 0.3 + figure
    return 6 * math.sin(phase), 3 * math.cos(phase * 1.3), 0.15 * math.sin(phase)


def particles(frame: int) -> list[tuple[float, float, float]]:
    """x, y and radius of every particle."""
    rng = random.Random(9)
    found = []
    for _ in range(PARTICLES):
        x, y, radius, speed = rng.random() * WIDTH, rng.random(), rng.uniform(1.5, 4), rng.uniform(0.08, 0.2)
        found.append((x + 12 * math.sin(frame / FPS + y * 9), (y + speed * frame / FPS) % 1 * HEIGHT, radius))
    return found


def grey(index: int) -> tuple[float, float, float]:
    """Colour of ridge `index`."""
    share = index / (RIDGES - 1)
    return 0.66 - 0.5 * share, 0.55 - 0.42 * share, 0.70 - 0.45 * share


def evershow() -> Draw:
    """The stage's own means: what only slides is baked and copied, what changes is drawn with Skia, dots by kernels."""
    sys.path.insert(0, str(ROOT))
    import cv2
    import numpy as np

    from generators.stage.bake import Plate, canvas_on
    from generators.stage.kernels import flakes
    from generators.stage.paper import fill, polygon, smooth
    from generators.stage.place import LayerSpec

    cv2.setNumThreads(1)
    rows = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None, None]
    sky = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    sky[:, :, :3] = np.array([92, 48, 38], np.float32) * (1 - rows) + np.array([120, 168, 245], np.float32) * rows
    plates = []
    for index in range(RIDGES):
        points = ridge_points(index)
        left, top = math.floor(points[0][0]), math.floor(min(y for _, y in points)) - 1
        pixels = np.zeros((HEIGHT - top, math.ceil(points[-1][0]) - left, 4), np.uint8)
        surface, canvas = canvas_on(pixels)
        canvas.translate(-left, -top)
        canvas.drawPath(polygon([(points[0][0], HEIGHT), *points, (points[-1][0], HEIGHT)]), fill(grey(index)))
        surface.flushAndSubmit()
        del canvas, surface
        plates.append(Plate(spec=LayerSpec(kind="ridge"), pixels=pixels, left=left, top=top))
    figures = [
        [(centre, smooth(around), fill(colour)) for centre, around, colour in figure_shapes(figure)]
        for figure in range(FIGURES)
    ]
    frame_pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    white = np.array([255, 255, 255], np.float32)

    def draw(frame: int) -> Any:
        np.copyto(frame_pixels, sky)
        surface, canvas = canvas_on(frame_pixels)
        for index, plate in enumerate(plates):
            quarters = round((plate.left + ridge_shift(index, frame)) * 4)
            canvas.drawImage(plate.phase(quarters % 4), quarters // 4, round(plate.top))
        for figure, shapes in enumerate(figures):
            for number, ((cx, cy), path, paint) in enumerate(shapes):
                dx, dy, turn = shape_move(figure, number, frame)
                canvas.save()
                canvas.translate(cx + dx, cy + dy)
                canvas.rotate(math.degrees(turn))
                canvas.drawPath(path, paint)
                canvas.restore()
        surface.flushAndSubmit()
        del canvas, surface
        flakes(frame_pixels, np.array(particles(frame), np.float32), white, np.float32(0.8))
        return frame_pixels

    return draw


def stage() -> Draw:
    """The whole stage: paper, puppets, snow, moving camera, bloom, grade and grain, to I420."""
    sys.path.insert(0, str(ROOT))
    from generators.stage.generator import Stage
    from generators.stage.specimen import Specimen, part_of
    from generators.timed import ActorState, Camera

    folder = Path(tempfile.mkdtemp(prefix="compare-"))
    (folder / "places").mkdir()
    layer = "  - {{kind: ridge, parallax: {:.2f}, distance: {:.2f}, base: {:.2f}}}\n"
    ridges = "".join(layer.format(0.2 + 0.18 * n, 0.8 - 0.16 * n, 0.42 + 0.1 * n) for n in range(RIDGES))
    text = f"palette: harbour\nindoors: false\nseed: 4\nlayers:\n  - {{kind: sky, parallax: 0.1}}\n{ridges}"
    (folder / "places" / "ridges.yaml").write_text(text + "  - {kind: actors}\n", encoding="utf-8")
    actors = tuple(ActorState(id=name, x=x, emotion="happy") for name, x in (("wren", -0.25), ("odile", 0.2)))
    camera = Camera(x=-0.05, y=0.5, zoom=1.02), Camera(x=0.05, y=0.5, zoom=1.06)
    timed = part_of(
        Specimen(place="ridges", weather="snow", actors=actors, camera=camera[0], to=camera[1], seconds=60,
                 seed_art=folder)
    )  # fmt: skip
    stage = Stage(WIDTH, HEIGHT, seed_art=folder)
    return lambda frame: stage.frame(timed, frame)


def pycairo() -> Draw:
    """Vector paths on an image surface, all drawn in every frame."""
    import cairo

    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, WIDTH, HEIGHT)
    context = cairo.Context(surface)
    sky = cairo.LinearGradient(0, 0, 0, HEIGHT)
    sky.add_color_stop_rgb(0, 0.15, 0.19, 0.36)
    sky.add_color_stop_rgb(1, 0.96, 0.66, 0.47)
    ridges = [ridge_points(index) for index in range(RIDGES)]
    figures = [figure_shapes(figure) for figure in range(FIGURES)]

    def draw(frame: int) -> Any:
        context.set_source(sky)
        context.paint()
        for index, points in enumerate(ridges):
            shift = ridge_shift(index, frame)
            context.set_source_rgb(*grey(index))
            context.move_to(points[0][0] + shift, HEIGHT)
            for x, y in points:
                context.line_to(x + shift, y)
            context.line_to(points[-1][0] + shift, HEIGHT)
            context.fill()
        for figure, shapes in enumerate(figures):
            for number, ((cx, cy), around, colour) in enumerate(shapes):
                dx, dy, turn = shape_move(figure, number, frame)
                context.save()
                context.translate(cx + dx, cy + dy)
                context.rotate(turn)
                context.set_source_rgb(*colour)
                last = around[-1]
                context.move_to((last[0] + around[0][0]) / 2, (last[1] + around[0][1]) / 2)
                for (x0, y0), (x1, y1) in zip(around, [*around[1:], around[0]], strict=True):
                    mx, my = (x0 + x1) / 2, (y0 + y1) / 2
                    px, py = context.get_current_point()
                    context.curve_to(px + (x0 - px) * 2 / 3, py + (y0 - py) * 2 / 3, mx + (x0 - mx) * 2 / 3,
                                     my + (y0 - my) * 2 / 3, mx, my)  # fmt: skip
                context.fill()
                context.restore()
        context.set_source_rgba(1, 1, 1, 0.8)
        for x, y, radius in particles(frame):
            context.arc(x, y, radius, 0, 2 * math.pi)
            context.fill()
        surface.flush()
        return surface.get_data()

    return draw


def moviepy() -> Draw:
    """Picture clips with masks that move, composited as the guide shows."""
    import numpy as np
    from moviepy import CompositeVideoClip, ImageClip

    def cut(points: list[Point], colour: tuple[float, float, float], margin: int = 2) -> tuple[Any, float, float]:
        """A filled polygon as RGBA with soft edges, and its corner."""
        from PIL import Image, ImageDraw

        xs, ys = [p[0] for p in points], [p[1] for p in points]
        left, top = math.floor(min(xs)) - margin, math.floor(min(ys)) - margin
        size = (math.ceil(max(xs)) + margin - left, math.ceil(max(ys)) + margin - top)
        large = Image.new("L", (size[0] * 2, size[1] * 2))
        ImageDraw.Draw(large).polygon([((x - left) * 2, (y - top) * 2) for x, y in points], fill=255)
        rgba = np.zeros((size[1], size[0], 4), np.uint8)
        rgba[:, :, :3] = [round(255 * c) for c in colour]
        rgba[:, :, 3] = np.asarray(large.resize(size))
        return rgba, left, top

    rows = np.linspace(0, 1, HEIGHT)[:, None, None]
    sky = (np.array([38, 48, 92]) * (1 - rows) + np.array([245, 168, 120]) * rows) * np.ones((1, WIDTH, 1))
    clips = [ImageClip(sky.astype(np.uint8)).with_duration(60)]
    for index in range(RIDGES):
        points = ridge_points(index)
        outline = [(points[0][0], HEIGHT + 0.0), *points, (points[-1][0], HEIGHT + 0.0)]
        rgba, left, top = cut(outline, grey(index))
        clips.append(
            ImageClip(rgba).with_duration(60).with_position(
                lambda t, index=index, left=left, top=top: (left + ridge_shift(index, round(t * FPS)), top)
            )
        )  # fmt: skip
    for figure in range(FIGURES):
        for number, (centre, around, colour) in enumerate(figure_shapes(figure)):
            rgba, left, top = cut(around, colour)

            def place(t: float, centre=centre, left=left, top=top, figure=figure, number=number):  # type: ignore[no-untyped-def]
                dx, dy, _ = shape_move(figure, number, round(t * FPS))
                return centre[0] + left + dx, centre[1] + top + dy

            clips.append(ImageClip(rgba).with_duration(60).with_position(place))
    dot, left, top = cut([(3 * math.cos(a), 3 * math.sin(a)) for a in (k * 0.5 for k in range(12))], (1, 1, 1))
    for number in range(PARTICLES):
        clips.append(
            ImageClip(dot).with_duration(60).with_position(
                lambda t, number=number: tuple(v + left for v in particles(round(t * FPS))[number][:2])
            )
        )  # fmt: skip
    whole = CompositeVideoClip(clips, size=(WIDTH, HEIGHT))
    return lambda frame: whole.get_frame(frame / FPS)


def manim() -> Draw:
    """Vector objects moved and captured by the Cairo camera, as its renderer does for every frame."""
    import numpy as np
    from manim import Camera, Circle, Rectangle, VMobject, config

    config.pixel_width, config.pixel_height, config.frame_rate = WIDTH, HEIGHT, FPS
    unit = config.frame_height / HEIGHT

    def at(x: float, y: float) -> Any:
        return np.array([(x - WIDTH / 2) * unit, (HEIGHT / 2 - y) * unit, 0.0])

    def hexed(colour: tuple[float, float, float]) -> str:
        return "#" + "".join(f"{round(255 * c):02x}" for c in colour)

    camera = Camera(pixel_width=WIDTH, pixel_height=HEIGHT, frame_rate=FPS)
    sky = Rectangle(width=config.frame_width, height=config.frame_height, stroke_width=0)
    sky.set_fill(["#26305C", "#F5A878"], opacity=1).set_sheen_direction(np.array([0.0, -1.0, 0.0]))
    ridges = []
    for index in range(RIDGES):
        points = ridge_points(index)
        one = VMobject(stroke_width=0, fill_opacity=1, fill_color=hexed(grey(index)))
        corners = [(points[0][0], HEIGHT + 0.0), *points, (points[-1][0], HEIGHT + 0.0), (points[0][0], HEIGHT + 0.0)]
        ridges.append(one.set_points_as_corners([at(*p) for p in corners]))
    shapes = []
    for figure in range(FIGURES):
        for number, ((cx, cy), around, colour) in enumerate(figure_shapes(figure)):
            one = VMobject(stroke_width=0, fill_opacity=1, fill_color=hexed(colour))
            one.set_points_smoothly([at(cx + x, cy + y) for x, y in [*around, around[0]]])
            shapes.append((figure, number, one, one.get_center()))
    dots = [Circle(radius=3 * unit, stroke_width=0, fill_opacity=0.8, fill_color="#ffffff") for _ in range(PARTICLES)]
    middles = [ridge.get_center() for ridge in ridges]
    turned = [0.0] * len(shapes)

    def draw(frame: int) -> Any:
        for index, ridge in enumerate(ridges):
            ridge.move_to(middles[index] + np.array([ridge_shift(index, frame) * unit, 0, 0]))
        for place, (figure, number, shape, centre) in enumerate(shapes):
            dx, dy, turn = shape_move(figure, number, frame)
            shape.rotate(turned[place] - turn)
            turned[place] = turn
            shape.move_to(centre + np.array([dx * unit, -dy * unit, 0]))
        for dot, (x, y, _) in zip(dots, particles(frame), strict=True):
            dot.move_to(at(x, y))
        camera.reset()
        camera.capture_mobjects([sky, *ridges, *(shape for _, _, shape, _ in shapes), *dots])
        return camera.pixel_array

    return draw


MAKERS: dict[str, Callable[[], Draw]] = {
    "evershow": evershow,
    "stage": stage,
    "pycairo": pycairo,
    "moviepy": moviepy,
    "manim": manim,
}


def measure(name: str, frames: int, still: str) -> float:
    """CPU milliseconds a frame of one contender in this process."""
    draw = MAKERS[name]()
    for frame in range(WARM_UP):
        draw(frame)
    start = time.process_time()
    for frame in range(WARM_UP, WARM_UP + frames):
        last = draw(frame)
    spent = (time.process_time() - start) * 1000 / frames
    if still:
        _save(name, last, still)
    return spent


def _save(name: str, frame: Any, path: str) -> None:
    """Write the last picture as PPM, so that one can see that the scenes are equal."""
    import numpy as np

    if name == "stage":
        import cv2

        rgb = cv2.cvtColor(np.asarray(frame), cv2.COLOR_YUV2RGB_I420)
    elif name in ("pycairo", "evershow"):
        rgb = np.frombuffer(frame, np.uint8).reshape(HEIGHT, WIDTH, 4)[:, :, 2::-1]
    else:
        rgb = np.asarray(frame)[:, :, :3]
    Path(path).write_bytes(b"P6 %d %d 255\n" % (WIDTH, HEIGHT) + np.ascontiguousarray(rgb, np.uint8).tobytes())


def _ask(python: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    one_core = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run([python, __file__, *arguments], capture_output=True, text=True, env=one_core, check=False)


def main() -> int:
    """Compare what is found; exit status 1 when the stage misses its target."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--python", default=sys.executable, help="interpreter that has the other libraries")
    parser.add_argument("--frames", type=int, default=48)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stills", type=Path, help="folder for one picture of each")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--contender", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--has", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--still", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.has:
        print(int(importlib.util.find_spec(NEEDS[given.has]) is not None))
        return 0
    if given.contender:
        print(measure(given.contender, given.frames, given.still))
        return 0
    pythons = {name: sys.executable if name in OURS else given.python for name in CONTENDERS}
    found = [name for name in CONTENDERS if _ask(pythons[name], "--has", name).stdout.strip() == "1"]
    missing = [name for name in CONTENDERS if name not in found]
    times: dict[str, list[float]] = {name: [] for name in found}
    for number in range(given.rounds):
        for name in found:
            still = str(given.stills / f"{name}.ppm") if given.stills and number == 0 else ""
            done = _ask(pythons[name], "--contender", name, "--frames", str(given.frames), "--still", still)
            if done.returncode:
                print(f"{name}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
                continue
            times[name].append(float(done.stdout.split()[-1]))
    medians = {name: statistics.median(taken) for name, taken in times.items() if taken}
    return _tell(medians, missing, given.json)


def _tell(medians: dict[str, float], missing: list[str], as_json: bool) -> int:
    ours = medians.get("evershow", math.inf)
    figures = {
        name: {"ms": round(ms, 2), "fps": round(1000 / ms, 1), "evershow_is": round(ms / ours, 2)}
        for name, ms in medians.items()
    }
    other, least = TARGET
    holds = other not in medians or medians[other] / ours >= least
    if as_json:
        print(json.dumps({"figures": figures, "missing": missing, "target": f"≥ {least:g}× {other}", "holds": holds}))
    else:
        for name, one in figures.items():
            print(f"{name:10} {one['fps']:8.1f} fps {one['ms']:9.2f} ms   evershow is {one['evershow_is']:.1f}×")
        for name in missing:
            print(f"{name:10} not found; --python names an interpreter that has it")
        if other in medians:
            print(f"target: at least {least:g}× {other}: {'holds' if holds else 'missed'}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
