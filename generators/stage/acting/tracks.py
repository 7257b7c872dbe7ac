"""Tracks: what each actor has to do in a part, sorted into ways, deeds, looks, feelings and things held.

It knows no poses: only who does what when, read once from the timed part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from generators.stage.acting.feelings import Mark
from generators.stage.acting.gait import progress
from generators.stage.acting.mouths import Cue, cues
from generators.stage.floor import MARK_XS, metre
from generators.timed import ActorState, PropState, TimedAct, TimedLine, TimedPart
from story_engine.plan import PartKind
from story_engine.rng import unit
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds

TRAVEL = frozenset({"enter", "leave", "walk", "run", "approach", "climb"})
SIT_DOWN: MediaTime = from_seconds(1.1)
"""The sitting down itself, after the steps to a seat."""
STANCES = {"sit": "sit", "stand": "stand", "lie": "lie", "sleep": "lie", "wake": "stand", "hide": "hide"}
"""What a deed leaves one as; walking makes one stand."""
EMBRACE, HAND_TO_HAND, ROUND_A_LOAD = 0.42, 0.78, 1.2
"""Metres between two who hug, who hand something over, and who do either with their arms full."""
REACHED_FOR = frozenset({"pick_up", "take", "open", "close", "light"})
ARMS_REACH, FARTHEST_STEP = (0.15, 0.28), 1.2
"""Metres at which a thing is in reach, for short and for long legs; nobody steps farther than the second for it."""
DRAWS_EYES = frozenset(
    {"enter", "leave", "fall", "drop", "open", "throw", "catch", "startle", "run", "jump", "give", "pick_up", "light"}
)
"""Deeds that others look at."""
BEFORE_SPEECH: MediaTime = from_seconds(0.16)
"""The face is already in the line when the first word comes."""
SADDEST_ECHO = 0.28
"""How strongly listeners show what a line does to them."""
ECHOES = {
    "happy": "happy", "delighted": "happy", "tender": "tender", "amused": "amused", "proud": "amused",
    "curious": "curious", "surprised": "curious", "worried": "worried", "afraid": "worried", "sad": "tender",
    "angry": "worried", "annoyed": "worried", "ashamed": "tender", "sly": "curious", "determined": "curious",
    "tired": "calm", "awed": "awed",
}  # fmt: skip
"""What a listener's face answers to a speaker's."""
GLANCE: MediaTime = from_seconds(0.75)
"""How long eyes stay on a thing that is named."""
TURN_TIME: MediaTime = from_seconds(0.25)
"""A figure turns round in three drawings."""
DRAWING: MediaTime = 3 * VIDEO_FRAME
"""A drawing stands so long at most."""
AT_ONCE: MediaTime = from_seconds(0.2)
"""Who begins to turn so soon after a cut is met turning: nobody has seen yet how they stood."""


@dataclass(slots=True)
class Track:
    """One actor's part."""

    state: ActorState
    leaves_as: ActorState
    shown: list[tuple[MediaTime, bool]] = field(default_factory=list)
    ways: list[TimedAct] = field(default_factory=list)
    deeds: list[TimedAct] = field(default_factory=list)
    steps_up: list[tuple[TimedAct, float]] = field(default_factory=list)
    """Deeds for which one steps nearer and back, with the metres (signed like stage x)."""
    stances: list[tuple[MediaTime, MediaTime, str]] = field(default_factory=list)
    seats: list[tuple[MediaTime, float]] = field(default_factory=list)
    """Heights of what is sat on, from when on."""
    facing: list[tuple[MediaTime, int]] = field(default_factory=list)
    looks: list[tuple[MediaTime, str]] = field(default_factory=list)
    feelings: tuple[Mark, ...] = ()
    lines: list[tuple[TimedLine, tuple[Cue, ...]]] = field(default_factory=list)
    echoes: list[tuple[MediaTime, MediaTime, str, float]] = field(default_factory=list)
    """Answers of the face to another's line: begin, end, emotion, strength."""
    spots: Mapping[str, float] = field(default_factory=lambda: MARK_XS)
    """Stage x of the set's marks."""

    def x_at(self, time: MediaTime) -> float:
        """Stage x without leaning steps."""
        x = self.state.x
        for way in self.ways:
            if time < way.start:
                break
            share = (time - way.start) / max(way.duration, 1)
            x = way.from_x + (way.to_x - way.from_x) * progress(share)
        return x

    def seat_at(self, time: MediaTime) -> float:
        """Height of what is, or was just now, sat on."""
        seat = self.state.seat
        for at, height in self.seats:
            if time >= at and height > 0:
                seat = height
        return seat

    def is_shown(self, time: MediaTime) -> bool:
        """Whether the actor is on stage at `time`."""
        shown = self.state.present
        for at, value in self.shown:
            if time < at:
                break
            shown = value
        return shown

    def facing_at(self, time: MediaTime) -> tuple[int, int, MediaTime]:
        """Facing before the last turn, facing now, and when the turn began."""
        before = now = self.state.facing
        since: MediaTime = -(10**9)
        for at, value in self.facing:
            if time < at:
                break
            if value != now:
                before, now, since = now, value, at
        return before, now, since


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """From this time a thing is in somebody's hand, or in nobody's ("")."""

    at: MediaTime
    holder: str
    verb: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """What tracks need to know of bodies and things."""

    legs: Mapping[str, float] = field(default_factory=dict)
    """How far each actor steps, in metres: by it two who meet share the way."""
    loads: frozenset[str] = frozenset()
    """Things that fill both arms."""


