"""The pacing of a show: which tension, and when a choice, a failure, a callback and a hook are due.

It does not know storylets' contents or the viewer; it reads the planner's own clock and the tension of what was played.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from story_engine.arc import CALMS_FROM, OPENING_SECONDS, Arc

Vector = NDArray[np.float64]

FIRST_CHOICE = (38.0, 53.0)
"""Seconds into the show within which the first choice should open: long enough to care, short enough to matter."""
NEXT_CHOICE = (60.0, 125.0)
"""Seconds after a choice within which the next should open."""
FIRST_FAILURE = (42.0, 100.0)
"""Something visibly fails in this span, because a world where all succeeds has no weight."""
NEXT_FAILURE = (120.0, 260.0)
FIRST_CALLBACK = (75.0, 160.0)
"""The story remembers the viewer's choice or wish in this span."""
NEXT_CALLBACK = (100.0, 260.0)
FIRST_HOOK = (154.0, 182.0)
"""The first hook ends in the last half-minute of the third minute, whichever scenes came before."""
ROOM_SECONDS = 22.0
"""Room that a wanted scene needs before its span ends: a usual scene's length."""
LATE_COST = 2.0
"""What a wanted scene loses that comes a room's length after its span: less than its absence costs."""
FIRST_PULL = 1.8
"""How much more the first failure and callback are wanted than later ones: on the first minutes everything hangs."""
HOOK_AFTER_CALM = 22.0 / 48.0
"""Share of the least relaxation after which the episode's hook may come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What the pacing remembers; times in seconds of the planner's clock, −1 = never."""

    choices: int = 0
    choice_at: float = -1.0
    failure_at: float = -1.0
    callback_at: float = -1.0
    hook_at: float = -1.0
    phase: str = "opening"
    """"opening", then "build", "peak", "fade" and "relax" in turn, or "curve" where the seed draws its own."""
    phase_at: float = 0.0
    """When the phase began."""
    heat: float = 0.0
    """Seconds of what the phase is for that have been played in it."""
    episode: int = 0
    """Episodes that have ended."""
    hooked: int = -1
    """The episode that has had its hook."""


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


def wanted_level(pace: Pace, seconds: float, arc: Arc) -> float:
    """The level (rank among the seed's scenes, 0–1) that the phase wants at a time; the opening's is a tension."""
    if pace.phase == "opening":
        return arc.first_minutes(seconds)
    since = seconds - pace.phase_at
    if arc.curve:
        return arc.along(since / arc.seconds)
    first, last = arc.shape.wanted(pace.phase)
    share = since / (arc.shape.lasts(pace.phase) * arc.scale)
    return first + (last - first) * min(1.0, max(0.0, share))


def after_scene(pace: Pace, level: float, seconds: float, ends: float, arc: Arc) -> Pace:
    """The pace after a scene of that level (0–1) and length that ended at `ends`: a phase may be over."""
    shape, scale = arc.shape, arc.scale
    since = ends - pace.phase_at
    match pace.phase:
        case "opening":
            over = ends >= OPENING_SECONDS - ROOM_SECONDS / 2
            return _phase(pace, "curve" if arc.curve else "build", ends) if over else pace
        case "curve":
            over = since >= arc.seconds - ROOM_SECONDS / 2
            return _phase(replace(pace, episode=pace.episode + 1), "curve", ends) if over else pace
        case "build":
            over = since >= (shape.build_seconds - ROOM_SECONDS / 2) * scale
            return _phase(pace, "peak", ends) if over else pace
        case "peak":
            heat = pace.heat + (seconds if level >= shape.hot else 0.0)
            if heat >= shape.heat_seconds * scale or since >= shape.peak_most * scale:
                return _phase(pace, "fade", ends)
            return replace(pace, heat=heat)
        case "fade":
            done = level <= shape.warm or since >= shape.fade_most * scale
            return _phase(pace, "relax", ends) if done else pace
        case _:
            calm = pace.heat + (seconds if level <= shape.cool else 0.0)
            if calm >= shape.relax_seconds[0] * scale or since >= shape.relax_seconds[1] * scale:
                return _phase(replace(pace, episode=pace.episode + 1), "build", ends)
            return replace(pace, heat=calm)


def _phase(pace: Pace, phase: str, at: float) -> Pace:
    return replace(pace, phase=phase, phase_at=at, heat=0.0)


def hook_seen(pace: Pace, seconds: float) -> Pace:
    """The pace after a hook at `seconds`."""
    return replace(pace, hook_at=seconds, hooked=pace.episode)


