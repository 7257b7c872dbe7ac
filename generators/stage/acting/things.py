"""Things in hands, on their way and at rest; hands that meet where a thing is handed over.

It knows no feelings and no speech: poses, tracks and who holds what from when.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generators.stage import library
from generators.stage.acting.frames import ActorFrame, HeldThing, LooseThing
from generators.stage.acting.states import ThingStates
from generators.stage.acting.tracks import Holding, Track, holdings
from generators.stage.acting.values import smooth
from generators.stage.floor import metre
from generators.stage.props import load_prop, resolve_prop
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.pose import Arm, Pose
from generators.stage.puppets.rig import anchors
from generators.timed import PropState, TimedAct, TimedPart
from story_engine.plan import Look
from story_engine.time import MediaTime, from_seconds

FLIGHT_SECONDS = {"throw": 0.7, "drop": 0.34}
SHORTEST_FLIGHT_SECONDS = 0.12
MEETING = (0.26, 0.42, 0.60, 0.76)
"""Shares of a hand-over at which the hands begin to meet, meet, still meet, and have parted."""
TOUCHING = frozenset({"pick_up", "take", "open", "close", "light", "put_down"})
GRASP_METRES = 0.06
"""Things are grasped this far above where they stand."""
LIFTED_IN = from_seconds(0.2)
"""A thing on the floor comes the last bit to the fingers in this time."""
FLIES_IN = from_seconds(0.6)
"""What is caught comes through the air for this long."""
CAUGHT_ABOVE, CAUGHT_AHEAD = 0.45, 0.75
"""Where a hand meets what it catches: arm lengths above and before the shoulder."""
HELD_SCALE = 1.15
"""Held things are drawn a little larger than life: hands and props tell."""
BROW = 0.6
"""What is held over a head begins so far up from the eyes to the crown: it may hide a hat, no face."""
HIGHEST_HAND, HELD_OUT_DEGREES = 0.3, 44.0
"""Arm lengths above the shoulder to which a hand goes for that, or it were before the mouth; who would have to reach
higher, a lantern with its tall head, holds the thing out before them, tipped so far."""
HANGS_METRES = 0.2
"""What people need both arms for hangs this far below an animal's mouth."""
ROUNDS = 3
"""Corrections of an arm until its palm is where it should be: each one halves the error or better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Two people whose near hands meet during a deed."""

    act: TimedAct
    one: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A near hand that goes to a place on the stage during a deed: stage x, metres above the floor."""

    act: TimedAct
    x: float
    up: float


class Belongings:
    """The things of one part: who holds them, and where they are."""

    def __init__(
        self,
        timed: TimedPart,
        tracks: Mapping[str, Track],
        puppets: Mapping[str, Puppet],
        seed_art: Path | None = None,
    ) -> None:
        self.states = ThingStates(timed)
        self._seed_art = seed_art
        self._holdings = holdings(timed)
        self._before = {prop.id: prop for prop in timed.entry.props}
        self._after = {prop.id: prop for prop in timed.exit.props}
        self._looks = {thing.id: thing.look for thing in timed.part.scene.things}
        self._tracks, self._puppets = tracks, puppets
        handled = [act.thing for act in timed.acts if act.thing]
        self._matters = (*handled, *(name for shot in timed.shots if shot.size == "INSERT" for name in shot.subjects))

    def asset(self, thing: str) -> str:
        """The asset a thing is drawn from."""
        look = self._looks.get(thing)
        return (look.asset if look else "") or thing

    def way(self, thing: str, puppet: Puppet, time: MediaTime) -> dict[str, Any]:
        """How `puppet` carries `thing` at `time`: as `carry` says, on its way from one state's manner to another's."""
        before, now, share = self.states.going(thing, time)
        other = self._way_in(thing, puppet, now)
        one = other if share >= 1 or before == now else self._way_in(thing, puppet, before)
        if one is other:
            return other
        turns = {key: (float(one.get(key, 0)), float(other.get(key, 0))) for key in ("angle", "mouth", "ahead")}
        near = [float(a) + (float(b) - float(a)) * share for a, b in zip(_near(one), _near(other), strict=True)]
        return {**other, "near": near} | {k: a + (b - a) * share for k, (a, b) in turns.items() if k in other}

    def _way_in(self, thing: str, puppet: Puppet, states: tuple[str, ...]) -> dict[str, Any]:
        """`carry`; what spreads is lifted over the head: nobody holds an open umbrella before their face."""
        how = carry(self.asset(thing), states)
        if not states or puppet.rig == "quadruped" or how["mode"] not in ("show", "hand"):
            return how
        prop = load_prop(resolve_prop(self._looks.get(thing, Look(asset=thing)), thing, self._seed_art), self._seed_art)
        spread = prop.spread_in(states)
        if spread is None:
            return how
        bones, arm, face = puppet.bones, puppet.bones["arm"], puppet.face
        eyes = -float(face["eye"]["y"])
        brow = float(bones["neck"]) + float(bones["head"]) + eyes + (float(face["crown"]) - eyes) * BROW
        hand = brow - (spread[1] + prop.grip[1]) * HELD_SCALE
        x, y = _near(how)
        y = min(y, (float(arm["near"][1]) - hand) / max(0.05, float(arm["upper"]) + float(arm["lower"])))
        if y < -HIGHEST_HAND:
            return {**how, "near": _near(carry(self.asset(thing))), "angle": HELD_OUT_DEGREES}
        return {**how, "near": (x, y)}

    def holder(self, thing: str, time: MediaTime) -> str:
        """Id of who holds `thing` at `time`; "" for nobody."""
        return self._holding(thing, time).holder if thing in self._holdings else ""

    def held_by(self, name: str, time: MediaTime) -> list[str]:
        """What an actor has in hand at `time`."""
        return [thing for thing in self._holdings if self._holding(thing, time).holder == name]

    def loose(self, time: MediaTime) -> tuple[LooseThing, ...]:
        """Things in nobody's hand at `time`: standing ones and those that fall or fly."""
        found = []
        for thing in self._before:
            holding = self._holding(thing, time)
            if not holding.holder:
                found.append(self._lying(thing, holding, time))
        return tuple(found)

    def in_hands(self, frames: tuple[ActorFrame, ...], time: MediaTime) -> tuple[ActorFrame, ...]:
        """The frames with what everybody holds."""
        return tuple(
            replace(frame, held=self._held(frame, time)) if self.held_by(frame.id, time) else frame for frame in frames
        )

    def _holding(self, thing: str, time: MediaTime) -> Holding:
        found = self._holdings[thing][0]
        for holding in self._holdings[thing]:
            if time < holding.at:
                break
            found = holding
        return found

    def _held(self, frame: ActorFrame, time: MediaTime) -> tuple[HeldThing, ...]:
        puppet, pose = frame.puppet, frame.pose
        places = None
        found = []
        for thing in self._in_hand(frame.id, time):
            how = self.way(thing, puppet, time)
            if how["mode"] == "worn" and puppet.acting.get("wears_satchel"):
                continue
            places = places or anchors(puppet, pose)
            anchor = "hand_r"
            x, y = places["hand_r"]
            if puppet.rig == "quadruped":
                anchor, (x, y) = "mouth", places["mouth"]
                x += float(how.get("ahead", 0.0)) * (1.0 if pose.facing >= 0 else -1.0)
                if how["mode"] == "two":
                    y += HANGS_METRES  # by its string: a box in the mouth would be a box before the face
            elif how["mode"] == "two":
                fx, fy = places["hand_l"]
                x, y, anchor = (x + fx) / 2, (y + fy) / 2, "hands"
            x, y = self._lifted(thing, frame, (x, y), time)
            mirror = 1.0 if pose.facing >= 0 else -1.0
            turned = how.get("mouth", how.get("angle", 0)) if puppet.rig == "quadruped" else how.get("angle", 0)
            angle = (float(turned) + math.degrees(pose.lean) * 0.6) * mirror
            found.append(
                HeldThing(
                    thing=thing,
                    anchor=anchor,
                    x=round(x, 4),
                    y=round(y, 4),
                    angle=round(angle, 2),
                    fingers=anchor == "hand_r" and bool(how.get("fingers", True)),
                )
            )
        return tuple(found)

    def _in_hand(self, name: str, time: MediaTime) -> list[str]:
        """What of somebody's belongings is seen: what is worn, and one thing in the hands; the rest is in pockets."""
        held = self.held_by(name, time)
        worn = [thing for thing in held if carry(self.asset(thing))["mode"] == "worn"]
        loads = [thing for thing in held if thing not in worn]
        if len(loads) < 2:
            return held

        def weight(thing: str) -> tuple[bool, bool, MediaTime]:
            big = carry(self.asset(thing))["mode"] == "two"
            return thing in self._matters, big, self._holding(thing, time).at

        return [*worn, max(loads, key=weight)]

    def _lifted(self, thing: str, frame: ActorFrame, hand: tuple[float, float], time: MediaTime) -> tuple[float, float]:
        """Where a thing that was just taken up is on its way from its place into the hand."""
        holding, before = self._holding(thing, time), self._before[thing]
        if holding.verb not in ("pick_up", "take") or before.holder or time - holding.at >= LIFTED_IN:
            return hand
        share = smooth((time - holding.at) / LIFTED_IN)
        place = ((before.x - frame.x) / metre(frame.depth), -before.up - GRASP_METRES)
        return place[0] + (hand[0] - place[0]) * share, place[1] + (hand[1] - place[1]) * share

    def _lying(self, thing: str, holding: Holding, time: MediaTime) -> LooseThing:
        before = self._before[thing]
        after: PropState = self._after.get(thing, before)
        coming = self._flying_in(thing, before, time)
        if coming is not None:
            return coming
        place = after if holding.verb else before
        if not holding.verb or holding.by not in self._tracks:
            return LooseThing(thing=thing, x=place.x, depth=place.depth, height_metres=place.up, angle=0.0)
        track, puppet = self._tracks[holding.by], self._puppets[holding.by]
        start_x = track.x_at(holding.at) + 0.05 * track.facing_at(holding.at)[1]
        flight = from_seconds(FLIGHT_SECONDS.get(holding.verb, SHORTEST_FLIGHT_SECONDS))
        share = min(1.0, max(0.0, (time - holding.at) / flight))
        top = chest(puppet) * (0.9 if holding.verb != "put_down" else 0.12)
        arc = 0.9 * 4 * share * (1 - share) if holding.verb == "throw" else 0.0
        height = place.up + (top - place.up) * (1 - share * share) + arc
        return LooseThing(
            thing=thing,
            x=round(start_x + (place.x - start_x) * share, 4),
            depth=round(track.state.depth + (place.depth - track.state.depth) * share, 4),
            height_metres=round(max(0.0, height), 4),
            angle=round((540 if holding.verb == "throw" else 40) * share * (1 - share), 2),
        )

    def _flying_in(self, thing: str, before: PropState, time: MediaTime) -> LooseThing | None:
        """What will be caught in a moment: from its place up in an arc to where the hands will be."""
        caught = next((h for h in self._holdings[thing] if h.verb == "catch" and 0 < h.at - time <= FLIES_IN), None)
        if caught is None or caught.by not in self._tracks or "arm" not in self._puppets[caught.by].bones:
            return None
        share = 1 - (caught.at - time) / FLIES_IN
        track, puppet = self._tracks[caught.by], self._puppets[caught.by]
        arm = puppet.bones["arm"]
        reach = float(arm["upper"]) + float(arm["lower"])
        side = track.facing_at(caught.at)[1]
        goal_x = track.x_at(caught.at) + side * CAUGHT_AHEAD * reach * metre(track.state.depth)
        goal_up = float(arm["near"][1]) + CAUGHT_ABOVE * reach
        rise = 4 * share * (1 - share) * 0.5
        return LooseThing(
            thing=thing,
            x=round(before.x + (goal_x - before.x) * smooth(share), 4),
            depth=round(before.depth + (track.state.depth - before.depth) * share, 4),
            height_metres=round(before.up + (goal_up - before.up) * share + rise, 4),
            angle=round(70 * math.sin(math.pi * share * 1.5) * (1 - share), 2),
        )


