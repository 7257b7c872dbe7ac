"""Acting: every actor's pose at every moment of a part, put together from layers.

It knows no camera and no drawing. A pure function of part and time; bodies move on twos or as the style says,
mouths on ones. Layers: how they stand → what they feel → what they carry → feet → speech → deeds → eyes and
head → life.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generators.stage.acting import alive, gait
from generators.stage.acting.deeds import apply_deed, deeds, lean_of, ring
from generators.stage.acting.feelings import apply_feeling, feeling
from generators.stage.acting.footing import reach_floor
from generators.stage.acting.frames import ActorFrame, LooseThing
from generators.stage.acting.gazing import Gaze
from generators.stage.acting.own import own_of, played_with
from generators.stage.acting.speaking import echo, gesticulate, mouth_sounds, talk
from generators.stage.acting.stances import (
    always_holds,
    apply_arms,
    apply_weight,
    beast_sits,
    plants,
    reach_of,
    shifts,
)
from generators.stage.acting.stepping import facing_now, step_up, walk
from generators.stage.acting.strokes import all_strokes
from generators.stage.acting.things import (
    Belongings,
    carry,
    chest,
    embrace,
    join_hands,
    meetings,
    stoop,
    touch,
    touches,
)
from generators.stage.acting.tracks import TURN_TIME, Bodies, Track, target_x, tracks_of
from generators.stage.acting.values import NEUTRAL, Channels, settle, smooth
from generators.stage.floor import metre
from generators.stage.puppets import Glow, glow
from generators.stage.puppets.flame import OUT
from generators.stage.puppets.load import Puppet, load_puppet
from generators.stage.puppets.pose import Foot
from generators.stage.styles import style_of
from generators.stage.wind import gust
from generators.timed import Shot, TimedAct, TimedPart
from story_engine.plan import PartKind
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME, MediaTime, from_seconds

QUIET = frozenset({"look", "listen", "nod", "shake", "think", "sigh"})
"""Deeds for which an animal need not get up."""
HANDLES = frozenset(
    {"give", "take", "show", "pick_up", "put_down", "drop", "open", "close", "catch", "throw", "read", "write", "light",
     "pull", "push"}
)  # fmt: skip
"""Deeds of the hands: in all others a hand that carries something stays with it."""
HIGH_ABOVE = 1.7
"""Metres: only what is higher is pointed up at; an arm before the face hides it."""
BODIES_KEPT = 2
"""Bodies kept of each actor: this drawing's and the next's."""
LAMP_PLACES, LAMP_FLAMES = 8, 32
"""Steps of a metre and of a flame in which a neighbour's light changes: a face must not jump as a flame sinks."""
KINDLES_IN, GOES_OUT_IN = from_seconds(0.75), from_seconds(0.4)
"""How long a flame takes that is lit or blown out: the light of half a picture hangs on it."""
SPRING_HERTZ, SPRING_DAMPING = 1.5, 0.32
"""Scarf, braid and satchel: they swing two or three times and rest."""
CHEST_METRES, TURN_SPEED = 0.55, 1.1
"""How far above the hip hair and scarf hang, and how fast (metres a second) a turn throws them."""
INDOOR_WIND = 0.18
"""Share of the wind that gets into a room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One actor's body as it stands until the next drawing; eyes and mouth come on top."""

    body: Channels
    x: float
    depth: float
    facing: float
    asleep: float


