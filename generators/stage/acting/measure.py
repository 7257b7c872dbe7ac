"""Measuring acting: lips that miss their sounds, figures that stand frozen, planted feet that slide.

It knows no picture: it asks the poses that will be drawn, so that a fault is found before a pixel is spent.
All functions are pure; times are media time from the part's start.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generators.stage.acting.acting import Acting
from generators.stage.acting.frames import ActorFrame
from generators.stage.floor import metre
from generators.stage.puppets.pose import Pose
from generators.stage.puppets.rig import Beast, anchors, skeleton
from generators.timed import Phone, TimedLine, TimedPart
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME, MediaTime

CLOSED_LIPS = 0.07
"""A mouth is drawn as a line below this opening (`generators.stage.puppets.face`)."""
OPEN_VOWEL = 0.15
"""A vowel that is heard opens the mouth at least this far."""
BILABIALS = frozenset({"p", "b", "m", "em"})
VOWELS = frozenset({"aa", "ae", "ah", "ao", "aw", "ay", "eh", "ey", "er", "ow", "oy"})
"""Vowels that are seen; ee, ih and uh may be as narrow as a consonant."""
SHORTEST_SEEN: MediaTime = 2 * VIDEO_FRAME
"""A vowel shorter than this may be swallowed."""
LONGEST_STILL: MediaTime = SAMPLE_RATE // 2
"""Nobody stands frozen for longer (issue 4)."""
STILL_METRES = 0.0015
"""Less than this, a third of a pixel in a medium shot, is not seen as movement."""
STILL_FACE = 0.05
"""So much of a lid's, an eye's or a mouth's way is not seen either."""
SLIDE_PIXELS = 2.0
"""A planted foot may drift this far at 720 lines."""
LINES_720 = 720


@dataclass(frozen=True, slots=True, kw_only=True)
class MouthError:
    """A sound that the mouth does not show within a frame of when it is heard."""

    at: MediaTime
    actor: str
    phone: str
    kind: str
    """"open": lips not closed on p, b, m; "shut": a vowel behind closed lips; "talks": open in a long pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenSpan:
    """An actor who does not move visibly from `start` for `duration`."""

    start: MediaTime
    duration: MediaTime
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FootSlide:
    """A planted foot that drifts by `pixels` at 720 lines in the shot it is seen in."""

    start: MediaTime
    duration: MediaTime
    actor: str
    foot: int
    """0 near, 1 far, 2 near hind, 3 far hind."""
    pixels: float


def mouth_errors(timed: TimedPart, seed_art: Path | None = None) -> tuple[MouthError, ...]:
    """Every sound of `timed` that its speaker's drawn mouth misses by more than one frame."""
    acting = Acting(timed, seed_art)
    found = []
    for line in timed.lines:
        if line.tone != "think":
            found += _line_errors(acting, timed, line)
    return tuple(found)


def frozen_spans(
    timed: TimedPart, seed_art: Path | None = None, longest: MediaTime = LONGEST_STILL
) -> tuple[FrozenSpan, ...]:
    """Spans longer than `longest` in which a visible actor does not move at all."""
    found = []
    for name, frames in _by_actor(timed, seed_art).items():
        began: MediaTime | None = None
        first: ActorFrame | None = None
        for at, frame in (*frames, (timed.duration, None)):
            if first is not None and began is not None and (frame is None or _moved(first, frame)):
                if at - began > longest:
                    found.append(FrozenSpan(start=began, duration=at - began, actor=name))
                first = None
            if frame is not None and (first is None or not frame.visible):
                began, first = at, frame if frame.visible else None
    return tuple(found)


def foot_slides(timed: TimedPart, seed_art: Path | None = None, most: float = SLIDE_PIXELS) -> tuple[FootSlide, ...]:
    """Planted feet that drift by more than `most` pixels before they are lifted again."""
    found = []
    for name, frames in _by_actor(timed, seed_art).items():
        for foot in range(4 if frames and frames[0][1].puppet.rig == "quadruped" else 2):
            for start, end, drift in _stands(timed, frames, foot):
                if drift > most:
                    slide = FootSlide(start=start, duration=end - start, actor=name, foot=foot, pixels=round(drift, 2))
                    found.append(slide)
    return tuple(found)


