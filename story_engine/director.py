"""The pacing of a show: which tension, and when a choice, a failure, a callback and a hook are due.

It does not know storylets' contents or the viewer; it reads the planner's own clock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

FIRST_CHOICE = (38.0, 55.0)
"""Seconds into the show within which the first choice should open: long enough to care, short enough to matter."""
NEXT_CHOICE = (60.0, 125.0)
"""Seconds after a choice within which the next should open."""
FIRST_FAILURE = (42.0, 100.0)
"""Something visibly fails in this span, because a world where all succeeds has no weight."""
NEXT_FAILURE = (120.0, 260.0)
FIRST_CALLBACK = (85.0, 160.0)
"""The story remembers the viewer's choice or wish in this span."""
NEXT_CALLBACK = (100.0, 260.0)
FIRST_HOOK = (164.0, 194.0)
"""The first hook ends the third minute."""
ROOM_SECONDS = 22.0
"""Room that a wanted scene needs before its span ends: a usual scene's length."""
HOOK_WIDTH = (-20.0, 12.0)
"""A later hook may fall this much before or after its episode's end, in seconds."""

_ARC = ((0.0, 0.35, 0.55, 0.68, 0.78, 0.86, 1.0), (0.22, 0.5, 0.7, 0.88, 0.6, 0.28, 0.5))
"""Wanted tension over an episode (shares of its length, tensions): build, peak, fade, relax, and a hook at the end."""
_OPENING = ((0.0, 60.0, 100.0, 130.0, 175.0, 200.0), (0.25, 0.45, 0.65, 0.45, 0.7, 0.6))
"""Wanted tension over the first minutes (seconds, tensions): a small arc of its own, ending in a hook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What the pacing remembers; times in seconds of the planner's clock, −1 = never."""

    choices: int = 0
    choice_at: float = -1.0
    failure_at: float = -1.0
    callback_at: float = -1.0
    hook_at: float = -1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """Pacing traits of G ground storylets, each (G,)."""

    seconds: Vector
    choice_at: Vector
    failure: Vector
    callback: Vector
    hook: Vector
    opening: Vector
    quiet: Vector


def wanted_tension(seconds: float, episode_seconds: float) -> float:
    """The tension that the arc wants at a time of the show."""
    if seconds < _OPENING[0][-1]:
        return float(np.interp(seconds, _OPENING[0], _OPENING[1]))
    return float(np.interp((seconds % episode_seconds) / episode_seconds, _ARC[0], _ARC[1]))


def pacing(pace: Pace, traits: Traits, seconds: float, scene_number: int, episode_seconds: float) -> Vector:
    """How well each ground storylet suits the clock, (G,); about −3…3."""
    score = np.zeros(len(traits.seconds))
    score += np.where(traits.opening > 0, 12.0 if scene_number == 1 else -12.0, 0.0)
    score += _choice(pace, traits, seconds)
    ends = seconds + traits.seconds
    score += _span(pace.failure_at, FIRST_FAILURE, NEXT_FAILURE, traits.failure, seconds, ends)
    score += _span(pace.callback_at, FIRST_CALLBACK, NEXT_CALLBACK, traits.callback, seconds, ends)
    return score + _hook(pace, traits, ends, episode_seconds)


def _choice(pace: Pace, traits: Traits, seconds: float) -> Vector:
    low, high = (
        FIRST_CHOICE if pace.choices == 0 else (pace.choice_at + NEXT_CHOICE[0], pace.choice_at + NEXT_CHOICE[1])
    )
    opens = seconds + traits.choice_at
    has = np.isfinite(opens)
    at = np.where(has, opens, 0.0)
    early = np.clip((low - at) / 15.0, 0.0, 2.5)
    late = np.clip((at - high) / 20.0, 0.0, 1.0)
    with_choice = np.where(at < low, -1.3 * early, 1.8 - late)
    # A scene without a choice that runs past the window makes the choice late.
    missed = np.clip((seconds + traits.seconds + 8.0 - high) / 15.0, 0.0, 1.0)
    vector: Vector = np.where(has, with_choice, -1.6 * missed)
    return vector


def _span(
    last: float, first: tuple[float, float], later: tuple[float, float], trait: Vector, seconds: float, ends: Vector
) -> Vector:
    low, high = first if last < 0 else (last + later[0], last + later[1])
    middle = (seconds + ends) / 2.0
    due = np.clip((middle - low) / max(1.0, high - low), 0.0, 1.0)
    wanted = np.where(middle >= low, 1.2 + 1.6 * due, -0.5)
    # A scene that leaves no room for the wanted one before the span ends makes it late.
    missed = -2.2 * np.clip((ends + ROOM_SECONDS - high) / ROOM_SECONDS, 0.0, 1.0)
    vector: Vector = np.where(trait > 0, wanted, missed)
    return vector


def _hook(pace: Pace, traits: Traits, ends: Vector, episode_seconds: float) -> Vector:
    if pace.hook_at < 0:
        low, high = FIRST_HOOK
    else:
        end = (np.floor(pace.hook_at / episode_seconds + 0.25) + 1.0) * episode_seconds
        low, high = float(end) + HOOK_WIDTH[0], float(end) + HOOK_WIDTH[1]
    inside = (ends >= low) & (ends <= high)
    early = np.clip((low - ends) / 20.0, 0.0, 1.5)
    with_hook = np.where(inside, 4.0, np.where(ends < low, -2.0 * early, 2.0))
    missed = -3.0 * np.clip((ends + ROOM_SECONDS - high) / ROOM_SECONDS, 0.0, 1.0)
    vector: Vector = np.where(traits.hook > 0, with_hook, missed)
    return vector