def pacing(paces: Sequence[Pace], traits: Traits, seconds: Sequence[float], scene_number: int, arc: Arc) -> Vector:
    """How well each of G ground storylets suits the clock at each of k moments, (k, G); about −3…3."""
    now = np.array(seconds)[:, np.newaxis]
    score = np.zeros((len(paces), len(traits.seconds)))
    score += np.where(traits.opening > 0, 12.0 if scene_number == 1 else -12.0, 0.0)
    score += _choice(paces, traits, now)
    ends = now + traits.seconds
    middle = (now + ends) / 2.0
    failures, callbacks = [pace.failure_at for pace in paces], [pace.callback_at for pace in paces]
    score += _span(failures, FIRST_FAILURE, NEXT_FAILURE, traits.failure, middle, ends)
    score += _span(callbacks, FIRST_CALLBACK, NEXT_CALLBACK, traits.callback, middle, ends)
    return score + _hook(paces, traits, ends, arc)


def _spans(lasts: Sequence[float], first: tuple[float, float], later: tuple[float, float]) -> tuple[Vector, Vector]:
    """When the spans begin and end, (k, 1) each: the first's where there was none before (below 0)."""
    spans = np.array([first if last < 0 else (last + later[0], last + later[1]) for last in lasts])
    return spans[:, :1], spans[:, 1:]


def _choice(paces: Sequence[Pace], traits: Traits, now: Vector) -> Vector:
    low, high = _spans([p.choice_at if p.choices else -1.0 for p in paces], FIRST_CHOICE, NEXT_CHOICE)
    opens = now + traits.choice_at
    has = np.isfinite(traits.choice_at)
    at = np.where(has, opens, 0.0)
    early = _clipped((low - at) / 15.0, 0.0, 2.5)
    late = _clipped((at - high) / 20.0, 0.0, 1.0)
    with_choice = np.where(at < low, -1.3 * early, 1.8 - late)
    # A scene without a choice that runs past the window makes the choice late.
    missed = _clipped((now + traits.seconds + 8.0 - high) / 15.0, 0.0, 1.0)
    vector: Vector = np.where(has, with_choice, -1.6 * missed)
    return vector


def _span(
    lasts: Sequence[float], first: tuple[float, float], later: tuple[float, float], trait: Vector, middle: Vector,
    ends: Vector,
) -> Vector:  # fmt: skip
    low, high = _spans(lasts, first, later)
    due = _clipped((middle - low) / np.maximum(1.0, high - low), 0.0, 1.0)
    # Being late costs the wanted scene too: else foresight would put it off for ever.
    late = LATE_COST * _clipped((middle - high) / ROOM_SECONDS, 0.0, 1.0)
    wanted = np.where(middle >= low, 1.2 + 1.6 * due - late, -0.5)
    # A scene that leaves no room for the wanted one before the span ends makes it late.
    missed = -2.2 * _clipped((ends + ROOM_SECONDS - high) / ROOM_SECONDS, 0.0, 1.0)
    pull = np.array([[FIRST_PULL if last < 0 else 1.0] for last in lasts])
    vector: Vector = np.where(trait > 0, wanted, missed) * pull
    return vector


def _hook(paces: Sequence[Pace], traits: Traits, ends: Vector, arc: Arc) -> Vector:
    """The first hook by the clock; later ones when an episode has calmed down and a new one is about to build."""
    score = np.zeros(ends.shape)
    hooks = np.flatnonzero(traits.hook > 0)
    calm = HOOK_AFTER_CALM * arc.shape.relax_seconds[0] * arc.scale
    for row, pace in enumerate(paces):
        if pace.hook_at < 0:
            continue
        if pace.phase in ("build", "curve") and pace.episode > 0 and pace.hooked < pace.episode - 1:  # late
            score[row, hooks] = 1.5
        elif pace.phase == "curve" and pace.hooked < pace.episode:
            score[row, hooks] = np.where(ends[row, hooks] - pace.phase_at >= CALMS_FROM * arc.seconds, 3.0, -1.0)
        elif pace.phase == "relax" and pace.hooked < pace.episode:
            score[row, hooks] = np.where(ends[row, hooks] - pace.phase_at >= calm, 3.0, 0.5)
        else:
            score[row, hooks] = -1.5
    never = [row for row, pace in enumerate(paces) if pace.hook_at < 0]
    if never:
        score[never] = _first_hook(traits.hook, ends[never])
    return score


def _first_hook(hook: Vector, ends: Vector) -> Vector:
    low, high = FIRST_HOOK
    inside = (ends >= low) & (ends <= high)
    early = _clipped((low - ends) / 20.0, 0.0, 1.5)
    with_hook = np.where(inside, 4.0, np.where(ends < low, -2.0 * early, 2.0))
    missed = -2.2 * _clipped((ends + ROOM_SECONDS - high) / ROOM_SECONDS, 0.0, 1.0)
    vector: Vector = np.where(hook > 0, with_hook, missed)
    return vector


def _clipped(values: Vector, low: float, high: float) -> Vector:
    """`numpy.clip` without its overhead, because this is asked thousands of times a scene."""
    clipped: Vector = np.minimum(np.maximum(values, low), high)
    return clipped
