"""Stances: where the feet stand, which leg carries the weight and how the arms rest, changing every few seconds.

It knows no story: what an actor feels and scene time. A foot that changes its place is lifted and put down.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np

from generators.stage.acting.feelings import Arms, Mark, feeling, strength, weights
from generators.stage.acting.values import Channels, settle, smooth
from generators.stage.chance import unit
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.pose import Foot
from generators.timed import TimedAct
from story_engine.rng import generator
from story_engine.time import MediaTime, from_seconds

SHIFT_MEAN_SECONDS, SHIFT_SIGMA = 6.0, 0.35
"""How long one stands on one leg before the weight goes to the other."""
SHIFT: MediaTime = from_seconds(0.62)
ARMS_SHIFT: MediaTime = from_seconds(0.58)
SIT_TIME, RISE = from_seconds(0.8), from_seconds(0.33)
"""An animal sits down at leisure and is up at once."""
STEP: MediaTime = from_seconds(0.29)
SECOND_FOOT: MediaTime = from_seconds(0.27)
"""The far foot follows the near one, so that one of them always carries."""
LONGEST_SCENE_SECONDS = 600.0
GRID_METRES = 0.02
"""Feet stand on a grid, so that nobody shuffles by less than is seen."""
HIP_SHARE = 0.075
"""Weight on one leg moves the hip by this share of a leg."""
LIFT_SHARE = 0.12
"""A small step lifts the foot by this share of a leg."""
HEM_BINDS = 0.65
"""A coat down to the floor leaves a third of the stance."""
BEAST_STEPS = 0.6
STEP_ASIDE = 0.10
"""How far, in leg lengths, the free foot is put at a weight shift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """From this time the feet stand here (metres from the body), the weight on one of them."""

    at: MediaTime
    near: float
    far: float


@functools.lru_cache(maxsize=256)
def shifts(root: int, actor: str, energy: float) -> tuple[MediaTime, ...]:
    """Scene times at which an actor shifts their weight."""
    rng = generator(root, "shifts", actor)
    mean = math.log(SHIFT_MEAN_SECONDS / max(energy, 0.4)) - SHIFT_SIGMA**2 / 2
    found: list[MediaTime] = []
    at = 1.5 + 3.0 * float(rng.random())
    while at < LONGEST_SCENE_SECONDS:
        found.append(from_seconds(at))
        at += float(np.exp(rng.normal(mean, SHIFT_SIGMA)))
    return tuple(found)


def slot_at(times: tuple[MediaTime, ...], scene_time: MediaTime) -> tuple[int, MediaTime]:
    """How many shifts have begun, and how long ago the last one did."""
    low, high = 0, len(times)
    while low < high:
        middle = (low + high) // 2
        if times[middle] <= scene_time:
            low = middle + 1
        else:
            high = middle
    return low, scene_time - times[low - 1] if low else scene_time + from_seconds(60)


def leg_metres(puppet: Puppet) -> float:
    """Length of a leg."""
    leg = puppet.bones["leg"]
    return float(leg["upper"]) + float(leg["lower"])


def reach_of(puppet: Puppet) -> float:
    """How far a puppet steps for another's sake: by its legs, an animal less."""
    return leg_metres(puppet) * (BEAST_STEPS if puppet.rig == "quadruped" else 1.0)


def always_holds(puppet: Puppet, side: str) -> bool:
    """Whether the hand of `side` ("near", "far") never lets go of something drawn in it: a cane."""
    return any(part.on == f"hand_{side}" for part in puppet.parts)


def at_ease(puppet: Puppet) -> tuple[float, float]:
    """Where the feet stand when nothing is felt."""
    rest = float(puppet.bones.get("stance", 0.05))
    return -rest, rest * 1.1


def plants(
    puppet: Puppet,
    marks: tuple[Mark, ...],
    ways: list[TimedAct],
    times: tuple[MediaTime, ...],
    scene_time: MediaTime,
    root: int,
) -> tuple[Plant, ...]:
    """Where the feet stand from when on, in one part; on a way they belong to the walk."""
    if puppet.rig == "quadruped":
        return (Plant(at=-(10**9), near=0.0, far=0.0),)
    events = {mark.at for mark in marks if mark.at > -(10**8)}
    events |= {at - scene_time for at in times if at - scene_time > -from_seconds(1.2)}
    found = [_plant(puppet, marks, times, scene_time, root, -(10**9), min(min(events, default=0), 0) - 1)]
    for at in sorted(events):
        moved = at
        for way in ways:
            if way.start - SECOND_FOOT - STEP < at < way.start + way.duration:
                moved = way.start + way.duration - SECOND_FOOT - STEP - 1
        found.append(_plant(puppet, marks, times, scene_time, root, moved, at))
    return tuple(found)


def _plant(
    puppet: Puppet,
    marks: tuple[Mark, ...],
    times: tuple[MediaTime, ...],
    scene_time: MediaTime,
    root: int,
    at: MediaTime,
    as_of: MediaTime,
) -> Plant:
    near, far = at_ease(puppet)
    leg = leg_metres(puppet)
    felt = next((mark for mark in reversed(marks) if mark.at <= as_of), marks[0])
    offsets = feeling(felt.emotion).feet
    amount = strength(felt.intensity) * _freedom(puppet)
    slot, _ = slot_at(times, as_of + scene_time)
    out = STEP_ASIDE * leg * (0.4 + unit(root, "step", slot))
    near += offsets[0] * leg * amount - (out if slot % 2 else 0.0)
    far += offsets[1] * leg * amount + (0.0 if slot % 2 else out)
    return Plant(at=at, near=_on_grid(near), far=_on_grid(far))


