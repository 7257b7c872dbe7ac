"""Where a sound is heard: left or right, near or far, and the room around it.

It knows shots and stage positions, no samples' meaning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.sound.dsp import fade, filtered, high_pass, low_pass, room
from generators.timed import Shot, TimedLine, TimedPart
from story_engine.time import SAMPLE_RATE, MediaTime

PAN_WIDTH = 0.6
"""Share of the screen's width that sounds spread over: wider distracts from the picture."""
HALF_FRAME = 0.889
"""Stage units from the middle to the edge of a frame at zoom 1."""
NEARNESS = {"EWS": 0.15, "WS": 0.3, "MLS": 0.42, "GROUP": 0.45, "MS": 0.55, "MCU": 0.75, "CU": 0.9, "INSERT": 0.8}
NARRATOR_NEARNESS = 0.8
"""The narrator sits beside the listener."""
OWN_NEARNESS = 0.85
"""So is whoever speaks while we see through their eyes."""
TAIL: MediaTime = SAMPLE_RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A place's answer to a sound."""

    seconds: float
    size: float
    damping: float
    wet: float
    """Linear level of the room for a sound at middle distance."""


ROOMS = {
    "open": Room(seconds=0.5, size=1.6, damping=0.65, wet=0.10),
    "room": Room(seconds=0.55, size=0.8, damping=0.45, wet=0.30),
    "hall": Room(seconds=1.8, size=1.5, damping=0.35, wet=0.45),
    "wood": Room(seconds=0.9, size=1.9, damping=0.6, wet=0.26),
    "cave": Room(seconds=2.4, size=2.0, damping=0.3, wet=0.55),
}
SCORE_HALL = Room(seconds=1.7, size=1.5, damping=0.38, wet=0.55)
"""The music is played in a hall of its own, whatever the place: it is told, not overheard."""


def panned(mono: NDArray[np.float32], side: float) -> NDArray[np.float32]:
    """(n, 2) of a mono sound at `side` −1 … 1, as loud as it was; mono-safe, since only levels differ."""
    angle = (PAN_WIDTH * max(-1.0, min(1.0, side)) + 1) * math.pi / 4
    return np.stack([mono * np.float32(math.cos(angle)), mono * np.float32(math.sin(angle))], axis=1)


def line_place(timed: TimedPart, line: TimedLine) -> tuple[float, float]:
    """Side (−1 … 1) and nearness (0 … 1) of a line's speaker at its beginning; the narrator is in the middle."""
    shot = shot_at(timed, line.start)
    if not line.speaker or shot is None:
        return 0.0, NARRATOR_NEARNESS
    if shot.eyes is not None and shot.eyes.carrier == line.speaker:
        return 0.0, OWN_NEARNESS  # one's own voice comes from where the picture is seen from
    actor = next((state for state in timed.entry.actors if state.id == line.speaker), None)
    near = NEARNESS.get(shot.size, 0.5)
    if actor is None:
        return 0.0, near
    moved = [act.to_x for act in timed.acts if act.actor == line.speaker and act.start + act.duration <= line.start]
    x = moved[-1] if moved else actor.x
    return max(-1.0, min(1.0, (x - shot.begin.x) * shot.begin.zoom / HALF_FRAME)), near


def shot_at(timed: TimedPart, time: MediaTime) -> Shot | None:
    """The shot that is seen at `time`."""
    return next((shot for shot in reversed(timed.shots) if shot.start <= time), None)


def reverberated(dry: NDArray[np.float32], place: Room, total: MediaTime) -> NDArray[np.float32]:
    """The room's answer to `dry` (total, 2), as long as it, faded at its end."""
    send = filtered(dry, high_pass(180.0), low_pass(7500.0))
    wet = room(send, place.seconds, place.size, place.damping, 0.018, length=total)
    fade(wet, 0, TAIL // 2)
    return wet
