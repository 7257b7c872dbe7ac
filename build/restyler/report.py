"""Says how well the shipped restyler paints: `python build/restyler/report.py OUT [--run RUN]`.

It knows no training: it looks at stills and pairs of frames from shows with exact flow, faces and outlines. Written are
report.json, before-after.jpg (stage, network, slow painter), and with --run loss.png.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from dataset import Moment, of_show
from painter import paint_slowly

from generators.restyle.guide import guide, mirrored
from generators.restyle.model import model_hash, run, session
from generators.restyle.paint import paint
from generators.restyle.passes import Passes, passes_at, plain_passes
from generators.stage.cast import Cast
from generators.stage.generator import Stage
from generators.stage.passes import Truth
from generators.stage.passes.flow import Flow
from story_engine.time import VIDEO_FRAME

Array = np.ndarray
WIDTH, HEIGHT = 640, 360
RNG = 2
"""Shows that nothing was trained on: another rng seed."""
SSIM_STEADY = (6.5025, 58.5225)
"""(0.01 · 255)² and (0.03 · 255)²: the steadying terms of SSIM."""


def main() -> None:
    """Measure, draw, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("out", type=Path)
    asked.add_argument("--run", type=Path)
    asked.add_argument("--seconds", type=float, default=240.0)
    asked.add_argument("--moments", type=int, default=10, help="Of each seed.")
    options = asked.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    rows, sheet = [], []
    for seed in ("weather-post", "night-exchange"):
        moments = list(of_show(seed, options.seconds, RNG))
        step = max(1, len(moments) // options.moments)
        for moment in moments[step // 2 :: step][: options.moments]:
            row, pictures = measured(moment)
            rows.append(row)
            sheet.append(np.hstack(pictures))
            print(json.dumps(row), flush=True)
    told = {"model": model_hash(), "size": [WIDTH, HEIGHT], "speed": speed(), "mean": means(rows), "rows": rows}
    (options.out / "report.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    chosen = sheet[:: max(1, len(sheet) // 6)][:6]
    cv2.imwrite(str(options.out / "before-after.jpg"), np.vstack(chosen), [cv2.IMWRITE_JPEG_QUALITY, 88])
    if options.run:
        cv2.imwrite(str(options.out / "loss.png"), curve(json.loads((options.run / "curve.json").read_text())))
    print(json.dumps({"mean": told["mean"], "speed": told["speed"]}, indent=1))


def measured(moment: Moment) -> tuple[dict[str, Any], list[Array]]:
    """One moment's figures, and stage, network and slow painter side by side."""
    stage = Stage(WIDTH, HEIGHT, seed_art=moment.seed_art)
    truth = Truth(moment.timed, WIDTH, HEIGHT, moment.seed_art)
    cast = Cast(moment.timed, moment.seed_art)
    later = moment.time + VIDEO_FRAME
    picture, passes = stage.still(moment.timed, moment.time), passes_at(truth, moment.time, cast)
    after, after_passes = stage.still(moment.timed, later), passes_at(truth, later, cast)
    flow = truth.flow(moment.time, later)
    board, slow = paint(picture, passes), paint_slowly(picture, passes)
    loose = (with_screen_anchors(passes), with_screen_anchors(after_passes))
    row: dict[str, Any] = {
        "name": moment.name,
        "from_slow_painter": gap(board, slow),
        "stage_from_slow_painter": gap(picture, slow),
        "flicker_stage": flicker(picture, after, flow),
        "flicker_painted": flicker(board, paint(after, after_passes), flow),
        "flicker_strokes_on_screen": flicker(paint(picture, loose[0]), paint(after, loose[1]), flow),
        "flicker_slow_painter": flicker(slow, paint_slowly(after, after_passes), flow),
        "outlines": outlines(picture, board, passes),
    }
    faces = [seen.face_box for seen in truth.seen(moment.time) if seen.face_box and seen.face > 0.8]
    marks = []
    for box in faces:
        part = np.s_[max(0, int(box.top)) : int(box.bottom) + 1, max(0, int(box.left)) : int(box.right) + 1]
        if min(picture[part].shape[:2]) >= 12:
            marks.append(ssim(picture[part], board[part]))
    if marks:
        row["face_ssim"] = round(float(np.mean(marks)), 4)
    return row, [picture, board, slow]


def with_screen_anchors(passes: Passes) -> Passes:
    """The same truth, but strokes that stand on the screen while things move below them."""
    from dataclasses import replace

    height, width = passes.ids.shape
    return replace(passes, anchors=plain_passes(height, width).anchors)


def gap(one: Array, other: Array) -> float:
    """Mean absolute difference, steps of 255."""
    return round(float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean()), 3)


def flicker(one: Array, other: Array, flow: Flow) -> float:
    """Mean absolute change of the same point from frame to frame along the exact flow, steps of 255."""
    ys, xs = np.mgrid[0 : one.shape[0], 0 : one.shape[1]].astype(np.float32)
    then = cv2.remap(other, xs + flow.pixels[:, :, 0], ys + flow.pixels[:, :, 1], cv2.INTER_LINEAR)
    change = np.abs(then.astype(np.int16) - one.astype(np.int16)).mean(axis=2)
    return round(float(change[flow.valid].mean()), 3) if flow.valid.any() else 0.0


def outlines(picture: Array, board: Array, passes: Passes) -> float:
    """Correlation of the two pictures' gradients along the borders of entities."""
    where = cv2.dilate(passes.lines, np.ones((3, 3), np.uint8)) > 0.5
    if where.sum() < 100:
        return 1.0
    found = []
    for one in (picture, board):
        grey = cv2.cvtColor(one, cv2.COLOR_BGR2GRAY).astype(np.float32)
        found.append(np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))[where])
    return round(float(np.corrcoef(found[0], found[1])[0, 1]), 4)