class Acting:
    """The acting of one part. `at` may be called with any times in any order."""

    def __init__(self, timed: TimedPart, seed_art: Path | None = None) -> None:
        self._timed = timed
        self._own = own_of(seed_art)
        with played_with(self._own):
            self._prepare(timed, seed_art)

    def _prepare(self, timed: TimedPart, seed_art: Path | None) -> None:
        self._props = {prop.id: prop for prop in timed.entry.props}
        self._cast = {actor.id: actor for actor in timed.part.scene.actors}
        self._puppets = {name: load_puppet(actor.look, seed_art) for name, actor in self._cast.items()}
        self._tracks = tracks_of(
            timed,
            Bodies(
                legs={name: reach_of(puppet) for name, puppet in self._puppets.items()},
                loads=frozenset(
                    thing.id
                    for thing in timed.part.scene.things
                    if carry(thing.look.asset or thing.id)["mode"] == "two"
                ),
            ),
        )
        scene = timed.part.scene
        self._step = style_of(scene.style, seed_art).bodies * VIDEO_FRAME
        self._wind = scene.wind * (INDOOR_WIND if scene.place.indoors else 1.0)
        self._is_hold = timed.part.kind is PartKind.HOLD
        self._belongings = Belongings(timed, self._tracks, self._puppets, seed_art)
        self.states = self._belongings.states
        self._meetings = meetings(timed, self._tracks)
        self._touches = touches(timed)
        self._gaze = Gaze(timed, self._tracks, self._puppets, self._belongings)
        self._drawn: dict[str, dict[tuple[MediaTime, int], Drawn]] = {}
        """By actor, then by time and point of view: this drawing and the next, as a flame's light goes between them."""
        self._glows: dict[str, list[tuple[Drawn, Glow | None]]] = {}
        """By actor: what the last bodies throw on the room."""
        self._strokes = all_strokes(timed, self._tracks, self._puppets, self._belongings)
        self._roots = {name: alive.seed_of(timed.rng_seed, name) for name in self._tracks}
        self._shifts = {
            name: shifts(self._roots[name], name, puppet.acting.get("energy", 1.0))
            for name, puppet in self._puppets.items()
        }
        self._plants = {
            name: plants(
                self._puppets[name],
                track.feelings,
                [*track.ways, *(act for act, _ in track.steps_up)],
                self._shifts[name] if not self._is_hold else (),
                timed.entry.scene_time,
                self._roots[name],
            )
            for name, track in self._tracks.items()
            if name in self._puppets
        }
        self._trails = {name: self._swing(name) for name in self._tracks if name in self._puppets}

    def at(self, time: MediaTime) -> tuple[ActorFrame, ...]:
        """Everybody at `time` from the part's start, in the order of the entry state."""
        with played_with(self._own):
            return self._at(time)

    def _at(self, time: MediaTime) -> tuple[ActorFrame, ...]:
        frames = tuple(self._actor(name, time) for name in self._tracks if name in self._puppets)
        now = self._drawn_at(time)
        frames = touch(join_hands(frames, self._meetings, now), self._touches, now)
        frames = self._belongings.in_hands(frames, time)
        frames = embrace(frames, self._timed.acts, now)
        lamps = [frame for frame in frames if frame.visible and "flame" in frame.puppet.face]
        return tuple(_beside_lamp(frame, lamps) for frame in frames) if lamps else frames

    def loose(self, time: MediaTime) -> tuple[LooseThing, ...]:
        """Things in nobody's hand at `time`: standing ones and those that fall or fly."""
        return self._belongings.loose(time)

    def holder(self, thing: str, time: MediaTime) -> str:
        """Id of who holds `thing` at `time`; "" for nobody."""
        return self._belongings.holder(thing, time)

    # ------------------------------------------------------------------ one actor

    def _actor(self, name: str, time: MediaTime) -> ActorFrame:
        track, puppet = self._tracks[name], self._puppets[name]
        t = self._drawn_at(time)
        lens = self._gaze.lens_at(time)
        drawn = self._body_at(name, track, puppet, t, lens)
        body = drawn.body.copy()
        self._gaze.eyes(body, name, time, drawn.x, 1.0 if drawn.facing >= 0 else -1.0, lens, asleep=drawn.asleep)
        mouth_sounds(body, track, time)
        pose = body.pose(drawn.facing)
        return ActorFrame(
            id=name,
            x=round(drawn.x, 5),
            depth=round(drawn.depth, 4),
            puppet=puppet,
            pose=pose,
            visible=track.is_shown(time),
            shine=self._shine(name, track, puppet, time, lens) if "flame" in puppet.face else None,
        )

    def _shine(self, name: str, track: Track, puppet: Puppet, time: MediaTime, lens: Shot | None) -> Glow | None:
        """What a burning puppet throws on the room at `time`: a figure may move on twos, a room's light may not."""
        t = self._drawn_at(time)
        now, soon = (self._body_at(name, track, puppet, at, lens) for at in (t, t + self._step))
        one, other = (self._glow_of(name, drawn, puppet) for drawn in (now, soon))
        if one is None or other is None:
            return one
        moved = (soon.x - now.x) / metre(now.depth)
        return one.towards(replace(other, x=other.x + moved), (time - t) / self._step)

    def _glow_of(self, name: str, drawn: Drawn, puppet: Puppet) -> Glow | None:
        """What a body throws on the room; that of the last few bodies is kept."""
        kept = self._glows.setdefault(name, [])
        for body, thrown in kept:
            if body is drawn:
                return thrown
        thrown = glow(puppet, drawn.body.pose(drawn.facing))
        kept.append((drawn, thrown))
        del kept[:-BODIES_KEPT]
        return thrown

    def _body_at(self, name: str, track: Track, puppet: Puppet, t: MediaTime, lens: Shot | None) -> Drawn:
        """The body drawn at `t`, as seen through `lens`; the last few are kept."""
        kept = self._drawn.setdefault(name, {})
        key = (t, lens.start if lens is not None else -1)
        found = kept.get(key)
        if found is None:
            if len(kept) >= BODIES_KEPT:
                del kept[next(iter(kept))]
            found = kept[key] = self._body(name, track, puppet, t, lens)
        return found

    def _drawn_at(self, time: MediaTime) -> MediaTime:
        """The time of the drawing that is shown at `time`."""
        start = self._timed.entry.scene_time
        return max((start + time) // self._step * self._step - start, 0)

    def _body(self, name: str, track: Track, puppet: Puppet, t: MediaTime, lens: Shot | None) -> Drawn:
        body = Channels()
        idle(body, puppet)
        sleeping = self._stance(track, body, t)
        beast = puppet.rig == "quadruped"
        breath = apply_feeling(body, track.feelings, t, beast=beast)
        if beast and track.state.stance == "stand" and not track.stances:
            slots = self._shifts[name], self._slot_time(t), self._roots[name]
            body.add("sit", beast_sits(track.feelings, t, *slots, [a for a in track.deeds if a.verb not in QUIET]))
        if not beast:
            sides = tuple(side for side in ("near", "far") if not always_holds(puppet, side))
            apply_arms(body, track.feelings, t, self._shifts[name], self._slot_time(t), self._roots[name], sides)
        echo(body, track, t)
        self._carry(name, puppet, body, t)
        facing = facing_now(track, t)
        forward = 1.0 if facing >= 0 else -1.0
        x = track.x_at(t)
        depth = self._depth(track, t)
        scale = metre(depth)
        walking = walk(body, track, puppet, t, scale, self._plants[name])
        still = max(body.values["sit"], body.values["lie"], 1.0 if walking else 0.0)
        apply_weight(body, puppet, self._shifts[name], self._slot_time(t), self._roots[name], 1.0 - min(1.0, still))
        x += step_up(body, track, puppet, t, self._plants[name]) * scale
        talk(body, track, puppet, t)
        talking = any(line.start <= t < line.start + line.duration for line, _ in track.lines)
        gesticulate(body, puppet, self._strokes[name], t, mouth_busy=talking)
        self._deeds(name, track, puppet, body, t, x, forward)
        self._gaze.head(body, name, t, x, forward, lens)
        self._live(name, track, puppet, body, t, breath, forward, walking=walking)
        reach_floor(body, puppet)
        body.values["flame"] = OUT + (body.values["flame"] - OUT) * self._burning(name, track, t)
        return Drawn(body=body, x=x, depth=depth, facing=facing, asleep=sleeping)

    def _burning(self, name: str, track: Track, t: MediaTime) -> float:
        """How much of a flame burns: all, nothing while it is `unlit`, and between them for a moment after a change."""
        now = 0.0 if "unlit" in self._cast[name].states else 1.0
        since = self._timed.entry.scene_time + t - track.state.changed
        share = smooth(since / (KINDLES_IN if now else GOES_OUT_IN))
        before = 0.0 if "unlit" in track.state.before else 1.0
        return now if share >= 1 else before + (now - before) * share

    def _stance(self, track: Track, body: Channels, t: MediaTime) -> float:
        """Sitting, lying, hiding: how far one is in it; returns how deeply one sleeps."""
        now, before, share = track.state.stance, track.state.stance, 1.0
        asleep = 1.0 if now == "lie" and "asleep" in self._cast[track.state.id].states else 0.0
        for at, length, stance in track.stances:
            if t < at:
                break
            before, now, share = now, stance, settle((t - at) / max(length, 1))
        for act in track.deeds:
            if act.verb in ("sleep", "wake") and t >= act.start:
                share_of = smooth((t - act.start) / max(act.duration, 1))
                asleep = share_of if act.verb == "sleep" else 1 - share_of
        for stance, weight in ((before, 1 - share), (now, share)):
            if stance == "sit":
                body.add("sit", weight)
                body.values["seat"] = track.seat_at(t)
            elif stance == "lie":
                body.add("lie", smooth(weight * 1.6 - 0.6))
                body.add("sit", math.sin(math.pi * weight) * 0.9)  # down by way of sitting
                body.add("curl", 0.12 * weight)
            elif stance == "hide":
                body.add("crouch", weight)
                body.add("lean", 0.3 * weight)
                body.add("curl", 0.2 * weight)
                body.add("ears", -0.6 * weight)
        return asleep

    def _depth(self, track: Track, t: MediaTime) -> float:
        """Depth changes on the last way only."""
        first, last = track.state.depth, track.leaves_as.depth
        if first == last or not track.ways:
            return first
        way = track.ways[-1]
        return first + (last - first) * gait.progress((t - way.start) / max(way.duration, 1))

    # ------------------------------------------------------------------ hands and speech

    def _carry(self, name: str, puppet: Puppet, body: Channels, t: MediaTime) -> None:
        for thing in self._belongings.held_by(name, t):
            how = self._belongings.way(thing, puppet, t)
            if how["mode"] == "worn":
                continue
            near = how.get("near", (0.46, 0.5))
            body.values["near_x"], body.values["near_y"] = float(near[0]), float(near[1])
            body.near_shape = "grip"
            if how["mode"] == "two":
                far = how["far"]
                body.values["far_x"], body.values["far_y"] = float(far[0]), float(far[1])
                body.far_shape = "grip"
            return

    # ------------------------------------------------------------------ deeds

    def _deeds(
        self, name: str, track: Track, puppet: Puppet, body: Channels, t: MediaTime, x: float, forward: float
    ) -> None:
        for act in track.deeds:
            share = (t - act.start) / max(act.duration, 1)
            if share >= 1 and act.verb not in QUIET:
                ring(body, (t - act.start - act.duration) / SAMPLE_RATE)
            if not 0 <= share < 1:
                continue
            deed = deeds().get((act.verb, act.ok)) or deeds()["look", True]
            talking = any(line.start <= t < line.start + line.duration for line, _ in track.lines)
            if deed.face:
                rise = smooth(share / 0.15) * smooth((1 - share) / 0.15)
                for channel, value in feeling(deed.face).offsets:
                    if not (talking and channel.startswith("mouth")):
                        body.add(channel, value * rise * 0.8)
            target = self._hand_target(act, puppet, t, x, forward)
            low = self._stoop(act, puppet)
            if low is not None and act.verb not in ("pick_up", "put_down"):
                down = low * smooth(share / 0.38) * smooth((1 - share) / 0.3)
                body.add("crouch", 0.9 * down)
                body.add("lean", 0.6 * down)
                body.add("nod", 0.2 * down)
            hold = self._is_hold or share > 1
            apply_deed(
                body,
                deed,
                share,
                target,
                puppet=puppet,
                mouth_busy=talking,
                scale=puppet.height_metres / 1.4 if not hold else 0.6,
                full=self._full_hands(name, puppet, act.verb, t),
                stoop=low if low is not None and act.verb in ("pick_up", "put_down") else 1.0,
            )
            if puppet.rig == "quadruped":
                _paw(body)
                if act.verb in ("pick_up", "put_down", "take", "give"):
                    body.add("nod", 0.5 * math.sin(math.pi * share))

    def _stoop(self, act: TimedAct, puppet: Puppet) -> float | None:
        """How far down the thing of a deed is; None when there is none to be reached for."""
        up = next((touched.up for touched in self._touches if touched.act == act), None)
        return None if up is None or puppet.rig == "quadruped" else stoop(up, puppet)

    def _full_hands(self, name: str, puppet: Puppet, verb: str, t: MediaTime) -> tuple[bool, bool]:
        """Which hands (near, far) stay with what they carry during a deed that does not handle it."""
        if verb in HANDLES:
            return (False, False)
        modes = [carry(self._belongings.asset(thing))["mode"] for thing in self._belongings.held_by(name, t)]
        held = [mode for mode in modes if mode != "worn"]
        return (bool(held) or always_holds(puppet, "near"), "two" in held or always_holds(puppet, "far"))

    def _hand_target(
        self, act: TimedAct, puppet: Puppet, t: MediaTime, x: float, forward: float
    ) -> tuple[float, float]:
        """Where the hand goes, in arm lengths from the shoulder, for what the deed handles."""
        if puppet.rig == "quadruped":
            return (0.6, 0.4)
        arm = puppet.bones["arm"]
        reach = float(arm["upper"]) + float(arm["lower"])
        shoulder = float(arm["far" if act.verb == "point" else "near"][1])
        other = self._puppets.get(act.target)
        depth = self._tracks[act.actor].state.depth
        target = act.target or act.thing
        where = target_x(target, t, self._tracks, self._props, self._tracks[act.actor].spots)
        if act.verb in ("give", "take") and other is not None:
            middle = (chest(puppet) + chest(other)) / 2
            return (0.86, min(0.8, max(-0.5, (shoulder - middle) / reach)))
        dx = 1.6 if where is None else max(0.3, (where - x) * forward / metre(depth))
        height = self._gaze.height(target, t)
        dy = shoulder - height
        size = math.hypot(dx, dy) or 1.0
        rise = max(-0.8 if height > HIGH_ABOVE else -0.12, min(0.75, 0.97 * dy / size))
        return (math.sqrt(max(0.0, 0.94 - rise * rise)), rise)

    # ------------------------------------------------------------------ life

    def _live(
        self,
        name: str,
        track: Track,
        puppet: Puppet,
        body: Channels,
        t: MediaTime,
        breath: float,
        forward: float,
        *,
        walking: bool,
    ) -> None:
        root = self._timed.rng_seed
        energy = puppet.acting.get("energy", 1.0)
        calm = 0.35 if walking else 1.0
        wide = min(1.7, breath) * (0.7 + 0.3 * puppet.acting.get("breath", 1.0))
        body.add("breath", self._over(t, lambda s: alive.breath_at(s, root, name)) * wide)
        if breath > 1.35:
            body.add("breath", 0.5 * self._over(t, lambda s: math.sin(2 * math.pi * 0.95 * s)) * (breath - 1.2))
        quiet = calm * energy

        def wander(channel: str, amount: float, period: float) -> None:
            body.add(channel, amount * quiet * self._over(t, lambda s: alive.drift(s, period, root, name, channel)))

        wander("hip_x", 0.014, 6.1)
        wander("lean", 0.016, 5.3)
        wander("tilt", 0.030, 4.7)
        wander("nod", 0.050, 3.9)
        wander("turn", 0.055, 5.9)
        wander("near_x", 0.020, 3.7)
        wander("far_x", 0.020, 4.3)
        wander("near_y", 0.012, 4.9)
        wander("ears", 0.22, 2.9)
        wander("tail", 0.16, 3.1)
        wander("tail_curl", 0.20, 4.1)
        body.values["flicker"] = 9.0 * self._scene_seconds(t)
        body.values["flutter"] = (2.4 + 4.0 * self._wind) * self._scene_seconds(t)
        body.add("shoulders", 0.05 * body.values["breath"])
        trail = self._trails[name](t)
        body.add("trail", trail * forward)
        body.add("hem", -0.5 * trail * forward)

    def _slot_time(self, t: MediaTime) -> MediaTime:
        """Scene time for what changes every few seconds; in a hold it stands, so that it ends as it began."""
        return self._timed.entry.scene_time + (0 if self._is_hold else t)

    def _scene_seconds(self, t: MediaTime) -> float:
        return (self._timed.entry.scene_time + t) / SAMPLE_RATE

    def _over(self, t: MediaTime, curve: Any) -> float:
        """A curve of scene time; in a hold bent so that it ends as it began."""
        seconds = self._scene_seconds(t)
        if not self._is_hold:
            return float(curve(seconds))
        length = self._timed.duration / SAMPLE_RATE
        share = smooth(t / max(self._timed.duration, 1))
        return float(curve(seconds) * (1 - share) + curve(seconds - length) * share)

    def _swing(self, name: str) -> Any:
        """Trailing of loose ends at part time: wind, and the spring's answer to being moved."""
        track, root = self._tracks[name], self._timed.rng_seed

        def wind_at(t: MediaTime) -> float:
            blown = self._over(t, lambda s: gust(from_seconds(s), self._wind, root))
            return -0.75 * blown

        leaning = [(act, deeds().get((act.verb, act.ok))) for act in track.deeds]
        if not track.ways and not track.steps_up and not leaning and not track.facing:
            return lambda t: wind_at(t)

        def leant(t: MediaTime) -> float:
            found = 0.0
            for act, deed in leaning:
                if deed is not None and act.start <= t < act.start + act.duration:
                    found += lean_of(deed, (t - act.start) / max(act.duration, 1))
            return found * CHEST_METRES * track.facing_at(t)[1]

        step = VIDEO_FRAME
        dt = step / SAMPLE_RATE
        omega = 2 * math.pi * SPRING_HERTZ
        count = self._timed.duration // step + 2
        place, speed = wind_at(0), 0.0
        swung = []
        for i in range(count):
            swung.append(place)
            ahead = track.x_at((i + 1) * step) - track.x_at(i * step)
            velocity = ahead / metre(track.state.depth) / dt
            velocity += (leant((i + 1) * step) - leant(i * step)) / dt
            velocity += sum(
                TURN_SPEED * side for at, side in track.facing if at <= i * step < at + TURN_TIME and at > 0
            )
            target = wind_at(i * step) + 0.30 * velocity
            for _ in range(4):
                speed += (omega * omega * (target - place) - 2 * SPRING_DAMPING * omega * speed) * dt / 4
                place += speed * dt / 4
        return lambda t: swung[min(max(t // step, 0), count - 1)]


def _beside_lamp(frame: ActorFrame, lamps: list[ActorFrame]) -> ActorFrame:
    """The frame with the nearest lantern's light on it; in steps, so that flicker redraws nobody else."""
    near = [lamp for lamp in lamps if lamp.id != frame.id]
    if not near or "flame" in frame.puppet.face:
        return frame
    lamp = min(near, key=lambda other: abs(other.x - frame.x))
    metres = round((lamp.x - frame.x) / metre(frame.depth) * LAMP_PLACES) / LAMP_PLACES
    flame = round(lamp.pose.flame * LAMP_FLAMES) / LAMP_FLAMES
    if lamp.pose.flame <= OUT:
        return frame
    return replace(frame, pose=replace(frame.pose, lamp=(flame, metres, 0.6 + 2.0 * flame)))


def idle(body: Channels, puppet: Puppet) -> None:
    """How this puppet stands when nothing happens."""
    for side in ("near", "far"):
        arm = puppet.idle.get(side)
        if arm:
            body.values[f"{side}_x"], body.values[f"{side}_y"] = arm
        shape = puppet.idle_shapes.get(side, "relaxed")
        setattr(body, f"{side}_shape", shape)
        body.own[side] = (body.values[f"{side}_x"], body.values[f"{side}_y"], shape)


def _paw(body: Channels) -> None:
    """What people do with a hand, an animal does with its near front paw."""
    forward = max(body.values["near_x"], body.values["far_x"]) - NEUTRAL["far_x"]
    up = NEUTRAL["near_y"] - min(body.values["near_y"], body.values["far_y"])
    foot = body.feet[0]
    lifted = Foot(
        x=foot.x + 0.16 * max(forward, -0.2), lift=foot.lift + 0.14 * max(0.0, up), angle=foot.angle + 0.4 * up
    )
    body.feet = (lifted, *body.feet[1:])
