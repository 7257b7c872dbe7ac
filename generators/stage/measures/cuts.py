"""Cuts of a planned show: jumps, people who change sides, looks that do not meet, and the mix of shot sizes.

It knows timed parts in the order they are shown, no pixel: everything is read from shots and poses.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generators.stage.acting import Acting, ActorFrame
from generators.stage.floor import floor_y, metre
from generators.stage.framing import camera_at
from generators.stage.puppets import anchors
from generators.timed import Camera, Shot, TimedPart
from story_engine.time import VIDEO_FRAME, MediaTime

ASPECT = 16 / 9
JUMP_RATIO = 1.25
"""A figure that is less than a quarter larger or smaller after the cut has not been seen anew."""
JUMP_MOVE = 0.30
"""… unless it stands at least this share of the frame's width elsewhere."""
SAME_MOVE = 0.01
"""Less than this is no cut that anybody sees."""
FACING_SURE = 0.9
"""A figure in the middle of a turn looks nowhere."""
FIRST_DRAWINGS = (0, 2 * VIDEO_FRAME, 4 * VIDEO_FRAME)
"""Since a cut: nobody may turn in these."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cut that breaks a rule."""

    part: str
    at: MediaTime
    """From the part's start."""
    kind: str
    """"jump", "sides", "eyes" or "turn"."""
    words: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """A figure in a shot: middle and size of the head in frame widths and heights."""

    x: float
    y: float
    size: float
    facing: float


def faults(parts: Sequence[TimedPart], seed_art: Path | None = None) -> list[Fault]:
    """Every fault at every hard cut of the parts, in order; cuts into another scene may do as they like."""
    found: list[Fault] = []
    before: tuple[TimedPart, Shot, dict[str, _Seen]] | None = None
    for timed in parts:
        acting = Acting(timed, seed_art)
        for shot in timed.shots:
            first = _seen(acting.at(shot.start), shot, 0.0)
            if not shot.begun:
                found += _turning(timed, shot, acting)
            if before is not None and _is_cut(before[0], before[1], timed, shot):
                found += _judge(timed, shot, before, first)
            last = _seen(acting.at(max(shot.start, shot.start + shot.duration - VIDEO_FRAME)), shot, 1.0)
            before = (timed, shot, last)
    return found


def _turning(timed: TimedPart, shot: Shot, acting: Acting) -> Iterator[Fault]:
    """Whoever turns round in a shot's first drawings: the cut meets them in the middle of it."""
    shown = [_seen(acting.at(shot.start + later), shot, 0.0) for later in FIRST_DRAWINGS if later < shot.duration]
    for name in dict.fromkeys(name for seen in shown for name in seen):
        if any(abs(seen[name].facing) < FACING_SURE for seen in shown if name in seen):
            yield Fault(timed.part.id, shot.start, "turn", f"{name} turns as {shot.size} begins")


def _is_cut(old: TimedPart, last: Shot, new: TimedPart, shot: Shot) -> bool:
    going_on = shot.begun > 0 and shot.key == last.key
    same_scene = old.part.scene.id == new.part.scene.id
    return same_scene and not going_on and shot.transition == "cut"


def _seen(frames: Sequence[ActorFrame], shot: Shot, share: float) -> dict[str, _Seen]:
    """Whose head is in the frame."""
    camera = camera_at(shot, share)
    found = {}
    for frame in frames:
        if frame.visible and frame.id not in shot.extra:
            one = _head(frame, camera)
            if abs(one.x) < 0.5 and abs(one.y) < 0.5:
                found[frame.id] = one
    return found


def _head(frame: ActorFrame, camera: Camera) -> _Seen:
    scale = metre(frame.depth)
    x, y = anchors(frame.puppet, frame.pose)["eyes"]
    return _Seen(
        x=(frame.x + x * scale - camera.x) * camera.zoom / ASPECT,
        y=(floor_y(frame.depth) + y * scale - camera.y) * camera.zoom,
        size=float(frame.puppet.face["radius"]) * scale * camera.zoom,
        facing=frame.pose.facing,
    )


def _judge(
    timed: TimedPart, shot: Shot, before: tuple[TimedPart, Shot, dict[str, _Seen]], first: dict[str, _Seen]
) -> Iterator[Fault]:
    _, old, last = before
    shared = sorted(set(last) & set(first))
    jumped = [name for name in shared if _jumps(last[name], first[name])]
    if shared and len(jumped) == len(shared) and _led(old, shot, shared):
        words = f"{', '.join(jumped)}: {old.size} to {shot.size}"
        yield Fault(timed.part.id, shot.start, "jump", words)
    for index, one in enumerate(shared):
        for other in shared[index + 1 :]:
            was, is_now = last[one].x - last[other].x, first[one].x - first[other].x
            if was * is_now < 0 and min(abs(was), abs(is_now)) > 0.03:
                yield Fault(timed.part.id, shot.start, "sides", f"{one} and {other} change sides")
    if len(last) == 1 and len(first) == 1 and not shared:
        yield from _eyes(timed, shot, next(iter(last.items())), next(iter(first.items())))


def _jumps(was: _Seen, is_now: _Seen) -> bool:
    ratio = max(was.size, is_now.size) / max(1e-9, min(was.size, is_now.size))
    moved = abs(was.x - is_now.x)
    seen = moved > SAME_MOVE or ratio > 1 + SAME_MOVE
    return seen and ratio < JUMP_RATIO and moved < JUMP_MOVE


def _led(old: Shot, new: Shot, shared: list[str]) -> bool:
    """Whether the shots are about the same people: a jump of somebody in the background is none."""
    return bool(set(old.subjects) & set(new.subjects) & set(shared)) or not (old.subjects and new.subjects)


def _eyes(timed: TimedPart, shot: Shot, was: tuple[str, _Seen], is_now: tuple[str, _Seen]) -> Iterator[Fault]:
    """Two who talk to one another in turn must look towards each other."""
    (one, a), (other, b) = was, is_now
    talking = any(
        line.start <= shot.start + shot.duration
        and line.start + line.duration >= shot.start
        and {line.speaker, line.to} == {one, other}
        for line in timed.lines
    )
    if talking and a.facing * b.facing > FACING_SURE:
        yield Fault(timed.part.id, shot.start, "eyes", f"{one} and {other} look the same way")


def sizes(parts: Sequence[TimedPart]) -> Counter[str]:
    """How many shots of each size; a shot that goes on over a join is one."""
    found: Counter[str] = Counter()
    last = ""
    for timed in parts:
        for shot in timed.shots:
            if not (shot.begun > 0 and shot.key == last):
                found[shot.size] += 1
            last = shot.key
    return found


def entropy(counts: Counter[str]) -> float:
    """Shannon entropy in bits: 0 = always the same size, 2 = four sizes equally often."""
    total = sum(counts.values())
    return -sum(n / total * math.log2(n / total) for n in counts.values() if n) if total else 0.0
