"""Gazing: where eyes and head go: to the speaker, the listener, the thing named, and away when it is too much.

It knows no camera. Heads turn on twos, eyes jump and blink on ones.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass

from generators.stage.acting import alive
from generators.stage.acting.feelings import Mark, feeling, strength
from generators.stage.acting.things import Belongings, chest
from generators.stage.acting.tracks import Track, target_x
from generators.stage.acting.values import Channels, smooth
from generators.stage.chance import unit
from generators.stage.floor import metre
from generators.stage.puppets.load import Puppet
from generators.timed import PropState, Shot, TimedPart
from story_engine.plan import PartKind
from story_engine.rng import generator
from story_engine.time import MediaTime, from_seconds

EYES_TIME, HEAD_TIME = from_seconds(0.09), from_seconds(0.34)
"""Eyes jump, the head follows."""
HEAD_LATE = from_seconds(0.04)
BEAST_TURN = 1.35
"""An animal shows its snout: its three-quarter view is nearer to the profile."""
FACE_SHARE, LOW_SHARE = 0.84, 0.5
"""Height of a face as a share of the body's, standing and sitting."""
MARK_HEIGHTS = {"far": 1.9, "door": 1.2, "sky": 3.0}
MARK_HEIGHT, LYING_THING = 1.3, 0.3
"""Metres above the floor of what is looked at."""
FIXATION_SECONDS = (0.45, 1.7)
"""Eyes rest this long on one point of what they look at."""
FLICK = (0.10, 0.07)
"""How far a saccade goes, of the eye's way."""
LONGEST_SCENE_SECONDS = 600.0
AVERT_TIME: MediaTime = from_seconds(0.11)
HEAD_AVERTS = 0.34
"""The head goes this share of the eyes' way."""
THINKS_ASIDE = 0.62
"""Share of lines before which the speaker first looks inward."""
ASIDE_BEFORE, ASIDE_UNTIL = from_seconds(0.62), from_seconds(0.06)
ONE_AWAY = from_seconds(2.3)
"""Who looks away does so about once in this time."""
LISTENERS_SHARE = 0.55
"""Listeners look away less than speakers."""
LEAST_AWAY: MediaTime = from_seconds(0.26)
LENS_TURN, LENS_GAZE = 0.05, 0.02
"""Head and eyes of somebody who looks at whoever lends the camera their eyes: straight into the lens."""
LENS_DOWN, LENS_NOD = 0.5, 1.1
"""How far eyes and head go down, or up, to a lens that looks up, or down, by so much of the frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """From `begin` to `end` the look leaves whom it was on."""

    begin: MediaTime
    end: MediaTime
    x: float
    y: float


class Gaze:
    """Everybody's eyes and heads in one part."""

    def __init__(
        self,
        timed: TimedPart,
        tracks: Mapping[str, Track],
        puppets: Mapping[str, Puppet],
        things: Belongings,
    ) -> None:
        self._tracks, self._puppets, self._things = tracks, puppets, things
        self._props: dict[str, PropState] = {prop.id: prop for prop in timed.entry.props}
        self._start = timed.entry.scene_time
        self._duration = timed.duration
        self._is_hold = timed.part.kind is PartKind.HOLD
        self._root = timed.rng_seed
        self._shots = timed.shots
        self._aways = {name: _aways(timed, name, track) for name, track in tracks.items()}
        self._blinks = {name: self._blinks_of(name, track) for name, track in tracks.items()}

    def lens_at(self, time: MediaTime) -> Shot | None:
        """The shot at `time` if it is somebody's point of view: who looks at them looks into it."""
        shot = next((shot for shot in reversed(self._shots) if shot.start <= time), None)
        return shot if shot is not None and shot.eyes is not None else None

    def head(self, body: Channels, name: str, t: MediaTime, x: float, forward: float, lens: Shot | None) -> None:
        """Turn and nod towards what is looked at; a little of the way when the eyes look away."""
        puppet, track = self._puppets[name], self._tracks[name]
        turn = nod = 0.0
        for at, target, first in _looked(track, t):
            share = 1.0 if first else smooth((t - at - HEAD_LATE) / HEAD_TIME)
            to = self._direction(puppet, track, target, t, x, forward, lens)
            turn += (to[0] - turn) * share
            nod += (to[3] - nod) * share
        if puppet.rig == "quadruped":
            turn *= BEAST_TURN
        for away in self._aways[name]:
            weight = _weight(away, t, from_seconds(0.24))
            turn += HEAD_AVERTS * 0.7 * away.x * weight
            nod += HEAD_AVERTS * away.y * weight
        body.add("turn", turn - 0.45)
        body.add("nod", nod)

    def eyes(
        self, body: Channels, name: str, time: MediaTime, x: float, forward: float, lens: Shot | None, *, asleep: float
    ) -> None:
        """Where the eyes are at `time`, and how far the lids are down."""
        puppet, track = self._puppets[name], self._tracks[name]
        gaze_x = gaze_y = 0.0
        for at, target, first in _looked(track, time):
            share = 1.0 if first else smooth((time - at) / EYES_TIME)
            to = self._direction(puppet, track, target, time, x, forward, lens)
            gaze_x += (to[1] - gaze_x) * share
            gaze_y += (to[2] - gaze_y) * share
        for away in self._aways[name]:
            weight = _weight(away, time, AVERT_TIME)
            gaze_x += (away.x - gaze_x) * weight
            gaze_y += (away.y - gaze_y) * weight
        edge = self._is_hold and not from_seconds(0.2) < time < self._duration - from_seconds(0.3)
        if asleep < 1:
            flick = (0.0, 0.0) if edge else flick_at(self._root, name, self._start + time)
            body.add("gaze_x", gaze_x + flick[0])
            body.add("gaze_y", gaze_y + flick[1])
        down = 0.0 if edge else alive.blink_at(*self._blinks[name], self._start + time)
        body.values["lid_up"] *= (1 - down) * (1 - asleep)

    def height(self, target: str, t: MediaTime) -> float:
        """Metres above the floor of what is looked or pointed at."""
        puppet = self._puppets.get(target)
        if puppet is not None:
            track = self._tracks[target]
            low = any(s == "sit" and t >= at for at, _, s in track.stances) or track.state.stance in ("sit", "lie")
            return puppet.height_metres * (LOW_SHARE if low else FACE_SHARE)
        if target in self._props:
            holder = self._things.holder(target, t)
            if holder in self._puppets:
                return chest(self._puppets[holder])
            return max(LYING_THING, self._props[target].up + 0.1)
        return MARK_HEIGHTS.get(target, MARK_HEIGHT)

    def _direction(
        self,
        puppet: Puppet,
        track: Track,
        target: str,
        t: MediaTime,
        x: float,
        forward: float,
        lens: Shot | None,
    ) -> tuple[float, float, float, float]:
        """Head turn, eyes x and y, nod for looking at `target`."""
        if lens is not None and lens.eyes is not None and self._meets(lens, track.state.id, target, t):
            return LENS_TURN, LENS_GAZE, LENS_DOWN * lens.eyes.tilt, LENS_NOD * lens.eyes.tilt
        where = target_x(target, t, self._tracks, self._props, track.spots)  # type: ignore[arg-type]
        if not target or where is None or target == track.state.id:
            return 0.42, 0.18, 0.0, 0.0
        if target in self._props and self._things.holder(target, t) == track.state.id:
            return 0.40, 0.34, 0.72, 0.34  # what one holds oneself
        metres = (where - x) * forward / metre(track.state.depth)
        rise = self.height(target, t) - puppet.height_metres * FACE_SHARE
        slope = rise / max(abs(metres), 0.7)
        up = max(-1.0, min(1.0, -slope * 0.9))
        if abs(metres) < 0.25:
            return 0.2, 0.1, up, 0.4 * up
        if metres > 0:
            return 0.52, 0.62, 0.8 * up, 0.55 * up
        return -0.5, -0.62, 0.8 * up, 0.5 * up

    def _meets(self, lens: Shot, name: str, target: str, t: MediaTime) -> bool:
        """Whether `name`, who looks at `target`, looks into the lens: at whoever's eyes it is, or at nobody else."""
        carrier = lens.eyes.carrier if lens.eyes is not None else ""
        if name == carrier:
            return False
        holder = self._things.holder(carrier, t) if carrier in self._props else ""
        # A thing's eyes are looked into by whom its shot is about: the story has them look at it.
        at_nobody = (target not in self._tracks and target not in self._props) or carrier in self._props
        return target in (carrier, holder or carrier) or (at_nobody and name in lens.subjects)

    def _blinks_of(self, name: str, track: Track) -> tuple[tuple[MediaTime, ...], tuple[MediaTime, ...]]:
        """Scene times of an actor's own blinks, and of those on looks and at the ends of phrases."""
        looks = [at for at, _ in track.looks if at >= 0][1::2]
        ends = [line.start + line.duration + from_seconds(0.04) for line, _ in track.lines]
        backs = [away.end - from_seconds(0.05) for away in self._aways[name]]
        extra = tuple(sorted(self._start + at for at in (*looks, *ends, *backs)))
        return alive.blinks(self._root, name), extra


