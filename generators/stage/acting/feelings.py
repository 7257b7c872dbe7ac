"""Feelings: what an emotion does to face and posture, and how one gives way to the next.

It knows no words and no story: names of `assets/faces/emotions.yaml` and strengths.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from generators.stage import library
from generators.stage.acting.values import Channels, smooth
from story_engine.time import MediaTime, from_seconds

BLEND: MediaTime = from_seconds(0.24)
"""Facial expressions change in 150–250 ms (facts A2)."""
LEAST = 0.4
"""Share of an expression at intensity 0: what is felt is seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling:
    """Offsets of one emotion at full strength."""

    offsets: tuple[tuple[str, float], ...]
    near: tuple[float, float] | None = None
    far: tuple[float, float] | None = None
    near_shape: str = "relaxed"
    far_shape: str = "relaxed"
    breath: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """From this time an actor feels this."""

    at: MediaTime
    emotion: str
    intensity: float


@functools.cache
def feelings() -> dict[str, Feeling]:
    """All emotions there are."""
    found = {}
    for name, entry in library.load("faces", "emotions").items():
        offsets = tuple(
            (key, float(value))
            for key, value in entry.items()
            if key not in ("near", "far", "near_shape", "far_shape", "breath")
        )
        near, far = entry.get("near"), entry.get("far")
        found[name] = Feeling(
            offsets=offsets,
            near=(float(near[0]), float(near[1])) if near else None,
            far=(float(far[0]), float(far[1])) if far else None,
            near_shape=entry.get("near_shape", "relaxed"),
            far_shape=entry.get("far_shape", "relaxed"),
            breath=float(entry.get("breath", 1.0)),
        )
    return found


def feeling(name: str) -> Feeling:
    """The emotion of that name; an unknown one is calm."""
    return feelings().get(name) or feelings()["calm"]


def strength(intensity: float) -> float:
    """Share of the full expression for an intensity 0–1."""
    return LEAST + (1 - LEAST) * min(1.0, max(0.0, intensity))


def weights(marks: tuple[Mark, ...], time: MediaTime) -> list[tuple[Mark, float]]:
    """Which feelings show at `time`, with their weights (they sum to 1)."""
    shown: list[tuple[Mark, float]] = []
    for mark in marks:
        share = smooth((time - mark.at) / BLEND) if mark.at > marks[0].at or mark.at > 0 else 1.0
        if mark is marks[0]:
            share = 1.0
        if share <= 0:
            break
        shown = [(other, w * (1 - share)) for other, w in shown if w * (1 - share) > 0.001]
        shown.append((mark, share))
    return shown


def apply_feeling(channels: Channels, marks: tuple[Mark, ...], time: MediaTime, *, hands: bool) -> float:
    """Add the feelings at `time`; returns the factor of the breathing rate."""
    breath = 0.0
    best = 0.0
    for mark, weight in weights(marks, time):
        felt = feeling(mark.emotion)
        amount = weight * strength(mark.intensity)
        for name, value in felt.offsets:
            channels.add(name, value * amount)
        breath += felt.breath * weight
        if not hands:
            continue
        for side, place, shape in (("near", felt.near, felt.near_shape), ("far", felt.far, felt.far_shape)):
            if place is None:
                continue
            reach = min(1.0, amount * 1.15)
            channels.towards(f"{side}_x", place[0], reach)
            channels.towards(f"{side}_y", place[1], reach)
            if weight > 0.5 and weight > best:
                setattr(channels, f"{side}_shape", shape)
        best = max(best, weight)
    return breath or 1.0