NO_BODIES = Bodies()


def tracks_of(timed: TimedPart, bodies: Bodies = NO_BODIES) -> dict[str, Track]:
    """Everybody's track, by id."""
    leaving = {state.id: state for state in timed.exit.actors}
    spots = MARK_XS | dict(timed.entry.marks)
    tracks = {s.id: Track(state=s, leaves_as=leaving.get(s.id, s), spots=spots) for s in timed.entry.actors}
    props = {prop.id: prop for prop in timed.entry.props}
    marks: dict[str, list[Mark]] = {
        s.id: [Mark(at=-(10**9), emotion=s.emotion, intensity=s.intensity)] for s in timed.entry.actors
    }
    names = _names(timed)
    for state in timed.entry.actors:
        tracks[state.id].looks.append((-(10**9), state.gaze))
    events = sorted([*timed.acts, *timed.lines], key=lambda e: (e.start, isinstance(e, TimedLine)))
    for event in events:
        if isinstance(event, TimedLine):
            _line(event, tracks, marks, props)
            _look_at_named(event, tracks, names)
        else:
            _act(event, tracks, props, bodies)
    if timed.part.kind is PartKind.HOLD:
        _waiting(timed, tracks)
    for name, track in tracks.items():
        track.feelings = tuple(marks[name])
        _close(track, timed.duration)
        _turned_by(track, tuple(shot.start for shot in timed.shots if not shot.begun))
    return tracks


def _close(track: Track, duration: MediaTime) -> None:
    """Whatever the part did, it ends facing and looking as the exit says."""
    track.facing.sort(key=lambda f: f[0])
    track.looks.sort(key=lambda f: f[0])
    exit_ = track.leaves_as
    if not exit_.present:
        return
    late = max(0, duration - from_seconds(0.34))
    if track.facing_at(duration)[1] != exit_.facing:
        track.facing.append((late, exit_.facing))
    if track.looks[-1][1] != exit_.gaze:
        track.looks.append((late, exit_.gaze))