def _freedom(puppet: Puppet) -> float:
    """How far apart the feet may go under the hem of a coat: 1 in trousers."""
    hip = float(puppet.bones["hip"])
    return 1.0 - HEM_BINDS * max(0.0, 1.0 - float(puppet.bones.get("hem", 0.2)) / hip) if hip > 0 else 1.0


def _on_grid(x: float) -> float:
    return round(round(x / GRID_METRES) * GRID_METRES, 4)


def standing_at(found: tuple[Plant, ...], t: MediaTime) -> tuple[float, float]:
    """Where both feet stand once all steps begun by `t` are done."""
    last = found[0]
    for plant in found:
        if plant.at > t:
            break
        last = plant
    return last.near, last.far


def feet_at(found: tuple[Plant, ...], t: MediaTime, leg: float) -> tuple[Foot, Foot]:
    """Both feet at `t`: standing, or one of them on its small step."""
    xs = [found[0].near, found[0].far]
    lifts = [0.0, 0.0]
    angles = [0.0, 0.0]
    for plant in found[1:]:
        for foot, (target, late) in enumerate(((plant.near, 0), (plant.far, SECOND_FOOT))):
            since = t - plant.at - late
            if since <= 0 or abs(target - xs[foot]) < 1e-4:
                continue
            share = min(1.0, since / STEP)
            way = target - xs[foot]
            size = min(1.0, abs(way) / (0.25 * leg))
            xs[foot] += way * smooth(share)
            lifts[foot] = LIFT_SHARE * leg * (0.35 + 0.65 * size) * math.sin(math.pi * share) if share < 1 else 0.0
            angles[foot] = 0.25 * size * math.sin(math.pi * share) * (1 if way < 0 else -1) if share < 1 else 0.0
    near, far = (Foot(x=round(xs[i], 4), lift=round(lifts[i], 4), angle=round(angles[i], 4)) for i in (0, 1))
    return near, far


def apply_weight(
    body: Channels, puppet: Puppet, times: tuple[MediaTime, ...], scene_time: MediaTime, root: int, share: float
) -> None:
    """The hip over the leg that carries; `share` 0 while walking, sitting, lying."""
    if puppet.rig == "quadruped" or share <= 0:
        return
    slot, since = slot_at(times, scene_time)
    gone = settle(since / SHIFT)
    before, now = _weight(root, slot - 1), _weight(root, slot)
    side = (before + (now - before) * gone) * share
    body.add("hip_x", side * HIP_SHARE * leg_metres(puppet))
    body.add("lean", -0.045 * side)
    body.add("tilt", 0.05 * side)
    dip = math.sin(math.pi * min(1.0, since / SHIFT)) * share
    body.add("crouch", 0.035 * dip)


def beast_sits(
    marks: tuple[Mark, ...], t: MediaTime, times: tuple[MediaTime, ...], scene_time: MediaTime, root: int,
    busy: list[TimedAct],
) -> float:  # fmt: skip
    """How far a four-legged one has sat down, 0–1: now and then, as they feel, never while there is something to do."""
    slot, since = slot_at(times, scene_time)
    gone = settle(since / SIT_TIME)
    seated = 0.0
    for mark, weight in weights(marks, t, SIT_TIME):
        gladly = feeling(mark.emotion).sits
        before, now = (1.0 if unit(root, "sits", s) < gladly else 0.0 for s in (slot - 1, slot))
        seated += weight * (before + (now - before) * gone)
    for act in busy:
        end = act.start + act.duration
        if act.start <= t < end + RISE:
            seated *= max(1 - smooth((t - act.start) / RISE), smooth((t - end) / RISE))
    return seated


def _weight(root: int, slot: int) -> float:
    """−1 on the near (hind) foot … 1 on the far (front) one."""
    return (0.55 + 0.45 * unit(root, "weight", slot)) * (1 if slot % 2 else -1)


def apply_arms(
    body: Channels,
    marks: tuple[Mark, ...],
    t: MediaTime,
    times: tuple[MediaTime, ...],
    scene_time: MediaTime,
    root: int,
    sides: tuple[str, ...] = ("near", "far"),
) -> None:
    """Hands rest as the feeling has it; at a weight shift they find another rest that suits."""
    slot, since = slot_at(times, scene_time)
    gone = smooth((since - from_seconds(0.1)) / ARMS_SHIFT)
    for mark, weight in weights(marks, t, ARMS_SHIFT):
        felt = feeling(mark.emotion)
        first = int(unit(root, "arms", mark.emotion) * len(felt.arms))
        reach = min(1.0, weight * (0.55 + 0.6 * strength(mark.intensity)))
        for turn, amount in ((slot - 1, reach if gone < 1 else 0.0), (slot, reach * gone)):
            if amount > 0:
                _rest_on(body, felt.arms[(first + turn) % len(felt.arms)], amount, sides, shapes=amount > 0.5)


def _rest_on(body: Channels, arms: Arms, amount: float, sides: tuple[str, ...], *, shapes: bool) -> None:
    for side in sides:
        rest = arms.near if side == "near" else arms.far
        own = body.own[side]
        x, y, shape = (rest.x, rest.y, rest.shape) if rest else own
        body.towards(f"{side}_x", x, amount)
        body.towards(f"{side}_y", y, amount)
        if shapes:
            setattr(body, f"{side}_shape", shape)