def ssim(one: Array, other: Array) -> float:
    """Structural similarity of the lightness of two pictures (Wang et al. 2004), window of sigma 1.5."""
    x, y = (cv2.cvtColor(value, cv2.COLOR_BGR2GRAY).astype(np.float64) for value in (one, other))

    def soft(value: Array) -> Array:
        return cv2.GaussianBlur(value, (0, 0), 1.5)

    mx, my = soft(x), soft(y)
    vx, vy, cov = soft(x * x) - mx * mx, soft(y * y) - my * my, soft(x * y) - mx * my
    a, b = SSIM_STEADY
    return float((((2 * mx * my + a) * (2 * cov + b)) / ((mx * mx + my * my + a) * (vx + vy + b))).mean())


def means(rows: list[dict[str, Any]]) -> dict[str, float]:
    """The mean of every figure over the rows that have it."""
    names = {name for row in rows for name in row if name != "name"}
    return {name: round(float(np.mean([row[name] for row in rows if name in row])), 4) for name in sorted(names)}


def speed() -> dict[str, Any]:
    """CPU seconds (of all threads) and wall seconds of a still, sketch and network apart; the best of three."""
    found: dict[str, Any] = {}
    for width, height in ((640, 360), (1280, 720)):
        picture = np.random.Generator(np.random.PCG64(1)).integers(0, 255, (height, width, 3), np.uint8)
        picture = cv2.GaussianBlur(picture, (0, 0), 6)
        passes = mirrored(plain_passes(height, width))
        best: dict[str, float] = {}
        for _ in range(3):
            marks = [(time.process_time(), time.perf_counter())]
            sketch = guide(picture, passes)
            marks.append((time.process_time(), time.perf_counter()))
            run(session(), sketch)
            marks.append((time.process_time(), time.perf_counter()))
            for place, name in enumerate(("sketch", "network")):
                for kind, what in enumerate(("cpu", "wall")):
                    key, value = f"{name}_{what}", marks[place + 1][kind] - marks[place][kind]
                    best[key] = round(min(best.get(key, 1e9), value), 3)
        found[f"{width}x{height}"] = best
    return found


def curve(rows: list[list[float]]) -> Array:
    """The loss over the steps, both on a logarithmic height: plain error dark, whole loss in the accent."""
    width, height, edge = 960, 420, 56
    picture = np.full((height, width, 3), 246, np.uint8)
    steps = np.array([row[0] for row in rows], np.float64)
    for column, colour in ((1, (60, 60, 60)), (2, (69, 69, 214))):
        values = np.log10([row[column] for row in rows])
        low, high = np.log10(0.004), np.log10(0.1)
        x = edge + steps / steps.max() * (width - 2 * edge)
        y = height - edge - (values - low) / (high - low) * (height - 2 * edge)
        points = np.stack((x, y), axis=1).round().astype(np.int32)
        cv2.polylines(picture, [points], False, colour, 2, cv2.LINE_AA)
    for value in (0.005, 0.01, 0.02, 0.05, 0.1):
        y = int(
            height
            - edge
            - (np.log10(value) - np.log10(0.004)) / (np.log10(0.1) - np.log10(0.004)) * (height - 2 * edge)
        )
        cv2.line(picture, (edge, y), (width - edge, y), (215, 215, 215), 1)
        cv2.putText(picture, f"{value:g}", (6, y + 4), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (90, 90, 90), 1, cv2.LINE_AA)
    text = f"plain error (grey) and whole loss (red) over {int(steps.max())} steps"
    cv2.putText(picture, text, (edge, 30), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (60, 60, 60), 1, cv2.LINE_AA)
    return picture


if __name__ == "__main__":
    main()