def _turned_by(track: Track, cuts: tuple[MediaTime, ...]) -> None:
    """Nobody is cut to in the middle of a turn or just before it: they turn, and look, before the cut (where a part
    begins with one, before it began). Who walks until then turns after it."""
    track.facing = _turns(track)
    for number, (at, value) in enumerate(track.facing):
        cut = next((cut for cut in cuts if at - AT_ONCE < cut < at + TURN_TIME + DRAWING), None)
        if cut is None:
            continue
        sooner, later = cut - TURN_TIME - DRAWING, cut + AT_ONCE
        before = track.facing[number - 1][0] if number else -(10**9) if not cut else -1
        # Nobody walks backwards.
        walks = any(way.start < at and way.start + way.duration > sooner for way in track.ways)
        if (sooner > before or (not cut and sooner == before)) and not walks:
            track.facing[number] = (sooner, value)
            track.looks = [(sooner if sooner < then <= at else then, target) for then, target in track.looks]
        elif number + 1 == len(track.facing) or track.facing[number + 1][0] > later + TURN_TIME:
            track.facing[number] = (max(at, later), value)


def _turns(track: Track) -> list[tuple[MediaTime, int]]:
    """`track.facing` without what turns nobody."""
    now, found = track.state.facing, []
    for at, value in track.facing:
        if value != now:
            found.append((at, value))
            now = value
    return found


def _line(line: TimedLine, tracks: dict[str, Track], marks: dict[str, list[Mark]], props: dict[str, PropState]) -> None:
    speaker = tracks.get(line.speaker)
    if speaker is None:
        return
    name = line.speaker
    marks[name].append(Mark(at=line.start - BEFORE_SPEECH, emotion=line.emotion, intensity=line.intensity))
    speaker.lines.append((line, cues(line) if line.tone != "think" else ((line.start, "X"),)))
    partner = line.to or speaker.looks[-1][1]
    speaker.looks.append((line.start - from_seconds(0.3), partner))
    _turn_to(speaker, partner, line.start - from_seconds(0.12), tracks, props)
    for other, track in tracks.items():
        if other == name or not track.is_shown(line.start) or _stance_of(track) in ("hide", "lie"):
            continue
        delay = from_seconds(0.12 + 0.13 * unit(line.start, "look", other))
        track.looks.append((line.start + delay, name))
        _turn_to(track, name, line.start + delay + from_seconds(0.1), tracks, props)
        answer = ECHOES.get(line.heard_as or line.emotion)
        if answer:
            begin = line.start + line.duration // 3
            strength = SADDEST_ECHO * (0.5 + line.intensity) * (1.3 if line.to == other else 0.8)
            track.echoes.append((begin, line.start + line.duration + from_seconds(0.7), answer, strength))


def _names(timed: TimedPart) -> dict[str, str]:
    """The word by which each thing and person on stage is called → their id."""
    scene = timed.part.scene
    here = {prop.id for prop in timed.entry.props} | {state.id for state in timed.entry.actors}
    found: dict[str, str] = {}
    for entity in (*scene.things, *scene.actors):
        if entity.id in here:
            for called in (entity.id.replace("_", " "), entity.name):
                words = called.lower().split()
                if words:
                    found.setdefault(words[-1], entity.id)
    return found


def _look_at_named(line: TimedLine, tracks: dict[str, Track], names: dict[str, str]) -> None:
    """Eyes go to what is spoken of: the speaker's just before the word, the listeners' just after it."""
    until = line.start + GLANCE
    for word in line.words:
        named = names.get("".join(c for c in word.text.lower() if c.isalnum()), "")
        if not named or word.start < until or named in (line.speaker, line.to):
            continue
        until = word.start + 2 * GLANCE
        if line.speaker in tracks:
            partner = line.to or tracks[line.speaker].looks[-1][1]
            tracks[line.speaker].looks += [(word.start - from_seconds(0.22), named), (word.start + GLANCE, partner)]
        for other, track in tracks.items():
            if other not in (line.speaker, named) and track.is_shown(word.start):
                late = from_seconds(0.2 + 0.1 * unit(line.start, "named", other))
                track.looks += [(word.start + late, named), (word.start + late + GLANCE, line.speaker)]


