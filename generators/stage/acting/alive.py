"""Signs of life that never stop: breath, blinks, shifting weight, a little noise in every joint.

It knows no story: pure functions of scene time, so that nothing jumps where two parts meet.
"""

from __future__ import annotations

import functools
import math

import numpy as np

from story_engine.rng import derive_seed, generator, unit
from story_engine.time import SAMPLE_RATE, MediaTime, from_seconds

BLINK: MediaTime = from_seconds(0.14)
"""Lids down and up again."""
BLINK_MEAN_SECONDS, BLINK_SIGMA = 3.5, 0.45
"""Log-normal waiting time between blinks (facts A2)."""
BREATHS_A_SECOND = 0.26
LONGEST_SCENE_SECONDS = 600.0


def drift(seconds: float, period: float, root: int, *path: str | int) -> float:
    """A slow wandering number in about −1 … 1: three sines that never repeat together."""
    phases = _phases(root, path)
    return (
        0.55 * math.sin(2 * math.pi * (seconds / period + phases[0]))
        + 0.30 * math.sin(2 * math.pi * (seconds / (period * 0.618) + phases[1]))
        + 0.15 * math.sin(2 * math.pi * (seconds / (period * 0.382) + phases[2]))
    )


@functools.lru_cache(maxsize=4096)
def _phases(root: int, path: tuple[str | int, ...]) -> tuple[float, float, float]:
    return tuple(unit(root, "drift", *path, i) for i in range(3))  # type: ignore[return-value]


@functools.lru_cache(maxsize=256)
def blinks(root: int, actor: str) -> tuple[MediaTime, ...]:
    """Scene times of an actor's blinks; sometimes twice."""
    rng = generator(root, "blinks", actor)
    times: list[MediaTime] = []
    mean = math.log(BLINK_MEAN_SECONDS) - BLINK_SIGMA**2 / 2
    at = 0.6 + 2.0 * float(rng.random())
    while at < LONGEST_SCENE_SECONDS:
        times.append(from_seconds(at))
        if rng.random() < 0.14:
            times.append(from_seconds(at + 0.28))
        at += float(np.exp(rng.normal(mean, BLINK_SIGMA)))
    return tuple(times)


def blink_at(times: tuple[MediaTime, ...], extra: tuple[MediaTime, ...], time: MediaTime) -> float:
    """How far the lids are down, 0 … 1, at `time`; `extra` are blinks on looks and phrase ends."""
    down = 0.0
    for at in (*_near(times, time), *extra):
        t = (time - at) / BLINK
        if 0 <= t < 1:
            down = max(down, min(1.0, math.sin(math.pi * min(1.0, t * 0.9 + 0.1)) * 1.35))
    return down


def _near(times: tuple[MediaTime, ...], time: MediaTime) -> tuple[MediaTime, ...]:
    low, high = 0, len(times)
    while low < high:
        middle = (low + high) // 2
        if times[middle] <= time - BLINK:
            low = middle + 1
        else:
            high = middle
    return times[low : low + 2]


def breath_at(seconds: float, root: int, actor: str) -> float:
    """−1 out … 1 in; in is quicker than out."""
    rate = BREATHS_A_SECOND * (0.9 + 0.2 * unit(root, "breath", actor))
    phase = (seconds * rate + unit(root, "breath phase", actor)) % 1.0
    return math.sin(math.pi * (phase / 0.42 - 0.5)) if phase < 0.42 else math.cos(math.pi * (phase - 0.42) / 0.58)


def seed_of(root: int, actor: str) -> int:
    """An rng seed of the actor's own."""
    return derive_seed(root, "actor", actor)


def seconds_of(time: MediaTime) -> float:
    """Scene seconds."""
    return time / SAMPLE_RATE