@functools.lru_cache(maxsize=512)
def carry(asset: str, states: tuple[str, ...] = ()) -> dict[str, Any]:
    """How a thing of that asset is carried in these states."""
    table = library.load("gestures", "carry")
    found: dict[str, Any] = table.get(asset) or table["default"]
    told = [found[state] for state in states if isinstance(found.get(state), dict)]
    return {**found, **told[0]} if told else found


def _near(how: Mapping[str, Any]) -> tuple[float, float]:
    """Where the near hand is, arm lengths from the shoulder."""
    x, y = how.get("near", (0.46, 0.5))
    return float(x), float(y)


def chest(puppet: Puppet) -> float:
    """Metres above the floor at which a puppet holds things."""
    return puppet.height_metres * (0.5 if puppet.rig != "quadruped" else 0.62)


def meetings(timed: TimedPart, tracks: Mapping[str, Track]) -> tuple[Meeting, ...]:
    """Every hand-over of a part, with both who take part in it."""
    props = {prop.id: prop for prop in timed.entry.props}
    holders = holdings(timed)
    found = []
    for act in timed.acts:
        if act.verb not in ("give", "take") or not act.ok:
            continue
        other = act.target
        if act.verb == "take" and other not in tracks and (act.thing or act.target) in props:
            held = [h.holder for h in holders[act.thing or act.target] if h.at < act.start + act.duration // 2]
            other = held[-1] if held else ""
        if other in tracks and other != act.actor:
            found.append(Meeting(act=act, one=act.actor, other=other))
    return tuple(found)


def join_hands(frames: tuple[ActorFrame, ...], met: tuple[Meeting, ...], t: MediaTime) -> tuple[ActorFrame, ...]:
    """Both near hands at one point while a thing changes hands: arm meets arm."""
    for meeting in met:
        share = (t - meeting.act.start) / max(meeting.act.duration, 1)
        weight = _meets(share)
        pair = [f for f in frames if f.id in (meeting.one, meeting.other) and f.visible]
        if weight <= 0 or len(pair) != 2:
            continue
        places = [_palm(frame) for frame in pair]
        scale = metre(pair[0].depth)
        point = ((places[0][0] + places[1][0]) / 2, (places[0][1] + places[1][1]) / 2)
        moved = {
            frame.id: _reach_for(frame, ((point[0] - frame.x) / scale, point[1]), weight)
            for frame in pair
            if frame.puppet.rig != "quadruped"
        }
        frames = tuple(moved.get(frame.id, frame) for frame in frames)
    return frames


def touches(timed: TimedPart) -> tuple[Touch, ...]:
    """Every deed in which a near hand goes to a thing that lies or stands somewhere, or puts one there."""
    before = {prop.id: prop for prop in timed.entry.props}
    after = {prop.id: prop for prop in timed.exit.props}
    holders = holdings(timed)
    found = []
    for act in timed.acts:
        thing = act.thing or act.target
        if thing not in before or act.verb not in TOUCHING:
            continue
        held = [h.holder for h in holders[thing] if h.at < act.start + act.duration // 3]
        place = after.get(thing, before[thing]) if act.verb == "put_down" else before[thing]
        if (act.verb == "put_down" and act.ok) or (held and not held[-1]):
            found.append(Touch(act=act, x=place.x, up=place.up + GRASP_METRES))
    return tuple(found)


def touch(frames: tuple[ActorFrame, ...], touched: tuple[Touch, ...], t: MediaTime) -> tuple[ActorFrame, ...]:
    """Near hands on the things they pick up, open, light or put down."""
    for one in touched:
        share = (t - one.act.start) / max(one.act.duration, 1)
        weight = _meets(share)
        if weight <= 0:
            continue
        frames = tuple(
            _reach_for(f, ((one.x - f.x) / metre(f.depth), -one.up), weight)
            if f.id == one.act.actor and f.puppet.rig != "quadruped"
            else f
            for f in frames
        )
    return frames


def stoop(height: float, puppet: Puppet) -> float:
    """How far down one must go for something at `height` metres: 0 at the hip and above … 1 on the floor."""
    hip = float(puppet.bones.get("hip", 0.5 * puppet.height_metres))
    return min(1.0, max(0.0, 1.0 - height / (1.15 * hip)))


def embrace(frames: tuple[ActorFrame, ...], acts: tuple[TimedAct, ...], t: MediaTime) -> tuple[ActorFrame, ...]:
    """Who is embraced stays seen: the taller of two who hug is drawn behind the smaller."""
    for act in acts:
        if act.verb != "hug" or not act.start <= t < act.start + act.duration:
            continue
        pair = sorted((f for f in frames if f.id in (act.actor, act.target)), key=lambda f: f.puppet.height_metres)
        if len(pair) == 2 and pair[1].depth >= pair[0].depth:
            frames = tuple(replace(f, behind=pair[0].depth) if f.id == pair[1].id else f for f in frames)
    return frames


def _meets(share: float) -> float:
    begin, meet, part, end = MEETING
    return smooth((share - begin) / (meet - begin)) * smooth((end - share) / (end - part))


def _palm(frame: ActorFrame) -> tuple[float, float]:
    """Stage x and metres (y down) of the near hand, or of a beast's mouth."""
    x, y = anchors(frame.puppet, frame.pose)["hand_r"]
    return frame.x + x * metre(frame.depth), y


def _reach_for(frame: ActorFrame, point: tuple[float, float], weight: float) -> ActorFrame:
    """The frame with its near palm at `point` (metres from the feet), as far as `weight` says."""
    puppet, pose = frame.puppet, frame.pose
    arm = puppet.bones["arm"]
    reach = float(arm["upper"]) + float(arm["lower"])
    mirror = 1.0 if pose.facing >= 0 else -1.0
    turned = (pose.lean + pose.curl) * 0.35
    cosine, sine = math.cos(turned), math.sin(turned)
    start = anchors(puppet, pose)["hand_r"]
    goal = (start[0] + (point[0] - start[0]) * weight, start[1] + (point[1] - start[1]) * weight)
    posed: Pose = pose
    for _ in range(ROUNDS):
        palm = anchors(puppet, posed)["hand_r"]
        dx, dy = (goal[0] - palm[0]) * mirror / reach, (goal[1] - palm[1]) / reach
        near = posed.near
        posed = replace(
            posed,
            near=Arm(
                x=round(near.x + dx * cosine + dy * sine, 4),
                y=round(near.y - dx * sine + dy * cosine, 4),
                wrist=near.wrist,
                shape=near.shape,
                bend=near.bend,
            ),
        )
    return replace(frame, pose=posed)