def _looked(track: Track, time: MediaTime) -> list[tuple[MediaTime, str, bool]]:
    """The looks that shape the gaze at `time`: the last that is done, and those under way."""
    marks = [mark for mark in track.looks if mark[0] <= time]
    done = 0
    for index, (at, _) in enumerate(marks):
        if time - at > HEAD_LATE + HEAD_TIME:
            done = index
    return [(at, target, index == 0) for index, (at, target) in enumerate(marks[done:])]


def _weight(away: Away, time: MediaTime, ease: MediaTime) -> float:
    if not away.begin <= time < away.end + ease:
        return 0.0
    return smooth((time - away.begin) / ease) * (1 - smooth((time - away.end) / ease))


def _aways(timed: TimedPart, name: str, track: Track) -> tuple[Away, ...]:
    """When an actor looks inward before speaking, and away while a line is hard to say or to hear."""
    found: list[Away] = []
    for line in timed.lines:
        if line.speaker == name:
            felt = feeling(line.emotion)
            x, y, share = felt.eyes
            doubts = line.tone == "think" or line.text.rstrip().endswith(("…", "..."))
            if doubts or unit(timed.rng_seed, "aside", name, line.text) < THINKS_ASIDE:
                inward = (x, y) if share >= 0.3 else (-0.35, -0.5)
                found.append(
                    Away(begin=line.start - ASIDE_BEFORE, end=line.start - ASIDE_UNTIL, x=inward[0], y=inward[1])
                )
            found += _spread(line.start, line.duration, x, y, share, unit(timed.rng_seed, "away", line.text))
        elif track.is_shown(line.start):
            mark = _felt(track.feelings, line.start)
            x, y, share = feeling(mark.emotion).eyes
            share *= LISTENERS_SHARE * strength(mark.intensity)
            found += _spread(line.start, line.duration, x, y, share, unit(timed.rng_seed, "away", name, line.text))
    return tuple(found)


