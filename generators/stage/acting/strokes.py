"""Strokes of a part: who gestures, answers and fidgets when, sorted out once from the timed part.

It knows no poses: only which gesture begins at which time.
"""

from __future__ import annotations

from collections.abc import Mapping

from generators.stage.acting.alive import seed_of
from generators.stage.acting.gestures import RETRACT, Stroke, plan_fidget, plan_reactions, plan_strokes
from generators.stage.acting.stances import always_holds
from generators.stage.acting.things import Belongings, carry
from generators.stage.acting.tracks import TRAVEL, Track
from generators.stage.chance import unit
from generators.stage.puppets.load import Puppet
from generators.timed import TimedPart
from story_engine.plan import PartKind
from story_engine.time import MediaTime, from_seconds

IDLE_LEAST = from_seconds(2.2)
"""Who has had nothing to do for this long finds something."""
CLEAR: MediaTime = from_seconds(0.3)
"""Between what is under way and a fidget."""


def all_strokes(
    timed: TimedPart, tracks: Mapping[str, Track], puppets: Mapping[str, Puppet], things: Belongings
) -> dict[str, tuple[Stroke, ...]]:
    """Every actor's strokes in order of time."""
    found: dict[str, tuple[Stroke, ...]] = {}
    for name, track in tracks.items():
        if name not in puppets:
            continue
        puppet = puppets[name]
        energy = puppet.acting.get("energy", 1.0)
        beast = puppet.rig == "quadruped"
        root = seed_of(timed.rng_seed, name)
        strokes: list[Stroke] = []
        for line in timed.lines:
            free, carries = hands_free(things, puppet, name, line.start)
            if line.speaker == name:
                strokes += plan_strokes(
                    line, root=root, energy=energy, free=free, carries=carries, beast=beast, turn=timed.part.index
                )
            elif track.is_shown(line.start):
                strokes += plan_reactions(
                    line, listener=name, root=root, energy=energy, free=free, carries=carries, beast=beast
                )
        strokes = _unhindered(strokes, track)
        strokes += _fidgets(timed, name, track, puppet, things, strokes)
        found[name] = tuple(sorted(strokes, key=lambda stroke: stroke.begin))
    return found


def hands_free(things: Belongings, puppet: Puppet, name: str, at: MediaTime) -> tuple[tuple[bool, bool], bool]:
    """Whether the near and the far hand are free at `at`, and whether something is carried."""
    near, far = (not always_holds(puppet, side) for side in ("near", "far"))
    carries = False
    for thing in things.held_by(name, at):
        mode = carry(things.asset(thing))["mode"]
        if mode == "worn":
            continue
        near, carries = False, True
        far = far and mode != "two"
    return (near, far), carries


def _busy(track: Track) -> list[tuple[MediaTime, MediaTime]]:
    return [(act.start, act.start + act.duration) for act in track.deeds if act.verb not in ("look", "listen")]


def _unhindered(strokes: list[Stroke], track: Track) -> list[Stroke]:
    """Without those that a deed of the hands would cut short."""
    busy = [span for span, act in zip(_busy(track), _deeds(track), strict=True) if act not in TRAVEL]
    return [s for s in strokes if not any(begin - CLEAR < s.at < end or s.begin < begin < s.end for begin, end in busy)]


def _deeds(track: Track) -> list[str]:
    return [act.verb for act in track.deeds if act.verb not in ("look", "listen")]


def _fidgets(
    timed: TimedPart, name: str, track: Track, puppet: Puppet, things: Belongings, strokes: list[Stroke]
) -> list[Stroke]:
    """What an actor does in the gaps between lines, answers and deeds."""
    if track.state.stance == "lie":
        return []
    taken = _busy(track) + [(s.begin, s.end + RETRACT) for s in strokes]
    taken += [(line.start - from_seconds(0.5), line.start + line.duration) for line, _ in track.lines]
    taken.append((timed.duration - from_seconds(0.1), timed.duration))
    root = seed_of(timed.rng_seed, name)
    hold = timed.part.kind is PartKind.HOLD
    found = []
    now: MediaTime = from_seconds(0.12 + 0.25 * unit(root, "wait", timed.part.repeat)) if hold else 0
    for begin, end in sorted(taken):
        room = begin - (0 if hold else CLEAR) - now
        if hold:
            since = now
        else:
            since = now + round((room - IDLE_LEAST) * 0.5 * unit(root, "idle", now)) + from_seconds(0.5)
            room -= since - now
        if room >= (IDLE_LEAST - from_seconds(0.6) if not hold else 0) and track.is_shown(since):
            free, carries = hands_free(things, puppet, name, since)
            stroke = plan_fidget(
                since, room, path=(timed.part.index, timed.part.repeat, since), root=root,
                energy=puppet.acting.get("energy", 1.0), free=free, carries=carries, beast=puppet.rig == "quadruped",
            )  # fmt: skip
            if stroke:
                found.append(stroke)
        now = max(now, end)
    return found
