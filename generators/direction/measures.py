"""Measures of cutting: crossed lines, jump cuts, variety of sizes, rhythm, and faces that speak unseen.

It knows timed parts as they are shown, not how they were chosen. Everything is a pure function of the parts of
one show in their order; a shot that runs over a join counts once.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from generators.direction.camera import Figure, sees_face
from generators.direction.costs import covered_faces, is_jump
from generators.direction.heights import Build, build_of
from generators.direction.timing import STANCE_AFTER, TRAVEL
from generators.stage.framing import camera_at
from generators.timed import ActorState, Camera, Shot, TimedPart
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds, to_seconds

SPLIT_FRAMES = 14
"""A voice may be heard this many frames before its face is seen, and after."""
SAMPLE = 6 * VIDEO_FRAME
NEUTRAL_SIZES = ("EWS", "INSERT")
"""The whole place, or a thing: after these the eye takes its bearings anew."""
ENTROPY_WINDOW_SECONDS = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """One shot as it is seen, all its pieces together."""

    start: MediaTime
    """Media time of the show."""
    duration: MediaTime
    shot: Shot
    """Its first piece."""
    scene: str
    place: str
    begin: Camera
    end: Camera
    people_begin: Mapping[str, Figure]
    people_end: Mapping[str, Figure]

    @property
    def seen_begin(self) -> frozenset[str]:
        """Whose faces are in the picture as it begins."""
        return _seen(self.begin, self.people_begin, self.shot)

    @property
    def seen_end(self) -> frozenset[str]:
        """Whose faces are in the picture as it ends."""
        return _seen(self.end, self.people_end, self.shot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that breaks a rule of cutting."""

    at: MediaTime
    """Media time of the show (of the part for `speaker_hidden`)."""
    scene: str
    words: str


def screenings(parts: Iterable[TimedPart]) -> tuple[Screening, ...]:
    """Every shot of a show once, in order."""
    found: list[Screening] = []
    clock: MediaTime = 0
    for timed in parts:
        for shot in timed.shots:
            last = found[-1] if found else None
            people_end = people_at(timed, shot.start + shot.duration)
            if last and shot.begun and last.shot.key == shot.key:
                duration = last.duration + shot.duration
                found[-1] = replace(last, duration=duration, end=shot.end, people_end=people_end)
                continue
            found.append(
                Screening(
                    start=clock + shot.start,
                    duration=shot.duration,
                    shot=shot,
                    scene=timed.part.scene.id,
                    place=timed.part.scene.place.id,
                    begin=shot.begin,
                    end=shot.end,
                    people_begin=people_at(timed, shot.start),
                    people_end=people_end,
                )
            )
        clock += timed.duration
    return tuple(found)


def line_crossings(parts: Iterable[TimedPart]) -> tuple[Finding, ...]:
    """Cuts after which two people have changed sides although nobody saw them do it (the 180-degree rule)."""
    found: list[Finding] = []
    order: dict[tuple[str, str], bool] = {}
    scene = ""
    for shown in screenings(parts):
        if shown.scene != scene or shown.shot.size in NEUTRAL_SIZES:
            scene, order = shown.scene, {}
        for pair, is_left in _orders(shown.people_begin, shown.seen_begin).items():
            if order.get(pair, is_left) != is_left:
                words = f"{pair[0]} and {pair[1]} have changed sides in {shown.shot.size} {shown.shot.idiom}"
                found.append(Finding(at=shown.start, scene=scene, words=words))
        order.update(_orders(shown.people_end, shown.seen_end))
        for pair in [pair for pair in order if _is_seen_walking(shown, pair)]:
            # A shot that shows somebody walk resets the line.
            order.pop(pair)
    return tuple(found)


def jump_cuts(parts: Iterable[TimedPart]) -> tuple[Finding, ...]:
    """Cuts to the same people from nearly the same place at nearly the same size."""
    found: list[Finding] = []
    last: Screening | None = None
    for shown in screenings(parts):
        if (
            last is not None
            and last.place == shown.place
            and shown.shot.transition == "cut"
            and is_jump(last.end, last.shot.subjects, shown.begin, shown.shot.subjects)
        ):
            change = f"{last.shot.size} {last.shot.idiom} → {shown.shot.size} {shown.shot.idiom}"
            words = f"{change} of {'+'.join(shown.shot.subjects)}"
            found.append(Finding(at=shown.start, scene=shown.scene, words=words))
        last = shown
    return tuple(found)


def size_entropy_bits(parts: Iterable[TimedPart], *, window_seconds: float = ENTROPY_WINDOW_SECONDS) -> float:
    """Least entropy of shot sizes over any window of the show, in bits; of the whole where it is shorter."""
    shown = screenings(parts)
    if not shown:
        return 0.0
    window, end = from_seconds(window_seconds), shown[-1].start + shown[-1].duration
    least = math.inf
    for first in shown:
        if first.start and first.start + window > end:
            break
        sizes = Counter(one.shot.size for one in shown if first.start <= one.start < first.start + window)
        total = sizes.total()
        least = min(least, -sum(n / total * math.log2(n / total) for n in sizes.values()))
    return least + 0.0