def _felt(marks: tuple[Mark, ...], at: MediaTime) -> Mark:
    return next(mark for mark in reversed(marks) if mark.at <= at or mark is marks[0])


def _spread(start: MediaTime, duration: MediaTime, x: float, y: float, share: float, luck: float) -> list[Away]:
    count = max(1, round(duration / ONE_AWAY))
    length = round(share * duration / count)
    if length < LEAST_AWAY:
        return []
    gap = duration / count
    begins = [start + round((i + 0.25 + 0.2 * luck) * gap) for i in range(count)]
    return [Away(begin=begin, end=begin + length, x=x, y=y) for begin in begins]


def flick_at(root: int, name: str, scene_time: MediaTime) -> tuple[float, float]:
    """Where on what they look at the eyes rest just now: a small offset that jumps."""
    times, offsets = _flicks(root, name)
    low, high = 0, len(times)
    while low < high:
        middle = (low + high) // 2
        if times[middle] <= scene_time:
            low = middle + 1
        else:
            high = middle
    return offsets[low % len(offsets)]


@functools.lru_cache(maxsize=128)
def _flicks(root: int, name: str) -> tuple[tuple[MediaTime, ...], tuple[tuple[float, float], ...]]:
    rng = generator(root, "flicks", name)
    times, offsets = [], []
    at = 0.0
    low, high = FIXATION_SECONDS
    while at < LONGEST_SCENE_SECONDS:
        at += low + (high - low) * float(rng.random()) ** 2
        times.append(from_seconds(at))
        angle = 2 * math.pi * float(rng.random())
        offsets.append((FLICK[0] * math.cos(angle), FLICK[1] * math.sin(angle)))
    return tuple(times), tuple(offsets)