def _stance_of(track: Track) -> str:
    return track.stances[-1][2] if track.stances else track.state.stance


def _act(act: TimedAct, tracks: dict[str, Track], props: dict[str, PropState], bodies: Bodies) -> None:
    track = tracks.get(act.actor)
    if track is None:
        return
    if act.verb == "sit" and abs(act.to_x - act.from_x) > 0.02:
        way = replace(act, verb="walk", target="", thing="", duration=max(0, act.duration - SIT_DOWN))
        _act(way, tracks, props, bodies)
        act = replace(act, start=act.start + way.duration, duration=act.duration - way.duration, from_x=act.to_x)
    if act.verb == "enter":
        track.shown.append((act.start, True))
    elif act.verb == "leave":
        track.shown.append((act.start + act.duration, False))
    if act.verb in TRAVEL:
        track.ways.append(act)
        if abs(act.to_x - act.from_x) > 0.02:
            track.facing.append((act.start, 1 if act.to_x > act.from_x else -1))
        if _stance_of(track) != "stand":
            track.stances.append((act.start, from_seconds(0.4), "stand"))
        after = track.leaves_as.facing if act.verb != "leave" else track.facing_at(act.start)[1]
        if act.verb != "leave":
            track.facing.append((act.start + act.duration - from_seconds(0.1), after))
    elif act.verb == "turn":
        track.facing.append((act.start + act.duration // 4, -track.facing_at(act.start)[1]))
    if act.verb in STANCES:
        track.stances.append((act.start, act.duration, STANCES[act.verb]))
        track.seats.append((act.start, act.seat))
    track.deeds.append(act)
    target = act.target or act.thing
    if target and act.verb not in TRAVEL:
        track.looks.append((act.start, target))
        _turn_to(track, target, act.start, tracks, props)
    elif act.verb in ("walk", "run", "approach", "leave"):
        track.looks.append((act.start, act.target if act.verb != "leave" else ""))
    if act.verb in DRAWS_EYES:
        for other, watcher in tracks.items():
            if other != act.actor and watcher.is_shown(act.start):
                delay = from_seconds(0.14 + 0.16 * unit(act.start, "watch", other))
                watcher.looks.append((act.start + delay, act.actor))
    _step_to_thing(act, track, props, bodies)
    _hand_over(act, track, tracks, props, bodies)


def _step_to_thing(act: TimedAct, track: Track, props: dict[str, PropState], bodies: Bodies) -> None:
    """Nobody reaches farther than their arm: a step or two to what is picked up, opened or lit, and back."""
    prop = props.get(act.thing or act.target)
    if act.verb not in REACHED_FOR or prop is None or prop.holder or _stance_of(track) != "stand":
        return
    away = (prop.x - track.x_at(act.start)) / metre(track.state.depth)
    near = min(ARMS_REACH[1], ARMS_REACH[0] + 0.15 * bodies.legs.get(act.actor, 0.6))
    gap = min(FARTHEST_STEP, abs(away) - near)
    if gap > 0:
        track.steps_up.append((act, gap if away > 0 else -gap))


def _hand_over(
    act: TimedAct,
    track: Track,
    tracks: dict[str, Track],
    props: dict[str, PropState],
    bodies: Bodies,
) -> None:
    """The second person of a giving, taking or embrace moves with the first."""
    other_id = act.target
    if act.verb == "take" and other_id not in tracks:
        other_id = props[act.thing].holder if act.thing in props else ""
    other = tracks.get(other_id)
    if act.verb not in ("give", "take", "hug") or other is None or other is track:
        return
    answer = {"give": "take", "take": "give", "hug": "hug"}[act.verb]
    other.deeds.append(
        TimedAct(
            start=act.start, duration=act.duration, actor=other_id, verb=answer, target=act.actor, thing=act.thing,
            ok=act.ok or act.verb == "give",
        )
    )  # fmt: skip
    _turn_to(other, act.actor, act.start + from_seconds(0.1), tracks, props)
    other.looks.append((act.start + from_seconds(0.15), act.actor))
    here, there = track.x_at(act.start), other.x_at(act.start)
    apart = abs(there - here) / metre(track.state.depth)
    full = any(
        p.holder in (track.state.id, other_id) and p.id != act.thing and p.id in bodies.loads for p in props.values()
    )
    wanted = ROUND_A_LOAD if full else EMBRACE if act.verb == "hug" else HAND_TO_HAND
    gap = min(1.3, max(0.0, apart - wanted))
    side = 1.0 if there > here else -1.0
    free = [t for t in (track, other) if _stance_of(t) == "stand"]
    strides = {one.state.id: max(0.05, bodies.legs.get(one.state.id, 0.6)) for one in free}
    for one in free:
        track_side = side if one is track else -side
        one.steps_up.append((act, track_side * gap * strides[one.state.id] / sum(strides.values())))


def _turn_to(track: Track, target: str, at: MediaTime, tracks: dict[str, Track], props: dict[str, PropState]) -> None:
    x = target_x(target, at, tracks, props, track.spots)
    here = track.x_at(at)
    if x is not None and abs(x - here) >= 0.02:
        track.facing.append((at, 1 if x > here else -1))


def target_x(
    target: str, at: MediaTime, tracks: dict[str, Track], props: dict[str, PropState], spots: Mapping[str, float]
) -> float | None:
    """Stage x of an actor, thing or mark."""
    if target in tracks:
        return tracks[target].x_at(at)
    if target in props:
        holder = props[target].holder
        return tracks[holder].x_at(at) if holder in tracks else props[target].x
    return spots.get(target)


def _waiting(timed: TimedPart, tracks: dict[str, Track]) -> None:
    """A hold: glances at what the choice is about, at one another and at things, and back to how it began."""
    length = timed.duration
    names = sorted(name for name, track in tracks.items() if track.state.present)
    repeat = timed.part.repeat
    root = timed.rng_seed
    called = _names(timed)
    options = timed.part.choice.options if timed.part.choice else ()
    asked = "".join(c if c.isalnum() else " " for option in options for c in f"{option.text} ".lower()).split()
    about = list(dict.fromkeys(called[word] for word in asked if word in called))
    things = [prop.id for prop in timed.entry.props if prop.id]
    for index, name in enumerate(names):
        track = tracks[name]
        others = [n for n in (*about, *about, *names, *things, "") if n != name]
        glance = others[(int(unit(root, "hold glance", name) * len(others)) + repeat) % len(others)]
        begin = round(length * (0.06 + 0.16 * unit(root, "hold begin", name, repeat) + 0.06 * index))
        track.looks.append((begin, glance))
        track.looks.append((round(length * (0.66 + 0.12 * unit(root, "hold end", name, repeat))), track.state.gaze))


def holdings(timed: TimedPart) -> dict[str, list[Holding]]:
    """Who holds which thing from when; things change hands in the middle of the deed."""
    found = {prop.id: [Holding(at=-(10**9), holder=prop.holder)] for prop in timed.entry.props}
    for act in timed.acts:
        thing = act.thing or act.target
        if thing not in found or not act.ok:
            continue
        middle = act.start + act.duration // 2
        if act.verb == "give" and act.target:
            found[thing].append(Holding(at=middle, holder=act.target, verb=act.verb, by=act.actor))
        elif act.verb in ("take", "pick_up", "catch"):
            found[thing].append(Holding(at=middle, holder=act.actor, verb=act.verb, by=act.actor))
        elif act.verb in ("put_down", "drop", "throw"):
            early = act.start + round(act.duration * {"put_down": 0.55, "drop": 0.22, "throw": 0.5}[act.verb])
            found[thing].append(Holding(at=early, holder="", verb=act.verb, by=act.actor))
    return found