def average_shot_seconds(parts: Iterable[TimedPart]) -> float:
    """Mean length of a shot."""
    shown = screenings(parts)
    return sum(to_seconds(one.duration) for one in shown) / max(1, len(shown))


def shot_lengths_seconds(parts: Iterable[TimedPart]) -> tuple[float, ...]:
    """Length of every shot, in order."""
    return tuple(to_seconds(one.duration) for one in screenings(parts))


def speaker_hidden(timed: TimedPart) -> tuple[Finding, ...]:
    """When somebody of `timed` speaks with the face outside the frame or behind somebody, but for split edits.

    One finding for each line and reason; `at` is the first moment, from the part's start. A voice over a thing
    that the author asked to see, or that is revealed, is no fault; nor is that of somebody through whose eyes we look.
    """
    found: dict[tuple[MediaTime, str], Finding] = {}
    split = SPLIT_FRAMES * VIDEO_FRAME
    for line in timed.lines:
        if not line.speaker:
            continue
        time = line.start + split
        while time < line.start + line.duration - split:
            why = _why_hidden(timed, line.speaker, time)
            if why:
                shot = _shot_at(timed, time)
                words = f"{line.speaker} speaks {why} in {shot.size} {shot.idiom}"
                found.setdefault((line.start, why), Finding(at=time, scene=timed.part.scene.id, words=words))
            time += SAMPLE
    return tuple(found.values())


def people_at(timed: TimedPart, time: MediaTime) -> dict[str, Figure]:
    """Everybody on stage at `time` from the part's start; walks are straight and even."""
    builds = {actor.id: build_of(actor.look) for actor in timed.part.scene.actors}
    exits = {actor.id: actor for actor in timed.exit.actors}
    found: dict[str, Figure] = {}
    for state in timed.entry.actors:
        now: ActorState | None = state if state.present else None
        for act in sorted(timed.acts, key=lambda act: act.start):
            if act.actor != state.id or act.start > time:
                continue
            if act.verb not in TRAVEL and act.from_x == act.to_x:
                if act.verb in STANCE_AFTER and now is not None and time >= act.start + act.duration // 2:
                    now = replace(now, stance=STANCE_AFTER[act.verb])
                continue
            share = min(1.0, (time - act.start) / max(1, act.duration))
            after = exits.get(state.id, state)
            x = act.from_x + (act.to_x - act.from_x) * share
            depth = state.depth + (after.depth - state.depth) * share
            stance = STANCE_AFTER.get(act.verb, "stand") if share >= 1 else "stand"
            now = replace(after, x=x, depth=depth, stance=stance, present=True)
            now = None if act.verb == "leave" and share >= 1 else now
        heard = next((one for one in reversed(timed.lines) if one.start <= time), None)
        if now is not None and heard is not None:
            now = replace(now, facing=exits.get(state.id, now).facing)
        if now is not None:
            found[state.id] = Figure(state=now, build=builds.get(state.id) or Build.of_height(1.5))
    return found


def _why_hidden(timed: TimedPart, speaker: str, time: MediaTime) -> str:
    shot = _shot_at(timed, time)
    camera = camera_at(shot, (time - shot.start) / max(1, shot.duration))
    people = people_at(timed, time)
    asked = any(beat.shot is not None and beat.shot.size == "insert" for beat in timed.part.beats)
    if speaker not in people or (shot.size == "INSERT" and asked):
        return ""
    if shot.eyes is not None and shot.eyes.carrier == speaker:
        return ""
    if speaker in shot.extra:
        return "left out"
    if not sees_face(camera, people[speaker]):
        return "outside the frame"
    return "covered" if covered_faces(camera, people, (speaker,), shot.extra) > 0.35 else ""


def _shot_at(timed: TimedPart, time: MediaTime) -> Shot:
    return next((shot for shot in reversed(timed.shots) if shot.start <= time), timed.shots[0])


def _seen(camera: Camera, people: Mapping[str, Figure], shot: Shot) -> frozenset[str]:
    return frozenset(name for name, f in people.items() if name not in shot.extra and sees_face(camera, f))


def _orders(people: Mapping[str, Figure], seen: frozenset[str]) -> dict[tuple[str, str], bool]:
    """For each pair in the picture whether the first (by name) is left of the second."""
    names: Sequence[str] = sorted(seen)
    return {
        (a, b): people[a].face_x < people[b].face_x
        for i, a in enumerate(names)
        for b in names[i + 1 :]
        if abs(people[a].face_x - people[b].face_x) > 0.02
    }


def _is_seen_walking(shown: Screening, pair: tuple[str, str]) -> bool:
    for name in pair:
        before, after = shown.people_begin.get(name), shown.people_end.get(name)
        if before is None or after is None:
            continue
        moved = abs(before.state.x - after.state.x) > 0.05
        if moved and (name in shown.seen_begin or name in shown.seen_end):
            return True
    return False