def _line_errors(acting: Acting, timed: TimedPart, line: TimedLine) -> Iterator[MouthError]:
    def opening(time: MediaTime) -> float | None:
        found = next((f for f in acting.at(time) if f.id == line.speaker and f.visible), None)
        return None if found is None else found.pose.face.mouth_open

    for phone in line.phones:
        name = phone.phone.rstrip("012").lower()
        kind = _looked_for(name, phone)
        if not kind:
            continue
        first = max(0, (phone.start - VIDEO_FRAME) // VIDEO_FRAME)
        last = min(timed.duration - VIDEO_FRAME, phone.start + phone.duration + VIDEO_FRAME) // VIDEO_FRAME
        if kind == "talks":
            first, last = first + 8, last - 4
        seen = [o for o in (opening(i * VIDEO_FRAME) for i in range(first, last + 1)) if o is not None]
        if not seen:
            continue
        missed = {
            "open": min(seen) >= CLOSED_LIPS,
            "shut": max(seen) < OPEN_VOWEL,
            "talks": min(seen) > 0.3,
        }[kind]
        if missed:
            yield MouthError(at=phone.start, actor=line.speaker, phone=name, kind=kind)


def _looked_for(name: str, phone: Phone) -> str:
    if name in BILABIALS:
        return "open"
    if name in VOWELS and phone.duration >= SHORTEST_SEEN:
        return "shut"
    if name in ("pau", "sil") and phone.duration > SAMPLE_RATE:
        return "talks"
    return ""


def _by_actor(timed: TimedPart, seed_art: Path | None) -> dict[str, list[tuple[MediaTime, ActorFrame]]]:
    acting = Acting(timed, seed_art)
    found: dict[str, list[tuple[MediaTime, ActorFrame]]] = {}
    for index in range(timed.duration // VIDEO_FRAME):
        for frame in acting.at(index * VIDEO_FRAME):
            found.setdefault(frame.id, []).append((index * VIDEO_FRAME, frame))
    return found


def _moved(a: ActorFrame, b: ActorFrame) -> bool:
    if a.pose == b.pose and a.x == b.x:
        return False
    if abs(a.x - b.x) > STILL_METRES * metre(a.depth) or a.pose.facing != b.pose.facing:
        return True
    face, other = a.pose.face, b.pose.face
    for name in ("lid_up", "gaze_x", "gaze_y", "mouth_open", "brow_in", "brow_out", "mouth_corner"):
        if abs(getattr(face, name) - getattr(other, name)) > STILL_FACE:
            return True
    here, there = anchors(a.puppet, a.pose), anchors(b.puppet, b.pose)
    return any(
        abs(here[name][0] - there[name][0]) + abs(here[name][1] - there[name][1]) > STILL_METRES for name in here
    )


def _stands(
    timed: TimedPart, frames: list[tuple[MediaTime, ActorFrame]], foot: int
) -> Iterator[tuple[MediaTime, MediaTime, float]]:
    """Begin, end and drift in pixels of every time that `foot` stays on the floor."""
    run: list[tuple[MediaTime, float]] = []
    before: Pose | None = None
    for at, frame in frames:
        pose = frame.pose
        step = (pose.near_foot, pose.far_foot, pose.near_hind, pose.far_hind)[foot]
        settled = before is not None and abs(pose.sit - before.sit) + abs(pose.lie - before.lie) < 0.002
        planted = (
            frame.visible and settled and abs(pose.facing) == 1 and step.lift < 0.004 and pose.lift < 0.004
            and abs(step.angle) < 0.02 and pose.lie < 0.01
        )  # fmt: skip
        if before is not None and pose.facing != before.facing:
            planted = False
        before = pose
        if planted:
            run.append((at, _foot_x(frame, foot)))
            continue
        if run:
            yield run[0][0], at, _drift(timed, run, frame.depth)
        run = []
    if run:
        yield run[0][0], timed.duration, _drift(timed, run, frames[-1][1].depth)


def _drift(timed: TimedPart, run: list[tuple[MediaTime, float]], depth: float) -> float:
    """Pixels at 720 lines, as near as the camera is while the foot stands."""
    zoom = 1.0
    for shot in timed.shots:
        if shot.start < run[-1][0] and shot.start + shot.duration > run[0][0] and shot.size in ("EWS", "WS", "MLS"):
            zoom = max(zoom, shot.begin.zoom, shot.end.zoom)  # nearer shots do not show the feet
    xs = [x for _, x in run]
    return (max(xs) - min(xs)) * zoom * LINES_720


def _foot_x(frame: ActorFrame, foot: int) -> float:
    """Stage x of a foot as it is drawn."""
    bones = skeleton(frame.puppet, frame.pose)
    if isinstance(bones, Beast):
        limb = (bones.near_front, bones.far_front, bones.near_hind_leg, bones.far_hind_leg)[foot]
    else:
        limb = (bones.near_leg, bones.far_leg)[foot]
    return frame.x + limb.end[0] * frame.pose.facing * metre(frame.depth)
