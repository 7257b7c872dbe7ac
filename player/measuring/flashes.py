"""The flash gate on synthetic clips whose truth is known: rate, area, contrast, colour, phase and joins.

It knows the gate by its verdicts. What is unsafe follows from WCAG 2.3.1 by construction, not from the gate's rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from generators.safety.flash import FlashTracker, join_is_safe
from story_engine.time import FPS

WIDTH, HEIGHT = 256, 144
SECONDS = 2.0
MOST_FLASHES = 3.0
"""A second: more is unsafe (WCAG 2.3.1)."""
HALF_PERIODS = (12, 6, 4, 3, 2, 1)
"""Frames of each half of a flash: 1, 2, 3, 4, 6 and 12 flashes a second at 24 frames."""
AREAS = (0.005, 0.02, 0.06, 0.25, 1.0)
"""Shares of the screen, as one patch. A quarter of a 10° field (a third of the screen each way) is 2.8 %."""
UNSAFE_AREA = 0.25 / 9.0

Yuv = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours, limited BT.709, and whether changing between them is a flash."""

    name: str
    first: Yuv
    second: Yuv
    counts: bool


PAIRS = (
    Pair("dark to light", (40, 128, 128), (200, 128, 128), True),
    Pair("black to middle", (16, 128, 128), (126, 128, 128), True),
    Pair("faint", (60, 128, 128), (75, 128, 128), False),
    Pair("both bright", (222, 128, 128), (235, 128, 128), False),
    Pair("red to grey of its light", (63, 102, 240), (63, 128, 128), True),
    Pair("red to black", (63, 102, 240), (16, 128, 128), True),
    Pair("blue to black, faint", (32, 240, 118), (16, 128, 128), False),
)
PLACES = ("centre", "corner")


@dataclass(frozen=True, slots=True)
class Clip:
    """Frames (h·3/2, w) one after another, or two runs of them that are joined, and the truth about them."""

    name: str
    is_safe: bool
    frames: Callable[[], list[np.ndarray]]
    joined_at: int = 0
    """Frames of the first of two segments; 0 = one segment."""


def judge_clips(on_progress: Callable[[float], None] = lambda share: None) -> dict[str, Any]:
    """How often the gate is right: unsafe clips that pass (must be 0) and safe ones that fail (at most 5 %)."""
    clips = list(every_clip())
    passed: list[str] = []
    failed: list[str] = []
    for number, clip in enumerate(clips):
        found = _verdict(clip)
        if found and not clip.is_safe:
            passed.append(clip.name)
        elif not found and clip.is_safe:
            failed.append(clip.name)
        on_progress((number + 1) / len(clips))
    safe = sum(clip.is_safe for clip in clips)
    return {
        "clips": len(clips),
        "unsafe": len(clips) - safe,
        "joins": sum(clip.joined_at > 0 for clip in clips),
        "unsafe_that_passed": len(passed),
        "safe_that_failed": len(failed),
        "false_positive_share": round(len(failed) / safe, 4),
        "which": [*passed, *failed],
    }


def _verdict(clip: Clip) -> bool:
    frames = clip.frames()
    if not clip.joined_at:
        return _tracked(frames).is_safe
    before, after = _tracked(frames[: clip.joined_at]), _tracked(frames[clip.joined_at :])
    return before.is_safe and after.is_safe and join_is_safe(before.tail(), after.head())


def _tracked(frames: list[np.ndarray]) -> FlashTracker:
    tracker = FlashTracker(FPS)
    for frame in frames:
        tracker.add(frame)
    return tracker


def every_clip() -> Iterator[Clip]:
    """The whole matrix."""
    for half, area, pair, place in product(HALF_PERIODS, AREAS, PAIRS, PLACES):
        if place == "corner" and area >= 1.0:
            continue
        rate = FPS / (2 * half)
        unsafe = pair.counts and rate > MOST_FLASHES and area >= UNSAFE_AREA
        yield Clip(
            f"{pair.name}, {rate:g} a second, {area:.1%}, {place}",
            not unsafe,
            lambda half=half, area=area, pair=pair, place=place: _blinking(half, area, pair, place),
        )
    for half, stripes in product(HALF_PERIODS, (2, 3, 4)):
        rate = FPS / (2 * half)
        yield Clip(
            f"{stripes} stripes against each other, {rate:g} a second",
            rate <= MOST_FLASHES,
            lambda half=half, stripes=stripes: _stripes(half, stripes),
        )
    for before, after, half in product((1, 2, 3), (1, 2, 3), (2, 3)):
        # So many flashes end at the join and so many begin there; all of them fall within one second where they fit.
        together = _densest(before, after, half)
        yield Clip(
            f"{before} flashes before a join and {after} after it, {half} frames each half",
            together <= MOST_FLASHES,
            lambda before=before, after=after, half=half: _over_a_join(before, after, half),
            joined_at=2 * FPS,
        )


def _densest(before: int, after: int, half: int) -> float:
    """The most flashes of such a run within a second: pairs of opposing changes."""
    changes = [FPS - half * n for n in range(2 * before)] + [FPS + half * (n + 1) for n in range(2 * after)]
    return max(sum(start <= change < start + FPS for change in changes) for start in changes) / 2


def _frame(colour: Yuv) -> np.ndarray:
    frame = np.empty((HEIGHT * 3 // 2, WIDTH), np.uint8)
    frame[:HEIGHT] = colour[0]
    chroma = frame[HEIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2)
    chroma[0], chroma[1] = colour[1], colour[2]
    return frame


def _patch(frame: np.ndarray, box: tuple[int, int, int, int], colour: Yuv) -> None:
    """Paint `box` (top, left, bottom, right; even) of `frame`."""
    top, left, bottom, right = box
    frame[top:bottom, left:right] = colour[0]
    chroma = frame[HEIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2)
    chroma[0, top // 2 : bottom // 2, left // 2 : right // 2] = colour[1]
    chroma[1, top // 2 : bottom // 2, left // 2 : right // 2] = colour[2]


def _blinking(half: int, area: float, pair: Pair, place: str) -> list[np.ndarray]:
    side = area**0.5
    high, wide = (round(edge * side / 2) * 2 for edge in (HEIGHT, WIDTH))
    top, left = (0, 0) if place == "corner" else ((HEIGHT - high) // 4 * 2, (WIDTH - wide) // 4 * 2)
    frames = []
    for number in range(round(SECONDS * FPS)):
        frame = _frame(pair.first)
        if number // half % 2:
            _patch(frame, (top, left, top + high, left + wide), pair.second)
        frames.append(frame)
    return frames


def _stripes(half: int, count: int) -> list[np.ndarray]:
    """Upright stripes, every other one light, changing places: the mean never moves."""
    edges = [round(WIDTH * n / count / 2) * 2 for n in range(count + 1)]
    frames = []
    for number in range(round(SECONDS * FPS)):
        frame = _frame((40, 128, 128))
        for n in range(count):
            if (n + number // half) % 2:
                _patch(frame, (0, edges[n], HEIGHT, edges[n + 1]), (200, 128, 128))
        frames.append(frame)
    return frames


def _over_a_join(before: int, after: int, half: int) -> list[np.ndarray]:
    """Two seconds that end with so many flashes, two that begin with so many."""
    dark, light = _frame((40, 128, 128)), _frame((200, 128, 128))

    def run(count: int) -> list[np.ndarray]:
        return [light if n // half % 2 == 0 else dark for n in range(2 * half * count)]

    first = [dark] * (2 * FPS - 2 * half * before) + run(before)
    second = [dark] * half + run(after)
    return first + second + [dark] * (2 * FPS - len(second))
